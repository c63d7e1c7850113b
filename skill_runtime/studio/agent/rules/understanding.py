"""What one wish asks for, given what is on the timeline by then."""

from __future__ import annotations

from dataclasses import replace

from skill_runtime.studio.agent.edits import AddText, ChangeText, Request, Span
from skill_runtime.studio.agent.references.naming import Names

from .distributing import distributed, kept_within, places_told
from .repainting import with_subject
from .ruling import requests_of
from .shot_by_shot import one_by_one
from .shot_shown import shot_shown, shown_from
from .wish import Wish

__all__ = ["understood"]


def understood(wish: Wish, named: Names, before: Request | None, *, empty: bool) -> list[Request]:
    """The edits of a wish, one for each shot that it is for; `before`: what was asked for last."""
    if told := places_told(wish, named):
        return [*told]
    return [
        with_subject(_new_text(kept_within(each, wish, named), wish, named, before), named.shots)
        for one in requests_of(wish, empty=empty)
        for each in one_by_one(one, wish) or distributed(one, wish, named)
    ]


def _new_text(request: Request, wish: Wish, named: Names, before: Request | None) -> Request:
    """What is told of quoted words that stand nowhere yet: "“Home” slides in from the left"."""
    if not isinstance(request, ChangeText) or request.was is None or request.text is not None:
        return request
    known = any(request.was.casefold() == text.casefold() for text in named.texts)
    if not known and request.shift and isinstance(before, AddText):
        at = shown_from(before, named) + request.shift
        return AddText(request.was, "title", Span(start=max(0, at)), request.look)
    if known or request.shift is not None or request.longer is not None:
        return request
    new = AddText(request.was, request.role or "title", request.span, request.look)
    return replace(new, over=shot_shown(wish, named))
