from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.contract import EXPORT_FORMATS
from skill_runtime.core.mp4_boxes import Read, fault_of_mp4
from skill_runtime.core.whole_media import Media, judge_media
from tests import films
from tests.films import FTYP, box, index
from tests.media_samples import REAL, film

SRT = b"\xef\xbb\xbf1\r\n00:00:00,000 --> 00:00:03,000\r\nUrban Dreams\r\n"
SAY_THEIR_END = ("mp4", "mov", "m4a", "webm", "mkv", "avi", "wav", "webp", "png", "jpg", "gif")


@cache
def sample(name: str) -> bytes:
    return REAL[name]()


def reading(data: bytes) -> Read:
    return lambda offset, length: data[offset : offset + length]


def judged(data: bytes) -> Media:
    return judge_media(len(data), reading(data))


@pytest.mark.parametrize("name", REAL)
def test_a_real_file_is_whole(name: str) -> None:
    assert judged(sample(name)) == Media(name)


def test_a_film_in_fragments_is_whole() -> None:
    assert judged(film("mp4", movflags="frag_keyframe+empty_moov")) == Media("mp4")


@pytest.mark.parametrize("format_", EXPORT_FORMATS)
def test_the_films_of_our_fakes_are_whole(format_: str) -> None:
    expected = {"mov": "mp4"}.get(format_, format_)
    assert judged(films.film(format_)) == Media(expected)


def test_subtitles_are_known_by_their_first_cue() -> None:
    assert judged(SRT) == Media("srt")
    assert judged(b"1\n00:00:00,000 --> 00:00:01,000\n") == Media("srt")


@pytest.mark.parametrize("name", SAY_THEIR_END)
@given(data=st.data())
def test_a_file_that_breaks_off_anywhere_is_no_whole_one(name: str, data: st.DataObject) -> None:
    whole = sample(name)
    # A RIFF file may be padded, an index may stand last in its box: what is cut is real content.
    length = data.draw(st.integers(0, len(whole) - 2))
    assert judged(whole[:length]).fault


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<!DOCTYPE html><title>Hotel</title>", "it is a web page"),
        (b"\n <HTML><body>Sign in", "it is a web page"),
        (b'<?xml version="1.0"?><Error>AccessDenied</Error>', "it is a web page"),
        (b'{"code": 402, "message": "upgrade"}', "it is an answer in JSON"),
        (b"", "it is no video, picture or sound"),
        (b"1\nTo whom it may concern\n", "it is no video, picture or sound"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----", "it is no video, picture or sound"),
    ],
)
def test_what_is_no_film_is_named(content: bytes, said: str) -> None:
    assert judged(content) == Media(None, said)


@pytest.mark.parametrize("wide", [False, True])
def test_an_index_that_points_behind_the_end_is_a_film_cut_off(wide: bool) -> None:
    media = bytes(40)
    open_end = bytes(4) + b"mdat" + media  # its size says: to the end of the file
    whole = FTYP + index(len(FTYP + index(0, wide=wide)) + 30, wide=wide) + open_end
    assert fault_of_mp4(len(whole), reading(whole)) == ""
    cut = whole[:-20]
    assert "points at byte" in fault_of_mp4(len(cut), reading(cut))


def test_a_box_may_state_its_size_in_64_bits() -> None:
    large = (1).to_bytes(4) + b"mdat" + (16 + 10).to_bytes(8) + bytes(10)
    whole = FTYP + index(20) + large
    assert fault_of_mp4(len(whole), reading(whole)) == ""
    assert fault_of_mp4(len(whole) - 1, reading(whole[:-1]))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (FTYP, "no index"),
        (FTYP + box(b"mdat", bytes(9)), "no index"),
        (FTYP + index(0), "no pictures or sound"),
        (FTYP + box(b"moov") + box(b"mdat"), "no track"),
        (FTYP + b"\0\0\0\4free", "smaller than its own head"),
        (FTYP + index(0) + box(b"mdat") + b"\0\0\0", "cut off"),
        (FTYP + box(b"moov", b"\0\0\xff\0trak") + box(b"mdat"), "cut off"),
        (box(b"free") * 100_001, "more than"),
    ],
)
def test_what_a_broken_film_lacks_is_named(content: bytes, said: str) -> None:
    assert said in fault_of_mp4(len(content), reading(content))


@given(st.binary(max_size=200), st.sampled_from([b"", FTYP, FTYP + index(20), b"\x1a\x45\xdf\xa3"]))
def test_hostile_bytes_are_judged_and_never_raise(noise: bytes, head: bytes) -> None:
    assert isinstance(judged(head + noise), Media)


@given(st.integers(0, 600), st.binary(min_size=1, max_size=8))
def test_a_film_with_bytes_written_over_is_judged_and_never_raises(at: int, noise: bytes) -> None:
    film_ = sample("mp4")
    assert isinstance(judged(film_[:at] + noise + film_[at + len(noise) :]), Media)
