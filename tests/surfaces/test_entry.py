"""The one line of SKILL.md as hosts run it: from a foreign directory, on a bare Python."""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from tests.surfaces.commands import REPOSITORY, environment, skill_runtime

_PARTS = ("SKILL.md", "pyproject.toml", "skill_runtime", "intents", "translations")


@pytest.fixture
def installed_skill(tmp_path: Path) -> Path:
    """What a host puts on the machine: the skill's files, without our environment or bytecode."""
    skill = tmp_path / "skills" / "image-generation-generator"
    skill.mkdir(parents=True)
    for part in _PARTS:
        source = REPOSITORY / part
        if source.is_dir():
            shutil.copytree(source, skill / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, skill / part)
    return skill


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_entry_parses_on_an_old_python_so_that_it_can_say_what_is_needed() -> None:
    source = (REPOSITORY / "skill_runtime" / "__main__.py").read_text("utf-8")
    ast.parse(source, feature_version=(3, 8))


def test_it_runs_from_any_directory_and_leaves_the_skill_as_it_was(
    tmp_path: Path, installed_skill: Path
) -> None:
    before = contents(installed_skill)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [sys.executable, str(installed_skill / "skill_runtime"), "say", "which formats?"],
        cwd=elsewhere,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.startswith("You can upload")) == (0, True), done.stderr
    assert contents(installed_skill) == before
    assert list(elsewhere.iterdir()) == []


def test_a_skill_folder_that_can_not_be_written_works_too(
    tmp_path: Path, installed_skill: Path
) -> None:
    for path in [installed_skill, *installed_skill.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = subprocess.run(
        [sys.executable, str(installed_skill / "skill_runtime"), "route", "导出"],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "export\n")


def test_on_a_bare_python_it_makes_its_environment_once(
    tmp_path: Path, installed_skill: Path
) -> None:
    bare = tmp_path / "bare"
    venv.create(bare)
    home = tmp_path / "home"
    home.mkdir()
    # The installer's own settings are this machine's, not the user's: where packages come from.
    pip = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_"))}
    for expected in ("Preparing", ""):
        done = subprocess.run(
            [str(bare / "bin" / "python"), str(installed_skill / "skill_runtime"), "route", "导出"],
            cwd=home,
            env={**environment(home), **pip},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, "export\n"), done.stderr
        assert done.stderr.startswith(expected)
        assert bool(done.stderr) == bool(expected)
    assert not list(installed_skill.rglob("__pycache__"))


def test_a_cache_that_can_not_be_written_is_told_with_what_to_do(
    tmp_path: Path, installed_skill: Path
) -> None:
    bare = tmp_path / "bare"
    venv.create(bare)
    (tmp_path / "file").write_text("in the way")
    done = subprocess.run(
        [str(bare / "bin" / "python"), str(installed_skill / "skill_runtime"), "route", "x"],
        cwd=tmp_path,
        env=environment(tmp_path, SKILL_RUNTIME_HOME=str(tmp_path / "file" / "x")),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 7
    assert "SKILL_RUNTIME_HOME" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_start_of_the_repository_itself_writes_nothing_beside_the_sources(
    tmp_path: Path,
) -> None:
    package = REPOSITORY / "skill_runtime" / "surfaces"
    before = sorted(package.iterdir())
    skill_runtime("route", "export", home=tmp_path)
    assert sorted(package.iterdir()) == before
