"""The upload formats that a SKILL.md accepts: a list of extensions beside a label, under one or in
a table. What a render may become ("output formats") is no upload format.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from skill_runtime.core.skill_reader.markdown import Document
from skill_runtime.core.skill_reader.tables import Table
from skill_runtime.core.skill_reader.text import Fact, NumberedText

_EXTENSION = (
    r"(?:mp4|mov|avi|webm|mkv|m4v|flv|wmv|mpe?g|3gp|jpe?g|png|gif|webp|bmp|tiff?|heic|svg"
    r"|mp3|wav|m4a|aac|flac|ogg|srt|vtt|txt|pdf|json|url)"
)
_ITEM = rf"[`*.]{{0,3}}{_EXTENSION}\b[`*]{{0,3}}(?:\s?\([^()]{{0,30}}\))?"
_LIST = rf"""(?P<list>{_ITEM}
    (?:(?:\s{{0,2}}[,/、，|+&;；·•]\s{{0,2}}|\s+)(?:(?:and|or|和)\s+)?{_ITEM}){{0,30}})"""
_ASIDE = re.compile(r"\([^()]*\)")  # "(H.264)", "(no avi)"
_FILLER = r"""(?:[ \t]+(?:files?|images?|videos?|audio|media|inputs?|uploads?|formats?|types?
    |extensions?|are|and|your|the|in)\b){0,4}"""
_LABEL = r"""(?:(?:supported|accepted|allowed|compatible|valid|input|upload|file|media)
        [ \t]+(?:files?|formats?|types?|media|images?|videos?|extensions?)
    |supported|supports?|accepts?|accepted|formats?|handles?|takes|reads|works[ \t]with|uploads?
    |(?:支持|可用|允许|接受)的?(?:文件|素材|上传|视频)?(?:格式|类型)|支持|接受)"""
# A colon makes a statement of it; without one it may be a passing remark, which counts for less.
_STATED = re.compile(
    rf"""(?:^|[^\w\s]|(?<!output)(?<!export)(?<!not)\s){_LABEL}{_FILLER}
    [*`]{{0,2}}\s?[:：|][*`]{{0,2}}\s*{_LIST}""",
    re.IGNORECASE | re.VERBOSE,
)
_REMARKED = re.compile(rf"\b{_LABEL}{_FILLER}\s+{_LIST}", re.IGNORECASE | re.VERBOSE)
_ACCEPTED = re.compile(
    rf"""^[\W_]*{_LIST}\s(?:(?:files?|uploads|videos)\s)?(?:are|is)\s(?:all\s)?
    (?:accepted|supported|allowed|welcome)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_OUTPUT = re.compile(r"\s+(?:output|export)s?\b", re.IGNORECASE)
_KINDS = re.compile(rf"(?:^|[^\w\s]|\s){_LABEL}{_FILLER}[*`]{{0,2}}\s?[:：][*`\s]*$", re.I | re.X)
_KINDS_WORDS = ("format", "types", "files", "support", "accept", "格式", "类型")
_EXTENSIONS_COLUMN = re.compile(
    r"\b(?:extensions?|accepted|supported)\b|扩展名|后缀", re.IGNORECASE
)
_FORMATS_COLUMN = re.compile(r"\W*(?:(?:file )?formats?|file types?|格式)\W*", re.IGNORECASE)
_KINDS_COLUMN = re.compile(r"\W*(?:kinds?|(?:media )?types?|media|category|类型|种类)\W*", re.I)
_RESULT = re.compile(r"output|export|render|deliver|download|输出|导出|下载", re.IGNORECASE)
_KIND = re.compile(r"\s*[-*+•]\s")
_ONE_LIST = re.compile(_LIST, re.IGNORECASE | re.VERBOSE)
_ONE_EXTENSION = re.compile(rf"{_EXTENSION}\b", re.IGNORECASE)
# A list of formats holds one of these at least.
_WORDS = (
    "mp4", "mov", "avi", "webm", "mkv", "jpg", "jpeg", "png", "gif", "webp", "heic", "mp3", "wav",
    "m4a", "aac",
)  # fmt: skip
_NEAR = 6  # lines between a label and its list


def find_formats(document: Document, description: Fact[str]) -> Fact[tuple[str, ...]] | None:
    """The upload formats, lower case without a dot: a stated list, else a table's, else the items
    under a label, else a remark in the body, else one in the description.
    """
    body = document.text
    advertised = _formats(_REMARKED, NumberedText(description.value))
    found = itertools.chain(
        _formats(_STATED, body),
        _formats_in_tables(document),
        _formats_by_kind(body),
        _formats(_ACCEPTED, body),
        _formats(_REMARKED, body),
        (Fact(fact.value, description.line) for fact in advertised),
    )
    return next(found, None)


def _formats(pattern: re.Pattern[str], text: NumberedText) -> Iterator[Fact[tuple[str, ...]]]:
    for fact in text.matches(pattern, *_WORDS):
        formats = _extensions(fact.value["list"])
        if len(formats) > 1 and not _OUTPUT.match(fact.value.string, fact.value.end("list")):
            yield Fact(formats, fact.line)


def _formats_by_kind(text: NumberedText) -> Iterator[Fact[tuple[str, ...]]]:
    """Items such as "Video: mp4, mov" under a label that ends with a colon."""
    for number, line in text.lines_with(_KINDS_WORDS):
        if _KINDS.search(line):
            below = text.lines[number : number + _NEAR]
            items = itertools.takewhile(lambda item: not item or _KIND.match(item), below)
            lists = (_ONE_LIST.search(item) for item in items)
            if formats := _extensions(" ".join(found["list"] for found in lists if found)):
                yield Fact(formats, number)


def _formats_in_tables(document: Document) -> Iterator[Fact[tuple[str, ...]]]:
    """Tables such as | Kind | Extensions |."""
    for table in document.tables:
        for column in _format_columns(table):
            rows = (row for row in table.rows if not _RESULT.search(row.cell(0)))
            lists = (_ONE_LIST.match(row.cell(column)) for row in rows)
            formats = _extensions(" ".join(found["list"] for found in lists if found))
            line = table.rows[0].line
            if len(formats) > 1 and not _RESULT.search(document.heading_above(line)):
                yield Fact(formats, line)


def _format_columns(table: Table) -> Iterator[int]:
    for column, label in enumerate(table.header):
        of_kinds = column and _KINDS_COLUMN.fullmatch(table.header[0])
        if not _RESULT.search(label) and (
            _EXTENSIONS_COLUMN.search(label) or (of_kinds and _FORMATS_COLUMN.fullmatch(label))
        ):
            yield column


def _extensions(text: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(found.lower() for found in _ONE_EXTENSION.findall(_ASIDE.sub("", text)))
    )
