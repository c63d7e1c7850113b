"""A SKILL.md's own GUI rules: the backend's button talk and what to do instead.

As tables ("Backend says | You do"), as bullets ("click" → …) or as sentences; known by a header
that says so, or by the phrases, which talk of clicking, opening and dragging.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skill_runtime.core.skill_reader.cells import is_remainder, plain, quoted_phrases, wordings
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
# Headers that leave no doubt: somebody else says something, and the reader does something about it.
_OTHER_SAYS = re.compile(
    r"""\b(?:backend|server|service|agent|gui|ui|editor|interface|(?P<who>it|they))(?:['’]s)?\s+
        (?:(?:may|might|often|can|will)\s+)?(?:say|write|tell|talk|mention|repl(?:y|ie)|suggest)s?\b
    | \b(?:backend|server|service|agent)\s+(?:wording|phras(?:e|ing)s?|talk|output)\b
    | (?:后端|服务器?|界面|它们?)(?:说|写|回复|提到|输出)""",
    re.IGNORECASE | re.VERBOSE,
)
_YOU_DO = re.compile(
    r"""\b(?:you|we|i)\s+(?:do|act|run|respond|should|must)\b | \bactions?\b | \binstead\b
    | ^\W*do\b | \bwhat\s+to\s+do\b | 你(?:来|要|应该?)?做 | 应该?做 | 改为 | 动作 | 操作""",
    re.IGNORECASE | re.VERBOSE,
)
# Servers also say that something went wrong, which is no talk of a mouse.
_FAULT = re.compile(
    r"""^[\W_]*\d{3,4}\b
    | \b(?:errors?|fail\w*|expired?|invalid|denied|exhausted|unsupported|too\s+large|not\s+found
        |out\s+of|limit(?:ed)?|heartbeats?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_USER_SAYS = re.compile(
    r"\b(?:users?|visitors?|customers?)\s+(?:say|ask|type|write|mention|want)s?\b|用户说", re.I
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
    """Whether the header is that of such a table, or most of the first cells are things that one
    does with a mouse. Where a label says that they are the backend's, some are enough; where they
    are the user's, none are.
    """
    if _USER_LABEL.search(table.label(0)):
        return False
    first = [row.cells[0] for row in table.rows if len(row.cells) > 1]
    says = _OTHER_SAYS.search(table.label(0))
    if says and any(map(_YOU_DO.search, table.header[1:])):
        # "They" are the users where a row takes every other message.
        is_router = says["who"] is not None and any(map(is_remainder, first))
        faults = sum(_FAULT.search(cell) is not None for cell in first)
        return not is_router and faults * 2 <= len(first)
    clicks = sum(_GUI_WORD.search(cell) is not None for cell in first)
    share = 3 if _GUI_LABEL.search(table.label(0)) else 2
    return clicks > 1 and clicks * share >= len(first)


def find_gui_rows(document: Document) -> Fact[tuple[GuiRow, ...]]:
    """The rows of all GUI tables, else of the lists that read like one, else of the first other
    list or paragraph that states rules. A row whose remedy isn't understood is left out.
    """
    tables = [table for table in document.tables if is_gui_table(table)]
    rows = [
        Fact(gui, row.line)
        for table in [table for table in tables if table.header] or tables
        for row in table.rows
        if (gui := _gui_row(row, table.sections))
    ]
    if rows:
        return Fact(tuple(row.value for row in rows), rows[0].line)
    return _in_lists(document) or _in_paragraphs(document) or Fact((), 0)


def _in_lists(document: Document) -> Fact[tuple[GuiRow, ...]] | None:
    """Items without an arrow: - "open the panel" means show the state."""
    for items in document.lists:
        said = "; ".join(item.value for item in items)
        if len(_QUOTE_MARK.findall(said)) > 1 and not _USER_SAYS.search(said):
            stated = tuple(_stated_rules(said, document.sections))
            if len(stated) > 1 and len(stated) * 2 >= len(items):
                return Fact(stated, items[0].line)
    return None


def _in_paragraphs(document: Document) -> Fact[tuple[GuiRow, ...]] | None:
    for paragraph in document.paragraphs:
        # Most have no quotes at all, and a paragraph of rules has at least two pairs of them.
        if len(_QUOTE_MARK.findall(paragraph.value)) > 1:
            stated = tuple(_stated_rules(paragraph.value, document.sections))
            if len(stated) > 1:
                return Fact(stated, paragraph.line)
    return None


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
