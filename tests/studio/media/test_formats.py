from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

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
