"""What passes from one clause of a message to the next: what "it" is, which verb goes on, and what
is on the timeline by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from skill_runtime.studio.agent.edits import (
    AddEffect,
    AddSubtitles,
    AddText,
    Canvas,
    Duration,
    Fit,
    RemoveShot,
    Repeat,
    Request,
    SetMusic,
    Split,
    Undo,
    UseUpload,
)
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.references.pointing import gone_with
from skill_runtime.studio.agent.references.reference import Referent
from skill_runtime.studio.agent.rules.wish import Wish

from .carrying import meant

__all__ = ["ADDITIONS", "Discourse"]

ADDITIONS = AddEffect | AddSubtitles | AddText | SetMusic
_LASTING = Canvas | Duration | Fit | UseUpload
"""Edits after which nothing else is removed."""


@dataclass(frozen=True, slots=True)
class Discourse:
    """What was spoken of so far."""

    named: Names
    """What is on the timeline by then."""
    it: Referent | None
    back: int | None = None
    """The shot that comes back when the message before is undone."""
    verb: str = ""
    gone: tuple[int, ...] = ()
    """The shots that this message removes, by the numbers that they had before it."""
    cut: int | None = None
    """The shot that this message cuts in two."""
    place: int | None = None
    """The shot that was named last."""

    @property
    def shot(self) -> int | None:
        """The number of the shot that "it" is."""
        return self.it.number if self.it is not None and self.it.kind == "shot" else None

    def after(self, found: Sequence[Request], wish: Wish) -> Discourse:
        """What there is once these are done, and what the next clause may call "it"."""
        done = self
        for each in found:
            done = _done(done, each)
        it = meant(found[-1], wish) or done.it
        if isinstance(found[0], Repeat) and found[0].shot is None:
            it = None  # all of them, which are more by now
        return replace(done, it=it, verb=self._verb_after(found[0], wish))

    def _verb_after(self, found: Request, wish: Wish) -> str:
        verb = "" if wish.has("forbidden") else wish.verb() or self.verb
        # "Without bars" takes nothing away.
        return "" if verb == "remove" and isinstance(found, ADDITIONS | _LASTING) else verb


def _done(before: Discourse, request: Request) -> Discourse:
    done = replace(before, named=before.named.after(request))
    match request:
        case Split():
            return replace(done, cut=before.named.cut_in_two(request))
        case RemoveShot():
            it = None if before.it is not None and before.it.kind == "shot" else before.it
            return replace(done, gone=gone_with(before.gone, request.shot), it=it)
        case Undo() if before.back is not None:
            return replace(done, it=Referent("shot", number=before.back))
        case _:
            return done
