"""Folded text → items: words, single characters of unspaced scripts, breaks; and what is lifted out.

Paths, URLs and quoted text become one item each, so that nothing inside them is ever taken for a
command. Every quantifier is possessive or bounded: the time is linear in the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from skill_runtime.core.routing.vocabulary import Part

_UNSPACED = r"\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"[^\W{_UNSPACED}]"
_FENCE = r"\s<>\"“”‘’「」『』《》〈〉«»，。；、！？|"
_MEDIA = "mp4|mov|webm|mkv|avi|gif|png|jpe?g|webp|mp3|wav|m4a|srt|aac"

_ITEM = re.compile(
    rf"""
    (?P<url>https?://[^{_FENCE}{_UNSPACED}]++)
  | (?P<quoted>"[^"\n]{{1,400}}+"|“[^”\n]{{1,400}}+[”"]|「[^」\n]{{1,400}}+」|『[^』\n]{{1,400}}+』
      |《[^》\n]{{1,400}}+》|〈[^〉\n]{{1,400}}+〉|«[^»\n]{{1,400}}+»
      |(?<!{_LETTER})'(?:[^'\n]|'(?={_LETTER})){{1,400}}+'(?!{_LETTER}))
  | (?P<path>(?<![a-z0-9_/.:~\\-])(?:~[/\\]|\.\.?[/\\]|[a-z]:[/\\]|\\\\(?=\w)|/(?=[\w.~]))[^{_FENCE},;!?]*+)
  | (?P<name>(?<=[\s"“])[{_UNSPACED}][\w\-]{{0,60}}\.(?:{_MEDIA})(?!\w))
  | (?P<word>{_LETTER}++(?:(?:['.\-+]|(?<=\d):(?=\d))(?={_LETTER}){_LETTER}++)*+)
  | (?P<character>[{_UNSPACED}/&+、])
  | (?P<break>[,;:!?\n。…—–|\"“「『《.]|-(?=\s))
    """,
    re.VERBOSE,
)
_MEDIA_END = re.compile(rf"\.(?:{_MEDIA})\Z")
_MEDIA_THEN_TEXT = re.compile(rf"\.(?:{_MEDIA})(?=[{_UNSPACED}])")
_NAME_THEN_TEXT = re.compile(rf"(?<=[/\\])[a-z0-9_.\-]+(?=[{_UNSPACED}])")
_TRAILING = ".,;:!?)]}'"

BREAK = "break"
WORD = "word"


class Item(NamedTuple):
    """The smallest piece that a phrase is made of."""

    text: str
    start: int
    end: int
    kind: str
    """`word`, `break`, or the class of what was lifted out: path, media_url, web_url, quoted."""


def scan(text: str) -> list[Item]:
    """Every item of a folded text, in order; what is none of them (emoji, signs) is passed over."""
    items: list[Item] = []
    place = 0
    while found := _ITEM.search(text, place):
        group = found.lastgroup
        start, place = found.span()
        if group in {"word", "name", "character"}:
            items.append(Item(found[0], start, place, WORD))
        elif group == "break":
            items.append(Item(found[0], start, place, BREAK))
        else:
            item = _lifted(text, group or "", start, place)
            items.append(item)
            place = item.end
    return items


def is_media_name(text: str) -> bool:
    """Whether a word is the bare name of a media file ("clip1.mp4")."""
    return _MEDIA_END.search(text) is not None and text[0] != "."


def extension_of(name: str) -> str:
    """The last suffix in lower case, without its dot; empty when there is none."""
    stem, dot, suffix = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    return suffix.lower() if dot and stem else ""


def _lifted(text: str, group: str, start: int, end: int) -> Item:
    if group == "url":
        return _url(text, start, end)
    if group == "path":
        return _path(text, start, end)
    inside = text[start + 1 : end - 1]
    kind = Part.PATH if _ITEM.match(inside) and _is_path(inside) else Part.QUOTED
    return Item(text[start:end], start, end, kind)


def _is_path(text: str) -> bool:
    found = _ITEM.match(text)
    return found is not None and found.lastgroup == "path" and _marks_folder(text)


def _url(text: str, start: int, end: int) -> Item:
    address = text[start:end].rstrip(_TRAILING)
    if "," in address:
        # In a full sentence a comma ends the address more often than it belongs to it.
        address = address.partition(",")[0]
    place = address.partition("#")[0].partition("?")[0]
    kind = Part.MEDIA_URL if _MEDIA_END.search(place) else Part.WEB_URL
    return Item(address, start, start + len(address), kind)


def _path(text: str, start: int, end: int) -> Item:
    path = text[start:end]
    cut = _MEDIA_THEN_TEXT.search(path)
    if cut is None and not _MEDIA_END.search(path):
        cut = _NAME_THEN_TEXT.search(path, path.rfind("/") + 1 and path.rfind("/"))
    if cut is not None:
        path = path[: cut.end()]
    path = path.rstrip(_TRAILING)
    alone = path.startswith("/") and not _marks_folder(path)
    if alone and (start == 0 or text[start - 1].isalnum()):
        # "/export" is typed like a command, and 上传/导出 is a choice: neither names a folder.
        return Item("/", start, start + 1, WORD)
    return Item(path, start, start + max(len(path), 1), Part.PATH)


def _marks_folder(path: str) -> bool:
    return not path.startswith("/") or "/" in path[1:] or "." in path


def unquoted(text: str) -> str:
    """A path without the quotes around it."""
    return text.strip("\"'“”‘’「」『』")
