from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.studio.media import inspection
from skill_runtime.studio.media.probing import MediaFacts, Unreadable, Unsupported, probe
from skill_runtime.studio.media.sniffing import sniff_bytes

from .samples import (
    BLUE,
    MOVIES,
    PICTURES,
    RED,
    make_movie,
    make_moving_picture,
    make_picture,
    make_sound,
)

PEM = b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU=\n"
MIMES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "avi": "video/x-msvideo",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
    "aac": "audio/aac",
}


def _made(folder: Path, ending: str) -> Path:
    path = folder / f"sample.{ending}"
    if ending in MOVIES:
        return make_movie(path, (RED, BLUE))
    return make_picture(path) if ending in PICTURES else make_sound(path)


def _complaint(path: Path) -> object:
    """What the inspection finds wrong with a file, without the child that it runs in."""
    reports: list[Mapping[str, object]] = []
    inspection.run({"path": str(path)}, reports.append)
    [report] = reports
    return report.get("unreadable")


@pytest.mark.parametrize("ending", MIMES)
def test_each_of_the_thirteen_types_is_known_by_its_content(ending: str, tmp_path: Path) -> None:
    path = _made(tmp_path, ending).rename(tmp_path / "a file without an ending")
    facts = probe(path)
    assert (facts.mime, facts.bytes) == (MIMES[ending], path.stat().st_size)
    if ending in MOVIES:
        assert (facts.kind, facts.width, facts.height, facts.has_audio) == ("video", 64, 48, True)
    elif ending in PICTURES:
        size = facts.width, facts.height
        assert (facts.kind, size, facts.duration_ms) == ("image", (90, 160), None)
    else:
        assert (facts.kind, facts.width, facts.has_audio) == ("audio", 0, True)
    if facts.duration_ms is not None:
        assert facts.duration_ms == pytest.approx(1000, abs=120)


def test_a_name_is_not_believed(tmp_path: Path) -> None:
    facts = probe(make_picture(tmp_path / "a.png").rename(tmp_path / "a.mp4"))
    assert (facts.kind, facts.mime) == ("image", "image/png")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("playlist.mp4", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"),
        ("concat.mp4", b"ffconcat version 1.0\nfile /etc/passwd\n"),
        ("key.png", PEM),
        ("page.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        ("song.flac", b"fLaC\0\0\0\x22" + bytes(64)),
        ("text.mp3", "\ufeffnotes in UTF-16".encode("utf-16")),
        ("tool.avi", b"\x7fELF\x02\x01\x01" + bytes(64)),
        ("archive.webm", b"PK\x03\x04" + bytes(64)),
    ],
)
def test_what_is_no_media_is_unsupported_whatever_it_is_called(
    name: str, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Unsupported, match=r"accepted types: mp4, mov"):
        probe(path)


def test_a_file_of_zero_bytes_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    with pytest.raises(Unreadable, match=r"empty\.mp4 is empty"):
        probe(path)


@pytest.mark.parametrize("ending", ["", "missing"])
def test_what_is_no_file_is_unreadable(ending: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="no regular file"):
        probe(tmp_path / ending)


@pytest.mark.parametrize(
    ("ending", "share"), [("mp4", 0.3), ("png", 0.5), ("webp", 0.5), ("m4a", 0.5), ("jpg", 0.4)]
)
def test_a_truncated_file_is_unreadable(ending: str, share: float, tmp_path: Path) -> None:
    path = _made(tmp_path, ending)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    assert f"sample.{ending} is damaged" in str(_complaint(path))


def test_a_complaint_of_the_inspection_is_that_of_the_probe(tmp_path: Path) -> None:
    path = make_picture(tmp_path / "photo.png")
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(Unreadable, match=r"photo\.png is damaged"):
        probe(path)


@pytest.mark.parametrize("ending", MIMES)
def test_a_right_beginning_with_rubbish_behind_it_is_unreadable(
    ending: str, tmp_path: Path
) -> None:
    path = _made(tmp_path, ending)
    path.write_bytes(path.read_bytes()[:12] + bytes(range(256)) * 40)
    assert "sample" in str(_complaint(path))


@pytest.mark.parametrize("side", [8_000, 60_000])
def test_a_picture_of_too_many_pixels_is_refused(side: int, tmp_path: Path) -> None:
    path = make_picture(tmp_path / "bomb.png")
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    checked = header + struct.pack(">I", zlib.crc32(header))
    path.write_bytes(path.read_bytes()[:12] + checked + path.read_bytes()[12 + len(checked) :])
    assert "more than 50 megapixels" in str(_complaint(path))


@pytest.mark.parametrize("ending", ["gif", "webp"])
def test_a_picture_that_moves_is_a_clip(ending: str, tmp_path: Path) -> None:
    path = make_moving_picture(tmp_path / f"moves.{ending}")
    assert probe(path) == MediaFacts(
        "video", f"image/{ending}", 40, 30, 1000, has_audio=False, bytes=path.stat().st_size
    )


def test_a_video_without_sound_says_so(tmp_path: Path) -> None:
    assert not probe(make_movie(tmp_path / "a.mp4", sound=False)).has_audio


def test_a_turned_video_is_as_wide_as_it_is_shown(tmp_path: Path) -> None:
    facts = probe(make_movie(tmp_path / "a.mp4", rotation=90))
    assert (facts.width, facts.height) == (48, 64)


def test_a_song_with_a_tag_before_it_is_found_behind_the_tag(tmp_path: Path) -> None:
    path = make_sound(tmp_path / "a.aac")
    tag = b"ID3\x04\x00\x00" + bytes([0, 0, 0x40, 0x00]) + bytes(0x40 << 7)
    path.write_bytes(tag + path.read_bytes())
    assert probe(path).mime == "audio/aac"


def test_the_length_of_a_bare_stream_is_counted_not_guessed(tmp_path: Path) -> None:
    assert probe(make_sound(tmp_path / "a.aac", 7)).duration_ms == pytest.approx(7000, abs=80)


def test_a_clip_that_was_cut_off_is_as_long_as_what_is_there(tmp_path: Path) -> None:
    path = make_movie(tmp_path / "a.mkv", (RED, BLUE) * 2)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    duration = probe(path).duration_ms
    assert duration is not None
    assert 400 < duration < 1600


def test_a_refusal_never_tells_where_the_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    with pytest.raises(Unreadable) as refusal:
        probe(path)
    assert str(tmp_path) not in str(refusal.value)


@given(st.binary(max_size=200))
def test_any_bytes_are_sniffed_without_a_fault(head: bytes) -> None:
    kind = sniff_bytes(head)
    assert kind is None or kind.name in MIMES
