"""Every fault that the code names has words in every language, and none is left over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from skill_runtime.adapters.reply_templates import ReplyTemplates
from skill_runtime.errors import (
    Problem,
    SkillError,
    SkillRuntimeError,
    UsageError,
    not_utf8,
    unreadable,
)

REPOSITORY = Path(__file__).parents[2]
FOLDER = REPOSITORY / "translations" / "faults"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.jinja"))

_RAISED = {"UsageError", "SetupError", "StoreError", "DataError"}


def named_in_the_code() -> Iterator[str]:
    for path in (REPOSITORY / "skill_runtime").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or len(node.args) < 2:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            type_ = node.args[1]
            of_ours = name in _RAISED or name == "__init__"
            if of_ours and isinstance(type_, ast.Constant) and isinstance(type_.value, str):
                yield type_.value


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_faults_of_the_code_and_the_words_for_them_are_the_same_set(language: str) -> None:
    template = Environment(autoescape=True).parse((FOLDER / f"{language}.jinja").read_text("utf-8"))
    assert {macro.name for macro in template.find_all(nodes.Macro)} == set(named_in_the_code())


@pytest.mark.parametrize(
    ("error", "chinese"),
    [
        (unreadable("a.txt", "gone"), "无法读取 a.txt：gone。"),
        (not_utf8("a.mp4"), "a.mp4 不是 UTF-8 文本。"),
        (
            SkillError("x/SKILL.md", (Problem(3, "no name"), Problem(0, "no version"))),
            "x/SKILL.md 无法使用：\n  line 3: no name\n  no version",
        ),
        (
            UsageError("", "no_skill", path="x", reason="does not exist"),
            "x 不存在：请给出技能文件夹或其中的 SKILL.md。",
        ),
    ],
)
def test_a_fault_is_told_in_the_language_of_the_user(
    error: SkillRuntimeError, chinese: str
) -> None:
    assert ReplyTemplates(FOLDER).words(error, "zh-CN") == chinese


def test_a_language_without_words_for_faults_falls_back_to_english() -> None:
    assert ReplyTemplates(FOLDER).words(unreadable("a", "gone"), "sv") == "a can't be read: gone."
