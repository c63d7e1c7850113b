from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from skill_runtime.adapters.derived_cache import DerivedCache


def counted(file: Path) -> tuple[Callable[[], str], list[str]]:
    """Reads a file, and keeps what it read."""
    read: list[str] = []

    def make() -> str:
        read.append(file.read_text("utf-8"))
        return read[-1]

    return make, read


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "SKILL.md"
    path.write_text("version 4.2", "utf-8")
    return path


@pytest.fixture
def cache(tmp_path: Path) -> DerivedCache:
    return DerivedCache(tmp_path / "cache")


def test_what_was_made_is_kept_for_the_next_process(file: Path, cache: DerivedCache) -> None:
    make, read = counted(file)
    assert cache.get(str, (file,), make) == cache.get(str, (file,), make) == "version 4.2"
    assert len(read) == 1


def test_what_nobody_kept_is_not_found(file: Path, cache: DerivedCache) -> None:
    make, _ = counted(file)
    assert cache.find(str, (file,)) is None
    cache.get(str, (file,), make)
    assert cache.find(str, (file,)) == "version 4.2"
    assert cache.find(str, (file,), "of another kind") is None


def test_a_file_counts_by_its_contents_whatever_its_time_says(
    file: Path, cache: DerivedCache
) -> None:
    make, _ = counted(file)
    for text in ("version 4.2", "version 4.3"):
        file.write_text(text, "utf-8")
        os.utime(file, (1_000_000_000, 1_000_000_000))
        assert cache.get(str, (file,), make) == text


@pytest.mark.parametrize(("later_ns", "times_made"), [(0, 1), (-1, 2)])
def test_what_changed_while_the_process_ran_may_be_other_code_and_is_not_kept(
    tmp_path: Path, file: Path, later_ns: int, times_made: int
) -> None:
    imported = file.stat().st_ctime_ns + 1 + later_ns
    make, read = counted(file)
    for _ in range(2):
        DerivedCache(tmp_path / "cache", imported).get(str, (tmp_path, file), make)
    assert len(read) == times_made


def test_a_file_of_a_folder_that_an_archive_replaces_is_seen(
    tmp_path: Path, cache: DerivedCache
) -> None:
    word = tmp_path / "words" / "en.yaml"
    word.parent.mkdir()
    make, _ = counted(word)
    for text in ("export", "credit"):
        word.unlink(missing_ok=True)
        word.write_text(text, "utf-8")
        os.utime(word, (1_000_000_000, 1_000_000_000))
        assert cache.get(str, (word.parent,), make) == text


def test_a_source_that_has_gone_is_not_answered_from_memory(
    file: Path, cache: DerivedCache
) -> None:
    make, _ = counted(file)
    cache.get(str, (file,), make)
    file.unlink()
    with pytest.raises(FileNotFoundError):
        cache.get(str, (file,), make)


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_source_that_may_not_be_read_is_not_answered_from_memory(
    file: Path, cache: DerivedCache
) -> None:
    make, _ = counted(file)
    cache.get(str, (file,), make)
    file.chmod(0)
    with pytest.raises(PermissionError):
        cache.get(str, (file,), make)


def test_a_pipe_is_not_waited_for(tmp_path: Path, cache: DerivedCache) -> None:
    os.mkfifo(tmp_path / "SKILL.md")
    assert cache.get(str, (tmp_path / "SKILL.md",), lambda: "made") == "made"


def test_the_cache_stops_growing(file: Path, cache: DerivedCache, tmp_path: Path) -> None:
    make, _ = counted(file)
    for number in range(100):
        cache.get(str, (file,), make, str(number))
    assert len(list((tmp_path / "cache").iterdir())) == 64


@pytest.mark.parametrize("rubbish", [b"", b"rubbish", b"\x80\x04N."])
def test_an_entry_that_is_no_use_is_made_anew(
    file: Path, cache: DerivedCache, tmp_path: Path, rubbish: bytes
) -> None:
    make, _ = counted(file)
    cache.get(str, (file,), make)
    [entry] = (tmp_path / "cache").iterdir()
    entry.write_bytes(rubbish)
    assert cache.get(str, (file,), make) == "version 4.2"
