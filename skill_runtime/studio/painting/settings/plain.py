"""A background of one colour, or of colours that run into each other, and nothing on it."""

from __future__ import annotations

import numpy as np

from skill_runtime.studio.painting.color import mix, ramp, rgb
from skill_runtime.studio.painting.raster import Array
from skill_runtime.studio.painting.stage import Stage

_UNSAID = ("#2b3a67", "#2f6f6a", "#7d57b8", "#c4643a", "#3f5590")
_STEPS = 1024
"""Colours of a gradient."""
_WHITE, _BLACK = rgb("#ffffff"), rgb("#000000")


def paint_plain(stage: Stage) -> None:
    canvas, scene = stage.canvas, stage.scene
    colors = [rgb(code) for code in scene.ground or (stage.dice.pick(_UNSAID),)]
    if len(colors) == 1 and not scene.has("gradient"):
        canvas.pixels[...] = colors[0]
        return
    if len(colors) == 1:
        colors = [mix(colors[0], _WHITE, 0.38), colors[0], mix(colors[0], _BLACK, 0.42)]
    canvas.pixels[...] = _slanted(ramp(colors, _STEPS), canvas.height, canvas.width)


def _slanted(colors: Array, height: int, width: int) -> Array:
    """From the upper left corner to the lower right one: (height, width, 3)."""
    down = np.arange(height)[:, None] / max(1, height - 1)
    across = np.arange(width)[None, :] / max(1, width - 1)
    place = (down * 0.7 + across * 0.3) * (len(colors) - 1)
    slanted: Array = colors[place.astype(int)]
    return slanted
