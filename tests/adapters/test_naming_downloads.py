"""A downloaded file gets its name once, and never over another file."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from skill_runtime.adapters.downloads import place
from tests.adapters.fetching import FILM, PART, names_in


def part_in(folder: Path) -> Path:
    path = folder / PART
    path.write_bytes(FILM)
    return path


def test_a_file_gets_its_name_and_nothing_else_is_left(tmp_path: Path) -> None:
    part = part_in(tmp_path)
    assert place(str(part), "film.mp4", len(FILM)).path == str(tmp_path / "film.mp4")
    assert names_in(tmp_path) == ["film.mp4"]


def test_it_never_overwrites_and_names_the_next_free_name(tmp_path: Path) -> None:
    part = part_in(tmp_path)
    (tmp_path / "film.mp4").write_text("mine")
    (tmp_path / "film (2).mp4").symlink_to(tmp_path / "nowhere")
    placed = place(str(part), "film.mp4", len(FILM))
    assert (placed.path, placed.free) == ("", "film (3).mp4")
    assert (tmp_path / "film.mp4").read_text() == "mine"
    assert place(str(part), "film (2).mp4", len(FILM)).free == "film (3).mp4"
    assert not (tmp_path / "nowhere").exists()


def test_a_call_that_died_between_the_two_names_is_finished(tmp_path: Path) -> None:
    part = part_in(tmp_path)
    os.link(part, tmp_path / "film.mp4")
    assert place(str(part), "film.mp4", len(FILM)).path == str(tmp_path / "film.mp4")
    assert names_in(tmp_path) == ["film.mp4"]


def test_a_call_that_died_after_the_naming_is_done(tmp_path: Path) -> None:
    part = part_in(tmp_path)
    for _ in range(3):
        assert place(str(part), "film.mp4", len(FILM)).path == str(tmp_path / "film.mp4")
    assert names_in(tmp_path) == ["film.mp4"]


@pytest.mark.parametrize("other", [None, b"somebody else's"])
def test_a_file_that_is_gone_is_not_taken_for_delivered(tmp_path: Path, other: bytes) -> None:
    if other:
        (tmp_path / "film.mp4").write_bytes(other)
    placed = place(str(tmp_path / PART), "film.mp4", len(FILM))
    assert (placed.path, placed.free) == ("", "")


def test_a_name_that_no_file_has_is_the_disk_s_fault(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="long"):
        place(str(part_in(tmp_path)), "x" * 300, len(FILM))


def test_many_at_once_never_share_a_name(tmp_path: Path) -> None:
    def name_one(number: int) -> str:
        part = tmp_path / f".{number}.part"
        part.write_bytes(FILM[:number])
        name = "film.mp4"
        while not (placed := place(str(part), name, number)).path:
            name = placed.free
        return placed.path

    with ThreadPoolExecutor(8) as threads:
        paths = list(threads.map(name_one, range(1, 40)))
    assert len(set(paths)) == len(paths)
    assert sorted(Path(path).stat().st_size for path in paths) == list(range(1, 40))
