"""Edits that take time out of shots, cut them in two or repeat them. Times in ms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, count, cycle, islice, pairwise
from typing import Any

from skill_runtime.studio.agent.edits import CutRange, Freeze, Repeat, Split
from skill_runtime.studio.agent.edits.span import span_within
from skill_runtime.studio.draft import VIDEO, Draft, Segment, segments, with_segments

from .following import closed_up, moved_along
from .refusal import EditRefused

__all__ = [
    "LONGEST_MS",
    "SHORTEST_MS",
    "chosen",
    "cut",
    "cut_at",
    "existing",
    "first_part",
    "freeze",
    "repeat",
    "shortened",
    "shot_index",
    "split",
]

SHORTEST_MS = 100
LONGEST_MS = 10 * 60_000
MOST_SHOTS = 200
_FRAME_MS = 50
"""So long before its end a clip surely has a picture."""


def existing(draft: Draft) -> list[Segment]:
    """The shots; EditRefused where there are none."""
    found = segments(draft, VIDEO)
    if not found:
        raise EditRefused("no_shot")
    return found


def shot_index(found: Sequence[object], number: int) -> int:
    """The place of a shot in the list by its number (0: the middle one); EditRefused if there is
    none.
    """
    index = number - 1 if number > 0 else len(found) + number
    if number == 0:
        index = len(found) // 2
    if not 0 <= index < len(found):
        raise EditRefused("no_such_shot", number=number, count=len(found))
    return index


def chosen(found: list[Segment], shot: int | None) -> set[int]:
    """The places of the shots that are meant: that one, or all."""
    return set(range(len(found))) if shot is None else {shot_index(found, shot)}


def cut(draft: Draft, edit: CutRange) -> Draft:
    """A piece taken out, or everything else; what lies after it moves up, titles too."""
    found = existing(draft)
    begin, end = 0, sum(s["d"] for s in found)
    if edit.shot is not None:
        shot = found[shot_index(found, edit.shot)]
        begin, end = shot["s"], shot["s"] + shot["d"]
    start, stop = span_within(edit.span, end - begin, default=end - begin)
    if start >= stop:
        raise EditRefused("nothing_there", seconds=(end - begin) / 1000)
    start, stop = begin + start, begin + stop
    if edit.keep:
        draft = _without(draft, stop, end)
        return _without(draft, begin, start)
    if stop - start >= end - begin:
        raise EditRefused("nothing_left")
    return _without(draft, start, stop)


def split(draft: Draft, edit: Split) -> Draft:
    """A shot becomes two or more, of which nothing shows until one of them is changed."""
    found = existing(draft)
    if edit.at is None:
        index = shot_index(found, 1 if edit.shot is None else edit.shot)
        length = found[index]["d"]
        cuts = [length * n // edit.parts for n in range(1, edit.parts)]
    else:
        shot = None if edit.shot is None else found[shot_index(found, edit.shot)]
        # "Split the road at 12 seconds": beyond its own length it is a time of the timeline.
        begin = shot["s"] if shot is not None and edit.at < shot["d"] else 0
        index = _at(found, begin + edit.at)
        cuts = [begin + edit.at - found[index]["s"]]
    pieces = _pieces(found[index], cuts)
    return _with_shots(draft, [*found[:index], *pieces, *found[index + 1 :]])


def cut_at(draft: Draft, at: int) -> Draft:
    """A cut at that time, where there is none yet and both sides are long enough."""
    for shot in segments(draft, VIDEO):
        if shot["s"] + SHORTEST_MS <= at <= shot["s"] + shot["d"] - SHORTEST_MS:
            return split(draft, Split(at))
    return draft


def freeze(draft: Draft, edit: Freeze) -> Draft:
    """The picture of a clip at a time, standing still; what comes after it comes later."""
    found = existing(draft)
    index, at = _frozen_at(found, edit)
    clip = found[index]
    if clip["m"].get("kind") != "video":
        raise EditRefused("still_frozen")
    _bounded(edit.length)
    last = max(0, min(at, clip["d"] - _FRAME_MS))
    meta = {**_later_part(clip, last)["m"], "frozen": True, "volume": 0.0, "dissolve": 0}
    meta |= {"fade_in": 0, "fade_out": 0}
    still = {**clip, "d": edit.length, "m": {k: v for k, v in meta.items() if k != "length"}}
    before, after = [clip, still], list[Segment]()
    if SHORTEST_MS <= at <= clip["d"] - SHORTEST_MS:
        rest = _with_meta(_later_part(clip, at), dissolve=0)
        before, after = [first_part(clip, at), still], [rest]
    elif at < SHORTEST_MS:
        before, after = [still], [clip]
    draft = moved_along(draft, clip["s"] + max(1, at), edit.length)
    return _with_shots(draft, [*found[:index], *before, *after, *found[index + 1 :]])


def _frozen_at(found: list[Segment], edit: Freeze) -> tuple[int, int]:
    """Which shot stands still, and where in it (ms)."""
    if edit.shot is not None or edit.at is None:
        index = shot_index(found, -1 if edit.shot is None else edit.shot)
        return index, found[index]["d"] if edit.at is None else min(edit.at, found[index]["d"])
    for index, shot in enumerate(found):
        if shot["s"] <= edit.at < shot["s"] + shot["d"]:
            return index, edit.at - shot["s"]
    raise EditRefused("nothing_there", seconds=sum(s["d"] for s in found) / 1000)


def _at(found: list[Segment], at: int) -> int:
    """The shot that is shown at a time; EditRefused where there is none."""
    for index, shot in enumerate(found):
        if shot["s"] < at < shot["s"] + shot["d"]:
            return index
    raise EditRefused("no_cut_there", seconds=at / 1000, total=sum(s["d"] for s in found) / 1000)


def _pieces(shot: Segment, cuts: list[int]) -> list[Segment]:
    """The shot cut at these times of its own, each piece long enough to be a shot."""
    pieces: list[Segment] = []
    rest, before = shot, 0
    for at in cuts:
        if min(at - before, shot["d"] - at) < SHORTEST_MS:
            raise EditRefused("no_cut_there", seconds=at / 1000, total=shot["d"] / 1000)
        pieces.append(first_part(rest, at - before))
        rest = _with_meta(_later_part(rest, at - before), dissolve=0)
        before = at
    return _on_one_way(shot, [*pieces, rest])


def _on_one_way(shot: Segment, pieces: list[Segment]) -> list[Segment]:
    """The pieces of a still, over which the camera goes on as over the whole."""
    if shot["m"].get("kind") == "video" or len(pieces) < 2:
        return pieces
    first, last = shot["m"].get("way") or (0.0, 1.0)
    ends = list(accumulate((p["d"] for p in pieces), initial=0))
    shares = [round(first + (last - first) * end / ends[-1], 4) for end in ends]
    return [_with_meta(p, way=list(way)) for p, way in zip(pieces, pairwise(shares), strict=True)]


def shortened(found: list[Segment], length: int) -> list[Segment]:
    """The shots up to a length, which is at most what they have."""
    return _outside(found, length, sum(s["d"] for s in found))


def repeat(draft: Draft, edit: Repeat, *, of: range | None = None) -> Draft:
    """A shot, the shots in these places, or all of them once more and again; the last one cut where
    a length was asked for.
    """
    found = existing(draft)
    meant = of or range(len(found))
    if edit.shot is not None and of is None:
        index = shot_index(found, edit.shot)
        meant = range(index, index + 1)
    if edit.until is not None and len(meant) == len(found):
        _bounded(edit.until)
        return _with_shots(draft, _filled(found, edit.until))
    more = found[meant.start : meant.stop]
    if len(found) + len(more) * (edit.times - 1) > MOST_SHOTS:
        raise EditRefused("too_many_shots", count=MOST_SHOTS)
    row = [*found[: meant.stop], *more * (edit.times - 1), *found[meant.stop :]]
    _bounded(sum(s["d"] for s in row))
    longer = sum(s["d"] for s in row) - sum(s["d"] for s in found)
    draft = moved_along(draft, found[meant.stop - 1]["s"] + found[meant.stop - 1]["d"], longer)
    return _with_shots(draft, row)


def _filled(found: list[Segment], length: int) -> list[Segment]:
    row, at = [], 0
    for shot in islice(cycle(found), MOST_SHOTS):
        part = shot if at + shot["d"] <= length else first_part(shot, length - at)
        row.append(part)
        at += part["d"]
        if at >= length:
            return row
    raise EditRefused("too_many_shots", count=MOST_SHOTS)


def _bounded(length: int) -> None:
    if not SHORTEST_MS <= length <= LONGEST_MS:
        raise EditRefused("bad_length", seconds=length / 1000)


def _without(draft: Draft, start: int, stop: int) -> Draft:
    if start >= stop:
        return draft
    draft = closed_up(draft, start, stop)
    return _with_shots(draft, _outside(segments(draft, VIDEO), start, stop))


def _outside(found: Iterable[Segment], start: int, stop: int) -> list[Segment]:
    """The shots with the piece from `start` to `stop` taken out."""
    left = list[Segment]()
    for shot in found:
        begin, end = shot["s"], shot["s"] + shot["d"]
        before, after = max(0, min(end, start) - begin), max(0, end - max(begin, stop))
        pieces = [first_part(shot, before)] if before else []
        pieces += [_later_part(shot, shot["d"] - after)] if after else []
        left += pieces if before + after == shot["d"] else _on_one_way(shot, pieces)
    return left


def _with_shots(draft: Draft, row: list[Segment]) -> Draft:
    """The draft with this row of shots. One that is there twice is two shots: the second one gets
    an id of its own, which nothing else on the timeline has either.
    """
    beside = {s["id"] for track in draft["t"] for s in track["sg"]}
    beside -= {s["id"] for s in segments(draft, VIDEO)}
    ids, seen = beside | {s["id"] for s in row}, beside
    result = []
    for shot in row:
        name = shot["id"]
        if name in seen:
            name = next(f"{shot['id']}-{n}" for n in count(2) if f"{shot['id']}-{n}" not in ids)
            ids.add(name)
        seen.add(name)
        result.append({**shot, "id": name})
    return with_segments(draft, VIDEO, result)


def first_part(shot: Segment, length: int) -> Segment:
    """The shot until then; of a clip that plays backwards that is the end of its file."""
    skipped = shot["d"] - length if shot["m"].get("backwards") else 0
    return {**_skipping(shot, skipped), "d": length}


def _later_part(shot: Segment, skipped: int) -> Segment:
    """The shot from there on."""
    into = 0 if shot["m"].get("backwards") else skipped
    return {**_skipping(shot, into), "d": shot["d"] - skipped}


def _skipping(shot: Segment, skipped: int) -> Segment:
    meta = shot["m"]
    if meta.get("frozen") or not skipped:
        return shot
    # What moves in a still by itself, rain or lights, goes on at its own pace.
    speed = float(meta.get("speed", 1.0)) if meta.get("kind") == "video" else 1.0
    offset = meta.get("in", 0) + round(skipped * speed)
    return _with_meta(shot, **{"in": offset})


def _with_meta(shot: Segment, **values: Any) -> Segment:
    return {**shot, "m": {**shot["m"], **values}}
