"""The shots of a film that are told in a list of their own: a table, lines with a mark before each
("Scene 1: …", "- …", "1. …", 场景一：…), numbers in the middle of a line, or one after the other
("first …, then …, finally …", 先是…再是…最后是…).

A list is found before a message is cut into pieces, whose commas would tear it apart. What each of
its entries says beside the picture (how long it is shown, which words stand on it, what is heard)
is taken out of the picture's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from . import slots
from .folding import fold
from .lexicon import QUOTED, lexicon
from .parting import is_heard, sound_of
from .piece import HAN, Piece
from .splitting import polite_until
from .table_rows import table_in

__all__ = ["Entry", "ShotList", "shot_list"]

_EDGES = " \t\n,，、.。:：;；!！|-–—"
_COMMA = re.compile(r"\s*[,，]\s*")
_BULLET = re.compile(r"\s*[-*•·–—](?!-)\s+")
_CIRCLED = re.compile(r"[①-⑳]")
_ANY_NUMBER = re.compile(r"(?<![\w.])(?<!\d:)(\d{1,2}) ?[.、):](?!\d)\s*")
_LINE_NUMBER = re.compile(rf"\s*{_ANY_NUMBER.pattern}")
_SENTENCE_END = re.compile(r"[。！!\n]|[.?？;](?=\s|$)")
_QUOTE_AT_END = re.compile(rf"[\s,:;|–—-]*(?:[(]\s*)?({QUOTED})[\s).]*$")
_SPAN = re.compile(
    r"(?<![\d:.])(\d{1,3}(?:\.\d)?|\d{1,2}:[0-5]\d) ?(?:s|秒)? ?(?:-|–|—|~|to|到|至) ?"
    r"(\d{1,3}(?:\.\d)?|\d{1,2}:[0-5]\d) ?(?:s|secs?|seconds?|秒)?(?!\w|:\d)"
)
_ROLES = ("lower_third", "caption", "subtitle")
_MOST = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """One shot; `length` in ms where it was told, `words` and `sound` as they were said."""

    picture: str
    length: int | None = None
    words: tuple[str, ...] = ()
    """What stands on it, line by line."""
    role: str = ""
    """Of the words, as a user calls it."""
    sound: str = ""
    wishes: tuple[str, ...] = ()
    """What else is said of it, as it was said."""


@dataclass(frozen=True, slots=True)
class ShotList:
    """`before` and `after`: what the message says around the list."""

    before: str
    entries: tuple[Entry, ...]
    after: str

    def is_seen(self) -> bool:
        """Whether most of it are pictures, and not edits in a list."""
        seen = [_is_seen(fold(e.picture, lexicon())) for e in self.entries if e.picture]
        return 2 * sum(seen) > len(seen)

    def told(self) -> list[str]:
        """What the entries say besides, as wishes."""
        numbered = list(enumerate(self.entries, 1))
        heard = [f"add the sound of {e.sound} on shot {n}" for n, e in numbered if e.sound]
        heard += [_of_shot(wish, n) for n, e in numbered for wish in e.wishes]
        if all(len(e.words) == 1 for e in self.entries):
            role = _role(next((e.role for e in self.entries if e.role), ""))
            words = ", ".join(_quoted(e.words[0]) for e in self.entries)
            return [f"give each shot its own {role}: {words}", *heard]
        return [*(wish for n, e in numbered for wish in _lines(e, n)), *heard]


@dataclass(frozen=True, slots=True)
class _Mark:
    """Where an entry begins: before its mark and behind it."""

    start: int
    end: int
    number: int = 0


def shot_list(masked: str, *, empty: bool) -> ShotList | None:
    """The list in a message whose quotations are lifted; `empty`: nothing is on the timeline, so
    that what is told in turn can only be shots.
    """
    masked = _CIRCLED.sub(lambda m: f" {ord(m[0]) - ord('①') + 1}) ", masked)
    folded = fold(masked, lexicon())
    if (table := table_in(masked, folded)) is not None:
        start, end, rows = table
        entries = [_of_row(row) for row in rows]
        return _list(masked[:start], entries, masked[end:])
    for marks, lines in _all_marks(folded):
        if 1 < len(marks) <= _MOST and (empty or lines):
            return _marked(masked, folded, marks, lines=lines)
    return _in_turn(masked, folded) if empty else None


def _lines(entry: Entry, number: int) -> Iterator[str]:
    """One under the other."""
    for at, line in enumerate(entry.words):
        where = "at the bottom " if at else ""
        yield f"add the {_role(entry.role)} {_quoted(line)} {where}on shot {number}"


def _of_shot(wish: str, number: int) -> str:
    """What is said of one shot, told of it by its number."""
    if re.search(f"[{HAN}]", wish):
        return f"第{number}个镜头{wish}"
    return f"{'' if lexicon().lists['openers'].match(wish) else 'add '}{wish} on shot {number}"


def _role(label: str) -> str:
    """What a user calls the words, as the editor does."""
    named = (role for role in _ROLES if lexicon().concepts[role].search(fold(label, lexicon())))
    return next(named, "title").replace("_", "-")


def _quoted(words: str) -> str:
    return words if re.fullmatch(QUOTED, words) else f"“{words}”"


def _list(before: str, entries: Sequence[Entry], after: str) -> ShotList | None:
    if not entries or any(not _is_shot(entry) for entry in entries):
        return None
    return ShotList(before, tuple(entries), after)


def _is_shot(entry: Entry) -> bool:
    """Whether it shows something, and is nothing that is said of a shot: 第一个镜头写“冰爽”."""
    said = fold(entry.picture, lexicon())
    return bool(said or entry.words) and lexicon().shot_list["of_shot"].match(said) is None


def _all_marks(folded: str) -> Iterator[tuple[list[_Mark], bool]]:
    """The marks of each form, and whether each of them stands at the beginning of a line."""
    named = lexicon().shot_list["mark"]
    yield _at_lines(folded, named), True
    yield _counted_up([_named_mark(m) for m in named.finditer(folded)]), False
    yield _at_lines(folded, _LINE_NUMBER), True
    yield _counted_up([_named_mark(m) for m in _ANY_NUMBER.finditer(folded)]), False
    yield _at_lines(folded, lexicon().shot_list["time_mark"]), True
    yield _at_lines(folded, _BULLET), True


def _at_lines(folded: str, mark: re.Pattern[str]) -> list[_Mark]:
    """The marks at the beginnings of lines that follow each other; a list of lines ends with the
    first line without one.
    """
    found, at = list[_Mark](), 0
    for line in folded.splitlines(keepends=True):
        match = mark.match(folded, at)
        if match is not None and match.end() < at + len(line.rstrip()):
            end = match.end() if mark is not lexicon().shot_list["time_mark"] else at
            found.append(_Mark(at, end))
        elif found and line.strip():
            break
        at += len(line)
    return found


def _named_mark(match: re.Match[str]) -> _Mark:
    group = next(g for g in match.groups() if g is not None)
    return _Mark(match.start(), match.end(), int(lexicon().number(group)))


def _counted_up(marks: Sequence[_Mark]) -> list[_Mark]:
    """Those that count 1, 2, 3 …; none if they don't."""
    found = list[_Mark]()
    for mark in marks:
        if mark.number == len(found) + 1:
            found.append(mark)
    return found if len(found) > 1 else []


def _marked(masked: str, folded: str, marks: Sequence[_Mark], *, lines: bool) -> ShotList | None:
    last = marks[-1]
    end_of = re.compile(r"\n") if lines else _SENTENCE_END
    found = end_of.search(folded, last.end)
    end = found.end() if found else len(folded)
    ends = [*(m.start for m in marks[1:]), end]
    said = [masked[m.end : e] for m, e in zip(marks, ends, strict=True)]
    return _list(masked[: marks[0].start], [_entry(s) for s in said], masked[end:])


def _in_turn(masked: str, folded: str) -> ShotList | None:
    """ "First show an empty road, then a red car, finally the sea"."""
    words = lexicon().shot_list
    first = words["first"].search(folded)
    if first is None:
        return None
    marks = [_Mark(*first.span())]
    marks += [_Mark(*m.span()) for m in words["then"].finditer(folded, first.end())]
    end = _SENTENCE_END.search(folded, first.end())
    marks = [m for m in marks if end is None or m.end <= end.start()]
    stop = end.start() if end else len(folded)
    ends = [*(m.start for m in marks[1:]), stop]
    parts = [folded[m.end : e].strip(_EDGES) for m, e in zip(marks, ends, strict=True)]
    if len(parts) < 3 or any(not _is_seen(part) for part in parts):
        return None
    said = [masked[m.end : e] for m, e in zip(marks, ends, strict=True)]
    return _list(masked[: first.start()], [_entry(s) for s in said], masked[stop:])


def _is_seen(folded: str) -> bool:
    """Whether it may be a picture, and is no edit of one."""
    words = lexicon()
    bare = folded[polite_until(folded, words) :]
    others = ("music", "title_alone", "subtitle", "transition", "effect", "uploaded")
    spared = words.shot_list["shows"].match(bare) or words.storyboard["no_verb"].match(bare)
    opens = words.lists["openers"].match(bare) and not spared
    return bool(bare) and not opens and not any(words.concepts[k].search(bare) for k in others)


def _of_row(row: dict[str, str]) -> Entry:
    length = _length(fold(row.get("time", ""), lexicon()))
    entry = _entry(row["picture"])
    words = (row["words"],) if row.get("words") else entry.words
    role = row.get("role", "") or entry.role
    return Entry(entry.picture, length or entry.length, words, role, row.get("sound", ""))


def _entry(said: str) -> Entry:
    """What one entry says: the labelled pieces go first, which may hold commas."""
    rest, words, role = _labelled(said, "words")
    rest, sound, _ = _labelled(rest, "sound")
    rest, heard, time, wishes = _without_remarks(rest)
    sound = sound or heard
    told: tuple[str, ...] = (words,) if words else ()
    if not told:
        rest, told, role = _with_words(rest)
    rest, length = _without_length(rest)
    length = length or time
    lead = lexicon().shot_list["shows"].match(fold(rest.lstrip(_EDGES), lexicon()))
    rest = rest.lstrip(_EDGES)[lead.end() if lead else 0 :]
    lines = tuple(line for w in told if (line := w.strip(_EDGES)))
    return Entry(rest.strip(_EDGES), length, lines, role, sound.strip(_EDGES), wishes)


def _without_remarks(said: str) -> tuple[str, str, int | None, tuple[str, ...]]:
    """The entry without the pieces that are a sound, a length, or words with more said of them:
    "a blackboard, 6 s, text “Fractions” with typewriter effect"; and these.
    """
    first, *others = _COMMA.split(said)
    kept, heard, time, wishes = [first], "", None, list[str]()
    for text in others:
        piece = Piece(text.strip(_EDGES), fold(text.strip(_EDGES), lexicon()), ",")
        lead = piece.said("heard_lead")
        sound = piece.after(lead) if lead and lead.start() == 0 else piece
        if is_heard(sound):
            heard = sound_of(sound)
        elif piece.only("total"):
            time = slots.first_time(piece.folded)
        elif wishes or _is_wish(piece):
            wishes.append(piece.text)
        else:
            kept.append(text)
    if len(wishes) == 1 and _QUOTE_AT_END.search(wishes[0]):
        kept, wishes = [*kept, wishes[0]], []
    told = (", ".join(wishes),) if wishes else ()
    return ", ".join(kept), heard, time, told


def _is_wish(piece: Piece) -> bool:
    return len(re.findall(QUOTED, piece.folded)) == 1


def _with_words(said: str) -> tuple[str, tuple[str, ...], str]:
    """The entry without the words that stand on its picture: "just black with the title DAWN and
    under it “Soon”", "the logo text DAWN", "a lake “Home”".
    """
    folded = fold(said, lexicon())
    quotes = tuple(re.findall(QUOTED, said))
    for name in ("only_words", "with_words"):
        match = lexicon().shot_list[name].search(folded)
        if match is None or (name == "only_words" and folded[: match.start()].strip(_EDGES)):
            continue
        bare = said[match.end() : folded.find(quotes[0]) if quotes else len(said)]
        below = lexicon().shot_list["below"].search(fold(bare, lexicon()))
        first = (bare[: below.start()] if below else bare).strip(_EDGES)
        label = next((g for g in match.groups() if g), "")
        return said[: match.start()], (*([first] if first else []), *quotes), label
    if quote := _QUOTE_AT_END.search(said):
        rest, role = _without_introduction(said[: quote.start()])
        return rest, (quote[1],), role
    return said, (), ""


def _labelled(said: str, kind: str) -> tuple[str, str, str]:
    """The entry without a piece that is labelled so ("text: …"), the piece, and its label."""
    folded = fold(said, lexicon())
    match = lexicon().shot_list[kind].search(folded)
    if match is None:
        return said, "", ""
    other = lexicon().shot_list["label"].search(folded, match.end())
    end = other.start() if other else len(said)
    label = next((g for g in match.groups() if g), "")
    return f"{said[: match.start()]} {said[end:]}", said[match.end() : end], label


def _without_introduction(rest: str) -> tuple[str, str]:
    """Without "with the caption", before quoted words, and that word."""
    match = lexicon().shot_list["introduces"].search(fold(rest, lexicon()))
    if match is None:
        return rest, ""
    return rest[: match.start()], next((g for g in match.groups() if g), "")


def _without_length(said: str) -> tuple[str, int | None]:
    folded = fold(said, lexicon())
    if (span := _SPAN.search(folded)) is not None:
        return f"{said[: span.start()]} {said[span.end() :].lstrip(_EDGES)}", _length(span[0])
    match = lexicon().shot_list["length"].search(folded)
    if match is None:
        return said, None
    time = slots.first_time(match[0])
    return f"{said[: match.start()].rstrip()} {said[match.end() :]}", time


def _length(folded: str) -> int | None:
    """Of "0-3s", "0:05-0:08", "3 seconds", "3"."""
    if (span := _SPAN.search(folded)) is not None:
        start, end = (_seconds(group) for group in span.groups())
        return round((end - start) * 1000) if end > start else None
    time = slots.first_time(folded)
    if time is None and re.fullmatch(r"\s*\d{1,3}(?:\.\d)?\s*", folded):
        return round(float(folded) * 1000)
    return time


def _seconds(told: str) -> float:
    minutes, _, seconds = told.rpartition(":")
    return float(minutes or 0) * 60 + float(seconds)
