"""The shapes in which skills of the family are published, each a whole file of our own."""

from __future__ import annotations

from typing import Any

import pytest

from skill_runtime.adapters.skill_files import load_skill
from skill_runtime.core.inspection import inspection
from tests.labelled_rows import rows
from tests.skill_reader.reading import DATA

SHAPES = DATA / "rule_shapes"
EXPECTED: dict[str, dict[str, Any]] = rows(SHAPES / "expected.yaml")


@pytest.mark.parametrize(
    ("file", "field"), [(file, field) for file, want in EXPECTED.items() for field in want]
)
def test_a_published_shape_is_understood(file: str, field: str) -> None:
    assert inspection(load_skill(SHAPES / file))[field] == EXPECTED[file][field]


@pytest.mark.parametrize("file", EXPECTED)
def test_what_no_router_takes_goes_to_the_chat(file: str) -> None:
    assert load_skill(SHAPES / file).fallback == "chat"


def test_every_shape_has_its_expectations() -> None:
    assert {path.name for path in SHAPES.glob("*.md")} == set(EXPECTED)
