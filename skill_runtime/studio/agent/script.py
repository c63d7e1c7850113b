"""The pieces of a message that orders a film, and what each of them is.

A piece stands between commas, colons and full stops; it asks for the film, counts or names its
pictures, says how long or in which style they are, or is a wish of its own, which is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from . import slots
from .folding import fold
from .lexicon import CANVASES, QUOTED, lexicon
from .splitting import polite_until

__all__ = ["HAN", "PARAMETERS", "ROW", "Piece", "pieces_of"]

HAN = "\u3400-\u9fff"
_JOINTS = re.compile(
    r"(?P<end>[;。！!\n]+|[.?？]+(?=\s|$))|:(?!\d)|(?<=\s)(?:[-–—]+|w/)(?=\s)|[,、]"
    rf"|(?<=[{HAN}]) +(?=[{HAN}\d])|(?<=\d) +(?=[{HAN}])"
)
_EDGES = " \t,，、.。:：;；!！-–—"
ROW = ("、", " ")
"""Between these stand things of one kind."""
_ASKING = ("card", "template", "paint", "head")
PARAMETERS = ("each", "total", "count", "style", "topic", "format")
_OTHERS = (
    *("music", "style_of_music", "title", "subtitle", "caption", "lower_third", "watermark"),
    *("sticker", "effect", "transition", "dissolve", "mute", "sound", "inset", "split_screen"),
    "label",
)
"""What a piece that names one of these asks for is no picture."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` and `folded` have the same length."""

    text: str
    folded: str
    joint: str
    """What stands before it: `.` a new sentence."""
    kind: str = ""

    def said(self, name: str) -> re.Match[str] | None:
        return lexicon().storyboard[name].search(self.folded)

    def only(self, name: str) -> bool:
        return lexicon().storyboard[name].fullmatch(self.folded) is not None

    def after(self, match: re.Match[str]) -> Piece:
        return self.part(match.end(), len(self.text))

    def part(self, start: int, end: int) -> Piece:
        text = self.text[start:end]
        room = len(text) - len(text.lstrip(_EDGES))
        start, text = start + room, text.strip(_EDGES)
        return replace(self, text=text, folded=self.folded[start : start + len(text)])


def pieces_of(masked: str) -> list[Piece]:
    """The pieces with what each of them is; one that goes on with a wish is part of it."""
    return list(_kinds(_pieces(masked)))


def _pieces(masked: str) -> Iterator[Piece]:
    folded = fold(masked, lexicon())
    cuts = list(_JOINTS.finditer(folded))
    starts = [(0, "."), *((m.end(), "." if m["end"] else m[0].strip() or " ") for m in cuts)]
    ends = [*(m.start() for m in cuts), len(masked)]
    for (start, joint), end in zip(starts, ends, strict=True):
        piece = Piece(masked, folded, joint).part(start, end)
        if piece.text:
            yield piece


def _kinds(pieces: Iterator[Piece]) -> Iterator[Piece]:
    before = ""
    for piece in pieces:
        bare = piece.part(polite_until(piece.folded, lexicon()), len(piece.text))
        # "给我" is polite, and in "给我的店做个视频" whom it is for.
        found = [p for p in (bare, piece) if p.text and _asks(p)] or [bare if bare.text else piece]
        before = _kind(found[0], before)
        yield replace(found[0] if before in _ASKING else piece, kind=before)


def _asks(piece: Piece) -> str:
    """How a piece asks for pictures, if it does."""
    starts = ((name, piece.said(name)) for name in _ASKING)
    return next((name for name, match in starts if match and match.start() == 0), "")


def _kind(piece: Piece, before: str) -> str:
    if before == "wish" and piece.joint in {":", *ROW}:
        return "wish"
    for name in ("each", "total", "count"):
        if piece.only(name) or (name == "count" and piece.only("counted")):
            goes_on = before == "wish" and piece.joint != "." and name != "count"
            goes_on = goes_on and piece.said("in_all") is None
            return "wish" if goes_on else name
    if _asks(piece) or _names_other(piece):
        return _asks(piece) or "wish"
    if _is_format(piece):
        return "format"
    for name, kind in (("topic", "topic"), ("style", "style"), ("medium", "style")):
        if piece.only(name):
            return kind
    return "wish" if _begins_wish(piece) else "item"


def _names_other(piece: Piece) -> bool:
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
    for pattern in (*(words.concepts[k] for k in CANVASES), words.lists["light"]):
        rest = pattern.sub(" ", rest)
    bare = not re.search(rf"[a-z{HAN}]", rest)
    return bare and slots.size_of_canvas(piece.folded) is not None


def _begins_wish(piece: Piece) -> bool:
    opener = lexicon().lists["openers"].match(piece.folded)
    if opener is None or piece.joint in ROW:
        return False
    lead = piece.said("lead")
    return piece.said("no_verb") is None and not (lead and lead.start() == 0)
