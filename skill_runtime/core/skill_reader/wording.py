"""What a SKILL.md offers its user: accepted formats, the greeting, sentences to try."""

from __future__ import annotations

import re

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
    |支持的?格式|支持|接受)"""
# A colon makes a statement of it; without one it may be a passing remark, which counts for less.
_STATED = re.compile(
    rf"""(?:^|[^\w\s]|(?<!output)(?<!export)\s){_LABEL}{_FILLER}
    [*`]{{0,2}}\s?[:：|][*`]{{0,2}}\s*{_LIST}""",
    re.IGNORECASE | re.VERBOSE,
)
_REMARKED = re.compile(rf"\b{_LABEL}{_FILLER}\s+{_LIST}", re.IGNORECASE | re.VERBOSE)
_ONE_EXTENSION = re.compile(rf"{_EXTENSION}\b", re.IGNORECASE)

_COMMON = ("mp4", "mov", "webm", "jpg", "jpeg", "png", "gif", "mp3", "wav")

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
    """The upload formats, lower case without a dot: a stated list, else a remark in the body, else
    one in the description.
    """
    advertised = NumberedText(description.value)
    for pattern, text in ((_STATED, body), (_REMARKED, body), (_REMARKED, advertised)):
        for fact in text.matches(pattern, *_COMMON):
            found = _ONE_EXTENSION.findall(fact.value["list"])
            formats = tuple(dict.fromkeys(extension.lower() for extension in found))
            if len(formats) > 1:
                return Fact(formats, fact.line if text is body else description.line)
    return None


def find_examples(document: Document) -> Fact[tuple[str, ...]] | None:
    """The sentences of the first list under "Try saying" or a label like it."""
    label = _try_line(document)
    for items in document.lists if label else ():
        if 0 < items[0].line - label <= _NEAR:
            return Fact(tuple(_unquoted(item.value) for item in items), items[0].line)
    return None


def find_greeting(document: Document) -> Fact[str] | None:
    """The block quote that stands before "Try saying" or under a heading of the first contact."""
    label = _try_line(document)
    for quote in document.quotes:
        if _begins_a_conversation(document, quote, label) and quote.value:
            return Fact(_unquoted(quote.value), quote.line)
    labelled = document.text.first(_GREETING_LABEL, "greeting")
    return Fact(_unquoted(labelled.value), labelled.line) if labelled else None


def _try_line(document: Document) -> int:
    return next((n for n, line in document.text.lines_with(_TRY_WORDS) if _TRY.match(line)), 0)


def _begins_a_conversation(document: Document, quote: Fact[str], label: int) -> bool:
    if 0 < label - (quote.line + quote.value.count("\n")) <= _NEAR:
        return True
    above = [heading for heading in document.headings if heading.line < quote.line]
    return bool(above) and _START_HEADING.search(above[-1].value) is not None


def _unquoted(text: str) -> str:
    """What stands in the quotes that a text begins with; the whole text where it begins
    otherwise.
    """
    text = text.strip()
    closing = _QUOTES.get(text[:1], "")
    end = text.rfind(closing) if closing else -1
    return text[1:end].strip() if end > 0 else text
