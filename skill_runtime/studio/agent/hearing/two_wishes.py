"""The pieces of a clause at a comma, where it holds two wishes: "左右镜像一下，下面裁掉一成"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from skill_runtime.studio.agent.edits import Fade, Request, Talk
from skill_runtime.studio.agent.rules.qualifying import qualified
from skill_runtime.studio.agent.rules.ruling import is_edit
from skill_runtime.studio.agent.rules.wish import Wish
from skill_runtime.studio.agent.words.splitting import tells_words
from skill_runtime.studio.agent.words.utterance import Clause, without_politeness

from .carrying import kind_of, meant, takes_any_words

__all__ = ["two_wishes"]

_COMMA = re.compile(r"[,、]")
_MOST_TAILS = 4
_LONGEST = 300
"""What is said in one breath is shorter."""

Understood = Callable[[Wish], list[Request]]
"""What a wish asks for where this clause is said."""


def two_wishes(wish: Wish, found: list[Request], understood: Understood) -> list[Clause]:
    """The two pieces, where one of them alone gives what was `found` in the whole and the other is
    a wish of its own, or where the whole says nothing and a piece does; else none.
    """
    if len(wish.folded) > _LONGEST or wish.has("piece_spoken_of"):
        return []
    if isinstance(found[0], Talk) and found[0].topic in {"remark", "unclear"}:
        return _some_wish(wish, understood)
    if not all(is_edit(f) and not takes_any_words(f) for f in found):
        return []
    pairs = (p for p in _pairs(wish.clause) if _is_another(wish, p, found, understood))
    return next(pairs, [])


def _pairs(clause: Clause) -> list[list[Clause]]:
    commas = [*_COMMA.finditer(clause.folded)][-_MOST_TAILS:]
    edges = [(comma.start(), comma.end()) for comma in commas]
    return [
        [clause.part(0, a), clause.part(b, len(clause.folded))]
        for a, b in edges
        if not tells_words(clause.folded[:a], clause.folded[b:])
    ]


def _is_another(
    wish: Wish, parts: list[Clause], found: list[Request], understood: Understood
) -> bool:
    """Whether one piece gives what was found, and the other asks for something else."""
    first, second = (replace(wish, clause=part) for part in parts)
    head, tail = understood(first), understood(second)
    if head == found:
        if qualified(found[-1], parts[1]) is not None:
            return False  # "end on “Order today”, last 3 seconds"
        it = meant(found[-1], wish) or wish.it
        other = understood(replace(second, it=it, going_on=True))
    elif _alike(tail, found) and {*map(kind_of, head)}.isdisjoint(map(kind_of, found)):
        other = head
    else:
        return False
    said = any(is_edit(r) for r in other) or (head == found and bool(second.verb()))
    return said and not any(isinstance(r, Talk) and r.topic == "remark" for r in other)


def _alike(tail: list[Request], found: list[Request]) -> bool:
    """Whether they are the same, but for what a word of the piece before makes them about: "make it
    all cool, and fade in".
    """
    if tail == found or len(tail) != 1 or len(found) != 1:
        return tail == found
    one, other = tail[0], found[0]
    if not (isinstance(one, Fade) and isinstance(other, Fade)):
        return False
    return other.target == "all" and replace(one, target="all") == other


def _some_wish(wish: Wish, understood: Understood) -> list[Clause]:
    """The pieces of a clause that says nothing as a whole, if one of them is a wish: "the order is
    wrong, road should come before hill".
    """
    for parts in _pairs(wish.clause):
        for part in parts:
            if all(is_edit(r) for r in understood(replace(wish, clause=without_politeness(part)))):
                return parts
    return []
