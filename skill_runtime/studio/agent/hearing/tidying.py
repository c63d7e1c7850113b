"""The requests of a message put in order: without greetings beside something to do, without
complaints that are answered, without repetitions, what was not understood at the end.
"""

from __future__ import annotations

from dataclasses import replace

from skill_runtime.studio.agent.edits import (
    AddEffect,
    Canvas,
    ChangeText,
    CutRange,
    Duck,
    Duration,
    Fade,
    Generate,
    PlaceMusic,
    RemoveMusic,
    RemoveShot,
    RemoveText,
    Request,
    SetMusic,
    Speed,
    Talk,
    Undo,
    UseUpload,
    Volume,
)
from skill_runtime.studio.agent.rules.ruling import is_edit

__all__ = ["music_first", "tidied"]

_ANSWERS_TO_COMPLAINTS = (
    *(Duration, Speed, CutRange, RemoveShot, Volume),
    *(ChangeText, RemoveText, RemoveMusic),
)


_NO_WORK = {"hello", "bye", "thanks", "kept", "material", "nothing_of_text", "nothing_of_music"}
"""Topics of what is not told beside something that is done."""


def tidied(requests: list[Request], *, new: bool = True) -> list[Request]:
    """Without greetings where there is something to do, without repetitions. `new`: the film begins
    with these, so that a format is its pictures' at once.
    """
    if any(is_edit(r) for r in requests):
        requests = [r for r in requests if not (isinstance(r, Talk) and r.topic in _NO_WORK)]
        following = [*requests[1:], Talk("empty")]
        requests = [r for r, n in zip(requests, following, strict=True) if not _settled(r, n)]
    if any(isinstance(r, UseUpload) for r in requests):
        requests = _each_of_all(requests)
    if new and any(isinstance(r, Generate) for r in requests):
        requests = [_with_sizes(r, requests) for r in requests]
        requests = [r for r in requests if not isinstance(r, Canvas)]
    requests = [r for n, r in enumerate(requests) if not _is_there(r, requests[:n])]
    requests = [r for n, r in enumerate(requests, 1) if not _told(r, requests[n : n + 1])]
    if any(isinstance(r, Undo) and r.steps > 1 for r in requests):
        requests = [r for r in requests if r != Undo()]  # "take both back, as it was before"
    return _unclear_once(_once(requests)) or [Talk("empty")]


def _once(requests: list[Request]) -> list[Request]:
    """Without what is asked for twice; a film may show the same picture at its two ends."""
    return [
        r
        for n, r in enumerate(requests)
        if r not in (requests[max(0, n - 1) : n] if isinstance(r, Generate) else requests[:n])
    ]


def music_first(requests: list[Request]) -> list[Request]:
    """What is said of the music of a new film, behind the music: "fade the music out. Jazz"."""
    places = [n for n, r in enumerate(requests) if isinstance(r, SetMusic)]
    early = [r for r in requests[: places[0]] if _is_of_music(r)] if places else []
    rest = [r for r in requests if r not in early]
    at = rest.index(requests[places[0]]) + 1 if early else 0
    return [*rest[:at], *early, *rest[at:]]


def _is_of_music(request: Request) -> bool:
    of_music = isinstance(request, Fade | Volume) and request.target == "music"
    return of_music or isinstance(request, PlaceMusic | Duck)


def _each_of_all(requests: list[Request]) -> list[Request]:
    """ "The cat first, 2 seconds each, then the clip": each of all that is there by then, before
    what is laid over them.
    """
    each = [r for r in requests if isinstance(r, Duration) and r.each]
    others = [r for r in requests if r not in each]
    last = max((n for n, r in enumerate(others, 1) if isinstance(r, UseUpload)), default=0)
    return [*others[:last], *each, *others[last:]]


def _is_there(request: Request, before: list[Request]) -> bool:
    """ "A heartbeat on the house … well, just a heartbeat": the same sound, and nothing more."""
    if not isinstance(request, AddEffect) or request != AddEffect(request.effect):
        return False
    return any(isinstance(r, AddEffect) and r.effect == request.effect for r in before)


def _told(request: Request, following: list[Request]) -> bool:
    """ "Faster! The lava at double speed": how fast, and which shot, is told at once."""
    loose = isinstance(request, Speed) and request.relative and request.shot is None
    exact = [r for r in following if isinstance(r, Speed) and not r.relative]
    return loose and any(r.shot is not None for r in exact)


def _settled(request: Request, following: Request) -> bool:
    """Whether a complaint ("the second clip is too long") is answered by what is said next."""
    if not isinstance(request, Talk):
        return False
    if request.topic == "remark":
        return is_edit(following)
    return request.topic == "needs_value" and isinstance(following, _ANSWERS_TO_COMPLAINTS)


def _with_sizes(request: Request, requests: list[Request]) -> Request:
    """ "generate a beach, make it landscape": one picture, painted in that format at once."""
    if not isinstance(request, Generate) or request.canvas is not None:
        return request
    sizes = [r for r in requests if isinstance(r, Canvas)]
    if not sizes:
        return request
    last = sizes[-1]
    return replace(request, canvas=(last.width, last.height), platform=last.platform)


def _unclear_once(requests: list[Request]) -> list[Request]:
    """All that was not understood as one answer, after the edits."""
    unclear = [r.about for r in requests if isinstance(r, Talk) and r.topic == "unclear"]
    if not unclear:
        return requests
    others = [r for r in requests if not (isinstance(r, Talk) and r.topic == "unclear")]
    return [*others, Talk("unclear", "\n".join(unclear))]
