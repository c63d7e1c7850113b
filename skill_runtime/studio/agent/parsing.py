"""An utterance → the requests in it: rules over the words of the lexicon, in a fixed order.

Each rule looks at one clause and gives a request or None; the first that answers wins. The order
is the meaning: what is most specific stands first. A clause that no rule knows becomes
`Talk("unclear")`, never a guess that costs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import get_args

from . import (
    frame_rules,
    inset_rules,
    reference_rules,
    shot_rules,
    slots,
    sound_rules,
    talk_rules,
    text_rules,
)
from .called import with_files
from .correcting import said_at_last
from .distributing import by_shots, distributed, kept_within, places_told
from .edits import (
    Backwards,
    Canvas,
    ChangeText,
    CutRange,
    Duration,
    Edit,
    Filter,
    Fit,
    Flip,
    Generate,
    RemoveMusic,
    RemoveShot,
    RemoveText,
    Repeat,
    Request,
    SetMotion,
    Speed,
    Talk,
    Turn,
    UseUpload,
    Volume,
)
from .generation import added, bare_prompt, described, generation, listed
from .leftover import leftover
from .lexicon import lexicon
from .naming import NO_NAMES, Names
from .ordering import listed_order
from .pointing import pointed, put_beside, reworded
from .portions import measured
from .qualifying import only_qualifies, qualified, without_qualifiers
from .reference import Referent, referent
from .utterance import Clause, clauses, without_politeness
from .wish import Wish

__all__ = ["is_edit", "parse"]


def parse(
    message: str,
    *,
    empty: bool = False,
    it: Referent | None = None,
    named: Names = NO_NAMES,
) -> list[Request]:
    """Everything that the message asks for, in order.

    `empty`: the timeline has nothing on it yet, so that a mere description ("a red fox in the
    snow") is a picture. `it`: what was edited last. `named`: what is on the timeline.
    """
    hearing = _Hearing(it, named, empty=empty)
    order = partial(listed_order, shots=named.shots)
    message = reworded(said_at_last(message, named), named.texts)
    for clause in clauses(message, order):
        hearing.hear(without_politeness(clause))
    return _tidied(hearing.requests)


class _Hearing:
    """What has been understood of a message so far, clause by clause."""

    def __init__(self, it: Referent | None, named: Names, *, empty: bool) -> None:
        self.requests: list[Request] = []
        self._named, self._empty = named, empty
        self._it = self._it_before = it
        self._verb = ""
        self._fault: list[Request] = []
        """What the clause before asked for by finding fault: "the title is small"."""

    def hear(self, said: Clause) -> None:
        clause, beside = put_beside(said, self._named.shots)
        clause = with_files(pointed(clause, self._named.shots), self._named.files)
        clause = measured(clause, self._named)
        if not clause.restore(clause.text).strip():
            return  # a quotation with nothing in it
        for part in _by_files(clause):
            if not self._goes_on(part):
                self._is_new(part, beside)

    def _goes_on(self, clause: Clause) -> bool:
        """Whether it lists pictures, or only adds to what was asked for before."""
        head, qualifiers = without_qualifiers(clause)
        if shots := listed(head, empty=self._empty):
            self.requests += [_with(shot, qualifiers) for shot in shots]
            return True
        before = self.requests[-1] if self.requests else None
        if isinstance(before, Generate) and _is_of_each(clause):
            self.requests = [qualified(r, clause) or r for r in self.requests]
            return True
        whole = None if before is None else _added_to(before, clause)
        if whole is not None:
            self.requests[-1] = whole
        return whole is not None

    def _is_new(self, clause: Clause, beside: Request | None) -> None:
        wish = self._wish(clause)
        found = self._understood(wish)
        tail = self._unheard(clause, found)
        if tail is not None:
            clause = clause.part(0, clause.folded.rindex(tail.folded))
            wish = self._wish(clause)
        if self._fault and type(self._fault[0]) is type(found[0]):
            del self.requests[-len(self._fault) :]  # "the title is small, make it bigger": once
        new = found if beside is None else [*found, beside]
        if words := leftover(clause, found[0]):
            new = [*new, Talk("unused", words)]
        self.requests += new
        self._fault = new if wish.has("finding") else []
        for each in found:
            self._named = self._named.after(each)
        self._it = _meant(found[-1], wish) or self._it
        self._verb = wish.verb() or self._verb
        if tail is not None:
            self.hear(without_politeness(tail))

    def _wish(self, clause: Clause) -> Wish:
        return Wish(clause, self._verb, self._it, going_on=self._it is not self._it_before)

    def _unheard(self, clause: Clause, found: list[Request]) -> Clause | None:
        """What stands behind a comma and is a wish that changed nothing about what was understood
        of the whole: "左右镜像一下，下面裁掉一成".
        """
        if not all(is_edit(f) and not isinstance(f, _WORDY) for f in found):
            return None
        for cut in [m.start() for m in _COMMA.finditer(clause.folded)][-_MOST_TAILS:]:
            tail = clause.part(cut + 1, len(clause.folded))
            if self._understood(self._wish(clause.part(0, cut))) != found:
                continue
            after = replace(self._wish(tail), it=_meant(found[-1], self._wish(clause)) or self._it)
            if all(is_edit(r) for r in self._understood(replace(after, going_on=True))):
                return tail
        return None

    def _understood(self, wish: Wish) -> list[Request]:
        if moves := places_told(wish, self._named):
            return [*moves]
        return [
            kept_within(each, wish, self._named)
            for one in _request(wish, empty=self._empty)
            for each in _one_by_one(one, wish) or distributed(one, wish, self._named)
        ]


def _by_files(clause: Clause) -> list[Clause]:
    """ "beach.mp4, cat.png in the corner": each file with what is said of it, where they stand in
    pieces of their own and something is said.
    """
    cuts = [m.start() for m in _COMMA.finditer(clause.folded)]
    edges = zip([0, *(c + 1 for c in cuts)], [*cuts, len(clause.folded)], strict=True)
    pieces = [clause.part(a, b) for a, b in edges]
    own = [p for p in pieces if len(p.files()) == 1]
    said = any(inset_rules.uploaded_inset(Wish(p)) is not None for p in own)
    return pieces if len(own) == len(pieces) > 1 and said else [clause]


def is_edit(request: Request) -> bool:
    return isinstance(request, get_args(Edit))


def _with(request: Request, qualifiers: Sequence[Clause]) -> Request:
    for qualifier in qualifiers:
        request = qualified(request, qualifier) or request
    return request


def _is_of_each(clause: Clause) -> bool:
    """ "5 seconds each", "每个5秒": said of all the pictures before."""
    return lexicon().concepts["each_shot"].search(clause.folded) is not None and only_qualifies(
        clause
    )


def _added_to(before: Request, clause: Clause) -> Request | None:
    """What was asked for just before, with what the clause only adds to it."""
    if isinstance(before, Talk):
        # "add a title, in red": the answer to the first half stands for both.
        if before.topic != "needs_text" or not only_qualifies(clause):
            return None
        return replace(before, about=f"{before.about}, {clause.restore(clause.text)}")
    return qualified(before, clause)


def _one_by_one(request: Request, wish: Wish) -> list[Request]:
    """ "trim the lake to 2 seconds and the hill to 3": each shot with what is said of it; none
    where not every one of them has its own.
    """
    if not isinstance(request, Duration | Filter | Speed | SetMotion | Turn):
        return []
    found = [_alike(piece, request) for piece in by_shots(wish)]
    return [f for f in found if f is not None] if len(found) > 1 and None not in found else []


def _alike(piece: Wish, request: Request) -> Request | None:
    """What the piece asks for if it is of the same kind; a bare number is one of seconds."""
    for said in (piece, piece.followed_by(" s")):
        found = _ruled(said, empty=False)
        if type(found) is type(request) and getattr(found, "shot", None) is not None:
            return found
    return None


def _meant(found: Request, wish: Wish) -> Referent | None:
    """What "it" is after this: what was edited, or what was found too long or too loud."""
    if not isinstance(found, Talk):
        return referent(found)
    if found.topic not in {"needs_value", "remark", "unclear", "kept"}:
        return None
    shot = slots.ordinal(wish.folded)
    if shot is not None:
        return Referent("shot", number=shot)
    kinds = ("music", "title", "subtitle", "sound")
    return next((Referent(k) for k in kinds if wish.has(k)), None)


def _request(wish: Wish, *, empty: bool) -> list[Request]:
    """What the clause asks for; several where one wish is said beside another without a comma."""
    if len(files := wish.clause.files()) > 1 and talk_rules.upload(wish) is not None:
        return [UseUpload(name=name) for name in files]
    found = _qualified_request(wish, empty=empty)
    beside = [rule(wish) for rule in _BESIDE] if isinstance(found, _GOES_WITH) else []
    if isinstance(found, Fit):
        beside.append(frame_rules.canvas(wish))  # "fit it in vertical"
    if isinstance(found, CutRange) and found.span.end is not None and found.span.start == 0:
        beside.append(shot_rules.cut_end(wish))
    if isinstance(found, RemoveText) and wish.has("music"):
        beside.append(sound_rules.music(wish))
    if isinstance(found, RemoveText) and wish.has("shot"):
        beside.append(shot_rules.remove_shot(wish))  # "the second clip and the subtitle"
    same = () if isinstance(found, CutRange) else type(found)
    return [found, *(b for b in beside if b is not None and type(b) is not same)]


def _qualified_request(wish: Wish, *, empty: bool) -> Request:
    """The request with the qualifiers that follow it after commas."""
    head, qualifiers = without_qualifiers(wish.clause)
    found: Request | None = _ruled(replace(wish, clause=head), empty=empty)
    if isinstance(found, Talk) and found.topic == "needs_text" and wish.verb() == "add":
        return replace(found, about=wish.said())
    for qualifier in qualifiers:
        found = qualified(found, qualifier) if found is not None else None
    # Where they belong to the edit in another way ("trim it, 5 seconds"), all is read at once.
    return found or _ruled(wish, empty=empty)


def _ruled(wish: Wish, *, empty: bool) -> Request:
    if empty and generation(wish.clause) is None:
        picture = described(wish.clause)
        if picture is not None:
            return picture
    for rule in _RULES:
        if (found := rule(wish)) is not None:
            return (_still_painted(found, wish.clause) if empty else None) or found
    picture = bare_prompt(wish.clause) if empty else added(wish.clause)
    if picture is not None:
        return picture
    return Talk("unclear", wish.clause.restore(wish.clause.text).strip())


def _still_painted(found: Request, clause: Clause) -> Generate | None:
    """ "An anime girl in the rain", where nothing is yet: what can't be had leaves a picture to be
    painted.
    """
    if not isinstance(found, Talk) or found.topic != "unsupported":
        return None
    rest = lexicon().unsupported[found.about].sub(" ", clause.folded)
    for name in ("light", "filler"):
        rest = lexicon().lists[name].sub(" ", rest)
    return bare_prompt(clause) if re.search(r"[a-z]{3}|[\u3400-\u9fff]", rest) else None


def _tidied(requests: list[Request]) -> list[Request]:
    """Without greetings where there is something to do, without repetitions."""
    if any(is_edit(r) for r in requests):
        polite = {"hello", "thanks", "kept"}
        requests = [r for r in requests if not (isinstance(r, Talk) and r.topic in polite)]
        following = [*requests[1:], Talk("empty")]
        requests = [r for r, n in zip(requests, following, strict=True) if not _settled(r, n)]
    if any(isinstance(r, Generate) for r in requests):
        requests = [_with_sizes(r, requests) for r in requests]
        requests = [r for r in requests if not isinstance(r, Canvas)]
    return _unclear_once(list(dict.fromkeys(requests))) or [Talk("empty")]


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


_COMMA = re.compile(r"[,、]")
_MOST_TAILS = 4
_WORDY = Generate | UseUpload
"""What takes any words, so that none of them is unheard."""
_ANSWERS_TO_COMPLAINTS = (
    *(Duration, Speed, CutRange, RemoveShot, Volume),
    *(ChangeText, RemoveText, RemoveMusic),
)
_GOES_WITH = Backwards | Speed | Filter | Flip | Turn | Repeat | SetMotion | Volume
_BESIDE: tuple[Callable[[Wish], Request | None], ...] = (
    shot_rules.backwards,
    shot_rules.repeat,
    shot_rules.speed,
    frame_rules.filters,
    frame_rules.flip,
)
"""Wishes that need no verb of their own: "in reverse", "at double speed", "and black and white"."""
_RULES: tuple[Callable[[Wish], Request | None], ...] = (
    text_rules.subtitles,
    sound_rules.ducking,
    talk_rules.complaint,
    talk_rules.small_talk,
    frame_rules.picture,
    talk_rules.back,
    talk_rules.kept,
    sound_rules.levelling,
    shot_rules.backwards,
    inset_rules.split_screen,
    inset_rules.inset,
    sound_rules.mute,
    talk_rules.unsupported,
    talk_rules.upload,
    reference_rules.removed,
    reference_rules.shown_otherwise,
    reference_rules.kept_on_screen,
    sound_rules.effect,
    text_rules.text,
    shot_rules.freeze,
    shot_rules.repeat,
    shot_rules.split,
    shot_rules.speed,
    frame_rules.transition,
    sound_rules.fade,
    sound_rules.music,
    talk_rules.question,
    shot_rules.order,
    frame_rules.turn,
    frame_rules.flip,
    frame_rules.crop,
    frame_rules.fit,
    frame_rules.filters,
    reference_rules.shifted,
    sound_rules.volume,
    shot_rules.cut,
    shot_rules.remove_shot,
    shot_rules.duration,
    frame_rules.motion,
    frame_rules.canvas,
    talk_rules.without_value,
    talk_rules.remark,
)
