"""What was said before, said otherwise: "no, I meant green", 不对，我说的是第二段.

A correction gives nothing but values (a colour, a time, a shot, words in quotation marks …). Each
takes the place of the last of its kind in what was said before, which is then done again instead.
Anything else is a wish of its own and no correction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, NamedTuple

from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.lexicon import CANVASES, QUOTED, lexicon
from skill_runtime.studio.agent.words.splitting import polite_until
from skill_runtime.studio.agent.words.utterance import Clause, lift, spelled, unlifted

from .naming import Names
from .pointing import pointed
from .reference import Referent

__all__ = [
    "Correction",
    "Said",
    "correction_of",
    "said_at_last",
    "said_last",
    "said_of_all",
    "said_otherwise",
    "with_said",
]

_CONCEPTS = (
    ("title", "subtitle", "caption", "music", "lower_third", "watermark", "sound"),
    ("fade_in", "fade_out"),
    ("faster", "slower"),
    ("louder", "quieter"),
    ("longer", "shorter"),
    ("later", "earlier"),
    ("bigger", "smaller"),
    ("genre",),
    CANVASES,
)
"""Words of which one can stand for another."""
_SHOT = r"(?<![a-z])shot \d+|第\d+个镜头"
_PREPOSITION = re.compile(r"(?:at|to|in|on|near) (?:the )?")
_KEY = "said"
_EDGES = " \t,，.。;；:：!！-—–"
_PAUSES = frozenset(",，;；.。!！-—–")
_LONGEST = 60
_LONGEST_MESSAGE = 1000
"""Whoever has said more than that takes no word of it back in the same breath."""
_MOST = 4
"""Corrections of one message."""


@dataclass(frozen=True, slots=True)
class Said:
    """A message that was done, and what there was when it was said."""

    words: str
    names: Names
    it: Referent | None = None


def said_last(draft: Mapping[str, Any]) -> Said | None:
    """The message that made the draft what it is."""
    found = draft["m"].get(_KEY)
    if not isinstance(found, dict):
        return None
    names, it = found["names"], found["it"]
    times = tuple((start, end) for start, end in names["times"])
    shown = tuple((role, start, end) for role, start, end in names["shown"])
    plain: dict[str, Any] = {k: tuple(names[k]) for k in ("shots", "texts", "files", "sounds")}
    known = Names(times=times, shown=shown, **plain)
    return Said(found["words"], known, None if it is None else Referent(**it))


def with_said(draft: dict[str, Any], said: Said) -> dict[str, Any]:
    """The draft, knowing the message that makes it, unless that is a long one."""
    known = {_KEY: asdict(said)} if len(said.words) <= _LONGEST_MESSAGE else {}
    return {**draft, "m": {k: v for k, v in draft["m"].items() if k != _KEY} | known}


class Correction(NamedTuple):
    values: str
    sure: bool
    """Whether it is said to be one ("I meant"), and not only likely ("no, …")."""


def correction_of(message: str, names: Names) -> Correction | None:
    """The values that a message gives as a correction of the one before; None where it is none."""
    if len(message) > _LONGEST_MESSAGE:
        return None
    message = spelled(message, lexicon())
    words, folded = lexicon().correcting, fold(message, lexicon())
    begins, ends = words["begins"].match(folded), words["ends"].search(folded)
    end = ends.start() if ends else len(message)
    if instead := words["instead_of"].search(folded, 0, end):
        end = instead.start()
    values = _pointed(message[begins.end() if begins else 0 : end], names)
    if (begins is None and ends is None) or not _only_values(values):
        return None
    sure = ends is not None or words["surely"].search(folded) is not None
    return Correction(values.strip(_EDGES), sure)


def said_otherwise(said: str, values: str, names: Names) -> str | None:
    """What was said with these values in it; None if it had nothing of the kind of one of them."""
    given, given_lifted = lift(lexicon().correcting["behind"].sub(" ", values))
    masked, lifted = lift(_pointed(said, names))
    if any(each.cues for each in (*lifted, *given_lifted)):
        return None
    changed = False
    for kind in _kinds():
        new = kind.search(fold(given, lexicon()))
        if new is None:
            continue
        value = given[new.start() : new.end()]
        given = f"{given[: new.start()]} {given[new.end() :]}"
        olds = list(kind.finditer(fold(masked, lexicon())))
        if not olds or (lifted and kind is _kinds()[0] and not _is_text(new[0])):
            return None
        start, end = olds[-1].span()
        masked = f"{masked[:start]}{_preposition(olds[-1][0], new[0])}{value}{masked[end:]}"
        changed = True
    if given_lifted and lifted:
        spot = chr(ord(QUOTED[1]) + len(lifted) - 1)
        masked = masked.replace(spot, f"“{given_lifted[-1].text}”")
        changed = True
    return unlifted(masked, lifted) if changed else None


def _is_text(noun: str) -> bool:
    """ "I meant the music" is no title with words of its own."""
    return any(lexicon().concepts[k].search(noun) for k in ("title", "subtitle", "caption"))


def _preposition(old: str, new: str) -> str:
    """ "at the " of what goes, where what comes has none."""
    has = [match[0] if (match := _PREPOSITION.match(text)) else "" for text in (old, new)]
    return "" if has[1] else has[0]


def said_of_all(message: str, before: Said) -> str | None:
    """What was said of one shot, said of each: "all of them"; None where the message says anything
    else.
    """
    folded = fold(spelled(message.strip(), lexicon()), lexicon())
    folded = folded[polite_until(folded, lexicon()) :]
    said = _pointed(spelled(before.words, lexicon()), before.names)
    if lexicon().concepts["all_of_them"].search(folded) is None or not re.search(_SHOT, said):
        return None
    han = is_chinese(said)
    return re.sub(rf"(?:the )?(?:{_SHOT})", "每个镜头" if han else "every shot", said)


def said_at_last(message: str, names: Names) -> str:
    """The message with what it takes back itself: "make it red, no wait, blue" → "make it blue"."""
    for _ in range(_MOST if len(message) < _LONGEST_MESSAGE else 0):
        found = next(_taken_back(message, names), None)
        if found is None:
            return message
        message = found
    return message


def _taken_back(message: str, names: Names) -> Iterator[str]:
    words, folded = lexicon().correcting, fold(message, lexicon())
    for match in words["middle"].finditer(folded):
        before, rest = message[: match.start()], message[match.end() :]
        if lexicon().concepts["undo"].match(folded):
            continue  # "undo the jazz, actually make it rock": what is new comes after it
        if before.rstrip()[-1:] not in _PAUSES and not words["alone"].match(folded, match.start()):
            continue
        for end in _ends(fold(rest, lexicon())):
            values = _pointed(rest[:end], names)
            if not _only_values(values):
                continue
            if (whole := said_otherwise(before, values.strip(_EDGES), names)) is not None:
                yield whole + rest[end:]


def _ends(rest: str) -> Sequence[int]:
    """Where the values may end: at the end, or before what goes on after a comma or an "and"."""
    cuts = [m.start() for m in re.finditer(r"[,，;；.。!！]| and | then |然后|再|并", rest)]
    return [*reversed([c for c in cuts if c < _LONGEST]), len(rest)][::-1]


def _pointed(text: str, names: Names) -> str:
    masked, lifted = lift(text)
    clause = pointed(Clause(masked, fold(masked, lexicon()), lifted), names.shots)
    return unlifted(clause.text, lifted)


def _only_values(text: str) -> bool:
    masked, lifted = lift(text)
    folded = fold(masked, lexicon())
    rest = folded
    for kind in _kinds():
        rest = kind.sub(" ", rest)
    if (rest == folded and not lifted) or len(folded) > _LONGEST:
        return False
    for name in ("light", "filler", "politeness"):
        rest = lexicon().lists[name].sub(" ", rest)
    return not re.search(r"[a-z\u3400-\u9fff\d]", rest)


@cache
def _kinds() -> tuple[re.Pattern[str], ...]:
    words = lexicon()
    unions = [[words.concepts[k] for k in names] for names in _CONCEPTS]
    unions += [list(words.positions.values()), list(words.filters.values())]
    unions += [list(words.effects.values()), [words.words["colours"]], [words.words["any_time"]]]
    unions += [[words.lists["percent"], words.lists["tenths"]], [words.lists["factor"]]]
    unions += [[words.lists["degrees"]], [re.compile(_SHOT), words.words["ordinals"]]]
    unions += [[words.correcting["side"]], [words.words["numbers"], re.compile(r"\d+(?:\.\d+)?")]]
    return tuple(re.compile("|".join(p.pattern for p in union)) for union in unions)
