"""Words of single shots that are told behind a label with the number of the shot, beside the list
of the shots: "text 2: Join us", 首屏文案：….
"""

from __future__ import annotations

from collections.abc import Sequence

from skill_runtime.studio.agent.words.lexicon import lexicon

from .part import SENTENCE, Part
from .piece import EDGES

__all__ = ["numbered_words"]

Parts = Sequence[tuple[Part, str]]


def numbered_words(parts: Parts, count: int, masked: str) -> tuple[dict[int, str], Parts]:
    """The words of each of `count` shots that has some, by its place from 0, and the parts that
    tell something else.
    """
    found, others, n = dict[int, str](), list[tuple[Part, str]](), 0
    while n < len(parts):
        place = _place(parts[n][0], count)
        end = _end(parts, n)
        if place is None or end == n + 1:
            others.append(parts[n])
            n += 1
            continue
        said = masked[parts[n + 1][0].start : parts[end - 1][0].end]
        found[place] = said.strip(EDGES)
        n = end
    return found, others


def _place(part: Part, count: int) -> int | None:
    """The place of the shot of which the label tells words."""
    match = part.said("words_of_shot") if part.label else None
    if match is None:
        return None
    told = next((g for g in match.groups() if g), None)
    if told is None:
        return 0 if part.said("first_words") else count - 1
    number = int(lexicon().number(told))
    return number - 1 if 0 < number <= count else None


def _end(parts: Parts, n: int) -> int:
    """Where the words behind the label end."""
    for at in range(n + 1, len(parts)):
        if at > n + 1 and parts[at][0].joint in {*SENTENCE, ";"}:
            return at
    return len(parts)
