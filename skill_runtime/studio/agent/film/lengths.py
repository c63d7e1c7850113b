"""How long each shot of a film is, where that is told of them apart: one after the other ("7, 6 and
7 seconds"), of some of them ("the first two 5 seconds each, the others 3"), or of one ("the first
9 seconds").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon

from .part import Part
from .piece import HAN

__all__ = ["lengths_in_order", "lengths_of_some"]

Parts = Sequence[tuple[Part, str]]
_LETTER = re.compile(rf"[a-z{HAN}]")


def lengths_in_order(parts: Parts, count: int, masked: str) -> tuple[list[int], Parts]:
    """As many lengths (ms) as there are shots, told one after the other, and the parts that tell
    something else; none if there are not so many.
    """
    folded = fold(masked, lexicon())
    for match in lexicon().shot_list["row_of_times"].finditer(folded):
        numbers = [m[1] for m in lexicon().shot_list["one_time"].finditer(match[0])]
        inside = [p for p, _ in parts if p.start < match.end() and p.end > match.start()]
        if len(numbers) == count and inside and not re.search(QUOTED, match[0]):
            times = [round(lexicon().number(n) * 1000) for n in numbers]
            return times, [(p, k) for p, k in parts if p not in inside]
    return [], parts


def lengths_of_some(
    parts: Iterable[tuple[Part, str]], names: Sequence[str]
) -> tuple[dict[int, int], dict[int, str], Parts]:
    """The lengths (ms) of some of the shots and how they look, by their places from 0, and the
    parts that tell something else; `names`: what they show.
    """
    count = len(names)
    found, looks = dict[int, int](), dict[int, str]()
    others, last = list[tuple[Part, str]](), list[int]()
    for part, kind in parts:
        if kind == "look" and len(last) == 1 and part.joint == ",":
            looks[last[0]] = part.text
            continue
        if part.said("what_is_left"):
            continue  # a shot of which no length is told has what the others leave
        which = [] if re.search(QUOTED, part.folded) else _which(part.folded, count, found)
        bare = _rest(part.folded)
        if not which and (named := _named(part.folded, names)) is not None:
            which, bare = [named], ""
        time = _time(part.folded) if which and not _LETTER.search(bare) else None
        last = which if time else []
        found |= {n: time for n in last if time and n not in found}
        if not last:
            others.append((part, kind))
    return found, looks, others


def _named(said: str, names: Sequence[str]) -> int | None:
    """The only shot that shows the thing of which nothing but a time is told: 全家福那张6秒."""
    thing = lexicon().words["any_time"].sub("", said).strip()
    while (shorter := lexicon().shot_list["stays_longer"].sub("", thing)) != thing:
        thing = shorter
    found = [n for n, name in enumerate(names) if name == thing or name.endswith(f"的{thing}")]
    return found[0] if len(thing) > 1 and len(found) == 1 else None


def _time(folded: str) -> int | None:
    match = lexicon().shot_list["seconds_each"].search(folded)
    if match is not None:
        return round(lexicon().number(next(g for g in match.groups() if g)) * 1000)
    if (time := slots.first_time(folded)) is not None:
        return time
    bare = lexicon().shot_list["gets_seconds"].search(folded)
    return (
        round(lexicon().number(next(g for g in bare.groups() if g)) * 1000)
        if bare and any(bare.groups())
        else None
    )


def _which(folded: str, count: int, told: dict[int, int]) -> list[int]:
    """The shots that are meant, by their places from 0."""
    words = lexicon().shot_list
    for name in ("first_of", "last_of"):
        match = words[name].search(folded)
        if match is not None:
            size = int(lexicon().number(next(g for g in match.groups() if g)))
            if 0 < size <= count:
                return [*range(size)] if name == "first_of" else [*range(count - size, count)]
    if words["others_of"].search(folded):
        return [n for n in range(count) if n not in told]
    numbers = slots.ordinals(folded)
    places = [n - 1 if n > 0 else count + n for n in numbers if n]
    return [n for n in places if 0 <= n < count] if len(places) == 1 else []


def _rest(folded: str) -> str:
    words = lexicon()
    patterns = [words.storyboard["each"]]
    patterns += [
        words.shot_list[k]
        for k in ("gets_seconds", "seconds_each", "first_of", "last_of", "others_of")
    ]
    patterns += [words.words["any_time"], words.words["ordinals"], words.concepts["shot"]]
    patterns += [words.shot_list["of_length"]]
    patterns += [words.lists[k] for k in ("light", "filler", "politeness")]
    for pattern in patterns:
        folded = pattern.sub(" ", folded)
    return folded
