"""A piece of a shot that another picture shall take the place of: "replace 4 to 8 seconds with a
lake", 把中间四秒换成深海的画面.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from skill_runtime.studio.agent.edits import Generate, Request, Split
from skill_runtime.studio.agent.edits.span import span_within
from skill_runtime.studio.agent.references.placing import is_seen
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.generation import generation
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause

__all__ = ["repainted", "with_subject"]

_OTHERS = ("music", "title", "subtitle", "caption", "volume", "effect", "filter", "speed")


def repainted(clause: Clause, times: Sequence[tuple[int, int]]) -> list[Request]:
    """The shot cut at both ends of the piece, and the picture in its place; `times`: when each shot
    is shown (ms). Nothing where the clause asks for something else, or the piece isn't of one shot.
    """
    match = lexicon().generation["repaints"].match(clause.folded) if times else None
    if match is None or lexicon().concepts["music"].search(clause.folded):
        return []
    at = next(match.start(i) for i, g in enumerate(match.groups(), 1) if g is not None)
    before, shown = clause.folded[:at], clause.part(at, len(clause.folded))
    span = slots.span(before)
    if span is None or not span.is_piece or slots.ordinals(before) or clause.quotes():
        return []
    if any(lexicon().concepts[k].search(before) for k in _OTHERS) or not is_seen(shown):
        return []
    han = is_chinese(shown.folded)
    made = generation(shown.with_words(0, 0, "画" if han else "draw "))
    start, stop = span_within(span, times[-1][1], default=times[-1][1])
    number = next((n for n, (a, b) in enumerate(times, 1) if a <= start < stop <= b), None)
    if made is None or number is None:
        return []
    begin, end = times[number - 1]
    cuts = [at for at in (start, stop) if begin < at < end]
    new = replace(made, length=stop - start, replace=number + (start > begin))
    return [*(Split(at) for at in cuts), new]


def with_subject(request: Request, shots: Sequence[str]) -> Request:
    """ "Turn the lake into winter": the same picture, at another season or hour or in other
    weather.
    """
    if not isinstance(request, Generate) or request.replace is None or not shots:
        return request
    words = lexicon().generation["condition"]
    if words.fullmatch(fold(request.prompt, lexicon()).strip()) is None:
        return request
    at = request.replace - 1 if request.replace > 0 else request.replace
    before = fold(shots[at], lexicon()) if -len(shots) <= at < len(shots) else ""
    thing = _LOOSE.sub("", words.sub(" ", before)).strip()
    if not thing:
        return request
    if is_chinese(thing):
        return replace(request, prompt=f"{request.prompt.rstrip('的')}的{thing}")
    said = request.prompt if _PLACED.match(request.prompt) else f"in {request.prompt}"
    said = f"at {request.prompt}" if _HOUR.fullmatch(request.prompt) else said
    return replace(request, prompt=f"{thing} {said}")


_PLACED = re.compile(r"(?:in|at|during) ")
_HOUR = re.compile(r"(?:night|dusk|dawn|sunset|sunrise|noon|midday)")
_LOOSE = re.compile(r"^的|(?<= )(?:in|at|during)(?: the)? *$")
