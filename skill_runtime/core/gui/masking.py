"""A sentence as the rules look at it: what is content for certain can't be seen.

Quoted wording, titles in 《》, code, URLs, file names and bracketed asides become placeholders;
emphasis signs are taken out, and a name in square brackets or backticks is read as if quoted.
Offsets lead back to the sentence; the text itself is never touched.
"""

from __future__ import annotations

import re

from skill_runtime.model.values import dataclass

LITERAL = "\ue000"
"""Stands for a character of code, of a URL or of a file name."""
QUOTED = "\ue001"
"""Stands for a character of quoted wording."""
ASIDE = "\ue002"
"""Stands for a character of a bracketed aside."""

_LITERAL = re.compile(
    r"`[^`\n]+`|(?:https?://|www\.)[^\s<>“”「」，。；！？）)]+"
    r"|(?<![\w.])[\w-]+\.(?:mp4|mov|avi|webm|mkv|jpe?g|png|gif|webp|mp3|wav|m4a|aac|srt|pdf|zip)\b",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"“[^”\n]*”|「[^」\n]*」|『[^』\n]*』|《[^》\n]*》|‘[^’\n]{1,60}’(?!\w)"
    r"""|(?<!\w)"[^"\n]+"|(?<![\w'])'(?=\S)[^'\n]{1,60}(?<=\S)'(?!\w)"""
)
_BRACKETED = re.compile(r"\[([^\[\]\n]{1,30})\](?!\()|【([^】\n]{1,30})】")
_NAME = re.compile(r"[A-Z][A-Za-z+ ]{1,22}|[\u4e00-\u9fff]{1,8}")
_EMPHASIS = re.compile(
    r"\*|(?<![^\W_])_+|_+(?![^\W_])|</?(?:b|i|u|em|strong|kbd|mark)>", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()\n]*\)|（[^（）\n]*）")
_LABEL_LENGTH = 26


@dataclass(frozen=True, slots=True)
class Masked:
    """One sentence and its shadow."""

    text: str
    shadow: str
    offsets: tuple[int, ...]
    """Where each character of the shadow, and its end, stands in the text."""
    asides: tuple[tuple[int, int], ...]
    """Bracketed passages, in offsets of the text, with their brackets."""

    def original(self, start: int, end: int) -> str:
        """The text behind a stretch of the shadow."""
        return self.text[self.offsets[start] : self.offsets[end]]


def mask(text: str, before_label: re.Pattern[str], after_label: re.Pattern[str]) -> Masked:
    """The shadow of a sentence.

    A quotation (or a name in backticks) that stands where a button's name stands (`before_label`
    matches what precedes it with its first sign, or `after_label` what follows) stays visible.
    """

    def is_label(match: re.Match[str]) -> bool:
        whole, start, end = match.string, match.start(), match.end()
        before = whole[max(0, start - _LABEL_LENGTH) : start + 1]
        found = before_label.search(before) or after_label.match(whole, end)
        return found is not None and end - start <= _LABEL_LENGTH

    def literal(match: re.Match[str]) -> str:
        name = match[0][1:-1] if match[0].startswith("`") else ""
        if _NAME.fullmatch(name) and is_label(match):
            return f"“{name}”"
        return LITERAL * len(match[0])

    def quotation(match: re.Match[str]) -> str:
        named = not match[0].startswith("《") and is_label(match)
        return match[0] if named else QUOTED * len(match[0])

    shadow = _LITERAL.sub(literal, text.replace("’", "'")) if _may_be_literal(text) else text
    shadow = _BRACKETED.sub(lambda match: f"“{match[1] or match[2]}”", shadow)
    shadow = _QUOTED.sub(quotation, shadow.replace("’", "'") if "‘" not in shadow else shadow)
    asides = tuple(match.span() for match in _ASIDE.finditer(shadow))
    shadow = _ASIDE.sub(lambda match: ASIDE * len(match[0]), shadow)
    shadow, kept = _without(_EMPHASIS, shadow)
    return Masked(text, shadow, (*kept, len(text)), asides)


def _without(pattern: re.Pattern[str], text: str) -> tuple[str, list[int]]:
    """What is left of a text, and where each character of that stood."""
    kept: list[int] = []
    at = 0
    for match in pattern.finditer(text):
        kept += range(at, match.start())
        at = match.end()
    kept += range(at, len(text))
    return "".join([text[place] for place in kept]), kept


def _may_be_literal(text: str) -> bool:
    return "`" in text or "." in text or "://" in text
