"""What is said of a whole film beside its shots: how long it is or each of them, its format and
style, and what else is to be done.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.splitting import begins_wish

from .candidate import held_in
from .kinds import is_style
from .part import SENTENCE, Part
from .piece import LONGEST_FILM, Piece

__all__ = ["Parameters", "parameters_of"]

_JOINTS = {">": " /", "+": " +"}
_DROPPED = ("chatter", "picture", "topic")
"""What is said before the shots and is nothing to be done."""
_SHORTEST_FILM, _SHORTEST_SHOT = 6000, 2000
"""What is shorter (ms) is the time of a title, where it is told behind one."""


@dataclass(slots=True)
class Parameters:
    """`total` and `each` in ms."""

    head: str = ""
    """The words that ask for the film or tell its format."""
    topic: str = ""
    total: int | None = None
    each: int | None = None
    canvas: tuple[int, int] | None = None
    styles: list[str] = field(default_factory=list)
    asked: bool = False
    """Whether a film was asked for, or named."""
    left: list[Piece] = field(default_factory=list)
    """What is to be done besides, in order."""


def parameters_of(
    parts: Iterable[tuple[Part, str]], first: int, masked: str, *, untimed: int
) -> Parameters:
    """`first`: where the shots begin in the message; `untimed`: how many of them there are, if no
    length is told of any.
    """
    found = Parameters()
    in_wish = False
    for part, kind in parts:
        in_wish = in_wish and part.joint not in {*SENTENCE, ";"}
        for held in held_in(part):
            if _is_of_each(held.folded):
                found.each = slots.first_time(held.folded)
        if kind == "length" and in_wish:
            kind = "wish"
        if not _is_told(part, kind, found) and not _is_nothing(part, kind, first):
            in_wish = True
            piece = _piece(part, masked)
            if kind == "value" and part.joint == ";":
                piece = replace(piece, joint=";")
            found.left.append(_after(found.left, piece))
    if untimed:
        _take_length(found, untimed)
    return found


def _after(left: list[Piece], piece: Piece) -> Piece:
    """The piece as words for the screen, where it stands behind a verb of writing and a space."""
    behind = lexicon().shot_list["writes_latin"].search(piece.folded)
    if behind is not None and not re.search(QUOTED, piece.folded):
        words = f"{piece.text[: behind.end()]}“{piece.text[behind.end() :]}”"
        return Piece(words, words, piece.joint, kind="wish")
    if piece.joint != " " or not left or not left[-1].text:
        return piece
    writes = lexicon().shot_list["writes"].search(left[-1].folded) is not None
    words = f"“{piece.text}”" if writes and not re.search(QUOTED, piece.folded) else piece.text
    told = any("“" in before.text for before in left[-3:])
    told = told or begins_wish(piece.folded, lexicon())
    told = told or all(re.search(QUOTED, p.folded) for p in (piece, left[-1]))
    joint = "" if writes else "," if told else " "
    return Piece(words, words if writes else piece.folded, joint, kind="wish")


def _is_told(part: Part, kind: str, found: Parameters) -> bool:
    """Whether it is a parameter, which is kept in `found`."""
    if kind == "film":
        _film(part, found)
    elif kind == "parameter":
        _parameter(part, found)
    elif kind == "length":
        time = slots.first_time(part.folded) or 0
        found.total = found.total or (time if time <= LONGEST_FILM else None)
    elif kind not in {"chatter", "look"} and is_style(part):
        found.styles.append(part.text)
    else:
        return False
    return True


def _is_nothing(part: Part, kind: str, first: int) -> bool:
    """Whether nothing is to be done for it."""
    if kind == "chatter" or part.said("parameter_field"):
        return True
    quotes = re.search(QUOTED, part.folded)
    return part.start < first and kind in _DROPPED and not quotes


def _is_of_each(folded: str) -> bool:
    words = (lexicon().storyboard["each"], lexicon().shot_list["each_of"])
    return any(pattern.search(folded) for pattern in words)


def _film(part: Part, found: Parameters) -> None:
    piece = Piece(part.text, part.folded, ".")
    found.asked, found.head = True, f"{found.head} {part.folded}"
    tail = piece.said("tail")
    if tail is not None:
        found.left.append(piece.part(tail.start(), len(piece.text)))
        piece = piece.part(0, tail.start())
    time = slots.first_time(piece.folded)
    if _is_of_each(piece.folded):
        found.each = time
    else:
        found.total = time
    found.canvas = found.canvas or slots.size_of_canvas(part.folded)
    for look in lexicon().filters.values():
        if match := look.search(piece.folded):
            found.left.append(piece.part(*match.span()))
    if medium := piece.said("medium"):
        found.styles.append(medium[0])
    about = piece.said("about")
    if about is not None:
        found.topic = next((g for g in about.groups() if g), "")


def _parameter(part: Part, found: Parameters) -> None:
    time = slots.first_time(part.folded)
    if _is_of_each(part.folded):
        found.each = time or found.each
    else:
        found.total = time or found.total
    found.canvas = slots.size_of_canvas(part.folded) or found.canvas
    found.head = f"{found.head} {part.folded}"
    of_shots = _is_of_each(part.folded) and lexicon().concepts["shot"].search(part.folded)
    counted = part.said("number_of") is not None or (time is not None and of_shots is not None)
    found.asked = found.asked or counted


def _take_length(found: Parameters, count: int) -> None:
    """ "A red background, title “Sale”, 20 seconds": so long is a film, and no title."""
    if found.total is not None or found.each is not None:
        return
    told = [p for p in found.left if p.only("total")]
    time = slots.first_time(told[0].folded) if len(told) == 1 else None
    if time is not None and LONGEST_FILM >= time >= max(_SHORTEST_FILM, _SHORTEST_SHOT * count):
        found.total = time
        found.left.remove(told[0])


def _piece(part: Part, masked: str) -> Piece:
    text = masked[part.start : part.end].strip() if part.held or part.mark else part.text
    joint = "." if part.joint in {*SENTENCE, ";"} else _JOINTS.get(part.joint, part.joint)
    return Piece(text, text.lower() if text != part.text else part.folded, joint, kind="wish")
