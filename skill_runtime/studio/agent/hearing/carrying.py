"""What passes from one clause to the next: what "it" is, and what is added to a request."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from skill_runtime.studio.agent.edits import (
    AddText,
    ChangeText,
    Clear,
    CutRange,
    Duration,
    Fade,
    Filter,
    Generate,
    Look,
    RemoveEffect,
    RemoveMusic,
    RemoveShot,
    RemoveText,
    Request,
    SetMotion,
    Speed,
    Talk,
    Turn,
    Undo,
    UseUpload,
    Within,
)
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.references.reference import Referent, referent
from skill_runtime.studio.agent.rules.qualifying import only_qualifies, qualified
from skill_runtime.studio.agent.rules.wish import Wish
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.leftover import leftover
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.utterance import Clause

__all__ = [
    "added_to",
    "are_such",
    "as_long",
    "but_for_none",
    "but_for_the_unknown",
    "in_own_words",
    "is_of_each",
    "is_unclear",
    "kind_of",
    "meant",
    "of_the_same_kind",
    "said_of_each",
    "takes_any_words",
    "with_qualifiers",
]

_LOOKS_BEHIND = re.compile(r"(?<=[a-z\d\u3400-\u9fff])[,，、] ?[^,]*$")
_ROW = re.compile(rf"(?:and )?{QUOTED}")
_OF_SHOTS = (Filter, SetMotion, Speed, Turn)
_TAKES_AWAY = (Clear, CutRange, RemoveEffect, RemoveMusic, RemoveText, Undo)
_PIECE = re.compile(r"[^,，、]+")
_WORDS = re.compile(r":[^,，]{2}")
"""What looks like words for the screen, and not like how a text shall look."""
_ARTICLE = re.compile(r"^(?:an?|the) ", re.IGNORECASE)
_SHOT = re.compile(r"\bshot (?P<latin>\d+)\b|第(?P<zh>\d+)个镜头")
_WORDY = Generate | UseUpload
"""What takes any words, so that none of them is unheard."""


def with_qualifiers(request: Request, qualifiers: Sequence[Clause]) -> Request:
    for qualifier in qualifiers:
        request = qualified(request, qualifier) or request
    return request


def is_of_each(clause: Clause) -> bool:
    """ "5 seconds each", "每个5秒": said of all the pictures before."""
    return lexicon().concepts["each_shot"].search(clause.folded) is not None and only_qualifies(
        clause
    )


def said_of_each(requests: Sequence[Request], clause: Clause) -> list[Request] | None:
    """The requests with "5 seconds each" for all the pictures, or fades; None: it says no such."""
    before = requests[-1] if requests else None
    if not isinstance(before, Generate | Fade) or not is_of_each(clause):
        return None
    if isinstance(before, Fade):
        return [as_long(r, slots.first_time(clause.folded)) for r in requests]
    told = [qualified(r, clause) or r for r in requests]
    return None if told == list(requests) else told  # 每段淡入淡出 tells no length


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
    if isinstance(before, AddText) and is_of_each(clause):
        return None  # "… and on the second “B”, 3 seconds each"
    whole = qualified(before, clause)
    speed = kind_of(before) is Speed  # "slow it down, half speed": the same twice
    return None if whole == before and not speed else whole  # else it is no qualifier of it


def are_such(requests: list[Request], last: Request, wish: Wish) -> None:
    """ "“A” from 2 to 6 and “B” from 6 to 9 as subtitles": the texts before are such too; and
    "“A” over the lake and “B” over the hill, small, top left": they look so too.
    """
    if not isinstance(last, AddText):
        return
    before = requests[-1] if requests else None
    _as_long_each(requests, last, wish)
    both = isinstance(before, AddText) and before.over and last.over and before.look == Look()
    if isinstance(before, AddText) and both and _LOOKS_BEHIND.search(wish.folded):
        requests[-1] = replace(before, look=last.look)
    if not wish.has("as_such"):
        return
    for at in range(len(requests) - 1, -1, -1):
        before = requests[at]
        if not isinstance(before, AddText):
            return
        requests[at] = replace(before, role=last.role)


def _as_long_each(requests: list[Request], last: AddText, wish: Wish) -> None:
    """ "“A” when the lake begins, “B” when the hill begins, 2 seconds each": both are so long."""
    length = last.span.length if last.span and wish.has("each_time") else None
    for at, before in enumerate(requests if length else []):
        if isinstance(before, AddText) and before.span and before.span.end is None:
            requests[at] = replace(before, span=replace(before.span, length=length))


def of_the_same_kind(
    requests: Sequence[Request], found: list[Request], wish: Wish
) -> list[Request]:
    """ "Captions: “A” on the first, “B” on the second": texts of one row are of one kind."""
    before, new = (requests[-1] if requests else None), found[0]
    if not isinstance(before, AddText) or not isinstance(new, AddText) or new.role != "title":
        return found
    row = before.over and new.over and before.look == new.look and _ROW.match(wish.folded)
    return [replace(new, role=before.role), *found[1:]] if row else found


def meant(found: Request, wish: Wish) -> Referent | None:
    """What "it" is after this: what was edited, or what was found too long or too loud."""
    if not isinstance(found, Talk):
        return referent(found)
    if found.topic not in {"needs_value", "remark", "unclear", "kept"} or wish.has("drowns"):
        return None
    shot = slots.ordinal(wish.folded)
    if found.topic == "kept" and wish.has("music"):
        return Referent("music")  # 前两段音乐不变，最后一段换成激昂的
    if shot is not None:
        return Referent("shot", number=shot)
    if len(effects := wish.named("effects")) == 1 and found.topic == "kept":
        return Referent("effect", name=effects[0])
    kinds = ("music", "title", "subtitle", "sound")
    return next((Referent(k) for k in kinds if wish.has(k)), None)


def but_for_the_unknown(
    clause: Clause, found: list[Request]
) -> tuple[list[Request], list[Request]]:
    """What is to be done of a clause, and what is said of its unknown words."""
    if isinstance(found[0], RemoveEffect | RemoveMusic) and _is_elsewhere(clause):
        return [Talk("unclear", clause.restore(clause.text).strip())], []
    words = leftover(clause, found[0])
    if not words:
        return found, []
    if isinstance(found[0], ChangeText) and found[0].text is None and _WORDS.search(clause.folded):
        return [Talk("needs_text", clause.restore(clause.text).strip())], []
    beside = [lexicon().concepts[k].search(clause.folded) for k in ("before", "behind")]
    of_some = isinstance(found[0], _OF_SHOTS) and found[0].shot is None and any(beside)
    if isinstance(found[0], RemoveShot) or of_some:  # which ones is not to be guessed
        return [Talk("unclear", words)], []
    fitted = lexicon().concepts["lossless"].search(clause.folded)  # it keeps all of it
    if not fitted and _loses_much(found[0]) and leftover(_with_number(clause), found[0]):
        return [Talk("unclear", clause.restore(clause.text).strip())], []
    return found, [Talk("unused", words)]


def _loses_much(request: Request) -> bool:
    """Whether what it does to the whole film is not to be guessed from half of the words."""
    if isinstance(request, Duration):
        return request.shot is None and not request.at_most
    return isinstance(request, _TAKES_AWAY)


def _with_number(clause: Clause) -> Clause:
    """The piece between commas that tells how much, without the remarks around it."""
    pieces = [clause.part(*match.span()) for match in _PIECE.finditer(clause.folded)]
    told = [piece for piece in pieces if any(map(str.isdigit, piece.folded))]
    return told[0] if len(told) == 1 else clause


def _is_elsewhere(clause: Clause) -> bool:
    """Whether a sound shall be silent in a place that nobody knows: "no rain in the bakery"."""
    words = lexicon()
    match = words.concepts["place_of_sound"].search(clause.folded)
    if match is None or slots.ordinals(clause.folded) or slots.span(clause.folded):
        return False
    place = next(group for group in match.groups() if group is not None)
    known = (words.concepts["video"], words.concepts["it"], words.concepts["every"])
    for pattern in (*known, words.concepts["shot"], words.lists["light"], words.lists["filler"]):
        place = pattern.sub(" ", place)
    return bool(place.strip())


def kind_of(request: Request) -> type:
    return type(request.edit if isinstance(request, Within) else request)


def takes_any_words(request: Request) -> bool:
    """Whether none of a clause's words is unheard, so that it is one wish."""
    every = isinstance(request, UseUpload) and request.every
    return isinstance(request, _WORDY) and not every


def is_unclear(request: Request) -> bool:
    return isinstance(request, Talk) and request.topic == "unclear"


def in_own_words(request: Request, clause: Clause, said: Clause, shots: Sequence[str]) -> Request:
    """What was not understood, or is to be painted, as it was said, where a shot was called by its
    name.
    """
    if isinstance(request, Generate):
        return replace(request, prompt=_SHOT.sub(partial(_by_name, shots), request.prompt))
    if is_unclear(request) and request == Talk("unclear", clause.restore(clause.text).strip()):
        return Talk("unclear", said.restore(said.text).strip())
    return request


def _by_name(shots: Sequence[str], match: re.Match[str]) -> str:
    number = int(match["latin"] or match["zh"])
    if not 0 < number <= len(shots):
        return match[0]
    name = shots[number - 1]
    return f"the {_ARTICLE.sub('', name)}" if match["latin"] else name


def but_for_none(found: list[Request], wish: Wish, named: Names) -> list[Request]:
    """What is done, where "no music" asks for nothing: there was none before this message."""
    if not wish.has("goes_without"):
        return found
    if isinstance(found[0], RemoveText) and not named.texts:
        return [Talk("nothing_of_text")]
    if isinstance(found[0], RemoveMusic) and "music" not in named.sounds:
        return [Talk("nothing_of_music")]
    return found
