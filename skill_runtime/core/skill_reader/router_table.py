"""The router of a SKILL.md: which words ask for which action.

A table is known by its header cells and its contents together, never by its heading or number; no
single trait is enough, for files are full of tables that look alike (endpoints, headers, variables,
stream events, limits, things to try). Several routers of one file, such as one for each language,
are read as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field

from skill_runtime.core.skill_reader.action_words import action_named_in
from skill_runtime.core.skill_reader.cells import is_quoted, is_remainder, phrases, plain
from skill_runtime.core.skill_reader.gui_table import is_gui_table
from skill_runtime.core.skill_reader.tables import Row, Table
from skill_runtime.core.skill_reader.text import shown
from skill_runtime.model.skill import SkillWarning
from skill_runtime.model.values import dataclass

_WORDS_LABEL = re.compile(
    r"""\b(?:users?|you|your|visitors?|customers?|says?|said|input|messages?|words?|phrases?|requests?
        |intents?|triggers?|keywords?|utterances?|prompts?|commands?|ask(?:s|ed)?|types?|hears?)\b
    | 用户|输入|关键词|触发|说(?!明)""",
    re.IGNORECASE | re.VERBOSE,
)
_ACTION_LABEL = re.compile(
    r"""\b(?:actions?|handlers?|handled|routes?|routed|go|goes|where|targets?|destination|do|does
        |happens|flow|dispatch|then|runs?|calls?|intents?)\b | 动作|操作|处理|去向|路由|流程""",
    re.IGNORECASE | re.VERBOSE,
)
_FOREIGN_LABEL = re.compile(
    r"""^\W*(?:endpoint|method|header|variable|env|codes?$|event|error|platform|parameter|limitation
        |field|key|frame|http|path|url|backend|server|service|they|it|status|option|setting|format)s?\b
    | ^\W*(?:变量|错误|事件|参数|后端|字段|状态|响应)""",
    re.IGNORECASE | re.VERBOSE,
)
_CODE_LIKE = re.compile(r"^`?(?:/|https?:|GET\b|POST\b|[A-Z]+_[A-Z_]+|X-\w)|/api/|\bPOST\b|\bGET\b")
_MACHINERY = re.compile(r"\bSSE\b|§|run_sse|\bstream", re.IGNORECASE)
_USER_SPEAKS = re.compile(
    r"\b(?:users?|they|someone|you)\s+(?:say|ask|type|write|mention|want)s?\b|用户说", re.IGNORECASE
)
_YES = re.compile(r"(?:✅|✓|✔|☑|🟢|(?:yes|y|true)\b|是|需要)", re.IGNORECASE)
_NO = re.compile(r"(?:❌|✗|✘|✖|⛔|🚫|🔴|(?:no|n|false|never)\b|否|不|无需|[-–—]$)", re.IGNORECASE)
_SKIPS = re.compile(
    r"\b(?:skip|bypass|without|no\s+sse|direct|local)|跳过|绕过|直接", re.IGNORECASE
)
_STREAMS = re.compile(r"\b(?:sse|stream|forward|backend)|流|转发", re.IGNORECASE)
_SUBTITLES = re.compile(r"srt|vtt|subtitle|caption|字幕", re.IGNORECASE)
_ENOUGH_EVIDENCE = 4
_ENOUGH_ACTIONS = 4
_MAX_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class Router:
    """What the router tables say; without one, everything is empty and goes to `chat`."""

    intents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    skip_sse: dict[str, bool] = field(default_factory=dict)
    fallback: str = "chat"
    line: int = 0
    warnings: tuple[SkillWarning, ...] = ()
    """One for each row that names no action."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A table that may be a router: which column holds the user's words, and the action of each
    row.
    """

    table: Table
    column: int
    actions: tuple[str | None, ...]

    @property
    def said(self) -> list[str]:
        return [row.cell(self.column) for row in self.table.rows]


@dataclass(frozen=True, slots=True)
class _Route:
    line: int
    action: str
    phrases: tuple[str, ...]
    remainder: bool
    skips: bool


def find_router(tables: Sequence[Table]) -> Router:
    """What all routers among the tables say together, or an empty one. A list counts where no table
    does.
    """
    routers = list(_routers(table for table in tables if table.header))
    routers = routers or list(_routers(table for table in tables if not table.header))
    routes = [route for router in routers for route in _routes(router)]
    intents: dict[str, tuple[str, ...]] = {}
    for route in routes:
        if route.phrases:
            known = intents.get(route.action, ())
            intents[route.action] = tuple(dict.fromkeys((*known, *route.phrases)))
    return Router(
        intents=intents,
        skip_sse={route.action: route.skips for route in routes},
        fallback=next((route.action for route in routes if route.remainder), "chat"),
        line=routes[0].line if routes else 0,
        warnings=tuple(warning for router in routers for warning in _unplaced(router)),
    )


def _unplaced(router: _Candidate) -> Iterator[SkillWarning]:
    """Rows that add nothing, for want of an action."""
    for row, words, action in zip(router.table.rows, router.said, router.actions, strict=True):
        if action is None and plain(words) and not is_remainder(words):
            message = (
                f"the row of {shown(words)} names no action, so that these words are taken as "
                "without it. Name one: export, credits, status, upload, cancel or SSE."
            )
            yield SkillWarning("row-not-understood", shown(words, 40), row.line, message)


def _routers(tables: Iterable[Table]) -> Iterator[_Candidate]:
    for table in tables:
        candidate = _candidate(table)
        if candidate and _is_router(candidate):
            yield candidate


def _candidate(table: Table) -> _Candidate | None:
    """None where a label or the words themselves are those of another kind of table."""
    if _FOREIGN_LABEL.search(table.label(0)) or is_gui_table(table):
        return None
    column = _words_column(table)
    code = sum(_CODE_LIKE.search(row.cell(column)) is not None for row in table.rows)
    if _FOREIGN_LABEL.search(table.label(column)) or code * 2 > len(table.rows):
        return None
    return _Candidate(table, column, tuple(_action(table, row, column) for row in table.rows))


def _words_column(table: Table) -> int:
    """The column with the user's words: labelled so, or in quotes."""
    width = max((len(table.header), *(len(row.cells) for row in table.rows)))
    weights = [
        len(table.rows) * bool(_WORDS_LABEL.search(table.label(column)))
        + sum(is_quoted(row.cell(column)) for row in table.rows)
        for column in range(min(width, _MAX_COLUMNS))
    ]
    return weights.index(max(weights)) if weights else 0


def _is_router(candidate: _Candidate) -> bool:
    """Whether enough speaks for a router: that somebody says something, and that it goes somewhere.
    With one of the two missing, nothing does.
    """
    table, column, said = candidate.table, candidate.column, candidate.said
    labels = _beside(table.header, column)
    if table.header:
        is_labelled = _WORDS_LABEL.search(table.label(column)) is not None
        goes = any(map(_ACTION_LABEL.search, labels))
    else:
        is_labelled = sum(map(bool, map(_USER_SPEAKS.search, said))) * 2 >= len(said)
        goes = True  # the arrow says so
    quoted = sum(map(is_quoted, said)) * 2 >= len(said)
    beside = (cell for row in table.rows for cell in _beside(row.cells, column))
    machinery = any(map(_MACHINERY.search, (*labels, *beside)))
    remainder = any(map(is_remainder, said))
    if not (is_labelled or quoted or remainder) or not (goes or machinery or remainder):
        return False
    named = [action for action in candidate.actions if action]
    variety = min(len(set(named)), _ENOUGH_ACTIONS) - 2
    evidence = 2 * is_labelled + quoted + goes + 2 * machinery + 2 * remainder + variety
    return variety >= 0 and len(named) * 2 >= len(said) and evidence >= _ENOUGH_EVIDENCE


def _beside(cells: Sequence[str], column: int) -> list[str]:
    return [cell for index, cell in enumerate(cells) if index != column]


def _action(table: Table, row: Row, column: int) -> str | None:
    """The action that the cells beside the user's words name, the cell labelled as the action
    first; else the section that they point to does, else the user's words themselves ("Look it
    up").
    """
    others = [index for index in range(len(row.cells)) if index != column]
    others.sort(key=lambda index: _ACTION_LABEL.search(table.label(index)) is None)
    cells = [row.cells[index] for index in others]
    words = row.cell(column)
    titles = (table.sections.named_in(cell) for cell in cells)
    named = (action for text in (*cells, *titles, words) if (action := action_named_in(text)))
    action = next(named, None)
    if action == "export" and _SUBTITLES.search(words) and _want_subtitles(phrases(words)):
        return "srt_export"
    return action


def _want_subtitles(wanted: Sequence[str]) -> bool:
    """Whether all of the phrases ask for a subtitle file."""
    return bool(wanted) and all(action_named_in(phrase) == "srt_export" for phrase in wanted)


def _routes(router: _Candidate) -> Iterator[_Route]:
    others_are_quoted = any(map(is_quoted, router.said))
    flags = _flag_column(router)
    yes_skips = flags is not None and _yes_skips(router, flags)
    for row, words, action in zip(router.table.rows, router.said, router.actions, strict=True):
        if action:
            flag = None if flags is None else _flag(row.cell(flags))
            yield _Route(
                line=row.line,
                action=action,
                phrases=phrases(words, others_are_quoted=others_are_quoted),
                remainder=is_remainder(words),
                skips=action != "chat" if flag is None else flag is yes_skips,
            )


def _flag_column(router: _Candidate) -> int | None:
    """The column that tells who streams: its label speaks of streaming, or its yes and no tell
    `chat` from the rest. "Notes", "Ask first?" and the like are none.
    """
    for index, label in enumerate(router.table.header[:_MAX_COLUMNS]):
        cells = [row.cell(index) for row in router.table.rows if row.cell(index)]
        read = sum(_flag(cell) is not None for cell in cells)
        if index == router.column or not read:
            continue
        if _SKIPS.search(label) or _STREAMS.search(label):
            if read * 2 > len(cells):
                return index
        elif read == len(cells) and _tells_chat_apart(router, index):
            return index
    return None


def _tells_chat_apart(router: _Candidate, index: int) -> bool:
    chat, rest = _flags_apart(router, index)
    return bool(chat and rest) and chat.isdisjoint(rest)


def _flags_apart(router: _Candidate, index: int) -> tuple[set[bool | None], set[bool | None]]:
    """The flags of `chat`, and those of all other actions."""
    flags = [_flag(row.cell(index)) for row in router.table.rows]
    pairs = list(zip(router.actions, flags, strict=True))
    chat = {flag for action, flag in pairs if action == "chat"}
    return chat, {flag for action, flag in pairs if action != "chat"}


def _yes_skips(router: _Candidate, index: int) -> bool:
    """Which way round the flags are meant: the label says so, else the row of `chat` does, for that
    one always streams.
    """
    label = router.table.label(index)
    if _SKIPS.search(label):
        return True
    return not _STREAMS.search(label) and False in _flags_apart(router, index)[0]


def _flag(cell: str) -> bool | None:
    text = plain(cell).lstrip("*_` ")
    if _YES.match(text):
        return True
    return False if _NO.match(text) else None
