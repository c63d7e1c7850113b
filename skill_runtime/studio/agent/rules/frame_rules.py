"""The rules for what a shot looks like: the picture itself, the camera, the format of the frame."""

from __future__ import annotations

import re

from skill_runtime.studio.agent.edits import (
    Canvas,
    Crop,
    Dissolve,
    FadeThrough,
    Filter,
    Fit,
    Flip,
    Request,
    SetMotion,
    Turn,
)
from skill_runtime.studio.agent.words import amounts, looking, slots
from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.generation import generation, instead_of_it
from skill_runtime.studio.agent.words.generation import motion as movement
from skill_runtime.studio.agent.words.lexicon import lexicon

from .wish import Wish

__all__ = [
    "canvas",
    "crop",
    "crops",
    "filters",
    "fit",
    "flip",
    "hard_cuts",
    "motion",
    "picture",
    "transition",
    "turn",
]

_DISSOLVE_MS = 800
_JOINT = re.compile(
    r"between (?:shots? |clips? )?(\d) and (?:shot |clip )?(\d)"
    r"(?![\d.:]| ?s(?:ec|econds?)?(?![a-z]))"
    r"|第?([一二三四五六\d])[、和跟与]?第?([一二三四五六\d])[段个张](?:镜头|画面)?之?间"
)
_COLOUR = re.compile(r"(?:字的?)?颜色|(?:and )?(?:the|its) colou?r(?![a-z])")
_SOUNDS_OR_WORDS = ("music", "genre", "title", "subtitle", "caption", "sound")
_KEPT = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
"""What is kept on one side is cropped on the other."""


def picture(wish: Wish) -> Request | None:
    if (found := generation(wish.clause)) is not None:
        heard = lexicon().concepts["music"].search(fold(found.prompt, lexicon()))
        return None if heard and found.replace is not None else found
    it = wish.it
    return instead_of_it(wish.clause, it.number) if it is not None and it.kind == "shot" else None


def turn(wish: Wish) -> Request | None:
    if wish.has("upside_down"):
        return Turn(180, wish.shot())
    if wish.has("upright"):
        return Turn(0, wish.shot(), back=True)
    if not wish.has("rotate"):
        return None
    degrees = amounts.degrees(wish.folded)
    angle = 90 if degrees is None else degrees
    return Turn(-angle % 360 if wish.has("counterclockwise") else angle, wish.shot())


def flip(wish: Wish) -> Request | None:
    if not wish.has("flip"):
        return None
    if wish.has("flip_sides"):
        return Flip("horizontal", wish.shot(), sides=True)
    return Flip("vertical" if wish.has("flip_vertically") else "horizontal", wish.shot())


def crop(wish: Wish) -> Request | None:
    """ "crop 10% off the top", "裁掉左半边"; a format ("crop to 4:5") is the canvas's."""
    if slots.size_of_canvas(wish.folded) or slots.first_time(wish.folded) is not None:
        return None
    edge = next(iter(wish.named("edges")), "center" if wish.has("crop_close") else None)
    share = amounts.share(wish.folded)
    if wish.has("crop_noun") and wish.removes() and edge is None:
        return Crop("", shot=wish.shot())
    told = lexicon().lists["percent"].search(wish.folded) is not None
    takes = wish.has("cut") or wish.has("trims")
    cuts = wish.has("crop") or (share is not None and takes and (told or wish.has("picture")))
    cuts = cuts or (wish.has("keep") and wish.has("half"))
    if not cuts or edge is None:
        return None
    if edge == "center":
        return Crop("center", 0.3 if share is None else 1 - share, wish.shot())
    taken = 0.1 if share is None else share
    if wish.has("keep"):
        return Crop(_KEPT[edge], 1 - taken, wish.shot())
    return Crop(edge, taken, wish.shot())


def crops(found: Crop, wish: Wish) -> list[Request]:
    """ "10% off the top and 20% off the bottom", 左右各裁掉15%: a crop for each edge, of what the
    others leave.
    """
    edges = wish.named("edges")
    if len(edges) < 2 or found.edge not in edges or wish.has("keep"):
        return [found]
    told = [amounts.first_number(m) for m in lexicon().lists["percent"].finditer(wish.folded)]
    shares = [n / 100 for n in told if n is not None]
    shares = shares if len(shares) == len(edges) else [found.share] * len(edges)
    result, taken = list[Request](), dict[str, float]()
    for edge, share in zip(edges, shares, strict=True):
        left = 1 - taken.get(_KEPT.get(edge, ""), 0.0)
        result.append(Crop(edge, round(share / left, 4), found.shot) if left > share else found)
        taken[edge] = share
    return result


def fit(wish: Wish) -> Request | None:
    if any(wish.has(other) for other in (*_SOUNDS_OR_WORDS, "lossless")):
        return None
    if wish.has("blurred_bars"):
        return Fit("blurred", wish.shot())
    if wish.has("fill"):
        return Fit("cover", wish.shot())
    return Fit("contain", wish.shot()) if wish.has("fit") else None


def filters(wish: Wish) -> Request | None:
    """ "make it warmer", "add a vintage filter at 50%", "去掉滤镜"."""
    names = tuple(wish.named("filters"))
    of_text = wish.going_on and wish.it is not None and wish.it.is_text
    if of_text and _COLOUR.match(wish.folded):
        return None  # "a larger title, and its colour paler"
    if any(wish.has(other) for other in _SOUNDS_OR_WORDS) and not wish.has("filter"):
        return None
    if wish.has("colourless"):
        names = ("black-and-white",)
        return Filter(names, amounts.strength(wish.folded), shot=wish.shot())
    again = wish.has("colour_again") and not wish.has("keep")
    if again or (wish.removes() and (names or wish.has("filter"))):
        off = () if again or len(names) != 1 or wish.has("every") else names
        return Filter(off, 0.0 if off else None, shot=wish.shot())
    if not names:
        return None
    more = wish.has("more") or wish.has("slightly")
    return Filter(names, amounts.strength(wish.folded), more, wish.shot())


def hard_cuts(wish: Wish) -> Request | None:
    """ "Fast cuts, no dissolves": none goes over into the next."""
    return Dissolve(0) if wish.has("hard_cuts") and not wish.clause.quotes() else None


def transition(wish: Wish) -> Request | None:
    """How one shot goes over into the next: dissolving, by way of black, or by a hard cut."""
    between = wish.has("fade") and wish.has("between") and not wish.has("through_black")
    smooth = wish.has("smooth_joints")
    dissolves = wish.has("dissolve") or wish.has("goes_over") or between or smooth
    kind = _kind_of_transition(wish)
    through_black = wish.has("through_black") and (wish.has("transition") or wish.has("between"))
    joint = _joint(wish) is not None or len(slots.ordinals(wish.folded)) == 2
    named = wish.has("transition") or (wish.has("hard_cut") and joint)
    if not (dissolves or through_black or named or kind != "dissolve"):
        return None
    if (wish.has("transition") or dissolves) and (scale := _scale_of_transition(wish)) is not None:
        return Dissolve(0, scale=scale)
    length = slots.first_time(wish.folded) or _DISSOLVE_MS
    shots = slots.ordinals(wish.folded)
    into = max(shots) if shots and min(shots) > 0 else shots[-1] if shots else None
    into = _joint(wish) or into
    if not smooth and (wish.removes() or wish.has("hard_cut")):
        return Dissolve(0, into)
    return FadeThrough(length // 2) if through_black else Dissolve(length, into, kind)


def _joint(wish: Wish) -> int | None:
    """ "Between 1 and 2", 一二段之间: the shot that the transition leads into."""
    match = _JOINT.search(wish.folded)
    if match is None:
        return None
    said = [g for g in match.groups() if g]
    return max(round(lexicon().number(n)) for n in said)


def _scale_of_transition(wish: Wish) -> float | None:
    """ "The transitions are too slow, halve them"."""
    if slots.first_time(wish.folded) is not None:
        return None
    halved = any(lexicon().lists[k].search(wish.folded) for k in ("halved", "half_level"))
    if halved or wish.has("half_length"):
        return 0.5
    return 1.5 if wish.has("longer") or wish.has("slower") else None


def _kind_of_transition(wish: Wish) -> str:
    """A wipe or a slide with its direction; else the next one dissolves."""
    way = looking.direction(wish.folded)
    if wish.has("wipe"):
        return f"wipe-{way or 'right'}"
    slides = wish.has("push_over") or (wish.has("transition") and wish.has("slide"))
    return f"slide-{way or 'left'}" if slides else "dissolve"


def motion(wish: Wish) -> Request | None:
    if wish.has("no_motion") or (wish.verb() == "remove" and wish.has("camera_move")):
        return SetMotion("none", wish.shot())
    kind = movement(wish.folded)
    return SetMotion(kind, wish.shot()) if kind else None


def canvas(wish: Wish) -> Request | None:
    size = slots.size_of_canvas(wish.folded)
    if size is None or _is_in_a_picture(wish):
        return None
    return Canvas(*size, slots.platform(wish.folded) or "")


def _is_in_a_picture(wish: Wish) -> bool:
    """ "Add a square red box": the shape of what is to be seen, and not of the film."""
    words = lexicon()
    pictured = words.concepts["pictured"].search(wish.folded)
    if pictured is None or slots.platform(wish.folded):
        return False
    rest = wish.folded[pictured.end() :]
    shapes = (words.concepts[k].search(rest) for k in ("portrait", "landscape", "square"))
    shape = next((m for m in shapes if m), None)
    if shape is None or re.search(r"\d|[屏版]", shape[0]) or "," in rest[: shape.start()]:
        return False
    behind = rest[shape.end() :].strip(" 的了吧")
    if not behind:
        return len(rest[: shape.start()].split()) > 0 and not is_chinese(rest)
    return words.concepts["framed"].search(behind) is None
