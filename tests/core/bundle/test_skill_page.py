from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.adapters.strict_yaml import parse_strict_yaml
from skill_runtime.core.bundle.listing import MAX_DESCRIPTION, Listing, as_listed
from skill_runtime.core.bundle.skill_page import ORIGINAL, check_page, skill_page
from skill_runtime.core.skill_reader import read_skill
from skill_runtime.errors import SkillError
from skill_runtime.model.skill import Skill
from tests.core.bundle.skills import DATA, HEAD, SAMPLES, listing_of, sample, skills
from tests.labelled_rows import parsed, rows

_SAID = [
    *(case["body"] for case in rows(DATA / "routers.yaml")),
    *(body for case in rows(DATA / "sentences.yaml") for body in case["bodies"]),
]
BODIES = [body for body in _SAID if read_skill(HEAD + body, parse_strict_yaml).surface == "chat"]
PIECES = st.sampled_from([
    "|", "\n", "\n\n", "---\n", "```\n", '"', "`", "“", "§3.5", "- ", "> ", "\\|", "：", "*",
    "200MB", "every 30 s", "poll", "heartbeat", "up to", "export", "click", "1001", "task_name",
    "~/.config/", "Try saying", "→", "SSE", "&amp;", "[a](b)",
])  # fmt: skip
EDITS = st.lists(st.tuples(st.integers(0, 20_000), st.integers(0, 60), PIECES), max_size=6)


def reread(page: str) -> Skill:
    return as_listed(read_skill(page, parse_strict_yaml))


def lost_fields(page: str, skill: Skill) -> list[str]:
    """The fields that a page is refused for."""
    try:
        check_page(page, skill, parse_strict_yaml)
    except SkillError as error:
        return [re.findall("`(.*?)`", problem.message)[0] for problem in error.problems]
    return []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_s_page_is_read_as_the_same_skill(path: Path) -> None:
    listing = sample(path)
    original = read_skill(path.read_bytes().decode("utf-8-sig"), parse_strict_yaml)
    assert reread(skill_page(listing)) == as_listed(original) == listing.skill


@pytest.mark.parametrize("body", BODIES)
def test_whatever_way_a_fact_was_said_it_is_said_again(body: str) -> None:
    listing = listing_of(HEAD + body)
    assert reread(skill_page(listing)) == listing.skill


@given(skills())
def test_any_skill_s_page_is_read_as_the_same_skill(skill: Skill) -> None:
    listing = Listing(as_listed(skill), "Title", "Summary.", "🎬")
    page = skill_page(listing)
    understood = reread(page)
    assert understood == listing.skill
    assert skill_page(replace(listing, skill=understood)) == page


@given(st.sampled_from(SAMPLES), EDITS)
def test_a_skill_that_can_not_be_said_again_is_refused_by_naming_the_fields(
    path: Path, edits: list[tuple[int, int, str]]
) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    for at, length, put in edits:
        place = at % (len(text) + 1)
        text = text[:place] + put + text[place + length :]
    try:
        listing = listing_of(text)
    except SkillError:
        return
    page = skill_page(listing)
    lost = lost_fields(page, listing.skill)
    assert all(getattr(reread(page), name) != getattr(listing.skill, name) for name in lost)
    assert lost or reread(page) == listing.skill


def test_a_page_that_says_something_else_is_refused() -> None:
    listing = sample(SAMPLES[0])
    other = replace(listing.skill, greeting="Another one", poll_max=99)
    assert lost_fields(skill_page(listing), other) == ["poll_max", "greeting"]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_page_is_short_and_tells_an_agent_every_command(path: Path) -> None:
    page = skill_page(sample(path))
    assert len(page) < 6_000
    for said in (
        'python3 SKILL_DIR/skill_runtime say "', "say --text-file", "say -", "--json", "--lang",
        "`wait`", "`status`", "`export`", "`upload FILE`", "`credits`", "`doctor`",
        *(f"\n- {code}: " for code in (0, 2, 3, 4, 5, 6, 7, 130, 141)),
    ):  # fmt: skip
        assert said in page


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_frontmatter_is_what_every_validator_takes(path: Path) -> None:
    _, frontmatter, _ = skill_page(sample(path)).split("---\n", 2)
    head = parsed(frontmatter)
    assert set(head) == {"name", "description", "license", "metadata"}
    assert re.fullmatch(r"[^<>\n]{1,1024}", head["description"])
    openclaw = head["metadata"]["openclaw"]
    assert openclaw["primaryEnv"] == "NEMO_TOKEN"
    assert openclaw["requires"]["bins"] == ["python3"]
    assert "env" not in openclaw["requires"]
    assert not any(variable["required"] for variable in openclaw["envVars"])


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_any_text_is_one_quoted_line_of_frontmatter(text: str) -> None:
    skill = replace(sample(SAMPLES[0]).skill, display_name=f"a{text}b")
    page = skill_page(Listing(skill, "Title", "Summary.", "🎬"))
    _, frontmatter, _ = page.split("---", 2)
    (line,) = (row for row in frontmatter.split("\n") if row.startswith("  displayName: "))
    assert parsed(line) == {"displayName": skill.display_name}


def test_names_that_yaml_takes_for_something_else_stand_in_quotes() -> None:
    for name in ("123", "true", "1e3", "no"):
        listing = listing_of(f'---\nname: "{name}"\ndescription: Makes films.\n---\n')
        assert parsed(skill_page(listing).split("---\n")[1])["name"] == name


def test_the_former_page_is_named_only_where_there_is_one() -> None:
    assert ORIGINAL in skill_page(sample(SAMPLES[0]))
    ours = listing_of(HEAD + "Run `python3 SKILL_DIR/skill_runtime say`.")
    assert (ours.original, ORIGINAL in skill_page(ours)) == ("", False)


def test_a_long_description_keeps_whole_sentences() -> None:
    text = HEAD.replace("Makes films.", "Makes films of lanterns at night. " * 60)
    description = reread(skill_page(listing_of(text))).description
    assert 900 < len(description) <= MAX_DESCRIPTION
    assert description.endswith("night.")
