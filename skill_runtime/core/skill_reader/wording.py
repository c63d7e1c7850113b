"""What a SKILL.md says to its user first: the greeting, and sentences to try.

Refused is what only looks like them: instructions to the program, samples of code, the talk of a
screen.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from skill_runtime.core.skill_reader.markdown import Document
from skill_runtime.core.skill_reader.tables import Table
from skill_runtime.core.skill_reader.text import Fact

# A block of the document as lines, and the line that it begins on.
_Lines: TypeAlias = Fact[list[str]]

_QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "`": "`", "'": "'", "‘": "’", "«": "»"}
_NEAR = 6  # lines between a greeting and what to try, or between a label and its list
_MAX_LABELS = 16  # of a file with more, the first ones

_TRY_WORDS = ("try", "example", "say", "sample", "说", "试", "例", "如")
_LABEL = r"""(?:
    try(?:[ \t]+(?:saying|asking|these|this|typing|it|something[ ]like|one[ ]of[ ]these))?
    |examples?(?:[ \t]+(?:prompts?|messages?|requests?|phrases?))?
    |sample[ \t]+(?:prompts?|messages?|requests?|phrases?)
    |(?:(?:things|what)[ \t])?you[ \t](?:can|could|might|may)[ \t](?:say|try)
    |things[ \t]to[ \t](?:say|try)
    |(?:[你您]?可以|试试|试着)(?:这样|这么)?说?|示例|例如|比如)"""
_TRY = re.compile(rf"^[\W\d_]*{_LABEL}\W*$", re.IGNORECASE | re.VERBOSE)
_TRY_INLINE = re.compile(
    rf"^[\W_]*{_LABEL}[*_ \t]*[:：][*_ \t]*([\"“「`].*)$", re.IGNORECASE | re.VERBOSE
)
_ONE_SAMPLE = re.compile(r"\W*(?:example|例如|比如)\W*", re.IGNORECASE)
_INLINE = re.compile(r"[\"“「`]([^\"“”「」`]{1,200})[\"”」`]")
_BETWEEN = re.compile(r"(?:[\s,.;·•/|、，。；…*_—–-]|\bor\b|\band\b|或者?|和)*", re.IGNORECASE)
_SCREEN = re.compile(r"click|button|点击|按钮|\[", re.IGNORECASE)
_ACTION_COLUMN = re.compile(r"action|endpoint|route|skip|动作|操作", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_QUOTED_LINE = re.compile(r"[*_]{0,3}[\"“「『`'‘«](?!.*[\"'`]\s?:).+[\"”」』`'’»][\s,.;*_]*")
_PLAIN_LINE = re.compile(
    r"(?!(?:curl|npm|npx|pip|git|python|cd|export)\b)[^{}$<>=\\|`:：\[\]]{2,160}", re.IGNORECASE
)
_EMPHASIS = re.compile(r"([*_]{1,3})((?:(?!\1).)+)\1")

_START_HEADING = re.compile(
    r"\b(?:getting\s+started|first\s+contact|greet(?:ing)?|welcome|hello|start\s+here)\b"
    r"|开始|欢迎|问候|开场白",
    re.IGNORECASE,
)
_GREETING_LABEL = re.compile(r"^[\W_]*greeting[*_`]*\s*[:：]\**\s*(.+)$", re.IGNORECASE)
_SAY = re.compile(r"^[\W_]*say[*_]*\s*[:：][*_]*\s*([\"“「].+)$", re.IGNORECASE)
_GREET = re.compile(r"\bgreet|\bsay hello|问候|开场白|打招呼", re.IGNORECASE)
_PARAGRAPH_HEADING = re.compile(
    r"[\W\d_]*(?:getting\s+started|first\s+contact|greeting|start\s+here|开场白|问候语?|欢迎语)\W*",
    re.IGNORECASE,
)
# What is said to the program, not to its user.
_INSTRUCTION = re.compile(
    r"""[`{}$<>|]|://|^\W*[*_]{2}|[:：]\W*$|\b(?:tokens?|sessions?|api|post|curl|install|users?|agent
    |skill|greet|environment|env|configure|setup|client|backend|requests?)\b|用户|安装|令牌""",
    re.IGNORECASE | re.VERBOSE,
)
_LONGEST = 400  # characters of a paragraph that greets
_REMARK = re.compile(r"\W*(?:note|tip|important|warning|caution|see|注意|提示)\b", re.IGNORECASE)


def find_opening(document: Document) -> tuple[Fact[str] | None, Fact[tuple[str, ...]] | None]:
    """The greeting and the sentences to try.

    The sentences are those of the first label such as "Try saying" that has some: a list, quoted
    lines, the cells of a table, or what stands in quotes beside it. A heading ends its reach.

    The greeting is the block quote that stands before that label or under a heading of the first
    contact, else what a fence there begins with, a labelled one, the paragraph under such a
    heading, or a quote that the body begins with.
    """
    label, examples = _offer(document)
    greeting = (
        _quoted_greeting(document, label, examples.line if examples else 0)
        or _fenced_greeting(document, label)
        or _labelled_greeting(document)
        or _plain_greeting(document, label)
        or _first_words(document)
    )
    return greeting, examples


def _offer(document: Document) -> tuple[int, Fact[tuple[str, ...]] | None]:
    """The line of the label, and its sentences."""
    labels = list(itertools.islice(_labels(document), _MAX_LABELS))
    blocks = _blocks(document) if labels else {}
    for label in labels:
        found: Fact[tuple[str, ...]] | None
        enclosing = _enclosing(document, label.line)
        if enclosing and not enclosing.value:
            continue
        if beside := _TRY_INLINE.match(label.value):
            found = Fact(_beside(beside[1]), label.line)
        elif enclosing:
            below = enclosing.value[label.line - enclosing.line + 1 :]
            found = Fact(_spoken(below), label.line)
        else:
            found = _below(blocks, label)
        if found and found.value:
            return label.line, found
    tabled = next(filter(None, map(_under_header, document.tables)), None)
    return tabled.line if tabled else 0, tabled


def _labels(document: Document) -> Iterator[Fact[str]]:
    for number, line in document.text.lines_with(_TRY_WORDS):
        if _TRY.match(line) or _TRY_INLINE.match(line):
            yield Fact(line, number)


def _blocks(document: Document) -> Mapping[int, Sequence[str] | Table | None]:
    """Line → the list, table, quote or fence that begins there; None for a heading."""
    return {
        **{table.rows[0].line: table for table in document.tables if table.header},
        **{items[0].line: tuple(item.value for item in items) for items in document.lists},
        **{
            block.line: block.value.split("\n")
            for blocks in (document.quotes, document.fences)
            for block in blocks
        },
        **{heading.line: None for heading in document.headings},
    }


def _below(
    blocks: Mapping[int, Sequence[str] | Table | None], label: Fact[str]
) -> Fact[tuple[str, ...]] | None:
    for number in range(label.line + 1, label.line + _NEAR + 1):
        if number in blocks:
            return Fact(_sentences(blocks[number], label.value), number)
    return None


def _sentences(block: Sequence[str] | Table | None, label: str) -> tuple[str, ...]:
    if block is None:
        return ()
    if isinstance(block, Table):
        return _column(block, 0)
    if isinstance(block, tuple):
        return tuple(map(_unquoted, block))
    return _spoken(block) or (() if _ONE_SAMPLE.fullmatch(label) else _plain(block))


def _spoken(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines that stand in quotes."""
    bare = (_BULLET.sub("", line).strip() for line in lines)
    return tuple(_unquoted(line) for line in bare if _QUOTED_LINE.fullmatch(line))


def _plain(lines: Sequence[str]) -> tuple[str, ...]:
    """All lines, where none is code, a label or a turn of a dialogue."""
    bare = [words for line in lines if (words := _BULLET.sub("", line).strip())]
    return tuple(map(_unquoted, bare)) if all(map(_PLAIN_LINE.fullmatch, bare)) else ()


def _column(table: Table, column: int) -> tuple[str, ...]:
    """The quoted cells; a table that says what to do about them is a router."""
    if any(map(_ACTION_COLUMN.search, table.header)):
        return ()
    return _spoken([row.cell(column) for row in table.rows])


def _under_header(table: Table) -> Fact[tuple[str, ...]] | None:
    for column, label in enumerate(table.header):
        if _TRY.match(label) and (sentences := _column(table, column)):
            return Fact(sentences, table.rows[0].line)
    return None


def _beside(text: str) -> tuple[str, ...]:
    """What stands in quotes after a label, where nothing else does."""
    said = tuple(_INLINE.findall(text))
    if not _BETWEEN.fullmatch(_INLINE.sub("", text)) or any(map(_SCREEN.search, said)):
        return ()
    return tuple(words.strip() for words in said)


def _enclosing(document: Document, line: int) -> _Lines | None:
    """The fence or the block quote that a line stands in; of a fence that isn't about the first
    contact, nothing.
    """
    for blocks, shift in ((document.fences, 1), (document.quotes, 0)):
        index = bisect_right(blocks, line, key=lambda block: block.line) - 1
        if index >= 0:
            lines = blocks[index].value.split("\n")
            if line < blocks[index].line + shift + len(lines):
                heard = not shift or _is_first_contact(document, line)
                return Fact(lines if heard else [], blocks[index].line + shift)
    return None


def _quoted_greeting(document: Document, label: int, examples: int) -> Fact[str] | None:
    for quote in document.quotes:
        lines = quote.value.split("\n")
        if quote.line <= label < quote.line + len(lines):
            lines = lines[: label - quote.line]
        text = "\n".join(lines).strip()
        near = 0 <= label - (quote.line + len(lines) - 1) <= _NEAR
        opens = near or _is_first_contact(document, quote.line)
        if text and opens and quote.line != examples:
            return Fact(_unquoted(text), quote.line)
    return None


def _fenced_greeting(document: Document, label: int) -> Fact[str] | None:
    """The first line of a fence of the first contact that holds the label too, or that the line
    above it calls a greeting.
    """
    for fence in document.fences:
        words = fence.value.strip().split("\n")[0].strip()
        holds_label = fence.line < label <= fence.line + fence.value.count("\n") + 1
        above = " ".join(document.text.lines[max(0, fence.line - 3) : fence.line - 1])
        if (
            (holds_label or (_GREET.search(above) and _PLAIN_LINE.fullmatch(words)))
            and words
            and not _TRY.match(words)
            and _is_first_contact(document, fence.line)
        ):
            return Fact(_unquoted(words), fence.line + 1)
    return None


def _labelled_greeting(document: Document) -> Fact[str] | None:
    if labelled := document.text.first(_GREETING_LABEL, "greeting"):
        return Fact(_unquoted(labelled.value), labelled.line)
    for fact in document.text.matches(_SAY, "say"):
        if _is_first_contact(document, fact.line) or not document.heading_above(fact.line):
            return Fact(_unquoted(fact.value[1]), fact.line)
    return None


def _plain_greeting(document: Document, label: int) -> Fact[str] | None:
    """The paragraph right under a heading of the first contact."""
    for heading in document.headings:
        if _PARAGRAPH_HEADING.fullmatch(heading.value):
            below = document.text.lines[heading.line : heading.line + _NEAR]
            first = next((number for number, line in enumerate(below) if line.strip()), 0)
            words = list(itertools.takewhile(str.strip, below[first:]))
            if heading.line < label:
                words = words[: max(0, label - heading.line - first - 1)]
            text = " ".join(map(str.strip, words))
            if text and _is_said(text):
                return Fact(_unquoted(text), heading.line + first + 1)
    return None


def _is_said(paragraph: str) -> bool:
    begins_a_block = paragraph.startswith(("#", "- ", "* ", "+ ", "•", "1.", "1)"))
    return not begins_a_block and len(paragraph) <= _LONGEST and not _INSTRUCTION.search(paragraph)


def _first_words(document: Document) -> Fact[str] | None:
    """A quote that the body begins with, before any heading."""
    first = next((n for n, line in enumerate(document.text.lines, 1) if line.strip()), 0)
    for quote in document.quotes[:1]:
        if quote.line == first and quote.value and not _REMARK.match(quote.value):
            return Fact(_unquoted(quote.value), quote.line)
    return None


def _is_first_contact(document: Document, line: int) -> bool:
    return _START_HEADING.search(document.heading_above(line)) is not None


def _unquoted(text: str) -> str:
    """What stands in the quotes that a text begins with; the whole text where it begins
    otherwise.
    """
    text = text.strip()
    if emphasis := _EMPHASIS.fullmatch(text):
        text = emphasis[2].strip()
    closing = _QUOTES.get(text[:1], "")
    end = text.rfind(closing) if closing else -1
    return text[1:end].strip() if end > 0 else text
