"""Times and lengths told by a shot: "no music until the cabin", "2 seconds before the lake ends",
"twice as long as the lake"; put into seconds, which every rule knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import is_chinese
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause

__all__ = ["with_times_of_shots"]

_FACTORS = {"twice": 2.0, "half": 0.5, "一半": 0.5, "一倍半": 1.5}
_LENGTHENS = re.compile(r"[长短改调变剪]$")
Times = tuple[int, int]
Told = Callable[[Clause, re.Match[str], Times], str]


def with_times_of_shots(clause: Clause, times: Sequence[Times]) -> Clause:
    """`times`: when each shot is shown, ms."""
    for name, told in _TOLD.items():
        match = lexicon().lists[name].search(clause.folded)
        shots = slots.ordinals(match[0]) if match else []
        if match is None or len(shots) != 1 or not 0 < abs(shots[0]) <= len(times):
            continue
        shown = times[shots[0] - 1 if shots[0] > 0 else shots[0]]
        clause = clause.with_words(*match.span(), told(clause, match, shown))
    return clause


def _before_end(clause: Clause, match: re.Match[str], shown: Times) -> str:
    end = shown[1] / 1000
    start = max(0.0, end - (slots.first_time(match[0]) or 0) / 1000)
    if is_chinese(clause.folded):
        return f"第{start:g}秒到第{end:g}秒"
    return f"from {start:g} s to {end:g} s"


def _until_begins(clause: Clause, match: re.Match[str], shown: Times) -> str:
    start = shown[0] / 1000
    return f"前{start:g}秒" if is_chinese(clause.folded) else f"in the first {start:g} s"


def _as_long(clause: Clause, match: re.Match[str], shown: Times) -> str:
    told = next((g for g in match.groups() if g is not None), "")
    factor = _FACTORS.get(told) or (lexicon().number(told) if told else 1.0)
    length = (shown[1] - shown[0]) * factor / 1000
    if not is_chinese(clause.folded):
        return f"{length:g} s long"
    before = clause.folded[: match.start()]
    return f"到{length:g}秒" if _LENGTHENS.search(before) else f"{length:g}秒"


def _since(clause: Clause, match: re.Match[str], shown: Times) -> str:
    """ "Slow shot 2 from 2 s on": what is left of it by then."""
    left = max(0, shown[1] - shown[0] - (slots.first_time(match[0]) or 0)) / 1000
    number = slots.ordinals(match[0])[0]
    if is_chinese(match[0]):
        return f"第{number}个镜头最后{left:g}秒"
    way = re.search(r" (?:down|up)(?= )", match[0])
    return f"{way[0][1:] + ' ' if way else ''}the last {left:g} s of shot {number}"


_TOLD: dict[str, Told] = {
    "since_in_shot": _since,
    "before_shot_ends": _before_end,
    "until_shot_begins": _until_begins,
    "as_long_as_shot": _as_long,
}
