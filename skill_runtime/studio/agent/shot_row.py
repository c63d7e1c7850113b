"""Shots that are counted and listed in one breath, each with its length: "two shots of 5 seconds: a
road, a beach", "a lake for 4 seconds and a hill for 6", "三个镜头：河流3秒，瀑布4秒，湖泊5秒".

A row that isn't as long as was announced, or of which no length is told, is left to the storyboard.
"""

from __future__ import annotations

import re

from . import slots
from .edits import Generate
from .folding import fold
from .lexicon import QUOTED, lexicon
from .storyboard import MOST_PICTURES, Storyboard
from .utterance import lift, spelled, unlifted

__all__ = ["shot_row", "with_blank_shots"]

_END = re.compile(r"[;；。！!\n]|[.?？](?=\s|$)")
_JOINTS = (
    re.compile(r"\s*[,，、]\s*(?:and |then )?"),
    re.compile(r"\s*[,，、]\s*(?:and |then )?|\s+and\s+(?:then )?|\s*[和与跟]\s*"),
)
"""Between the shots: commas alone, or what else may join them."""
_SHOWN = re.compile(r"[^\W\d]\W*$")
"""A picture's words end with a word: "a lake 0-" has lost half of a time."""
_LONGEST = 1000


def with_blank_shots(message: str) -> str:
    """The message with a shot and the picture that is told after it in one: "add a 5 second shot,
    paint a hill".
    """
    if len(message) > _LONGEST:
        return message
    match = lexicon().shot_row["blank"].search(fold(message, lexicon()))
    if match is None:
        return message
    said = message[match.start() : match.end()]
    time = lexicon().words["any_time"].search(match[0])
    if time is None:
        return message
    told = said[time.start() : time.end()].strip()
    han = re.search("[\u3400-\u9fff]", said)
    shot = f"画一个{told}的镜头:" if han else f"draw a {told} shot of "
    return f"{message[: match.start()]}{shot}{message[match.end() :].lstrip()}"


def shot_row(message: str) -> Storyboard | None:
    """The shots of such a row and what else the message says; None where it is none."""
    masked, lifted = lift(spelled(message, lexicon()))
    folded = fold(masked, lexicon())
    match = lexicon().shot_row["head"].match(folded) if len(masked) <= _LONGEST else None
    if match is None:
        return None
    end = _END.search(folded, match.end())
    stop = end.start() if end else len(folded)
    said = [g for g in match.groups() if g is not None]
    count = round(lexicon().number(said[0])) if said else 0
    each = lexicon().milliseconds(said[1]) if len(said) > 1 else None
    shots = _shots(masked[match.end() : stop], count, each)
    if shots is None:
        return None
    size = slots.size_of_canvas(match[0])
    made = tuple(Generate(name, length, canvas=size, name=name) for name, length in shots)
    return Storyboard(made, unlifted(masked[stop + 1 :].strip(), lifted))


def _shots(said: str, count: int, each: int | None) -> list[tuple[str, int | None]] | None:
    """What each shot shows, and how long (ms); None where they are no such row."""
    if re.search(QUOTED, said) or slots.ordinals(fold(said, lexicon())):
        return None
    for joint in _JOINTS:
        parts = [p.strip(" ,，、") for p in joint.split(said)]
        found = [_shot(p, each) for p in parts if p]
        told = all(length for _, length in found)
        if 1 < len(found) <= MOST_PICTURES and told and len(found) == (count or len(found)):
            return found if all(_SHOWN.search(name) for name, _ in found) else None
    return None


def _shot(said: str, each: int | None) -> tuple[str, int | None]:
    """A picture without its article, and its own length."""
    folded, length = fold(said, lexicon()), each
    for key in ("length_before", "length_after"):
        match = lexicon().shot_row[key].search(folded)
        if match is not None:
            length = lexicon().milliseconds(next(g for g in match.groups() if g is not None))
            said = f"{said[: match.start()]}{said[match.end() :]}".strip(" ,，:：-")
            break
    article = lexicon().storyboard["article"].match(fold(said, lexicon()))
    return (said[article.end() :].strip() if article else said), length
