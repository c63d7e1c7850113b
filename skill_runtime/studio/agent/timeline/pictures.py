"""Edits of what shots look like: turned, mirrored, cropped, fitted, filtered, dissolving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from skill_runtime.studio.agent.edits import (
    Backwards,
    Crop,
    Dissolve,
    FadeThrough,
    Filter,
    Fit,
    Flip,
    Turn,
)
from skill_runtime.studio.draft import VIDEO, Draft, Segment, with_segments

from .cutting import chosen, existing, shot_index
from .refusal import EditRefused

__all__ = [
    "crop",
    "dissolve",
    "fade_through",
    "fit",
    "flip",
    "lay_filter",
    "play_backwards",
    "turn",
]

Area = tuple[float, float, float, float]
"""Left, top, width and height, as shares of the picture."""

_WHOLE: Area = (0.0, 0.0, 1.0, 1.0)
_SMALLEST_CROP = 0.2
_USUAL_STRENGTH = 0.7
_WITHOUT_HALVES = frozenset({"black-and-white", "sepia"})
"""Filters that one means wholly where no strength is said."""
_OPPOSITES = {"warm": "cool", "cool": "warm", "bright": "dark", "dark": "bright",
    "vivid": "muted", "muted": "vivid", "contrast": "flat", "flat": "contrast"}  # fmt: skip
_STEP = 0.15


def turn(draft: Draft, edit: Turn) -> Draft:
    """Quarter turns clockwise, from how it lies now; EditRefused for anything between."""
    if edit.back:
        return _changed(draft, edit.shot, _as_it_lay)
    if edit.degrees % 90:
        raise EditRefused("quarter_turns", degrees=edit.degrees)
    return _changed(draft, edit.shot, lambda meta: _turned(meta, edit.degrees // 90 % 4))


def _as_it_lay(meta: dict[str, Any]) -> dict[str, Any]:
    quarters = meta.get("rotate", 0) // 90
    mirrored = meta.get("flip") in {"horizontal", "vertical"}
    return _turned(meta, (quarters if mirrored else -quarters) % 4)


def _turned(meta: dict[str, Any], quarters: int) -> dict[str, Any]:
    crop = _area(meta)
    for _ in range(quarters):
        left, top, width, height = crop
        crop = (1 - top - height, left, height, width)
    # What is mirrored along one axis turns the other way round.
    mirrored = meta.get("flip") in {"horizontal", "vertical"}
    degrees = meta.get("rotate", 0) + 90 * (-quarters if mirrored else quarters)
    return {**meta, "rotate": degrees % 360, **_cropped(crop)}


def flip(draft: Draft, edit: Flip) -> Draft:
    """Mirrored, or back again where it was."""
    return _changed(draft, edit.shot, lambda meta: _flipped(meta, edit.axis))


def _flipped(meta: dict[str, Any], axis: str) -> dict[str, Any]:
    both = {"horizontal", "vertical"}
    before = both if meta.get("flip") == "both" else {meta.get("flip", "none")} & both
    after = before ^ {axis}
    left, top, width, height = _area(meta)
    crop = (1 - left - width, top) if axis == "horizontal" else (left, 1 - top - height)
    name = "both" if len(after) == 2 else next(iter(after), "none")
    return {**meta, "flip": name, **_cropped((*crop, width, height))}


def crop(draft: Draft, edit: Crop) -> Draft:
    """Some of what is still to be seen taken away; EditRefused where too little would be left."""
    return _changed(draft, edit.shot, lambda meta: {**meta, **_cropped(_less(_area(meta), edit))})


def _less(area: Area, edit: Crop) -> Area:
    if not edit.edge:
        return _WHOLE
    left, top, width, height = area
    keep = 1 - edit.share
    across = keep if edit.edge in {"left", "right", "center"} else 1.0
    down = keep if edit.edge in {"top", "bottom", "center"} else 1.0
    shift = {"left": (1, 0), "top": (0, 1), "center": (0.5, 0.5)}.get(edit.edge, (0, 0))
    left += width * (1 - across) * shift[0]
    top += height * (1 - down) * shift[1]
    width, height = width * across, height * down
    if min(width, height) < _SMALLEST_CROP:
        raise EditRefused("crop_too_small")
    return left, top, width, height


def fit(draft: Draft, edit: Fit) -> Draft:
    return _changed(draft, edit.shot, lambda meta: {**meta, "fit": edit.fit})


def lay_filter(draft: Draft, edit: Filter) -> Draft:
    """Filters laid on, made stronger, or taken off."""
    return _changed(draft, edit.shot, lambda meta: {**meta, "filters": _filtered(meta, edit)})


def _filtered(meta: dict[str, Any], edit: Filter) -> dict[str, float]:
    found: dict[str, float] = dict(meta.get("filters") or {}) if edit.names else {}
    for name in edit.names:
        found.pop(_OPPOSITES.get(name, ""), None)
        if edit.strength == 0:
            found.pop(name, None)
            continue
        usual = 1.0 if name in _WITHOUT_HALVES else _USUAL_STRENGTH
        strength = usual if edit.strength is None else edit.strength
        if edit.more and name in found:
            strength = found[name] + _STEP
        found[name] = round(min(1.0, max(0.05, strength)), 2)
    return found


def play_backwards(draft: Draft, edit: Backwards) -> Draft:
    """Clips played from their end; EditRefused where there are only stills."""
    found = existing(draft)
    meant = {i for i in chosen(found, edit.shot) if found[i]["m"].get("kind") == "video"}
    if not meant:
        raise EditRefused("still_backwards")
    return _with(draft, found, meant, lambda meta: {**meta, "backwards": edit.on})


def dissolve(draft: Draft, edit: Dissolve) -> Draft:
    """Each shot, or that one, comes in over the one before; EditRefused where none is before."""
    found = existing(draft)
    meant = set(range(1, len(found))) if edit.shot is None else {shot_index(found, edit.shot)}
    if len(found) < 2:
        raise EditRefused("needs_two_shots")
    into = {max(1, index) for index in meant}
    if edit.scale is not None and not any(s["m"].get("dissolve") for s in found):
        raise EditRefused("no_transition")
    changed = [_with_transition(s, edit) if i in into else s for i, s in enumerate(found)]
    if not edit.length and edit.scale is None:
        changed = [_without_black(s, i, len(found)) for i, s in enumerate(changed)]
    return with_segments(draft, VIDEO, changed)


def _with_transition(shot: Segment, edit: Dissolve) -> Segment:
    if edit.scale is not None:
        length = round(shot["m"].get("dissolve", 0) * edit.scale)
        return {**shot, "m": {**shot["m"], "dissolve": min(length, shot["d"])}}
    meta = {k: v for k, v in shot["m"].items() if k != "transition"}
    named = {} if edit.kind == "dissolve" else {"transition": edit.kind}
    return {**shot, "m": {**meta, "dissolve": min(edit.length, shot["d"]), **named}}


def fade_through(draft: Draft, edit: FadeThrough) -> Draft:
    """Every cut by way of black."""
    found = existing(draft)
    if len(found) < 2:
        raise EditRefused("needs_two_shots")
    changed = []
    for index, shot in enumerate(found):
        length = min(edit.length, shot["d"] // 2)
        black: dict[str, int] = {"dissolve": 0}
        black |= {"fade_in": length} if index else {}
        black |= {"fade_out": length} if index < len(found) - 1 else {}
        changed.append({**shot, "m": {**shot["m"], **black}})
    return with_segments(draft, VIDEO, changed)


def _without_black(shot: Segment, index: int, count: int) -> Segment:
    inner = {"fade_in": 0} if index else {}
    inner |= {"fade_out": 0} if index < count - 1 else {}
    return {**shot, "m": {**shot["m"], **inner}}


def _changed(
    draft: Draft, shot: int | None, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> Draft:
    found = existing(draft)
    return _with(draft, found, chosen(found, shot), change)


def _with(
    draft: Draft,
    found: list[Segment],
    meant: set[int],
    change: Callable[[dict[str, Any]], dict[str, Any]],
) -> Draft:
    changed = [{**s, "m": change(s["m"])} if i in meant else s for i, s in enumerate(found)]
    return with_segments(draft, VIDEO, changed)


def _area(meta: dict[str, Any]) -> Area:
    left, top, width, height = meta.get("crop") or _WHOLE
    return left, top, width, height


def _cropped(area: Area) -> dict[str, list[float]]:
    """As it stands in a draft."""
    return {"crop": [round(share, 4) for share in area]}
