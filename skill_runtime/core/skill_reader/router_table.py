"""The router of a SKILL.md: which words ask for which action.

The table is known by its header cells and its contents, never by its heading or number. The action
is the *word* in the cell: §3.4 is the state in most files and the export in some. Tables that look
alike (endpoints, headers, variables, stream events, GUI phrasing) are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from skill_runtime.core.skill_reader.cells import is_remainder, phrases, plain
from skill_runtime.core.skill_reader.gui_table import is_gui_table
from skill_runtime.core.skill_reader.markdown import Row, Table

_ACTION = re.compile(
    r"""(?P<srt_export>\b(?:export|download|get|fetch|deliver)\w*\s+(?:the\s+)?(?:srt|subtitles?|captions?)\b
        | \bsrt\b | (?:导出|下载)字幕)
    | (?P<export>\b(?:export|render|deliver|download)|导出|下载)
    | (?P<credits>\b(?:credit|balance|billing|quota)|积分|余额)
    | (?P<status>\b(?:state|status|progress)\b|\btracks?\b|\bquery\s+session|状态|进度)
    | (?P<upload>\b(?:upload|ingest)|上传)
    | (?P<chat>\bSSE\b|\bpipeline|\bchat\b|\bgenerat|\bedit|\bsend\s+(?:message|prompt)
        | \bprocessing\b | \bforward|\bbackend\b|生成|编辑|对话)""",
    re.IGNORECASE | re.VERBOSE,
)
_WITHOUT_STREAM = re.compile(
    r"\b(?:skips?|no|without|not|bypass(?:es)?)\s+(?:the\s+)?SSE\b", re.IGNORECASE
)
_USER_HEADER = re.compile(
    r"\b(?:users?|you|your|visitors?|input|messages?|words?|phrases?|requests?|intents?|triggers?"
    r"|keywords?|utterances?|prompts?|commands?|ask(?:s|ed)?)\b|用户|输入|关键词|说",
    re.IGNORECASE,
)
_OTHER_HEADER = re.compile(
    r"^\W*(?:endpoint|method|header|variable|env|code|event|error|platform|parameter|limitation|field|key"
    r"|frame|http|path|url|backend|server|service|they|it|status|option|setting|format)s?\b|^\W*(?:变量|错误)",
    re.IGNORECASE,
)
_CODE_LIKE = re.compile(r"^`?(?:/|https?:|GET\b|POST\b|[A-Z]+_[A-Z_]+|X-\w)|/api/|\bPOST\b|\bGET\b")
_YES = re.compile(r"^(?:✅|✓|✔️?|☑️?|yes|y|true|是|需要)$", re.IGNORECASE)
_NO = re.compile(r"^(?:❌|✗|✘|✖️?|⛔|no|n|false|否|不|不需要|-|–|—)$", re.IGNORECASE)
_SKIPS = re.compile(r"\b(?:skip|bypass|without|no\s+sse|direct|local)|跳过", re.IGNORECASE)
_STREAMS = re.compile(r"\b(?:sse|stream)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Router:
    """What the router table says; without one, everything is empty and goes to `chat`."""

    intents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    skip_sse: dict[str, bool] = field(default_factory=dict)
    fallback: str = "chat"
    line: int = 0


@dataclass(frozen=True, slots=True)
class _Route:
    action: str
    phrases: tuple[str, ...]
    remainder: bool
    flag: bool | None


def find_router(tables: Sequence[Table]) -> Router:
    """The first table that is a router, or an empty one."""
    for table in tables:
        if is_router(table):
            return _read(table)
    return Router()


def is_router(table: Table) -> bool:
    """Whether header and contents are those of a router."""
    column = _utterance_column(table)
    if column is None or is_gui_table(table):
        return False
    rows = [row for row in table.rows if len(row.cells) > 1]
    actions = {_action(row, column) for row in rows} - {None}
    spoken = sum(_is_spoken(_cell(row, column), bool(table.header)) for row in rows)
    return len(actions) > 1 and spoken * 2 >= len(rows)


def _utterance_column(table: Table) -> int | None:
    """The column with the user's words; None where the header is that of another kind of table."""
    if not table.header:
        return 0
    if _OTHER_HEADER.search(table.header[0]):
        return None
    named = (index for index, cell in enumerate(table.header) if _USER_HEADER.search(cell))
    return next(named, 0)


def _is_spoken(cell: str, has_header: bool) -> bool:
    """A list of endpoints reads like rules too, so that a list must have its phrases in quotes."""
    if _CODE_LIKE.search(cell):
        return False
    return has_header or '"' in plain(cell) or is_remainder(cell)


def _cell(row: Row, column: int) -> str:
    return row.cells[column] if column < len(row.cells) else ""


def _action(row: Row, column: int) -> str | None:
    """The action word that comes first in the cells beside the user's words."""
    for index, cell in enumerate(row.cells):
        if index == column or _CODE_LIKE.search(cell):
            continue
        if action := _action_word(cell):
            return action
    return None


def _action_word(cell: str) -> str | None:
    match = _ACTION.search(_WITHOUT_STREAM.sub("", cell))
    return match.lastgroup if match else None


def _read(table: Table) -> Router:
    column = _utterance_column(table) or 0
    flags = _flag_column(table, column)
    routes = [
        _Route(
            action,
            () if is_remainder(_cell(row, column)) else phrases(_cell(row, column)),
            is_remainder(_cell(row, column)),
            None if flags is None else _flag(_cell(row, flags)),
        )
        for row in table.rows
        # "Check" names no action; the words that lead there do.
        if (action := _action(row, column) or _action_word(_cell(row, column)))
    ]
    intents: dict[str, tuple[str, ...]] = {}
    for route in routes:
        if route.phrases:
            known = intents.get(route.action, ())
            intents[route.action] = tuple(dict.fromkeys((*known, *route.phrases)))
    header = table.header[flags] if flags is not None and flags < len(table.header) else ""
    return Router(
        intents=intents,
        skip_sse=dict(_skipping(routes, header)),
        fallback=next((route.action for route in routes if route.remainder), "chat"),
        line=table.rows[0].line,
    )


def _flag_column(table: Table, column: int) -> int | None:
    """The first column that holds nothing but yes and no. "Notes" and the like are none."""
    for index in range(len(table.header)):
        values = [_cell(row, index) for row in table.rows if _cell(row, index)]
        if index != column and values and all(_flag(value) is not None for value in values):
            return index
    return None


def _flag(cell: str) -> bool | None:
    text = plain(cell)
    if _YES.match(text):
        return True
    return False if _NO.match(text) else None


def _skipping(routes: Sequence[_Route], header: str) -> Iterator[tuple[str, bool]]:
    """Action → whether it goes past the stream. The header tells which way round the flags are
    meant; where it doesn't, the row of `chat` does, for that one always streams.
    """
    if _SKIPS.search(header):
        yes_skips = True
    elif _STREAMS.search(header):
        yes_skips = False
    else:
        yes_skips = any(route.action == "chat" and route.flag is False for route in routes)
    for route in routes:
        if route.flag is None:
            yield route.action, route.action != "chat"
        else:
            yield route.action, route.flag is yes_skips
