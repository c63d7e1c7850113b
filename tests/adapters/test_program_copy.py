from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from skill_runtime.adapters.program_copy import own_copy


def test_the_studio_runs_from_a_copy_that_is_made_once(tmp_path: Path) -> None:
    first = own_copy(tmp_path / "program")
    (first / "mark").touch()
    assert own_copy(tmp_path / "program") == first
    assert (first / "mark").exists()


def test_the_copy_is_whole_and_holds_no_bytecode(tmp_path: Path) -> None:
    program = own_copy(tmp_path / "program")
    assert not list(program.rglob("__pycache__"))
    done = subprocess.run(
        [sys.executable, "-B", str(program), "studio", "--help"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert "--idle" in done.stdout


def test_copies_of_other_versions_go_with_their_bytecode(tmp_path: Path) -> None:
    old = tmp_path / "program" / "0123456789abcdef" / "skill_runtime"
    old.mkdir(parents=True)
    cache = tmp_path / "cache"
    bytecode = cache / "bytecode" / old.relative_to(old.anchor)
    bytecode.mkdir(parents=True)
    others = cache / "bytecode" / "elsewhere"
    others.mkdir()
    program = own_copy(tmp_path / "program", cache)
    assert [path.name for path in (tmp_path / "program").iterdir()] == [program.parent.name]
    assert not bytecode.parent.exists()
    assert others.exists()
