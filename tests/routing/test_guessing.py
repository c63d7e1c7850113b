from __future__ import annotations

import pytest

from skill_runtime.core.routing import Router
from skill_runtime.core.routing.vocabulary import Guesses, Vocabulary
from skill_runtime.model.utterance import Utterance

ZAP = Guesses(
    outcomes=("chat", "credits", "export", "aside"),
    scale=1,
    bias=(0, 0, 0, 0),
    weights={"zap": (-90, -90, 90, -90), "zop": (-90, 90, -90, -90), "zum": (-90, -90, -90, 90)},
)
"""A model that takes "zap" for an export, "zop" for credits and "zum" for a remark."""


@pytest.fixture(scope="module")
def zapping(vocabulary: Vocabulary) -> Router:
    return Router.build(vocabulary._replace(guesses=ZAP))


def steps(router: Router, text: str) -> list[tuple[str, bool]]:
    return [(str(s.action), s.guessed) for s in router.route(Utterance(text)).plan.steps]


@pytest.mark.parametrize(
    ("text", "plan"),
    [
        ("zap the penguin", [("export", True)]),
        ("zop the penguin", [("credits", True)]),
        ("zap the penguin; zop the walrus", [("export", True), ("credits", True)]),
        ("download the penguin; export it", [("chat", False), ("export", False)]),
        ("zum the penguin; export it", [("export", False)]),
        ("zap the penguin; a walrus dances", [("chat", False)]),
        ("zap the penguin and make it blue", [("chat", False)]),
        ("zap the penguin and walrus quux", [("chat", False)]),
        ("zap the penguin, don't export", [("chat", False)]),
        ("'zap' on a sign of penguins", [("chat", False)]),
        ("zap " + "a penguin and another penguin " * 4, [("chat", False)]),
    ],
)
def test_a_guess_counts_where_the_whole_message_is_a_command(
    zapping: Router, text: str, plan: list[tuple[str, bool]]
) -> None:
    assert steps(zapping, text) == plan


def test_without_a_table_nothing_is_guessed(vocabulary: Vocabulary) -> None:
    router = Router.build(vocabulary._replace(guesses=Guesses()))
    [evidence] = router.route(Utterance("zap the penguin")).evidence
    assert (evidence.decision, evidence.guess) == ("chat", None)


def test_the_evidence_tells_a_guess_that_was_not_followed(vocabulary: Vocabulary) -> None:
    doubt = Guesses(("chat", "export"), 10, (0, 0), {"zap": (0, 1)})
    router = Router.build(vocabulary._replace(guesses=doubt))
    [evidence] = router.route(Utterance("zap the penguin")).evidence
    assert evidence.decision == "chat"
    assert evidence.guess is not None
    assert (evidence.guess.outcome, round(evidence.guess.score, 2)) == ("export", 0.52)
