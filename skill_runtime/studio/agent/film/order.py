"""What is found of a film on the way through the pieces of the message that orders it: its subject,
its pictures, their lengths, its format and style, and what is left to be done besides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon

from .parting import sound_of
from .piece import LONGEST_FILM, Piece
from .script import PARAMETERS

__all__ = ["Film", "labels", "read_film", "series"]

_MOST_COUNTED = 999


@dataclass(slots=True)
class Film:
    """What was found of it on the way through the pieces."""

    items: list[Piece] = field(default_factory=list)
    left: list[Piece] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    topic: str = ""
    before: list[Piece] = field(default_factory=list)
    """What was said before the film was asked for."""
    series: tuple[str, ...] = ()
    total: int | None = None
    canvas: tuple[int, int] | None = None
    apart: bool = False
    """Whether its length was told in a piece of its own."""
    each: int | None = None
    count: int = 0
    stays: bool = False
    """Whether its words are what it is for, and stay on the screen: a quote card."""
    tailed: bool = False
    """Whether something stands between its name and its pictures: "with a title, a lake, …"."""
    worded: bool = False
    """Whether words for the screen were told with the picture."""
    sides: bool = False
    """Whether its pictures were told to be on the left and on the right."""
    told: list[str] = field(default_factory=list)
    """What is said of single shots, as wishes."""


def read_film(pieces: Sequence[Piece], first: int) -> Film:
    """`first`: which of the pieces asks for the film; -1: none does."""
    film = Film()
    for piece in pieces[: max(first, 0)]:
        _before(piece, film, pieces[first])
    if first >= 0:
        _head(pieces[first], film, pieces[first + 1 :])
    listing, in_wish = True, False
    for piece in pieces[first + 1 :]:
        shows = piece.said("shows") is not None
        goes_on = in_wish and piece.joint != "." and not shows
        in_wish = piece.kind == "wish" or (goes_on and piece.kind not in PARAMETERS)
        listing = (listing and not (piece.joint == "." and film.items)) or (
            shows and not film.items
        )
        listing = _told(piece, film, listing=listing and not in_wish) and listing
    _take_ground(film)
    if film.items and film.before:
        film.left[:0] = film.before  # it is none of the pictures, and is not to be lost
    return film


def _take_ground(film: Film) -> None:
    """ "A quote card: “…”, in a serif font on a lake at dawn": what the words stand on is its
    picture.
    """
    if not film.stays or film.items:
        return
    for at, piece in enumerate(film.left):
        if match := piece.said("ground"):
            film.items = [replace(piece.after(match), kind="item")]
            rest = piece.part(0, match.start())
            film.left[at : at + 1] = [rest] if rest.text else []
            film.worded = True
            return


def _told(piece: Piece, film: Film, *, listing: bool) -> bool:
    """What is told behind the head; whether the list of pictures may go on."""
    if piece.kind == "heard":
        timed = slots.first_time(piece.folded) is not None
        sound = piece.text if timed else sound_of(piece)
        shot = f" on shot {max(len(film.items), 1)}"
        film.told.append(f"add {sound}" if timed else f"add the sound of {sound}{shot}")
    elif piece.kind in {"item", "paint", "card"} and listing:
        _item(piece, film)
    elif piece.kind == "template" and film.items:
        _template(piece, film)
    elif piece.kind in PARAMETERS:
        _parameter(piece, film)
    else:
        film.left.append(labels(piece))
        return False
    return True


def labels(piece: Piece) -> Piece:
    """ "Big captions": one for each of the pictures; anything else as it is."""
    if lexicon().storyboard["bare_labels"].fullmatch(piece.folded) is None:
        return piece
    text = f"give each shot its own {piece.text.removeprefix('with ')}"
    return replace(piece, text=text, folded=text, joint=".")


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
        film.before.append(piece)


def _head(piece: Piece, film: Film, following: Sequence[Piece]) -> None:
    _counted(piece, film)
    film.stays = piece.said("words_stay") is not None
    if piece.kind == "count":
        film.topic = _topic(piece) or film.topic
        return
    if (pair := piece.said("pair")) is not None:
        film.items += [replace(piece.part(*pair.span(n)), kind="item") for n in (1, 2)]
        return
    if (match := piece.said("tail")) is not None:
        film.left.append(labels(piece.part(match.start(), len(piece.text))))
        film.tailed = True
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
    series(film.topic or piece.text, film)


def series(said: str, film: Film) -> None:
    """ "An oak tree through the four seasons": its pictures are known, and what they show."""
    found = lexicon().words["series"].search(fold(said, lexicon()))
    if found is None:
        return
    film.series = tuple(lexicon().values["series"][found[0]])
    before = said[: found.start()].rstrip()
    ends = lexicon().storyboard["through"].finditer(fold(before, lexicon()))
    end = next((m.start() for m in ends if m.end() == len(before)), len(before))
    article = lexicon().storyboard["article"].fullmatch(before[:end].strip().lower())
    film.topic = "" if article else before[:end].strip(" 的")


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
    if not film.items or piece.kind == "paint":
        _counted(piece, film)
    if piece.kind == "paint" and piece.said("count"):
        film.topic = _topic(piece) or film.topic
        return
    film.sides = film.sides or piece.said("on_side") is not None
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
    elif piece.kind == "total" and (time or 0) <= LONGEST_FILM:
        film.total, film.apart = film.total or time, True
    elif piece.kind == "format":
        film.canvas = slots.size_of_canvas(piece.folded)
    elif piece.kind == "style":
        film.styles.append(piece.text)
    elif piece.kind == "topic":
        film.topic = _topic(piece) or film.topic
    _counted(piece, film)


def _counted(piece: Piece, film: Film) -> None:
    medium = piece.said("medium")
    if medium is not None and not any(medium[0] in style.lower() for style in film.styles):
        film.styles.append(medium[0])
    match = piece.said("count") or piece.said("counted")
    if match is not None and not film.count:
        said = int(lexicon().number(next(g for g in match.groups() if g)))
        film.count = min(said, _MOST_COUNTED) if said > 1 else 0
