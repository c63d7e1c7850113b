"""Steam over cups and hot dishes."""

from __future__ import annotations

import math

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import rgb
from skill_runtime.studio.painting.raster import blur, resize, smoothstep
from skill_runtime.studio.painting.stage import Stage

__all__ = ["steam"]


def steam(stage: Stage, mouth: Point, size: float) -> None:
    """Four strands that waver, widen and fade."""
    canvas, dice, scale = stage.canvas, stage.dice, 3
    tall, wide = max(6, int(size * 2.4)), max(6, int(size * 2.2))
    across = np.linspace(-1.1, 1.1, wide // scale + 1, dtype=np.float32)[None, :]
    rise = np.linspace(1, 0, tall // scale + 1, dtype=np.float32)[:, None]
    steam = np.zeros((rise.shape[0], across.shape[1]), np.float32)
    for strand in range(4):
        phase = dice.uniform(0, math.tau)
        sway = 0.16 * rise * np.sin(rise * (3.6 + strand * 0.7) + phase)
        path = dice.uniform(-0.34, 0.34) + sway + 0.3 * rise**2 * math.sin(phase * 2)
        spread = 0.035 + 0.13 * rise
        body = np.exp(-(((across - path) / spread) ** 2))
        body *= smoothstep(0, 0.1, rise) * smoothstep(1.0, 0.35, rise) * (0.85 - 0.12 * strand)
        steam = np.maximum(steam, body)
    steam = resize(blur(steam, 2, 3), wide, tall, smooth=False)
    left, top = int(mouth[0] - wide / 2), int(mouth[1] - tall)
    region = canvas.region(left, top, left + wide, top + tall)
    steam = steam[region[0].start - top :, region[1].start - left :]
    steam = steam[: region[0].stop - region[0].start, : region[1].stop - region[1].start]
    canvas.over(region, rgb("#fff6ea"), np.clip(steam, 0, 1) * 0.5)
