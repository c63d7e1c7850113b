"""GUI rules, error rows and first words, in the forms that skills give them."""

from __future__ import annotations

import pytest

from tests.skill_reader.reading import cases, read_body

RULES = [
    (case["field"], body, case["want"]) for case in cases("rules.yaml") for body in case["bodies"]
]


@pytest.mark.parametrize(("field", "body", "want"), RULES)
def test_a_rule_is_read_in_whatever_form_it_stands(field: str, body: str, want: object) -> None:
    assert read_body(body)[field] == want, body
