"""Where the words of a text stand that have no quotation marks, and are told by what introduces
them: `a title that says Hello World for the first 3 seconds`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .folding import fold
from .lexicon import QUOTED, Lexicon

__all__ = ["SENTENCE_END", "is_look", "said_text"]

SENTENCE_END = re.compile(
    r"[;；。！!\n]+|(?<!\b[Dd]r)(?<!\b[Mm][rs])(?<!\b[Mm]rs)(?<!\b[Ss]t)(?<!\b[Pp]rof)[.?？]+(?=\s|$)|[?？]+(?=[\u3400-\u9fff])"
)
_CAPITALS = re.compile(
    r"[A-Z]\w*(?: (?:[A-Z&\d]|(?:and|of|the|in|to|for|is|a|at|on|over|with) )|[.,;!]|$)"
)
_MUSIC = re.compile("(?:背景音乐|配乐)(?![会节学])")
_COMMA = re.compile(r"[,，](?! ?\d{1,2}(?:[.:]\d\d)? ?(?:[ap]\.?m\b|o'clock|uhr)| ?\d{4}(?!\d))")
"""None that stands in a date: "Friday 12 June, 1.30pm"."""
_NO_MORE = re.compile(
    r"\s*(?:$|[,，的、和并再带加有配]|(?:and|with|text|letters|colou?red|in|at|on|for|from|to|please)(?![a-z]))"
)
_LOOKS = ("fade_in", "fade_out", "fade", "typewriter", "slide", "capitals", "small_letters")


def said_text(text: str, words: Lexicon) -> tuple[int, int] | None:
    """From where to where words for the screen stand that have no quotation marks."""
    folded = fold(text, words)
    for key in ("pairs", "begins", "changes", "bare", "capital"):
        for match in words.says[key].finditer(folded):
            if key == "capital" and not _CAPITALS.match(text, match.end() + 1):
                continue
            start, end = _said(folded, match.end(), words, comma=key != "pairs")
            end = end if key != "pairs" else _without_look(folded, start, end, words)
            said = text[start:end].strip(" :：,，-–—")
            if (
                re.search(r"\w", said)
                and not SENTENCE_END.match(said)  # "… is hard to read. Make it bigger."
                and not re.search(QUOTED, said)
                and not _is_no_words(fold(said, words), words)
            ):
                return start, end
    return None


def _said(folded: str, start: int, words: Lexicon, *, comma: bool) -> tuple[int, int]:
    rest = folded[start:]
    ends = [len(rest)]
    for pattern in (words.says["ends"], SENTENCE_END, *([_COMMA] if comma else [])):
        if found := pattern.search(rest, 1):
            ends += [found.start()]
    return start, start + min(ends)


def _without_look(folded: str, start: int, end: int, words: Lexicon) -> int:
    """Where a lower third's words end, after which its looks are told: 王小明，产品经理，白字."""
    commas = [m.start() for m in _COMMA.finditer(folded, start, end)][1:]
    looks = (
        at
        for at in commas
        if all(is_look(p.strip(), words) for p in _COMMA.split(folded[at + 1 : end]))
    )
    return next(looks, end)


def _is_no_words(said: str, words: Lexicon) -> bool:
    """Whether it says how a text looks, or what kind of words it has, and not those words."""
    if words.concepts["hello"].fullmatch(said):
        return False  # "add the title Hi"
    kinds = (words.concepts[k].fullmatch(said) for k in ("label", "kind_of_text"))
    return any(kinds) or _MUSIC.match(said) is not None or is_look(said, words)


def is_look(said: str, words: Lexicon) -> bool:
    """Whether folded words say how a text looks, or when it is shown, and are not its words:
    what goes on after "title to …" with a colour, a place or a time.
    """
    tables = ("colours", "sizes", "any_time")
    patterns = [words.words[t] for t in tables]
    patterns += [*words.positions.values(), words.concepts["bigger"], words.concepts["smaller"]]
    patterns += words.spans.values()
    ways = (words.concepts[k].match(said) for k in ("slide", "typewriter", "fade_in", "fade_out"))
    if said.startswith("be ") or any(ways) or not _without_looks(said, patterns, words):
        return True
    matches = [m for p in patterns for start in ("", "to ") if (m := p.match(start + said))]
    # "Golden Hour" begins with a colour and is none.
    return any(_NO_MORE.match(m.string, m.end()) for m in matches)


def _without_looks(said: str, patterns: Sequence[re.Pattern[str]], words: Lexicon) -> str:
    """What is left of "黄字黑边": nothing, and so these are no words of a title."""
    tables = (words.words[k] for k in ("styles", "weights", "typefaces"))
    looks = [words.lists["under"], *tables, *patterns]
    looks += [words.concepts[k] for k in _LOOKS]
    for pattern in (*looks, words.lists["politeness"], words.lists["light"]):
        said = pattern.sub(" ", said)
    return said.strip()
