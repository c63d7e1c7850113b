"""Whether a folder can take a file, before anything is paid for it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from skill_runtime.adapters.folders import make_private, why_not_writable
from skill_runtime.adapters.media_files import LocalFiles


def problem(folder: Path | str) -> str | None:
    return LocalFiles().reach(str(folder)).problem


def test_a_folder_that_is_not_there_is_a_mistyped_one_unless_it_is_our_own(tmp_path: Path) -> None:
    own = tmp_path / "ours" / "exports"
    assert problem(tmp_path) is None
    assert problem(tmp_path / "new") == problem(own) == "missing"
    assert LocalFiles(own).reach(str(own)).problem is None
    assert LocalFiles(own).reach(str(own / "below")).problem == "missing"
    assert list(tmp_path.iterdir()) == []


def test_a_private_folder_is_private_with_all_that_is_made_above_it(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    folder = tmp_path / "a" / "b" / "c"
    for _ in range(2):
        make_private(folder)
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.parents[:3])]
    assert modes == [0o700, 0o700, 0o700, 0o755]


def test_our_own_folders_are_made_with_all_that_is_missing_above_them(tmp_path: Path) -> None:
    assert why_not_writable(tmp_path / "new" / "newer") == ""


def test_a_home_is_the_user_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "file").touch()
    assert problem("~/file")
    assert problem("~") is None


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place in ("file", "file/below", "file/far/below"):
        assert problem(tmp_path / place) == "Not a directory"


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere")
    assert problem(tmp_path / "link") == "No such file or directory"


def test_names_that_no_file_has_are_told(tmp_path: Path) -> None:
    assert problem(f"{tmp_path}/a\0b")
    assert problem(tmp_path / ("x" * 300)) == "File name too long"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_missing_right_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert problem(tmp_path / "new") == "Permission denied"
