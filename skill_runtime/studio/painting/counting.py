"""How many of a thing a prompt names: the number before it, or that its word is a plural."""

from __future__ import annotations

import re

from skill_runtime.studio.painting.vocabulary import vocabulary

__all__ = ["is_plural", "number_before"]

_PLURALS = ("children", "群")
"""How a word ends that has no s when there are several."""
_MEN = re.compile(r"(.*)men")
_LOOKED_BACK = 16
"""Characters before a word in which its number stands."""
_NUMBERS = {
    **dict.fromkeys(("two", "两", "二", "双", "一对", "pair"), 2),
    **dict.fromkeys(("three", "三", "several", "few", "几"), 3),
    **dict.fromkeys(("four", "四"), 4),
    **dict.fromkeys(("five", "五", "group", "herd", "群", "一群", "many", "flock"), 5),
    **dict.fromkeys(("six", "六", "seven", "七", "eight", "八", "nine", "九", "ten", "十"), 6),
    **dict.fromkeys(("one", "a", "an", "single", "一"), 1),
}


def _spelled(*, ascii_: bool) -> str:
    words = sorted((word for word in _NUMBERS if word.isascii() is ascii_), key=len, reverse=True)
    return "|".join(words)


_NUMBER_BEFORE = re.compile(
    rf"(?:(\d+)|\b({_spelled(ascii_=True)})\b|({_spelled(ascii_=False)}))"
    r"(?:\s+of)?(?:\s+(?:old|young|little|small|big|large|happy|cute|tiny|best|good|close|wild|new))?(?:\s*[只个条匹辆位艘架头座朵名棵群])?(?:\s*的)?\s*$",
    re.IGNORECASE,
)


def number_before(prompt: str, end: int) -> int | None:
    """The number that is said right before there."""
    said = _NUMBER_BEFORE.search(prompt[max(0, end - _LOOKED_BACK) : end])
    if said is None:
        return None
    number = next(group for group in said.groups() if group)
    return max(1, int(number[:3])) if number.isdigit() else _NUMBERS[number.lower()]


def is_plural(prompt: str, start: int, end: int) -> bool:
    """Whether the word there is told of several: "cats", 孩子们."""
    word = prompt[start:end].lower()
    if word.isascii() and word.endswith("s") and word not in vocabulary().english:
        return True
    if (men := _MEN.fullmatch(word)) and f"{men[1]}man" in vocabulary().english:
        return True  # and not ramen
    return word.endswith(_PLURALS) or prompt.startswith("们", end)
