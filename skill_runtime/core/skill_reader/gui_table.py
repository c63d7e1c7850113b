"""A SKILL.md's own GUI rules: the backend's button talk and what to do instead.

As a table ("Backend says | You do"), as bullets ("click" → …) or as sentences; known by the
phrases, which talk of clicking, opening and dragging.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skill_runtime.core.skill_reader.cells import plain, quoted_phrases, wordings
from skill_runtime.core.skill_reader.markdown import Document
from skill_runtime.core.skill_reader.sections import Sections
from skill_runtime.core.skill_reader.tables import Row, Table
from skill_runtime.core.skill_reader.text import Fact
from skill_runtime.model.skill import GuiRow

_GUI_WORD = re.compile(
    r"""\b(?:click|press|tap|drag|drop|open|button|panel|preview|editor|menu|toolbar|scroll|hover
        |timeline|dashboard|sidebar|slider|icon)\w*\b
    | \b(?:check|go\s+to|see|visit)\s+(?:your\s+|the\s+)?\[?(?:account|billing|settings)\b
    | 点击|打开|拖|按钮|面板|预览|菜单|时间线""",
    re.IGNORECASE | re.VERBOSE,
)
_GUI_LABEL = re.compile(
    r"""\b(?:backend|server|service|it|they|agent|gui|ui|editor|interface|screen|reply|response)\b
    | 后端|界面|服务""",
    re.IGNORECASE | re.VERBOSE,
)
_USER_LABEL = re.compile(r"\b(?:users?|visitors?|customers?|you)\b|用户", re.IGNORECASE)
_QUOTE_MARK = re.compile(r'["“„「]')
_QUOTED = re.compile(r'"[^"]*"')
_CLAUSE = re.compile(r'[;；。]|\.(?:\s|$)|,\s(?:and\s|while\s)?(?=[^",;.]{0,40}")')
# What names one thing comes first, then the section that is pointed to, then what any row may say.
_NAMES = (
    (
        "ask_user",
        re.compile(r"\bask(?:ing)?\b(?!\s+(?:the\s+)?(?:backend|agent|server))|询问|问用户", re.I),
    ),
    (
        "export_or_srt",
        re.compile(r"export.*\b(?:srt|subtitle)|\b(?:srt|subtitle).*export|导出.*字幕", re.I),
    ),
    (
        "track_summary",
        re.compile(r"\bsummar|\btracks?\b|\btimeline\s+(?:list|text|as)|轨道|摘要", re.I),
    ),
    ("export", re.compile(r"\b(?:export|render|deliver|download)|导出|渲染", re.I)),
    ("credits", re.compile(r"\b(?:credit|balance|billing|account\b)|积分|余额|额度", re.I)),
    ("show_state", re.compile(r"\b(?:state|status)\b|状态", re.I)),
    ("send_edit", re.compile(r"\bSSE\b|\b(?:send|submit|post)\b.*\bedit|\bedit\b|编辑", re.I)),
)
_ANY_ROW = (
    (
        "run_api",
        re.compile(
            r"\b(?:execut|call|api\b|endpoint|run|perform|invok|request|trigger)|执行|调用", re.I
        ),
    ),
    ("show_state", re.compile(r"\bquery|\bread\b|\bfetch|查询", re.I)),
    ("send_edit", re.compile(r"\bsend\b|\bmessage\b|发送", re.I)),
)
_LONGEST_REMEDY = 500  # characters; what follows is no instruction, and patterns look far ahead


def is_gui_table(table: Table) -> bool:
    """Whether most of the first cells are things that one does with a mouse; where the header says
    that they are the backend's, some are enough, and where they are the user's, none are.
    """
    if _USER_LABEL.search(table.label(0)):
        return False
    first = [row.cells[0] for row in table.rows if len(row.cells) > 1]
    clicks = sum(_GUI_WORD.search(cell) is not None for cell in first)
    share = 3 if _GUI_LABEL.search(table.label(0)) else 2
    return clicks > 1 and clicks * share >= len(first)


def find_gui_rows(document: Document) -> Fact[tuple[GuiRow, ...]]:
    """The rows of the first GUI table, else of the first paragraph that states rules. A row whose
    remedy isn't understood is left out.
    """
    for table in document.tables:
        if is_gui_table(table):
            rows = tuple(gui for row in table.rows if (gui := _gui_row(row, table.sections)))
            if rows:
                return Fact(rows, table.rows[0].line)
    for paragraph in document.paragraphs:
        # Most have no quotes at all, and a paragraph of rules has at least two pairs of them.
        if len(_QUOTE_MARK.findall(paragraph.value)) > 1:
            stated = tuple(_stated_rules(paragraph.value, document.sections))
            if len(stated) > 1:
                return Fact(stated, paragraph.line)
    return Fact((), 0)


def _stated_rules(paragraph: str, sections: Sections) -> Iterator[GuiRow]:
    """Clauses such as: on "click [button]" call the API. Phrases without a remedy of their own
    share the next one.
    """
    waiting: list[str] = []
    for clause in _CLAUSE.split(plain(paragraph)):
        match = quoted_phrases(clause)
        if not any(_GUI_WORD.search(phrase) for phrase in match):
            waiting.clear()
            continue
        waiting += match
        if do := _remedy(_QUOTED.sub(" ", clause), sections):
            yield GuiRow(tuple(waiting), do)
            waiting.clear()


def _gui_row(row: Row, sections: Sections) -> GuiRow | None:
    if len(row.cells) < 2:
        return None
    phrase, said = row.cells[0], " ".join(row.cells[1:])
    match = wordings(phrase)
    do = _remedy(said, sections, phrase if "§" in said else "") or _named_by(_NAMES, phrase)
    return GuiRow(match, do) if do and match else None


def _remedy(said: str, sections: Sections, phrase: str = "") -> str | None:
    """What is to be done. Where a section is pointed to that the file doesn't have, the phrase
    itself tells.
    """
    return (
        _named_by(_NAMES, said)
        or _named_by(_NAMES, sections.named_in(said))
        or _named_by(_NAMES, phrase)
        or _named_by(_ANY_ROW, said)
    )


def _named_by(patterns: Sequence[tuple[str, re.Pattern[str]]], text: str) -> str | None:
    text = text[:_LONGEST_REMEDY]
    return next((name for name, pattern in patterns if pattern.search(text)), None)
