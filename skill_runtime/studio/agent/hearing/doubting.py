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

__all__ = ["doubted", "unheard"]

_LEFT = frozenset({"unclear", "unused", "needs_text", "needs_value", "status_question"})
_BESIDE_THE_POINT = 10
"""A picture that can't be meant weighs as much as so many characters that were not understood."""
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
