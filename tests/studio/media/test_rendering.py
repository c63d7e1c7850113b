from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from skill_runtime.studio.media.rendering import (
    Output,
    RenderCancelled,
    RenderFailed,
    RenderRefused,
    render,
)
from skill_runtime.studio.media.sources import open_picture

from .samples import (
    BLUE,
    RED,
    draft,
    loudness,
    make_movie,
    make_picture,
    make_sound,
    near,
    pictures,
    rendered,
    samples,
    segment,
    shot,
    track,
    written,
)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("media")
    return {
        "red": make_picture(folder / "red.png"),
        "blue": make_picture(folder / "blue.jpg", BLUE),
        "clip": make_movie(folder / "clip.mp4", (RED, BLUE)),
        "tone": make_sound(folder / "tone.wav", 0.5),
        "silent clip": make_movie(folder / "silent.mov", (BLUE,), sound=False),
    }


@pytest.fixture(scope="module")
def film() -> dict[str, object]:
    """Four seconds of red with a title in the first three, and a looped tone at 35 %."""
    title = {"text": "URBAN", "role": "title", "position": "center", "style": "plain"}
    return draft(
        shot("red", end=4000, motion="push"),
        track(1, segment(0, 4000, kind="music", src="tone", volume=0.35)),
        track(7, segment(0, 3000, **title)),
    )


@pytest.fixture(scope="module")
def movie(
    film: dict[str, object], media: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    path = tmp_path_factory.mktemp("movie") / "film.mp4"
    rendered(film, media, path)
    return path


def test_a_video_is_h264_and_aac_of_the_right_size_length_and_rate(movie: Path) -> None:
    with av.open(str(movie)) as file:
        video, audio = file.streams.video[0], file.streams.audio[0]
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert (video.width, video.height, video.codec_context.pix_fmt) == (180, 320, "yuv420p")
        assert (video.frames, audio.rate) == (40, 48_000)
        assert video.average_rate == Fraction(10)
        assert file.duration == pytest.approx(4_000_000, abs=30_000)


def test_a_video_is_tagged_as_bt709_in_limited_range(movie: Path) -> None:
    with av.open(str(movie)) as file:
        context = file.streams.video[0].codec_context
        tags = (context.colorspace, context.color_primaries, context.color_trc, context.color_range)
    assert tags == (1, 1, 1, 1)


def test_a_video_can_be_played_before_it_is_whole(movie: Path) -> None:
    content = movie.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_the_picture_is_there_for_the_whole_length(movie: Path) -> None:
    for frame in pictures(movie):
        assert near(frame[:60], RED)
        assert near(frame[-60:], RED)


def test_the_title_is_there_for_the_first_three_seconds_only(movie: Path) -> None:
    white = [bool((frame.min(2) > 230).sum() > 50) for frame in pictures(movie)]
    assert white == [True] * 30 + [False] * 10


def test_the_sound_is_there_to_the_end_at_its_volume(movie: Path) -> None:
    sound = samples(movie)
    assert sound.shape[1] / 48_000 == pytest.approx(4, abs=0.05)
    quarters = [loudness(part) for part in np.array_split(sound, 4, axis=1)]
    assert quarters == pytest.approx([0.5 * 0.35 / 2**0.5] * 4, rel=0.05)


def test_the_same_draft_gives_the_same_bytes(
    film: dict[str, object], media: dict[str, Path], movie: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again.mp4"
    written(film, media, again)
    assert again.read_bytes() == movie.read_bytes()


def test_what_was_rendered_is_told(media: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "out.mov"
    told = rendered(draft(shot("red")), media, path, orientation="horizontal", quality="low")
    assert (told.path, told.width, told.height, told.duration_ms) == (path, 320, 180, 1000)
    assert told.bytes == path.stat().st_size


def test_a_clip_plays_from_its_offset_and_stands_on_its_last_frame(
    media: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "out.mp4"
    clip = track(0, segment(0, 1000, kind="video", src="clip", **{"in": 300}))
    written(draft(clip), media, path)
    shown = ["red" if near(frame, RED, 12) else "blue" for frame in pictures(path)]
    assert shown == ["red"] * 2 + ["blue"] * 8


def test_a_clip_that_fills_the_canvas_does_not_bring_its_keyframes_along(tmp_path: Path) -> None:
    clip = make_movie(tmp_path / "clip.avi", (RED,) * 4, size=(180, 320))
    document = draft(track(0, segment(0, 2000, kind="video", src="clip")))
    written(document, {"clip": clip}, tmp_path / "film.mp4")
    for path, expected in ((clip, [0, 12]), (tmp_path / "film.mp4", [0])):
        with av.open(str(path)) as file:
            packets = [packet for packet in file.demux(video=0) if packet.size]
        assert [n for n, packet in enumerate(packets) if packet.is_keyframe] == expected


def test_a_clip_at_double_speed_is_over_in_half_the_time(
    media: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "out.mp4"
    clip = track(0, segment(0, 1000, kind="video", src="clip", speed=2))
    written(draft(clip), media, path)
    frames = pictures(path)
    assert near(frames[1], RED, 12)
    assert near(frames[3], BLUE, 12)
    first, second = np.array_split(samples(path)[:, :48_000], 2, axis=1)
    assert loudness(first) > 0.25
    assert loudness(second[:, 4800:]) < 0.05


def test_a_clip_without_sound_is_rendered_beside_music(
    media: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "out.mp4"
    clip = track(0, segment(0, 500, kind="video", src="silent clip"))
    written(draft(clip, track(1, segment(0, 500, src="tone"))), media, path)
    assert near(pictures(path)[0], BLUE, 12)
    assert loudness(samples(path)) == pytest.approx(0.35, rel=0.1)


@pytest.mark.parametrize("rotation", [90, 180, -90])
def test_a_turned_phone_video_stands_upright(rotation: int, tmp_path: Path) -> None:
    source = _two_halves(tmp_path / "phone.mp4", rotation)
    path = tmp_path / "out.mp4"
    clip = track(0, segment(0, 300, kind="video", src="phone", volume=0))
    written(draft(clip, m={"width": 160, "height": 160, "fps": 10}), {"phone": source}, path)
    turned = np.rot90(_halves(), rotation // 90)
    expected = Image.fromarray(turned).resize((160, 160))
    assert np.abs(pictures(path)[0].astype(int) - np.asarray(expected)).mean() < 12


def test_a_photo_is_turned_by_its_exif_mark(tmp_path: Path) -> None:
    source = tmp_path / "photo.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # shown after a quarter turn clockwise
    Image.fromarray(_halves()).save(source, exif=exif, quality=95)
    path = tmp_path / "out.png"
    document = draft(shot("photo"), m={"width": 160, "height": 160})
    written(document, {"photo": source}, path)
    difference = np.asarray(Image.open(path)).astype(int) - np.rot90(_halves(), -1)
    assert np.abs(difference).mean() < 6


def test_a_contained_picture_has_black_beside_it(media: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "out.png"
    document = draft(shot("red", fit="contain"), m={"width": 320, "height": 180})
    written(document, media, path)
    shown = np.asarray(Image.open(path))
    assert near(shown[:, :90], (0, 0, 0))
    assert near(shown[:, 130:190], RED)


def test_a_later_shot_fades_in_over_the_earlier(media: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "out.mp4"
    above = segment(0, 1000, kind="image", src="blue", fade_in=1000)
    written(draft(shot("red"), track(0, above)), media, path)
    frames = pictures(path)
    half = tuple((one + other) // 2 for one, other in zip(RED, BLUE, strict=True))
    assert near(frames[0], RED)
    assert near(frames[5], (half[0], half[1], half[2]), 10)
    assert near(frames[9], BLUE, 25)


def test_a_camera_that_pushes_enlarges_the_picture(tmp_path: Path) -> None:
    source = tmp_path / "cross.png"
    pixels = np.zeros((320, 180, 3), np.uint8)
    pixels[150:170, 80:100] = 255
    Image.fromarray(pixels).save(source)
    path = tmp_path / "out.mp4"
    written(draft(shot("cross", end=2000, motion="push")), {"cross": source}, path)
    light = [int((frame.min(2) > 128).sum()) for frame in pictures(path)]
    assert light[0] == pytest.approx(400, abs=20)
    assert light[-1] == pytest.approx(400 * 1.1**2, rel=0.06)


def test_what_is_finer_than_the_screen_does_not_flicker_under_the_camera(tmp_path: Path) -> None:
    lines = np.zeros((1280, 720, 3), np.uint8)
    lines[::3] = 255
    Image.fromarray(lines).save(tmp_path / "lines.png")
    path = tmp_path / "out.mp4"
    written(draft(shot("lines", end=500, motion="push")), {"lines": tmp_path / "lines.png"}, path)
    assert max(float(np.std(frame)) for frame in pictures(path)) < 20


@pytest.mark.parametrize("ending", ["jpg", "png"])
@pytest.mark.parametrize("size", [(400, 300), (800, 1200), (1500, 200)])
@pytest.mark.parametrize("enough", [100, 160])
def test_a_picture_is_opened_in_less_than_twice_the_pixels_that_are_enough(
    enough: int, size: tuple[int, int], ending: str, tmp_path: Path
) -> None:
    path = make_picture(tmp_path / f"large.{ending}", size=size)
    picture = open_picture(path, enough=enough)
    assert enough <= min(picture.size) < 2 * enough
    assert picture.width / picture.height == pytest.approx(size[0] / size[1], rel=0.02)
    assert near(np.asarray(picture), RED)
    assert open_picture(path).size == size


@pytest.mark.parametrize("motion", ["push", "pull", "pan-left", "pan-right"])
def test_a_moving_picture_never_shows_what_lies_beside_it(
    motion: str, media: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "out.mp4"
    written(draft(shot("red", end=500, motion=motion)), media, path)
    assert all(np.abs(frame.astype(int) - RED).max() < 12 for frame in pictures(path))


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_a_frame_becomes_a_picture(
    ending: str, film: dict[str, object], media: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / f"poster.{ending}"
    told = rendered(film, media, path)
    shown = np.asarray(Image.open(path))
    assert shown.shape == (320, 180, 3)
    assert (shown.min(2) > 230).sum() > 50
    assert near(shown[:60], RED)
    assert told.duration_ms == 0


def test_webm_has_vp9_and_opus(
    film: dict[str, object], media: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "out.webm"
    written(film, media, path, resolution=90)
    with av.open(str(path)) as file:
        names = [stream.codec_context.name for stream in file.streams]
        assert names == ["vp9", "opus"]
        assert file.streams.video[0].width == 90
    assert near(pictures(path)[35], RED, 8)


@pytest.mark.parametrize("ending", ["mp3", "wav"])
def test_the_sound_alone_can_be_had(
    ending: str, film: dict[str, object], media: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / f"sound.{ending}"
    told = rendered(film, media, path)
    assert loudness(samples(path)) == pytest.approx(0.5 * 0.35 / 2**0.5, rel=0.05)
    assert (told.width, told.height, told.duration_ms) == (0, 0, 4000)


@pytest.mark.parametrize(
    ("document", "ending", "says"),
    [
        (draft(shot("red")), "exe", "isn't available"),
        (draft(shot("red")), "mp3", "no sound"),
        (draft(shot("red")), "srt", "no texts"),
        (draft(shot("nothing")), "mp4", 'Track 1, segment 1: its file "nothing" is not in this'),
        (draft(shot("gone")), "mp4", "gone.png is gone"),
        (draft(shot("tone")), "mp4", "tone.wav is no picture"),
        (draft(track(0, segment(0, 9, kind="video", src="red"))), "mp4", "is a picture, not a"),
        (
            draft(shot("red"), track(1, segment(0, 500, src="silent clip"))),
            "mp4",
            "no sound in its",
        ),
        (draft(), "mp4", "empty"),
        (draft(shot("red"), v={1, 2}), "mp4", "no plain JSON"),
    ],
)
def test_what_can_not_be_rendered_is_refused_and_leaves_nothing(
    document: dict[str, object], ending: str, says: str, media: dict[str, Path], tmp_path: Path
) -> None:
    files = {**media, "gone": tmp_path / "gone.png"}
    with pytest.raises(RenderRefused, match=says):
        rendered(document, files, tmp_path / f"out.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_a_renderer_that_can_not_go_on_says_why(media: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(RenderFailed, match=r"before the file was whole: .*No such file"):
        rendered(draft(shot("red")), media, tmp_path / "no folder" / "out.mp4")


def test_a_truncated_picture_is_refused_by_name(tmp_path: Path) -> None:
    whole = make_picture(tmp_path / "photo.png", size=(400, 400)).read_bytes()
    (tmp_path / "photo.png").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RenderRefused, match=r"photo\.png is damaged"):
        rendered(draft(shot("p")), {"p": tmp_path / "photo.png"}, tmp_path / "out.mp4")


def test_a_clip_with_a_broken_tail_plays_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = make_movie(tmp_path / "clip.mkv", (RED, BLUE) * 4).read_bytes()
    (tmp_path / "clip.mkv").write_bytes(whole[: len(whole) // 2])
    path = tmp_path / "out.mp4"
    clip = track(0, segment(0, 3000, kind="video", src="c"))
    told = rendered(draft(clip), {"c": tmp_path / "clip.mkv"}, path)
    assert told.duration_ms == 3000
    assert near(pictures(path)[0], RED, 12)


def test_cancelling_stops_in_the_middle_and_leaves_nothing(
    media: dict[str, Path], tmp_path: Path
) -> None:
    shares: list[float] = []
    with pytest.raises(RenderCancelled):
        render(
            draft(shot("red", end=600_000, motion="push")),
            media.__getitem__,
            tmp_path / "out.mp4",
            Output(),
            progress=shares.append,
            cancelled=lambda: shares[-1] > 0,
        )
    assert 0 < shares[-1] < 1
    assert list(tmp_path.iterdir()) == []


def test_progress_only_grows_and_ends_with_the_whole(
    film: dict[str, object], media: dict[str, Path], tmp_path: Path
) -> None:
    shares: list[float] = []
    render(
        film,
        media.__getitem__,
        tmp_path / "out.mp4",
        Output(),
        progress=shares.append,
        cancelled=lambda: False,
    )
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert any(0 < share < 1 for share in shares)


def test_a_file_that_is_there_is_replaced_only_by_a_whole_one(
    media: dict[str, Path], tmp_path: Path
) -> None:
    path = tmp_path / "out.png"
    path.write_bytes(b"kept")
    with pytest.raises(RenderRefused):
        rendered(draft(shot("tone")), media, path)
    assert path.read_bytes() == b"kept"
    rendered(draft(shot("red")), media, path)
    assert near(np.asarray(Image.open(path)), RED)


def _halves() -> np.ndarray:
    """Red above blue, 160x160."""
    pixels = np.empty((160, 160, 3), np.uint8)
    pixels[:80], pixels[80:] = RED, BLUE
    return pixels


def _two_halves(path: Path, rotation: int) -> Path:
    with av.open(str(path), "w") as file:
        stream = file.add_stream("libx264", rate=10)
        stream.width = stream.height = 160
        stream.pix_fmt = "yuv420p"
        stream.set_display_rotation(rotation)
        for _ in range(3):
            file.mux(stream.encode(av.VideoFrame.from_ndarray(_halves(), format="rgb24")))
        file.mux(stream.encode(None))
    return path
