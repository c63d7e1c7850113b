"""An utterance → the requests in it: rules over the words of the lexicon, in a fixed order.

Each rule looks at one clause and gives a request or None; the first that answers wins. The order
is the meaning: what is most specific stands first. A clause that no rule knows becomes
`Talk("unclear")`, never a guess that costs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal, get_args

from . import slots
from .edits import (
    Canvas,
    Clear,
    CutRange,
    Duration,
    Edit,
    Generate,
    MoveShot,
    RemoveShot,
    Request,
    ReverseShots,
    SetMotion,
    Speed,
    SwapShots,
    Talk,
    Undo,
    UseUpload,
    Volume,
)
from .generation import bare_prompt, generation, listed, motion
from .lexicon import lexicon
from .qualifying import only_qualifies, qualified, without_qualifiers
from .sound_and_text import fade, music, text, volume
from .utterance import Clause, clauses, without_politeness
from .wish import Wish

__all__ = ["is_edit", "parse"]


def parse(message: str, *, empty: bool = False) -> list[Request]:
    """Everything that the message asks for, in order.

    `empty`: the timeline has nothing on it yet, so that a mere description ("a red fox in the
    snow") is a picture.
    """
    requests: list[Request] = []
    verb = ""
    for said in clauses(message):
        clause = without_politeness(said)
        if not clause.restore(clause.text).strip():
            continue  # a quotation with nothing in it
        if shots := listed(clause):
            requests += shots
            continue
        before = requests[-1] if requests else None
        if before is not None and (whole := _added_to(before, clause)) is not None:
            requests[-1] = whole
            continue
        wish = Wish(clause, inherited=verb, after=_last_edit(requests))
        requests.append(_request(wish, empty=empty))
        verb = wish.verb() or verb
    return _tidied(requests)


def is_edit(request: Request) -> bool:
    return isinstance(request, get_args(Edit))


def _added_to(before: Request, clause: Clause) -> Request | None:
    """What was asked for just before, with what the clause only adds to it."""
    if isinstance(before, Talk):
        # "add a title, in red": the answer to the first half stands for both.
        return before if before.topic == "needs_text" and only_qualifies(clause) else None
    return qualified(before, clause)


def _request(wish: Wish, *, empty: bool) -> Request:
    """What the clause asks for, with the qualifiers that follow it after commas."""
    head, qualifiers = without_qualifiers(wish.clause)
    found: Request | None = _ruled(replace(wish, clause=head), empty=empty)
    if found == Talk("needs_text") and wish.verb() == "add":
        return found
    for qualifier in qualifiers:
        found = qualified(found, qualifier) if found is not None else None
    # Where they belong to the edit in another way ("trim it, 5 seconds"), all is read at once.
    return found or _ruled(wish, empty=empty)


def _ruled(wish: Wish, *, empty: bool) -> Request:
    for rule in _RULES:
        if (found := rule(wish)) is not None:
            return found
    if empty and (picture := bare_prompt(wish.clause)) is not None:
        return picture
    return Talk("unclear", wish.clause.restore(wish.clause.text).strip())


def _last_edit(requests: list[Request]) -> Request | None:
    return next((r for r in reversed(requests) if is_edit(r)), None)


def _tidied(requests: list[Request]) -> list[Request]:
    """Without greetings where there is something to do, without repetitions."""
    if any(is_edit(r) for r in requests):
        polite = {"hello", "thanks"}
        requests = [r for r in requests if not (isinstance(r, Talk) and r.topic in polite)]
    if any(isinstance(r, Generate) for r in requests):
        requests = [_with_sizes(r, requests) for r in requests]
        requests = [r for r in requests if not isinstance(r, Canvas)]
    return _unclear_once(list(dict.fromkeys(requests))) or [Talk("empty")]


def _with_sizes(request: Request, requests: list[Request]) -> Request:
    """ "generate a beach, make it landscape": one picture, painted in that format at once."""
    if not isinstance(request, Generate) or request.canvas is not None:
        return request
    sizes = [(r.width, r.height) for r in requests if isinstance(r, Canvas)]
    return replace(request, canvas=sizes[-1]) if sizes else request


def _unclear_once(requests: list[Request]) -> list[Request]:
    """All that was not understood as one answer, after the edits."""
    unclear = [r.about for r in requests if isinstance(r, Talk) and r.topic == "unclear"]
    if not unclear:
        return requests
    others = [r for r in requests if not (isinstance(r, Talk) and r.topic == "unclear")]
    return [*others, Talk("unclear", "\n".join(unclear))]


def _small_talk(wish: Wish) -> Request | None:
    topics = ("hello", "thanks", "negated", "export", "upload", "credits", "status")
    topic = next((t for t in topics if wish.has(t)), None)
    return Talk(topic) if topic else None


def _question(wish: Wish) -> Request | None:
    if wish.has("question_help"):
        return Talk("help")
    if not wish.has("question"):
        return None
    return Talk("length" if wish.has("question_length") else "status_question")


def _picture(wish: Wish) -> Request | None:
    return generation(wish.clause)


def _unsupported(wish: Wish) -> Request | None:
    """What the studio can't do, unless it stands in a clause that quotes a title."""
    words = lexicon().unsupported
    about = next((k for k, p in words.items() if p.search(wish.folded)), None)
    if about is None or wish.clause.quotes():
        return None
    return Talk("unsupported", about)


def _back(wish: Wish) -> Request | None:
    if wish.has("redo"):
        return Talk("unsupported", "redo")
    if wish.has("clear"):
        return Clear()
    return Undo() if wish.has("undo") else None


def _upload(wish: Wish) -> Request | None:
    names = wish.clause.files()
    if not (names or wish.has("uploaded")) or wish.has("remove"):
        return None
    kind = next((v for k, v in _UPLOADED.items() if wish.has(k)), None)
    if kind is None and not names and wish.has("music"):
        kind = "audio"
    shot = slots.ordinal(wish.folded) if wish.has("replace") and wish.has("shot") else None
    return UseUpload(
        kind=kind,
        name=names[0] if names else None,
        every=wish.has("every"),
        replace=shot,
        level=slots.level(wish.folded),
    )


def _mute(wish: Wish) -> Request | None:
    if wish.has("unmute"):
        return Volume(wish.target(), level=1.0, shot=slots.ordinal(wish.folded))
    if not wish.has("mute"):
        return None
    return Volume(wish.target() or "all", level=0.0, shot=slots.ordinal(wish.folded))


def _speed(wish: Wish) -> Request | None:
    named = any(wish.has(k) for k in ("speed", "faster", "slower", "half_speed", "double_speed"))
    factor = slots.factor(wish.folded) if named else None
    if factor is None or wish.has("volume"):
        return None
    return Speed(factor, slots.ordinal(wish.folded))


def _order(wish: Wish) -> Request | None:
    if wish.has("reverse_order"):
        return ReverseShots()
    shots = _pair(wish) or slots.ordinals(wish.folded)
    if wish.has("swap") and len(shots) == 2:
        return SwapShots(shots[0], shots[1])
    if not (wish.has("move") and wish.has("shot") and shots):
        return None
    if len(shots) > 1:
        return MoveShot(shots[0], shots[1], _side(wish))
    if wish.has("front"):
        return MoveShot(shots[0], 1)
    return MoveShot(shots[0], -1) if wish.has("back") else None


def _side(wish: Wish) -> Literal["before", "after"] | None:
    if wish.has("before"):
        return "before"
    return "after" if wish.has("behind") else None


def _pair(wish: Wish) -> list[int]:
    """ "the first two clips", "后两个镜头"."""
    if wish.has("last_two"):
        return [-2, -1]
    return [1, 2] if wish.has("first_two") else []


def _cut(wish: Wish) -> Request | None:
    span = slots.span(wish.folded)
    if span is None or (span.start is None and span.tail is None):
        return None
    if wish.has("keep"):
        return CutRange(span, keep=True)
    return CutRange(span) if wish.has("cut") else None


def _remove_shot(wish: Wish) -> Request | None:
    if not wish.removes() or not wish.has("shot"):
        return None
    if slots.first_time(wish.folded) is not None:
        return None
    shot = slots.ordinal(wish.folded)
    return RemoveShot(shot if shot is not None else -1)


def _duration(wish: Wish) -> Request | None:
    time = slots.first_time(wish.folded)
    if time is None or not (wish.has("duration") or wish.has("longer") or wish.has("shorter")):
        return None
    shot = slots.ordinal(wish.folded) if wish.has("shot") else None
    relative = wish.has("by") or (wish.says_relative() and not wish.has("trim"))
    if relative and (wish.has("longer") or wish.has("shorter")):
        return Duration(-time if wish.has("shorter") else time, shot, relative=True)
    return Duration(time, shot)


def _motion(wish: Wish) -> Request | None:
    if wish.has("no_motion"):
        return SetMotion("none", slots.ordinal(wish.folded))
    kind = motion(wish.folded)
    return SetMotion(kind, slots.ordinal(wish.folded)) if kind else None


def _canvas(wish: Wish) -> Request | None:
    size = slots.size_of_canvas(wish.folded)
    return Canvas(*size) if size else None


def _without_value(wish: Wish) -> Request | None:
    """A loudness, speed or length was asked for without its value."""
    asked = any(wish.has(k) for k in ("volume", "speed", "longer", "shorter", "trim"))
    return Talk("needs_value") if asked else None


_UPLOADED: Mapping[str, Literal["video", "image", "audio"]] = {
    "uploaded_audio": "audio",
    "uploaded_image": "image",
    "uploaded_video": "video",
}

_RULES: tuple[Callable[[Wish], Request | None], ...] = (
    _small_talk,
    _picture,
    _back,
    _mute,
    _unsupported,
    _upload,
    text,
    _speed,
    fade,
    music,
    _question,
    volume,
    _order,
    _cut,
    _remove_shot,
    _duration,
    _motion,
    _canvas,
    _without_value,
)
