from __future__ import annotations

import re
from pathlib import Path

import pytest

from skill_runtime.adapters.skill_files import load_skill
from skill_runtime.model.skill import FAMILY_FORMATS, FAMILY_SIZE_LIMIT
from tests.labelled_rows import parsed

FILE = Path(__file__).parent.parent / "SKILL.md"
TEXT = FILE.read_text(encoding="utf-8")
HEAD = parsed(TEXT.split("---\n")[1])


def test_it_is_short_enough_for_an_agent() -> None:
    assert len(TEXT) <= 4_000


def test_our_own_reader_understands_it_without_a_warning() -> None:
    skill = load_skill(FILE)
    assert (skill.name, skill.version) == ("image-generation-generator", "0.1.0")
    assert (skill.surface, skill.api_base, skill.warnings) == ("chat", None, ())
    assert skill.display_name
    assert skill.formats == FAMILY_FORMATS
    assert skill.size_limit_bytes == FAMILY_SIZE_LIMIT
    assert skill.greeting
    assert len(skill.examples) >= 3
    assert skill.intents == {}


def test_its_top_level_keys_are_those_that_every_validator_takes() -> None:
    assert set(HEAD) <= {"name", "description", "license", "metadata", "allowed-tools"}
    assert HEAD["license"] == "MIT-0"
    assert isinstance(HEAD["metadata"]["version"], str)


def test_its_description_is_one_plain_line() -> None:
    assert 0 < len(HEAD["description"]) <= 160
    assert not re.search(r"[<>\n]", HEAD["description"])


def test_its_frontmatter_has_no_flow_values_and_no_inner_rule() -> None:
    frontmatter = TEXT.split("---\n")[1]
    assert not re.search(r"[\[\]{}]", frontmatter)
    assert "---" not in frontmatter


def test_the_host_asks_for_python_and_for_no_variable() -> None:
    openclaw = HEAD["metadata"]["openclaw"]
    assert openclaw["requires"] == {"bins": ["python3"]}
    assert openclaw["primaryEnv"] == "NEMO_TOKEN"
    assert {entry["name"] for entry in openclaw["envVars"]} == {
        "NEMO_TOKEN", "NEMO_API_URL", "SKILL_BACKEND", "SKILL_SOURCE", "SKILL_RUNTIME_HOME",
    }  # fmt: skip
    assert not any(entry["required"] for entry in openclaw["envVars"])


@pytest.mark.parametrize(
    "said",
    [
        "python3 SKILL_DIR/skill_runtime say", "say --text-file", "say -", "--json", "--lang",
        "skill-runtime connect", "`wait`", "`status`", "`export`", "`upload FILE`", "`credits`",
        *(f"\n- {code}: " for code in (0, 2, 3, 4, 5, 6, 7, 8, 130)),
    ],
)  # fmt: skip
def test_an_agent_learns_every_command_and_exit_code(said: str) -> None:
    assert said in TEXT
