from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.media_types import media_format
from skill_runtime.model.skill import FAMILY_FORMATS
from tests.media_samples import REAL


def test_all_thirteen_formats_are_made() -> None:
    assert set(REAL) == set(FAMILY_FORMATS)


@pytest.mark.parametrize("name", REAL)
def test_a_real_file_is_known_by_its_first_bytes(name: str) -> None:
    content = REAL[name]()
    assert media_format(content[:4096]) == name
    assert media_format(content[:64]) == name


HEADS = {
    "an MP3 without a tag": (b"\xff\xfb\x90\x64" + bytes(60), "mp3"),
    "an MPEG-2 MP3": (b"\xff\xf3\x88\xc4" + bytes(60), "mp3"),
    "an AAC of MPEG-2 with checksum": (b"\xff\xf8\x4c\x80\x2e\x7f\xfc" + bytes(60), "aac"),
    "a phone's 3GP": (b"\x00\x00\x00\x18ftyp3gp5" + bytes(60), "mp4"),
    "an old QuickTime film": (b"\x00\x00\x00\x08wide\x00\x12\xd6\x87mdat", "mov"),
    "an old QuickTime film, index first": (b"\x00\x00\x0e\x2amoov\x00\x00\x00\x6cmvhd", "mov"),
    "an audio book": (b"\x00\x00\x00\x1cftypM4B " + bytes(60), "m4a"),
    "a GIF of 1987": (b"GIF87a\x01\x00\x01\x00", "gif"),
}


@pytest.mark.parametrize("name", HEADS)
def test_other_heads_of_the_formats_are_known(name: str) -> None:
    head, format_ = HEADS[name]
    assert media_format(head) == format_


NONE = {
    "nothing": b"",
    "one byte": b"\xff",
    "a private key": b"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk",
    "an environment file": b"NEMO_TOKEN=nmv_usr_1\n" * 4,
    "HTML": b"<!doctype html><html><head><title>x</title></head></html>" * 2,
    "a playlist": b"#EXTM3U\n#EXT-X-VERSION:3\nfile:///etc/passwd\n",
    "a picture in words": b'<svg xmlns="http://www.w3.org/2000/svg"></svg>' * 2,
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(60),
    "a ZIP": b"PK\x03\x04" + bytes(60),
    "a program": b"\x7fELF\x02\x01\x01" + bytes(60),
    "SQLite": b"SQLite format 3\x00" + bytes(60),
    "UTF-16": "export a key".encode("utf-16"),
    "a text that begins with ID3": b"ID3 tags are explained in this file, which is text." * 2,
    "a text with a box in it": b"The wide river, the moov, and everything else in it." * 2,
    "a text with ftyp in it": b"The ftypmp42 brand is what most of the files have." * 2,
    "HEIC": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(60),
    "AVIF": b"\x00\x00\x00\x1cftypavif" + bytes(60),
    "a camera's raw picture": b"\x00\x00\x00\x18ftypcrx \x00\x00\x00\x01" + bytes(60),
    "RIFF of another kind": b"RIFF\x24\x00\x00\x00ACON" + bytes(60),
    "EBML of another kind": b"\x1a\x45\xdf\xa3\x8f\x42\x82\x84file" + bytes(60),
    "MPEG layer II": b"\xff\xfd\x90\x64" + bytes(60),
    "MPEG of a reserved version": b"\xff\xeb\x90\x64" + bytes(60),
    "ADTS of a forbidden rate": b"\xff\xf1\x7c\x80\x2e\x7f\xfc" + bytes(60),
    "ADTS of no length": b"\xff\xf1\x4c\x80\x00\x1f\xfc" + bytes(60),
    "a truncated PNG": b"\x89PNG\r\n",
    "a truncated RIFF": b"RIFF\x24\x00",
    "a truncated box": b"\x00\x00\x00\x18fty",
    "zeros": bytes(4096),
}


@pytest.mark.parametrize("name", NONE)
def test_anything_else_is_no_media(name: str) -> None:
    assert media_format(NONE[name]) is None


@given(st.binary(max_size=80))
def test_any_bytes_have_an_answer(head: bytes) -> None:
    assert media_format(head) in {None, *FAMILY_FORMATS}


@given(st.text(st.characters(codec="ascii"), min_size=12))
def test_plain_text_is_never_media(text: str) -> None:
    assert media_format(text.encode()) in ({"gif"} if text.startswith("GIF8") else {None})
