"""What takes back what was just said, in the same message: "forget that", 算了."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from skill_runtime.studio.agent.edits import Clear, Redo, Request, Undo
from skill_runtime.studio.agent.rules.ruling import is_edit
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import quotations

from .discourse import Discourse

__all__ = ["Mark", "taken_back_apart", "with_edits"]


class Mark(NamedTuple):
    """What was understood, and what there was, where a wish began."""

    requests: tuple[Request, ...]
    discourse: Discourse


def with_edits(marks: Sequence[Mark], requests: Sequence[Request]) -> int | None:
    """Which mark the last wish began at that asked for an edit; None where none did."""
    for number in range(len(marks) - 1, -1, -1):
        new = requests[len(marks[number].requests) :]
        if any(is_edit(r) and not isinstance(r, Undo | Redo | Clear) for r in new):
            return number
    return None


def taken_back_apart(message: str) -> str:
    """The message with sentences of their own for what takes a wish back: "blur it, no, forget
    that, add rain".
    """
    folded, quoted = fold(message, lexicon()), quotations(message)
    for match in reversed([*lexicon().concepts["taken_back_there"].finditer(folded)]):
        start, end = match.span()
        if any(a <= start < b for a, b in quoted) or not message[:start].strip(" ,，.。;；"):
            continue
        before, behind = message[:start].rstrip(" ,，"), message[end:].lstrip(" ,，")
        message = f"{before}; {message[start:end]}; {behind}"
    return message
