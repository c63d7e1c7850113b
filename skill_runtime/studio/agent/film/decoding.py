"""Which parts of a message are the shots of a film: those that are told alike.

Parts are gathered into candidates, each begun by what may begin a shot. Those that carry the same
strong evidence (a mark or a turn of their own, a length of their own, an arrow between them) are
the shots; what carries none is left to be read as something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon

from .candidate import Candidate, held_in
from .choosing import COUNTED, PAIR, in_order, leave_rest, shots_among
from .kinds import is_sound, kind_of, own_length
from .part import SENTENCE, Mark, Part, parts_of
from .piece import HAN, Piece
from .rows import with_pictures_apart
from .script import names_other

__all__ = ["Decoded", "decode", "kinds_in"]

_ATTRIBUTES = ("sound", "look", "words", "style", "fade")


@dataclass(frozen=True, slots=True)
class Decoded:
    """`shots` in their order; `others`: the parts that belong to none of them, and their kinds."""

    shots: list[Candidate]
    others: list[tuple[Part, str]]


def decode(masked: str) -> Decoded | None:
    """The shots of a message whose quotations are lifted; None where nothing strong tells them."""
    parts = _worded(with_pictures_apart(parts_of(masked)))
    reading = _Reading()
    for n, part in enumerate(parts):
        rowed = any(p.joint == "、" for p in parts[n + 1 : n + 2])
        reading.read(part, arrowed=_arrowed(parts, n), rowed=rowed)
    shots = shots_among(reading.candidates, reading.read_parts)
    if shots is None:
        return None
    leave_rest(shots)
    mine = {part.start for shot in shots for part, _ in shot.parts}
    labels = {
        before.start
        for (before, kind), (after, _) in pairwise(reading.read_parts)
        if kind == "topic" and not before.held and after.joint == ":" and after.start in mine
    }
    others = [(p, k) for p, k in reading.read_parts if p.start not in mine | labels]
    return Decoded(in_order(shots), others)


def _worded(parts: Sequence[Part]) -> list[Part]:
    """The parts with pictures marked whose words stand behind a colon, where several are told so:
    "A forklift: “Keep distance”. A wet floor: “Watch your step”."
    """
    found = [
        n
        for n, (part, words) in enumerate(pairwise(parts))
        if part.label
        and part.mark is None
        and re.fullmatch(rf"{QUOTED}", words.folded)
        and kind_of(part) == "picture"
        and part.said("field") is None
    ]
    if len(found) < PAIR:
        return list(parts)
    return [
        replace(p, mark=Mark("item"), label=False) if n in found else p for n, p in enumerate(parts)
    ]


def kinds_in(masked: str) -> list[tuple[Part, str]]:
    """The parts of what is said beside a list of shots, and what each of them is."""
    reading = _Reading()
    for part in parts_of(masked):
        reading.read(part, arrowed=False, rowed=False)
    return reading.read_parts


def _arrowed(parts: Sequence[Part], n: int) -> bool:
    """Whether it stands beside an arrow, and begins what stands there."""
    if parts[n].joint in ">+":
        return True
    alone = n == 0 or parts[n].joint != "," or all(p.joint not in ">+" for p in parts[n - 1 : n])
    return alone and any(p.joint in ">+" for p in parts[n + 1 : n + 2])


def _is_counted(part: Part) -> bool:
    return part.mark is not None and part.mark.kind in COUNTED


def _takes_words(part: Part) -> bool:
    """Whether what stands behind its colon is read or heard."""
    names = ("title", "subtitle", "caption", "lower_third", "watermark", "music", "effect")
    return any(lexicon().concepts[k].search(part.folded) for k in names)


def _of_before(part: Part, shot: Candidate) -> str:
    """What a part is that says how the words of a shot look, or that the shot itself fades."""
    if part.joint in SENTENCE:
        return ""
    worded = shot.parts[-1][1] in {"words", "style"}
    if worded and part.said("of_words"):
        return "style"
    told = shot.length is not None or shot.mark in COUNTED or part.said("of_it")
    return "fade" if told and shot.shows and part.said("fades_shot") else ""


class _Reading:
    """The candidates that were found on the way through the parts."""

    def __init__(self) -> None:
        self.candidates: list[Candidate] = []
        self.read_parts: list[tuple[Part, str]] = []
        self._open: Candidate | None = None
        self._look: Part | None = None
        """How the shot looks that is told next: "in black and white, a lake"."""
        self._in_wish = False
        self._valued = False
        """Whether a label stands before, of which all up to the full stop is the value."""
        self._in_row = False
        """Whether that value is a row, which ends at a comma: 配文：甲、乙，轻快的音乐."""
        self._sentence = 0

    def read(self, part: Part, *, arrowed: bool, rowed: bool) -> None:
        """`rowed`: a thing of its kind stands behind it."""
        self._part_sentences(part)
        kind = self._kind(part, arrowed=arrowed, rowed=rowed)
        self.read_parts.append((part, kind))
        look, self._look = self._look, None
        if self._is_value(part, kind) and self._open is not None:
            self._open.add(part, "value")
        elif (part.mark is not None or arrowed) and self._begins(part, kind):
            self._begin(part, kind, arrowed=arrowed)
        elif kind == "picture":
            self._picture(part)
        elif kind == "look" and self._open is None:
            self._look = part
        elif self._open is not None and self._is_of(self._open, part, kind):
            self._open.add(part, kind)
        elif kind != "length":
            self._close(part, kind)
        if look and self._open is not None and part.joint not in SENTENCE:
            self._open.parts.append((look, "look"))

    def _part_sentences(self, part: Part) -> None:
        if part.joint == ";" and kind_of(part) == "length":
            return  # "a lake; that is 4 seconds"
        if self._in_row and part.joint == "," and self._valued:
            self._open, self._in_wish, self._valued = None, False, False
        self._in_row = (
            self._valued and part.joint in {"、", ":"} and (self._in_row or part.joint == "、")
        )
        if part.joint in {*SENTENCE, ";"}:
            self._open, self._in_wish = None, False
            self._valued = self._valued and part.joint == ";"
            self._sentence += part.joint in SENTENCE

    def _kind(self, part: Part, *, arrowed: bool, rowed: bool) -> str:
        if self._valued:
            return "value"
        timed = any(own_length(p) for p in held_in(part)) or self._is_timed_deed(part)
        numbered = _is_counted(part) and part.mark != Mark("bullet")
        kind = kind_of(part, marked=arrowed or timed or numbered, rowed=rowed)
        if kind == "picture" and part.dash and self._is_told_before(part):
            return "words"  # 水杯 4秒 —— 轻巧便携
        if kind == "picture" and self._is_heard_on_it(part):
            return "sound"
        if kind == "chatter" and part.joint == "、" and self._in_wish:
            return "wish"  # 字依次是3、2、1
        if kind in {"picture", "wish", "look"} and part.mark is None and self._open is not None:
            kind = _of_before(part, self._open) or kind
        named = kind == "picture" or part.said("parameter_field") is not None
        return "topic" if part.label and part.mark is None and named else kind

    def _is_told_before(self, part: Part) -> bool:
        """Whether a shot of a list stands before, with its length, and Chinese words behind it."""
        shot = self._open
        told = shot is not None and shot.mark in COUNTED and shot.shows and shot.length
        return bool(told) and re.search(f"[{HAN}]", part.text) is not None

    def _is_heard_on_it(self, part: Part) -> bool:
        """Whether it is a bare sound behind a listed shot and its length: "1. a lake, 8s, rain"."""
        shot = self._open
        told = shot is not None and shot.mark in COUNTED and shot.shows and shot.length
        return bool(told) and part.joint in {",", " "} and part.mark is None and is_sound(part)

    def _is_timed_deed(self, part: Part) -> bool:
        """Whether it is one of a row of deeds with their lengths: 洗菜3秒，打包2秒."""
        told = own_length(part)
        if told is None or self._open is None or self._open.length is None or told[2].text:
            return False
        adds = any(lexicon().concepts[k].match(told[1].folded) for k in ("add", "written_over"))
        return not adds and not names_other(Piece(part.text, part.folded, ","))

    def _is_value(self, part: Part, kind: str) -> bool:
        """Whether it stands behind a label in a shot that was told before: "text: Adopt, don't"."""
        parts = self._open.parts if self._open else []
        behind = bool(parts) and parts[-1][1] in {"label", "value"}
        return behind and part.mark is None and kind not in {"label", "length", "sound"}

    def _close(self, part: Part, kind: str) -> None:
        """What comes now is said of no shot that was told before."""
        self._open, self._in_wish = None, kind in {"wish", "words", "sound", "label"}
        takes = kind in {"wish", "words", "sound"} or _takes_words(part)
        self._valued = self._valued or (part.label and takes and kind != "film")

    def _is_of(self, shot: Candidate, part: Part, kind: str) -> bool:
        """Whether what is said in the same sentence is said of that shot."""
        each, whole = lexicon().concepts["of_each"], lexicon().spans["whole"]
        of_all = kind in {"wish", "words"} and (
            each.search(part.folded) or whole.search(part.folded)
        )
        if of_all and kind == "words":
            return False
        counted = kind in {"label", "wish"} and shot.mark in COUNTED and not of_all
        return counted or kind in _ATTRIBUTES or (kind == "length" and shot.length is None)

    def _begins(self, part: Part, kind: str) -> bool:
        counted = _is_counted(part) and kind in {"words", "look"}
        numbered = part.mark is not None and part.mark.kind == "count" and kind == "wish"
        return kind in {"picture", "length"} or counted or numbered

    def _begin(self, part: Part, kind: str, *, arrowed: bool) -> None:
        mark = part.mark or Mark("arrow" if arrowed else "")
        self._open = Candidate(mark.kind, sentence=self._sentence, number=mark.number)
        self._in_wish = False
        self.candidates.append(self._open)
        self._open.add(part, "picture" if kind == "wish" else kind)

    def _picture(self, part: Part) -> None:
        told = own_length(part) or any(own_length(p) for p in held_in(part))
        if self._in_wish and not told:
            return
        open_ = self._open
        goes_on = open_ is not None and open_.length is None and part.joint not in {"、", ";"}
        if goes_on and told and open_ and not open_.mark:
            goes_on = self._is_listing()
        if not goes_on or open_ is None:
            open_ = Candidate("", sentence=self._sentence)
            self.candidates.append(open_)
        self._open, self._in_wish = open_, False
        open_.add(part, "picture")

    def _is_listing(self) -> bool:
        """Whether a shot of the same sentence has told its length before."""
        before = [c for c in self.candidates[:-1] if c.sentence == self._sentence]
        return any(c.length is not None for c in before)
