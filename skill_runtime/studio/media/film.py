"""A draft made ready to be written: its layers and voices, with the media that they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import av

from skill_runtime.studio.media.clip import Clip
from skill_runtime.studio.media.compositor import compose
from skill_runtime.studio.media.draft import Draft, Shot
from skill_runtime.studio.media.layers import Layer
from skill_runtime.studio.media.levels import RATE, Samples, levelling_gain
from skill_runtime.studio.media.looks import BLUR
from skill_runtime.studio.media.output import Canvas
from skill_runtime.studio.media.placing import place
from skill_runtime.studio.media.rect import Rect
from skill_runtime.studio.media.sound import BLOCK, Mixer
from skill_runtime.studio.media.sources import is_transparent
from skill_runtime.studio.media.sprite import Mark, TextSprite
from skill_runtime.studio.media.still import Still
from skill_runtime.studio.media.treatment import WHOLE

__all__ = ["Film"]


@dataclass(frozen=True, slots=True)
class Film:
    """A draft on a canvas. `media` holds the file of every id that the draft names."""

    draft: Draft
    canvas: Canvas
    media: Mapping[str, Path]
    sketched: bool = False
    """For small pictures of it: no camera, nothing that falls, clips to a few frames."""

    @property
    def frame_count(self) -> int:
        return max(1, round(self.draft.duration * self.canvas.fps / 1000))

    @property
    def sample_count(self) -> int:
        return self.draft.duration * RATE // 1000

    def moments(self) -> Iterator[float]:
        """When each frame is shown, ms."""
        return (number * 1000 / self.canvas.fps for number in range(self.frame_count))

    def draw(self, moments: Iterable[float]) -> Iterator[av.VideoFrame]:
        """The frames of these moments (ascending). Titles lie above all shots."""
        area = Rect(0, 0, self.canvas.width, self.canvas.height)
        shots = [layer for shot in self.draft.shots for layer in self._shot_layers(shot, area)]
        placed = place(
            self.draft.titles, self.canvas.width, self.canvas.height, self.draft.platform
        )
        titles = [TextSprite(title) for title in placed]
        return compose([*shots, *titles], self.canvas, moments)

    def mixer(self) -> Mixer | None:
        """All sounds from the beginning, if the draft has any."""
        heard = [(sound, self.media[sound.source]) for sound in self.draft.sounds]
        if not heard:
            return None
        return Mixer(
            heard, levelling_gain(self._blocks(Mixer(heard))) if self.draft.levelled else 1
        )

    def _blocks(self, mixer: Mixer) -> Iterator[Samples]:
        return (mixer.read(BLOCK) for _ in range(0, self.sample_count, BLOCK))

    def _shot_layers(self, shot: Shot, canvas: Rect) -> Iterator[Layer]:
        """A shot's layers, lowest first: one, or two where it lies on its own blurred picture."""
        area = shot.area.of(canvas)
        if self._is_mark(shot):
            yield Mark(shot, self.media[shot.source], area)
            return
        if shot.fit == "blurred":
            filters = {**shot.treatment.filters, BLUR: 1.0, "dark": 0.4}
            behind = replace(shot.treatment, filters=filters)
            yield self._shot_layer(replace(shot, fit="cover", treatment=behind), area)
            shot = replace(shot, fit="contain")
        yield self._shot_layer(shot, area)

    def _is_mark(self, shot: Shot) -> bool:
        """A picture that lets something through: by its opacity, or small and with holes."""
        if shot.kind != "image":
            return False
        small = shot.area != WHOLE and shot.fit != "blurred"
        return shot.opacity < 1 or (small and is_transparent(self.media[shot.source]))

    def _shot_layer(self, shot: Shot, area: Rect) -> Layer:
        path = self.media[shot.source]
        if shot.kind == "video":
            return Clip(shot, path, area, sketched=self.sketched)
        return Still(shot, path, area, sketched=self.sketched)
