"""The light of the hour as values: light.yaml read, picked by the seed, tinted by the prompt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from skill_runtime.studio.painting.color import mix, rgb, scaled, tint, turn
from skill_runtime.studio.painting.noise import Dice
from skill_runtime.studio.painting.raster import Array
from skill_runtime.studio.painting.scene import Scene
from skill_runtime.studio.tables import table

Pair: TypeAlias = tuple[Array, Array]
"""In the light, in the shade."""

_WARM_HUE = 1.1
_SNOWED_IN = 0.82
"""How white grass is in snow."""
_HUE_SWING = 0.2
"""A sky's hue is turned by up to this many radians, so that two sunsets differ."""


@dataclass(frozen=True, slots=True)
class Atmosphere:
    """Every colour that the hour decides."""

    key: str
    sky: tuple[Array, ...]
    """From the zenith to the horizon."""
    haze: Array
    """What distance fades into."""
    silhouette: Array
    rock: Pair
    snow: Pair
    sand: Pair
    cloud: Pair
    sun: Pair
    """The disc and its glow."""
    foliage: Array
    grass: Array
    water: Array
    windows: float
    bright: float

    @property
    def dark(self) -> bool:
        """Whether lamps, stars and windows are what shines."""
        return self.key in {"night", "neon", "rainy_night"}

    def hazed(self, color: Array, share: float) -> Array:
        """A colour at a distance."""
        return mix(color, self.haze, share)


def atmosphere(scene: Scene, dice: Dice) -> Atmosphere:
    """The light of a scene."""
    key = _key(scene)
    entry = _table()[key]
    swing = dice.uniform(-_HUE_SWING, _HUE_SWING)
    sky = tuple(_shifted(rgb(code), scene, swing) for code in dice.pick(entry["skies"]))

    def pair(name: str) -> Pair:
        lit, shade = entry[name]
        return rgb(lit), rgb(shade)

    def leaf(name: str) -> Array:
        return _leaf(rgb(entry[name]), scene)

    snow, grass = pair("snow"), leaf("grass")
    return Atmosphere(
        key=key,
        sky=sky,
        haze=mix(sky[-1], sky[-2], 0.42),
        silhouette=mix(rgb(entry["silhouette"]), scaled(sky[1], 0.4), 0.25),
        rock=pair("rock"),
        snow=snow,
        sand=pair("sand"),
        cloud=pair("cloud"),
        sun=pair("sun"),
        foliage=leaf("foliage"),
        grass=mix(grass, snow[0], _SNOWED_IN) if scene.has("snow") else grass,
        water=mix(rgb(entry["water"]), sky[1], 0.3),
        windows=entry["windows"],
        bright=entry["bright"],
    )


@cache
def _table() -> dict[str, Any]:
    lights: dict[str, Any] = table(__package__, "light.yaml")
    return lights


def _key(scene: Scene) -> str:
    if scene.setting == "desert":
        for world in ("mars", "lunar"):
            if scene.has(world):
                return world
    if scene.has("storm") and scene.time != "night":
        return "storm"
    if scene.time != "night":
        return "overcast" if scene.has("rain") and scene.time == "day" else scene.time
    if scene.has("neon"):
        return "neon"
    return "rainy_night" if scene.has("rain") else "night"


def _shifted(color: Array, scene: Scene, swing: float) -> Array:
    if scene.hue is not None:
        return tint(color, scene.hue, 0.45)
    if scene.has("warm") and scene.time != "sunset":
        return tint(color, _WARM_HUE, 0.3)
    if scene.has("cool") and scene.time != "night":
        return tint(color, 4.5, 0.25)
    return turn(color, swing)


def _leaf(color: Array, scene: Scene) -> Array:
    if scene.has("autumn"):
        return np.asarray(tint(scaled(color, 1.15), 0.95, 0.85))
    if scene.hue is not None and not scene.has("lavender"):
        return tint(color, scene.hue, 0.15)
    return color
