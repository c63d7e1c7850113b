from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.attachments import attachment_name

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20

NAMES = [
    ("dot.png", PNG, "dot.png"),
    ("invoice.exe", PNG, "invoice.png"),
    ("../../.ssh/config", b"Host *", "config.txt"),
    ("C:\\Users\\me\\Note.MD", "# 你好".encode(), "note.md"),
    ("run.sh", b"#!/bin/sh", "run.txt"),
    ("报告.pdf", b"%PDF-1.7", "报告.pdf"),
    ("", PNG, "file.png"),
    (".profile", b"x", "profile.txt"),
    ("data", b"\xff\x00\x01", "data.bin"),
    ("con", b"\x00", "video-con.bin"),
    ("a" * 500, PNG, "a" * 80 + ".png"),
]


@pytest.mark.parametrize(("name", "data", "kept"), NAMES)
def test_a_file_is_called(name: str, data: bytes, kept: str) -> None:
    assert attachment_name(name, data) == kept


@given(st.text(), st.binary(max_size=100))
def test_any_name_becomes_one_harmless_part_of_a_path(name: str, data: bytes) -> None:
    kept = attachment_name(name, data)
    assert kept == PurePosixPath(kept).name
    assert not kept.startswith(".")
    assert kept.isprintable()
    assert not {"/", "\\", ":"} & set(kept)
