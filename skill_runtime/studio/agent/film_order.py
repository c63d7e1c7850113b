"""What is found of a film on the way through the pieces of the message that orders it: its subject,
its pictures, their lengths, its format and style, and what is left to be done besides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from . import slots
from .folding import fold
from .lexicon import QUOTED, lexicon
from .script import PARAMETERS, Piece

__all__ = ["Film", "read_film"]

_MOST_COUNTED = 999


@dataclass(slots=True)
class Film:
    """What was found of it on the way through the pieces."""

    items: list[Piece] = field(default_factory=list)
    left: list[Piece] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    topic: str = ""
    before: str = ""
    """What was said before the film was asked for."""
    series: tuple[str, ...] = ()
    total: int | None = None
    canvas: tuple[int, int] | None = None
    apart: bool = False
    """Whether its length was told in a piece of its own."""
    each: int | None = None
    count: int = 0
    worded: bool = False
    """Whether words for the screen were told with the picture."""
    sides: bool = False
    """Whether its pictures were told to be on the left and on the right."""
    cards: list[tuple[int, str]] = field(default_factory=list)
    """Words on the screen that are told with a picture, and its number."""


def read_film(pieces: Sequence[Piece], first: int) -> Film:
    film = Film()
    listing, in_wish = True, False
    for at, piece in enumerate(pieces):
        goes_on = in_wish and piece.joint != "." and at > first and not piece.said("in_all")
        in_wish = piece.kind == "wish" or goes_on
        if piece.joint == "." and film.items and at > first:
            listing = False
        if at < first:
            _before(piece, film, pieces[first])
        elif at == first:
            _head(piece, film, pieces[at + 1 : at + 2])
        elif piece.kind in {"item", "paint", "card"} and listing and not in_wish:
            _item(piece, film)
        elif piece.kind == "template" and film.items:
            _template(piece, film)
        elif piece.kind in PARAMETERS and not in_wish:
            _parameter(piece, film)
        else:
            film.left.append(piece)
            listing = False
    return film


def _before(piece: Piece, film: Film, head: Piece) -> None:
    """What is said before the film is asked for: what it shows, or who asks."""
    if piece.said("asker") and not re.search(QUOTED, piece.folded):
        return
    if piece.kind == "wish":
        film.left.append(piece)
    elif piece.kind in PARAMETERS:
        _parameter(piece, film)
    elif head.said("made_into"):
        film.items.append(piece)
    else:
        film.before = film.before or piece.text


def _head(piece: Piece, film: Film, following: Sequence[Piece]) -> None:
    _counted(piece, film)
    if piece.kind == "count":
        film.topic = _topic(piece) or film.topic
        return
    if (match := piece.said("tail")) is not None:
        film.left.append(piece.part(match.start(), len(piece.text)))
        film.worded = film.left[-1].said("with_words") is not None
        piece = piece.part(0, match.start())
    listed = bool(following) and following[0].joint in {":", "-", "–", "—"}
    if piece.kind == "paint" and not listed and not piece.said("count"):
        _item(piece, film)
        return
    if piece.said("each"):
        film.each = slots.first_time(piece.folded)
    else:
        film.total = slots.first_time(piece.folded)
    for words in lexicon().filters.values():
        if match := words.search(piece.folded):
            look = replace(piece.part(*match.span()), joint=",", kind="wish")
            film.left.append(look)
    film.topic = _topic(piece) or film.topic
    if found := lexicon().words["series"].search(fold(film.topic, lexicon())):
        film.series = tuple(lexicon().values["series"][found[0]])
        before = film.topic[: found.start()].rstrip()
        ends = lexicon().storyboard["through"].finditer(fold(before, lexicon()))
        end = next((m.start() for m in ends if m.end() == len(before)), len(before))
        film.topic = before[:end].strip(" 的")


def _topic(piece: Piece) -> str:
    match = piece.said("about")
    if match is None:
        return ""
    group = next(n for n in range(1, len(match.groups()) + 1) if match[n] is not None)
    found = piece.part(*match.span(group))
    for name in ("count", "total_inside"):
        if inside := found.said(name):
            found = found.part(0, inside.start()) if inside.start() else found.after(inside)
    return found.text


def _item(piece: Piece, film: Film) -> None:
    if (match := piece.said("card")) is not None and piece.kind == "card":
        film.cards.append((len(film.items) + 1, piece.folded[match.end() - 1]))
        piece = piece.part(0, match.end(1))
    _counted(piece, film)
    if piece.kind == "paint" and piece.said("count"):
        film.topic = _topic(piece) or film.topic
        return
    film.sides = film.sides or piece.said("on_side") is not None
    if (match := piece.said("count_behind")) is not None:
        piece = piece.part(0, match.start())
    if piece.text:
        film.items.append(piece)


def _template(piece: Piece, film: Film) -> None:
    """ "Paint a person doing each": what every picture shows."""
    match = piece.said("template")
    if match is not None:
        film.topic = piece.part(*match.span(1)).text
        rest = piece.after(match)
        film.left += [replace(rest, kind="wish", joint=".")] if rest.text else []


def _parameter(piece: Piece, film: Film) -> None:
    time = slots.first_time(piece.folded)
    if piece.kind == "each":
        film.each = time if time is not None else film.each
    elif piece.kind == "total":
        film.total, film.apart = time, True
    elif piece.kind == "format":
        film.canvas = slots.size_of_canvas(piece.folded)
    elif piece.kind == "style":
        film.styles.append(piece.text)
    elif piece.kind == "topic":
        film.topic = _topic(piece) or film.topic
    _counted(piece, film)


def _counted(piece: Piece, film: Film) -> None:
    if (medium := piece.said("medium")) is not None:
        film.styles.append(medium[0])
    match = piece.said("count") or piece.said("counted")
    if match is not None and not film.count:
        said = int(lexicon().number(next(g for g in match.groups() if g)))
        film.count = min(said, _MOST_COUNTED) if said > 1 else 0
