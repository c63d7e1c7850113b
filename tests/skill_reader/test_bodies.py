from __future__ import annotations

from typing import Any

import pytest

from tests.skill_reader.reading import HEAD, cases, read, read_body

ROUTERS = cases("routers.yaml")
SENTENCES = [
    (case["field"], body, case["want"])
    for case in cases("sentences.yaml")
    for body in case["bodies"]
]


@pytest.mark.parametrize("case", ROUTERS, ids=lambda case: case["what"])
def test_a_router_is_known_by_its_cells(case: dict[str, Any]) -> None:
    understood = read_body(case["body"])
    assert understood["intents"] == case["intents"]
    assert understood["skip_sse"] == case["skip_sse"]
    assert understood["fallback"] == "chat"


@pytest.mark.parametrize(("field", "body", "want"), SENTENCES)
def test_a_fact_is_found_however_it_is_said(field: str, body: str, want: object) -> None:
    understood = read_body(body)[field]
    assert understood == want, body


def test_a_row_that_names_no_action_is_reported_with_its_line() -> None:
    body = (
        "| User says | Action |\n|---|---|\n"
        '| "wrap up" | Export |\n| "purse" | Credits |\n| "where" | State |\n| "sing" | la la |\n'
        "| Everything else | as ever |\n|  | nothing |\n"
    )
    (warning,) = read(HEAD + body).warnings
    assert (str(warning), warning.line) == ('row-not-understood:"sing"', 11)


def test_the_body_counts_before_the_description() -> None:
    text = HEAD.replace("---\n\n", "description: Up to 1GB. Supports mp4, mov.\n---\n\n")
    assert read(text).size_limit_bytes == 1024**3
    assert read(text).formats == ("mp4", "mov")
    both = read(text + "200MB file cap. Supported: png, gif.")
    assert both.size_limit_bytes == 200 * 1024**2
    assert both.formats == ("png", "gif")


def test_headers_that_the_body_spells_out_otherwise_are_reported_once() -> None:
    body = "X-Skill-Version: 0.9\nX-Skill-Version: 0.9\n- `X-Skill-Source`: `other`\n"
    assert [str(warning) for warning in read(HEAD + body).warnings] == [
        "hardcoded-version-differs:0.9!=1.0.0",
        "hardcoded-source-differs:other!=test-skill",
    ]


def test_two_trusted_bases_that_differ_are_reported() -> None:
    body = "API base: https://a.nemovideo.ai\n\ncurl https://b.nemovideo.ai/run_sse\n"
    skill = read(HEAD + body)
    assert skill.api_base == "https://a.nemovideo.ai"
    assert [warning.line for warning in skill.warnings] == [8]
