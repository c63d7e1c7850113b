"""Music that is heard over some of the shots: "epic music on the first two", "the music only over
the lake", "no music under the hill".
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from skill_runtime.studio.agent.edits import (
    PlaceMusic,
    Request,
    SetMusic,
    Span,
    Talk,
    Volume,
    Within,
)
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.words import slots

from .shot_shown import place_of, shots_shown, time_of_shot
from .wish import Wish

__all__ = ["music_of_shots"]

_NAMED = re.compile(r"第.{1,2}[个段]|最后一[个段]|[前后]面那段")


def music_of_shots(request: SetMusic | PlaceMusic, wish: Wish, named: Names) -> list[Request]:
    """The music from the first of them to the last, and silence over those between that are not
    meant.
    """
    if isinstance(request, PlaceMusic) and request.shift is not None:
        return [request]
    request = _that_there_is(request, wish, named)
    shots, span = _shots_meant(request, wish, named), time_of_shot(wish, named)
    if span is not None and (wish.has("stop") or wish.has("halt")):
        return [replace(request, span=Span(start=0, end=span.start) if span.start else None)]
    if not shots or len(named.times) != len(named.shots):
        return [Talk("unclear", wish.said()) if isinstance(request, PlaceMusic) else request]
    times = [named.times[n - 1] for n in shots]
    gaps = [Span(start=a, end=b) for (_, a), (b, _) in pairwise(times) if a < b]
    whole = Span(start=times[0][0], end=times[-1][1])
    everywhere = (whole.start, whole.end) == (0, named.times[-1][1])
    silences = [Within(Volume("music", level=0.0), gap) for gap in gaps]
    return [replace(request, span=None if everywhere else whole), *silences]


def _shots_meant(request: SetMusic | PlaceMusic, wish: Wish, named: Names) -> list[int]:
    """The numbers of the shots over which it is heard, in their order; none: all of them."""
    count = len(named.shots)
    told = {place_of(n, count) for n in slots.ordinals(wish.folded)}
    told = {n for n in told if 0 < n <= count}
    if wish.has("except"):
        return [n for n in range(1, count + 1) if n not in told] if told else []
    if isinstance(request, PlaceMusic):
        return sorted(told)
    if wish.has("replace") and _NAMED.search(wish.folded):
        return sorted(told)  # 第2个镜头换成欢快的音乐
    alone = time_of_shot(wish, named)
    return shots_shown(wish, named) or (sorted(told) if alone and len(told) == 1 else [])


def _that_there_is(
    request: SetMusic | PlaceMusic, wish: Wish, named: Names
) -> SetMusic | PlaceMusic:
    """ "Play the music only over the lake": the music that is heard already, if any is."""
    is_there = "music" in named.sounds or (wish.it is not None and wish.it.kind == "music")
    if isinstance(request, PlaceMusic):
        return request if is_there else SetMusic(words=wish.clause.text)
    another = wish.has("genre") or wish.has("style_of_music") or wish.has("replace")
    only = wish.has("only_heard") or wish.has("except")
    return (
        PlaceMusic()
        if is_there and only and not another and slots.ordinals(wish.folded)
        else request
    )
