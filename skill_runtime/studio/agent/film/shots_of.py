"""Shots that are called so one by one: "an 8 second shot of a lake and a shot of a valley",
一个8秒的湖面镜头和一个6秒的山谷镜头. They are put as a list, which is read as any other.
"""

from __future__ import annotations

import re

from skill_runtime.studio.agent.words.amounts import spans_of_groups
from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.lexicon import lexicon

__all__ = ["with_shots_listed"]

_SEVERAL = 2
_JOINT = re.compile(
    r"(?:[\s,，、;；]|(?<![a-z])(?:and|then|plus)(?![a-z])|[和跟与再]|接着|然后|加上)*$"
)


def with_shots_listed(masked: str) -> str:
    """The message with each of them as an entry of a list; as it is where there are fewer than two.
    Quotations are lifted.
    """
    folded = fold(masked, lexicon())
    found = list(lexicon().storyboard["shot_of"].finditer(folded))
    if len(found) < _SEVERAL:
        return masked
    told, at = "", 0
    for number, match in enumerate(found, 1):
        said = [masked[slice(*span)].strip() for span in spans_of_groups(match)]
        between = _JOINT.sub("", masked[at : match.start()])
        told += f"{between}\n" if number > 1 or between else ""
        told += _entry(number, said)
        at = match.end()
    return f"{told}{masked[at:]}"


def _entry(number: int, said: list[str]) -> str:
    """`said`: how long it is, if that is told; and in Chinese what it shows, which stands before
    the word for a shot.
    """
    if said and is_chinese("".join(said)):
        *length, picture = said
        time = f"（{length[0]}）" if length else ""
        return f"镜头{number}{time}：{picture}"
    time = f" ({said[0]})" if said else ""
    return f"Shot {number}{time}: "
