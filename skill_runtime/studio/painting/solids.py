"""Objects on a table: solids of revolution, spheres, soft shadows, out-of-focus lights.

The key light stands at the upper left, as in product photography.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, rgb
from skill_runtime.studio.painting.raster import Array, blur, gaussian, resize, smoothstep
from skill_runtime.studio.painting.stage import Stage

_KEY = -0.35
"""Where across a round body the key light falls, -1..1."""


@dataclass(frozen=True, slots=True)
class Gloss:
    """How a round body takes the light."""

    highlight: float = 1.25
    dark_side: float = 0.55


def cylinder_light(across: Array, color: Array, gloss: Gloss) -> Array:
    """Shading over -1..1 across an upright round body: a soft body light, a highlight, a rim."""
    tone = gloss.dark_side + (1 - gloss.dark_side) * gaussian(across - _KEY, 0.62)
    tone = tone + (gloss.highlight - 1) * gaussian(across - _KEY, 0.16)
    tone = tone + 0.12 * smoothstep(0.75, 1.0, across)
    return color * tone[..., None]


def turned(
    stage: Stage,
    axis: tuple[float, float, float],
    half: Callable[[Array], Array],
    color: Array,
    rim: float,
    gloss: Gloss,
) -> None:
    """A solid of revolution. `axis` is (x, top, bottom); `half` gives the half width for 0 at the
    top to 1 at the bottom; `rim` is the vertical radius of the lower edge's ellipse."""
    canvas = stage.canvas
    x, top, bottom = axis
    widest = float(np.max(half(np.linspace(0, 1, 32, dtype=np.float32)))) + 3
    region = canvas.region(x - widest, top - 1, x + widest, bottom + rim + 3)
    rows = canvas.ys[region[0]]
    wide = half(np.clip((rows - top) / (bottom - top), 0, 1))
    across = (canvas.xs[:, region[1]] - x) / np.maximum(wide, 0.5)
    coverage = np.clip((1 - np.abs(across)) * wide / 1.4 + 0.5, 0, 1)
    edge = bottom + rim * np.sqrt(np.clip(1 - across * across, 0, 1))
    coverage = coverage * np.clip(edge - rows + 0.5, 0, 1) * np.clip(rows - top + 0.5, 0, 1)
    canvas.over(region, cylinder_light(np.clip(across, -1, 1), color, gloss), coverage)


def tube(half_width: float) -> Callable[[Array], Array]:
    """The profile of a straight cylinder."""
    return lambda share: np.full_like(share, half_width)


def sphere(stage: Stage, center: Point, radius: float, color: Array) -> None:
    """A matt ball with a small highlight."""

    def surface(across: Array, down: Array) -> Array:
        key = np.clip(1 - np.hypot(across + 0.38, down + 0.42) / 1.5, 0, 1) ** 1.1
        spark = np.exp(-((across + 0.42) ** 2 + (down + 0.46) ** 2) / 0.03)
        return color * (0.5 + 0.75 * key + 0.45 * spark)[..., None]

    stage.canvas.ellipse(center, (radius, radius), surface)


def shadow(
    stage: Stage, center: Point, radii: Point, ground: Array, strength: float = 0.55
) -> None:
    """A soft contact shadow in the ground's own colour."""
    color = ground * np.float32(0.38)
    stage.canvas.ellipse(center, radii, color, max(2.0, radii[1] * 1.3), strength)


def rounded_box(
    stage: Stage, left_top: Point, size: Point, radius: float, colors: tuple[Array, Array]
) -> None:
    """An upright rounded slab, shaded from its lit upper left to its lower right."""
    canvas = stage.canvas
    (left, top), (wide, tall) = left_top, size
    region = canvas.region(left - 2, top - 2, left + wide + 2, top + tall + 2)
    dx = np.abs(canvas.xs[:, region[1]] - left - wide / 2) - wide / 2 + radius
    dy = np.abs(canvas.ys[region[0]] - top - tall / 2) - tall / 2 + radius
    outside = np.hypot(np.maximum(dx, 0), np.maximum(dy, 0)) + np.minimum(np.maximum(dx, dy), 0)
    share = (canvas.ys[region[0]] - top) / tall * 0.6 + (
        canvas.xs[:, region[1]] - left
    ) / wide * 0.4
    lit, dark = colors
    color = lit + (dark - lit) * np.clip(share, 0, 1)[..., None]
    canvas.over(region, color, np.clip(radius - outside + 0.5, 0, 1))


def bokeh(
    stage: Stage, rows: tuple[float, float], colors: Sequence[Array], count: int, opacity: float
) -> None:
    """Lights out of focus; `rows` is the band as shares of the height."""
    canvas, dice, unit = stage.canvas, stage.dice, stage.unit
    height, width = canvas.height // 2, canvas.width // 2
    layer = np.zeros((height, width, 3), np.float32)
    for _ in range(count):
        radius = dice.uniform(26, 95) * unit / 2
        x, y = dice.uniform(0, width), dice.uniform(*rows) * height
        y0, y1 = max(0, int(y - radius - 3)), min(height, int(y + radius + 3))
        x0, x1 = max(0, int(x - radius - 3)), min(width, int(x + radius + 3))
        down = np.arange(y0, y1, dtype=np.float32)[:, None] - y
        across = np.arange(x0, x1, dtype=np.float32)[None, :] - x
        distance = np.hypot(down, across)
        disc = np.clip((radius - distance) / 3 + 0.5, 0, 1)
        disc *= 0.65 + 0.35 * smoothstep(0.6, 1.0, distance / radius)
        strength = opacity * dice.uniform(0.3, 1.0)
        layer[y0:y1, x0:x1] += disc[..., None] * (dice.pick(colors) * np.float32(strength))
    light = resize(blur(layer, 1), canvas.width, canvas.height, smooth=False)
    canvas.screen(canvas.band(0, canvas.height), light)


def paler(color: Array, share: float) -> Array:
    return mix(color, rgb("#ffffff"), share)
