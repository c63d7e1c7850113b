"""What a message that orders a film says besides its pictures, put together again: each wish that
has its own subject as a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .lexicon import QUOTED, lexicon
from .script import HAN, ROW, Piece

__all__ = ["remainder", "staying_words"]

_SUBJECTS = (
    "music",
    "style_of_music",
    "title_alone",
    "subtitle",
    "effect",
    "transition",
    "watermark",
)
"""What a wish may be about."""


def staying_words(piece: Piece) -> Piece:
    """The words of a card, which are read as long as it is seen."""
    if not _is_quotation(piece):
        return piece
    text = f"title {piece.text} the whole time"
    return replace(piece, text=text, folded=text)


def remainder(left: Sequence[Piece], told: Sequence[str]) -> str:
    """What is left to be done, each wish that has its own subject as a sentence."""
    said, before = "", Piece("", "", ".")
    for piece in left:
        said += f"{'. ' if _has_subject(piece, before) else _mark(piece.joint)}{_added(piece)}"
        before = piece
    return f"{said}{''.join(f'. {wish}' for wish in told)}".lstrip(" ,.、:")


def _has_subject(piece: Piece, before: Piece) -> bool:
    """Whether it says what it is about, and is no value of the wish before: "“Coast”, in red"."""
    if piece.joint in ROW or _is_quotation(piece) or _is_quotation(before):
        return False
    if re.search(QUOTED, piece.folded):
        row = re.match(QUOTED, piece.folded) and re.search(rf"{QUOTED}$", before.folded)
        return not (row or _wants_words(before))
    concepts = [lexicon().concepts[k] for k in _SUBJECTS]
    return any(p.search(piece.folded) for p in (*concepts, *lexicon().effects.values()))


def _wants_words(piece: Piece) -> bool:
    """ "Text: …": what stands behind it is what it says."""
    named = (lexicon().concepts[k].search(piece.folded) for k in ("title", "subtitle", "caption"))
    return any(named) and not re.search(QUOTED, piece.folded)


def _is_quotation(piece: Piece) -> bool:
    return re.fullmatch(rf"\W*{QUOTED}\W*", piece.folded) is not None


def _added(piece: Piece) -> str:
    """ "with the date “20 July”": words that the film is to have."""
    match = piece.said("with_words")
    if match is None:
        return piece.text
    words = piece.after(match).text
    return f"写{words}" if re.search(f"[{HAN}]", words) else f"add {words}"


def _mark(joint: str) -> str:
    return joint if joint in ROW else f"{joint} "
