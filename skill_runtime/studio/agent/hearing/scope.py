"""The shot that a sentence is about: what is added in it and has no place of its own goes there.

"Blur the cabin and write “Good night”": over the cabin, and not over the beginning of the film.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from skill_runtime.studio.agent.edits import (
    AddEffect,
    AddText,
    ChangeText,
    Filter,
    Generate,
    RemoveShot,
    Request,
    SetMotion,
    Talk,
)
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.references.reference import referent
from skill_runtime.studio.agent.rules.shot_shown import place_of
from skill_runtime.studio.agent.rules.wish import Wish

from .going_on import place_told

__all__ = ["Scope", "put_there", "scope_of"]


@dataclass(frozen=True, slots=True)
class Scope:
    shot: int
    """Its number, from the end when negative."""
    described: bool
    """Whether it was said how it looks or sounds, and not only how long it is or where it stands:
    after "shorten the lake and add rain" it rains all the time.
    """


def scope_of(found: Sequence[Request], wish: Wish) -> Scope | None:
    """The shot that the edits of a clause are about; None: all of them, or something else."""
    edits = [each for each in found if not isinstance(each, Talk)]
    if not edits or any(isinstance(each, RemoveShot) for each in edits):
        return None
    about = referent(edits[-1])
    shot = about.number if about is not None and about.kind == "shot" else None
    shot = place_told(wish.clause) if shot is None else shot
    if shot is None:
        return None
    return Scope(shot, described=any(isinstance(e, _DESCRIBING) for e in edits))


def put_there(request: Request, wish: Wish, scope: Scope, named: Names) -> Request:
    """A text or a sound without a time of its own, over the shot."""
    place, count = place_of(scope.shot, len(named.shots)), len(named.shots)
    if isinstance(request, ChangeText) and request.text and _NEW_WORDS.match(wish.folded):
        request = AddText(request.text, "title", request.span, request.look)
    if count < _SEVERAL or not 0 < place <= count or not isinstance(request, AddText | AddEffect):
        return request
    if request.span is not None or request.over is not None or not _is_of(request, wish, scope):
        return request
    return replace(request, over=place)


def _is_of(request: AddText | AddEffect, wish: Wish, scope: Scope) -> bool:
    if _POINTS.search(wish.folded):
        return True
    if isinstance(request, AddText):
        return not wish.has("title_alone")  # that of the film, wherever it is told
    return not request.between and (scope.described or not _ADDS.match(wish.folded))


_SEVERAL = 2
_DESCRIBING = AddEffect | AddText | Filter | Generate | SetMotion
_POINTS = re.compile(
    r"(?<![a-z])(?:on|over|under|in|to|for|with|onto|across|below|above) (?:it|that|this)(?![a-z])"
    r"|(?<![a-z])there(?![a-z])|[上下里][面边方]|[那这][里儿边]"
)
_NEW_WORDS = re.compile(
    r"(?:the |some )?(?:words?|line)(?![a-z])|字样|文字|(?:再|并)?写(?:上|着)?(?=[\ue000-\uf8ff])"
)
"""Of one shot after something else of it: "the lake in black and white, with the words “Still”"."""
_ADDS = re.compile(
    r"(?:please )?(?:add|put in|throw in|insert)(?![a-z])|(?:再|并|另外|同时)?(?:加|添|插)"
)
