"""How well a reading of a message fits: what it leaves, and what it takes for a picture.

A message that can be read in two ways is meant in the one that leaves less; a picture of the
editor's own words is none in any.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from skill_runtime.studio.agent.edits import (
    AddText,
    ChangeText,
    Generate,
    MoveShot,
    Request,
    Talk,
)
from skill_runtime.studio.agent.rules.ruling import is_edit
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import lift

__all__ = ["doubted", "dropped", "unheard"]

_LEFT = frozenset({"unclear", "unused", "needs_text", "needs_value", "status_question"})
_BESIDE_THE_POINT = 10
"""A picture that can't be meant weighs as much as so many characters that were not understood."""
_RATIO = re.compile(r"(?<![\d:])(?:16:9|9:16|1:1|4:5|4:3|3:4|21:9)(?![\d:])")
_NO_PICTURE = re.compile(
    r"[:：]|^(?:(?:shot|clip|scene|picture)s? |instead|your? |it(?:'s)? |i(?:'m)? |we |they |he "
    r"|she |that |this |there |is |are |was |and |but |or |not |no |too |also )"
    r"|\b(?:instead|please|needs?|add|remove|delete|subtitle|captioned|louder|quieter|seconds?)\b"
    r"|\b(?:at the (?:very )?(?:start|beginning|end)|in between|in|to)$"
    r"|^(?:between|after|before) "
    r"|音乐|音量|字幕|删掉|去掉|换成|改成|画幅",
    re.IGNORECASE,
)


_NO_WORDS = re.compile(
    r"^(?:[.!?。！？]|(?:is|are|was|were|too|should|could|must|please|and|but|slides?|fades?)\b)"
    r"|\b(?:instead|please|bigger|smaller|bolder|captioned|subtitles?|fonts?|typewriter|lettering"
    r"|in (?:red|white|black|yellow|blue|green|orange|pink|gold))\b"
    r"|音乐|配乐|音量|字体|颜色|放大|缩小|淡入|淡出|打字机|手写体|改成|换成|[红白黄蓝绿黑橙]色",
    re.IGNORECASE,
)


def unheard(requests: Sequence[Request], message: str) -> int:
    """How much of a message was not understood, or only asked about, in characters."""
    talks = [r for r in requests if isinstance(r, Talk) and r.topic in _LEFT]
    odd = [r for r in requests if _odd(r, message)]
    return sum(len(talk.about) + 1 for talk in talks) + _BESIDE_THE_POINT * len(odd)


def doubted(requests: Sequence[Request], message: str) -> list[Request]:
    """The requests without pictures and texts of what was said to the editor, which is not
    understood.
    """
    found = list[Request]()
    for before, request in zip([None, *requests], requests, strict=False):
        if isinstance(request, MoveShot) and before is not None and _odd(before, message):
            continue  # it was of that picture
        odd = _odd(request, message)
        found.append(Talk("unclear", odd) if odd else request)
    return found


def dropped(message: str, requests: Sequence[Request]) -> list[Request]:
    """What the message puts in quotation marks, or names as a format, and no request speaks of: a
    wish was taken for a part of another.
    """
    if not any(is_edit(r) for r in requests):
        return []
    text, lifted = lift(message)
    said = _letters(" ".join(map(repr, requests)).replace("\\n", " "))
    quotes = [q.text for q in lifted if not (q.file or q.cues or q.order)]
    left = [f"“{q}”" for q in quotes if _letters(q) not in said and not _is_sound(q)]
    ratio = _RATIO.search(text)
    if ratio and "canvas" not in said and "format" not in said:
        left.append(ratio[0])
    return [Talk("unclear", words) for words in left]


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())


def _is_sound(quote: str) -> bool:
    words = fold(quote, lexicon()).strip()
    return any(pattern.fullmatch(words) for pattern in lexicon().effects.values())


def _odd(request: Request, message: str) -> str:
    """What can be no picture's or text's words; empty where they can."""
    match request:
        case Generate():
            return request.prompt if _NO_PICTURE.search(request.prompt) else ""
        case AddText() | ChangeText() if request.text:
            said = f"[\"“'‘「『《]{re.escape(request.text)}"
            odd = _NO_WORDS.search(request.text) and not re.search(said, message)
            return request.text if odd else ""
        case _:
            return ""
