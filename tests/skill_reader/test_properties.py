from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from skill_runtime.adapters.strict_yaml import parse_strict_yaml
from skill_runtime.core.inspection import inspection, inspection_lines
from skill_runtime.core.skill_reader import StrictYamlError, read_skill
from skill_runtime.core.trust import judge_api_base
from skill_runtime.errors import SkillError
from skill_runtime.model.skill import Skill
from tests.skill_reader.reading import DATA, HEAD

SAMPLES = [path.read_bytes().decode("utf-8") for path in sorted(DATA.rglob("*.md"))]
SPICE = st.sampled_from([
    "|", "\n", "---\n", "```", '"', "`", "\r\n", "§3.5", "https://", "nemovideo.ai", "@", "- ",
    "> ", "\\|", "：", "｜", "“", "Ã", "\x00", "\ud800", "\u2028", "&a ", "*a", "{", "[",
    "~/.config/", "client_id", "200MB",
])  # fmt: skip
EDITS = st.lists(
    st.tuples(st.integers(0, 20_000), st.integers(0, 80), st.one_of(SPICE, st.text(max_size=8))),
    min_size=1,
    max_size=8,
)


def _attempt(text: str) -> Skill | SkillError:
    try:
        return read_skill(text, parse_strict_yaml, "SKILL.md")
    except SkillError as error:
        return error


def _read_or_refuse(text: str) -> None:
    """The reader answers with a skill that can be shown, or with problems that can be."""
    skill = _attempt(text)
    length = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    if isinstance(skill, SkillError):
        assert skill.problems
        assert all(problem.message.isprintable() for problem in skill.problems)
        assert all(0 <= problem.line <= length for problem in skill.problems)
        return
    json.dumps(inspection(skill))
    assert all(line.isprintable() for line in inspection_lines(skill)[1:])
    assert skill.name.isprintable()
    assert all(1 <= line <= length for line in skill.lines.values())
    assert skill.api_base is None or judge_api_base(skill.api_base).fault is None


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    _read_or_refuse(text)


@given(st.text(max_size=300))
def test_any_frontmatter_is_read_or_refused(text: str) -> None:
    _read_or_refuse(f"---\nname: a\n{text}\n---\n")


@given(st.lists(st.one_of(SPICE, st.text(max_size=12)), max_size=40).map("".join))
def test_any_body_is_read_or_refused(body: str) -> None:
    _read_or_refuse(HEAD + body)


@settings(max_examples=150)
@given(st.sampled_from(SAMPLES), EDITS)
def test_a_mutated_sample_is_read_or_refused(
    sample: str, edits: list[tuple[int, int, str]]
) -> None:
    for at, length, put in edits:
        place = at % (len(sample) + 1)
        sample = sample[:place] + put + sample[place + length :]
    _read_or_refuse(sample)


@given(st.text(st.characters(exclude_categories=()), max_size=200))
def test_the_yaml_reader_raises_nothing_but_its_own_error(text: str) -> None:
    try:
        lines = [1, *parse_strict_yaml(text).lines.values()]
    except StrictYamlError as error:
        lines = [fault.line for fault in error.faults]
        assert lines
    assert all(1 <= line <= len(text) + 1 for line in lines)


@given(st.text(max_size=80))
def test_a_base_is_trusted_only_on_a_vendors_host(stated: str) -> None:
    judged = judge_api_base(stated)
    if judged.fault is None:
        assert judged.host.endswith(("nemovideo.ai", "nemovideo.com"))


@given(st.from_regex(r"[a-z@.:/\\%]{0,12}nemovideo\.ai[a-z@.:/\\%]{0,12}", fullmatch=True))
def test_a_trusted_url_is_nothing_but_scheme_and_host(stated: str) -> None:
    judged = judge_api_base(stated)
    if judged.fault is None:
        assert judged.url in {f"https://{judged.host}", f"wss://{judged.host}"}
        assert judged.host == "nemovideo.ai" or judged.host.endswith((
            ".nemovideo.ai",
            ".nemovideo.com",
        ))
