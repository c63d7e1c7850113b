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
from itertools import pairwise, takewhile

from . import generation, slots
from .edits import Generate
from .film_order import Film, read_film
from .folding import fold
from .lexicon import QUOTED, lexicon
from .naming import Names
from .script import HAN, ROW, Piece, pieces_of
from .shot_list import ShotList, shot_list
from .utterance import Clause, Lifted, lift, unlifted

__all__ = ["MOST_PICTURES", "Storyboard", "storyboard"]

MOST_PICTURES = 12
"""Pictures of one message."""
_BRACKETS = re.compile(r"(?P<before>.)\s*[(（](?P<inside>[^()（）]{1,400})[)）]")
_SUBJECTS = (
    "music",
    "style_of_music",
    "title_alone",
    "subtitle",
    "effect",
    "transition",
    "watermark",
)
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
    found = shot_list(masked, empty=empty)
    board = None if found is None else _of_list(found, lifted, empty=empty)
    return board or _of_pieces(pieces_of(_with_open_list(masked), empty=empty), lifted, empty=empty)


def _of_list(found: ShotList, lifted: tuple[Lifted, ...], *, empty: bool) -> Storyboard | None:
    """The film of which each shot is told in a list of its own."""
    before, after = _but_items(pieces_of(found.before, empty=empty)), pieces_of(found.after)
    first = _first(before, empty=empty)
    if first is None and not (empty and found.is_seen()):
        return None
    blank = "纯色背景" if re.search(f"[{HAN}]", found.before + found.after) else "plain background"
    entries = [Piece(e.picture or blank, "", ":", "entry", e.length) for e in found.entries]
    entries = [replace(e, folded=fold(e.text, lexicon())) for e in entries]
    film = read_film([*before, *entries, *after], -1 if first is None else first)
    film.told += found.told()
    return _board(film, [e.text for e in entries], None if first is None else before[first], lifted)


def _of_pieces(
    pieces: Sequence[Piece], lifted: tuple[Lifted, ...], *, empty: bool
) -> Storyboard | None:
    """The film whose pictures are told between commas."""
    first = _first(pieces, empty=empty)
    if first is None and empty and _begins_with_list(pieces):
        first = -1
    if first is None:
        return None
    film, head = read_film(pieces, first), pieces[first] if first >= 0 else Piece("", "", ".")
    named = _named(film, head)
    alike = not named and film.count > 1 and (head.kind != "count" or film.topic != "")
    named = _numbered(film) if alike else named
    return _board(film, named, head, lifted, alike=alike) if _is_film(named, film, head) else None


def _board(
    film: Film,
    named: Sequence[str],
    head: Piece | None,
    lifted: tuple[Lifted, ...],
    *,
    alike: bool = False,
) -> Storyboard:
    shots = [_shot(said, film, head) for said in named[:MOST_PICTURES]]
    plain = [
        replace(s, prompt=_plain(s.prompt, lifted), name=_plain(s.name, lifted)) for s in shots
    ]
    left = [_staying(p) for p in film.left] if film.stays and len(named) == 1 else film.left
    rest = unlifted(_joined(left, film.told), lifted)
    rest = lexicon().storyboard["split"].sub("左右分屏", rest, count=1) if film.sides else rest
    left_out = max(0, len(named) - MOST_PICTURES)
    return Storyboard(_timed(plain, film), rest, alike, left_out)


def _but_items(pieces: Sequence[Piece]) -> list[Piece]:
    """Without what stands before a list of shots and is none of them."""
    return [p for p in pieces if p.kind != "item"]


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
    for kind in ("head", "paint", *(("named", "count") if empty else ())):
        if kind in kinds:
            return kinds.index(kind)
    return None


def _begins_with_list(pieces: Sequence[Piece]) -> bool:
    """ "Show the beach, the pool, the bar, 4 seconds each": pictures, and no word for the film."""
    listed = list(takewhile(lambda p: p.kind == "item", pieces))
    each = len(listed) < len(pieces) and pieces[len(listed)].kind == "each"
    row = sum(p.joint == "、" for p in listed)
    return (len(listed) > 1 and each) or row > 1


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
    topic = film.topic or "".join(p.text for p in film.before[:1]) or ", ".join(film.styles)
    return [f"{topic} {n}" for n in range(1, film.count + 1)] if topic else []


def _named(film: Film, head: Piece) -> list[str]:
    """What each picture shows, as it was said."""
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


def _is_film(named: Sequence[str], film: Film, head: Piece) -> bool:
    """Whether these are the pictures of one film, and no mere description of one picture."""
    if not named or not all(named):
        return False
    if film.topic and film.items and film.items[0].said("goes_on"):
        return False  # "a video of a lake, then a hill"
    if film.items and head.said("pair"):
        return True
    if film.count or film.series:
        return len(named) in {film.count, len(film.series)}
    if len(named) == 1:
        return head.kind == "head" or film.apart or film.worded
    if film.each or _together(film):
        return True
    colon = any(p.joint == ":" for p in film.items)
    if head.kind == "paint":
        return colon and len(named) > 2  # "paint a knight, a horse, a castle" is one picture
    listed = colon or film.items[0].joint == "." or film.tailed
    rows = any(p.joint == "、" or p.said("shows") for p in film.items)
    painted = any(p.kind == "paint" for p in film.items)
    spaced = all(p.joint == " " for p in film.items)
    articles = (lexicon().storyboard["article"].match(item.folded) for item in film.items)
    pair = colon and head.kind in {"head", "named"} and bool(film.total) and any(articles)
    return rows or painted or pair or ((listed or spaced) and len(named) > 2)


def _together(film: Film) -> bool:
    """Whether its pictures are seen at the same time."""
    return any(lexicon().concepts["split_screen"].search(p.folded) for p in film.left)


def _shot(said: str, film: Film, head: Piece | None) -> Generate:
    if film.series:
        name, prompt = _of_series(said, film.topic)
    else:
        article = lexicon().storyboard["article"].match(fold(said, lexicon()))
        name = said[article.end() :].strip() if article else said
        more = [film.topic] if film.topic and film.topic not in said else []
        prompt = ", ".join([said, *more, *film.styles])
    platform = (slots.platform(head.folded) if head else None) or ""
    size = film.canvas or (generation.canvas(head.folded, alone=True) if head else None)
    return Generate(prompt, canvas=size, platform=platform, name=name)


def _of_series(said: str, topic: str) -> tuple[str, str]:
    """ "in spring" and "a lighthouse" → "spring", "a lighthouse in spring"."""
    if re.search(f"[{HAN}]", said):
        return said, f"{said}的{topic}" if topic else said
    name = said.rpartition(" ")[2]
    return name, f"{topic} {said}" if topic else said


def _timed(shots: Sequence[Generate], film: Film) -> tuple[Generate, ...]:
    """Each as long as was told, or all together as long as the film."""
    own = [item.length for item in film.items[: len(shots)]] if _is_list(film) else []
    lengths = own or [film.total if _together(film) else None] * len(shots)
    lengths = [film.each if length is None else length for length in lengths]
    open_ = [n for n, length in enumerate(lengths) if length is None]
    left = (film.total or 0) - sum(length or 0 for length in lengths)
    if open_ and left > 0:
        ends = [round(left * n / len(open_)) for n in range(len(open_) + 1)]
        for at, (start, end) in zip(open_, pairwise(ends), strict=True):
            lengths[at] = end - start
    return tuple(replace(s, length=length) for s, length in zip(shots, lengths, strict=True))


def _is_list(film: Film) -> bool:
    return bool(film.items) and film.items[0].kind == "entry"


def _staying(piece: Piece) -> Piece:
    """The words of a card, which are read as long as it is seen."""
    if not _is_quotation(piece):
        return piece
    text = f"title {piece.text} the whole time"
    return replace(piece, text=text, folded=text)


def _joined(left: Sequence[Piece], told: Sequence[str]) -> str:
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
