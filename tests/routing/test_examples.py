from __future__ import annotations

import pickle
from itertools import groupby

import pytest

from skill_runtime.core.routing import Router
from skill_runtime.model.utterance import Utterance
from tests.routing.labelled import MISSES, Example, Steps, examples

EXAMPLES = list(examples())
KNOWN_MISSES = list(examples(MISSES))
GROUPS = [list(group) for _, group in groupby(EXAMPLES, lambda e: (e.source, e.group))]
"""Examples of one plan: a test for each utterance would cost half a minute."""


def steps(router: Router, example: Example) -> Steps:
    plan = router.route(Utterance(example.text, example.attachments)).plan
    return [(str(step.action), dict(step.slots.given())) for step in plan.steps]


def actions(steps: Steps) -> set[str]:
    return {action for action, _ in steps} - {"chat"}


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0].name)
def test_an_example_gives_exactly_its_plan_and_no_other_action(
    router: Router, group: list[Example]
) -> None:
    got = {example.text: steps(router, example) for example in group}
    assert got == {example.text: example.steps for example in group}


@pytest.mark.parametrize(
    "group", [group for group in GROUPS if group[0].topic], ids=lambda group: group[0].name
)
def test_a_question_about_the_tool_has_its_topic(router: Router, group: list[Example]) -> None:
    got = {e.text: router.route(Utterance(e.text)).plan.steps[0].topic for e in group}
    assert got == {example.text: example.topic for example in group}


def test_no_utterance_is_labelled_twice() -> None:
    labelled = [(example.text, example.attachments) for example in EXAMPLES + KNOWN_MISSES]
    assert len(set(labelled)) == len(labelled)


def test_the_examples_are_spread_as_the_issue_asks() -> None:
    distractors = [example for example in EXAMPLES if example.why]
    chinese = [example for example in EXAMPLES if example.source.startswith("zh/")]
    assert len(EXAMPLES) >= 2000
    assert len(distractors) * 3 >= len(EXAMPLES)
    assert abs(len(chinese) * 2 - len(EXAMPLES)) < len(EXAMPLES) / 10


def test_an_example_that_must_do_nothing_says_why() -> None:
    silent = [example for example in EXAMPLES if not example.steps]
    assert [example.name for example in silent if not example.why] == []


def test_a_known_miss_goes_to_the_backend_and_acts_on_nothing_that_was_not_asked(
    router: Router,
) -> None:
    acting = {"export", "upload", "cancel"}
    wrong = [
        example.name
        for example in KNOWN_MISSES
        if actions(steps(router, example)) & acting - actions(example.steps)
    ]
    assert wrong == []


def test_what_is_understood_is_no_longer_a_known_miss(router: Router) -> None:
    """One that is listed here belongs into tests/intents now."""
    right = [e.name for e in KNOWN_MISSES if not e.topic and steps(router, e) == e.steps]
    assert right == []


def test_a_router_that_was_kept_says_the_same_as_the_one_that_was_built(router: Router) -> None:
    kept = pickle.loads(pickle.dumps(router))  # noqa: S301 - our own bytes
    asked = kept.route(Utterance("导出"))
    again = pickle.loads(pickle.dumps(kept))  # noqa: S301 - our own bytes
    assert asked == router.route(Utterance("导出"))
    for example in EXAMPLES[::20]:
        said = Utterance(example.text, example.attachments)
        assert kept.route(said) == again.route(said) == router.route(said)
