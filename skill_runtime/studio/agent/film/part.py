"""One part of a message that may order a film, and how the message is cut into parts: at every
joint that may stand between two shots, or between a shot and what is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon

from .piece import EDGES, HAN

__all__ = ["SENTENCE", "SPAN", "Mark", "Part", "parts_of"]

SENTENCE = (".", "\n")
"""The joints before a new sentence."""
_LIFTED = QUOTED[1:-1]
_JOINT = re.compile(
    r"(?P<line>\s*\n\s*)"
    r"|(?P<end>[。！!…~\u2600-\u26ff\u2700-\u2775\U0001f000-\U0001faff]+\ufe0f?"
    r"|(?<!\bmr)(?<!\bmrs)(?<!\bms)(?<!\bdr)(?<!\bst)(?<!says \d)"
    rf"[.?？]+(?=\s|$)|[?？]+(?=[{HAN}]))"
    rf"|(?P<arrow>\s*(?:→|➡|⟶|[-=]+>|(?<=\s)[>/](?=\s)|(?<=[{HAN}])/(?=[{HAN}]))\s*)"
    rf"|(?P<plus>\s+\+\s+|(?<=[{HAN}])\+(?=[{HAN}]))"
    rf"|(?P<semicolon>[;；])|(?P<colon>(?<=[{HAN}]):|:(?!\d)|(?<!\d):(?=\d[、.)]\D))"
    r"|(?P<dash>(?<=[^\n] )[-–—]+(?=\s))"
    r"|(?P<comma>[,，](?!\d{3}(?!\d)))|(?P<row>、)"
    rf"|(?P<space>(?<=[{HAN}{_LIFTED}]) +(?=[{HAN}\d])|(?:(?<=\d)|(?<=\ds)) +(?=[{HAN}])"
    rf"|(?:(?<=[{HAN}\d])|(?<=\ds)) +(?=[{_LIFTED}])|(?<=[{_LIFTED}]) +(?=[{HAN}]))"
)
_NAMES = {
    "line": "\n",
    "end": ".",
    "arrow": ">",
    "plus": "+",
    "semicolon": ";",
    "colon": ":",
    "dash": ",",
    "comma": ",",
    "row": "、",
    "space": " ",
}
_JOINING = frozenset({"and", "or", "then", "和", "然后"})
"""Words that join and show nothing by themselves."""
_AND_MORE = re.compile(r" (?:and|with)(?= [a-z])")
_STRENGTH = " ,、+>:;.\n"
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]{1,400})[)\]】]")
_AFTER_WORDS = re.compile(rf"(?<=[{_LIFTED}]) +(?=[A-Z][a-z]+ [a-z])")
"""Words for the screen may end with the full stop of their sentence."""
_CIRCLED = re.compile("[①-⑨]")
_NUMBER = re.compile(r"[(]?(\d{1,2}) ?[.、):/](?!\d)\s*|[(]([a-h])\)\s*|(\d{1,2})(?= *$)")
_LINE_NUMBER = re.compile(r"(\d{1,2}) +(?=[a-z])")
_CLOSED_NUMBER = re.compile(
    r"(?<![\w.:/(])(?:[(]?\d{1,2}[)/](?!\d)|[(][a-h]\)"
    r"|(?<!says )(?<!gets )(?<!lasts )(?<!for )\d{1,2}\.(?= [a-z]))\s*"
)
_BULLET = re.compile(r"[-*•·–—](?!-)\s+")
_LETTERS = "abcdefgh"
_TURNS = ("first", "next", "last")
_COUNTER = re.compile(r"\s*(?:\d+|[a-h])\s*")
_TIME_ALONE = re.compile(r"\s*\d{1,3}(?:\.\d)? ?(?:s|秒)\s*")
SPAN = re.compile(
    r"(?:第|from )?(?<![\d:.])(\d{1,3}(?:\.\d)?|\d{1,2}:[0-5]\d) ?(?:s|秒)? ?(?:-|–|—|~|to|到|至) ?"
    r"(\d{1,3}(?:\.\d)?|\d{1,2}:[0-5]\d) ?"
    rf"(?:秒钟?(?=[{HAN}])(?![内后前之以就])|(?:s|secs?|seconds?|秒)?(?!\w|:\d)) *"
)
"""The time of a shot in the film: "0-4 s", "0:05-0:08"."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What says that a shot begins, and its place among the others."""

    kind: str
    """`count`, `bullet`, `item` ("scene:"), or its turn: `first`, `next`, `last`."""
    number: int = 0
    shown: bool = False
    """Whether it says that a picture comes: 再是, 最后拍."""


@dataclass(frozen=True, slots=True)
class Part:
    """`text` and `folded` have the same length; brackets are taken out of them."""

    text: str
    folded: str
    start: int
    """Where it begins in the message, with its mark, and `end`: where it ends."""
    end: int
    joint: str
    """What stands before it: `.` or a new line a new sentence, `>` an arrow or a slash."""
    mark: Mark | None = None
    held: tuple[str, ...] = ()
    """What stands in brackets behind it."""
    label: bool = False
    """Whether a colon stands behind it."""
    dash: bool = False
    """Whether a dash stands before it."""

    def said(self, name: str) -> re.Match[str] | None:
        return lexicon().shot_list[name].search(self.folded)

    def piece(self, start: int, end: int) -> Part:
        """The same with some of its words."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip(EDGES))
        text = text.strip(EDGES)
        return replace(self, text=text, folded=self.folded[start : start + len(text)])


def parts_of(masked: str) -> list[Part]:
    """The parts of a message whose quotations are lifted."""
    folded = fold(masked, lexicon())
    brackets = [m for m in _BRACKETS.finditer(folded) if not _COUNTER.fullmatch(m[1])]
    bare, bare_folded = masked, folded
    for found in brackets:
        gap = " " * len(found[0])
        bare = f"{bare[: found.start()]}{gap}{bare[found.end() :]}"
        bare_folded = f"{bare_folded[: found.start()]}{gap}{bare_folded[found.end() :]}"
    return list(_marked([*_pieces(bare, bare_folded, masked, brackets)]))


def _pieces(
    text: str, folded: str, masked: str, brackets: Sequence[re.Match[str]]
) -> Iterator[Part]:
    cuts = [(*m.span(), _NAMES[m.lastgroup or ""]) for m in _JOINT.finditer(folded)]
    cuts += [(m.start(), m.start(), ",") for m in lexicon().shot_list["runs_on"].finditer(folded)]
    cuts += [(m.start(), m.start(), ",") for m in _CLOSED_NUMBER.finditer(folded)]
    each = (m.end() for m in lexicon().storyboard["each"].finditer(folded))
    cuts += [(end, end, ",") for end in each if _AND_MORE.match(folded, end)]
    cuts += [(m.start(), m.start(), ",") for m in _CIRCLED.finditer(text)]
    cuts += [(*m.span(), ".") for m in _AFTER_WORDS.finditer(text)]
    start, joint, dash = 0, ".", False
    for begin, end, name in [*sorted(cuts), (len(folded), len(folded), ".")]:
        said = folded[start:begin]
        if begin < start or (name == " " and joint != " " and _TIME_ALONE.fullmatch(said)):
            continue
        if name == " " and lexicon().shot_list["field_of_words"].fullmatch(said.strip()):
            name = ":"
        if re.search(rf"[\w{_LIFTED}]", said) and said.strip() not in _JOINING:
            held = [masked[slice(*b.span(1))] for b in brackets if start <= b.start() < end]
            part = Part(
                text[start:begin], said, start, begin, joint, None, tuple(held), name == ":", dash
            )
            room = len(said) - len(said.lstrip())
            yield replace(part, text=part.text.strip(), folded=said.strip(), start=start + room)
            joint = name
        else:
            joint = max(joint, name, key=_STRENGTH.index)
        start, dash = end, re.search("[-–—]", folded[begin:end]) is not None
        dash = dash and begin < end


def _marked(pieces: Sequence[Part]) -> Iterator[Part]:
    """The pieces with the marks at their beginnings; one that is nothing but a mark goes to the
    next.
    """
    counters = _counters(pieces)
    carried: Part | None = None
    spans = _follow_on([SPAN.match(piece.folded) for piece in pieces])
    for n, piece in enumerate(pieces):
        mark, end = counters.get(n) or _turn(piece, spans=spans)
        bare = piece.piece(end, len(piece.text))
        if mark is not None and mark.kind == "span":
            bare = replace(bare, held=(piece.folded[:end], *bare.held))
        if carried is not None:
            begun = replace(bare, start=carried.start, joint=carried.joint)
            bare = replace(begun, mark=mark or carried.mark, held=(*carried.held, *bare.held))
        else:
            bare = replace(bare, mark=mark)
        carried = None
        named = bare.label and bare.mark is not None and bare.mark.kind in _TURNS
        alone = not bare.text and mark is not None
        if n + 1 < len(pieces) and (named or alone):
            carried = bare
        else:
            yield bare


def _counters(pieces: Sequence[Part]) -> dict[int, tuple[Mark, int]]:
    """Which of the pieces begin with a number that counts on from the one before, and where their
    words begin; none if fewer than two do.
    """
    for found in (_named, _number, _line_number):
        marks, cards = dict[int, tuple[Mark, int]](), dict[int, tuple[Mark, int]]()
        expected = 0
        for n, piece in enumerate(pieces):
            match = found(piece)
            if match is None:
                continue
            number = _value(next(g for g in match.groups() if g))
            content = piece.piece(match.end(), len(piece.text))
            if found is _named and lexicon().shot_list["of_shot"].match(content.folded):
                if number == (expected or 1) and re.search(rf"写.*{QUOTED}", content.folded):
                    cards[n] = (Mark("count", number), match.end())
                    expected = number + 1
                continue
            if number == (expected or number) and (expected or number in {1, 2}):
                marks[n] = (Mark("count", number), match.end())
                expected = number + 1
        if len(marks) > 1:
            return marks | cards
    return {}


def _value(told: str) -> int:
    """Of a number, or of the letter that counts: "scene B"."""
    return ord(told) - ord("a") + 1 if told in _LETTERS else int(lexicon().number(told))


def _named(piece: Part) -> re.Match[str] | None:
    labelled = lexicon().shot_list["label_mark"].fullmatch(piece.folded) if piece.label else None
    worded = labelled and lexicon().shot_list["words_of_shot"].fullmatch(piece.folded)
    found = None if worded else labelled
    return found or lexicon().shot_list["mark"].match(piece.folded)


def _number(piece: Part) -> re.Match[str] | None:
    if _CIRCLED.match(piece.text):
        return re.match(r"(\d)", piece.folded)
    return _NUMBER.match(piece.folded)


def _line_number(piece: Part) -> re.Match[str] | None:
    if piece.joint != "\n":
        return None
    return _LINE_NUMBER.match(piece.folded) or re.fullmatch(r"([a-h])", piece.folded)


def _follow_on(spans: Sequence[re.Match[str] | None]) -> bool:
    """Whether times follow on one another: 0到5秒…，5到10秒…."""
    told = [span.groups() for span in spans if span]
    return len(told) > 1 and all(a[1] == b[0] for a, b in pairwise(told))


def _turn(piece: Part, *, spans: bool) -> tuple[Mark | None, int]:
    """Its bullet, or the word that tells its turn, and where its words begin."""
    words = lexicon().shot_list
    if piece.joint in "\n:>" or piece.start == 0 or (spans and SPAN.match(piece.folded)):
        found = _of_line(piece)
        if found[1]:
            return found
    if piece.label and words["item"].fullmatch(piece.folded):
        return Mark("item"), len(piece.text)
    for kind in ("single", "turn_first", "turn_next", "turn_last"):
        match = words[kind].match(piece.folded)
        if match is not None:
            name = kind.removeprefix("turn_")
            shown = lexicon().shot_list["turn_shows"].search(match[0]) is not None
            return Mark("item" if name == "single" else name, shown=shown), match.end()
    return None, 0


def _of_line(piece: Part) -> tuple[Mark | None, int]:
    """The bullet or the time that a line begins with."""
    words = lexicon().shot_list
    span = SPAN.match(piece.folded)
    if span is not None and (piece.label or span.end() < len(piece.folded)):
        return Mark("span"), span.end()
    bullet = _BULLET.match(piece.folded)
    if bullet is None:
        return None, 0
    label = piece.piece(bullet.end(), len(piece.text)).folded if piece.label else ""
    if words["item"].fullmatch(label):
        return Mark("item"), len(piece.text)
    field = words["field"].fullmatch(label)
    return None if field else Mark("bullet"), bullet.end()
