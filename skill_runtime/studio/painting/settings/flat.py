"""Land or sea in a few flat shapes, as a minimal picture has them: a sun and a handful of lines."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from skill_runtime.studio.painting.color import mix, rgb, scaled, tint
from skill_runtime.studio.painting.raster import Array
from skill_runtime.studio.painting.stage import Footing, Stage

__all__ = ["FLAT_SETTINGS", "paint_flat"]

_SKIES: Mapping[str, tuple[str, str]] = MappingProxyType({
    "day": ("#f3ead9", "#e2604a"),
    "sunrise": ("#fbe3cf", "#f08a5d"),
    "sunset": ("#f9d3b4", "#e4572e"),
    "night": ("#1f2a44", "#f4e9c8"),
})
"""The hour's sky, and its sun or moon."""
_LANDS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "mountain": ("#9fb4bf", "#27445c"),
    "forest": ("#a9c0a6", "#234a3c"),
    "field": ("#c9d39a", "#4d7a46"),
    "desert": ("#edc492", "#b4643a"),
    "backdrop": ("#d9c3b4", "#7d6b7f"),
    "sea": ("#9cc9d3", "#1f5f7a"),
})
"""The farthest and the nearest layer."""
FLAT_SETTINGS = frozenset(_LANDS)
_LAYERS = 4


def paint_flat(stage: Stage) -> Footing:
    canvas, scene, dice = stage.canvas, stage.scene, stage.dice
    sky, disc = (rgb(code) for code in _SKIES.get(scene.time, _SKIES["day"]))
    far, near = (rgb(code) for code in _LANDS[scene.setting])
    if scene.hue is not None:
        far, near = tint(far, scene.hue, 0.6), tint(near, scene.hue, 0.6)
    if scene.time == "night":
        far, near = scaled(far, 0.5), scaled(near, 0.5)
    canvas.pixels[...] = sky
    horizon = canvas.height * 0.56
    radius = min(canvas.width, canvas.height) * dice.uniform(0.15, 0.20)
    stage.horizon = horizon
    stage.sun = canvas.width * dice.uniform(0.36, 0.64), horizon - radius * dice.uniform(1.3, 1.8)
    if scene.setting == "sea":
        stage.sun = stage.sun[0], horizon - radius * 0.35
    canvas.disc(stage.sun, radius, disc)
    stage.keep_sky()
    for index in range(_LAYERS):
        share = index / (_LAYERS - 1)
        canvas.below(_line(stage, horizon, share), canvas.height, mix(far, near, share))
    return Footing(
        canvas.width * 0.5,
        canvas.height * 0.90,
        roam=0.12,
        water=horizon if scene.setting == "sea" else None,
        far=horizon + canvas.height * 0.10,
    )


def _line(stage: Stage, horizon: float, share: float) -> Array:
    """A layer's upper edge, the y of each column: peaks, waves, dunes or rolling land."""
    canvas, dice = stage.canvas, stage.dice
    xs = np.arange(canvas.width, dtype=np.float32)
    middle = horizon + (canvas.height * 0.90 - horizon) * share
    long = min(canvas.width, canvas.height) * dice.uniform(0.9, 1.3)
    shift = dice.uniform(0.0, 1.0)
    if stage.scene.setting == "sea":
        rise = canvas.height * 0.012 * (share > 0)
        waves: Array = middle + np.sin((xs / long * 3 + shift) * np.pi * 2) * rise
        return waves.astype(np.float32)
    if stage.scene.setting in {"mountain", "forest"}:
        return _peaks(stage, xs, middle, share)
    rise = canvas.height * 0.045
    hills: Array = middle + np.sin((xs / long + shift) * np.pi * 2) * rise
    return hills.astype(np.float32)


def _peaks(stage: Stage, xs: Array, middle: float, share: float) -> Array:
    """Straight slopes up to points: high and few far off, low in front; a forest's are many."""
    canvas, dice = stage.canvas, stage.dice
    many = stage.scene.setting == "forest"
    step = min(canvas.width, canvas.height) * (0.09 if many else 0.62 - 0.12 * share)
    high = canvas.height * (0.10 if many else 0.24 - 0.16 * share)
    count = int(canvas.width / step) + 3
    knots = (np.arange(2 * count) - 1.5 + dice.uniform(0, 1)) * step / 2
    heights = [
        dice.uniform(0.55, 1.0) * high if number % 2 else dice.uniform(0.0, 0.22) * high
        for number in range(2 * count)
    ]
    return (middle - np.interp(xs, knots, heights)).astype(np.float32)
