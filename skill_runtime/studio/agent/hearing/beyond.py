"""What no film has here ("and a warm voice that reads it"), taken out of a message that orders a
whole film before its shots are found: else it would be painted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from skill_runtime.studio.agent.edits import Request, Talk
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import lexicon

__all__ = ["set_apart"]

_SENTENCE = re.compile(
    r"[^.!?。！？\n]*(?:[.!?。！？\n]+(?!\d|[a-z]{2,6}\b)|[.](?=\w)[^.!?。！？\n]*)*"
)
_PIECE = re.compile(
    r"[,，;；、]|(?<![a-z])(?:and|then|with|plus|while)(?![a-z])|然后|并且|再(?=[找用加配让请])"
)
_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|\"[^\"]*\"|(?<!\w)'[^']*'(?!\w)")
_BEGINS = re.compile(
    r"\s*(?:then|also|add|put|title|music|make|after|zoom|change|cut|trim|fade|mute|blur|crop|speed"
    r"|slow|swap|move|delete|remove|turn|set|write|bring|give)(?![a-z])"
    r"|\s*(?:再|然后|加|配|写|标题|片头|音乐|字幕|删|剪|换|改|放|调)"
)
"""A piece of a sentence that has a wish of its own."""
_WORDS_BELOW = re.compile(
    r"(?:subtitle|caption|title|text|line|字幕|标题|文字)[^\n:：]*[:：]\s*\n", re.IGNORECASE
)
"""Lines that are words for the screen."""
_SHOWN_TOO = frozenset([
    *("publishing", "resolution", "borders", "countdowns", "animated_stickers", "three_d"),
    *("overlays", "text_animations", "showy_transitions", "inside_picture", "screenshots"),
    *("sharpening", "knowledge"),
])  # fmt: skip
"""What a picture may show as well, or be painted without; or is said of the finished film."""
_NEVER_SHOWN = frozenset([
    *("web_material", "voice", "songs", "styles", "surround", "documents", "live_data"),
    *("project_files", "beat", "automatic_subtitles", "interactive"),
])  # fmt: skip
"""What can't be had even where nobody is spoken to: else "a password on a note" is a picture."""
_ADDRESSED = re.compile(
    r"(?<![a-z])(?:you|your|my|me|i|we|our|us|please|pls|can|could|want|need|should|export|render"
    r"|deliver)(?![a-z])|[你您帮请想我吗呗嘛]|能|可以|要|麻烦|怎么|导出|自动|设置?个",
    re.IGNORECASE,
)
_WHEN_DONE = re.compile(
    r"\W*(?:and )?(?:when|once|after|as soon as) (?:it|that|this|you|everything)"
    r"(?: is|'s| are|'re)? (?:done|ready|finished|rendered|made|good)"
    r"|\W*(?:做|弄|剪|搞|生成|导出)(?:完|好)"
)
"""What is asked of the finished film, and shows nothing."""
_COUNTED = frozenset({"countdowns"})
"""What can be had, told in numbers."""
_QUOTED_MARK = "\ue000"
_TEXTS = ("title", "subtitle", "caption", "written_over")
_ENDS = ".!?。！？\n "
_OF_THE_LOOK = frozenset({"styles"})
"""What leaves the rest of its piece as it is: "a hotel in the style of …"."""


def set_apart(message: str, *, empty: bool) -> tuple[str, list[Request]]:
    """The message without it, and one `unsupported` for each kind; `empty`: what is described is to
    be painted.
    """
    if _WORDS_BELOW.search(message):
        return message, []
    masked = _QUOTED.sub(lambda m: _QUOTED_MARK * len(m[0]), message)
    left = _SHOWN_TOO if empty else _COUNTED
    names = [name for name in lexicon().unsupported if name not in left]
    never_shown = [name for name in names if name in _NEVER_SHOWN]
    kept, found = "", list[str]()
    for sentence in _SENTENCE.finditer(masked):
        told = names if not empty or _ADDRESSED.search(sentence[0]) else never_shown
        for start, end, about in _pieces(sentence[0], sentence.start(), told):
            found += [about] if about else []
            kept += _besides(message[start:end], about) if about else message[start:end]
    if not found:
        return message, []
    return kept, [Talk("unsupported", about) for about in dict.fromkeys(found)]


def _pieces(sentence: str, offset: int, names: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Where each begins and ends, with the joint before it, and what of it can't be had."""
    cuts = [0, *(m.start() for m in _PIECE.finditer(sentence)), len(sentence)]
    first = ""
    for start, end in pairwise(cuts):
        piece = sentence[start:end]
        about = _beyond(piece, names)
        if start and (piece[0] in ";；" or _BEGINS.match(_PIECE.sub("", piece, count=1))):
            first = ""
        about = about or first  # it goes on about the first piece
        first = first if start or about in _OF_THE_LOOK else about
        yield offset + start, offset + end, about


def _beyond(piece: str, names: Sequence[str]) -> str:
    patterns, folded = lexicon().unsupported, fold(piece, lexicon())
    if _QUOTED_MARK in piece and any(lexicon().concepts[k].search(folded) for k in _TEXTS):
        return ""  # a text, whatever its look
    if _WHEN_DONE.match(folded) and patterns["publishing"].search(folded):
        return "publishing"
    return next((name for name in names if patterns[name].search(folded)), "")


def _besides(piece: str, about: str) -> str:
    """What of a piece stays: all but the words for a look, and else the end of its sentence."""
    match = lexicon().unsupported[about].search(fold(piece, lexicon()))
    if about in _OF_THE_LOOK and match:
        return f"{piece[: match.start()]} {piece[match.end() :]}"
    return piece[len(piece.rstrip(_ENDS)) :]
