from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.frame_size import frame_of, keeps_to
from tests.films import box
from tests.media_samples import REAL

TRACK = box(b"trak", box(b"tkhd", bytes(76) + b"\x04\x38\0\0\x07\x80\0\0"))
SOUND = box(b"trak", box(b"tkhd", bytes(84)))
FILM = box(b"moov", SOUND + TRACK)


def frame(format_: str, data: bytes) -> tuple[int, int] | None:
    return frame_of(format_, len(data), lambda offset, length: data[offset : offset + length])


def test_the_track_with_pictures_tells_the_size_of_a_film() -> None:
    assert frame("mp4", FILM) == frame("mov", FILM) == (1080, 1920)
    assert frame("mp4", box(b"moov", SOUND)) is None


@pytest.mark.parametrize("name", ["mp4", "mov", "gif", "png"])
def test_real_files_tell_their_size(name: str) -> None:
    found = frame(name, REAL[name]())
    assert found
    assert min(found) >= 8


@given(st.sampled_from(["mp4", "gif", "png", "webm", "mp3"]), st.binary(max_size=64))
def test_nothing_in_a_file_stops_the_look_at_it(format_: str, tail: bytes) -> None:
    for data in (
        tail,
        FILM[: len(tail)] + tail,
        box(b"moov", tail),
        box(b"moov", box(b"trak", tail)),
    ):
        found = frame(format_, data)
        assert found is None or all(side > 0 for side in found)


@pytest.mark.parametrize(
    ("sides", "asked", "kept"),
    [
        ((1080, 1920), "1080p", True),
        ((1920, 1080), "1920x1080", True),
        ((1920, 822), "1080p", True),
        ((480, 852), "1080p", False),
        ((1080, 1920), "2160p", False),
        ((1080, 1920), "", True),
    ],
)
def test_a_frame_keeps_to_a_resolution_or_not(
    sides: tuple[int, int], asked: str, kept: bool
) -> None:
    assert keeps_to(sides, asked) is kept
