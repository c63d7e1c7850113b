"""The pieces of a message that orders a film, and what each of them is.

A piece stands between commas, colons and full stops; it asks for the film, counts or names its
pictures, says how long or in which style they are, or is a wish of its own, which is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import CANVASES, QUOTED, lexicon
from skill_runtime.studio.agent.words.splitting import polite_until

from .parting import is_heard, parted
from .piece import HAN, Piece

__all__ = [
    "HAN",
    "PARAMETERS",
    "ROW",
    "Piece",
    "asks_for_film",
    "begins_wish",
    "names_other",
    "pieces_of",
]

_JOINTS = re.compile(
    r"(?P<end>[;。！!\n]+|(?<!\bmr)(?<!\bmrs)(?<!\bms)(?<!\bdr)(?<!\bst)[.?？]+(?=\s|$))"
    r"|:(?!\d)|(?<=\s)(?:[-–—]+|w/)(?=\s)|[,、]"
    rf"|(?<=[{HAN}]) +(?=[{HAN}\d])|(?<=\d) +(?=[{HAN}])"
)
ROW = ("、", " ")
"""Between these stand things of one kind."""
_ASKING = ("card", "template", "paint", "head")
_ANNOUNCING = ("head", "named", "count", "total", "format")
"""What the list of the pictures stands behind, after a colon."""
PARAMETERS = ("each", "total", "count", "style", "topic", "format")
_TIMED = ("title", "subtitle", "caption", "effect", "dissolve", "transition", "inset")
_OTHERS = (
    *("music", "style_of_music", "title", "subtitle", "caption", "lower_third", "watermark"),
    *("sticker", "effect", "transition", "dissolve", "mute", "sound", "inset", "split_screen"),
    "label",
)
"""What a piece that names one of these asks for is no picture."""


def pieces_of(masked: str, *, empty: bool = False) -> list[Piece]:
    """The pieces with what each of them is; one that goes on with a wish is part of it. `empty`:
    nothing is on the timeline, so that a film may merely be named ("a video for my shop").
    """
    return list(_kinds(parted(list(_pieces(masked))), empty=empty))


def _pieces(masked: str) -> Iterator[Piece]:
    folded = fold(masked, lexicon())
    cuts = list(_JOINTS.finditer(folded))
    starts = [(0, "."), *((m.end(), "." if m["end"] else m[0].strip() or " ") for m in cuts)]
    ends = [*(m.start() for m in cuts), len(masked)]
    for (start, joint), end in zip(starts, ends, strict=True):
        piece = Piece(masked, folded, joint).part(start, end)
        if piece.text:
            yield piece


def _kinds(pieces: Iterable[Piece], *, empty: bool) -> Iterator[Piece]:
    before, asked, listing = Piece("", "", "."), not empty, False
    pieces, announced = list(pieces), 0
    for at, piece in enumerate(pieces):
        if piece.kind:
            yield piece
            continue
        if piece.joint == ":" and before.kind in {"count", "each"}:
            announced = _announced(pieces, at)
        bare = piece.part(polite_until(piece.folded, lexicon()), len(piece.text))
        # "给我" is polite, and in "给我的店做个视频" whom it is for.
        found = [p for p in (bare, piece) if p.text and _asks(p)] or [bare if bare.text else piece]
        listing = piece.joint != "." and (
            listing or (piece.joint == ":" and before.kind in _ANNOUNCING)
        )
        kind = _kind(found[0], before, listing=listing)
        if not asked and kind not in _ASKING and _names_film(found[0]):
            kind = "named"
        if announced and kind not in PARAMETERS:
            announced, kind = announced - 1, "item"
        elif kind == "item" and before.kind == "item" and is_heard(piece) and piece.joint != ".":
            yield replace(piece, kind="heard")
            continue
        asked = asked or kind in {"head", "paint", "named"}
        before = replace(found[0] if kind in _ASKING else piece, kind=kind)
        yield before


def _announced(pieces: Sequence[Piece], start: int) -> int:
    """How many pictures stand behind the colon, if they are as many as were announced: "4 shots, 3
    seconds each: a running track, …"; else 0.
    """
    listed = list(takewhile(lambda p: p.joint != ".", pieces[start + 1 :]))
    listed = [p for p in (pieces[start], *listed) if not p.kind and not p.only("each")]
    counts = (p.said("count") for p in reversed(pieces[:start]) if p.only("count"))
    match = next(counts, None)
    said = match and int(lexicon().number(next(g for g in match.groups() if g)))
    quoted = any(re.search(QUOTED, p.folded) for p in listed)
    return len(listed) if said == len(listed) and not quoted else 0


def _names_film(piece: Piece) -> bool:
    """ "A birthday video for my son", 中秋节祝福视频, and no order about one that is there."""
    opens = lexicon().lists["openers"].match(piece.folded) and not piece.said("for_whom")
    if opens or re.search(QUOTED, piece.folded):
        return False
    known = lexicon().words["series"].search(piece.folded)
    named = (piece.said(name) is not None for name in ("named", "pair"))
    return known is not None or any(named)


def _asks(piece: Piece) -> str:
    """How a piece asks for pictures, if it does."""
    starts = ((name, piece.said(name)) for name in _ASKING)
    return next((name for name, match in starts if match and match.start() == 0), "")


def asks_for_film(piece: Piece) -> bool:
    """Whether it asks for a film, or names one."""
    lead = piece.said("asks_lead")
    asked = piece.after(lead) if lead and lead.start() == 0 else piece
    bare = asked.part(polite_until(asked.folded, lexicon()), len(asked.text))
    return any(p.text and (_asks(p) == "head" or _names_film(p)) for p in (bare, asked))


def _kind(piece: Piece, before: Piece, *, listing: bool) -> str:
    """`listing`: so many pictures were announced, and this is one of them: "add eggs and milk"."""
    if before.kind == "wish" and piece.joint in {":", *ROW}:
        return "wish"
    for name in ("each", "total", "count"):
        if piece.only(name) or (
            name == "count" and before.kind != "item" and piece.only("counted")
        ):
            goes_on = before.kind == "wish" and piece.joint != "." and name == "total"
            goes_on = goes_on and piece.said("in_all") is None and _has_a_time(before)
            return "wish" if goes_on else name
    if _asks(piece) or names_other(piece):
        return _asks(piece) or "wish"
    return _parameter(piece) or ("wish" if not listing and begins_wish(piece) else "item")


def _parameter(piece: Piece) -> str:
    """What it says of the whole film, if nothing else."""
    if _is_format(piece):
        return "format"
    if lexicon().generation["resolution"].fullmatch(piece.folded):
        return "wish"
    for name, kind in (("topic", "topic"), ("style", "style"), ("medium", "style")):
        if piece.only(name):
            return kind
    return ""


def _has_a_time(piece: Piece) -> bool:
    """Whether what is wished is shown or heard for a while: "a title “Coast”, 3 seconds"."""
    timed = [lexicon().concepts[k] for k in _TIMED]
    return bool(re.search(QUOTED, piece.folded)) or any(p.search(piece.folded) for p in timed)


def names_other(piece: Piece) -> bool:
    """Whether it is about words on the screen, sound, or nothing but a look."""
    words = lexicon()
    others = [words.concepts[k] for k in _OTHERS]
    if re.search(QUOTED, piece.folded) or any(p.search(piece.folded) for p in others):
        return True
    rest = piece.folded
    for pattern in words.filters.values():
        rest = pattern.sub(" ", rest)
    if rest == piece.folded:
        return False
    for pattern in (words.concepts["filter"], words.lists["light"], words.lists["filler"]):
        rest = pattern.sub(" ", rest)
    return not re.search(rf"[a-z{HAN}]", rest)


def _is_format(piece: Piece) -> bool:
    """ "In landscape", and not "an empty square"."""
    words = lexicon()
    rest = piece.folded
    named = (*CANVASES, "shot", "video")
    for pattern in (*(words.concepts[k] for k in named), words.lists["light"]):
        rest = pattern.sub(" ", rest)
    bare = not re.search(rf"[a-z{HAN}]", rest)
    return bare and slots.size_of_canvas(piece.folded) is not None


def begins_wish(piece: Piece) -> bool:
    opener = lexicon().lists["openers"].match(piece.folded)
    if opener is None or piece.joint in ROW:
        return False
    leads = (piece.said(name) for name in ("lead", "shows"))
    return piece.said("no_verb") is None and not any(m and m.start() == 0 for m in leads)
