"""Edits that show several pictures at once: a picture in the picture, a mark, a split screen."""

from __future__ import annotations

from typing import Any

from skill_runtime.studio.agent.edits import (
    ChangeInset,
    ExchangeSides,
    Inset,
    InsetLook,
    RemoveInset,
    SplitScreen,
)
from skill_runtime.studio.agent.edits.span import Span, open_span, span_within
from skill_runtime.studio.draft import (
    OVERLAY,
    TEXT,
    VIDEO,
    Draft,
    Segment,
    new_segment,
    segments,
    with_segments,
)

from .cutting import existing, shot_index
from .refusal import EditRefused

__all__ = [
    "change_inset",
    "exchange_sides",
    "inset",
    "remove_inset",
    "shares_screen",
    "split_screen",
]

_SIZES = {"inset": (0.33, 0.33), "mark": (0.24, 0.12)}
"""Width and height as shares of the canvas."""
_MARGIN = 0.05
_MARK_OPACITY = 0.6
_LEAST, _MOST = 0.05, 1.0
_MOST_PARTS = 4
_PLACES = {
    "columns": ("left", "middle", "third", "right"),
    "rows": ("top", "middle", "third", "bottom"),
}


def inset(draft: Draft, edit: Inset) -> Draft:
    """A shot taken out of the row, or an upload, small over the others."""
    found = existing(draft)
    over = None if edit.over is None else found[shot_index(found, edit.over)]
    if edit.shot is None:
        meta = {"name": edit.name, "kind": edit.media, "src": edit.source, "volume": 1.0, "in": 0,
                "fit": "cover", "motion": "none"}  # fmt: skip
        length = edit.length
    else:
        if len(found) < 2:
            raise EditRefused("needs_two_shots")
        index = shot_index(found, edit.shot)
        taken = found.pop(index)
        over = over if over not in (None, taken) else found[max(0, index - 1)]
        draft = with_segments(draft, VIDEO, found)
        meta, length = taken["m"], taken["d"]
    start, timed = 0, edit.span is not None and over is None
    if edit.span is not None and over is None:
        end = found[-1]["s"] + found[-1]["d"]
        start, stop = span_within(edit.span, end, default=length or end)
        if start >= stop:
            raise EditRefused("nothing_there", seconds=end / 1000)
        length = stop - start
    over_all = over is None and not timed and (edit.media == "image" or edit.kind == "mark")
    more: dict[str, Any] = {"over": over["id"]} if over is not None else {"whole": over_all}
    if timed and edit.span is not None and (lasting := open_span(edit.span)) is not None:
        more["span"] = lasting
    meta = _looking({**meta, **more, "inset": edit.kind}, edit.look)
    new = new_segment(draft, start=start, length=max(length, 100), meta=meta)
    return with_segments(draft, OVERLAY, [*segments(draft, OVERLAY), new])


def change_inset(draft: Draft, edit: ChangeInset) -> Draft:
    """The newest picture over the others moved, made larger or fainter, or shown at another
    time.
    """
    found = _existing(draft)
    newest = [s for s in found if s["m"].get("inset") != "part" or s is found[-1]][-1]["id"]
    timed = any(v is not None for v in (edit.span, edit.shift, edit.longer, edit.over))
    changed = [s if s["id"] != newest else _timed(draft, s, edit) if timed else s for s in found]
    looks = [{**s, "m": _looking(s["m"], edit.look)} if s["id"] == newest else s for s in changed]
    return with_segments(draft, OVERLAY, looks)


def _timed(draft: Draft, segment: Segment, edit: ChangeInset) -> Segment:
    meta = {k: v for k, v in segment["m"].items() if k not in {"over", "span"}} | {"whole": False}
    if edit.over is not None:
        shots = existing(draft)
        over = shots[shot_index(shots, edit.over)]["id"]
        return {**segment, "m": {**meta, "over": over}}
    end = sum(s["d"] for s in existing(draft))
    start, stop = segment["s"], segment["s"] + segment["d"]
    if edit.span is not None:
        span = edit.span
        if span.start is None and span.tail is None and not span.whole:
            span = Span(start=start, length=span.length, end=span.end)
        start, stop = span_within(span, end, default=segment["d"])
        lasting = [start, None] if stop >= end and span.end is None else None
        lasting = open_span(span) or lasting
        meta |= {"whole": True} if lasting == [0, None] else {"span": lasting}
    else:
        ends = segment["m"].get("whole") or stop >= end
        start = max(0, start + (edit.shift or 0))
        stop = (stop if ends else stop + (edit.shift or 0)) + (edit.longer or 0)
    if start >= min(stop, end):
        raise EditRefused("nothing_there", seconds=end / 1000)
    return {**segment, "s": start, "d": min(stop, end) - start, "m": meta}


def remove_inset(draft: Draft, edit: RemoveInset) -> Draft:
    """No mark, or no picture, lies over the shots any more; then each has the canvas for itself."""
    found = segments(draft, OVERLAY)
    left = [s for s in found if (s["m"].get("inset") == "mark") != edit.marks]
    if len(left) == len(found):
        raise EditRefused("no_inset")
    shots = segments(draft, VIDEO)
    if not edit.marks:
        shots = [_without_area(s) for s in shots]
    return with_segments(with_segments(draft, OVERLAY, left), VIDEO, shots)


def split_screen(draft: Draft, edit: SplitScreen) -> Draft:
    """Two to four shots at once, beside or above one another, as long as the first of them."""
    found = existing(draft)
    wanted = edit.shots or tuple(range(1, len(found) + 1 if len(found) <= _MOST_PARTS else 3))
    indices = sorted({shot_index(found, number) for number in wanted})
    if len(indices) < 2:
        raise EditRefused("needs_two_shots")
    if len(indices) > _MOST_PARTS:
        raise EditRefused("too_many_parts", count=_MOST_PARTS)
    canvas = draft["m"]
    direction = edit.direction or ("columns" if canvas["width"] > canvas["height"] else "rows")
    parts = [found[i] for i in indices]
    base = {**parts[0], "m": _on_part(parts[0]["m"], direction, 0, len(parts))}
    row = [base if s is parts[0] else s for s in found if s not in parts[1:]]
    beside = [
        {**s, "m": {**_on_part(s["m"], direction, n, len(parts)), "over": base["id"]}}
        for n, s in enumerate(parts[1:], 1)
    ]
    draft = with_segments(draft, VIDEO, row)
    return with_segments(draft, OVERLAY, [*segments(draft, OVERLAY), *beside])


def shares_screen(draft: Draft) -> bool:
    """Whether several shots are shown beside one another."""
    return any(s["m"].get("inset") == "part" for s in segments(draft, OVERLAY))


def exchange_sides(draft: Draft, _: ExchangeSides) -> Draft:
    """What is on the left goes to the right, with the words that stand there."""
    for lane in (VIDEO, OVERLAY):
        turned = [
            _on_other_side(s) if s["m"].get("inset") == "part" else s for s in segments(draft, lane)
        ]
        draft = with_segments(draft, lane, turned)
    texts = [{**s, "m": {**s["m"], "position": _other(s["m"])}} for s in segments(draft, TEXT)]
    return with_segments(draft, TEXT, texts)


def _on_other_side(shot: Segment) -> Segment:
    left, top, width, height = shot["m"]["area"]
    area = [round(1 - left - width, 4), top, width, height]
    return {**shot, "m": {**shot["m"], "area": area, "position": _other(shot["m"])}}


def _other(meta: dict[str, Any]) -> str:
    place = str(meta.get("position", "center"))
    if "left" in place:
        return place.replace("left", "right")
    return place.replace("right", "left")


def _on_part(meta: dict[str, Any], direction: str, number: int, count: int) -> dict[str, Any]:
    share = 1 / count
    area = [number * share, 0.0, share, 1.0]
    if direction == "rows":
        area = [0.0, number * share, 1.0, share]
    names = _PLACES[direction]
    position = names[-1] if number == count - 1 else names[number]
    shown = {"area": [round(v, 4) for v in area], "position": position, "dissolve": 0}
    return {**meta, **shown, "inset": "part"}


def _existing(draft: Draft) -> list[Segment]:
    found = segments(draft, OVERLAY)
    if not found:
        raise EditRefused("no_inset")
    return sorted(found, key=lambda s: int("".join(filter(str.isdigit, s["id"])) or 0))


def _without_area(shot: Segment) -> Segment:
    meta = {k: v for k, v in shot["m"].items() if k not in {"area", "position", "inset"}}
    return {**shot, "m": meta}


def _looking(meta: dict[str, Any], look: InsetLook) -> dict[str, Any]:
    width, height = _SIZES.get(meta["inset"], _SIZES["inset"])
    if "area" in meta:
        width, height = meta["area"][2:]
    wanted = look.scale or 1.0 if look.width is None else look.width / width
    scale = min(max(wanted, _LEAST / min(width, height)), _MOST / max(width, height))
    width, height = width * scale, height * scale
    position = look.position or meta.get("position") or "bottom-right"
    left = _aligned(position, "left", "right", width)
    top = _aligned(position, "top", "bottom", height)
    changed = {"position": position, "area": [round(v, 4) for v in (left, top, width, height)]}
    opacity = look.opacity
    if opacity is None and meta["inset"] == "mark":
        opacity = meta.get("opacity", _MARK_OPACITY)
    return {**meta, **changed, **({} if opacity is None else {"opacity": round(opacity, 2)})}


def _aligned(position: str, low: str, high: str, length: float) -> float:
    """At an edge of the canvas with some room to it, or in its middle."""
    room = 1 - length
    margin = min(_MARGIN, room / 2)
    if low in position:
        return margin
    return room - margin if high in position else room / 2
