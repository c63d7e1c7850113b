"""Writes guesses.json: the weights of the linear model for what no rule decides.

Run it after adding examples to tests/intents or words here, from the top of the repository. It
needs numpy, which routing does not:

    pip install numpy
    python -m intents.make_guesses

It is a multinomial logistic regression over the clauses of the labelled examples, fitted with Adam
from zero, so that the same examples give the same table. `--check` fits on four fifths instead and
tells how that does on the last fifth.
"""

from __future__ import annotations

import hashlib
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

import numpy as np

from skill_runtime.adapters.vocabulary import GUESSES, load_vocabulary
from skill_runtime.core.routing import Router
from skill_runtime.core.routing.lexicon import Token
from skill_runtime.core.routing.vocabulary import Guesses, Vocabulary
from skill_runtime.model.utterance import Utterance
from tests.routing.labelled import MISSES, Example, examples

FOLDER = Path(__file__).parent
OUTCOMES = ("chat", "upload", "credits", "status", "export", "help", "cancel", "nothing", "aside")
SCALE = 50
"""Weights are rounded to this part of one."""
SEEN = 4
"""A feature of fewer clauses says nothing about others; with its holes, one example makes three."""
LEAST = 40
"""A feature none of whose weights is as large is left out."""
ROUNDS, RATE, DECAY = 120, 0.1, 2e-6
HOLES = 2
"""A clause is also learned with one of its words forgotten, and so on up to so many."""
STRANGE = 0.5
"""So often a forgotten word is one that no example has, else only its meaning is forgotten."""


class Clause(NamedTuple):
    features: set[str]
    outcome: str


def main(options: Sequence[str]) -> None:
    """Write the table, or tell how it would do."""
    vocabulary = load_vocabulary(FOLDER)._replace(guesses=Guesses())
    labelled = [*examples(), *examples(MISSES)]
    if "--check" in options:
        sys.stdout.write(f"{check(vocabulary, labelled)}\n")
        return
    rows = list(clauses(Router.build(vocabulary), labelled))
    (FOLDER / GUESSES).write_text(written(fit(rows), digest(rows)), encoding="utf-8")


def clauses(router: Router, labelled: Iterable[Example]) -> Iterator[Clause]:
    """The clauses whose outcome the label tells, and each whole utterance of one step."""
    for example in labelled:
        wanted = [action for action, _ in example.steps]
        attached = bool(example.attachments)
        tokens, wishes = router.read(example.text, attached)
        plan = router.route(Utterance(example.text, example.attachments)).plan
        got = list(map(str, plan.actions))
        for wish in wishes if len(wishes) > 1 else ():
            outcome = _told(wish.outcome, got, wanted)
            if outcome in OUTCOMES:
                yield from _told_with_holes(router, wish.clause.tokens, wish.clause.asked, outcome)
        if attached or len(wanted) > 1 or not tokens:
            continue
        asked = tokens[-1].text == "?"
        said = tokens[:-1] if _is_break(tokens[-1].text) else tokens
        if said and not any(_is_break(token.text) for token in said):
            outcome = wanted[0] if wanted else "nothing"
            yield from _told_with_holes(router, said, asked, outcome)


def _told_with_holes(
    router: Router, tokens: Sequence[Token], asked: bool, outcome: str
) -> Iterator[Clause]:
    """A clause as it is, and as it would be read if some of its words had never been learned.

    The vocabulary knows nearly every word of the examples, but not of what users will say: the
    model is asked about clauses with holes, so it is made from such.
    """
    yield Clause(router.features.of(tokens, asked), outcome)
    chance = Random("".join(token.text for token in tokens))  # noqa: S311 - the same in every run
    for holes in range(1, min(HOLES, len(tokens) - 1) + 1):
        places = set(chance.sample(range(len(tokens)), holes))
        strange = chance.random() < STRANGE
        read = [
            part
            for place, token in enumerate(tokens)
            for part in (_forgotten(token, strange) if place in places else [token])
        ]
        yield Clause(router.features.of(read, asked), outcome)


def _forgotten(token: Token, strange: bool) -> list[Token]:
    """A phrase as the words that it is made of, none of them known; or as letters of no word."""
    text = "\ufffd" if strange else token.text
    items = token.items
    if strange or not items:
        return [token._replace(text=text, classes=0, values=(), items=())]
    return [Token(item.text, item.start, item.end, 0) for item in items]


def digest(rows: Iterable[Clause]) -> str:
    """What tells whether a table was made from these clauses, in whichever order."""
    lines = sorted(" ".join([row.outcome, *sorted(row.features)]) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def _told(outcome: str, got: list[str], wanted: list[str]) -> str:
    """A clause's outcome where the plan is right; what the label has no chat for is an aside."""
    if got == wanted:
        return outcome
    if outcome == "chat" and "chat" not in wanted and [a for a in got if a != "chat"] == wanted:
        return "aside"
    return ""


def _is_break(text: str) -> bool:
    return not text[0].isalnum()


def fit(rows: Sequence[Clause]) -> Guesses:
    """A multinomial logistic regression over the features that are common enough."""
    seen = Counter(name for row in rows for name in row.features)
    names = sorted(name for name, count in seen.items() if count >= SEEN)
    place = {name: n for n, name in enumerate(names)}
    found = [[place[name] for name in row.features if name in place] for row in rows]
    features = np.array([n for row in found for n in row])
    clause = np.repeat(np.arange(len(rows)), [len(row) for row in found])
    value = np.repeat([len(row) ** -0.5 if row else 0.0 for row in found], [len(r) for r in found])
    wanted = np.eye(len(OUTCOMES))[[OUTCOMES.index(row.outcome) for row in rows]]
    weights = np.zeros((len(names) + 1, len(OUTCOMES)))  # the last row is the bias
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for turn in range(1, ROUNDS + 1):
        odds = _sums(clause, weights, features, value, len(rows)) + weights[-1]
        chances = np.exp(odds - odds.max(axis=1, keepdims=True))
        wrong = (chances / chances.sum(axis=1, keepdims=True) - wanted) / len(rows)
        slope = _sums(features, wrong, clause, value, len(names) + 1)
        slope[-1] = wrong.sum(axis=0)
        slope[:-1] += DECAY * weights[:-1]
        mean = 0.9 * mean + 0.1 * slope
        square = 0.999 * square + 0.001 * slope**2
        step = (mean / (1 - 0.9**turn)) / (np.sqrt(square / (1 - 0.999**turn)) + 1e-8)
        weights -= RATE * step
    whole = np.rint(weights * SCALE).astype(int)
    kept = {name: tuple(row) for name, row in zip(names, whole.tolist(), strict=False)}
    kept = {name: row for name, row in kept.items() if max(map(abs, row)) >= LEAST}
    return Guesses(OUTCOMES, SCALE, tuple(whole[-1].tolist()), kept)


def _sums(
    places: np.ndarray, rows: np.ndarray, chosen: np.ndarray, factors: np.ndarray, count: int
) -> np.ndarray:
    """Chosen rows times their factors, added up by place; in the same order everywhere."""
    columns = [
        np.bincount(places, column[chosen] * factors, minlength=count)
        for column in np.ascontiguousarray(rows.T)
    ]
    return np.stack(columns, axis=1)


def written(guesses: Guesses, made_from: str) -> str:
    """JSON with one feature a line, so that a change can be read."""
    rows = (
        f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(row, separators=(',', ':'))}"
        for name, row in guesses.weights.items()
    )
    head = {
        "made_from": made_from,
        "outcomes": guesses.outcomes,
        "scale": guesses.scale,
        "bias": guesses.bias,
    }
    return json.dumps(head)[:-1] + ', "weights": {\n' + ",\n".join(rows) + "\n}}\n"


def check(vocabulary: Vocabulary, labelled: Sequence[Example]) -> str:
    """How a model of four fifths of the examples does on the last fifth."""
    held_out = [example for example in labelled if zlib.crc32(example.text.encode()) % 5 == 0]
    known = {example.text for example in held_out}
    fitted = [example for example in labelled if example.text not in known]
    guesses = fit(list(clauses(Router.build(vocabulary), fitted)))
    router = Router.build(vocabulary._replace(guesses=guesses))
    exact = triggered = 0
    for example in held_out:
        plan = router.route(Utterance(example.text, example.attachments)).plan
        got, wanted = list(map(str, plan.actions)), [action for action, _ in example.steps]
        exact += got == wanted
        triggered += bool(set(got) - set(wanted) - {"chat"})
    count = len(held_out)
    return (
        f"{count} held out: exact plans {exact / count:.1%}, false triggers {triggered / count:.1%}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
