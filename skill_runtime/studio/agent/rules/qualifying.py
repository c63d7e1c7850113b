"""Clauses that only qualify: "at 35%", "in red", "显示在前3秒" add to an edit and are none.

A clause qualifies an edit when nothing is left of it once the values that such an edit can take
(how loud, when, where, how it looks …), the edit's own noun and light words ("make it", "放在")
are struck out. What is left over makes it a wish of its own; nothing is half taken.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from functools import cache

from skill_runtime.studio.agent.edits import (
    AddText,
    ChangeText,
    Edit,
    Fade,
    Filter,
    Generate,
    Inset,
    Request,
    Role,
    SetMusic,
    Span,
    Speed,
    UseUpload,
    Volume,
    Within,
)
from skill_runtime.studio.agent.timeline.mixing import MUSIC_LEVEL
from skill_runtime.studio.agent.words import amounts, looking, slots
from skill_runtime.studio.agent.words.generation import canvas, motion
from skill_runtime.studio.agent.words.lexicon import CANVASES, MOTIONS, SPANS, lexicon
from skill_runtime.studio.agent.words.utterance import Clause

from . import inset_rules
from .wish import Wish

__all__ = ["only_letters", "only_qualifies", "qualified", "without_qualifiers"]

_SILENT = " ,，、.。:：的"
_COMMA = re.compile(r"[,，、]")
_FADES = ("fade_in", "fade_out", "fade")
_TIMES = (*(f"spans.{s}" for s in SPANS), "words.any_time")
_WHEN = ("spans.start", "spans.end", "spans.whole")
_LOUDNESS = (
    *("lists.percent", "lists.tenths", "lists.half_level", "words.levels"),
    *("concepts.louder", "concepts.quieter", "concepts.volume"),
)
_LOOKS = (
    "lists.under",
    *(f"concepts.{f}" for f in _FADES),
    *(
        "words.colours",
        "words.sizes",
        "words.styles",
        "words.weights",
        "words.typefaces",
    ),
    *("concepts.half_transparent", "concepts.transparent"),
    *("concepts.bigger", "concepts.smaller", "concepts.typewriter", "concepts.slide"),
    *("concepts.from_left", "concepts.from_right", "concepts.from_top", "concepts.from_bottom"),
)
_FRAME = (*(f"concepts.{c}" for c in CANVASES), *(f"concepts.{m}" for m in MOTIONS))


@dataclass(frozen=True, slots=True)
class _Kind:
    """What edits of one kind take: patterns of the lexicon, and what such a thing is called."""

    takes: tuple[str, ...]
    nouns: tuple[str, ...]


_PICTURE = _Kind((*_FRAME, "spans.for", "words.any_time"), ("video", "shot"))
_MUSIC = _Kind(
    (*(f"concepts.{f}" for f in _FADES), *_LOUDNESS, *_WHEN, "words.any_time"), ("music", "sound")
)
_TEXT = _Kind((*_TIMES, "positions", *_LOOKS), ())
_LETTERS = _Kind(("positions", *_LOOKS), ())
_TEXTS = (
    *("title", "subtitle", "caption", "lower_third", "label", "font", "letters"),
    *("every", "them", "it", "of_each"),
)
"""What texts are called, and how many of them."""
_STRENGTH = _Kind(
    ("lists.percent", "lists.tenths", "lists.half_level", "concepts.half"), ("filter",)
)
_SPEED = _Kind(
    (
        *(f"concepts.{s}" for s in ("half_speed", "quarter_speed", "third_speed")),
        *("concepts.double_speed", "concepts.triple_speed", "lists.factor"),
    ),
    ("speed",),
)
_INSET = _Kind(
    (
        *(*_TIMES, "positions", "lists.width", "lists.percent", "concepts.transparent"),
        *("concepts.small_one", "concepts.large_one", "concepts.half_transparent"),
    ),
    ("inset", "watermark"),
)
_LENGTH = _Kind(("words.any_time",), ())
_KINDS = (_PICTURE, _MUSIC, _TEXT)


def qualified(edit: Request, clause: Clause) -> Edit | None:
    """The edit with what the clause adds to it; None if the clause says anything else."""
    folded = clause.folded
    if isinstance(edit, Speed | Within | Filter | Fade):
        return _of_shots(edit, folded)
    match edit:
        case AddText() | ChangeText() if _is_of_others(folded):
            return None
        case AddText() | ChangeText() if _fits(folded, _TEXT, (_noun(edit.role),)):
            return _text(edit, folded)
        case SetMusic() if _of_music(folded):
            return _music(edit, folded)
        case Generate() if _fits(folded, _PICTURE):
            return _picture(edit, folded)
        case UseUpload():
            return _upload(edit, folded)
        case Volume(level=None, target="music" | None) if _fits(folded, _MUSIC):
            level = amounts.level(folded)
            return None if level is None else replace(edit, level=level, step=None, scale=None)
        case _:
            return None


def _fade(edit: Fade, folded: str) -> Edit:
    """ "Fade to black at the end. Two seconds." """
    time = slots.first_time(folded)
    return replace(
        edit,
        fade_in=time if edit.fade_in is not None else None,
        fade_out=time if edit.fade_out is not None else None,
        at_least=False,
    )


def _is_of_others(folded: str) -> bool:
    """Whether it is of a text before, or of all that is seen: "and fade everything to black"."""
    return any(lexicon().concepts[k].search(folded) for k in ("earlier_text", "to_black"))


def _upload(edit: UseUpload, folded: str) -> Edit | None:
    """How loud a song is, or how a picture over the others looks."""
    if edit.over is not None:
        return _inset(edit, edit.over, folded) if _fits(folded, _INSET) else None
    if edit.kind not in {None, "audio"} or not _of_music(folded):
        return None
    level, step = amounts.level(folded), amounts.step(folded)
    level = MUSIC_LEVEL + step if level is None and step is not None else level
    return None if level is None else replace(edit, level=level)


def _inset(edit: UseUpload, over: Inset, folded: str) -> Edit:
    """ "The logo in the corner, smaller, for the first 5 seconds"."""
    more = inset_rules.uploaded_look(Wish(Clause(folded, folded, ())))
    said = {k: v for k, v in asdict(more).items() if v is not None}
    span = inset_rules.inset_span(folded) or over.span
    over = replace(over, look=replace(over.look, **said), span=span)
    return replace(edit, over=over, level=None)


def _of_shots(edit: Speed | Within | Filter | Fade, folded: str) -> Edit | None:
    """How fast, how strong a filter, or how long a fade."""
    if isinstance(edit, Fade):
        return _fade(edit, folded) if _fits(folded, _LENGTH) else None
    if not isinstance(edit, Filter):
        return _speed(edit, folded)
    strength = amounts.strength(folded) if edit.names and _fits(folded, _STRENGTH) else None
    return None if strength is None else replace(edit, strength=strength)


def _speed(edit: Speed | Within, folded: str) -> Edit | None:
    """ "Slow it down, half speed": how fast."""
    speed = edit.edit if isinstance(edit, Within) else edit
    factor = amounts.factor(folded) if _fits(folded, _SPEED) else None
    if factor is None or not isinstance(speed, Speed):
        return None
    changed = replace(speed, factor=factor)
    return replace(edit, edit=changed) if isinstance(edit, Within) else changed


def _noun(role: Role | None) -> str:
    """What such a text is called, as a concept."""
    return (role or "title").replace("-", "_")


def only_qualifies(clause: Clause) -> bool:
    """Whether the clause would qualify an edit of some kind."""
    return any(_fits(clause.folded, kind) for kind in _KINDS)


def only_letters(clause: Clause) -> bool:
    """Whether the clause says only how texts look and where they stand."""
    return _fits(clause.folded, _LETTERS, _TEXTS)


def without_qualifiers(clause: Clause) -> tuple[Clause, list[Clause]]:
    """The clause up to the run of qualifiers at its end ("…, in red, at the top"), and those."""
    cuts = [m.start() for m in _COMMA.finditer(clause.folded)]
    end, found = len(clause.folded), list[Clause]()
    for cut in reversed(cuts):
        piece = clause.part(cut + 1, end)
        if not only_qualifies(piece):
            break
        found.insert(0, piece)
        end = cut
    return clause.part(0, end), found


def _of_music(folded: str) -> bool:
    """Whether it is said of music, and not of the film ("fade out at the end")."""
    return _fits(folded, _MUSIC) and not lexicon().concepts["film_fade"].search(folded)


def _fits(folded: str, kind: _Kind, nouns: tuple[str, ...] = ()) -> bool:
    rest = folded
    for name in kind.takes:
        rest = _pattern(name).sub(" ", rest)
    if rest == folded:
        return False
    for name in (*kind.nouns, *nouns, "slightly", "strongly"):
        rest = lexicon().concepts[name].sub(" ", rest)
    return not lexicon().lists["light"].sub(" ", rest).strip(_SILENT)


@cache
def _pattern(name: str) -> re.Pattern[str]:
    words = lexicon()
    table, _, key = name.partition(".")
    if key:
        found: re.Pattern[str] = getattr(words, table)[key]
        return found
    return re.compile("|".join(p.pattern for p in words.positions.values()))


def _text(edit: AddText | ChangeText, folded: str) -> Edit:
    fade_in, fade_out = slots.fades(folded)
    look = replace(looking.look(folded), fade_in=fade_in, fade_out=fade_out)
    said = {k: v for k, v in asdict(look).items() if v is not None}
    # "fading out at the end", "淡入2秒": the time is the fade's.
    span = None if fade_in or fade_out else _span(folded)
    return replace(edit, span=_spanning(edit.span, span), look=replace(edit.look, **said))


def _span(folded: str) -> Span | None:
    length = slots.first_time(folded)
    return slots.span(folded) or (Span(length=length) if length is not None else None)


def _spanning(before: Span | None, later: Span | None) -> Span | None:
    """Both together where one says when and the other how long: "在第6秒…，持续2秒"."""
    if before is None or later is None:
        return later or before
    if later == Span(length=later.length):
        tail = None if before.tail is None else later.length
        return Span(start=before.start, length=later.length, tail=tail)
    if later.start is not None and later.end is None and later.length is None:
        return replace(later, length=before.length)
    return later


def _music(edit: SetMusic, folded: str) -> Edit:
    level, (fade_in, fade_out) = amounts.level(folded), slots.fades(folded)
    span = None if fade_in or fade_out else slots.span(folded)
    return replace(
        edit,
        span=edit.span or span,
        level=edit.level if level is None else level,
        step=edit.step if level is not None else amounts.step(folded) or edit.step,
        fade_in=fade_in or edit.fade_in,
        fade_out=fade_out or edit.fade_out,
    )


def _picture(edit: Generate, folded: str) -> Edit:
    return replace(
        edit,
        length=slots.first_time(folded) or edit.length,
        canvas=canvas(folded, alone=True) or edit.canvas,
        motion=motion(folded) or edit.motion,
        platform=slots.platform(folded) or edit.platform,
    )
