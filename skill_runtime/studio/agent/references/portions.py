"""Times said without numbers: "the first half", "a third of the way in", 后半段; and the times of
what is shown: "when the hill shows up", "while the subtitle is on".

They are put into the times that every rule knows ("the first 7.5 s", "第5秒"), by how long the
timeline is, or the shot that is named beside them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import is_chinese
from skill_runtime.studio.agent.words.generation import generation
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause

from .by_other_shots import with_times_of_shots
from .naming import Names

__all__ = ["measured"]

_LATIN = re.compile(r"[a-z]")
_ON = 2
"""The end of the film, beside the beginning (0) and the end (1) of a shot."""
_BESIDE_SHOT = (
    ("from_shot", (0, _ON)),
    ("shot_begins", (0,)),
    ("shot_ends", (1,)),
    ("while_shot", (0, 1)),
    ("behind_shot", (1,)),
    ("ahead_of_shot", (0,)),
)
_OF_NEW = ("behind_shot", "ahead_of_shot")
"""When a new sound is heard or a new text is shown; a shot or a cut has a place there, no time."""
_SAID = {"lower_third": "人名条", "subtitle": "字幕", "caption": "说明文字", "title": "标题"}
_TEXTS = tuple(_SAID)
_UNTIL, _FROM = re.compile(r"until |up to |到"), re.compile(r"from |从")
_ONLY = frozenset({"只要", "只到"})
_WHOLE = 0.999
_MOST = 8
"""Shares that one says in a clause."""


def measured(clause: Clause, named: Names, it: int | None = None) -> Clause:
    """The clause with its shares as times; `it`: the number of the text that was spoken of last."""
    words, times = lexicon(), named.times
    table = words.words["portions"]
    music = words.concepts["music"].search(clause.folded)  # "from shot 3 on change to epic music"
    if not times or (music is None and generation(clause) is not None):
        return clause
    if words.concepts["starts_there"].search(clause.folded):
        return clause
    clause = _after_text(_with_text(clause, named), named, it)
    clause = with_times_of_shots(_on_shot(clause, named), times)
    clause = _beside_shot(_beside_text(clause, named.shown), times)
    if (match := lexicon().lists["middle_time"].search(clause.folded)) is not None:
        clause = _in_middle(clause, match, times)
    for _ in range(_MOST):
        match = table.search(clause.folded)
        if match is None:
            break
        rest = f"{clause.folded[: match.start()]} {clause.folded[match.end() :]}"
        said = _times(words.values["portions"][match[0]], _length(rest, times) / 1000)
        told = said[0] if _LATIN.match(match[0]) else said[1]
        clause = clause.with_words(match.start(), match.end(), told)
    return clause


def _in_middle(clause: Clause, match: re.Match[str], times: Sequence[tuple[int, int]]) -> Clause:
    """ "The middle four seconds": from when to when they are."""
    length = lexicon().milliseconds(next(g for g in match.groups() if g is not None))
    rest = f"{clause.folded[: match.start()]} {clause.folded[match.end() :]}"
    start = max(0, (_length(rest, times) - length) // 2)
    begin, end = (f"{at / 1000:g}" for at in (start, start + length))
    told = f"from {begin} s to {end} s" if _LATIN.match(match[0]) else f"第{begin}秒到第{end}秒"
    cuts = is_chinese(match[0]) and lexicon().concepts["trims"].search(match[0])
    return clause.with_words(match.start(), match.end(), told + (cuts[0] if cuts else ""))


def _with_text(clause: Clause, named: Names) -> Clause:
    """ "when the title shows up": when the newest such text begins, or the one that is quoted."""
    match = lexicon().lists["text_begins"].search(clause.folded)
    words = lexicon()
    sounds = any(
        p.search(clause.folded) for p in (*words.effects.values(), words.concepts["effect"])
    )
    if match is None or not named.shown or not sounds:
        return clause
    said = clause.restore(match[0])
    quoted = [n for n, text in enumerate(named.texts) if text and text in said]
    start = named.shown[quoted[0] if quoted else -1][1] / 1000
    told = f" at {start:g} s" if _LATIN.match(match[0]) else f"第{start:g}秒"
    return clause.with_words(match.start(), match.end(), told)


def _after_text(clause: Clause, named: Names, it: int | None) -> Clause:
    """ "right after that one ends": when that text does."""
    match = lexicon().lists["text_ends"].search(clause.folded)
    if match is None:
        return clause
    numbers = slots.ordinals(match[0]) or ([it] if it else [])
    if not numbers or not 0 < numbers[0] <= len(named.shown):
        return clause
    end = named.shown[numbers[0] - 1][2] / 1000
    told = f" at {end:g} s" if _LATIN.search(match[0]) else f"第{end:g}秒"
    return clause.with_words(match.start(), match.end(), told)


def _beside_text(clause: Clause, shown: Sequence[tuple[str, int, int]]) -> Clause:
    """ "while the subtitle is showing": the time of the newest such text."""
    match = lexicon().lists["while_text"].search(clause.folded)
    if match is None:
        return clause
    roles = [r for r in ("subtitle", "caption", "title") if lexicon().concepts[r].search(match[0])]
    found = [(start, end) for role, start, end in shown if role in roles[:1]]
    if not found:
        return clause
    start, end = (f"{at / 1000:g}" for at in found[-1])
    told = f"from {start} s to {end} s" if _LATIN.match(match[0]) else f"{start}秒到{end}秒"
    return clause.with_words(match.start(), match.end(), told)


def _beside_shot(clause: Clause, times: Sequence[tuple[int, int]]) -> Clause:
    """ "when shot 2 shows up", "until shot 2 ends", "while shot 2 is on": its time."""
    if any(lexicon().concepts[k].search(clause.folded) for k in ("denied", "remove")):
        return clause  # "no rain before the harbour": all that time
    clause = _after_beginning(_until_shot(clause, times), times)
    for name, share in _BESIDE_SHOT:
        match = lexicon().lists[name].search(clause.folded)
        shots = slots.ordinals(match[0]) if match else []
        if match is None or len(shots) != 1 or not 0 < abs(shots[0]) <= len(times):
            continue
        if name in _OF_NEW and not _is_heard_or_read(clause, behind=name == "behind_shot"):
            continue
        whole = times[shots[0] - 1 if shots[0] > 0 else shots[0]]
        edges = (*whole, times[-1][1])
        start, end = (f"{edges[at] / 1000:g}" for at in (share[0], share[-1]))
        until = _UNTIL.match(match[0]) is not None
        gap = "" if clause.folded[: match.start()].endswith(" ") else " "
        piece = f"{gap}from {start} s to {end} s" if len(share) > 1 else f"{gap}at {start} s"
        told = f"{start}秒到{end}秒" if len(share) > 1 else f"第{start}秒"
        if until and len(share) == 1:
            piece, told = f"{gap}until {start} s", f"到第{start}秒"
        words = piece if _LATIN.search(match[0].replace("shot", "")) else told
        clause = clause.with_words(match.start(), match.end(), words)
    return clause


def _on_shot(clause: Clause, named: Names) -> Clause:
    """ "Put the title on the cabin": a text that is there, while that shot is shown."""
    match = lexicon().lists["text_on_shot"].search(clause.folded)
    shots = slots.ordinals(match[0]) if match else []
    there = named.shown and not clause.quotes()
    if match is None or not there or len(shots) != 1 or not 0 < abs(shots[0]) <= len(named.times):
        return clause
    start, end = named.times[shots[0] - 1 if shots[0] > 0 else shots[0]]
    role = next(r for r in _TEXTS if r == "title" or lexicon().concepts[r].search(match[0]))
    if is_chinese(match[0]):
        said = f"{_SAID[role]}改到{start / 1000:g}秒到{end / 1000:g}秒"
    else:
        said = f"show the {role.replace('_', ' ')} from {start / 1000:g} s to {end / 1000:g} s"
    return clause.with_words(match.start(), match.end(), said)


def _is_heard_or_read(clause: Clause, *, behind: bool) -> bool:
    """Whether it is of a sound, or of words that come `behind` a shot."""
    words = lexicon()
    if words.concepts["move"].search(clause.folded):
        return False
    return bool(clause.quotes() and behind) or any(
        p.search(clause.folded) for p in words.effects.values()
    )


def _after_beginning(clause: Clause, times: Sequence[tuple[int, int]]) -> Clause:
    """ "2 seconds after shot 2 starts": when that is."""
    match = lexicon().lists["after_shot_begins"].search(clause.folded)
    shots = slots.ordinals(match[0]) if match else []
    if match is None or len(shots) != 1 or not 0 < abs(shots[0]) <= len(times):
        return clause
    later = slots.first_time(match[0]) or 0
    at = (times[shots[0] - 1 if shots[0] > 0 else shots[0]][0] + later) / 1000
    told = f"at {at:g} s" if _LATIN.search(match[0].replace("shot", "")) else f"第{at:g}秒出现"
    return clause.with_words(match.start(), match.end(), told)


def _until_shot(clause: Clause, times: Sequence[tuple[int, int]]) -> Clause:
    """ "Let it go on through shot 2", 一直响到第二个镜头结束: until when that ends."""
    on = lexicon().concepts["goes_on"].search(clause.folded)
    match = on and lexicon().lists["until_shot"].search(clause.folded, on.end())
    shots = slots.ordinals(match[0]) if match else []
    if not match or len(shots) != 1 or not 0 < abs(shots[0]) <= len(times):
        return clause
    end = f"{times[shots[0] - 1 if shots[0] > 0 else shots[0]][1] / 1000:g}"
    if on and on[0] in _ONLY:
        return clause.with_words(on.start(), match.end(), f"只在前{end}秒")
    said = f"until {end} s" if _LATIN.search(match[0].replace("shot", "")) else f"到第{end}秒"
    return clause.with_words(match.start(), match.end(), said)


def _length(rest: str, times: Sequence[tuple[int, int]]) -> int:
    """Of what the share is: of the one shot that is named, or of all."""
    shots = slots.ordinals(rest)
    number = shots[0] if len(shots) == 1 else 0
    if 0 < abs(number) <= len(times):
        start, end = times[number - 1 if number > 0 else number]
        return end - start
    return times[-1][1]


def _times(share: Sequence[float], seconds: float) -> tuple[str, str]:
    """The piece, or the moment, in English and in Chinese."""
    start, end = (f"{round(s * seconds, 2):g}" for s in (share[0], share[-1]))
    if len(share) == 1:
        return f"at {start} s", f"第{start}秒"
    length = f"{round((share[1] - share[0]) * seconds, 2):g}"
    if not share[0]:
        return f"first {length} s", f"前{length}秒"
    if share[1] > _WHOLE:
        return f"last {length} s", f"最后{length}秒"
    return f"from {start} s to {end} s", f"{start}秒到{end}秒"
