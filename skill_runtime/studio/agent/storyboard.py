"""A whole film ordered in one message: "a 15 second ad with three shots: a lighthouse, a house and
a forest, title 'Coast', upbeat music".

The pictures are taken out of the message before it is split into clauses, whose commas would tear
their list apart; what else is said (music, titles, looks) stays and is read as ever. A message that
is no list, or of which another number was announced, is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from . import slots
from .edits import Generate
from .film_order import Film, read_film
from .folding import fold
from .generation import canvas
from .lexicon import lexicon
from .naming import Names
from .script import HAN, ROW, Piece, pieces_of
from .utterance import Clause, Lifted, lift, unlifted

__all__ = ["MOST_PICTURES", "Storyboard", "storyboard"]

MOST_PICTURES = 12
"""Pictures of one message."""
_BRACKETS = re.compile(r"(?P<before>.)\s*[(（](?P<inside>[^()（）]{1,400})[)）]")
_LONGEST = 1000
"""Whoever has said more than that has told no list in one breath."""


@dataclass(frozen=True, slots=True)
class Storyboard:
    """The pictures that a message orders, in their order."""

    shots: tuple[Generate, ...]
    rest: str
    """What the message says besides."""
    alike: bool = False
    """So many pictures were wanted, and nothing was said of any of them."""
    left_out: int = 0
    """How many more were wanted than one message makes."""

    def names(self) -> Names:
        """What will be on the timeline."""
        ends = [0]
        for shot in self.shots:
            ends.append(ends[-1] + (shot.length or 0))
        told = all(shot.length for shot in self.shots)
        times = tuple(pairwise(ends)) if told else ()
        return Names(tuple(shot.name for shot in self.shots), times=times)


def storyboard(message: str, *, empty: bool) -> Storyboard | None:
    """The pictures of a film that is ordered; None where the message orders none."""
    if len(message) > _LONGEST:
        return None
    masked, lifted = lift(message)
    masked = _with_open_list(masked)
    pieces = pieces_of(masked)
    first = _first(pieces, empty=empty)
    if first is None:
        return None
    film = read_film(pieces, first)
    head = pieces[first]
    together = any(lexicon().concepts["split_screen"].search(p.folded) for p in film.left)
    named = _named(film, head)
    alike = not named and film.count > 1 and (head.kind != "count" or film.topic != "")
    named = _numbered(film) if alike else named
    if not _is_film(named, film, head, together=together):
        return None
    left_out = max(0, len(named) - MOST_PICTURES)
    shots = [_shot(said, film, head) for said in named[:MOST_PICTURES]]
    plain = [
        replace(s, prompt=_plain(s.prompt, lifted), name=_plain(s.name, lifted)) for s in shots
    ]
    rest = unlifted(_joined(film.left, film.cards), lifted)
    rest = lexicon().storyboard["split"].sub("左右分屏", rest, count=1) if film.sides else rest
    return Storyboard(_timed(plain, film, together=together), rest, alike, left_out)


def _with_open_list(masked: str) -> str:
    """ "Three shots (bread, oven)" as "three shots: bread, oven."."""
    noun = lexicon().generation["picture"]

    def opened(match: re.Match[str]) -> str:
        said = fold(masked[: match.end("before")], lexicon())
        named = any(m.end() == len(said) for m in noun.finditer(said))
        inside = re.sub("[;；]", ",", match["inside"])
        return f"{match['before']}: {inside}." if named else match[0]

    return _BRACKETS.sub(opened, masked)


def _plain(text: str, lifted: Sequence[Lifted]) -> str:
    return Clause(text, text, tuple(lifted)).restore(text)


def _first(pieces: Sequence[Piece], *, empty: bool) -> int | None:
    """Where the film is asked for; on an empty timeline a number of things may stand for it."""
    kinds = [p.kind for p in pieces]
    for kind in ("head", "paint", *(("count",) if empty else ())):
        if kind in kinds:
            return kinds.index(kind)
    return None


def _apart(item: Piece, film: Film, head: Piece) -> list[str]:
    """The pictures of one piece: "an owl and a deer" are two where each has its length."""
    start = lexicon().storyboard["lead"].match(item.folded)
    bare = item.after(start) if start else item
    if item.kind == "paint" and (verb := item.said("paint")):
        bare = item.after(verb)
    several = film.each or (item.kind == "paint" and head.kind == "head")
    short = film.count > len(film.items) or item.said("shows")
    if end := bare.said("chatter"):
        bare = bare.part(0, end.start())
    cut = bare.said("and" if short else "and_another") if several or short else None
    if cut is None:
        return [bare.text] if bare.text else []
    return [bare.part(0, cut.start()).text, bare.after(cut).text]


def _numbered(film: Film) -> list[str]:
    """As many pictures of one subject, of which nothing else was said."""
    topic = film.topic or film.before or ", ".join(film.styles)
    return [f"{topic} {n}" for n in range(1, film.count + 1)] if topic else []


def _named(film: Film, head: Piece) -> list[str]:
    """What each picture shows, as it was said."""
    if film.series and not film.items:
        return list(film.series)
    if head.said("made_into") and not film.count:
        return [", ".join(item.text for item in film.items)]
    if not film.items and not film.count and head.kind == "head" and _is_short(head, film):
        return [film.topic] if film.topic else []
    return [name for item in film.items for name in _apart(item, film, head)]


def _is_short(head: Piece, film: Film) -> bool:
    """Whether the film shows nothing but its subject, and that is told in pieces: "a video of a
    cat, 6 seconds".
    """
    told = film.apart or film.styles or head.said("explains")
    return bool(film.total and told)


def _is_film(named: Sequence[str], film: Film, head: Piece, *, together: bool) -> bool:
    """Whether these are the pictures of one film, and no mere description of one picture."""
    if not named or not all(named):
        return False
    if film.topic and film.items and film.items[0].said("goes_on"):
        return False  # "a video of a lake, then a hill"
    if film.count or film.series:
        return len(named) in {film.count, len(film.series)}
    if len(named) == 1:
        return head.kind == "head" or film.apart or film.worded
    if film.each or together:
        return True
    colon = any(p.joint == ":" for p in film.items)
    if head.kind == "paint":
        return colon and len(named) > 2  # "paint a knight, a horse, a castle" is one picture
    listed = colon or film.items[0].joint == "."
    rows = any(p.joint == "、" or p.said("shows") for p in film.items)
    painted = any(p.kind == "paint" for p in film.items)
    spaced = all(p.joint == " " for p in film.items)
    return rows or painted or ((listed or spaced) and len(named) > 2)


def _shot(said: str, film: Film, head: Piece) -> Generate:
    if film.series:
        name, prompt = _of_series(said, film.topic)
    else:
        article = lexicon().storyboard["article"].match(fold(said, lexicon()))
        name = said[article.end() :].strip() if article else said
        more = [film.topic] if film.topic and film.topic not in said else []
        prompt = ", ".join([said, *more, *film.styles])
    platform = slots.platform(head.folded) or ""
    size = film.canvas or canvas(head.folded, alone=True)
    return Generate(prompt, canvas=size, platform=platform, name=name)


def _of_series(said: str, topic: str) -> tuple[str, str]:
    """ "in spring" and "a lighthouse" → "spring", "a lighthouse in spring"."""
    if re.search(f"[{HAN}]", said):
        return said, f"{said}的{topic}" if topic else said
    name = said.rpartition(" ")[2]
    return name, f"{topic} {said}" if topic else said


def _timed(shots: Sequence[Generate], film: Film, *, together: bool) -> tuple[Generate, ...]:
    """Each as long as was told, or all together as long as the film."""
    if film.each is not None or (together and film.total):
        return tuple(replace(shot, length=film.each or film.total) for shot in shots)
    if not film.total:
        return tuple(shots)
    ends = [round(film.total * n / len(shots)) for n in range(len(shots) + 1)]
    return tuple(
        replace(shot, length=end - start)
        for shot, (start, end) in zip(shots, pairwise(ends), strict=True)
    )


def _joined(left: Sequence[Piece], cards: Sequence[tuple[int, str]]) -> str:
    said = "".join(f"{_mark(piece.joint)}{_added(piece)}" for piece in left)
    cards_told = "".join(f". put {words} on shot {number}" for number, words in cards)
    return f"{said}{cards_told}".lstrip(" ,.、:")


def _added(piece: Piece) -> str:
    """ "with the date “20 July”": words that the film is to have."""
    match = piece.said("with_words")
    if match is None:
        return piece.text
    words = piece.after(match).text
    return f"写{words}" if re.search(f"[{HAN}]", words) else f"add {words}"


def _mark(joint: str) -> str:
    return joint if joint in ROW else f"{joint} "
