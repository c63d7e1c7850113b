"""What a message plainly asks for and no request answers: a wish was taken for a part of another.

It looks at words that say what they want whatever they stand beside ("lower third", 衬线), at
quotations, and at whether any request has a value of that kind; where in the message it was lost
doesn't matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass

from skill_runtime.studio.agent.edits import Clear, Generate, Redo, Request, Talk, Undo
from skill_runtime.studio.agent.rules.ruling import is_edit
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import lift

__all__ = ["unanswered"]

_ANSWERS: Mapping[str, frozenset[str]] = {
    wish: frozenset(answers.split())
    for wish, answers in {
        "lower_third": "lower-third",
        "bold": "weight scale size",
        "typeface": "typeface",
        "outline": "style under",
        "corner": "position nudge edge Crop",
        "typewriter": "enter effect typeface",
        "slide": "enter Dissolve Flip MoveEffect",
        "fade": "fade_in fade_out since Fade Dissolve FadeThrough",
        "dissolve": "Dissolve FadeThrough AddEffect Fade",
        "colours": "Filter",
        "music": "SetMusic RemoveMusic PlaceMusic music audio Duck Level UseUpload Fade Volume "
        "Duration",
        "sound": "AddEffect RemoveEffect MoveEffect Volume Fade RemoveMusic UseUpload",
        "format": "Canvas canvas Fit Crop SplitScreen",
        "speed": "Speed Duration",
        "backwards": "Backwards ReverseShots OrderShots Repeat",
        "screen_shared": "Inset SplitScreen ChangeInset RemoveInset ExchangeSides over",
    }.items()
}
"""Which edits, fields that have a value, or values are an answer to each of `telling`."""
_SHOWN = frozenset({"music", "colours", "corner", "backwards"})
"""What a picture may show: "a girl listening to music"."""
_LOOKED_BACK = 40
"""What stands so many characters before a word may say that it is not wished."""


def unanswered(message: str, requests: Sequence[Request]) -> list[Request]:
    """One `unclear` for each; none where nothing is done at all, or what was done is taken back."""
    if not any(is_edit(r) for r in requests):
        return []
    text, lifted = lift(message)
    said = _letters(" ".join(map(repr, requests)).replace("\\n", " "))
    quotes = [q.text for q in lifted if not (q.file or q.cues or q.order)]
    left = [f"“{q}”" for q in quotes if _letters(q) not in said and not _is_sound(q)]
    return [Talk("unclear", words) for words in (*left, *_lost(text, requests))]


def _lost(text: str, requests: Sequence[Request]) -> Iterator[str]:
    """The telling words that nothing answers."""
    words = lexicon()
    folded = fold(text, words)
    if any(isinstance(r, Undo | Redo | Clear) for r in requests) or any(
        words.concepts[k].search(folded) for k in ("taken_back_there", "takes_back")
    ):
        return
    answers = {name for request in requests for name in _answers(request)}
    told = fold("\n".join(r.about for r in requests if isinstance(r, Talk)), words)
    shown = fold("\n".join(r.prompt for r in requests if isinstance(r, Generate)), words)
    for wish, answered_by in _ANSWERS.items():
        match = words.telling[wish].search(folded)
        if match is None or answers & answered_by or match[0] in told or _is_kept(folded, match):
            continue
        if wish not in _SHOWN or match[0] not in shown:
            yield text[slice(*match.span())]


def _is_kept(folded: str, match: re.Match[str]) -> bool:
    """Whether it is only named: "keep the music", "without fading out"."""
    telling = lexicon().telling
    before = folded[max(0, match.start() - _LOOKED_BACK) : match.start()].rstrip()
    ends = any(m.end() == len(before) for m in telling["kept"].finditer(before))
    return ends or telling["kept_there"].match(folded[match.end() :].lstrip()) is not None


def _answers(value: object) -> Iterator[str]:
    """The kinds of edit in a request, its fields that have a value, and values that are words."""
    if isinstance(value, Talk):
        yield value.topic
    elif is_dataclass(value):
        yield type(value).__name__
        for field in fields(value):
            inner = getattr(value, field.name)
            if inner is not None and inner != "" and inner != ():
                yield field.name
                yield from _answers(inner)
    elif isinstance(value, tuple):
        for inner in value:
            yield from _answers(inner)
    elif isinstance(value, str):
        yield value


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text.casefold())


def _is_sound(quote: str) -> bool:
    words = fold(quote, lexicon()).strip()
    return any(pattern.fullmatch(words) for pattern in lexicon().effects.values())
