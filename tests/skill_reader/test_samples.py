from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import pytest

from skill_runtime.adapters.skill_files import load_skill
from skill_runtime.core.inspection import KEYS, inspection, inspection_lines
from skill_runtime.errors import SkillError
from tests.skill_reader.reading import DATA

EXPECTED: dict[str, dict[str, Any]] = json.loads(
    (DATA / "expected.json").read_text(encoding="utf-8")
)


def _comparable(understood: dict[str, Any]) -> dict[str, Any]:
    intents = {action: sorted(words) for action, words in understood["intents"].items()}
    return {**understood, "intents": intents, "formats": sorted(understood["formats"])}


@pytest.mark.parametrize("file", EXPECTED)
def test_a_sample_skill_is_understood_in_every_field(file: str) -> None:
    understood = json.loads(json.dumps(inspection(load_skill(DATA / file))))
    assert _comparable(understood) == _comparable(EXPECTED[file])


@pytest.mark.parametrize("file", EXPECTED)
def test_every_line_that_is_named_lies_in_the_file(file: str) -> None:
    skill = load_skill(DATA / file)
    length = (DATA / file).read_bytes().count(b"\n") + 1
    assert {"name", "version", "intents", "errors"} <= skill.lines.keys()
    assert all(1 <= line <= length for line in skill.lines.values())


@pytest.mark.parametrize("file", EXPECTED)
def test_the_line_that_is_named_holds_the_fact(file: str) -> None:
    skill = load_skill(DATA / file)
    lines = (DATA / file).read_text(encoding="utf-8-sig").splitlines()
    assert skill.name in lines[skill.lines["name"] - 1]
    assert skill.version in lines[skill.lines["version"] - 1]
    assert "nemo_agent" in lines[skill.lines["app_name"] - 1]
    assert "|" in lines[skill.lines["intents"] - 1]
    assert "0" in lines[skill.lines["errors"] - 1]


def test_no_carriage_return_survives() -> None:
    skill = load_skill(DATA / "v15-nasty-bom-crlf.md")
    assert "\r" not in repr(asdict(skill))


def test_a_rule_inside_a_block_scalar_belongs_to_the_text() -> None:
    skill = load_skill(DATA / "v18-nasty-rule-inside-scalar.md")
    assert "belongs to this text" in skill.description


def test_a_file_without_fences_is_told_what_to_add() -> None:
    with pytest.raises(SkillError, match=r"frontmatter.*between two lines of ---"):
        load_skill(DATA / "v19-bad-no-frontmatter.md")


def test_a_look_alike_host_is_named_and_refused() -> None:
    with pytest.raises(SkillError) as caught:
        load_skill(DATA / "v24-bad-foreign-api-host.md")
    (problem,) = caught.value.problems
    assert "mega-api-prod.nemovideo.ai.crane-cuts.example" in problem.message
    assert problem.line == 8


@pytest.mark.parametrize("file", EXPECTED)
def test_the_listing_shows_every_field_and_where_it_comes_from(file: str) -> None:
    skill = load_skill(DATA / file)
    listing = inspection_lines(skill)
    assert all(any(line.startswith(f"  {key}:") for line in listing) for key in KEYS[:-1])
    assert f"  name: {skill.name}  (from line {skill.lines['name']})" in listing
    assert sum(line.startswith("warning:") for line in listing) == len(skill.warnings)


def test_the_listing_lets_no_control_character_through() -> None:
    skill = load_skill(DATA / "v01-modular-auto-prose.md")
    hostile = type(skill)(
        name="x", version="1", greeting="a\x1b]0;title\x07\nb", examples=("\x9b2J",)
    )
    assert all(line.isprintable() for line in inspection_lines(hostile))
