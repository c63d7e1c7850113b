"""Words for the screen in the first message of a film that are told in other ways than between
quotation marks, put between them: in capitals ("then SHOP NOW"), by a name that was told before
("our name as the title"), or with the one who said them behind ("…" — Robert Frost).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.utterance import Lifted, lift, unlifted

from .written_words import with_written_words

__all__ = ["quoted"]

_AUTHOR = re.compile(
    rf"(?P<said>{QUOTED})[.,。]?\s*(?:(?:[-–—]+|by )\s*(?P<told>[^\n,.;，。；]{{2,30}})"
    r"|(?P<named>[A-Z][a-z]+(?: [A-Z][a-z.]+){1,2}))(?=\s*(?:[.,;，。；\n]|$))"
)
_CAPITALS = re.compile(
    r"(?<![\w“\"'])(?:\d+% ?)?[A-Z][A-Z'’&]+(?: (?:[A-Z'’&]{2,}|[A-Z&]|\d+%?))+(?![\w”\"'])[!?]?"
)
_LONGEST = 1000
_LINES = (
    re.compile(
        rf"(?P<first>{QUOTED}),? (?:(?:and|with) )?(?P<second>{QUOTED}),? "
        r"(?:right |just )?(?:under|below|beneath)(?:neath)? (?:it|that)"
    ),
    re.compile(rf"(?P<first>{QUOTED})[,，]? ?(?:在?它?下面|下方)(?:再)?写?(?P<second>{QUOTED})"),
    re.compile(
        rf"(?<=[写着出上放打名])(?<![别次各]写)(?<![别次各]写上)(?<![别次各]打上)(?P<first>{QUOTED})[和与跟](?P<second>{QUOTED})(?=$|[。.,，;；\n])"
    ),
    re.compile(rf"(?<=with )(?P<first>{QUOTED}) and (?P<second>{QUOTED})(?= *(?:$|[.,;\n]))"),
)
_AT_BOTH_ENDS = re.compile(
    rf"(?:首尾|头尾|开头[和跟与]结尾|片头[和跟与]片尾)(?:都|各)?(?P<told>[写放打加显出配]\w?{QUOTED})"
)
_LABELLED = re.compile(
    r"(?<![\w-])(?P<label>(?:lower third|title|text|caption)"
    r" (?:on|over|at) the [a-z]+(?: [a-z]+)?: ?)"
    rf"(?P<words>(?!{QUOTED})[^\n:;“”\"{QUOTED[1:-1]}]{{3,60}}?)(?=[.;]?\s*(?:\n|$)|[.;]\s+[A-Z])",
    re.IGNORECASE,
)


def quoted(message: str) -> str:
    """The message with quotation marks around such words."""
    if len(message) > _LONGEST:
        return message
    masked, lifted = lift(message)
    told = with_written_words(_named(_AT_BOTH_ENDS.sub(_both, masked)))
    if told != masked:
        message = unlifted(told, lifted)
        masked, lifted = lift(message)
    told = _in_lines(masked, lifted)
    if len(re.findall("[a-z]", told)) > len(re.findall("[A-Z]", told)):
        told = _CAPITALS.sub(lambda m: f"“{m[0]}”", told)
    return _with_author(message if told == masked else unlifted(told, lifted))


def _in_lines(masked: str, lifted: Sequence[Lifted]) -> str:
    """Words under others, and two at one place, as one quotation of two lines; and words behind a
    label up to the end of their sentence: "Lower third on the first shot: 24 Maple Street".
    """
    for pattern in _LINES:
        masked = pattern.sub(lambda m: _two_lines(m, lifted), masked)
    if not lexicon().concepts["of_each"].search(fold(masked, lexicon())):
        masked = _LABELLED.sub(lambda m: f"{m['label']}“{m['words']}”", masked)
    return masked


def _both(match: re.Match[str]) -> str:
    """Words at the beginning and at the end as two wishes."""
    return f"开头{match['told']}，结尾{match['told']}"


def _two_lines(match: re.Match[str], lifted: Sequence[Lifted]) -> str:
    first, second = (unlifted(match[k], lifted).strip("“”「」\"'‘’") for k in ("first", "second"))
    return f"“{first}\n{second}”"


def _with_author(message: str) -> str:
    """Who said a quotation as its second line."""
    masked, lifted = lift(message)
    match = _AUTHOR.search(masked)
    if match is None:
        return message
    words = unlifted(match["said"], lifted).strip("“”")
    author = (match["told"] or match["named"]).strip(" -–—")
    before = unlifted(masked[: match.start()], lifted)
    return f"{before}“{words}\n— {author}”{unlifted(masked[match.end() :], lifted)}"


def _named(masked: str) -> str:
    """ "A bakery called Crumb & Co … our name as the title"."""
    words, folded = lexicon().storyboard, fold(masked, lexicon())
    called = words["is_called"].search(folded)
    where = list(words["by_name"].finditer(folded, called.end() if called else len(folded)))
    if called is None or not where:
        return masked
    group = next(n for n in range(1, len(called.groups()) + 1) if called[n])
    name = masked[slice(*called.span(group))].strip()
    told = name if re.fullmatch(QUOTED, name) else f"“{name}”"
    for match in reversed(where):
        masked = f"{masked[: match.start()]}{told}{masked[match.end() :]}"
    return masked
