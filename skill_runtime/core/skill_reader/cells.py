"""The phrases in a table cell: what stands in quotes, or what separators divide.

Descriptions of a situation ("user sends a file", "Everything else (…)") are no phrases: they are
told apart here, since nobody ever types them.
"""

from __future__ import annotations

import re

_TYPOGRAPHY = str.maketrans({
    **dict.fromkeys("“”„‟«»＂「」『』", '"'),
    **dict.fromkeys("‘’‛", "'"),
    "／": "/",
    "，": ",",
    "（": "(",
    "）": ")",
})
_QUOTED = re.compile(r'"([^"]+)"|`([^`]+)`')
_SINGLE_QUOTED = re.compile(r"(?:^|(?<=[\s/,、(]))'([^'/]+)'(?=$|[\s/,、)])")
_SEPARATOR = re.compile(r"[/,、;；]| or |或者?")
_CONNECTORS = frozenset({"or", "and", "或", "或者", "和"})
_ASIDE = re.compile(r"\([^)]*\)?")
_DESCRIPTION = re.compile(
    r"""^(?:the\s+)?(?:user|users|they|someone|visitor)\b
    | \battach | \bdropp?(?:s|ed)\b | \b(?:sends|sent|shares|shared)\b | ^files?$ | \bfile\s+event\b
    | ^(?:an?|any|every|all|new)\s | 用户 | 附件 | …$ | \.{3}$""",
    re.IGNORECASE | re.VERBOSE,
)
_REMAINDER = re.compile(
    r"""^["'*\s]*(?:(?:everything|anything)\b|all\s+(?:else|remaining)\b|(?:all\s+)?others?\b
    |otherwise\b|default\b|fallback\b|no\s+match\b|\*$|其他|其它|其余)""",
    re.IGNORECASE | re.VERBOSE,
)


def plain(cell: str) -> str:
    """A cell with its emphasis gone, its typographic marks as ASCII and single blanks."""
    return " ".join(cell.replace("**", "").translate(_TYPOGRAPHY).split())


def is_remainder(cell: str) -> bool:
    """Whether the cell stands for every message that no other row took."""
    return '"' not in plain(cell)[:1] and _REMAINDER.match(plain(cell)) is not None


def phrases(cell: str) -> tuple[str, ...]:
    """The phrases of a cell, in order, without quotes and repetitions, spelled as in the file."""
    text = plain(cell)
    found = [quoted or coded for quoted, coded in _QUOTED.findall(text)]
    rest = _QUOTED.sub("", text)
    found += _SINGLE_QUOTED.findall(rest)
    rest = _ASIDE.sub(" ", _SINGLE_QUOTED.sub("", rest))
    parts = (part.strip() for part in _SEPARATOR.split(rest))
    bare = [part for part in parts if _is_phrase(part, bool(found))]
    stripped = (phrase.strip() for phrase in (*found, *bare))
    return tuple(dict.fromkeys(phrase for phrase in stripped if phrase))


def quoted_phrases(text: str) -> tuple[str, ...]:
    """What stands in double quotes in a sentence."""
    return tuple(quoted.strip() for quoted, _ in _QUOTED.findall(plain(text)) if quoted.strip())


def _is_phrase(part: str, among_quoted: bool) -> bool:
    """Whether a part without quotes is a phrase. Beside quoted ones only a single word is: several
    words describe."""
    if (
        not re.search(r"\w", part)
        or part in _CONNECTORS
        or _DESCRIPTION.search(part)
        or is_remainder(part)
    ):
        return False
    return not (among_quoted and " " in part)
