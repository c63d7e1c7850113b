"""A text that comes to those that there are, and is told without quotation marks: "underneath,
smaller: built in 1920", 下面再写一行：建于1920.
"""

from __future__ import annotations

import re

__all__ = ["with_second_text"]

_END = r"(?P<words>[^\n:：;；。“”\"「」]{2,60}?)(?P<end>[.。!！]?\s*(?:$|\n))"
_ENGLISH = re.compile(
    r"(?:(?<=[.;!?\n] )|^)(?P<lead>(?:and |then |also |please |can you |could you )*)"
    r"(?:add|write|put|show|give it|i want|i'd like|there should be)? ?"
    r"(?P<head>(?:another|a second|one more|an? (?:extra|additional|further))"
    r" (?:text|line|title|caption|subtitle)|(?=(?:underneath|below|beneath|under)\b))"
    rf"(?P<how>[^:\n.;“”\"]{{0,60}}?)(?::| the words?(?= [a-z])) ?{_END}",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"(?P<head>(?:下[面方](?:再|也|还)?|再|还要?|另外|也)(?:用.{1,4}?)?(?:写|加|打|来|添|补)上?"
    rf"一?[行句段](?:[^:：,，]{{0,6}}?字)?)[:：] ?{_END}"
)
_AGAIN = re.compile(
    r"再(?=(?:写|加|打|添)(?:上)?(?:一?[行句](?:小|大)?字?)?[“「『\"])|再(?=来一[行句](?:小|大)?字)"
)
_KINDS = re.compile(r"(?:title|caption|subtitle)$", re.IGNORECASE)


def with_second_text(message: str) -> str:
    """The message with quotation marks around its words."""
    message = _CHINESE.sub(lambda m: f"{m['head']}“{m['words'].strip()}”{m['end']}", message)
    return _AGAIN.sub("", _ENGLISH.sub(_told, message))


def _told(match: re.Match[str]) -> str:
    kind = _KINDS.search(match["head"])
    noun = kind[0].lower() if kind else "title"
    how = match["how"].strip(" ,")
    return f"{match['lead']}add a {noun} “{match['words'].strip()}” {how}{match['end']}"
