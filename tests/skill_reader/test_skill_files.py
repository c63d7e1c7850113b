from __future__ import annotations

import os
from pathlib import Path

import pytest

from skill_runtime.adapters.skill_files import MAX_BYTES, load_skill
from skill_runtime.adapters.skill_place import locate
from skill_runtime.errors import SkillError, UsageError
from tests.skill_reader.reading import HEAD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    skill = tmp_path / "a-skill"
    skill.mkdir()
    (skill / "SKILL.md").write_text(HEAD, encoding="utf-8")
    return skill


def test_a_skill_is_loaded_from_its_folder_or_its_file(folder: Path) -> None:
    assert load_skill(folder).name == load_skill(folder / "SKILL.md").name == "test-skill"
    assert load_skill(folder).source == str(folder)


def test_a_file_of_another_name_is_loaded_too(folder: Path) -> None:
    assert load_skill((folder / "SKILL.md").rename(folder / "copy.md")).name == "test-skill"


def test_a_name_in_lower_case_is_found(folder: Path) -> None:
    (folder / "SKILL.md").rename(folder / "skill.md")
    assert load_skill(folder).name == "test-skill"


def test_a_path_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"absent does not exist"):
        load_skill(tmp_path / "absent")
    with pytest.raises(UsageError, match=r"holds no SKILL\.md"):
        load_skill(tmp_path)
    with pytest.raises(UsageError, match="does not exist"):
        load_skill(Path("a\x00b"))


def test_a_name_that_is_too_long_for_the_system_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load_skill(tmp_path / ("x" * 5000))


def test_a_device_is_no_skill() -> None:
    with pytest.raises(UsageError, match="no ordinary file"):
        load_skill(Path(os.devnull))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_told(folder: Path) -> None:
    (folder / "SKILL.md").chmod(0)
    with pytest.raises(UsageError, match="can't be read"):
        load_skill(folder)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"---\nname: x\n\xff\n---\n", "line 3: the byte 0xff is no UTF-8"),
        ("---\nname: x\n---\n".encode("utf-16"), "UTF-16"),
        (b"a" * (MAX_BYTES + 1), "larger than 1024 KiB"),
    ],
)
def test_bytes_that_are_no_skill_are_refused(folder: Path, raw: bytes, reason: str) -> None:
    (folder / "SKILL.md").write_bytes(raw)
    with pytest.raises(SkillError, match=reason):
        load_skill(folder)


def test_loading_and_locating_write_nothing(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    load_skill(folder)
    locate(folder, {})
    assert sorted(folder.rglob("*")) == before


def test_a_link_keeps_the_host_that_made_it(folder: Path, tmp_path: Path) -> None:
    shared = tmp_path / ".agents" / "skills" / "a-skill"
    shared.parent.mkdir(parents=True)
    folder.rename(shared)
    link = tmp_path / ".cursor" / "skills" / "a-skill"
    link.parent.mkdir(parents=True)
    link.symlink_to(os.path.relpath(shared, link.parent))
    assert locate(link, {}).header == "cursor"
    assert locate(link / "SKILL.md", {}).header == "cursor"
    assert locate(shared, {}).host == "unknown"
    assert locate(shared, {"CLAUDECODE": "1"}).host == "claude-code"


def test_a_link_from_elsewhere_leads_to_the_host(folder: Path, tmp_path: Path) -> None:
    real = tmp_path / ".codex" / "skills" / "a-skill"
    real.parent.mkdir(parents=True)
    folder.rename(real)
    link = tmp_path / "work"
    link.symlink_to(real)
    assert locate(link, {}).host == "codex"


def test_a_relative_path_counts_from_the_folder_as_the_shell_names_it(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / ".claude" / "skills" / "a-skill"
    link.parent.mkdir(parents=True)
    link.symlink_to(folder)
    monkeypatch.chdir(link)
    assert locate(Path("SKILL.md"), {"PWD": str(link)}).host == "claude-code"
    assert locate(Path("SKILL.md"), {"PWD": str(tmp_path)}).host == "unknown"
    assert locate(Path("SKILL.md"), {}).host == "unknown"


@pytest.mark.parametrize(
    ("origin", "header"),
    [
        ('{"registry": "https://clawhub.ai", "slug": "a-skill"}', "clawhub"),
        ("{}", "unknown"),
        ("[]", "unknown"),
        ("not json", "unknown"),
        ("[" * 60_000, "unknown"),
    ],
)
def test_an_origin_file_is_read_where_it_can_be(folder: Path, origin: str, header: str) -> None:
    (folder / ".clawhub").mkdir()
    (folder / ".clawhub" / "origin.json").write_text(origin, encoding="utf-8")
    assert locate(folder, {}).header == header


def test_a_loop_of_links_is_an_unknown_place(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert locate(loop, {}).host == "unknown"
    with pytest.raises(UsageError):
        load_skill(loop)
