"""How much, inside a clause: volumes, speeds, shares, angles, how often.

Every function takes a clause's folded text and gives None where it says nothing of the kind.
"""

from __future__ import annotations

import re
from typing import Any

from .lexicon import Lexicon, lexicon

__all__ = [
    "degrees",
    "factor",
    "first_number",
    "fraction",
    "groups",
    "length_scale",
    "level",
    "names_speed",
    "parts",
    "says_factor",
    "scale",
    "share",
    "spans_of_groups",
    "step",
    "steps",
    "strength",
    "times",
    "value",
    "width",
]

_SPEEDS = (
    *(("quarter_speed", 0.25), ("third_speed", 1 / 3), ("half_speed", 0.5)),
    *(("triple_speed", 3.0), ("double_speed", 2.0), ("normal_speed", 1.0)),
)
"""The concepts that name a speed."""
_ARTICLE = re.compile(r"(?:(?<![a-z])(?:an?|one) )?$")
_STEPS = {"slightly": 0.1, "plain": 0.15, "strongly": 0.3}
_FROM = re.compile(
    r"(?:(?<![a-z])from |从) ?(?:百分之)?\d+(?:\.\d+)? ?(?:%|percent)? ?"
    r"(?=(?:down |up )?to(?![a-z])|[降调提升减加]?[到至])"
)
_MOMENT = re.compile(
    r"(?<![a-z])(?:ends?|stops?|starts?|begins?|until|till)(?: [a-z]+){0,3}? (?:at|by) "
    r"\d+(?![\d%]| ?%| ?per)"
)
_OF_TIME = r"(?:second|minute|film|video|time|clip|way|shot|screen|width|frame|picture)"
_PART = re.compile(
    r"(?<![a-z])(?:an?|one|(?P<count>two|three)) "
    r"(?P<part>third|quarter|fifth|sixth|eighth|tenth)s?"
    rf"(?! of (?:a |the )?{_OF_TIME}| [a-z]+ (?:shot|clip|text|title))(?![a-z-])"
)
_TO_SHARE = re.compile(
    r"(?<![a-z])(?:to|at|than)(?: about| only)? (?:an? )?[\w%]+ ?(?:%|percent)?|[到至为过]"
)
_TO = re.compile(r"(?:(?<![a-z])(?:to|at)|[到至成为是])\s*$")


def level(text: str) -> float | None:
    """An absolute volume, 1 as it is; beyond what can be played too."""
    words = lexicon()
    if words.concepts["relative_percent"].search(text):
        return None
    text = _MOMENT.sub(" ", _FROM.sub(" ", text))
    half = words.lists["half_level"].search(text) is not None
    percent = first_number(words.lists["percent"].search(text))
    if percent is not None and (not half or re.search(r"\d", text)):
        return max(percent / 100, 0.0)
    if (tenths := first_number(words.lists["tenths"].search(text))) is not None:
        return tenths / 10
    if half:
        return 0.5
    if words.concepts["too"].search(text) or words.concepts["not_so_loud"].search(text):
        return None
    named: float | None = value(words, "levels", text)
    return _share_named(text) if named is None else named


def _share_named(text: str) -> float | None:
    """ "A fifth will do", "three quarters is enough"."""
    match = _PART.search(text)
    if match is None:
        return None
    one: float = lexicon().values["fractions"][match["part"]]
    return one * {"two": 2, "three": 3}.get(match["count"], 1)


def present_share(text: str) -> float | None:
    """A share of the loudness that there is, which is left ("a fifth of what it is") or taken away
    ("get rid of 80% of the volume"), as a factor.
    """
    concepts = lexicon().concepts
    told = share(text) or value(lexicon(), "levels", text) or _share_named(text)
    if told is None or told > 1:
        return None
    if concepts["of_present"].search(text):
        return told
    gone = concepts["share_gone"].search(text) and concepts["remove"].search(text)
    return 1 - told if gone and not _TO_SHARE.search(text) else None


def scale(text: str) -> float | None:
    """A volume relative to what it is, as a factor."""
    lists = lexicon().lists
    if lists["doubled"].search(text):
        return 2.0
    if (present := present_share(text)) is not None:
        return present
    if lists["by_third"].search(text):
        return 4 / 3 if lexicon().concepts["louder"].search(text) else 2 / 3
    return 0.5 if lists["halved"].search(text) else None


def step(text: str) -> float | None:
    """A relative volume: positive for louder."""
    words = lexicon().concepts
    louder, quieter = words["louder"].search(text), words["quieter"].search(text)
    if not (louder or quieter):
        return None
    if match := words["relative_percent"].search(text):
        share = (first_number(match) or 0.0) / (10 if "成" in match[0] else 100)
        return -share if quieter else share
    degree = next((k for k in ("slightly", "strongly") if words[k].search(text)), "plain")
    return -_STEPS[degree] if quieter else _STEPS[degree]


def factor(text: str) -> float | None:
    """A speed as a factor of the normal one; beyond what can be played too."""
    words = lexicon()
    for name, value in _SPEEDS:
        if words.concepts[name].search(text):
            return value
    slower = words.concepts["slower"].search(text)
    if (share := _share_of_speed(text)) is not None:
        return share
    if match := words.lists["factor"].search(text):
        found = re.search(r"\d+(?:\.\d+)?", match[0]) or words.words["numbers"].search(match[0])
        value = words.number(found[0]) if found else 1.0
        value = 1 / value if slower and value > 1 else value
        return value if value > 0 else None
    if slower:
        return 0.5
    return 1.5 if words.concepts["faster"].search(text) else None


def _share_of_speed(text: str) -> float | None:
    """ "Slow it to 80%", and "by 20%", "放慢20%", which is the same."""
    words = lexicon()
    match = words.lists["percent"].search(text)
    percent = first_number(match)
    slower, faster = (words.concepts[k].search(text) for k in ("slower", "faster"))
    if (
        match is None
        or not percent
        or not (words.concepts["speed"].search(text) or slower or faster)
    ):
        return None
    told = _TO.search(text[: match.start()] + match[0][: -len(match[0].lstrip())])
    if told or not (slower or faster):
        return percent / 100
    share = 1 - percent / 100 if slower else 1 + percent / 100
    return share if share > 0 else None


def names_speed(text: str) -> bool:
    """Whether a speed is told by a name of its own: "half speed", "twice as fast"."""
    return any(lexicon().concepts[k].search(text) for k, _ in _SPEEDS)


def says_factor(text: str) -> bool:
    """Whether a speed is told as a number or "half", and not only "faster"."""
    told = lexicon().lists["factor"].search(text) is not None or names_speed(text)
    return told or _share_of_speed(text) is not None


def strength(text: str) -> float | None:
    """How much of a filter: a share, or a word for little or much; 0..1."""
    words = lexicon().concepts
    if words["slightly"].search(text):
        return 0.4
    if words["strongly"].search(text):
        return 1.0
    named = share(text)
    return None if named is None else min(1.0, named)


def length_scale(text: str) -> float | None:
    """How many times as long: "half the length", "长一倍", "shorten it by a third"."""
    concepts = lexicon().concepts
    if concepts["half_length"].search(text):
        return 0.5
    if concepts["double_length"].search(text):
        return 2.0
    shorter = concepts["shorter"].search(text) is not None
    share = _part(text) if shorter or concepts["longer"].search(text) else None
    if share is None or not 0 < share[0] < 1:
        return None
    if _TO.search(text[: share[1]]):
        return share[0]
    return 1 - share[0] if shorter else 1 + share[0]


def _part(text: str) -> tuple[float, int] | None:
    """A fraction or a percentage, and where it is told."""
    words = lexicon()
    if (match := words.lists["percent"].search(text)) is not None:
        return (first_number(match) or 0.0) / 100, match.start()
    match = words.words["fractions"].search(text)
    if match is None or words.words["any_time"].search(text):
        return None  # "half a minute"
    return words.values["fractions"][match[0]], len(_ARTICLE.sub("", text[: match.start()]))


def fraction(text: str) -> float | None:
    """ "Two thirds", 三分之二, or a percentage, as a factor."""
    found = _part(text)
    return _share_named(text) if found is None else found[0]


def width(text: str) -> tuple[float | None, str]:
    """A width as a share of the canvas ("20% of the width", 三分之一宽), and the rest."""
    match = lexicon().lists["width"].search(text)
    if match is None:
        return None, text
    said, rest = match[0], f"{text[: match.start()]} {text[match.end() :]}"
    percent = re.search(r"\d+(?:\.\d+)?(?= ?(?:%|percent|per cent))", said)
    named = lexicon().words["fractions"].search(said)
    if percent is None and named is None:
        return None, text
    found = (
        float(percent[0]) / 100
        if percent
        else lexicon().values["fractions"][named[0]]
        if named
        else 0.0
    )
    return found, rest


def share(text: str) -> float | None:
    """A part of something: "10%", "half", "一半"."""
    words = lexicon()
    if (percent := first_number(words.lists["percent"].search(text))) is not None:
        return percent / 100
    if (tenths := first_number(words.lists["tenths"].search(text))) is not None:
        return tenths / 10
    return 0.5 if words.concepts["half"].search(text) else None


def degrees(text: str) -> int | None:
    """An angle, clockwise."""
    found = first_number(lexicon().lists["degrees"].search(text))
    return None if found is None else round(found)


def times(text: str) -> int | None:
    """How often: "3 times", "twice", "三遍"."""
    words = lexicon()
    if words.concepts["twice"].search(text):
        return 2
    found = first_number(words.lists["repeats"].search(text))
    return None if found is None else max(1, round(found))


def steps(text: str) -> int:
    """How many changes: "undo the last two", "撤销两步"."""
    if any(lexicon().concepts[k].search(text) for k in ("twice", "both")):
        return 2
    found = first_number(
        lexicon().lists["steps"].search(lexicon().words["ordinals"].sub(" ", text))
    )
    return 1 if found is None else min(max(1, round(found)), 30)


def parts(text: str) -> int:
    """Into how many parts."""
    found = first_number(lexicon().lists["parts"].search(text))
    return 2 if found is None else min(max(2, round(found)), 20)


def first_number(match: re.Match[str] | None) -> float | None:
    return None if match is None else lexicon().number(groups(match)[0])


def value(words: Lexicon, table: str, text: str) -> Any:
    match = words.words[table].search(text)
    return words.values[table][match[0]] if match else None


def spans_of_groups(match: re.Match[str]) -> list[tuple[int, int]]:
    """Where the groups stand that matched: those of one language, in their order."""
    return [match.span(n) for n, said in enumerate(match.groups(), 1) if said is not None]


def groups(match: re.Match[str]) -> list[str]:
    """What a match caught, without the groups that took no part."""
    return [g for g in match.groups() if g is not None]
