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

from skill_runtime.studio.agent.edits import Generate
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.words import generation, slots
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.utterance import Clause, Lifted, lift, unlifted
from skill_runtime.studio.draft import DEFAULT_LENGTH_MS

from .listing import ShotList, listed
from .order import Film, labels, read_film, series
from .piece import HAN, Piece
from .remainder import remainder, staying_words
from .script import pieces_of
from .shots_meant import with_shots_meant
from .shots_of import with_shots_listed
from .told_pictures import numbered_pictures, pictures_of

__all__ = ["MOST_PICTURES", "Storyboard", "storyboard"]

MOST_PICTURES = 12
"""Pictures of one message."""
_BRACKETS = re.compile(r"(?P<before>.)\s*[(（](?P<inside>[^()（）]{1,400})[)）]")
_AS_TITLES = re.compile(
    rf"(?:add |put |write |use )?{QUOTED}(?:(?:,| and|, and| &) {QUOTED})+ as (?:the )?"
    r"(?P<role>titles|captions|subtitles|labels|texts)\b",
    re.IGNORECASE,
)
_WHAT_FOR = re.compile(
    r"[,，](?:用来|为了?|目的是)?(?:推广|宣传|推荐|庆祝|纪念|送给)[^,，:：。\n]{1,24}([:：])"
)
"""What a film is for, between its order and its shots."""
_BARE_NUMBER = re.compile(r"(?<![\w.:$€#-])([1-9]) (?=[A-Z])")
_ROW = 3
_ABOUT = re.compile(r" (?=(?:at|in|on|during|by|before|after) )")
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
        return names_of_film(self.shots)


def names_of_film(shots: Sequence[Generate]) -> Names:
    """What the shots are called, and when they are seen."""
    ends = [0]
    for shot in shots:
        ends.append(ends[-1] + (shot.length or DEFAULT_LENGTH_MS))
    return Names(tuple(shot.name for shot in shots), times=tuple(pairwise(ends)))


def storyboard(message: str, *, empty: bool) -> Storyboard | None:
    """The pictures of a film that is ordered; None where the message orders none."""
    if len(message) > _LONGEST:
        return None
    masked, lifted = lift(_with_total(_with_dots(_WHAT_FOR.sub(r"\1", message))))
    masked = with_shots_listed(masked) if empty else masked
    ordered = lexicon().shot_row["head"].match(fold(masked, lexicon())) is not None
    found = listed(masked) if empty or ordered else None
    board = None if found is None else _of_list(found, lifted)
    return board or _of_pieces(pieces_of(_with_open_list(masked), empty=empty), lifted, empty=empty)


def _with_dots(message: str) -> str:
    """ "Four pictures. 1 A boy finds a dog 2 He takes it home": a list, if the numbers count on."""
    found = list(_BARE_NUMBER.finditer(message))
    if len(found) < _ROW or [int(m[1]) for m in found] != list(range(1, len(found) + 1)):
        return message
    return _BARE_NUMBER.sub(r"\1. ", message)


def _with_total(message: str) -> str:
    """ "… for the rest of the 15 seconds": so long is the film."""
    match = lexicon().shot_list["rest_of_film"].search(fold(message, lexicon()))
    if match is None:
        return message
    time = next((g for g in match.groups() if g), None)
    said = f", {time} in total" if time else ""
    return f"{message[: match.start()].rstrip()}{said}{message[match.end() :]}"


def _of_list(found: ShotList, lifted: tuple[Lifted, ...]) -> Storyboard | None:
    """The film of which each shot is told."""
    told, film = found.film, Film()
    if not told.asked and not found.is_seen():
        return None
    words = told.head + "".join(e.picture for e in found.entries)
    blank = "纯色背景" if re.search(f"[{HAN}]", words) else "plain background"
    entries = [Piece(e.picture or blank, "", ":", "entry", e.length) for e in found.entries]
    film.items = [replace(e, folded=fold(e.text, lexicon())) for e in entries]
    if any(lexicon().shot_list["pronoun"].match(e.folded) for e in film.items):
        film.topic = told.topic
    elif all(lexicon().shot_list["only_when"].match(e.folded) for e in film.items):
        film.topic = found.topic or told.topic
    elif len(film.items) > 1 and all(_only_when(e) for e in film.items[1:]):
        film.topic = _ABOUT.split(film.items[0].text, maxsplit=1)[0]
    series(told.head, film)
    film.total, film.each, film.canvas = told.total, told.each, told.canvas
    film.styles, film.told = told.styles, found.told()
    film.left = [labels(piece) for piece in told.left]
    return _board(film, [e.text for e in entries], Piece("", told.head, "."), lifted)


def _only_when(piece: Piece) -> bool:
    """ "At noon", behind "a skyline at sunrise"."""
    return lexicon().shot_list["only_when"].match(piece.folded) is not None


def _of_pieces(
    pieces: Sequence[Piece], lifted: tuple[Lifted, ...], *, empty: bool
) -> Storyboard | None:
    """The film whose pictures are told between commas."""
    first = _first(pieces, empty=empty)
    if first is None and empty and (_begins_with_list(pieces) or _is_one(pieces)):
        first = -1
    if first is None:
        return None
    film, head = read_film(pieces, first), pieces[first] if first >= 0 else Piece("", "", ".")
    named = pictures_of(film, head)
    alike = not named and film.count > 1 and (head.kind != "count" or film.topic != "")
    named = numbered_pictures(film) if alike else named
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
    left = [staying_words(p) for p in film.left] if film.stays and len(named) == 1 else film.left
    timed = _timed(plain, film)
    told = with_shots_meant(remainder(left, film.told), names_of_film(timed))
    rest = unlifted(told, lifted)
    rest = lexicon().storyboard["split"].sub("左右分屏", rest, count=1) if film.sides else rest
    rest = _one_for_each(rest, len(timed))
    left_out = max(0, len(named) - MOST_PICTURES)
    return Storyboard(timed, rest, alike, left_out)


def _one_for_each(rest: str, shots: int) -> str:
    """ "“Before” and “After” as titles", of two shots: one for each."""
    masked, lifted = lift(rest)
    match = _AS_TITLES.search(masked)
    words = re.findall(QUOTED, match[0]) if match else []
    if match is None or len(words) != shots or shots == 1:
        return rest
    told = f"give each shot its own {match['role'].rstrip('s')}: {', '.join(words)}"
    return unlifted(f"{masked[: match.start()]}{told}{masked[match.end() :]}", lifted)


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
    return (len(listed) > 1 and each) or row > 1 or _have_lengths(listed)


def _is_one(pieces: Sequence[Piece]) -> bool:
    """ "A beach at sunset with waves and a guitar tune, 20 seconds": one picture and its length."""
    row = list(takewhile(lambda p: p is pieces[0] or p.joint != ".", pieces))
    seen = [p.kind in {"item", "paint"} for p in row]
    heard = any(p.kind in {"heard", "wish"} for p in row)
    return bool(seen) and seen[0] and sum(seen) == 1 and heard and "total" in [p.kind for p in row]


def _have_lengths(items: Sequence[Piece]) -> bool:
    return sum(item.length is not None for item in items) > 1


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
    if film.each or _together(film) or _have_lengths(film.items):
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
    if film.series and said in film.series:
        name, prompt = _of_series(said, film.topic)
    elif film.series:
        known = (s.rpartition(" ")[2] for s in film.series)
        name = next((s for s in known if s.lower() in fold(said, lexicon())), said)
        prompt = said
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
    own = [item.length for item in film.items[: len(shots)]] if _tells_each(film, shots) else []
    own = own if any(length is not None for length in own) else []
    lengths = own or [film.total if _together(film) else None] * len(shots)
    lengths = [film.each if length is None else length for length in lengths]
    open_ = [n for n, length in enumerate(lengths) if length is None]
    left = (film.total or 0) - sum(length or 0 for length in lengths)
    if open_ and left > 0:
        ends = [round(left * n / len(open_)) for n in range(len(open_) + 1)]
        for at, (start, end) in zip(open_, pairwise(ends), strict=True):
            lengths[at] = end - start
    return tuple(replace(s, length=length) for s, length in zip(shots, lengths, strict=True))


def _tells_each(film: Film, shots: Sequence[Generate]) -> bool:
    """Whether it may be told of every shot how long it is."""
    return len(film.items) == len(shots) or any(item.kind == "entry" for item in film.items)
