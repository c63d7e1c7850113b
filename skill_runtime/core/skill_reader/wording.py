"""What a SKILL.md offers its user: accepted formats, the greeting, sentences to try."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator

from skill_runtime.core.skill_reader.markdown import Document
from skill_runtime.core.skill_reader.text import Fact, NumberedText

_EXTENSION = (
    r"(?:mp4|mov|avi|webm|mkv|m4v|flv|wmv|mpe?g|3gp|jpe?g|png|gif|webp|bmp|tiff?|heic|svg"
    r"|mp3|wav|m4a|aac|flac|ogg|srt|vtt|txt|pdf|json|url)"
)
_LIST = rf"""(?P<list>[`*.]{{0,3}}{_EXTENSION}\b
    (?:[`*]?(?:\s{{0,2}}[,/、，|+&]\s{{0,2}}|\s+)(?:(?:and|or|和)\s+)?
       [`*.]{{0,3}}{_EXTENSION}\b){{0,30}})"""
_FILLER = r"""(?:[ \t]+(?:files?|images?|videos?|audio|media|inputs?|uploads?|formats?|types?
    |are|and|your|the|in)\b){0,4}"""
_LABEL = r"""(?:(?:supported|accepted|allowed|compatible|valid|input|upload|file|media)
        [ \t]+(?:files?|formats?|types?|media|images?|videos?)
    |supported|supports?|accepts?|accepted|formats?|handles?|takes|works[ \t]with|uploads?
    |支持的?(?:文件|素材|上传)?(?:格式|类型)|支持|接受)"""
# A colon makes a statement of it; without one it may be a passing remark, which counts for less.
_STATED = re.compile(
    rf"""(?:^|[^\w\s]|(?<!output)(?<!export)\s){_LABEL}{_FILLER}
    [*`]{{0,2}}\s?[:：|][*`]{{0,2}}\s*{_LIST}""",
    re.IGNORECASE | re.VERBOSE,
)
_REMARKED = re.compile(rf"\b{_LABEL}{_FILLER}\s+{_LIST}", re.IGNORECASE | re.VERBOSE)
_OUTPUT = re.compile(r"\s+(?:output|export)s?\b", re.IGNORECASE)
_KINDS = re.compile(rf"(?:^|[^\w\s]|\s){_LABEL}{_FILLER}[*`]{{0,2}}\s?[:：][*`\s]*$", re.I | re.X)
_KINDS_WORDS = ("format", "types", "files", "support", "accept", "格式", "类型")
_KIND = re.compile(r"\s*[-*+•]\s")
_ONE_LIST = re.compile(_LIST, re.IGNORECASE | re.VERBOSE)
_ONE_EXTENSION = re.compile(rf"{_EXTENSION}\b", re.IGNORECASE)
# A list of formats holds one of these at least.
_WORDS = (
    "mp4", "mov", "avi", "webm", "mkv", "jpg", "jpeg", "png", "gif", "webp", "heic", "mp3", "wav",
    "m4a", "aac",
)  # fmt: skip

_TRY_WORDS = ("try", "example", "say", "说", "试")
_TRY = re.compile(
    r"""^\W*(?:try(?:[ \t]+(?:saying|asking|these|this|typing|it))?
    |examples?(?:[ \t]+(?:prompts?|messages?|requests?))?
    |you[ \t]can[ \t]say|things[ \t]to[ \t]say|(?:试试|试着|可以|你可以)说?)\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
_START_HEADING = re.compile(
    r"\b(?:getting\s+started|first\s+contact|greeting|welcome|hello|start\s+here)\b"
    r"|开始|欢迎|问候",
    re.IGNORECASE,
)
_GREETING_LABEL = re.compile(r"^[\W_]*greeting[*_`]*\s*[:：]\**\s*(.+)$", re.IGNORECASE)
_QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "`": "`", "'": "'", "‘": "’", "«": "»"}
_NEAR = 6  # lines between a greeting and what to try, or between a label and its list


def find_formats(body: NumberedText, description: Fact[str]) -> Fact[tuple[str, ...]] | None:
    """The upload formats, lower case without a dot: a stated list, else the items under a label,
    else a remark in the body, else one in the description.
    """
    advertised = _formats(_REMARKED, NumberedText(description.value))
    found = itertools.chain(
        _formats(_STATED, body),
        _formats_by_kind(body),
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


def _extensions(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found.lower() for found in _ONE_EXTENSION.findall(text)))


def find_examples(document: Document) -> Fact[tuple[str, ...]] | None:
    """The sentences of the first list under "Try saying" or a label like it; in a fenced greeting,
    the quoted lines under it.
    """
    label = _try_line(document)
    if fence := _fenced_greeting(document, label):
        below = fence.value.split("\n")[label - fence.line :]
        quoted = [line.strip() for line in below if line.strip()[:1] in _QUOTES]
        return Fact(tuple(map(_unquoted, quoted)), label)
    for items in document.lists if label else ():
        if 0 < items[0].line - label <= _NEAR:
            return Fact(tuple(_unquoted(item.value) for item in items), items[0].line)
    return None


def find_greeting(document: Document) -> Fact[str] | None:
    """The block quote that stands before "Try saying" or under a heading of the first contact, or
    what a fence there begins with.
    """
    label = _try_line(document)
    for quote in document.quotes:
        if _begins_a_conversation(document, quote, label) and quote.value:
            return Fact(_unquoted(quote.value), quote.line)
    if fence := _fenced_greeting(document, label):
        return Fact(fence.value.strip().split("\n")[0].strip(), fence.line + 1)
    labelled = document.text.first(_GREETING_LABEL, "greeting")
    return Fact(_unquoted(labelled.value), labelled.line) if labelled else None


def _fenced_greeting(document: Document, label: int) -> Fact[str] | None:
    """The fence under a heading of the first contact that holds "Try", with words before it."""
    for fence in document.fences:
        lines = fence.value.split("\n") if fence.line < label else []
        if label <= fence.line + len(lines) and _is_first_contact(document, fence.line):
            return fence if any(map(str.strip, lines[: label - fence.line - 1])) else None
    return None


def _is_first_contact(document: Document, line: int) -> bool:
    """Whether the heading above a line is one of the first contact."""
    above = bisect_left(document.headings, line, key=lambda heading: heading.line) - 1
    return above >= 0 and _START_HEADING.search(document.headings[above].value) is not None


def _try_line(document: Document) -> int:
    return next((n for n, line in document.text.lines_with(_TRY_WORDS) if _TRY.match(line)), 0)


def _begins_a_conversation(document: Document, quote: Fact[str], label: int) -> bool:
    if 0 < label - (quote.line + quote.value.count("\n")) <= _NEAR:
        return True
    return _is_first_contact(document, quote.line)


def _unquoted(text: str) -> str:
    """What stands in the quotes that a text begins with; the whole text where it begins
    otherwise.
    """
    text = text.strip()
    closing = _QUOTES.get(text[:1], "")
    end = text.rfind(closing) if closing else -1
    return text[1:end].strip() if end > 0 else text
