"""What a clause says of what the message said just before it: "only wind there", "the same length
for the tea", "scrap that".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from . import slots
from .edits import CutRange, Duration, RemoveMusic, RemoveShot, RemoveText, Request
from .lexicon import lexicon
from .ruling import is_edit
from .shot_shown import place_of
from .utterance import Clause

__all__ = ["as_long_as_before", "in_its_place", "of_the_others", "place_told", "takes_back"]

_THREE = 3


def place_told(clause: Clause) -> int | None:
    """The one shot that the clause names."""
    shots = dict.fromkeys(slots.ordinals(clause.folded))
    return next(iter(shots)) if len(shots) == 1 else None


def in_its_place(clause: Clause, shot: int | None) -> Clause:
    """The clause with the shot that was named last where it says "there"."""
    if shot is None or slots.ordinals(clause.folded):
        return clause
    if match := lexicon().concepts["only_left"].match(clause.folded):
        return clause.with_words(*match.span(), f"在第{shot}个镜头里配")
    match = lexicon().concepts["there"].search(clause.folded)
    if match is None:
        return clause
    han = re.search("[\u3400-\u9fff]", match[0]) is not None
    return clause.with_words(*match.span(), f"第{shot}个镜头里" if han else f"on shot {shot}")


def of_the_others(clause: Clause, shot: int | None, count: int) -> Clause:
    """The clause with "the other two" of three by their numbers."""
    match = lexicon().concepts["other_two"].search(clause.folded)
    if match is None or shot is None or count != _THREE:
        return clause
    if slots.ordinals(clause.folded[: match.start()] + clause.folded[match.end() :]):
        return clause
    one, two = (n for n in range(1, count + 1) if n != place_of(shot, count))
    han = re.search("[\u3400-\u9fff]", match[0]) is not None
    named = f"第{one}个镜头和第{two}个镜头" if han else f"shot {one} and shot {two}"
    return clause.with_words(*match.span(), named)


def as_long_as_before(clause: Clause, before: Sequence[Request]) -> list[Request]:
    """ "The same length for the tea", after a shot was given one."""
    last = before[-1] if before else None
    if not isinstance(last, Duration) or last.shot is None or last.relative or last.scale:
        return []
    shot = place_told(clause)
    again = lexicon().concepts["same_length"].search(clause.folded) is not None
    told = slots.first_time(clause.folded) is not None
    return [Duration(last.length, shot)] if again and not told and shot is not None else []


def takes_back(clause: Clause, before: Sequence[Request]) -> bool:
    """ "No, scrap that": what the clause before asked for, where it asked for anything."""
    said = lexicon().concepts["takes_back"].search(clause.folded) is not None
    kept = lexicon().concepts["kept_after_all"].search(clause.folded) is not None
    gone = any(isinstance(r, CutRange | RemoveMusic | RemoveShot | RemoveText) for r in before)
    return (said and any(is_edit(r) for r in before)) or (kept and gone)
