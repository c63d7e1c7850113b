"""Edits of the pictures: shots added, replaced, ordered, cut, made faster. Times in ms, shot
numbers from 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skill_runtime.studio.agent.edits import (
    Duration,
    Generate,
    Place,
    SetMotion,
    Speed,
)
from skill_runtime.studio.draft import (
    VIDEO,
    Draft,
    Segment,
    new_segment,
    segments,
    total,
    with_canvas,
    with_segments,
)

from .cutting import LONGEST_MS, SHORTEST_MS, chosen, existing, first_part, shortened, shot_index
from .following import closed_up, followed
from .refusal import EditRefused
from .row import Rearranging, rearranged

__all__ = [
    "generate",
    "painted",
    "painted_anew",
    "place",
    "rearrange",
    "set_duration",
    "set_motion",
    "set_speed",
]

SHOT_MS = 10_000
"""How long a painted shot lasts unless the words say otherwise."""
SLOWEST, FASTEST = 0.25, 4.0
_MOTIONS = ("push", "pan-right", "pull", "pan-left")


def generate(draft: Draft, edit: Generate) -> Draft:
    """A painted shot at the end, or in the place of another."""
    first = not segments(draft, VIDEO)
    if edit.canvas is not None and (first or edit.replace is not None):
        draft = with_canvas(draft, *edit.canvas, edit.platform)
    motion = edit.motion or _MOTIONS[len(segments(draft, VIDEO)) % len(_MOTIONS)]
    meta = {
        **_meta(edit.name, "image", edit.source),
        "prompt": edit.prompt,
        "motion": motion,
    }
    return _put(draft, meta, edit.length, edit.replace, default=SHOT_MS)


def place(draft: Draft, edit: Place) -> Draft:
    """An uploaded picture or clip at the end, or in the place of another shot."""
    if edit.canvas is not None and not (segments(draft, VIDEO) or draft["m"].get("chosen")):
        draft = with_canvas(draft, *edit.canvas)
    meta = {**_meta(edit.name, edit.kind, edit.source), "motion": "none", "speed": 1.0}
    if edit.kind == "video":
        meta["length"] = edit.length
    else:
        meta["motion"] = "push"
    return _put(draft, meta, edit.length, edit.replace, default=SHOT_MS, keep=False)


def painted(draft: Draft) -> dict[str, Segment]:
    """Of each picture that was painted from words a shot that shows it, by its media id."""
    return {s["m"]["src"]: s for s in segments(draft, VIDEO) if "prompt" in s["m"]}


def painted_anew(found: list[Segment], anew: Mapping[str, str]) -> list[Segment]:
    """The shots with other pictures of the same: media id → media id."""
    sources = [anew.get(s["m"]["src"], s["m"]["src"]) for s in found]
    return [{**s, "m": {**s["m"], "src": new}} for s, new in zip(found, sources, strict=True)]


def set_duration(draft: Draft, edit: Duration) -> Draft:
    """The whole timeline, or one shot, made exactly so long, or longer or shorter by so much."""
    found = existing(draft)
    if edit.shot is not None or edit.each:
        meant = chosen(found, None if edit.each else edit.shot)
        row = [_resized(s, _wanted(edit, s["d"])) if i in meant else s for i, s in enumerate(found)]
        return followed(draft, row)
    wanted = _wanted(edit, total(draft))
    if not SHORTEST_MS <= wanted <= LONGEST_MS:
        raise EditRefused("bad_length", seconds=wanted / 1000)
    shown = sum(s["d"] for s in found)
    if wanted <= shown:
        draft = closed_up(draft, wanted, shown)
        return with_segments(draft, VIDEO, shortened(found, wanted))
    index = _last_still(found)
    found[index] = _resized(found[index], found[index]["d"] + wanted - shown)
    return followed(draft, found)


def _wanted(edit: Duration, now: int) -> int:
    """How long it shall be that is so long now."""
    if edit.scale is not None:
        return round(now * edit.scale)
    if edit.at_most:
        return min(edit.length, now)
    return edit.length + (now if edit.relative else 0)


def set_speed(draft: Draft, edit: Speed) -> Draft:
    """One shot or all of them, faster or slower: what they show stays, how long it takes
    changes.
    """
    found = existing(draft)
    for index in chosen(found, edit.shot):
        shot = found[index]
        before = float(shot["m"].get("speed", 1.0))
        wanted = edit.factor * (before if edit.relative else 1.0)
        factor = round(min(max(wanted, SLOWEST), FASTEST), 3)
        length = max(SHORTEST_MS, round(shot["d"] * before / factor))
        found[index] = {**shot, "d": length, "m": {**shot["m"], "speed": factor}}
    return followed(draft, found)


def set_motion(draft: Draft, edit: SetMotion) -> Draft:
    found = existing(draft)
    for index in chosen(found, edit.shot):
        meta = {k: v for k, v in found[index]["m"].items() if k != "way"}
        found[index] = {**found[index], "m": {**meta, "motion": edit.motion}}
    return with_segments(draft, VIDEO, found)


def rearrange(draft: Draft, edit: Rearranging) -> Draft:
    """The shots in another order, or without one of them."""
    return followed(draft, rearranged(existing(draft), edit))


def _meta(name: str, kind: str, source: str) -> dict[str, Any]:
    common = {"name": name, "kind": kind, "src": source, "volume": 1.0, "in": 0}
    return {**common, "fit": "cover", "fade_in": 0, "fade_out": 0}


def _put(
    draft: Draft,
    meta: dict[str, Any],
    length: int | None,
    at: int | None,
    *,
    default: int,
    keep: bool = True,
) -> Draft:
    found = segments(draft, VIDEO)
    if at is None or not found:
        new = new_segment(draft, start=total(draft), length=_bounded(length or default), meta=meta)
        return with_segments(draft, VIDEO, [*found, new])
    index = shot_index(found, at)
    old_length = found[index]["d"] if keep else default
    length = _bounded(length or old_length)
    new = new_segment(draft, start=found[index]["s"], length=length, meta=meta)
    new = {**new, "id": found[index]["id"]}  # what goes with the old picture goes with the new
    return followed(draft, [*found[:index], new, *found[index + 1 :]])


def _bounded(length: int) -> int:
    if not SHORTEST_MS <= length <= LONGEST_MS:
        raise EditRefused("bad_length", seconds=length / 1000)
    return length


def _resized(shot: Segment, length: int) -> Segment:
    """A still lasts as long as it is wanted; a clip only as long as it is."""
    _bounded(length)
    meta = shot["m"]
    if meta.get("kind") == "video" and "length" in meta:
        left = (meta["length"] - meta.get("in", 0)) / float(meta.get("speed", 1.0))
        if length > left + 1:
            raise EditRefused("clip_too_short", name=meta["name"], seconds=left / 1000)
    return first_part(shot, length) if length < shot["d"] else {**shot, "d": length}


def _last_still(found: list[Segment]) -> int:
    stills = [i for i, s in enumerate(found) if s["m"].get("kind") != "video"]
    return stills[-1] if stills else len(found) - 1
