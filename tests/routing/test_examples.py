from __future__ import annotations

import pytest

from skill_runtime.core.routing import Router
from skill_runtime.model.utterance import Utterance
from tests.routing.labelled import Example, examples

EXAMPLES = list(examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_an_example_gives_exactly_its_plan(router: Router, example: Example) -> None:
    plan = router.route(Utterance(example.text, example.attachments)).plan
    assert [(str(step.action), step.slots.given()) for step in plan.steps] == example.steps
    if example.topic:
        assert [step.topic for step in plan.steps] == [example.topic]


def test_no_utterance_is_labelled_twice() -> None:
    labelled = [(example.text, example.attachments) for example in EXAMPLES]
    assert sorted({pair for pair in labelled if labelled.count(pair) > 1}) == []


def test_the_examples_are_spread_as_the_issue_asks() -> None:
    distractors = [example for example in EXAMPLES if example.why]
    chinese = [example for example in EXAMPLES if example.source.startswith("zh/")]
    assert len(distractors) * 3 >= len(EXAMPLES)
    assert abs(len(chinese) * 2 - len(EXAMPLES)) < len(EXAMPLES) / 10


def test_an_example_that_must_do_nothing_says_why() -> None:
    silent = [example for example in EXAMPLES if not example.steps]
    assert [example.name for example in silent if not example.why] == []
