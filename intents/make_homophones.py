"""Writes homophones.yaml: what a pinyin keyboard makes of the words of zh.yaml's `spelling`.

Run it after adding a word there. It needs a dictionary of sounds and one of words, which the
runtime does not:

    pip install pypinyin jieba pyyaml
    python intents/make_homophones.py

A slip has one character wrong and the same sound. One that is a word itself (倒出, 取笑) is left
out: whoever writes a word means it. So is one with a character that often stands alone (到, 再),
since it may belong to the words beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import jieba
import yaml
from pypinyin import lazy_pinyin

FOLDER = Path(__file__).parent
TARGET = FOLDER / "homophones.yaml"
HEADER = """\
# A word of zh.yaml, then what a pinyin keyboard makes of it by mistake.
# Made by make_homophones.py from pypinyin (MIT) and jieba (MIT).
"""
ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"))
"""Sounds that many speakers do not tell apart."""
OFTEN = 15_000
"""A character that stands alone so often in the dictionary's corpus is a word of its own."""
A_LINE = 30


def sound(character: str) -> str:
    """Its pinyin without the tone."""
    [found] = lazy_pinyin(character)
    for one, other in ALIKE:
        found = found.replace(one, other)
    return found


def common() -> Iterator[str]:
    """The characters that a keyboard offers first: the first level of GB 2312."""
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            yield from bytes((row, cell)).decode("gb2312", "ignore")


def slips(word: str, alike: dict[str, list[str]]) -> Iterator[str]:
    """Every way to get one of its characters wrong that is no word."""
    for place, character in enumerate(word):
        for other in alike[sound(character)]:
            slip = word[:place] + other + word[place + 1 :]
            alone = jieba.dt.FREQ.get(other, 0)
            if other != character and alone < OFTEN and not jieba.dt.FREQ.get(slip):
                yield slip


def main() -> None:
    """Write the table."""
    jieba.initialize()
    alike: dict[str, list[str]] = defaultdict(list)
    for character in common():
        alike[sound(character)].append(character)
    words = yaml.safe_load((FOLDER / "zh.yaml").read_text(encoding="utf-8"))["spelling"]
    lines = [HEADER]
    for word in words.replace("\n", "").split(","):
        found = list(slips(word.strip(), alike))
        lines.append(f"{word.strip()}: |\n")
        starts = range(0, len(found), A_LINE)
        lines.extend(f"  {' '.join(found[start : start + A_LINE])}\n" for start in starts)
    TARGET.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
