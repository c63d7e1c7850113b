"""A further shot that is asked for in free words, in those that the rules know: "between those two
I'd love to see a deer, 4 seconds" as "add a shot of a deer in between, 4 seconds".

Only the frame of the sentence is other words: what the shot shows, and what is said behind it,
stays as it was told.
"""

from __future__ import annotations

import re
from functools import partial

from skill_runtime.studio.agent.references.pointing import called
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.lexicon import lexicon

__all__ = ["with_new_shots"]

_BEGINS = r"(?:(?<=[.;!?\n] )|(?<=\n)|^)"
_SMALL = (
    r"(?P<small>(?:(?:and|then|also|ok|okay|please|maybe|hmm|so|oh|next|now|actually|hey|hi),? )*)"
)
_LEAD = (
    r"(?:(?:can|could|would|will) (?:we|i|you|u) (?:please |also |maybe )*"
    r"(?:have|get|see|add|insert|put(?: in)?|include|do|show|like)"
    r"|(?:i|we)(?:'d| would)? (?:also |really |just |still )*(?:want|need|like|love)"
    r"(?: to (?:see|have|add|include|show))?"
    r"|there (?:should|could|must) (?:also )?be|how about|what about"
    r"|let'?s (?:have|add|put in|see|show|include)"
    r"|(?:add|insert|put(?: in)?|include|show|give me|needs?|want))"
)
_SORT = (
    r"(?:an?|one more|one|another|some|the)(?: (?:extra|new|further|second|third|fourth|fifth"
    r"|little|short|quick|(?P<start>opening|first|intro)|(?P<end>closing|final|last|ending)))*"
)
_NOUN = r"(?:shot|scene|clip|picture|image|slide)"
_ANY_NOUN = r"(?:shot|scene|clip|picture|image|slide|step|part|moment|bit|section)"
_WORDS = r"(?:[\w'-]+)"
_SHOT = rf"(?:the )?{_WORDS}(?: {_WORDS})?"
_PLACE = (
    rf"(?:right )?(?:in the middle|(?:in )?between {_SHOT} and {_SHOT}"
    r"|in[- ]between(?: (?:them|those|these|the two|both))?"
    r"|between (?:them|both|the two|those two|these two|the other two|those|these)"
    rf"|(?:after|before|behind) (?:it|that|this|(?:the|my|shot) {_WORDS}(?: {_WORDS})?)"
    r"|at the (?:very )?(?:start|beginning|front|end))"
)
_TOLD = r"(?P<shows>[^,.;:!?\n“”\"]{2,60}?)(?P<behind>(?: for (?=\d))|[,.;!?\n]|$)"

_CALLED_SHOT = re.compile(
    rf"{_BEGINS}{_SMALL}(?:{_LEAD} (?:to have |to see )?)?{_SORT} {_NOUN}(?: please)?"
    rf"(?: (?P<place>{_PLACE}))?(?: please)?(?: ?[:–—-] ?|, | (?:of|showing|with) )"
    rf"(?!{_LEAD} ){_TOLD}",
    re.IGNORECASE,
)
"""It says "shot", and behind it what that shows."""
_STEP = re.compile(
    rf"{_BEGINS}{_SMALL}{_LEAD} {_SORT} {_ANY_NOUN} (?P<place>{_PLACE})(?: please)?: ?{_TOLD}",
    re.IGNORECASE,
)
_PLACE_FIRST = re.compile(
    rf"{_BEGINS}{_SMALL}(?P<place>{_PLACE}),? {_LEAD} (?P<article>an?|some|the|one) {_TOLD}",
    re.IGNORECASE,
)
_PLACE_LAST = re.compile(
    rf"{_BEGINS}{_SMALL}{_LEAD} (?P<article>an?|some|one|the) (?P<shows>[^,.;:!?\n“”\"]{{2,60}}?)"
    rf" (?P<place>{_PLACE})(?P<behind>(?: for (?=\d))|[,.;!?\n]|$)",
    re.IGNORECASE,
)
_OF_THE_FILM = (
    *("title", "subtitle", "caption", "lower_third", "sticker", "watermark", "music", "genre"),
    *("effect", "fade", "dissolve", "transition", "split_screen", "inset", "filter", "silence"),
    *("slightly", "blank", "uploaded", "camera_move", "more"),
)
"""What is asked for in the same words, and is no shot."""
_BARE = re.compile(r"(?:in )?(between|and) (?:the )?(?=\w)", re.IGNORECASE)
_NOUN_OF = re.compile(rf"^{_NOUN} of ", re.IGNORECASE)
_MIDDLE = re.compile(r"in the middle|(?:in[- ]?)?between(?! .* and )", re.IGNORECASE)
_PAIR = 2


def with_new_shots(message: str, shots: tuple[str, ...]) -> str:
    """The message with such sentences in plain words; `shots`: what those that there are show."""
    for frame in (_STEP, _CALLED_SHOT, _PLACE_FIRST, _PLACE_LAST):
        message = frame.sub(partial(_plainly, shots), message)
    return message


def _plainly(shots: tuple[str, ...], match: re.Match[str]) -> str:
    told, count = match.groupdict(), len(shots)
    shows = _NOUN_OF.sub("", match["shows"].strip())
    if _is_plain(match) or _is_there(shows, shots) or _is_of_the_film(shows):
        return match[0]
    place = told.get("place") or ""
    if told.get("start") or told.get("end"):
        place = place or ("at the start" if told.get("start") else "at the end")
    if _MIDDLE.search(place):
        place = "in between" if count == _PAIR else f"after shot {max(1, count // 2)}"
    elif "between" in place:
        place = _BARE.sub(r"\1 the ", place)
    behind = ", " if match["behind"].strip() == "for" else match["behind"]
    return f"{match['small']}add a shot of {shows}{place and f' {place}'}{behind}"


def _is_plain(match: re.Match[str]) -> bool:
    return match[0].startswith("add a shot of") or is_chinese(match[0])


def _is_there(shows: str, shots: tuple[str, ...]) -> bool:
    """ "Put the cabin between the lake and the hill": a shot that there is already."""
    folded = fold(shows, lexicon())
    return folded in called(shots) or bool(slots.ordinals(folded))


def _is_of_the_film(shows: str) -> bool:
    words, folded = lexicon(), fold(shows, lexicon())
    patterns = [words.concepts[k] for k in _OF_THE_FILM if k in words.concepts]
    patterns += [*words.effects.values(), *words.filters.values()]
    return any(pattern.search(folded) for pattern in patterns)
