"""The phrases in a table cell: what stands in quotes, or what separators divide.

Descriptions of a situation ("user sends a file", "Everything else (…)") are no phrases: they are
told apart here, since nobody ever types them.
"""

from __future__ import annotations

import html
import re

_TYPOGRAPHY = str.maketrans({
    **dict.fromkeys("“”„‟«»＂「」『』", '"'),
    **dict.fromkeys("‘’‛", "'"),
    **dict.fromkeys("\u200b\u2060\ufeff"),
    "／": "/",
    "，": ",",
    "（": "(",
    "）": ")",
})
_EMPHASIS = re.compile(r"__|~~|(?<!\w)[*_](?=[^\s*_])|(?<=[^\s*_])[*_](?!\w)")
_ESCAPED = re.compile(r"\\([\"'`*_\[\]()])")
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\([^()]{0,300}\)")
_QUOTE_MARK = re.compile(r"[\"“”„‟«»＂「」『』]|&quot;")
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]*)"|`([^`]*)`')  # an empty pair too, lest its end begins another
# What a single quote may stand between is bounded: each opening one is tried to the end.
_SINGLE_QUOTED = re.compile(r"(?:^|(?<=[\s/,、(]))'([^/]{1,80}?)'(?=$|[\s/,、)])")
_SEPARATOR = re.compile(r"[/,、;；|·•]|\s(?:or|and)\s|或者?|和(?=\s)")
_SPACED_SEPARATOR = re.compile(r"\s[/|·•]\s|[,、;；]|\s(?:or|and)\s|\s?或者?\s?")
_CONNECTORS = frozenset({"or", "and", "或", "或者", "和"})
_ASIDE = re.compile(r"\([^)]*\)?")
_LEADING_SYMBOLS = re.compile(r"^[^\w\[<'\"]+")
_ONE_WORD = re.compile(r"[^\s-]+")
_HAN = re.compile("[\u3400-\u9fff]+")
_DESCRIPTION = re.compile(
    r"""^(?:the\s+)?(?:users?|they|someone|visitors?|customers?|clients?)\b
    | ^(?:uploads|describes|sends|shares|drops|attaches|wants|asks|needs|requests|provides|gives
        |says|types|writes|mentions|pastes|posts|submits|replies|greets)\s
    | \battach | \bdropp?(?:s|ed)\b | \b(?:sends|sent|shares|shared|pasted|received|incoming)\b
    | ^(?:an?|any|every|all|new|no)\s | ^(?:files?|media|links?|urls?|images?|clips?|videos?)$
    | \bfile\s+(?:event|sent|drop|upload|received|in\b)
    | 用户 | 附件 | 文件 | …$ | \.{3}$""",
    re.IGNORECASE | re.VERBOSE,
)
_REMAINDER = re.compile(
    r"""^[-–—→"'*_\s]*(?:(?:everything|anything)\b|all\s+(?:else|remaining)\b
    |(?:all\s+|any(?:thing)?\s+|every\s+)?others?\b|(?:the\s+)?rest\b|remaining\b
    |otherwise\b|else\b|default\b|fall-?back\b|no(?:ne)?\s+(?:match|keyword|of\s+the)|unmatched\b
    |catch-?all\b|\*$|(?:所有|任何)?(?:其他|其它|其余|剩余|剩下)|默认|以上都不)""",
    re.IGNORECASE | re.VERBOSE,
)


def plain(cell: str) -> str:
    """A cell without bold type and links, its typographic marks as ASCII, with single blanks."""
    text = cell.replace("**", "")
    if not text.isascii():
        text = text.translate(_TYPOGRAPHY)
    if "&" in text:
        text = html.unescape(text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if "<" in text:
        text = _BREAK.sub(" / ", text)
    return " ".join(text.split())


def is_quoted(cell: str) -> bool:
    return _QUOTE_MARK.search(cell) is not None


def is_remainder(cell: str) -> bool:
    """Whether the cell stands for every message that no other row took."""
    text = plain(cell)
    return '"' not in text[:1] and _REMAINDER.match(text) is not None


def phrases(cell: str, *, others_are_quoted: bool = False) -> tuple[str, ...]:
    """The phrases of a cell, in order, without quotes and repetitions, spelled as in the file.

    Where phrases stand in quotes, other words describe: in the same cell all but a bare Chinese
    word, in a cell of the same column (`others_are_quoted`) all but a single one.
    """
    found, rest = _take_quoted(plain(cell))
    if is_remainder(cell) or (not found and _DESCRIPTION.match(rest.strip())):
        return ()
    parts = (_LEADING_SYMBOLS.sub("", part.strip()) for part in _SEPARATOR.split(rest))
    bare = (part for part in parts if part and not _describes(part))
    if found:
        bare = (part for part in bare if _HAN.fullmatch(part))
    elif others_are_quoted:
        bare = (part for part in bare if _ONE_WORD.fullmatch(part))
    return tuple(dict.fromkeys((*found, *bare)))


def wordings(cell: str) -> tuple[str, ...]:
    """The phrases of a cell that quotes another's words: nothing in it describes, and a slash
    without blanks belongs to a phrase ("drag/drop").
    """
    found, rest = _take_quoted(plain(cell))
    parts = (_LEADING_SYMBOLS.sub("", part.strip()) for part in _SPACED_SEPARATOR.split(rest))
    bare = [part for part in parts if part and part not in _CONNECTORS]
    return tuple(dict.fromkeys((*found, *(part for part in bare if not found or _HAN.match(part)))))


def quoted_phrases(text: str) -> tuple[str, ...]:
    """What stands in double quotes in a sentence."""
    return tuple(quoted.strip() for quoted, _ in _QUOTED.findall(plain(text)) if quoted.strip())


def _take_quoted(text: str) -> tuple[list[str], str]:
    """What stands in quotes, and the rest without asides and markup."""
    found = [quoted or coded for quoted, coded in _QUOTED.findall(text)]
    rest = _QUOTED.sub("", text)
    if "'" in rest:
        found += _SINGLE_QUOTED.findall(rest)
        rest = _SINGLE_QUOTED.sub("", rest)
    stripped = (phrase.strip() for phrase in found)
    return [phrase for phrase in stripped if phrase], _EMPHASIS.sub("", _ASIDE.sub(" ", rest))


def _describes(part: str) -> bool:
    return (
        not re.search(r"\w", part)
        or part in _CONNECTORS
        or _DESCRIPTION.search(part) is not None
        or is_remainder(part)
    )
