"""Pieces of a film's order that say several things at once, cut apart: "4 shots of 3 seconds each",
"a kitchen (4s)", "a lake at dawn with birds singing".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon

from .piece import HAN, Piece

__all__ = ["is_heard", "parted", "sound_of"]

_FEW = 2
_AND = re.compile(r"\s+(?:and )?(?:and|then)\s+|\s*[和与]\s*")


def parted(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces with lengths and sounds apart."""
    found = [p for piece in pieces for p in _counted_apart(piece)]
    return [p for piece in found for p in _heard_apart(piece)]


def sound_of(piece: Piece) -> str:
    """The names of the sounds, without what they do: "birds" of "birds singing"."""
    spans = [m.span() for p in lexicon().effects.values() if (m := p.search(piece.folded))]
    whole = [s for s in spans if not any(s != t and t[0] <= s[0] and s[1] <= t[1] for t in spans)]
    told = [piece.folded[start:end] for start, end in sorted(whole)]
    joint = "和" if re.search(f"[{HAN}]", piece.folded) else " and "
    return joint.join(told) or piece.text


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
    """ "3 seconds each with a caption": how long, and what else."""
    before, _, _ = piece.folded.partition(" with ")
    told = piece.part(0, len(before))
    if told.text != piece.text and (told.only("each") or told.only("total")):
        yield told
        yield replace(piece.part(len(before), len(piece.text)), joint=",")
        return
    yield piece


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
