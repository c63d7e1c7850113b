"""Which pictures the pieces of a film tell, each by what was said of it."""

from __future__ import annotations

from skill_runtime.studio.agent.words import generation
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause

from .order import Film
from .piece import Piece

__all__ = ["numbered_pictures", "pictures_of"]


def _apart(item: Piece, film: Film, head: Piece) -> list[str]:
    """The pictures of one piece: "an owl and a deer" are two where each has its length."""
    start = lexicon().storyboard["lead"].match(item.folded)
    bare = item.after(start) if start else item
    if item.kind == "paint" and (verb := item.said("paint")):
        bare = item.after(verb)
    several = film.each or (item.kind == "paint" and head.kind == "head")
    short = film.count > len(film.items) or item.said("shows")
    cut = bare.said("and" if short else "and_another") if several or short else None
    if cut is None:
        return [bare.text] if bare.text else []
    return [bare.part(0, cut.start()).text, bare.after(cut).text]


def numbered_pictures(film: Film) -> list[str]:
    """As many pictures of one subject, of which nothing else was said."""
    topic = film.topic or "".join(p.text for p in film.before[:1]) or ", ".join(film.styles)
    return [f"{topic} {n}" for n in range(1, film.count + 1)] if topic else []


def pictures_of(film: Film, head: Piece) -> list[str]:
    """What each picture shows, as it was said."""
    if film.series:
        _take_subject(film)
        return list(film.series)
    if head.said("made_into") and not film.count:
        return [", ".join(item.text for item in film.items)]
    if (
        not film.items
        and not film.count
        and head.kind in {"head", "named"}
        and _is_short(head, film)
    ):
        subject = film.topic if head.kind == "head" else _subject(head)
        return [subject] if subject else []
    return [name for item in film.items for name in _apart(item, film, head)]


def _take_subject(film: Film) -> None:
    """ "The four seasons, the same tree in spring, summer, …": what all of them show."""
    said = fold(" ".join(item.text for item in film.items), lexicon())
    first = film.series[0].rpartition(" ")[2].lower()
    if first in said:
        film.topic = said[: said.index(first)].strip().removesuffix(" in") or film.topic


def _subject(head: Piece) -> str:
    """What a film that is only named shows: "a photorealistic video of a lion"."""
    tail = head.said("tail")
    bare = head.part(0, tail.start()) if tail else head
    shown = generation.seen(Clause(bare.text, bare.folded, ()))
    return shown.prompt if shown else bare.text


def _is_short(head: Piece, film: Film) -> bool:
    """Whether the film shows nothing but its subject, and that is told in pieces: "a video of a
    cat, 6 seconds".
    """
    told = film.apart or film.styles or head.said("explains")
    return bool(film.total and told)
