"""Pieces of a film's order that say several things at once, cut apart: "4 shots of 3 seconds each",
"a kitchen (4s)", "a lake at dawn with birds singing".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from . import slots
from .lexicon import QUOTED, lexicon
from .piece import HAN, Piece

__all__ = ["is_heard", "parted", "sound_of"]

_FEW = 2
_AND = re.compile(r"\s+(?:and )?(?:and|then)\s+|\s*[和与]\s*")


def parted(pieces: Sequence[Piece], *, lists: bool) -> list[Piece]:
    """`lists`: nothing is on the timeline, so that lengths in a row are those of pictures."""
    found = [p for piece in pieces for p in _counted_apart(piece)]
    found = [p for piece in _with_list(found) for p in _lengths_apart(piece)] if lists else found
    lengths = [_own_length(p) if lists else None for p in found]
    if sum(told is not None for told in lengths) > 1 and any(map(_is_time, lengths)):
        found = [p for piece, told in zip(found, lengths, strict=True) for p in _timed(piece, told)]
    return [p for piece in found for p in _heard_apart(piece)]


def sound_of(piece: Piece) -> str:
    """The name of the sound, without what it does: "birds" of "birds singing"."""
    found = [m[0] for p in lexicon().effects.values() if (m := p.search(piece.folded))]
    return max(found, key=len, default=piece.text)


def is_heard(piece: Piece) -> bool:
    """Whether it is a sound and nothing to be seen: "birds singing", "打雷"."""
    words, rest = lexicon(), piece.folded
    if re.search(QUOTED, rest) or words.storyboard["heard"].search(rest) is None:
        return False
    if not any(p.search(rest) for p in words.effects.values()):
        return False
    for pattern in (*words.effects.values(), words.storyboard["heard"], words.lists["light"]):
        rest = pattern.sub(" ", rest)
    return not re.search(rf"[a-z{HAN}]", words.lists["filler"].sub(" ", rest))


def _counted_apart(piece: Piece) -> Iterator[Piece]:
    """ "3 seconds each with a caption", "4 shots of 3 seconds each": how long, and what else."""
    before, _, _ = piece.folded.partition(" with ")
    told = piece.part(0, len(before))
    if told.text != piece.text and (told.only("each") or told.only("total")):
        yield told
        yield replace(piece.part(len(before), len(piece.text)), joint=",")
        return
    for cut in lexicon().storyboard["count_each"].finditer(piece.folded):
        count, each = piece.part(0, cut.start()), piece.after(cut)
        if count.only("count") and each.only("each"):
            yield count
            yield replace(each, joint=",")
            return
    yield piece


def _with_list(pieces: Sequence[Piece]) -> list[Piece]:
    """ "A video for my son, with a cake, a balloon and a kite": its pictures, as behind a colon."""
    first, *others = pieces or [Piece("", "", ".")]
    listed = list(takewhile(lambda p: p.joint == ",", others))
    if others and (lead := others[0].said("has_pictures")) and lead.start() == 0:
        head, pictures = [first], [others[0].after(lead), *listed[1:]]
    elif lead := first.said("has_pictures"):
        head, pictures = [first.part(0, lead.start())], [first.after(lead), *listed]
    else:
        return list(pieces)
    named = any(head[0].said(name) for name in ("head", "named")) and not head[0].said("of_one")
    row = pictures[:_FEW]
    if not named or len(row) < _FEW or not all(_may_be_seen(p) for p in row):
        return list(pieces)
    rest = pieces[1 + len(listed) :]
    return [*head, replace(pictures[0], joint=":"), *pictures[1:], *rest]


def _may_be_seen(piece: Piece) -> bool:
    """Whether it is told as a thing is, and is nothing that is said of the film."""
    others = [
        lexicon().concepts[k] for k in ("music", "title", "subtitle", "caption", "effect", "fade")
    ]
    said = any(p.search(piece.folded) for p in others) or re.search(QUOTED, piece.folded)
    told = any(piece.only(k) for k in ("each", "total", "count"))
    return not said and not told and not piece.said("tail")


def _own_length(piece: Piece) -> re.Match[str] | None:
    """Where a picture says how long it is shown."""
    if re.search(QUOTED, piece.folded) or any(piece.only(k) for k in ("each", "total", "count")):
        return None
    match = piece.said("own_length") or piece.said("own_seconds")
    bare = match and piece.part(0, match.start())
    if bare is None or not re.search(rf"[a-z{HAN}]", bare.folded) or not _may_be_seen(bare):
        return None
    orders = lexicon().lists["openers"].match(bare.folded) and not bare.said("lead")
    return None if orders else match


def _lengths_apart(piece: Piece) -> Iterator[Piece]:
    """ "A forest for 3 seconds and a city for 4": two pictures, each with its length."""
    for cut in _AND.finditer(piece.folded):
        before, after = piece.part(0, cut.start()), replace(piece.after(cut), joint=",")
        if _own_length(before) and _own_length(after):
            yield before
            yield from _lengths_apart(after)
            return
    yield piece


def _is_time(told: re.Match[str] | None) -> bool:
    return told is not None and slots.first_time(told[0]) is not None


def _timed(piece: Piece, match: re.Match[str] | None) -> Iterator[Piece]:
    if match is None:
        yield piece
        return
    time = slots.first_time(match[0]) or _seconds(match)
    yield replace(piece.part(0, match.start()), length=time)
    rest = replace(piece.after(match), joint=",")
    if not rest.text:
        return
    lead = rest.said("heard_lead")
    heard = rest.after(lead) if lead else rest
    yield replace(heard, kind="heard") if is_heard(heard) else rest


def _seconds(match: re.Match[str]) -> int:
    """Of a number alone, ms."""
    return round(lexicon().number(next(g for g in match.groups() if g)) * 1000)


def _heard_apart(piece: Piece) -> Iterator[Piece]:
    """ "A campfire with fire crackling": the picture, and what is heard on it."""
    for cut in lexicon().storyboard["heard_with"].finditer(piece.folded):
        heard = replace(piece.after(cut), joint=",", length=None)
        if cut.start() > 0 and (is_heard(heard) or _names_music(heard)):
            yield piece.part(0, cut.start())
            yield replace(heard, kind="" if _names_music(heard) else "heard")
            return
    yield piece


def _names_music(piece: Piece) -> bool:
    """Whether nothing but sounds and music is told: "waves and a guitar tune"."""
    words, rest = lexicon(), piece.folded
    music = [words.concepts["music"], words.concepts["style_of_music"], words.storyboard["and"]]
    if not any(p.search(rest) for p in music[:2]) or re.search(QUOTED, rest):
        return False
    for pattern in (*music, *words.effects.values(), words.storyboard["heard"]):
        rest = pattern.sub(" ", rest)
    for pattern in (words.concepts["genre"], words.lists["light"], words.lists["filler"]):
        rest = pattern.sub(" ", rest)
    return not re.search(rf"[a-z{HAN}]", rest)
