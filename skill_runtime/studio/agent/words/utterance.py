"""An utterance made ready for the parser: quotations lifted out, text folded, clauses split.

A quotation or a file name becomes one private-use character, so that nothing inside a title can
look like a command. Folding (lower case, half width, simplified characters) keeps every
character's place: a match in folded text is also a place in the original, from which prompts and
titles are taken to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from skill_runtime.studio.agent.edits.text_edits import Cue

from .cues import files_in, list_in
from .folding import fold, is_chinese
from .lexicon import QUOTED, Lexicon, lexicon
from .said_texts import SENTENCE_END, said_text
from .splitting import polite_until, split

__all__ = [
    "Clause",
    "clauses",
    "language_of",
    "lift",
    "quotations",
    "spelled",
    "unlifted",
    "without_politeness",
    "without_reason",
]

MAX_CHARACTERS = 4000
"""More than anybody says in one message; the rest is not read."""

_QUOTES = re.compile(
    r"“([^”]*)”|‘([^’]*)’|「([^」]*)」|『([^』]*)』|《([^》]*)》|\"([^\"]*)\"|(?<![\w'])'((?:[^']|(?<=\w)'(?=\w))+)'(?![\w'])"
)
_FILE = re.compile(
    r"[\w\-.()]+?\.(?:mp4|mov|avi|webm|mkv|jpe?g|png|gif|webp|mp3|wav|m4a|aac)(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_PLACED = re.compile(
    r"在?(?:画面|屏幕)?[左右][上下]角?(?:再)?(?:放|加|贴|插入|添加|显示)(?:上|个)?"
)
"""In Chinese nothing stands between a place and the name of a file: "左上角放猫.png"."""
_NEXT_PLACE = re.compile(
    rf"({QUOTED})(?=(?:[左右上下][边侧面]|(?:第.{{1,2}}|最后一)[张段个幅])(?:图|画面|镜头)?[写打加放配显])"
)
_GAP = re.compile(r"(?<=[\u3400-\u9fff])[ \u3000]+(?=\d)|(?<=\d)[ \u3000]+(?=[\u3400-\u9fff])")
"""Chinese is typed with or without a space around digits: "前 3 秒"."""
_ABOUT = re.compile(
    r"(?<=\bfrom )like (?=\d)|(?<=\b(?:to|at|by) )(?:like|about|around|roughly) (?=\d)"
    r"|(?:大概|大约|差不多)(?=[\d一二两三四五六七八九十半])"
)
"""Words before a number that leave it as it is."""
_SECOND = re.compile(
    r"\b(?P<joint>(?:by|at|from|to|until|till|after|before|and|between) )(?:the )?"
    r"(?:second (?P<after>\d{1,4}(?:\.\d)?)(?![\d:%]|\.\d)"
    r"|(?P<before>\d{1,4})(?:st|nd|rd|th) second\b)"
    r"|\b(?P<first>\d{1,4})(?:st|nd|rd|th) (?:to|-|until|till) (?:the )?(?P<last>\d{1,4})"
    r"(?:st|nd|rd|th) second\b",
    re.IGNORECASE,
)
"""A moment told by its number: "until second 7", "at the 7th second"."""
_ONE = re.compile(
    r"\b(?P<which>first|last|final|opening) (?P<unit>second|minute)(?P<half> and a half)?\b"
    r"(?! (?:clip|shot|scene|one|picture|photo|image|title|subtitle|text)s?\b)",
    re.IGNORECASE,
)
"""A time without its number: "the last second and a half"."""
_SECONDS = re.compile(
    r"\b(?:fad(?:e|es|ing)\b[^,.;]{0,24}? (?:over|during|in|for|across) the"
    r" (?:last|final|first|opening)"
    r"|(?:finish|end|close)(?:es|s|ing)? with [^.;]{1,40} (?:over|for|during) the (?:last|final)"
    r"|(?:stay(?:s|ing)?|last(?:s|ing)?|remain(?:s|ing)?|keep it|hold it)"
    r"(?: (?:up|there|on screen))? for)"
    r" (?:two|three|four|five|six|seven|eight|nine|ten|\d{1,2})(?= *(?:$|[,.;!?]|and |then ))",
    re.IGNORECASE,
)
"""Seconds without their unit: "fade out during the last two", "stays for four"."""
_FIRST_LIFTED = 0xE000
_LIFTED_LIMIT = 200
_MOST_SAID = 6
"""Texts without quotation marks of one message."""


@dataclass(frozen=True, slots=True)
class Lifted:
    text: str
    file: bool = False
    cues: tuple[Cue, ...] = ()
    """Of a list of subtitles."""
    order: tuple[int, ...] = ()
    """Of a list of shots."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One wish. `text` and `folded` have the same length."""

    text: str
    folded: str
    lifted: tuple[Lifted, ...]
    begins: bool = False
    """Whether a sentence begins with it."""

    def quotes(self) -> list[str]:
        """What stands in quotation marks in this clause, or was lifted as a title's text."""
        words = (q.text for q in self._own() if not (q.file or q.cues or q.order))
        return [text for text in words if text.strip()]

    def files(self) -> list[str]:
        return [q.text for q in self._own() if q.file]

    def cues(self) -> tuple[Cue, ...]:
        """The subtitles of a list or a file that stand in this clause."""
        return tuple(cue for q in self._own() for cue in q.cues)

    def order(self) -> tuple[int, ...]:
        """The shots in the order that is listed in this clause."""
        return next((q.order for q in self._own() if q.order), ())

    def part(self, start: int, end: int) -> Clause:
        """A piece of it."""
        return Clause(self.text[start:end].strip(), self.folded[start:end].strip(), self.lifted)

    def with_words(self, start: int, end: int, words: str) -> Clause:
        """The same with other words (in lower case) there."""
        return Clause(
            f"{self.text[:start]}{words}{self.text[end:]}",
            f"{self.folded[:start]}{words}{self.folded[end:]}",
            self.lifted,
        )

    def with_file(self, start: int, end: int, name: str) -> Clause:
        """The same with a file named there."""
        mark = chr(_FIRST_LIFTED + len(self.lifted))
        named = self.with_words(start, end, f" {mark} ")
        return Clause(named.text, named.folded, (*self.lifted, Lifted(name, file=True)))

    def restore(self, text: str) -> str:
        """The original words of a piece of `text`, with its quotations back in place."""
        return re.sub(QUOTED, lambda m: self._at(m[0]).text, text)

    def _own(self) -> list[Lifted]:
        return [self._at(c) for c in re.findall(QUOTED, self.text)]

    def _at(self, character: str) -> Lifted:
        number = ord(character) - _FIRST_LIFTED
        return self.lifted[number] if number < len(self.lifted) else Lifted("")


Order = Callable[[Clause], tuple[Clause, int, tuple[int, ...]] | None]
"""Finds an order of shots that is told by listing it: the message without it, where it stood, and
the numbers.
"""


def language_of(text: str, default: str) -> str:
    """`zh` or `en` by what the utterance is written in, leaving out what shall stand on the screen
    (quotations, subtitles, a title's words) and the names of files; else the default.
    """
    bare = " ".join(re.sub(QUOTED, " ", clause.text) for clause in clauses(text))
    if is_chinese(bare):
        return "zh"
    return "en" if re.search(r"[A-Za-z]{2}", bare) else default


def lift(text: str) -> tuple[str, tuple[Lifted, ...]]:
    """The text with quotations and file names replaced by one character each, and those."""
    found: list[Lifted] = []

    def keep(lifted: Lifted) -> str:
        found.append(lifted)
        return chr(_FIRST_LIFTED + len(found) - 1)

    def take(match: re.Match[str], *, file: bool) -> str:
        if len(found) >= _LIFTED_LIMIT:
            return match[0]
        words = match[0] if file else next((g for g in match.groups() if g is not None), "")
        before = _PLACED.match(words) if file else None
        said = before[0] if before else ""
        return said + keep(Lifted(words[len(said) :].strip(), file=file))

    text = re.sub(QUOTED, " ", text)
    text = files_in(text, lambda cues: keep(Lifted(_told(cues), cues=cues)))[:MAX_CHARACTERS]
    text = _QUOTES.sub(lambda m: take(m, file=False), text)
    text = _FILE.sub(lambda m: take(m, file=True), text)
    return text, tuple(found)


def quotations(text: str) -> list[tuple[int, int]]:
    """Where the quotations in it begin and end."""
    return [match.span() for match in _QUOTES.finditer(text)]


def unlifted(text: str, lifted: Sequence[Lifted]) -> str:
    """What `lift` was given, in marks of one kind."""

    def put_back(match: re.Match[str]) -> str:
        number = ord(match[0]) - _FIRST_LIFTED
        if number >= len(lifted):
            return ""
        return lifted[number].text if lifted[number].file else f"“{lifted[number].text}”"

    return re.sub(QUOTED, put_back, text)


def clauses(utterance: str, order: Order = lambda _: None) -> list[Clause]:
    """The wishes of an utterance, in the order in which they were said."""
    words = lexicon()
    masked, lifted = lift(utterance)
    masked = _SECOND.sub(_moment, _ABOUT.sub("", _GAP.sub("", masked)))
    masked = _SECONDS.sub(r"\g<0> seconds", _ONE.sub(_one, spelled(masked, words)))
    masked = _as_boomerang(masked, words)
    masked, lifted = _lift_list(masked, lifted, words)
    masked, lifted = _lift_order(masked, lifted, order)
    masked, lifted = _lift_said(masked, lifted, words)
    masked = _NEXT_PLACE.sub(r"\1,", masked)
    result: list[Clause] = []
    for sentence in SENTENCE_END.split(masked):
        parts = [part.strip(" \t,，、:：") for part in split(sentence, words)]
        said = [Clause(p, fold(p, words), lifted) for p in parts if p]
        said[:1] = [replace(first, begins=True) for first in said[:1]]
        # "No, remove the title": what stands before the wish is none.
        result += [c for c in said if not _is_polite(c, words)] or said
    return result


def spelled(text: str, words: Lexicon) -> str:
    """The text with slips of the finger mended that are in the table."""
    found = list(words.words["typos"].finditer(fold(text, words)))
    for match in reversed(found):
        text = f"{text[: match.start()]}{words.values['typos'][match[0]]}{text[match.end() :]}"
    return text


def _as_boomerang(text: str, words: Lexicon) -> str:
    """The text with "forwards and then backwards" as one wish."""
    folded = fold(text, words)
    match = words.concepts["boomerang"].search(folded)
    if match is None:
        return text
    said = "，来回播放，" if is_chinese(match[0]) else ", boomerang,"
    if re.search(
        r"(?:第.{1,3}[个段]|the \w+ (?:clip|shot|one)|shot \d) ?$", folded[: match.start()]
    ):
        said = said.strip("，,")  # of that one alone
    return f"{text[: match.start()]}{said}{text[match.end() :]}"


def _one(match: re.Match[str]) -> str:
    return f"{match['which']} {1.5 if match['half'] else 1} {match['unit']}"


def _moment(match: re.Match[str]) -> str:
    if match["first"]:
        return f"{match['first']} s to {match['last']} s"
    return f"{match['joint']}{match['after'] or match['before']} s"


def _lift_list(
    text: str, lifted: tuple[Lifted, ...], words: Lexicon
) -> tuple[str, tuple[Lifted, ...]]:
    """Lifts subtitles that are listed: `add subtitles: 0-2s Hello, 2-4s World`."""

    def quote(character: str) -> str:
        return lifted[ord(character) - _FIRST_LIFTED].text

    start, end, cues = list_in(text, fold(text, words), quote)
    if not cues:
        return text, lifted
    number = chr(_FIRST_LIFTED + len(lifted))
    whole = Lifted(_told(tuple(cues)), cues=tuple(cues))
    head = text[:start].rstrip(" :：,\n")
    return f"{head} {number} {text[end:]}", (*lifted, whole)


def _lift_order(
    text: str, lifted: tuple[Lifted, ...], order: Order
) -> tuple[str, tuple[Lifted, ...]]:
    """Lifts shots that are listed: `put clip 3 first, then 1, then 2`."""
    found = order(Clause(text, fold(text, lexicon()), lifted))
    if found is None:
        return text, lifted
    rest, at, numbers = found
    number = chr(_FIRST_LIFTED + len(lifted))
    said = Lifted(" ".join(map(str, numbers)), order=numbers)
    return f"{rest.text[:at]} {number} {rest.text[at:]}", (*lifted, said)


def _told(cues: tuple[Cue, ...]) -> str:
    return " / ".join(cue.text for cue in cues)[:80]


def _lift_said(
    text: str, lifted: tuple[Lifted, ...], words: Lexicon
) -> tuple[str, tuple[Lifted, ...]]:
    """Lifts unquoted words too: `a title that says Hello World for the first 3 seconds`."""
    folded = fold(text, words)
    if words.says["asks"].match(folded):
        return text, lifted
    for _ in range(_MOST_SAID):
        found = said_text(text, words)
        if found is None:
            break
        start, end = found
        number = chr(_FIRST_LIFTED + len(lifted))
        lifted = (*lifted, Lifted(text[start:end].strip(" :：,，-–—")))
        text = f"{text[:start]} {number} {text[end:]}"
    return text, lifted


def _is_polite(clause: Clause, words: Lexicon) -> bool:
    return polite_until(f"{clause.folded},", words) > len(clause.folded)


def without_reason(clause: Clause) -> Clause:
    """The clause without what explains it: "cut it, the client doesn't like it"."""
    match = lexicon().lists["reasons"].search(clause.folded)
    if match is None or re.search(QUOTED, match[0]):
        return clause
    rest = clause.part(0, match.start())
    return rest.part(0, len(rest.text.rstrip(" ,，"))) if rest.text else clause


def without_politeness(clause: Clause) -> Clause:
    at = polite_until(clause.folded, lexicon())
    asked = lexicon().concepts["asked_politely"].search(clause.folded, at)
    end = asked.start() if asked else len(clause.folded)
    return Clause(clause.text[at:end], clause.folded[at:end], clause.lifted)
