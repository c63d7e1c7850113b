"""The film that a message tells shot by shot: its entries, and what is said around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from skill_runtime.studio.agent.words.amounts import spans_of_groups
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.splitting import polite_until
from skill_runtime.studio.agent.words.utterance import spelled

from .decoding import Decoded, decode, kinds_in
from .entries import Entry, entry_of, entry_of_row, told_of
from .joints_told import with_joints_apart
from .lengths import lengths_in_order, lengths_of_some
from .numbered_words import numbered_words
from .parameters import Parameters, parameters_of
from .part import Part
from .piece import Piece
from .script import names_other
from .table_rows import table_in

__all__ = ["ShotList", "listed"]

_MOST = 60
_FEW = 2
_CLAUSE_ENDS = re.compile(r"[,，。;；\n]")
_FOR = re.compile(r"[a-z] for (?:the [a-z]+ )?\w+")
_EDGES = {"begins_with": "首先", "ends_with": "最后"}
_TURNS = {"timed_first": "首先", "timed_next": "然后", "timed_last": "最后"}


@dataclass(frozen=True, slots=True)
class ShotList:
    """The shots of a film, and what the message says of all of it."""

    entries: tuple[Entry, ...]
    film: Parameters
    topic: str = ""
    """Of which all shots are, where a word with a colon tells it: "three shots of a beach: …"."""

    def is_seen(self) -> bool:
        """Whether most of it are pictures, and not edits in a list."""
        seen = [_is_seen(fold(e.picture, lexicon())) for e in self.entries if e.picture]
        return 2 * sum(seen) > len(seen)

    def told(self) -> list[str]:
        """What the entries say besides, as wishes."""
        return told_of(self.entries)


def _is_seen(folded: str) -> bool:
    """Whether it may be a picture, and is no edit of one."""
    words = lexicon()
    bare = folded[polite_until(folded, words) :]
    others = ("music", "title_alone", "subtitle", "transition", "effect", "uploaded")
    spared = words.shot_list["shows"].match(bare) or words.storyboard["no_verb"].match(bare)
    opens = words.lists["openers"].match(bare) and not spared
    return bool(bare) and not opens and not any(words.concepts[k].search(bare) for k in others)


def listed(masked: str) -> ShotList | None:
    """The shots that a message tells; None where it tells none."""
    if table := table_in(masked, fold(masked, lexicon())):
        start, end, rows = table
        others = [*kinds_in(masked[:start]), *kinds_in(masked[end:])]
        found = parameters_of(others, 0, masked, untimed=0)
        return ShotList(tuple(entry_of_row(row) for row in rows), found)
    masked = _in_turns(_without_but(with_joints_apart(masked)))
    masked = _with_units(spelled(_without_ends(masked), lexicon()))
    decoded = decode(masked)
    if decoded is None or len(decoded.shots) > _MOST or _has_template(decoded):
        return None
    entries = [entry_of(shot) for shot in decoded.shots]
    if any(not (e.picture or e.words or e.wishes) for e in entries):
        return None
    left = _with_lengths(entries, decoded.others, masked)
    words, left = numbered_words(left, len(entries), masked)
    for n, said in words.items():
        entries[n].words += (said,)
    first = min(part.start for shot in decoded.shots for part, _ in shot.parts)
    untimed = 0 if any(entry.length for entry in entries) else len(entries)
    topic = lexicon().shot_list["shots_of"].search(fold(masked[:first], lexicon()))
    about = next((g for g in topic.groups() if g), "") if topic else ""
    return ShotList(tuple(entries), parameters_of(left, first, masked, untimed=untimed), about)


def _has_template(decoded: Decoded) -> bool:
    """ "Paint a woman doing each": what every picture shows is told by itself."""
    return any(lexicon().storyboard["template"].search(p.folded) for p, _ in decoded.others)


def _with_lengths(
    entries: Sequence[Entry], others: Sequence[tuple[Part, str]], masked: str
) -> Sequence[tuple[Part, str]]:
    """Gives the entries the lengths that are told of them elsewhere; the parts that tell none."""
    names = [fold(entry.picture, lexicon()) for entry in entries]
    some, looks, left = lengths_of_some(others, names)
    for n, look in looks.items():
        entries[n].wishes += (look,)
    for n, time in some.items():
        entries[n].length = entries[n].length or time
    if not any(entry.length for entry in entries):
        times, left = lengths_in_order(left, len(entries), masked)
        for entry, time in zip(entries, times, strict=False):
            entry.length = time
    return left


def _without_but(masked: str) -> str:
    """每个3秒，除了旗袍5秒: the length of one shot, as if it were told alone."""
    for match in reversed(list(lexicon().shot_list["but_timed"].finditer(fold(masked, lexicon())))):
        masked = f"{masked[: match.start()]}{masked[match.end() :]}"
    return masked


def _in_turns(masked: str) -> str:
    """前10秒是老城区，后10秒是夜景: the lengths of shots behind their turns."""
    for name, turn in _EDGES.items():
        masked = lexicon().shot_list[name].sub(rf"{turn}是\1", masked)
    found = list[tuple[re.Match[str], str]]()
    for name, turn in _TURNS.items():
        matches = lexicon().shot_list[name].finditer(fold(masked, lexicon()))
        found += [(match, turn) for match in matches]
    if len(found) < _FEW:
        return masked
    for match, turn in sorted(found, key=lambda f: f[0].start(), reverse=True):
        time = next(g for g in match.groups() if g)
        end = _CLAUSE_ENDS.search(masked, match.end())
        shown = masked[match.end() : end.start() if end else None]
        after = masked[end.start() :] if end else ""
        masked = f"{masked[: match.start()]}{turn}是{shown}({time}){after}"
    return masked


def _without_ends(masked: str) -> str:
    """ "A lake for 4 seconds and a hill for the last 6": as long as the last of the film is."""
    folded = fold(masked, lexicon())
    if len(_FOR.findall(folded)) < _FEW:
        return masked
    for match in reversed(list(lexicon().shot_list["at_an_end"].finditer(folded))):
        (start, end), time = spans_of_groups(match)[:2]
        shown = Piece(masked[start:end], folded[start:end], ",")
        if re.search(QUOTED, shown.folded) is None and not names_other(shown):
            masked = f"{masked[:end]} for {masked[slice(*time)]}{masked[match.end() :]}"
    return masked


def _with_units(masked: str) -> str:
    """ "A lake for 4 seconds, a hill for 6": seconds too, where several lengths are told so."""
    folded = fold(masked, lexicon())
    bare = list(lexicon().shot_list["bare_seconds"].finditer(folded))
    if len(bare) + (lexicon().words["any_time"].search(folded) is not None) < _FEW:
        return masked
    for match in reversed(bare):
        masked = f"{masked[: match.end()]} s{masked[match.end() :]}"
    return masked
