"""Texts called by what they say ("the date", 店名), and words inside a text made others: "make it
25 not 20", 年份写错了，应该是2026, "drop the word 'only'".

Both are put into what every rule knows: the text's own words in quotation marks, and "change “…” to
“…”". Only what fits one text alone counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.lexicon import lexicon

__all__ = ["retyped", "with_texts_called"]

_ENDINGS = r"(?P<ending>st|nd|rd|th)?"
_BORDER = re.compile(r"[,，。.;；!！?？\n]|\s(?=\d{1,2}[.)、）])|(?<=\d[)）])(?=\D)|$")
_LONGEST = 400
_ALIKE = 0.6
"""More than this share of the letters of two words is the same where one is a slip of the other."""
_LOOKS = {
    "date": re.compile(
        r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\d{1,2}月|\d[./-]\d"
    ),
    "phone": re.compile(r"\d(?:[ -]?\d){6,}"),
    "price": re.compile(r"[%$€£¥折]|\boff\b|\d元|半价"),
    "name": re.compile(r"^[^\d%$€£¥]+$"),
}
"""What a text looks like that is called so."""


_WAYS = (
    *("instead", "becomes", "wrong", "misspelt", "without"),
    *("beside", "before", "front", "back", "in_full"),
)


def with_texts_called(message: str, texts: Sequence[str], shots: Sequence[str] = ()) -> str:
    """The message with every such mention as the words of the text, which is no shot's name."""
    if not texts or len(message) > _LONGEST:
        return message
    message = _with_quotes(message, [text for text in texts if text not in shots])
    for kind, look in _LOOKS.items():
        fitting = [text for text in texts if look.search(text)]
        match = lexicon().retyping[kind].search(fold(message, lexicon()))
        if match is not None and len(fitting) == 1 and "\n" not in fitting[0]:
            message = f"{message[: match.start()]}“{fitting[0]}”{message[match.end() :]}"
    return message


def _with_quotes(message: str, texts: Sequence[str]) -> str:
    """之前用灰色，之后用绿色, where these are the words of two texts."""
    for text in texts:
        for match in re.finditer(rf"(?:^|(?<=[,，。]))(把?){re.escape(text)}", message):
            after = match.end() + message.startswith(" ", match.end())
            if len(text) > 1 and lexicon().retyping["named"].match(message, after):
                start = match.end() - len(text)
                message = f"{message[:start]}“{text}”{message[match.end() :]}"
                break
    return message


def retyped(message: str, texts: Sequence[str]) -> str:
    """The message with what is to become of a piece of a text as what is to become of the text."""
    if not texts or len(message) > _LONGEST:
        return message
    folded = fold(message, lexicon())
    for name in _WAYS:
        for match in lexicon().retyping[name].finditer(folded):
            groups = range(1, len(match.groups()) + 1)
            said = [message[slice(*match.span(n))] for n in groups if match[n] is not None]
            found = [(t, new) for t in texts if (new := _changed(name, t, said)) not in {t, ""}]
            if len(found) == 1:
                return _told(message, match, *found[0])
    return message


def _changed(name: str, text: str, said: Sequence[str]) -> str:
    """The text with the change; the same where it is not meant."""
    match name:
        case "instead":
            if len(said) < 2 or said[1][-1].isdigit() > any(map(str.isdigit, said[0])):
                return text  # "25% off not 20": no number gives way to a word
            return _exchanged(text, said[1], said[0])
        case "becomes":
            return _exchanged(text, said[0], said[1]) if len(said) > 1 else text
        case "misspelt":
            old = _nearly(text, said[0])
            return _exchanged(text, old, said[0]) if old else text
        case "wrong":
            new = said[-1]
            old = said[0] if len(said) > 1 else _alike(new)
            return _exchanged(text, old, new, pattern=len(said) == 1)
        case "without":
            whole = fold(text, lexicon()) == fold(said[0], lexicon())
            return text if whole else _exchanged(text, said[0], "")
        case "front" | "back" | "in_full" | "beside":
            return _lengthened(name, text, said)
        case _:
            return f"{said[0]} {text}" if _LOOKS["phone"].search(text) else text


def _lengthened(name: str, text: str, said: Sequence[str]) -> str:
    """The text with more words at its front or its end, or beside a piece of it, or as it is told
    in full.
    """
    if name == "beside":
        old, side, new = said
        return _exchanged(text, old, new + old if side == "前" else old + new)
    more = said[0]
    if name == "in_full":
        return more if fold(text, lexicon()) in fold(more, lexicon()) else text
    if _is_other_thing(more):
        return text
    new = _SIGNS.get(more, more)
    gap = " " if text[-1].isascii() and new.isascii() else ""
    return f"{new}{gap}{text}" if name == "front" else f"{text}{gap}{new}"


def _is_other_thing(said: str) -> bool:
    """Whether a shot, a sound or a text of its own comes there: "a rain sound", 一个黑场."""
    folded, words = fold(said, lexicon()), lexicon()
    kinds = (words.concepts[k].search(folded) for k in _OTHERS)
    timed = words.words["any_time"].search(folded) is not None
    heard = any(p.search(folded) for p in words.effects.values())
    return timed or heard or any(kinds) or _ONE_MORE.match(folded) is not None


_ONE_MORE = re.compile(r"(?:an?|some) |[一两三再]?[个段张幅首条句行]")
_SIGNS = {"感叹号": "！", "叹号": "！", "问号": "？", "句号": "。", "省略号": "……"}
_OTHERS = ("music", "title", "subtitle", "effect", "transition", "blank", "fade", "shot")


def _exchanged(text: str, old: str, new: str, *, pattern: bool = False) -> str:
    """The text with one for the other where it has that once, as a word or a number of its own."""
    words = old if pattern else re.escape(old)
    before, after = r"(?<![a-z\d])" if old[0].isascii() else "", r"(?![a-z\d])"
    after = after if old[-1].isascii() else ""
    found = list(re.finditer(rf"(?i){before}{words}{_ENDINGS}{after}", text))
    if len(found) != 1:
        return text
    if text[found[0].end() :].startswith("%"):
        new = new.removesuffix("%")
    ending = _ordinal(new) if found[0]["ending"] and new.isdigit() else ""
    changed = f"{text[: found[0].start()]}{new}{ending}{text[found[0].end() :]}"
    return re.sub(r"[^\S\n]+", " ", changed).strip()


def _nearly(text: str, name: str) -> str:
    """The one word of the text, or as many as the name has, that is spelt nearly like it."""
    words = re.findall(r"[^\s,，。.·|/:：]+", text)
    count = len(name.split())
    runs = [" ".join(words[at : at + count]) for at in range(len(words) - count + 1)]
    alike = [run for run in runs if run in text and run != name and _are_alike(run, name)]
    return alike[0] if len(alike) == 1 else ""


def _are_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() > _ALIKE


def _alike(new: str) -> str:
    """A date for a date, or a number of as many digits."""
    if not new.isdigit():
        return r"\d{1,2}月\d{1,2}[日号]"
    return rf"(?<!\d)\d{{{len(new)}}}(?!\d)"


def _ordinal(number: str) -> str:
    if number[-2:] in {"11", "12", "13"}:
        return "th"
    return {"1": "st", "2": "nd", "3": "rd"}.get(number[-1], "th")


def _told(message: str, match: re.Match[str], text: str, new: str) -> str:
    """The message with the whole piece of it that the match stands in said otherwise."""
    start = max((m.end() for m in _BORDER.finditer(message, 0, match.start()) if m[0]), default=0)
    end = _BORDER.search(message, match.end())
    rest = message[end.start() :] if end else ""
    said = "把“{}”改成“{}”" if is_chinese(message) else " change “{}” to “{}”"
    return f"{message[:start]}{said.format(text, new)}{rest}".strip()
