"""Folded text → items: words, characters of unspaced scripts, breaks, and what is lifted out.

Paths, URLs, quoted text and each cue of a subtitle file become one item each, so that nothing in
them is ever taken for a command. Quantifiers are bounded or can't overlap: the time is linear in
the text.
"""

from __future__ import annotations

from itertools import groupby, takewhile

from skill_runtime.core.routing.expressions import compiled
from skill_runtime.core.routing.parts import Part
from skill_runtime.model.tuples import NamedTuple

_FENCE = r"\s<>\"“”‘’「」『』《》〈〉«»，。；、！？|"
_ANY_MEDIA = "mp4|mov|webm|mkv|avi|gif|png|jpg|jpeg|webp|mp3|wav|m4a|srt|aac"
_MEDIA = frozenset(_ANY_MEDIA.split("|"))
# Thai; kana; Han with its extensions, compatibility forms and the planes beyond.
_HAN = ("\u3400", "\u9fff")
_UNSPACED = (
    ("\u0e00", "\u0e7f"),
    ("\u3040", "\u30ff"),
    _HAN,
    ("\uf900", "\ufaff"),
    ("\U00020000", "\U0003ffff"),
)

_INSIDE = r"[a-z0-9_/.:~\\-]"
"""Behind one of these no path begins."""

# A name such as 片段1.mp4 needs a space before it: without one nobody can tell where it begins.
# No possessive repeats: Python 3.11.2, which Debian 12 ships, reads those around a group wrongly.
_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[,.]\d{1,3}"
# Words before nearly all else: they are what there is.
_ITEM = rf"""
    (?P<cue>(?=\d)(?:(?<!\S)\d{{1,6}}\ {{0,8}}\n)?
      {_CLOCK}\ {{0,8}}-->\ {{0,8}}{_CLOCK}[^\n]{{0,200}}
      (?:\n[^\n]{{1,500}}){{0,20}})
  | (?P<word>(?!https?://[^{_FENCE}]|(?<!{_INSIDE})[a-z]:[/\\])
      [a-z0-9_]+(?:(?:['.\-+]|(?<=\d):(?=\d))(?=[a-z0-9_])[a-z0-9_]+)*)
      (?P<address>@[a-z0-9\-]{{1,63}}(?:\.[a-z0-9\-]{{1,63}}){{1,8}})?
  | (?P<url>https?://[^{_FENCE}]{{1,2000}})
  | (?P<quoted>"[^"\n]{{1,200}}"|“[^”\n]{{1,200}}[”"]|「[^」\n]{{1,200}}」|『[^』\n]{{1,200}}』
      |《[^》\n]{{1,200}}》|〈[^〉\n]{{1,200}}〉|«[^»\n]{{1,200}}»
      |(?<!\w)'[^'\n]{{1,200}}(?:'(?=\w)[^'\n]{{1,200}}){{0,8}}'(?!\w))
  | (?P<path>(?<!{_INSIDE})(?:~[/\\]|\.\.?[/\\]|[a-z]:[/\\]|\\\\(?=\w)|/(?=[\w.~]))
      [^{_FENCE},;!?]{{0,1000}})
  | (?P<name>(?<=[\s"“])[^\W\x00-\x7f][\w\-]{{0,60}}\.(?:{_ANY_MEDIA})(?!\w))
  | (?P<letters>[^\W\x00-\x7f]+)
  | (?P<sign>[/&+、])
  | (?P<break>[,;:!?\n。…—–|\"“「『《]|\.(?!(?<=\s\.)[a-z0-9])|-(?=\s)  # ".mov" is a word
      |[\u2600-\u27bf\U0001f300-\U0001faff]+)
    """
_MEDIA_INSIDE = rf"\.(?:{_ANY_MEDIA})(?=.)"
_TRAILING = ".,;:!?)]}'"

BREAK = "break"
WORD = "word"
_KINDS = {
    **dict.fromkeys(("word", "name", "sign"), WORD),
    **{kind: kind for kind in (Part.ADDRESS, BREAK)},
    "cue": Part.QUOTED,
}
"""What is an item as it stands."""


class Item(NamedTuple):
    """The smallest piece that a phrase is made of."""

    text: str
    start: int
    end: int
    kind: str
    """`word`, `break`, or the class of what was lifted out: path, media_url, web_url, quoted."""


class Scanner:
    """Scans with one expression, which takes longer to compile than all else that a process does
    before its first utterance.
    """

    def __init__(self) -> None:
        self._item = compiled(_ITEM, verbose=True)
        self._media_inside = compiled(_MEDIA_INSIDE)

    def items(self, text: str) -> list[Item]:
        """Every item of a folded text, in order; what is none of them (signs) is passed over."""
        items: list[Item] = []
        place = 0
        while place < len(text):
            place = self._scan_from(text, place, items)
        return items

    def _scan_from(self, text: str, place: int, items: list[Item]) -> int:
        """Adds the items from `place` on; the place to go on from, where one ended early."""
        for found in self._item.finditer(text, place):
            group = found.lastgroup or ""
            start, end = found.span()
            kind = _KINDS.get(group)
            if kind:
                items.append(Item(found[0], start, end, kind))
                continue
            if group == "letters":
                items += _words(found[0], start)
                continue
            item = self._lifted(text, group, start, end)
            items.append(item)
            if item.end != end:
                return item.end
        return len(text)

    def _lifted(self, text: str, group: str, start: int, end: int) -> Item:
        if group == "url":
            return _url(text, start, end)
        if group == "path":
            return self._path(text, start, end)
        return Item(text[start:end], start, end, self._quoted_kind(text[start + 1 : end - 1]))

    def _quoted_kind(self, inside: str) -> str:
        """A file keeps being one in quotes: those are how a name with spaces is written."""
        found = self._item.match(inside)
        if found and found.lastgroup == "path" and _marks_folder(inside):
            return Part.PATH
        return Part.FILENAME if is_media_name(inside) else Part.QUOTED

    def _path(self, text: str, start: int, end: int) -> Item:
        path = self._path_alone(text[start:end], text[end : end + 1]).rstrip(_TRAILING)
        alone = path.startswith("/") and not _marks_folder(path)
        if alone and (start == 0 or text[start - 1].isalnum()):
            # "/export" is typed like a command, and 上传/导出 is a choice: neither names a folder.
            return Item("/", start, start + 1, WORD)
        return Item(path, start, start + max(len(path), 1), Part.PATH)

    def _path_alone(self, run: str, after: str) -> str:
        """A path without the sentence that goes on right behind it: ~/a.mp4导出, ~/Desktop然后.

        Where a blank stands behind it and its folders have such letters, so has its last name.
        """
        if is_media_name(run):
            return run
        for found in self._media_inside.finditer(run):
            if _is_unspaced(run[found.end()]):
                return run[: found.end()]
        folder = max(run.rfind("/"), run.rfind("\\")) + 1
        if after == " " and _spaced_part(run[:folder]) != run[:folder]:
            return run
        name = _spaced_part(run[folder:])
        return run[:folder] + (name or run[folder:])


def _words(run: str, start: int) -> list[Item]:
    """A run of letters outside ASCII as words and as single characters of unspaced scripts."""
    if _HAN[0] <= min(run) and max(run) <= _HAN[1]:  # nearly always
        return [Item(letter, at, at + 1, WORD) for at, letter in enumerate(run, start)]
    items = []
    for unspaced, letters in groupby(run, _is_unspaced):
        for word in letters if unspaced else ["".join(letters)]:
            items.append(Item(word, start, start + len(word), WORD))
            start += len(word)
    return items


def _is_unspaced(character: str) -> bool:
    return any(low <= character <= high for low, high in _UNSPACED)


def _spaced_part(text: str) -> str:
    """A text up to its first character of an unspaced script."""
    if text.isascii():
        return text
    return "".join(takewhile(lambda letter: not _is_unspaced(letter), text))


def is_media_name(text: str) -> bool:
    """Whether a word is the bare name of a media file ("clip1.mp4")."""
    return extension_of(text) in _MEDIA


def extension_of(name: str) -> str:
    """The last suffix in lower case, without its dot; empty when there is none."""
    stem, dot, suffix = name.replace("\\", "/").rpartition("/")[2].rpartition(".")
    return suffix.lower() if dot and stem else ""


def _url(text: str, start: int, end: int) -> Item:
    address = _spaced_part(text[start:end]).rstrip(_TRAILING)
    if "," in address:
        # In a full sentence a comma ends the address more often than it belongs to it.
        address = address.partition(",")[0]
    place = address.partition("#")[0].partition("?")[0]
    kind = Part.MEDIA_URL if is_media_name(place) else Part.WEB_URL
    return Item(address, start, start + len(address), kind)


def _marks_folder(path: str) -> bool:
    return not path.startswith("/") or "/" in path[1:] or "." in path


def unquoted(text: str) -> str:
    """A path without the quotes around it."""
    return text.strip("\"'“”‘’「」『』")
