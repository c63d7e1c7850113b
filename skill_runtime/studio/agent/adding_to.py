"""What a clause only adds to the request before it: a length for all of its pictures, a
value, a look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .edits import Fade, Request, Talk
from .lexicon import lexicon
from .qualifying import only_qualifies, qualified
from .utterance import Clause

__all__ = ["added_to", "as_long", "is_of_each", "with_qualifiers"]


def with_qualifiers(request: Request, qualifiers: Sequence[Clause]) -> Request:
    for qualifier in qualifiers:
        request = qualified(request, qualifier) or request
    return request


def is_of_each(clause: Clause) -> bool:
    """ "5 seconds each", "每个5秒": said of all the pictures before."""
    return lexicon().concepts["each_shot"].search(clause.folded) is not None and only_qualifies(
        clause
    )


def as_long(request: Request, length: int | None) -> Request:
    """A fade of that length, "one second each"."""
    if not isinstance(request, Fade) or length is None:
        return request
    fade_in, fade_out = (None if n is None else length for n in (request.fade_in, request.fade_out))
    return replace(request, fade_in=fade_in, fade_out=fade_out)


def added_to(before: Request, clause: Clause) -> Request | None:
    """What was asked for just before, with what the clause only adds to it."""
    if isinstance(before, Talk):
        # "add a title, in red": the answer to the first half stands for both.
        if before.topic != "needs_text" or not only_qualifies(clause):
            return None
        return replace(before, about=f"{before.about}, {clause.restore(clause.text)}")
    whole = qualified(before, clause)
    return None if whole == before else whole  # what changes nothing is no qualifier of it
