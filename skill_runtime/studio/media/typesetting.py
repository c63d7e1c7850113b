"""Text into lines: wrapping by the rules of each script, at a size at which nothing is cut off.

Widths are counted in em (multiples of the font size), so that trying a size costs no new font.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from skill_runtime.studio.media.fonts import Run, font, runs

__all__ = ["LINE_HEIGHT", "Block", "Limits", "Type", "run_width", "set_text", "width_of"]

LINE_HEIGHT = 1.3
"""em from baseline to baseline."""

_REFERENCE = 100
_SMALLER_RATHER_THAN_LONGER = (1.0, 0.93, 0.86, 0.8, 0.74)
"""One line at three quarters of the size looks better than two with a lonely word in the second."""
_SHRINK = 0.94
_WORDS_BREAK_BELOW = 0.5
"""A word is cut in two only where the text would else shrink below this share of its size."""

# East Asian text breaks between any two characters; anything else at its spaces.
_IDEOGRAPH = r"\u2e80-\u9fff\uff00-\uffef\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_IDEOGRAPH}]|\s+|[^\s{_IDEOGRAPH}]+")
_NOT_FIRST = frozenset("，。！？、；：」』）》”’…·,.!?;:)%")
_NOT_LAST = frozenset("「『（《“‘(")


@dataclass(frozen=True, slots=True)
class Type:
    """How a text shall look: its font size in px, its weight, the padding around it in em, and
    its typeface.
    """

    size: float
    weight: int
    padding: float = 0.0
    typeface: str = "sans"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a text has to fit into, padding included, px."""

    width: float
    height: float
    lines: int


@dataclass(frozen=True, slots=True)
class Block:
    """A text set in lines, at the type that was found for it."""

    lines: tuple[str, ...]
    type: Type

    @property
    def padding(self) -> float:
        """Around the lines, px."""
        return self.type.padding * self.type.size

    @property
    def width(self) -> float:
        """Of the longest line with the padding, px."""
        longest = max(width_of(line, self.type) for line in self.lines)
        return (longest + 2 * self.type.padding) * self.type.size

    @property
    def height(self) -> float:
        """Of all lines with the padding, px."""
        return (len(self.lines) * LINE_HEIGHT + 2 * self.type.padding) * self.type.size


def width_of(line: str, type_: Type) -> float:
    """The width of a text in one line, em."""
    return sum(run_width(run, type_.weight) for run in runs(line, type_.typeface))


@lru_cache(maxsize=4096)
def run_width(run: Run, weight: int) -> float:
    """The width of a run in its face, em."""
    return font(run.face, _REFERENCE, weight).getlength(run.text) / _REFERENCE


def set_text(text: str, wanted: Type, limits: Limits) -> Block:
    """The text at the wanted size or the largest below it at which it fits."""
    for count in range(1, limits.lines + 1):
        for factor in _SMALLER_RATHER_THAN_LONGER:
            block = _broken(text, replace(wanted, size=wanted.size * factor), limits.width)
            if len(block.lines) <= count and _fits(block, limits):
                return _balanced(block, text, limits)
    size = wanted.size
    while True:
        size *= _SHRINK
        whole_words = size > wanted.size * _WORDS_BREAK_BELOW
        block = _broken(text, replace(wanted, size=size), limits.width, whole_words=whole_words)
        if _fits(block, limits):
            return block


def _fits(block: Block, limits: Limits) -> bool:
    return block.width <= limits.width + 0.5 and block.height <= limits.height


def _balanced(block: Block, text: str, limits: Limits) -> Block:
    """The same number of lines in the narrowest measure, so that they are about equally long."""
    narrow, wide = limits.width / 3, limits.width
    best = block
    for _ in range(8):
        middle = (narrow + wide) / 2
        candidate = _broken(text, block.type, middle)
        if len(candidate.lines) <= len(block.lines) and _fits(candidate, limits):
            best, wide = candidate, middle
        else:
            narrow = middle
    return best


def _broken(text: str, wanted: Type, width: float, *, whole_words: bool = True) -> Block:
    """The text at just this type, broken into lines of at most this width (px)."""
    measure = width / wanted.size - 2 * wanted.padding
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for token in _tokens(paragraph, wanted, measure, whole_words):
            if _breaks(line, token) and width_of((line + token).strip(), wanted) > measure:
                lines.append(line.strip())
                line = token.lstrip()
            else:
                line += token
        lines.append(line.strip())
    return Block(tuple(line for line in lines if line), wanted)


def _tokens(paragraph: str, wanted: Type, measure: float, whole_words: bool) -> Iterator[str]:
    for match in _TOKEN.finditer(paragraph):
        token = match.group()
        if whole_words or width_of(token, wanted) <= measure:
            yield token
        else:
            yield from token


def _breaks(line: str, token: str) -> bool:
    """Whether a line may end here: never before a closing mark, never after an opening one."""
    return bool(line.strip()) and token[0] not in _NOT_FIRST and line[-1] not in _NOT_LAST
