"""A SKILL.md's own GUI rules: the backend's button talk and what to do instead.

As a table ("Backend says | You do"), as bullets ("click" → …) or as sentences; known by the
phrases, which talk of clicking, opening and dragging. A section number in the cell ("Execute §3.5")
is resolved to that section's heading first, for files number them differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from skill_runtime.core.skill_reader.cells import phrases, plain, quoted_phrases
from skill_runtime.core.skill_reader.markdown import Document, Row, Table
from skill_runtime.core.skill_reader.text import Fact
from skill_runtime.model.skill import GuiRow

_GUI_WORD = re.compile(
    r"\b(?:click|press|tap|drag|drop|open|button|panel|preview|editor|menu|toolbar|scroll|hover)\w*\b"
    r"|\bcheck\s+account|点击|打开|拖|按钮|面板|预览|菜单",
    re.IGNORECASE,
)
_QUOTE_MARKS = re.compile(r'"[^"]+"[^"]*"|[“「]')
_QUOTED = re.compile(r'"[^"]*"')
_CLAUSE = re.compile(r"[;；。]|\. |, and |, (?=\")")
_SECTION = re.compile(r"§\s*(\d+(?:\.\d+)*)")
_NUMBERED_HEADING = re.compile(r"§?\s*(\d+(?:\.\d+)*)[.)]?\s+(\S.*)")
_ASIDE = re.compile(r"\(.*")
_DO = (
    ("ask_user", re.compile(r"\bask\b|询问", re.IGNORECASE)),
    (
        "export_or_srt",
        re.compile(r"export.*\b(?:srt|subtitle)|\b(?:srt|subtitle).*export", re.IGNORECASE),
    ),
    (
        "track_summary",
        re.compile(r"summar|\blist\b.*\btracks?\b|\bshow\b.*\btracks?\b|轨道", re.IGNORECASE),
    ),
    ("export", re.compile(r"\b(?:export|render|deliver|download)|导出", re.IGNORECASE)),
    ("credits", re.compile(r"\b(?:credit|balance|billing)|积分|余额", re.IGNORECASE)),
    ("show_state", re.compile(r"\b(?:state|status|query)\b|状态", re.IGNORECASE)),
    ("send_edit", re.compile(r"\bSSE\b|\bsend\b|\bsubmit\b.*\bedit|\bedit\b|编辑", re.IGNORECASE)),
    (
        "run_api",
        re.compile(
            r"\b(?:execut|call|api|endpoint|run|perform|invoke|request)|执行|调用", re.IGNORECASE
        ),
    ),
)


def is_gui_table(table: Table) -> bool:
    """Whether most of the first cells are things that one does with a mouse."""
    first = [row.cells[0] for row in table.rows if len(row.cells) > 1]
    clicks = sum(_GUI_WORD.search(cell) is not None for cell in first)
    return clicks > 1 and clicks * 2 >= len(first)


def find_gui_rows(document: Document) -> Fact[tuple[GuiRow, ...]]:
    """The rows of the first GUI table, else of the first paragraph that states rules. A row whose
    remedy isn't understood is left out.
    """
    sections = _sections(document.headings)
    for table in document.tables:
        if is_gui_table(table):
            rows = tuple(gui for row in table.rows if (gui := _gui_row(row, sections)))
            return Fact(rows, table.rows[0].line)
    for line in document.prose:
        # Most lines have no quotes at all, and a paragraph of rules has at least two of them.
        if _QUOTE_MARKS.search(line.value) and not line.value.lstrip().startswith((
            "|",
            "-",
            "*",
            ">",
        )):
            stated = tuple(_stated_rules(line.value, sections))
            if len(stated) > 1:
                return Fact(stated, line.line)
    return Fact((), 0)


def _stated_rules(paragraph: str, sections: Mapping[str, str]) -> Iterator[GuiRow]:
    """Clauses such as: on "click [button]" call the API."""
    for clause in _CLAUSE.split(plain(paragraph)):
        match = quoted_phrases(clause)
        if not match or not all(_GUI_WORD.search(phrase) for phrase in match):
            continue
        if do := _remedy(_QUOTED.sub("", clause), match[0], sections):
            yield GuiRow(match, do)


def _sections(headings: Sequence[Fact[str]]) -> dict[str, str]:
    numbered = (_NUMBERED_HEADING.match(heading.value) for heading in headings)
    return {match[1]: _ASIDE.sub("", match[2]) for match in numbered if match}


def _gui_row(row: Row, sections: Mapping[str, str]) -> GuiRow | None:
    if len(row.cells) < 2:
        return None
    do = _remedy(" ".join(row.cells[1:]), row.cells[0], sections)
    match = phrases(row.cells[0])
    return GuiRow(match, do) if do and match else None


def _remedy(said: str, phrase: str, sections: Mapping[str, str]) -> str | None:
    """What is to be done. A section that the file doesn't have leaves the phrase itself to tell."""
    named = _SECTION.sub(lambda match: sections.get(match[1], phrase), said)
    return next((name for name, pattern in _DO if pattern.search(named)), None)
