from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from skill_runtime.studio.media.palette import Indexer

from .samples import BLUE, RED, draft, make_movie, near, pictures, rendered, segment, track, written


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {"clip": make_movie(tmp_path_factory.mktemp("media") / "clip.mp4", (RED, BLUE))}


@pytest.mark.parametrize("ending", ["mov", "webm", "gif", "png", "jpg", "mp3", "wav"])
def test_each_format_has_the_same_bytes_every_time(
    ending: str, media: dict[str, Path], tmp_path: Path
) -> None:
    clip = track(0, segment(0, 700, kind="video", src="clip"))
    paths = [tmp_path / f"{number}.{ending}" for number in range(2)]
    for path in paths:
        written(draft(clip), media, path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_a_gif_plays_with_the_colors_of_the_draft(media: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "out.gif"
    written(draft(track(0, segment(0, 1000, kind="video", src="clip"))), media, path)
    frames = pictures(path)
    assert near(frames[0], RED, 14)
    assert near(frames[-1], BLUE, 14)
    with Image.open(path) as image:
        assert image.size == (180, 320)


def test_a_gifs_shades_stay_where_they_are_while_something_moves_elsewhere() -> None:
    sky = np.linspace(60, 200, 96 * 64).reshape(64, 96).astype(np.uint8)
    calm = np.stack([sky, sky // 2, 255 - sky], axis=2)
    moved = calm.copy()
    moved[40:52, 20:40] = (255, 240, 80)
    palette = Image.fromarray(calm).quantize(16)
    indexer = Indexer(palette)
    frames = [_seen(indexer.take(_page(pixels))) for pixels in (calm, moved)]
    differs = np.any(frames[0] != frames[1], axis=2)
    assert differs[40:52, 20:40].any()
    differs[38:54, 18:42] = False
    assert not differs.any()
    # Sixteen colors are enough for many more shades, seen from far away.
    shades = {tuple(square) for square in _squares(frames[0])}
    assert len(shades) > 32


def test_a_gif_draws_anew_what_can_be_seen_to_have_changed_and_nothing_else() -> None:
    begin = np.full((64, 96, 3), 100, np.uint8)
    drifts = [begin + np.uint8(step) for step in range(0, 60, 3)]
    palette = Image.fromarray(np.concatenate(drifts)).quantize(32)
    indexer = Indexer(palette)
    frames = [_seen(indexer.take(_page(pixels))) for pixels in drifts]
    drawn = sum(not np.array_equal(*pair) for pair in pairwise(frames))
    assert 0 < drawn < len(frames) // 2
    for pixels, frame in zip(drifts, frames, strict=True):
        assert abs(int(frame.mean()) - int(pixels.mean())) < 12


def _page(pixels: NDArray[np.uint8]) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(pixels).reformat(format="yuv420p")


def _seen(frame: av.VideoFrame) -> NDArray[np.uint8]:
    indices, colors = frame.to_ndarray()
    return np.asarray(colors[indices][..., 1:])  # alpha stands first


def _squares(frame: NDArray[np.uint8]) -> NDArray[np.int64]:
    """The mean color of each eight by eight pixels."""
    height, width = frame.shape[0] // 8, frame.shape[1] // 8
    squares = frame.reshape(height, 8, width, 8, 3).mean(axis=(1, 3))
    return squares.reshape(-1, 3).astype(np.int64)


def test_texts_become_subtitles(tmp_path: Path) -> None:
    path = tmp_path / "out.srt"
    texts = track(
        7,
        segment(61_500, 2000, text="第二句"),
        segment(0, 3000, text="Urban\n\nDreams"),
    )
    rendered(draft(texts), {}, path)
    assert path.read_text("utf-8") == (
        "1\n00:00:00,000 --> 00:00:03,000\nUrban\nDreams\n\n"
        "2\n00:01:01,500 --> 00:01:03,500\n第二句\n"
    )
