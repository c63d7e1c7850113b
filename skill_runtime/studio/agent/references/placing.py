"""Where a new picture comes: "between the lake and the hill", 小屋后面再补一个星空, at an end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from skill_runtime.studio.agent.edits import MoveShot
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import is_chinese
from skill_runtime.studio.agent.words.generation import added, generation, seen
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause

from .pointing import pointed

__all__ = ["is_seen", "put_beside"]

_NOT_SEEN = (
    *("music", "genre", "title", "subtitle", "caption", "lower_third", "sticker", "watermark"),
    *("effect", "fade", "transition", "dissolve", "inset", "split_screen", "uploaded"),
)
_HAN = "\u3400-\u9fff"
_ADDED = re.compile(
    r"(?:add|put|insert|show)(?= an? )|再?[加插接放补来](?=[一两几][个座只条张辆段片棵间栋匹])"
)
_PAIR = 2


def put_beside(clause: Clause, shots: Sequence[str]) -> tuple[Clause, MoveShot | None]:
    """A clause that asks for a picture, without the place that it shall have ("between the lake and
    the hill"), and the move that takes it there from the end.
    """
    if shots and (ended := _at_an_end(clause)) is not None:
        return ended
    front = lexicon().generation["in_front"].search(clause.folded) if shots else None
    if front is not None:
        told = clause.with_words(*front.span(), "").part(0, len(clause.text))
        rest = _as_added(told)
        as_shot = lexicon().concepts["goes_first"].search(front[0].strip(" ,")) is not None
        rest = _drawn(rest) if as_shot else rest
        said = rest is not told or is_chinese(rest.folded)
        if generation(rest) or (said and added(rest)):
            return rest, MoveShot(-1, 1)
    behind = lexicon().generation["in_behind"].search(clause.folded)
    if behind is not None and shots and not slots.ordinals(clause.folded):
        rest = _as_added(clause.with_words(*behind.span(), "").part(0, len(clause.text)))
        if generation(rest) or added(rest):
            return rest, None
    between = lexicon().generation["in_between"].search(clause.folded)
    if between is not None and len(shots) == _PAIR:
        rest = clause.with_words(*between.span(), "").part(0, len(clause.text))
        if (generation(rest) or added(rest)) is not None:
            return rest, MoveShot(-1, 1, "after")
    return _behind_told(clause, shots)


def _behind_told(clause: Clause, shots: Sequence[str]) -> tuple[Clause, MoveShot | None]:
    """ "A barn after the lake", 湖面和雪山之间加一座桥."""
    match = lexicon().generation["place"].search(clause.folded) if shots else None
    if match is None:
        return clause, None
    named = [pointed(Clause(g, g, ()), shots).folded for g in match.groups() if g]
    numbers = [slots.ordinals(words) for words in named]
    rest = _as_added(clause.with_words(match.start(), match.end(), " ").part(0, len(clause.text)))
    wipes = any(lexicon().concepts[k].search(rest.folded) for k in ("wipe", "push_over"))
    rest = rest if wipes or generation(rest) or added(rest) else _drawn(rest)
    made = generation(rest) or (None if wipes else added(rest))
    if any(len(found) != 1 for found in numbers) or made is None:
        return clause, None
    before = len(numbers) == 1 and lexicon().concepts["before"].search(match[0])
    if numbers in ([[len(shots)]], [[-1]]) and not before:
        return rest, None  # it comes there anyway
    return rest, MoveShot(-1, numbers[0][0], "before" if before else "after")


def _as_added(clause: Clause) -> Clause:
    """ "I would like a barn", where its place is told."""
    match = lexicon().generation["wanted"].match(clause.folded)
    if match is None or any(p.search(clause.folded) for p in lexicon().effects.values()):
        return clause
    return clause.with_words(*match.span(), "加" if is_chinese(match[0]) else "add")


def _drawn(clause: Clause) -> Clause:
    """ "Add a bridge", where its place is told: a picture of one, and nothing in another."""
    match = _ADDED.match(clause.folded)
    said = clause.part(match.end(), len(clause.folded)) if match else clause
    heard = any(p.search(clause.folded) for p in lexicon().effects.values())
    if match is None or heard or clause.quotes() or not is_seen(said):
        return clause
    return said.with_words(0, 0, "画" if is_chinese(said.folded) else "draw ")


def _at_an_end(clause: Clause) -> tuple[Clause, MoveShot | None] | None:
    """ "Open with a city at night", 片尾加2秒的日出: a picture painted at an end of the film."""
    for key, move in (("opens", MoveShot(-1, 1)), ("closes", None)):
        match = lexicon().generation[key].match(clause.folded)
        if match is None:
            continue
        group = next(n for n in range(1, len(match.groups()) + 1) if match[n] is not None)
        said = clause.part(match.start(group), len(clause.folded))
        if clause.files() or clause.quotes() or slots.ordinals(said.folded) or not is_seen(said):
            return None
        verb = "画" if re.search(f"[{_HAN}]", said.folded) else "draw "
        return said.with_words(0, 0, verb), move
    return None


def is_seen(said: Clause) -> bool:
    """Whether it is a picture, and no text, sound or other thing of the film."""
    concepts = lexicon().concepts
    return seen(said) is not None and not any(concepts[k].search(said.folded) for k in _NOT_SEEN)
