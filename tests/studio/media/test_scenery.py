from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from skill_runtime.studio.media.camera import MOVES, Panorama, Samples, sampled
from skill_runtime.studio.media.falling import Falling, Twinkling
from skill_runtime.studio.media.parallax import Parallax, sky_move, without_land
from skill_runtime.studio.media.planes import Planes, blank, planes_of, sheet_of
from skill_runtime.studio.media.sources import scenery_of
from skill_runtime.studio.painting import paint, save_png
from skill_runtime.studio.scenery import CHUNK, Scenery, from_chunk, to_chunk
from tests.studio.media.samples import draft, drawn, segment, shot, track

SIZE = (180, 320)
BLUE, GREEN = (60, 120, 220), (30, 110, 40)


def saved(path: Path, pixels: np.ndarray, scenery: Scenery) -> Path:
    chunks = PngInfo()
    chunks.add(CHUNK, to_chunk(scenery))
    Image.fromarray(pixels).save(path, pnginfo=chunks)
    return path


def landscape(path: Path, **more: object) -> Path:
    """A blue sky with white stripes over green land, which the scenery tells apart."""
    width, height = SIZE
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:] = BLUE
    pixels[:, ::20] = 255
    pixels[200:] = GREEN
    land = np.zeros((height // 2, width // 2), np.uint8)
    land[100:] = 255
    return saved(path, pixels, replace(Scenery(land=land, seed=1), **more))


def film(source: Path, moments: list[float], **details: object) -> list[np.ndarray]:
    media: Mapping[str, Path] = {"a": source}
    document = draft(shot("a", 4000, **details))
    return drawn(document, media, *moments)


def test_the_pieces_of_a_cut_still_go_on_as_the_whole(tmp_path: Path) -> None:
    source = landscape(tmp_path / "a.png", falls="snow", twinkles=True)
    moments = [0, 1500, 1600, 3900]
    whole = film(source, moments, motion="push")
    details = {"kind": "image", "src": "a", "motion": "push"}
    first = segment(0, 1600, **details, way=[0, 0.4])
    second = segment(1600, 2400, **details, way=[0.4, 1], **{"in": 1600})
    pieces = drawn(draft(track(0, first, second)), {"a": source}, *moments)
    assert all(np.array_equal(a, b) for a, b in zip(whole, pieces, strict=True))


def test_what_a_chunk_holds_comes_back() -> None:
    clear = np.full((32, 24, 3), 90, np.uint8)
    land = np.arange(16 * 12, dtype=np.uint8).reshape(16, 12)
    found = from_chunk(to_chunk(Scenery("snow", True, 7, clear, land)), 24, 32)
    assert found is not None
    assert (found.falls, found.twinkles, found.seed) == ("snow", True, 7)
    assert found.clear is not None
    assert found.land is not None
    assert np.abs(found.clear.astype(int) - clear).max() <= 2
    assert np.array_equal(found.land, land)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[" * 900,
        b'{"v": 2, "falls": "", "twinkles": true, "seed": 1, "clear": 0, "land": 0}\n',
        b'{"v": 1, "falls": "frogs", "twinkles": true, "seed": 1, "clear": 0, "land": 0}\n',
        b'{"v": 1, "falls": "", "twinkles": 1, "seed": 1, "clear": 0, "land": 0}\n',
        b'{"v": 1, "falls": "", "twinkles": true, "seed": -1, "clear": 0, "land": 0}\n',
        b'{"v": 1, "falls": "", "twinkles": true, "seed": 1e99, "clear": 0, "land": 0}\n',
        b'{"v": 1, "falls": "", "twinkles": true, "seed": 1, "clear": 0, "land": 3}\n',
        b'{"v": 1, "falls": "", "twinkles": true, "seed": 1, "clear": 0, "land": 3}\nabc',
        to_chunk(Scenery(land=np.zeros((4, 4), np.uint8))),
        to_chunk(Scenery("rain", clear=np.zeros((9, 9, 3), np.uint8))),
    ],
)
def test_a_chunk_that_is_broken_or_of_another_size_is_no_scenery(data: bytes) -> None:
    assert from_chunk(data, 24, 32) is None


@given(st.binary(max_size=200), st.integers(0, 400))
def test_a_damaged_chunk_is_never_more_than_no_scenery(noise: bytes, at: int) -> None:
    whole = bytearray(to_chunk(Scenery("snow", True, 3, np.zeros((8, 8, 3), np.uint8))))
    whole[at : at + len(noise)] = noise
    found = from_chunk(bytes(whole), 8, 8)
    assert found is None or found.falls in {"", "snow", "rain"}


def test_a_painting_keeps_what_moves_in_its_file(tmp_path: Path) -> None:
    painting = paint("a forest at night, snowing", 160, 200)
    save_png(painting, tmp_path / "a.png")
    found = scenery_of(tmp_path / "a.png")
    assert found is not None
    assert (found.falls, found.twinkles) == ("snow", True)
    assert found.clear is not None
    assert (np.abs(found.clear.astype(int) - painting.pixels).max(axis=2) > 60).any()
    assert found.land is not None
    assert 0.05 < (found.land < 128).mean() < 0.95


@pytest.mark.parametrize("prompt", ["watercolour mountains", "a bowl of noodles", "a bedroom"])
def test_what_has_no_sky_of_its_own_has_no_land(prompt: str) -> None:
    assert paint(prompt, 160, 160).scenery.land is None


@pytest.mark.parametrize("prompt", ["a panda in a forest in the snow", "a foggy forest"])
def test_rays_flakes_and_fog_hide_no_sky(prompt: str) -> None:
    found = paint(prompt, 270, 480).scenery
    assert found.land is not None
    assert found.land[: len(found.land) // 4].mean() < 3


def test_a_picture_without_scenery_stays_as_it_is(tmp_path: Path) -> None:
    Image.new("RGB", SIZE, BLUE).save(tmp_path / "a.png")
    assert scenery_of(tmp_path / "a.png") is None
    Image.new("RGB", SIZE, BLUE).save(tmp_path / "a.jpg")
    assert scenery_of(tmp_path / "a.jpg") is None


@pytest.mark.parametrize("motion", ["push", "pan-left", "pull"])
def test_the_sky_goes_its_own_way_behind_the_land(motion: str, tmp_path: Path) -> None:
    with_sky = film(landscape(tmp_path / "a.png"), [3900], motion=motion)[0]
    plain = film(landscape(tmp_path / "b.png", land=None), [3900], motion=motion)[0]
    height = len(plain)
    sky, land = slice(0, height // 3), slice(height * 5 // 6, height)
    assert np.abs(with_sky[sky].astype(int) - plain[sky]).max() > 60
    assert np.abs(with_sky[land].astype(int) - plain[land]).max() <= 3


def test_no_camera_no_parallax(tmp_path: Path) -> None:
    first, last = film(landscape(tmp_path / "a.png"), [0, 3900], motion="none")
    assert np.array_equal(first, last)


@pytest.mark.parametrize("kind", ["snow", "rain"])
def test_what_falls_moves_over_a_picture_that_is_clear_of_it(kind: str, tmp_path: Path) -> None:
    clear = np.full((SIZE[1], SIZE[0], 3), 40, np.uint8)
    baked = clear.copy()
    baked[100:110] = 255
    path = saved(tmp_path / "a.png", baked, Scenery(kind, seed=5, clear=clear))
    frames = film(path, [0, 500, 1000], motion="none")
    assert all((frame > 90).any() for frame in frames)
    assert not any((frame[100:110] > 200).all() for frame in frames)
    assert not np.array_equal(frames[0], frames[1])


def test_the_same_moment_is_always_the_same_picture(tmp_path: Path) -> None:
    save_png(paint("a city at night, snowing", 180, 320), tmp_path / "a.png")
    first, second = (film(tmp_path / "a.png", [700.0], motion="push")[0] for _ in range(2))
    assert np.array_equal(first, second)


def test_lights_dim_one_after_another_and_come_back() -> None:
    luma = np.full((120, 120), 30, np.uint8)
    luma[10::24, 10::24] = 220
    lights = Twinkling(luma, 3)
    seen = set()
    for step in range(40):
        now = luma.copy()
        lights.draw(now, step * 0.2, lambda xs, ys: (xs, ys))
        dimmed = frozenset(map(tuple, np.argwhere(now < luma.astype(int) - 20).tolist()))
        assert (now <= luma).all()
        seen.add(dimmed)
    assert len(seen) > 10


@pytest.mark.parametrize("size", [(2, 2), (16, 400), (400, 16)])
@pytest.mark.parametrize("kind", ["snow", "rain"])
def test_anything_falls_on_any_size(kind: str, size: tuple[int, int]) -> None:
    luma = np.zeros((size[1], size[0]), np.uint8)
    for seconds in (0.0, 3.7, 3600.0):
        Falling(kind, 1, *size).draw(luma, seconds)
    assert luma.max() <= 235


def test_a_dark_picture_without_lights_has_nothing_that_twinkles() -> None:
    luma = np.full((40, 40), 16, np.uint8)
    Twinkling(luma, 1).draw(luma, 1.0, lambda xs, ys: (xs, ys))
    assert (luma == 16).all()


@pytest.mark.parametrize("motion", sorted(MOVES))
@pytest.mark.parametrize("seed", [0, 1])
def test_the_sky_never_looks_beyond_its_edge(motion: str, seed: int) -> None:
    move = sky_move(MOVES[motion], seed)
    assert min(move.zoom) > 1
    assert all(0 <= look <= 1 for look in (*move.across, *move.down))


@given(
    st.lists(st.tuples(*[st.floats(0, 0.9)] * 4), max_size=3),
    st.sampled_from(sorted(MOVES)),
    st.floats(0, 1),
)
@settings(max_examples=25)
def test_land_and_sky_meet_wherever_the_land_is(
    boxes: list[tuple[float, ...]], motion: str, share: float
) -> None:
    """Light land over a dark sky is as light as there is land, at every pixel."""
    width, height = 32, 200
    land, sky = (_level(width * 2, height * 2, level) for level in (220, 20))
    alpha = np.zeros((height * 2, width * 2), np.uint8)
    for left, top, across, down in boxes:
        rows = slice(int(top * height * 2), int((top + down) * height * 2))
        alpha[rows, int(left * width * 2) : int((left + across) * width * 2)] = 200
    shown, expected = (planes_of(blank(width, height)).copy() for _ in range(2))
    view = MOVES[motion].view(share)
    Parallax(land, sky, alpha, sky_move(MOVES[motion], 0)).draw(shown, view, share)
    half = alpha[::2, ::2]
    Panorama(Planes(alpha, half, half)).draw(expected, view, share)
    for plane, there in zip(shown, expected, strict=True):
        wanted = 20 + there.astype(float) * 200 / 255
        assert np.abs(plane - wanted).max() <= 3


@pytest.mark.parametrize("motion", sorted(MOVES))
@pytest.mark.parametrize("share", [0.0, 0.37, 1.0])
def test_a_camera_meets_the_sample_under_the_middle_of_every_pixel(
    motion: str, share: float
) -> None:
    """Each sample says which row or column it is; between two of them either is right."""
    width, height = 30, 50
    view = MOVES[motion].view(share)
    places = np.indices((height * 4, width * 4), np.uint8)
    met = np.meshgrid(
        sampled(height * 4, height, view.zoom, view.down),
        sampled(width * 4, width, view.zoom, view.across),
        indexing="ij",
    )
    for large, expected in zip(places, met, strict=True):
        shown = np.zeros((height, width), np.uint8)
        samples = Samples(*sheet_of([large]), view, *sheet_of([shown]))
        for box in ((0, 0, 12, height), (12, 0, width, 20), (12, 20, width, height), (9, 5, 9, 8)):
            samples.draw(box)
        assert np.abs(shown - expected).max() <= 1


def _level(width: int, height: int, level: int) -> Planes:
    planes = planes_of(blank(width, height))
    for plane in planes:
        plane[:] = level
    return planes


def test_the_sky_behind_the_land_is_of_the_skys_colours() -> None:
    pixels = np.full((160, 160, 3), BLUE, np.uint8)
    pixels[60:, 40:120] = GREEN
    land = np.zeros((160, 160), np.uint8)
    land[60:, 40:120] = 255
    filled = without_land(pixels, land)
    assert np.abs(filled.astype(int) - BLUE).max() <= 3


def test_lights_dim_to_what_is_around_them_and_the_moon_stays_whole() -> None:
    rows, columns = np.ogrid[:240, :160]
    moon = np.hypot(rows - 60, columns - 80) < 33
    sky = np.where(moon, 220, 60).astype(np.uint8)
    sky[150::18, 9::18] = 200
    lights = Twinkling(sky, 5)
    seen = []
    for quarter in range(40):
        seen.append(sky.copy())
        lights.draw(seen[-1], quarter / 4, lambda xs, ys: (xs, ys))
    least = np.min(seen, axis=0)
    assert (least[moon] == 220).all()
    assert least.min() == 60
    dimmed = least[150::18, 9::18] < 120
    assert dimmed.mean() > 0.9
