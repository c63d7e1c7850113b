from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from skill_runtime.adapters.skill_folder import SkillFolder

REPOSITORY = Path(__file__).parents[2]
TURN = """
import shutil, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from skill_runtime import assembly
from skill_runtime.adapters.skill_folder import SkillFolder

folder = Path(sys.argv[1])
assert Path(assembly.__file__).is_relative_to(folder)
replies = assembly.load_replies(assembly.Settings.from_environment({"HOME": sys.argv[2]}))
place = SkillFolder(folder, (assembly.load_translator, assembly.load_answer_words, replies.load))
place.hold()
shutil.rmtree(folder)

import skill_runtime.actions.export, skill_runtime.actions.recovery, skill_runtime.core.gui
from skill_runtime.adapters import downloads, http_exchanges
from skill_runtime.model.events.turn import SkillChanged
print(place.change())
print(replies.words(SkillChanged(gone=True), "zh"))
"""


@pytest.mark.parametrize("named", ["folder", "file"])
@pytest.mark.parametrize("name", ["SKILL.md", "skill.md"])
def test_a_changed_skill_is_told_once(tmp_path: Path, named: str, name: str) -> None:
    file = tmp_path / name
    file.write_text("one", "utf-8")
    place = SkillFolder(tmp_path if named == "folder" else file, ())
    assert place.change() == ""
    file.write_text("two", "utf-8")
    assert place.change() == "changed"
    assert place.change() == ""


def test_a_skill_that_was_only_touched_is_not_changed(tmp_path: Path) -> None:
    (tmp_path / "SKILL.md").write_text("one", "utf-8")
    place = SkillFolder(tmp_path, ())
    (tmp_path / "SKILL.md").unlink()
    (tmp_path / "SKILL.md").write_text("one", "utf-8")
    assert place.change() == ""


def test_a_removed_skill_is_told_once_and_its_return_too(tmp_path: Path) -> None:
    folder = tmp_path / "skill"
    folder.mkdir()
    (folder / "SKILL.md").write_text("one", "utf-8")
    place = SkillFolder(folder, ())
    shutil.rmtree(folder)
    assert place.change() == "gone"
    assert place.change() == ""
    folder.mkdir()
    (folder / "SKILL.md").write_text("two", "utf-8")
    assert place.change() == "changed"


def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "SKILL.md").write_text("one", "utf-8")
    place = SkillFolder(tmp_path, ())
    (tmp_path / "SKILL.md").unlink()
    os.mkfifo(tmp_path / "SKILL.md")
    assert place.change() == "gone"


def test_a_held_turn_needs_its_folder_no_more(tmp_path: Path) -> None:
    folder = tmp_path / "skill"
    for part in ("skill_runtime", "intents", "translations"):
        shutil.copytree(
            REPOSITORY / part, folder / part, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(REPOSITORY / "SKILL.md", folder)
    command = [sys.executable, "-B", "-c", TURN, str(folder), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "gone",
        "技能文件夹已被删除；本次对话继续使用已加载的内容。以后要用，请重新安装。",
    ]
