"""What marketplaces and installers make of this repository: it stays valid, small and runnable."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.labelled_rows import parsed
from tests.skill_copy import (
    REPOSITORY,
    copy_skill,
    fingerprint,
    published_files,
    tracked_files,
)
from tests.surfaces.commands import environment

_MEGABYTE = 1024 * 1024
_REFUSED_IN_THE_ROOT = (
    ".claude-plugin/plugin.json",
    ".codex-plugin/plugin.json",
    ".cursor-plugin/plugin.json",
    "openclaw.plugin.json",
)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return copy_skill(tmp_path, published_files())


@pytest.mark.parametrize("check", [["agentskills", "validate"], ["skillsaw", "lint", "--strict"]])
def test_the_validators_find_no_fault_in_it(
    published: Path, tmp_path: Path, check: list[str]
) -> None:
    tool, *options = check
    done = subprocess.run(
        [str(Path(sys.executable).parent / tool), *options, str(published)],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_published_is_within_the_limits_and_is_what_runs() -> None:
    sizes = {name: (REPOSITORY / name).stat().st_size for name in published_files()}
    assert sum(sizes.values()) <= 50 * _MEGABYTE
    assert max(sizes.values()) <= 10 * _MEGABYTE
    assert {name.split("/")[0] for name in sizes} == {
        "CHANGELOG.md", "LICENSE", "README.md", "SECURITY.md", "SKILL.md", "intents",
            "pyproject.toml",
        "skill_runtime", "translations",
    }  # fmt: skip
    assert not [name for name in sizes if name.startswith("intents/") and name.endswith(".py")]


def test_the_root_holds_nothing_that_an_installer_refuses_or_drops() -> None:
    tracked = tracked_files()
    assert not [name for name in tracked if name in _REFUSED_IN_THE_ROOT]
    assert not [name for name in tracked if Path(name).name == "metadata.json"]
    assert not [name for name in tracked if (REPOSITORY / name).is_symlink()]


def test_the_marketplace_file_offers_the_skill_that_stands_in_the_root() -> None:
    market = json.loads((REPOSITORY / ".claude-plugin" / "marketplace.json").read_bytes())
    (entry,) = market["plugins"]
    head = parsed((REPOSITORY / "SKILL.md").read_text("utf-8").split("---\n")[1])
    assert (entry["source"], entry["strict"], entry["skills"]) == ("./", False, ["./"])
    assert (entry["name"], entry["license"]) == (head["name"], head["license"])
    assert entry["version"] == head["metadata"]["version"]
    assert head["description"].startswith(entry["description"])


def without_execute_bits(skill: Path) -> None:
    for path in skill.rglob("*"):
        if path.is_file():
            path.chmod(0o644)


def without_dot_files(skill: Path) -> None:
    for path in list(skill.rglob(".*")):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def with_read_only_files(skill: Path) -> None:
    for path in [skill, *skill.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def with_other_times(skill: Path) -> None:
    """Archives keep times of their own: what was compiled from other ones must not count."""
    for path in skill.rglob("*"):
        os.utime(path, (0, 0))


@pytest.mark.parametrize(
    "loss", [without_execute_bits, without_dot_files, with_read_only_files, with_other_times]
)
def test_the_entry_runs_after_each_loss(tmp_path: Path, loss: Callable[[Path], None]) -> None:
    skill = copy_skill(tmp_path)
    before = fingerprint_with_times(skill)
    loss(skill)
    assert fingerprint_with_times(skill) != before
    routes(skill, tmp_path)


def test_the_entry_runs_as_clawhub_hands_it_on(published: Path, tmp_path: Path) -> None:
    without_execute_bits(published)
    routes(published, tmp_path)


def fingerprint_with_times(skill: Path) -> tuple[dict[str, str], list[float]]:
    return fingerprint(skill), [path.stat().st_mtime for path in sorted(skill.rglob("*"))]


def routes(skill: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [sys.executable, str(skill / "skill_runtime"), "route", "导出"],
        cwd=elsewhere,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "export\n"), done.stderr
