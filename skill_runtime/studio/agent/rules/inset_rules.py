"""The rules for several pictures at once: picture in picture, split screens, marks."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from skill_runtime.studio.agent.edits import (
    ChangeInset,
    Generate,
    Inset,
    InsetLook,
    RemoveInset,
    Request,
    Span,
    SplitScreen,
    Talk,
)
from skill_runtime.studio.agent.words import amounts, looking, slots
from skill_runtime.studio.agent.words.lexicon import lexicon

from .wish import TEXTS, Wish

__all__ = [
    "inset",
    "inset_look",
    "inset_span",
    "painted_inset",
    "pair",
    "split_screen",
    "uploaded_inset",
    "uploaded_look",
]

_IN = re.compile(r"(?<![a-z])(?:in|on|over|of|during)(?: the)? *$")
_SIDE = re.compile(r"(?<![a-z])(?:on|to) the (?:left|right)(?![a-z])|[左右][边侧]")
_HAN_IN = re.compile(
    r"第\d+个镜头的?(?:里|上|中|[左右][上下]角|那段)(?!.{0,2}(?:做成|变成|改成|当))"
)
_CORNERS = frozenset({"top-left", "top-right", "bottom-left", "bottom-right"})
_OVER = re.compile(r"(?:^|[,、])(?:在|给|(?:in the [a-z -]+ of|on|over|onto)(?: the)? ?)$")
_LARGER = 1.3
_HALF, _FAINT = 0.5, 0.7
"""How much is seen of what is "see-through", and of what is a little."""


def split_screen(wish: Wish) -> Request | None:
    if not wish.has("split_screen") or wish.clause.files():
        return None
    if wish.removes():
        return RemoveInset()
    direction: Literal["columns", "rows"] | None = None
    if wish.has("in_rows"):
        direction = "rows"
    elif wish.has("in_columns"):
        direction = "columns"
    shots = pair(wish) or slots.ordinals(wish.folded)
    elsewhere = wish.has("before") or wish.has("behind")
    if len(shots) > 1 and elsewhere and slots.first_time(wish.folded) is not None:
        return Talk("split_in_place")
    if not shots and _SIDE.search(wish.folded):
        return Talk("unclear", wish.said())  # "a mountain on the right": of shots nobody named
    return SplitScreen(tuple(shots) if len(shots) > 1 else (), direction)


def painted_inset(wish: Wish) -> Request | None:
    """ "a small picture of the chef in the top right corner during shot 2"."""
    match = lexicon().concepts["painted_inset"].search(wish.folded)
    if match is None or wish.clause.files() or wish.has("uploaded"):
        return None
    group = next(n for n in range(1, len(match.groups()) + 1) if match[n] is not None)
    said = wish.clause.part(*match.span(group))
    if end := lexicon().concepts["inset_ends"].search(said.folded):
        said = said.part(0, end.start())
    if slots.ordinals(said.folded):
        return None  # a shot that is there
    shots = slots.ordinals(wish.folded)
    over = shots[0] if len(shots) == 1 else None
    look = inset_look(wish)
    look = replace(look, scale=None, position=look.position or "top-right")
    article = lexicon().storyboard["article"].match(said.folded)
    said = said.part(article.end(), len(said.text)) if article else said
    prompt = wish.clause.restore(said.text).strip(" ,，。的")
    span = inset_span(wish.folded)
    return Generate(prompt, inset=Inset("inset", look, over=over, span=span)) if prompt else None


def inset(wish: Wish) -> Request | None:
    """A shot over another, or the picture that lies there changed."""
    shots = slots.ordinals(wish.folded)
    look = inset_look(wish)
    if shots and all(_is_place(wish.folded, at) for at, _ in slots.numbered(wish.folded)):
        # What it is that lies over the shot is not told, or not known.
        return Talk("needs_inset") if wish.has("inset") and not wish.removes() else None
    in_corner = bool(shots) and look.position in _CORNERS and not _of_something_else(wish)
    if not (wish.has("inset") or in_corner) or wish.clause.files() or wish.has("uploaded"):
        return None
    if wish.removes():
        return RemoveInset()
    if len(shots) > 1 and look.position in {"top", "bottom"}:
        look = replace(look, position=None)  # "above the first": over it, and not at its top
    if len(shots) > 1 and _OVER.search(wish.folded[: slots.places_of_shots(wish.folded)[0]]):
        shots = shots[1::-1]  # 在雪山右下角放小屋: the one that is named first lies below
    if shots:
        return Inset("inset", look, shots[0], shots[1] if len(shots) > 1 else None)
    changed = ChangeInset(look, inset_span(wish.folded) or _all_along(wish))
    return Talk("needs_inset") if changed == ChangeInset() else changed


def _all_along(wish: Wish) -> Span | None:
    span = slots.span(wish.folded)
    return span if span is not None and span.whole else None


def _is_place(folded: str, at: int) -> bool:
    """Whether the shot there is where something lies ("in shot 2"), and not what it is."""
    return _IN.search(folded[:at]) is not None or _HAN_IN.match(folded[at:]) is not None


def _of_something_else(wish: Wish) -> bool:
    """Whether it is a text, a sign or a crop that is in the corner."""
    named = any(wish.has(k) for k in (*TEXTS, "crop"))
    return named or bool(wish.clause.quotes()) or looking.sticker(wish.folded) is not None


def uploaded_inset(wish: Wish) -> Inset | None:
    """How an uploaded picture lies over the others, where it is no shot of its own."""
    look, span = uploaded_look(wish), inset_span(wish.folded)
    if wish.has("watermark"):
        return Inset("mark", look, span=span)
    if wish.has("inset") or wish.has("corner") or look.position in _CORNERS:
        return Inset("inset", look, span=span)
    return None


def uploaded_look(wish: Wish) -> InsetLook:
    """How a picture looks that is new over the others: "small" is a wish there, and no fault."""
    look = inset_look(wish)
    size = _LARGER if wish.has("large_one") else 1 / _LARGER if wish.has("small_one") else None
    opacity = look.opacity
    if opacity is None and wish.has("transparent"):
        opacity = _FAINT if wish.has("slightly") else _HALF
    return replace(look, scale=size or look.scale, opacity=opacity)


def inset_span(folded: str) -> Span | None:
    """When such a picture is shown, where that is told."""
    span = slots.span(folded)
    if span is not None and span == Span(length=span.length):
        return replace(span, start=0)
    timed = span is not None and (span.is_piece or span.start is not None)
    return span if timed and not (span and span.whole) else None


def inset_look(wish: Wish) -> InsetLook:
    scale = _LARGER if wish.has("bigger") else 1 / _LARGER if wish.has("smaller") else None
    width, rest = amounts.width(wish.folded)
    return InsetLook(looking.position(rest), scale, looking.opacity(rest), width)


def pair(wish: Wish) -> list[int]:
    """ "the first two clips", "后两个镜头"."""
    if wish.has("last_two"):
        return [-2, -1]
    return [1, 2] if wish.has("first_two") else []
