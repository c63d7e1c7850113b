"""The tables that scripts write stand beside what they are made from; a stale one is told here."""

from __future__ import annotations

import json

from intents import make_guesses, make_traditional
from skill_runtime.adapters.vocabulary import GUESSES, HOMOPHONES, TRADITIONAL
from skill_runtime.core.routing import Router
from skill_runtime.core.routing.vocabulary import Guesses, Vocabulary
from tests.labelled_rows import rows
from tests.routing.conftest import INTENTS
from tests.routing.labelled import MISSES, examples


def test_the_weights_are_made_from_the_examples_as_they_are(vocabulary: Vocabulary) -> None:
    """Else: python -m intents.make_guesses."""
    router = Router.build(vocabulary._replace(guesses=Guesses()))
    labelled = [*examples(), *examples(MISSES)]
    made_from = json.loads(INTENTS.joinpath(GUESSES).read_bytes())["made_from"]
    assert made_from == make_guesses.digest(make_guesses.clauses(router, labelled))


def test_the_traditional_characters_are_those_of_the_chinese_words() -> None:
    """Else: python intents/make_traditional.py."""
    used = make_traditional.characters(INTENTS / "zh.yaml")
    written = INTENTS.joinpath(TRADITIONAL).read_text(encoding="utf-8")
    assert make_traditional.digest(used) in written


def test_the_homophones_are_those_of_the_words_that_are_spelled() -> None:
    """Else: python intents/make_homophones.py."""
    chinese = rows(INTENTS.joinpath("zh.yaml"))
    slips = rows(INTENTS.joinpath(HOMOPHONES))
    spelled = {word.strip() for word in chinese["spelling"].replace("\n", "").split(",")}
    assert set(slips) == spelled
