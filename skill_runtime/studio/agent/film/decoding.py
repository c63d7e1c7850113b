"""Which parts of a message are the shots of a film: those that are told alike.

Parts are gathered into candidates, each begun by what may begin a shot. Those that carry the same
strong evidence (a mark or a turn of their own, a length of their own, an arrow between them) are
the shots; what carries none is left to be read as something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon

from .kinds import is_style, kind_of, only_words, own_length, time_of
from .part import SENTENCE, Mark, Part, parts_of
from .piece import HAN, Piece
from .rows import announced, announced_row, best_row, with_pictures_apart
from .script import names_other

__all__ = ["Candidate", "Decoded", "decode", "held_in", "kinds_in"]

_PAIR = 2
_COUNTED = ("count", "bullet", "item", "span")
_TURNED = ("first", "next", "last", "arrow")
_ATTRIBUTES = ("sound", "look", "words")
_NOTHING = frozenset({"chatter", "parameter"})
"""What may stand before the only picture of a message."""


@dataclass(slots=True)
class Candidate:
    """What may be one shot: its parts and what each of them is; `length` in ms, where told."""

    mark: str
    parts: list[tuple[Part, str]] = field(default_factory=list)
    length: int | None = None
    sentence: int = 0
    number: int = 0

    @property
    def shows(self) -> bool:
        return any(kind == "picture" for _, kind in self.parts)

    def add(self, part: Part, kind: str) -> None:
        self.parts.append((part, kind))
        times = [own_length(part), *(own_length(p) for p in held_in(part))]
        told = [t[0] for t in times if t]
        if part.mark is not None and part.mark.kind == "span":
            told = [time_of(part.held[0]) or 0]
        if kind in {"picture", "length", "words"}:
            self.length = self.length or next(iter(told), None)


@dataclass(frozen=True, slots=True)
class Decoded:
    """`shots` in their order; `others`: the parts that belong to none of them, and their kinds."""

    shots: list[Candidate]
    others: list[tuple[Part, str]]


def held_in(part: Part) -> Iterator[Part]:
    """The parts of what stands in brackets behind it."""
    for said in part.held:
        yield from parts_of(said)


def decode(masked: str) -> Decoded | None:
    """The shots of a message whose quotations are lifted; None where nothing strong tells them."""
    parts = _worded(with_pictures_apart(parts_of(masked)))
    reading = _Reading()
    for n, part in enumerate(parts):
        rowed = any(p.joint == "、" for p in parts[n + 1 : n + 2])
        reading.read(part, arrowed=_arrowed(parts, n), rowed=rowed)
    asked = any(kind == "film" for _, kind in reading.read_parts)
    shots = _alike(reading.candidates, asked=asked) or _row(reading.read_parts)
    shots = (
        shots
        or _headed(reading.read_parts)
        or _item(reading.candidates)
        or _one(reading.read_parts)
        or _timed_alone(reading)
    )
    if shots is None:
        return None
    _leave_rest(shots)
    mine = {part.start for shot in shots for part, _ in shot.parts}
    labels = {
        before.start
        for (before, kind), (after, _) in pairwise(reading.read_parts)
        if kind == "topic" and not before.held and after.joint == ":" and after.start in mine
    }
    others = [(p, k) for p, k in reading.read_parts if p.start not in mine | labels]
    return Decoded(_in_order(shots), others)


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
    if len(found) < _PAIR:
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
    return part.mark is not None and part.mark.kind in _COUNTED


def _takes_words(part: Part) -> bool:
    """Whether what stands behind its colon is read or heard."""
    names = ("title", "subtitle", "caption", "lower_third", "watermark", "music", "effect")
    return any(lexicon().concepts[k].search(part.folded) for k in names)


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
        if kind == "chatter" and part.joint == "、" and self._in_wish:
            return "wish"  # 字依次是3、2、1
        named = kind == "picture" or part.said("parameter_field") is not None
        return "topic" if part.label and part.mark is None and named else kind

    def _is_told_before(self, part: Part) -> bool:
        """Whether a shot of a list stands before, with its length, and Chinese words behind it."""
        shot = self._open
        told = shot is not None and shot.mark in _COUNTED and shot.shows and shot.length
        return bool(told) and re.search(f"[{HAN}]", part.text) is not None

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
        counted = kind in {"label", "wish"} and shot.mark in _COUNTED and not of_all
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


def _alike(candidates: Sequence[Candidate], *, asked: bool) -> list[Candidate] | None:
    """Those that are told alike; two are enough where a film is `asked` for in a sentence of its
    own: "An invitation. Rings on a pillow, then a garden".
    """
    _mark_first(candidates)
    counted = [c for c in candidates if c.mark in _COUNTED]
    timed = [c for c in candidates if c.length is not None and c.shows]
    turned = [c for c in candidates if c.mark in _TURNED and c.shows]
    if len(counted) > 1:
        every = all(c.length is not None for c in counted)
        return [
            c
            for c in candidates
            if c in counted
            or (every and c.length is not None and c.shows)
            or (c.mark in _TURNED and not any(only_words(part) for part, _ in c.parts))
        ]
    if len(timed) > 1:
        rows = {c.sentence for c in timed}
        more = [c for c in turned if c.mark != "arrow" or c.sentence in rows]
        return [c for c in candidates if c in timed or c in more]
    if asked and len(turned) == len(candidates) == _PAIR:
        return turned
    return turned if len(turned) > _PAIR else None


def _leave_rest(shots: Sequence[Candidate]) -> None:
    """Takes what is said behind the last shot of a sentence, of the whole film by its words, out of
    that shot, unless others of the shots have told the like.
    """
    last = shots[-1]
    beside = [c for c in shots[:-1] if c.sentence == last.sentence]
    if not beside or any(part.joint == ";" for part, _ in last.parts) or last.mark in _COUNTED:
        return
    for kind in ("words", "sound", "look"):
        if any(k == kind for c in beside for _, k in c.parts):
            continue
        last.parts = [(p, k) for p, k in last.parts if k != kind or p.said("of_it")]


def _row(parts: Sequence[tuple[Part, str]]) -> list[Candidate] | None:
    row = announced_row(parts) or best_row(parts) if parts else None
    if row is None:
        return None
    members = [*row.members, *([part] for part in _last_behind(parts, row.members[-1][-1]))]
    shots = [Candidate("row") for _ in members]
    for shot, shown in zip(shots, members, strict=True):
        for part in shown:
            shot.add(part, "picture")
    return shots


def _last_behind(parts: Sequence[tuple[Part, str]], before: Part) -> list[Part]:
    """The last shot, told behind a row: 蛋糕、气球，最后是烟花."""
    behind = next((p for p in parts if p[0].start > before.start), None)
    if behind is None or announced(parts):
        return []
    part, kind = behind
    last = part.mark is not None and part.mark.kind == "last" and part.mark.shown
    return [part] if last and kind == "picture" and part.joint == "," else []


def _headed(parts: Sequence[tuple[Part, str]]) -> list[Candidate] | None:
    """Pictures of which each has a heading of its own: 装修前：旧客厅，装修后：新客厅."""
    shots = list[Candidate]()
    for (label, kind), (part, of) in pairwise(parts):
        if kind == "topic" and label.label and of == "picture":
            shots.append(Candidate("headed"))
            shots[-1].add(part, "picture")
    return shots if len(shots) > 1 else None


def _item(candidates: Sequence[Candidate]) -> list[Candidate] | None:
    """The only picture, where a word says that it is one: "picture: a lake", 画面是一片湖."""
    found = [c for c in candidates if c.mark == "item" and c.shows]
    shown = [c for c in candidates if c.shows]
    said = len(shown) == 1 and shown[0].parts[0][0].said("shown_is") is not None
    return found or (shown if said else None)


def _one(parts: Sequence[tuple[Part, str]]) -> list[Candidate] | None:
    """The only scene, told in several parts, of a film that is asked for with its length."""
    films = [part for part, kind in parts if kind == "film"]
    about = any(lexicon().storyboard["of_one"].search(part.folded) for part in films)
    timed = any(kind == "length" for _, kind in parts) or any(own_length(p) for p in films)
    labelled = any(kind == "topic" and part.label for part, kind in parts)
    alone = any(part.said("single_shot") for part, _ in parts)
    if not (films or labelled or alone) or about or not timed or announced(parts) > 1:
        return None
    row = list[Part]()
    heads = (n for n, (p, k) in enumerate(parts) if k in {"film", "topic"} or p.said("single_shot"))
    first = next(heads)
    for part, kind in parts[first + 1 :]:
        if kind == "picture" and not is_style(part) and (not row or part.joint not in SENTENCE):
            row.append(part)
        elif row or kind not in {"film", "length", "parameter", "chatter", "topic", "picture"}:
            break
    if not row:
        return None
    shot = Candidate("one")
    for part in row:
        shot.add(part, "picture")
    return [shot]


def _timed_alone(reading: _Reading) -> list[Candidate] | None:
    """The only picture of a message that begins with it and tells how long it is: "A scene of a
    ring, 8 s, drums".
    """
    shown = [c for c in reading.candidates if c.shows]
    if len(shown) != 1 or not _tells_length(shown[0]) or announced(reading.read_parts) > 1:
        return None
    first = shown[0].parts[0][0].start
    mine = {part.start for part, _ in shown[0].parts}
    behind = [k for p, k in reading.read_parts if p.start > first and p.start not in mine]
    before = [k for p, k in reading.read_parts if p.start < first]
    return shown if "picture" not in behind and set(before) <= _NOTHING else None


def _tells_length(shot: Candidate) -> bool:
    """Whether it is told in one part, with its length at the end or behind a comma."""
    (part, _), *others = shot.parts
    told = own_length(part)
    at_end = told is not None and bool(told[1].text) and not told[2].text
    alone = sum(kind == "picture" for _, kind in shot.parts) == 1
    return not shot.mark and alone and (at_end or others[:1] and others[0][1] == "length")


def _mark_first(candidates: Sequence[Candidate]) -> None:
    """What stands before the second shot of a row is its first: "a lake, then a hill"."""
    for before, after in pairwise(candidates):
        alike = after.mark in {"next", "last", "arrow"} and before.sentence == after.sentence
        if alike and not before.mark and before.shows:
            before.mark = "first"


def _in_order(shots: Sequence[Candidate]) -> list[Candidate]:
    """As they are seen, where the last is told before another: opening, closing, in between."""
    return sorted(shots, key=lambda shot: shot.mark == "last")
