"""Which of the shots of a film is meant by what the same message says besides: several in a row
("over the first two shots"), or one by the thing that it shows ("on the dance floor").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import lexicon

from .piece import HAN

__all__ = ["with_shots_meant"]

_SHORTEST = 2


def with_shots_meant(rest: str, names: Names) -> str:
    """The wishes with the times of several shots, and the numbers of those called by a thing."""
    before = rest
    for where in ("first_shots", "last_shots"):
        rest = _with_times(rest, where, names.times)
    if rest != before:  # 前两个镜头…音乐，后面没有音乐
        rest = _without(rest, lexicon().storyboard["no_music_behind"])
    rest = lexicon().storyboard["last_one"].sub("最后一个镜头", rest)
    rest = lexicon().storyboard["first_one"].sub("第一个镜头", rest)
    for match in reversed(
        list(lexicon().storyboard["numbered_shot"].finditer(fold(rest, lexicon())))
    ):
        number = lexicon().number(next(g for g in match.groups() if g))
        rest = f"{rest[: match.start()]}第{number:g}个镜头{rest[match.end() :]}"
    for number, name in enumerate(names.shots, 1):
        rest = _with_number(rest, _thing(name), number, names.shots)
    return rest


def _without(rest: str, pattern: re.Pattern[str]) -> str:
    for match in reversed(list(pattern.finditer(fold(rest, lexicon())))):
        rest = f"{rest[: match.start()]}{rest[match.end() :]}"
    return rest


def _with_times(rest: str, where: str, times: Sequence[tuple[int, int]]) -> str:
    for match in reversed(list(lexicon().storyboard[where].finditer(fold(rest, lexicon())))):
        count = int(lexicon().number(next(g for g in match.groups() if g)))
        if not 1 < count <= len(times):
            continue
        meant = times[:count] if where == "first_shots" else times[-count:]
        start, end = meant[0][0] / 1000, meant[-1][1] / 1000
        han = re.search(f"[{HAN}]", match[0])
        told = f"从{start:g}到{end:g}秒" if han else f"from {start:g} to {end:g} seconds"
        rest = f"{rest[: match.start()]}{told}{rest[match.end() :]}"
    return rest


def _thing(name: str) -> str:
    """What it shows, without where or with what: "dance floor" of "dance floor with lights"."""
    if re.search(f"[{HAN}]", name):
        return name.rpartition("的")[2]
    found = lexicon().storyboard["beside_thing"].search(fold(name, lexicon()))
    return name[: found.start()].strip() if found else name


def _with_number(rest: str, thing: str, number: int, names: Sequence[str]) -> str:
    alike = [name for name in names if thing in name]
    if len(thing) < _SHORTEST or thing in names or len(alike) > 1:
        return rest
    if re.search(f"[{HAN}]", thing):
        words = rf"(?<![{HAN}]){re.escape(thing)}[上里]?(?=[写加配打])"
        return re.sub(words, f"第{number}个镜头", rest)
    words = rf"\b(on|over) the {re.escape(thing)}(?![\w-])(?! (?:shot|scene|picture|one))"
    return re.sub(words, rf"\1 shot {number}", rest, flags=re.IGNORECASE)
