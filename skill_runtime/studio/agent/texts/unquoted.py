"""Words for the screen that stand without quotation marks, and are told by their capitals: "put
Rosie's Bakery at the top", "a big yellow GOAL!!! in the middle".

They are put into quotation marks, which every rule knows. What a shot or a file is called, and what
the editor has a word for, are none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon

__all__ = ["with_words_quoted"]

_LONGEST = 400
_WORD = r"[A-Z0-9][\w'’&.-]*[!?]*"
_SMALL = r"(?:of|the|and|in|for|at|with|on|to|by|a|an|my|your|our|is|&)"
_WORDS = rf"{_WORD}(?: (?:{_SMALL} )*{_WORD})*"
_PLACE = (
    r"(?= (?:in [a-z]+(?: (?:letters|text))?"
    r"(?: with an? [a-z]+ (?:outline|shadow|box|background))? )?"
    r"(?:(?:right |big |small )*(?:at|in|on|across|along|near) (?:the )?(?:very )?"
    r"(?:top|bottom|middle|center|centre|corner|left|right|upper|lower|start|end|beginning"
    r"|first|second|third|last|\w+ (?:shot|clip|picture|photo|scene|bit|part))"
    r"|under(?:neath)? |below |above |over (?:it|the) |when |for (?:the )?(?:first |last )?\d"
    r"|throughout|the whole)| ?$|[,.;])"
)
_ORDERED = re.compile(
    rf"(?<![\w])(?:[Pp]ut|[Ww]rite|[Aa]dd|[Ss]how|[Pp]lace|[Dd]isplay|[Ss]tick|[Ss]lap|[Pp]op)"
    rf"(?: (?:up|in))? (?P<words>{_WORDS}){_PLACE}"
)
_HANDLE = re.compile(
    r"(?:(?<![a-z])(?:put|add|write|show|place|stick|use)(?: up)? |[把将放写加打]"
    r"|(?<![a-z])handle(?:,? please)?(?: is)?:? )"
    r"(?P<words>@[A-Za-z0-9_][A-Za-z0-9_.]*[A-Za-z0-9_])",
    re.IGNORECASE,
)
"""What somebody is called in an app."""
_SHOUTED = re.compile(
    r"(?:^|(?<=[ ,.]))(?:(?:[Aa] |[Bb]ig |[Hh]uge |[Gg]iant |[Ss]mall |[Bb]old |[a-z]+ )+)"
    rf"(?P<words>[A-Z][A-Z'’&]{{2,}}[!?]*(?: [A-Z0-9'’&]+[!?]*)*){_PLACE}"
)
_LABELLED = re.compile(
    r"(?:^|(?<=[.!\n] )|(?<=\n))(?P<label>[Tt]itle|[Ss]ubtitle|[Cc]aption|[Hh]eadline|[Ss]logan)"
    r"(?: is)?: ?(?P<words>[A-Z0-9][^.,:;!\n]{2,60}?)(?=[.!]?\s*(?:$|\n)|[.!] [A-Z])"
)
"""A whole sentence behind what it is: "Title: Lisbon in 20 seconds."."""
_TITLED = re.compile(
    r"(?:^|(?<=[.!,\n] )|(?<=\n))"
    r"(?P<label>(?:[Aa]dd )?(?:[Aa] |[Tt]he )?[Tt]it(?:le|el|tle|tel|ile)"
    r"(?: (?:at|in|on) the (?:start|begin+ing|top|bottom|end|middle|front)){1,2})"
    rf"(?: saying| says|:)?,? (?P<words>{_WORDS})"
)
"""A title with its place before its words: "title at the start Why Bees Matter"."""
_NAMED = re.compile(
    rf"(?P<label>(?<![a-z])(?:my|our) name) (?P<words>{_WORDS})"
    r"(?= (?:small|big|in|at|on|below|under|above|as)(?![a-z]))"
)
_NO_WORDS = ("music", "effect", "transition", "sticker", "watermark", "filter", "subtitle")


def with_words_quoted(message: str, called: Sequence[str]) -> str:
    """The message with such words in quotation marks; `called`: what shots and files are named."""
    for labelled in (_LABELLED, _TITLED, _NAMED):
        message = labelled.sub(lambda m: f"{m['label']} “{m['words'].rstrip('.')}”", message)
    if len(message) > _LONGEST or re.search(rf"{QUOTED}|[\"“”「」‘]", message):
        return message
    for match in reversed(list(_HANDLE.finditer(message))):
        start, end = match.span("words")
        message = f"{message[:start]}“{match['words']}”{message[end:]}"
    for pattern in (_ORDERED, _SHOUTED):
        for match in reversed(list(pattern.finditer(message))):
            start, end = match.span("words")
            if _is_for_screen(match, called):
                message = f"{message[:start]}“{message[start:end]}”{message[end:]}"
    return message


def _is_for_screen(match: re.Match[str], called: Sequence[str]) -> bool:
    said, words = fold(match["words"], lexicon()), lexicon()
    if re.search(r"\.[a-z0-9]{3,4}$", said) or not re.search("[a-z]{2}", said):
        return False
    if any(said in fold(name, words) for name in called):
        return False
    if match.re is _SHOUTED and not (
        words.words["colours"].search(fold(match[0], words)) or _has_size(match, said)
    ):
        return False
    patterns = [words.concepts[k] for k in _NO_WORDS]
    patterns += [*words.effects.values(), *words.platforms.values(), words.concepts["uploaded"]]
    patterns += [*words.unsupported.values()]
    return not any(p.search(said) for p in patterns)


def _has_size(match: re.Match[str], said: str) -> bool:
    before = fold(match[0], lexicon())[: -len(said)]
    return lexicon().words["sizes"].search(before) is not None
