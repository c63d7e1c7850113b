"""Edits of the pictures: shots added, replaced, ordered, cut, made faster. Times in ms, shot
numbers from 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from skill_runtime.studio.draft import (
    TEXT,
    VIDEO,
    Draft,
    Segment,
    new_segment,
    segments,
    total,
    with_canvas,
    with_segments,
)

from .edits import (
    CutRange,
    Duration,
    Generate,
    MoveShot,
    Place,
    RemoveShot,
    ReverseShots,
    SetMotion,
    Span,
    Speed,
    SwapShots,
)
from .refusal import EditRefused

__all__ = [
    "cut",
    "generate",
    "move",
    "place",
    "remove",
    "reverse",
    "set_duration",
    "set_motion",
    "set_speed",
    "shot_index",
    "span_within",
    "swap",
]

SHOT_MS = 10_000
"""How long a painted shot lasts unless the words say otherwise."""
SHORTEST_MS = 100
LONGEST_MS = 10 * 60_000
_MOTIONS = ("push", "pan-right", "pull", "pan-left")


def generate(draft: Draft, edit: Generate) -> Draft:
    """A painted shot at the end, or in the place of another."""
    first = not segments(draft, VIDEO)
    if edit.canvas is not None and (first or edit.replace is not None):
        draft = with_canvas(draft, *edit.canvas)
    motion = edit.motion or _MOTIONS[len(segments(draft, VIDEO)) % len(_MOTIONS)]
    meta = {
        **_meta(edit.name, "image", edit.source),
        "prompt": edit.prompt,
        "motion": motion,
    }
    return _put(draft, meta, edit.length, edit.replace, default=SHOT_MS)


def place(draft: Draft, edit: Place) -> Draft:
    """An uploaded picture or clip at the end, or in the place of another shot."""
    if edit.canvas is not None and not segments(draft, VIDEO):
        draft = with_canvas(draft, *edit.canvas)
    meta = {**_meta(edit.name, edit.kind, edit.source), "motion": "none", "speed": 1.0}
    if edit.kind == "video":
        meta["length"] = edit.length
    else:
        meta["motion"] = "push"
    return _put(draft, meta, edit.length, edit.replace, default=SHOT_MS, keep=False)


def set_duration(draft: Draft, edit: Duration) -> Draft:
    """The whole timeline, or one shot, made exactly so long, or longer or shorter by so much."""
    found = _shots(draft)
    if edit.shot is not None:
        index = shot_index(found, edit.shot)
        wanted = edit.length + (found[index]["d"] if edit.relative else 0)
        found[index] = _resized(found[index], wanted)
        return with_segments(draft, VIDEO, found)
    wanted = edit.length + (total(draft) if edit.relative else 0)
    if not SHORTEST_MS <= wanted <= LONGEST_MS:
        raise EditRefused("bad_length", seconds=wanted / 1000)
    shown = sum(s["d"] for s in found)
    if wanted <= shown:
        return with_segments(draft, VIDEO, _outside(found, wanted, shown))
    index = _last_still(found)
    found[index] = _resized(found[index], found[index]["d"] + wanted - shown)
    return with_segments(draft, VIDEO, found)


def cut(draft: Draft, edit: CutRange) -> Draft:
    """A piece taken out, or everything else; what lies after it moves up, titles too."""
    found = _shots(draft)
    end = sum(s["d"] for s in found)
    start, stop = span_within(edit.span, end, default=end)
    if start >= stop:
        raise EditRefused("nothing_there", seconds=end / 1000)
    if edit.keep:
        draft = _without(draft, stop, end)
        return _without(draft, 0, start)
    if stop - start >= end:
        raise EditRefused("nothing_left")
    return _without(draft, start, stop)


def set_speed(draft: Draft, edit: Speed) -> Draft:
    """One shot or all of them, faster or slower: what they show stays, how long it takes
    changes.
    """
    found = _shots(draft)
    chosen = range(len(found)) if edit.shot is None else [shot_index(found, edit.shot)]
    for index in chosen:
        shot = found[index]
        before = float(shot["m"].get("speed", 1.0))
        length = max(SHORTEST_MS, round(shot["d"] * before / edit.factor))
        found[index] = {**shot, "d": length, "m": {**shot["m"], "speed": edit.factor}}
    return with_segments(draft, VIDEO, found)


def set_motion(draft: Draft, edit: SetMotion) -> Draft:
    found = _shots(draft)
    chosen = range(len(found)) if edit.shot is None else [shot_index(found, edit.shot)]
    for index in chosen:
        found[index] = {**found[index], "m": {**found[index]["m"], "motion": edit.motion}}
    return with_segments(draft, VIDEO, found)


def move(draft: Draft, edit: MoveShot) -> Draft:
    found = _shots(draft)
    source, target = shot_index(found, edit.shot), shot_index(found, edit.to)
    if edit.beside == "before" and source < target:
        target -= 1
    if edit.beside == "after" and source > target:
        target += 1
    found.insert(target, found.pop(source))
    return with_segments(draft, VIDEO, found)


def reverse(draft: Draft, edit: ReverseShots) -> Draft:
    return with_segments(draft, VIDEO, _shots(draft)[::-1])


def swap(draft: Draft, edit: SwapShots) -> Draft:
    found = _shots(draft)
    first, second = shot_index(found, edit.first), shot_index(found, edit.second)
    found[first], found[second] = found[second], found[first]
    return with_segments(draft, VIDEO, found)


def remove(draft: Draft, edit: RemoveShot) -> Draft:
    found = _shots(draft)
    del found[shot_index(found, edit.shot)]
    return with_segments(draft, VIDEO, found)


def span_within(span: Span, end: int, *, default: int) -> tuple[int, int]:
    """Start and end of a span on a timeline that ends at `end`; `default` is the length of an
    open one.
    """
    if span.tail is not None:
        return max(0, end - span.tail), end
    if span.whole:
        return span.start or 0, end
    start = span.start or 0
    if span.end is not None:
        return start, min(span.end, end) if end else span.end
    stop = start + (span.length or default)
    return start, min(stop, end) if end else stop


def _meta(name: str, kind: str, source: str) -> dict[str, Any]:
    common = {"name": name, "kind": kind, "src": source, "volume": 1.0, "in": 0}
    return {**common, "fit": "cover", "fade_in": 0, "fade_out": 0, "filter": None}


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
    return with_segments(draft, VIDEO, [*found[:index], new, *found[index + 1 :]])


def _bounded(length: int) -> int:
    if not SHORTEST_MS <= length <= LONGEST_MS:
        raise EditRefused("bad_length", seconds=length / 1000)
    return length


def _shots(draft: Draft) -> list[Segment]:
    found = segments(draft, VIDEO)
    if not found:
        raise EditRefused("no_shot")
    return found


def shot_index(found: list[Segment], number: int) -> int:
    """The place of a shot in the list by its number; EditRefused if there is none."""
    index = number - 1 if number > 0 else len(found) + number
    if not 0 <= index < len(found):
        raise EditRefused("no_such_shot", number=number, count=len(found))
    return index


def _resized(shot: Segment, length: int) -> Segment:
    """A still lasts as long as it is wanted; a clip only as long as it is."""
    _bounded(length)
    meta = shot["m"]
    if meta.get("kind") == "video" and "length" in meta:
        left = (meta["length"] - meta.get("in", 0)) / float(meta.get("speed", 1.0))
        if length > left + 1:
            raise EditRefused("clip_too_short", name=meta["name"], seconds=left / 1000)
    return {**shot, "d": length}


def _last_still(found: list[Segment]) -> int:
    stills = [i for i, s in enumerate(found) if s["m"].get("kind") != "video"]
    return stills[-1] if stills else len(found) - 1


def _without(draft: Draft, start: int, stop: int) -> Draft:
    if start >= stop:
        return draft
    texts = []
    for text in segments(draft, TEXT):
        first, last = (
            _closed_up(text["s"], start, stop),
            _closed_up(text["s"] + text["d"], start, stop),
        )
        if last > first:
            texts.append({**text, "s": first, "d": last - first})
    draft = with_segments(draft, TEXT, texts)
    return with_segments(draft, VIDEO, _outside(segments(draft, VIDEO), start, stop))


def _closed_up(at: int, start: int, stop: int) -> int:
    return at if at <= start else max(start, at - (stop - start))


def _outside(found: Iterable[Segment], start: int, stop: int) -> list[Segment]:
    """The shots with the piece from `start` to `stop` taken out."""
    left = []
    for shot in found:
        begin, end = shot["s"], shot["s"] + shot["d"]
        before, after = max(0, min(end, start) - begin), max(0, end - max(begin, stop))
        if before:
            left.append({**shot, "d": before})
        if after:
            left.append(_later_part(shot, shot["d"] - after, after))
    return _own_ids(left)


def _own_ids(found: list[Segment]) -> list[Segment]:
    """A shot that was cut in two is two shots: the second one gets an id of its own."""
    ids = {s["id"] for s in found}
    seen: set[str] = set()
    result = []
    for shot in found:
        name = shot["id"]
        if name in seen:
            name = next(f"{shot['id']}-{n}" for n in count(2) if f"{shot['id']}-{n}" not in ids)
            ids.add(name)
        seen.add(name)
        result.append({**shot, "id": name})
    return result


def _later_part(shot: Segment, skipped: int, length: int) -> Segment:
    meta = shot["m"]
    if meta.get("kind") == "video":
        offset = meta.get("in", 0) + round(skipped * float(meta.get("speed", 1.0)))
        meta = {**meta, "in": offset}
    return {**shot, "d": length, "m": meta}
