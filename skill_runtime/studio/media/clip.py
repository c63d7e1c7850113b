"""A video clip on the canvas."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from pathlib import Path

import av

from skill_runtime.studio.media.draft import Shot
from skill_runtime.studio.media.errors import Unreadable
from skill_runtime.studio.media.grading import graded
from skill_runtime.studio.media.layers import Solid, fitted, scaled_size
from skill_runtime.studio.media.planes import Planes, cropped, planes_of, scaled
from skill_runtime.studio.media.playing import Timed
from skill_runtime.studio.media.rect import Rect
from skill_runtime.studio.media.reels import Reel, open_reel
from skill_runtime.studio.media.treatment import WHOLE

__all__ = ["Clip"]

MAX_ENLARGEMENT = 8
"""A clip much longer than wide would fill the memory when scaled to cover the canvas."""

_WORTH_A_JUMP = 3.0
"""Seconds of a clip that are passed over rather than decoded: a film strip shows few moments."""


class Clip(Solid):
    """A video from an offset on, upright by its rotation mark.

    Frames are scaled once, as they leave the decoder. A clip that is shorter than its shot stands
    still on its last frame.
    """

    def __init__(self, shot: Shot, path: Path, canvas: Rect, *, sketched: bool = False) -> None:
        super().__init__(shot.span, canvas)
        self._shot = shot
        self._path = path
        self._canvas = canvas
        self._sketched = sketched
        self._crop = canvas
        self._reel: Reel | None = None
        self._frames: Iterator[Timed] = iter(())
        self._next: Timed | None = None
        self._size = (0, 0)
        self._turn = 0
        self._source_crop = WHOLE
        self._shown: Planes | None = None
        self._picture: av.VideoFrame | None = None
        self._count = 0

    def open(self) -> None:
        self._reel = open_reel(self._path, sketched=self._sketched)
        begin = self._shot.offset / 1000
        self._play_from(0)
        if self._next is None:
            raise Unreadable(f"{self._path.name} has no picture at {begin:g} s.")
        self._settle(self._next.frame, self._reel.pixel_aspect)

    def close(self) -> None:
        self._frames, self._next = iter(()), None
        self._shown = self._picture = None
        if self._reel:
            self._reel.close()

    def state(self, at: float) -> Hashable:
        self._go_to(at)
        return self.span.gain(at), self._count

    def pixels(self, at: float) -> Planes:
        self._go_to(at)
        if self._shown is None:
            raise RuntimeError("a clip draws only while it is open")
        return self._shown

    def picture(self, at: float) -> av.VideoFrame | None:
        if self.span.enters(at) or self.span.gain(at) < 1:
            return None
        self._go_to(at)
        return self._picture

    def _play_from(self, at: float) -> None:
        """From so many seconds of the clip after the shot's beginning."""
        if self._reel is None:
            return
        begin = self._shot.offset / 1000
        end = begin + self._shot.played * self._shot.speed / 1000
        self._frames = self._reel.play(begin, end, at, backwards=self._shot.backwards)
        self._next = next(self._frames, None)

    def _settle(self, frame: av.VideoFrame, pixel_aspect: float) -> None:
        """Where the clip goes and how its frames get there, from the first of them."""
        treatment = self._shot.treatment
        upright = frame.rotation // 90 % 4
        self._turn = (upright + treatment.turn) % 4
        self._source_crop = treatment.in_source(upright)
        width = frame.width * self._source_crop.width * pixel_aspect
        height = frame.height * self._source_crop.height
        if self._turn % 2:
            width, height = height, width
        self.rect, self._crop = fitted(width, height, self._canvas, self._shot.fit)
        full = scaled_size(width, height, self._canvas, self._shot.fit)
        if full[0] * full[1] > MAX_ENLARGEMENT * self._canvas.width * self._canvas.height:
            raise Unreadable(f"{self._path.name} is too long and thin to fill the screen.")
        self._size = full[::-1] if self._turn % 2 else full

    def _go_to(self, at: float) -> None:
        """Decodes up to the frame that is due at a moment."""
        due = (at - self.span.start) * self._shot.speed / 1000 + 1e-4
        if self._next is not None and due - self._next.at > _WORTH_A_JUMP:
            self._play_from(due)
            if self._next is None:  # a file whose end can't be found: all of it is decoded
                self._play_from(0)
        latest: av.VideoFrame | None = None
        while self._next is not None and (self._next.at <= due or self._count == 0):
            latest, self._next = self._next.frame, next(self._frames, None)
            self._count += 1
        if latest is not None:
            self._show(latest)

    def _show(self, frame: av.VideoFrame) -> None:
        treatment = self._shot.treatment
        if self._source_crop != WHOLE:
            frame = cropped(frame, self._source_crop.of)
        frame = scaled(frame, *self._size, how="BILINEAR")
        whole = planes_of(frame)
        shown = whole.turned(self._turn).mirrored(treatment.flip).window(self._crop)
        self._shown = graded(shown, treatment.filters)
        as_it_is = not self._turn and treatment.flip == "none" and not treatment.filters
        covers = self._size == (self.rect.width, self.rect.height)
        self._picture = frame if as_it_is and covers else None
