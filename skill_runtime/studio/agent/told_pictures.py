"""Which pictures the pieces of a film tell, each by what was said of it."""

from __future__ import annotations

from . import generation
from .film_order import Film
from .folding import fold
from .lexicon import lexicon
from .piece import Piece
from .utterance import Clause

__all__ = ["numbered_pictures", "pictures_of"]


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


def numbered_pictures(film: Film) -> list[str]:
    """As many pictures of one subject, of which nothing else was said."""
    topic = film.topic or "".join(p.text for p in film.before[:1]) or ", ".join(film.styles)
    return [f"{topic} {n}" for n in range(1, film.count + 1)] if topic else []


def pictures_of(film: Film, head: Piece) -> list[str]:
    """What each picture shows, as it was said."""
    if film.series and _tells_each_of_series(film):
        return _of_each(film)
    if film.series and (not film.items or _tells_series(film)):
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
    named = [name for item in film.items for name in _apart(item, film, head)]
    return _last_apart(named, film)


def _subject(head: Piece) -> str:
    """What a film that is only named shows: "a photorealistic video of a lion"."""
    tail = head.said("tail")
    bare = head.part(0, tail.start()) if tail else head
    shown = generation.seen(Clause(bare.text, bare.folded, ()))
    return shown.prompt if shown else bare.text


def _last_apart(named: list[str], film: Film) -> list[str]:
    """ "A kitchen, a bedroom and a balcony" are three."""
    if len(named) < 2 or film.items[-1].joint not in {",", "、"} or len(named) == film.count:
        return named
    joints = list(lexicon().storyboard["and"].finditer(fold(named[-1], lexicon())))
    if len(joints) != 1 or len(film.items) != len(named) or _leads(film.items[-1]):
        return named
    last = joints[0]
    sides = [named[-1][: last.start()].strip(), named[-1][last.end() :].strip()]
    return [*named[:-1], *sides] if min(map(len, sides)) > 1 else named


def _leads(item: Piece) -> bool:
    return lexicon().storyboard["lead"].match(item.folded) is not None


def _tells_each_of_series(film: Film) -> bool:
    """ "The four seasons: cherry blossoms in spring, a beach in summer, …": a picture for each."""
    named = _of_each(film)
    if len(named) != len(film.series):
        return False
    seen = [name.rpartition(" ")[2].lower() for name in film.series]
    pairs = list(zip(seen, (fold(n, lexicon()) for n in named), strict=True))
    return all(s in said and said.strip() != s for s, said in pairs) and all(
        len(said) > len(s) + 1 for s, said in pairs
    )


def _of_each(film: Film) -> list[str]:
    return _last_apart([item.text for item in film.items], film)


def _tells_series(film: Film) -> bool:
    """ "The four seasons, the same tree in spring, summer, autumn and winter": nothing else is
    listed than what the series has.
    """
    said = fold(" ".join(item.text for item in film.items), lexicon())
    known = [name.rpartition(" ")[2].lower() for name in film.series]
    if not all(name in said for name in known):
        return False
    subject = said[: said.index(known[0])].strip()
    film.topic = subject.removesuffix(" in") or film.topic
    return True


def _is_short(head: Piece, film: Film) -> bool:
    """Whether the film shows nothing but its subject, and that is told in pieces: "a video of a
    cat, 6 seconds".
    """
    told = film.apart or film.styles or head.said("explains")
    return bool(film.total and told)
