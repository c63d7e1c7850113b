"""What things are called: edits as tool calls in the event stream, and what is on a timeline."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from itertools import accumulate, pairwise
from typing import Any

from skill_runtime.studio.agent.edits import (
    CutRange,
    Duration,
    Edit,
    Generate,
    Request,
    Speed,
    Split,
    UseUpload,
    Within,
)
from skill_runtime.studio.agent.edits.span import span_within
from skill_runtime.studio.agent.timeline.cutting import SHORTEST_MS, shot_index
from skill_runtime.studio.agent.timeline.media_edits import is_mark
from skill_runtime.studio.agent.timeline.refusal import EditRefused
from skill_runtime.studio.agent.timeline.row import REARRANGING, rearranged
from skill_runtime.studio.draft import (
    AUDIO,
    DEFAULT_LENGTH_MS,
    EFFECTS,
    OVERLAY,
    TEXT,
    VIDEO,
    Draft,
    Segment,
    segments,
)

__all__ = ["CLIPS", "NO_NAMES", "SONGS", "Names", "names_of", "tool_arguments", "tool_name"]

SONGS = (".mp3", ".wav", ".m4a", ".aac", ".flac", ".ogg")
"""How the names of files that are heard only end."""
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


CLIPS = (".mp4", ".mov", ".avi", ".webm", ".mkv")
"""How the names of clips end."""


@dataclass(frozen=True, slots=True)
class Names:
    """What a user may call things on a timeline by, in their order."""

    shots: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    times: tuple[tuple[int, int], ...] = ()
    """When each shot is shown, ms."""
    files: tuple[str, ...] = ()
    """The uploads."""
    shown: tuple[tuple[str, int, int], ...] = ()
    """The role of each text, and when it is shown, ms."""
    sounds: tuple[str, ...] = ()
    """`music`, and the sound effects by the names that edits call them."""
    over: tuple[str, ...] = ()
    """The pictures that lie over the others."""
    slow: tuple[int, ...] = ()
    """The numbers of the shots in slow motion."""
    newest: int | None = None
    """The number of the shot that came last to others."""

    def followed_by(self, more: Names) -> Names:
        """With more shots behind them; their times are unknown where some of them are."""
        end = self.times[-1][1] if self.times else 0
        known = len(self.times) == len(self.shots) and len(more.times) == len(more.shots)
        later = tuple((start + end, stop + end) for start, stop in more.times)
        return replace(
            self, shots=(*self.shots, *more.shots), times=(*self.times, *later) if known else ()
        )

    def after(self, request: Request) -> Names:
        """What the shots are called once that is done; most edits change no names."""
        match request:
            case UseUpload():
                return self._using(request)
            case Generate():
                return self._painted(request)
            case Split(at=int() as at, shot=None):
                return self._cut(at)
            case Duration() | Speed():
                return self._lasting(request)
            case CutRange():
                return self._cut_out(request)
            case _:
                return self._rearranged(request)

    def _rearranged(self, request: Request) -> Names:
        if not isinstance(request, REARRANGING):
            return self
        try:
            row = rearranged(list(range(len(self.shots))), request)
        except EditRefused:
            return self
        shots = tuple(self.shots[n] for n in row)
        if len(self.times) != len(self.shots):
            return replace(self, shots=shots, times=())
        lengths = [end - start for start, end in self.times]
        ends = list(accumulate((lengths[n] for n in row), initial=0))
        return replace(self, shots=shots, times=tuple(pairwise(ends)))

    def _cut_out(self, request: CutRange) -> Names:
        """Without a piece of the time, and without the shots that it was all of."""
        if not self.times or len(self.times) != len(self.shots):
            return self
        start, end = 0, self.times[-1][1]
        if request.shot is not None:
            place = request.shot - 1 if request.shot > 0 else len(self.shots) + request.shot
            if not 0 <= place < len(self.shots):
                return self
            start, end = self.times[place]
        first, last = span_within(request.span, end - start, default=end - start)
        cut = [(start + first, start + last)]
        if request.keep:
            cut = [(start, start + first), (start + last, end)]
        lengths = [
            b - a - sum(max(0, min(b, y) - max(a, x)) for x, y in cut) for a, b in self.times
        ]
        left = [n for n, length in enumerate(lengths) if length > 0]
        ends = list(accumulate((lengths[n] for n in left), initial=0))
        shots = tuple(self.shots[n] for n in left)
        return replace(self, shots=shots, times=tuple(pairwise(ends))) if left else self

    def _lasting(self, request: Duration | Speed) -> Names:
        """With the lengths that the shots have by then; the film cut shorter changes none here."""
        each = isinstance(request, Speed) or request.each
        if len(self.times) != len(self.shots) or not (each or request.shot is not None):
            return self
        lengths = [end - start for start, end in self.times]
        try:
            meant = (
                range(len(lengths)) if request.shot is None else [shot_index(lengths, request.shot)]
            )
        except EditRefused:
            return self
        for n in meant:
            lengths[n] = _length_after(request, lengths[n])
        return replace(self, times=tuple(pairwise(accumulate(lengths, initial=0))))

    def _painted(self, request: Generate) -> Names:
        """With the picture behind the others, or in the place of one."""
        if request.inset is not None:
            return self
        if request.replace is None:
            shown = (0, request.length or DEFAULT_LENGTH_MS)
            return self.followed_by(Names((request.prompt,), times=(shown,)))
        at = request.replace - 1 if request.replace > 0 else len(self.shots) + request.replace
        if not 0 <= at < len(self.shots):
            return self
        return replace(self, shots=(*self.shots[:at], request.prompt, *self.shots[at + 1 :]))

    def _using(self, request: UseUpload) -> Names:
        """With the uploads that are placed behind the others."""
        if request.over is not None or request.replace is not None:
            return self
        new = [f for f in self.files if f not in self.shots and not f.lower().endswith(SONGS)]
        slides = [f for f in new if not is_mark(f)] or new
        placed = [f for f in new if f == request.name] if request.name else slides
        placed = placed if request.name or request.every else []
        return self.followed_by(Names(tuple(placed)))

    def cut_in_two(self, request: Split) -> int | None:
        """The number of the shot that a split is of; None where it isn't told."""
        if request.shot is not None and request.shot < 0:
            return len(self.shots) + 1 + request.shot
        if request.at is None or request.shot is not None:
            return request.shot
        shown = (n for n, (a, b) in enumerate(self.times, 1) if a < request.at < b)
        return next(shown, 1 if len(self.shots) == 1 else None)

    def _cut(self, at: int) -> Names:
        """With the shot that is shown then as two."""
        for n, (start, end) in enumerate(self.times):
            if start < at < end and len(self.times) == len(self.shots):
                shots = (*self.shots[: n + 1], *self.shots[n:])
                times = (*self.times[:n], (start, at), (at, end), *self.times[n + 1 :])
                return replace(self, shots=shots, times=times)
        return self


def _length_after(request: Duration | Speed, before: int) -> int:
    """How long a shot is that was so long, ms."""
    if isinstance(request, Speed):
        return round(before / request.factor)
    if request.scale is not None:
        return round(before * request.scale)
    if request.relative:
        return max(SHORTEST_MS, before + request.length)
    return min(before, request.length) if request.at_most else request.length


NO_NAMES = Names()


def names_of(draft: Draft, files: Iterable[str] = ()) -> Names:
    """The names of the shots and the words of the texts; `files` are those of the uploads."""
    shots = segments(draft, VIDEO)
    return Names(
        tuple(str(s["m"].get("name", "")) for s in shots),
        tuple(str(s["m"].get("text", "")) for s in segments(draft, TEXT)),
        tuple((s["s"], s["s"] + s["d"]) for s in shots),
        tuple(files),
        tuple(
            (str(s["m"].get("role", "")), s["s"], s["s"] + s["d"]) for s in segments(draft, TEXT)
        ),
        (
            *(str(s["m"].get("effect", "")) for s in segments(draft, EFFECTS)),
            *("music" for _ in segments(draft, AUDIO)[:1]),
        ),
        over=tuple(str(s["m"].get("name", "")) for s in segments(draft, OVERLAY)),
        newest=_newest(shots),
        slow=tuple(n for n, s in enumerate(shots, 1) if s["m"].get("speed", 1) < 1),
    )


def _newest(shots: list[Segment]) -> int | None:
    """The number of the shot with the latest id, where there are others."""
    ids = [int("".join(filter(str.isdigit, s["id"].partition("-")[0])) or 0) for s in shots]
    return ids.index(max(ids)) + 1 if len(ids) > 1 else None


def tool_name(edit: Edit) -> str:
    """`AddText` → `add_text`."""
    if isinstance(edit, Within):
        return tool_name(edit.edit)
    return _CAPITAL.sub("_", type(edit).__name__).lower()


def tool_arguments(edit: Edit) -> dict[str, Any]:
    """The fields that say something."""
    return _said(asdict(edit))


def _said(values: dict[str, Any]) -> dict[str, Any]:
    found = {k: _said(v) if isinstance(v, dict) else v for k, v in values.items()}
    return {k: v for k, v in found.items() if v not in (None, "", {}, False)}
