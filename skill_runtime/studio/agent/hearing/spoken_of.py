"""What a clause only speaks of, and the next one is about: "the first 5 seconds are boring, cut
them", "the filter is ugly, take it off".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from skill_runtime.studio.agent.edits import CutRange, Request, Talk, Within
from skill_runtime.studio.agent.rules.ruling import is_edit
from skill_runtime.studio.agent.rules.wish import Wish
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import is_chinese
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause

__all__ = ["AskedFor", "SpokenOf"]

Understood = Callable[[Clause], list[Request]]
_FAULTY = ("filter", "transition", "dissolve", "effect", "music", "sticker", "watermark", "inset")
"""What may be taken away once a fault was found with it."""


@dataclass(frozen=True, slots=True)
class AskedFor:
    found: list[Request]
    of_piece: bool = False
    """Whether it is asked for of the piece that the clause before spoke of."""


class SpokenOf:
    """What the clause before spoke of, from one clause to the next."""

    def __init__(self) -> None:
        self._piece = ""
        """A piece of the timeline, as it was told."""
        self._faulted = ""
        """What a fault was found with, by its name: "the filter"."""

    def asked_for(self, wish: Wish, found: list[Request], understood: Understood) -> AskedFor:
        """What is asked for, of that where the clause only points at it; `found`: what was
        understood of the clause alone.
        """
        told = self._of_piece(wish.clause, found, understood)
        again = self._of_fault(wish, told or found, understood)
        return AskedFor(again, of_piece=told is not None)

    def _of_piece(
        self, clause: Clause, found: list[Request], understood: Understood
    ) -> list[Request] | None:
        piece, self._piece = self._piece, ""
        own = slots.span_words(clause.folded)
        if not any(is_edit(r) for r in found) and own is not None and not clause.quotes():
            self._piece = own
        if not piece or slots.first_time(clause.folded) is not None or clause.quotes():
            return None
        end = 0 if is_chinese(piece) else len(clause.folded)
        again = understood(clause.with_words(end, end, f" {piece}" if end else piece))
        return again if all(isinstance(r, CutRange | Within) for r in again) else None

    def _of_fault(self, wish: Wish, found: list[Request], understood: Understood) -> list[Request]:
        """What is taken away of which only a fault was told."""
        faulted, self._faulted = self._faulted, ""
        if found and isinstance(found[0], Talk) and found[0].topic == "remark":
            named = [m[0] for k in _FAULTY if (m := lexicon().concepts[k].search(wish.folded))]
            self._faulted = named[0] if named else ""
        if not faulted or not wish.has("takes_away") or any(wish.has(k) for k in _FAULTY):
            return found
        said = f"去掉{faulted}" if is_chinese(faulted) else f"remove the {faulted}"
        again = understood(replace(wish.clause, text=said, folded=said))
        return again if all(is_edit(r) for r in again) else found
