"""Edits of the words on the screen: added, reworded, moved, made to look otherwise. Times in ms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skill_runtime.studio.agent.edits import (
    AddSubtitles,
    AddText,
    ChangeText,
    LabelShots,
    Look,
    MatchText,
    RemoveText,
    Span,
)
from skill_runtime.studio.agent.edits.span import open_span, span_within
from skill_runtime.studio.draft import (
    TEXT,
    VIDEO,
    Draft,
    Segment,
    new_segment,
    segments,
    total,
    with_segments,
)

from .cutting import existing, shot_index
from .following import held_by
from .refusal import EditRefused

__all__ = [
    "LARGEST_TEXT",
    "SMALLEST_TEXT",
    "add_subtitles",
    "add_text",
    "change_text",
    "label_shots",
    "left_out",
    "match_text",
    "meant_text",
    "of_role",
    "remove_text",
    "stacked_with",
]

TEXT_MS = 3000
LOWER_THIRD_MS = 5000
SHORTEST_CUE = 200
LONGEST_TEXT = 300
MOST_TEXTS = 450
"""Of one track; a renderer takes a few more."""
SMALLEST_TEXT, LARGEST_TEXT = 16, 400
_FADES = {"fade_in": 400, "fade_out": 300}
_UNFADED = {"fade_in": 0, "fade_out": 0}
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"position": "center", "size": 96, "style": "shadow", **_FADES},
    "subtitle": {"position": "bottom", "size": 56, "style": "pill", **_FADES},
    "caption": {"position": "bottom", "size": 48, "style": "plain", **_FADES},
    "lower-third": {"position": "bottom-left", "size": 60, "style": "bar", **_FADES}
    | {"enter": "slide-right"},
    "sticker": {"position": "top-right", "size": 240, "style": "plain", **_UNFADED},
    "watermark": {"position": "bottom-right", "size": 40, "style": "shadow", **_UNFADED}
    | {"opacity": 0.7},
}
_OWN = frozenset({"text", "role", "over", "part", "span", "position"})
"""What is no matter of looks."""
_ALL_THE_TIME = frozenset({"caption", "watermark", "sticker"})
_TIMED = frozenset({"over", "part", "span"})
"""What says when it is shown, besides its own times."""


def add_text(draft: Draft, edit: AddText) -> Draft:
    """A text; the whole length where the timeline is shorter than its usual time."""
    words = edit.text.strip()[:LONGEST_TEXT]
    if not words:
        raise EditRefused("needs_text")
    meta = _looking(_meta(words, edit.role), edit.look)
    if edit.over is not None:
        shots = existing(draft)
        return _over(draft, meta, shots[shot_index(shots, edit.over)], edit.span)
    end = total(draft)
    usual = LOWER_THIRD_MS if edit.role == "lower-third" else TEXT_MS
    default = end if edit.role in _ALL_THE_TIME and end else usual
    start, stop = span_within(edit.span or Span(), end, default=default)
    if stop <= start:
        raise EditRefused("nothing_there", seconds=end / 1000)
    if edit.span is None and edit.role in _ALL_THE_TIME:
        several = len(segments(draft, VIDEO)) > 1 or edit.role == "watermark"
        meta |= {"span": [0, None]} if several else {}
    meta |= _bound_to(draft, edit.span, start, stop)
    new = new_segment(draft, start=start, length=stop - start, meta=meta)
    return with_segments(draft, TEXT, [*segments(draft, TEXT), new])


def _bound_to(draft: Draft, span: Span | None, start: int, stop: int) -> dict[str, Any]:
    """What a time that was told is measured by: the film, or the shot that is shown so long."""
    if span is None or not segments(draft, VIDEO):
        return {}
    if (lasting := open_span(span)) is not None:
        return {"span": lasting}
    over = held_by(draft, start, stop)
    return {} if over is None else {"over": over, "part": [0, None]}


def label_shots(draft: Draft, edit: LabelShots) -> Draft:
    """A text over each shot: words that were told, or what the shot is called."""
    shots = [s for n, s in enumerate(existing(draft), 1) if n not in edit.but]
    names = [str(s["m"].get("name", "")) for s in shots]
    words = edit.texts or [name[:1].upper() + name[1:] for name in names]
    if len(words) != len(shots):
        raise EditRefused("labels_differ", count=len(words), shots=len(shots))
    for text, shot in zip(words, shots, strict=True):
        meta = _looking(_meta(text.strip()[:LONGEST_TEXT], edit.role), edit.look)
        draft = _over(draft, meta, shot, edit.span)
    return draft


def _over(draft: Draft, meta: dict[str, Any], shot: Segment, span: Span | None) -> Draft:
    """One more text, for as long as that shot is shown or a piece of that."""
    start, stop = span_within(span or Span(whole=True), shot["d"], default=shot["d"])
    if stop <= start:
        raise EditRefused("nothing_there", seconds=shot["d"] / 1000)
    part = [start, None if stop >= shot["d"] else stop]
    meta = {**meta, "over": shot["id"], "part": part}
    new = new_segment(draft, start=shot["s"] + start, length=stop - start, meta=meta)
    return with_segments(draft, TEXT, [*segments(draft, TEXT), new])


def add_subtitles(draft: Draft, edit: AddSubtitles) -> Draft:
    """Each cue as a subtitle; what begins after the last picture is left out."""
    end = sum(s["d"] for s in segments(draft, VIDEO))
    shown = [(t, a, b) for t, a, b in _timed(edit, end) if not end or a < end]
    if not shown:
        raise EditRefused("nothing_there", seconds=end / 1000)
    if len(shown) + len(segments(draft, TEXT)) > MOST_TEXTS:
        raise EditRefused("too_many_texts", count=MOST_TEXTS)
    for words, start, stop in shown:
        stop = min(stop, end) if end else stop
        meta = _looking(_meta(words, edit.role), edit.look)
        length = max(stop - start, SHORTEST_CUE)
        # One cue follows the other: fading between them would make the screen flicker.
        new = new_segment(draft, start=start, length=length, meta={**meta, **_UNFADED})
        draft = with_segments(draft, TEXT, [*segments(draft, TEXT), new])
    return draft


def left_out(edit: AddSubtitles, draft: Draft) -> int:
    """How many of the cues begin after the last picture."""
    end = sum(s["d"] for s in segments(draft, VIDEO))
    return sum(end > 0 and (cue.start or 0) >= end for cue in edit.cues)


def _timed(edit: AddSubtitles, end: int) -> Iterator[tuple[str, int, int]]:
    """The cues with their times; those without any share the whole video equally."""
    share = (end or len(edit.cues) * TEXT_MS) / len(edit.cues)
    for number, cue in enumerate(edit.cues):
        words = cue.text.strip()[:LONGEST_TEXT]
        if cue.start is None or cue.end is None:
            yield words, round(number * share), round((number + 1) * share)
        else:
            yield words, cue.start, cue.end


def change_text(draft: Draft, edit: ChangeText) -> Draft:
    """The words, the time or the look of texts that are there; words for one that isn't make a
    new one.
    """
    found = segments(draft, TEXT)
    if edit.text is not None and edit.was is None and not of_role(found, edit.role):
        return add_text(draft, AddText(edit.text, edit.role or "title", edit.span, edit.look))
    meant = {s["id"] for s in _meant(_shown_over(draft, found, edit.over), edit)}
    changed = [_changed(draft, s, edit) if s["id"] in meant else s for s in found]
    return with_segments(draft, TEXT, changed)


def match_text(draft: Draft, edit: MatchText) -> Draft:
    """The looks of one text for another, which keeps its words and its time."""
    found = segments(draft, TEXT)
    model, meant = (_numbered(_some(found), n) for n in (edit.like, edit.index))
    own = {k: v for k, v in meant["m"].items() if k in _OWN}
    look = {k: v for k, v in model["m"].items() if k not in _OWN}
    changed = [{**s, "m": {**look, **own}} if s is meant else s for s in found]
    return with_segments(draft, TEXT, changed)


def meant_text(draft: Draft, edit: AddText | ChangeText) -> Segment:
    """The text that an edit was about, once it is done."""
    found = segments(draft, TEXT)
    if edit.text is not None:
        same = [s for s in found if s["m"]["text"] == edit.text.strip()[:LONGEST_TEXT]]
        return _newest(same or found)
    was = (edit.was or "").casefold()
    named = [s for s in found if was and s["m"]["text"].casefold() == was]
    same = named or of_role(_shown_over(draft, found, edit.over), edit.role) or found
    same = _but_the_newest(same) if edit.besides else same
    return _newest(same) if edit.index is None else _numbered(same, edit.index)


def stacked_with(draft: Draft, text: Segment) -> Segment | None:
    """A text at the same place while that one is shown: they stand one under the other."""
    start, end = text["s"], text["s"] + text["d"]
    together = (
        s
        for s in segments(draft, TEXT)
        if s["id"] != text["id"] and s["s"] < end and start < s["s"] + s["d"]
    )
    return next((s for s in together if s["m"]["position"] == text["m"]["position"]), None)


def remove_text(draft: Draft, edit: RemoveText) -> Draft:
    found = segments(draft, TEXT)
    meant = of_role(_shown_over(draft, found, edit.over), edit.role)
    if edit.was is not None:
        # Called by its words, it is that one, whatever kind of text it is said to be.
        meant = [s for s in found if s["m"]["text"].casefold() == edit.was.casefold()]
    same = _some(meant, "nothing_of_text")
    gone = {s["id"] for s in same}
    if edit.index is not None:
        gone = {_numbered(same, edit.index)["id"]}
    return with_segments(draft, TEXT, [s for s in found if s["id"] not in gone])


def _shown_over(draft: Draft, found: list[Segment], number: int | None) -> list[Segment]:
    """The texts of a shot: those that go with it, or else those that begin while it is shown."""
    if number is None:
        return found
    shots = existing(draft)
    index = shot_index(shots, number)
    shot = shots[index]
    own = [s for s in found if s["m"].get("over") == shot["id"]]
    own = own or [s for s in found if shot["s"] <= s["s"] < shot["s"] + shot["d"]]
    if not own:
        raise EditRefused("no_text_over", number=index + 1)
    return own


def of_role(found: list[Segment], role: str | None) -> list[Segment]:
    """The texts of that role; any text where nobody wrote one ("the text" may be a subtitle)."""
    same = [s for s in found if role is None or s["m"].get("role") == role]
    if same or len(found) != 1:
        return same
    return found if role == "title" or _alike(found[0], role) else []


def _alike(text: Segment, role: str | None) -> bool:
    """ "The caption", where there is a subtitle alone: nobody keeps the two words apart."""
    return {role, text["m"].get("role")} <= {"caption", "subtitle"}


def _meta(words: str, role: str) -> dict[str, Any]:
    return {"text": words, "role": role, "color": "#ffffff", **_LOOKS[role]}


def _some(found: list[Segment], key: str = "no_text") -> list[Segment]:
    if not found:
        raise EditRefused(key)
    return found


def _meant(found: list[Segment], edit: ChangeText) -> list[Segment]:
    other = edit.role in {"watermark", "sticker"}
    alone = found if len(found) == 1 and edit.text is None and not other else []
    same = _some(of_role(found, edit.role) or alone, "no_mark" if other else "no_text")
    if edit.was is not None:
        wanted = edit.was.casefold()
        same = _some([s for s in found if s["m"]["text"].casefold() == wanted])
    if edit.besides:
        same = _but_the_newest(same)
    if edit.index is not None:
        return [_numbered(same, edit.index)]
    if edit.every and edit.text is None:
        return same
    return [_newest(same)]


def _newest(found: list[Segment]) -> Segment:
    return max(found, key=lambda s: int("".join(filter(str.isdigit, s["id"])) or 0))


def _but_the_newest(found: list[Segment]) -> list[Segment]:
    newest = _newest(found)
    return [s for s in found if s is not newest] or found


def _numbered(found: list[Segment], number: int) -> Segment:
    index = number - 1 if number > 0 else len(found) + number
    if not 0 <= index < len(found):
        raise EditRefused("no_such_text", number=number, count=len(found))
    return found[index]


def _changed(draft: Draft, segment: Segment, edit: ChangeText) -> Segment:
    words = segment["m"]["text"] if edit.text is None else edit.text.strip()[:LONGEST_TEXT]
    if edit.case is not None:
        words = words.upper() if edit.case == "upper" else words.lower()
    segment = _shown(draft, segment, edit)
    return {**segment, "m": {**_looking(segment["m"], edit.look), "text": words}}


def _shown(draft: Draft, segment: Segment, edit: ChangeText) -> Segment:
    """The text at the time at which it is to be shown from now on."""
    end, meta = total(draft), segment["m"]
    start, length = segment["s"], segment["d"]
    if edit.span is not None:
        span = edit.span
        if span.start is None and span.tail is None and not span.whole:
            span = Span(start=start, length=span.length, end=span.end)
        start, stop = span_within(span, end, default=length)
        length = max(stop - start, 100)
    if edit.shift is not None:
        start = max(0, start + edit.shift)
        # What comes later ends no later than the film.
        length = length if edit.shift < 0 else min(length, max(100, end - start))
    if edit.longer is not None:
        length = max(100, length + edit.longer)
    if edit.span is not None or edit.longer is not None:
        meta = {k: v for k, v in meta.items() if k not in _TIMED}
        meta |= _bound_to(draft, edit.span, start, start + length)
    elif edit.shift is not None and "over" in meta:
        first, last = meta["part"]
        meta = {**meta, "part": [max(0, first + edit.shift), last and last + edit.shift]}
    elif edit.shift is not None:
        meta = {k: v for k, v in meta.items() if k != "span"}
    return {**segment, "s": start, "d": length, "m": meta}


def _beside(position: str, nudge: str | None) -> str | None:
    """The place one step to that side; the same where it is at the edge already."""
    if nudge is None:
        return None
    row = next((r for r in ("top", "bottom") if r in position), "center")
    column = next((c for c in ("left", "right") if c in position), "center")
    if nudge == "across" and column == "center":
        row = {"top": "bottom", "bottom": "top"}.get(row, row)
    elif nudge == "across":
        column = "right" if column == "left" else "left"
    elif nudge in {"leftmost", "rightmost"}:
        column = nudge.removesuffix("most")
    elif nudge in {"up", "down"}:
        row = _step(("top", "center", "bottom"), row, 1 if nudge == "down" else -1)
    else:
        column = _step(("left", "center", "right"), column, 1 if nudge == "right" else -1)
    if "center" in {row, column}:
        return row if column == "center" else column
    return f"{row}-{column}"


def _step(places: tuple[str, ...], now: str, by: int) -> str:
    return places[min(max(places.index(now) + by, 0), len(places) - 1)]


def _looking(meta: dict[str, Any], look: Look) -> dict[str, Any]:
    size = look.size
    if size is None and look.scale is not None:
        size = round(meta.get("size", 96) * look.scale)
    wanted = {
        "position": look.position or _beside(meta.get("position", "center"), look.nudge),
        "color": look.color,
        "size": None if size is None else min(max(size, SMALLEST_TEXT), LARGEST_TEXT),
        "weight": look.weight,
        "typeface": look.typeface,
        "style": look.style,
        "under": look.under,
        "enter": look.enter,
        "fade_in": look.fade_in,
        "fade_out": look.fade_out,
        "opacity": look.opacity,
    }
    return {**meta, **{k: v for k, v in wanted.items() if v is not None}}
