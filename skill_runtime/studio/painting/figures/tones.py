"""The colours of a figure's parts: its own, fixed ones, and what the light makes of them.

A tone that a table uses and that is neither here nor derived from the figure is a KeyError.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from skill_runtime.studio.painting.atmosphere import Atmosphere
from skill_runtime.studio.painting.color import mix, rgb, scaled
from skill_runtime.studio.painting.raster import Array

__all__ = ["LUMINOUS", "backlight", "palette", "seen", "shines"]

_FIXED: Mapping[str, str] = MappingProxyType({
    "skin": "#d99e78",
    "hair": "#2e211d",
    "legs": "#2f3a52",
    "dark": "#23232b",
    "white": "#fbf7f0",
    "china": "#eef0f2",
    "pink": "#e69a9e",
    "red": "#d63b3b",
    "orange": "#f28c28",
    "blue": "#4a78b8",
    "gold": "#e5b64a",
    "wood": "#8a5a36",
    "leaf": "#5c9a4a",
    "grass": "#5f9150",
    "pear": "#c3cf4e",
    "grape": "#6b4aa0",
    "mint": "#9fdcc0",
    "cake": "#f3dfb6",
    "waffle": "#dca45c",
    "broth": "#c9762f",
    "noodle": "#f7dd94",
    "meat": "#6d3b26",
    "petal": "#fff4ec",
    "heart": "#f5bd3d",
    "metal": "#b9c0c9",
    "tyre": "#2a2b31",
    "brick": "#8f5648",
    "stone": "#9aa0a6",
    "rock": "#6f6a70",
    "roof": "#8f4438",
    "door": "#6a4630",
    "bush": "#3f7042",
    "tile": "#3c4048",
    "ash": "#5a5357",
    "spray": "#cfe6ef",
    "stream": "#9cc6da",
    "seaweed": "#24332e",
    "pool": "#58b6c9",
    "maple": "#c9582f",
    "glaze": "#7fc8e8",
    "fir": "#2f6b4a",
    "navy": "#2c3a5e",
    "salmon": "#f08a5d",
    "glass": "#27405f",
    "shine": "#ffffff",
})
_LAMPS: Mapping[str, str] = MappingProxyType({
    "window": "#ffd27a",
    "beacon": "#fff0b8",
    "lamp": "#ffedb0",
    "tail": "#ff4a3d",
    "glow": "#6fe9ff",
    "fire": "#ff9a3c",
    "lava": "#ff6a2e",
    "paper": "#e2402f",
    "acid": "#7df56b",
})
"""Tones that give light of their own: by day only fire and what glows, lamps after dark."""
LUMINOUS: Mapping[str, float] = MappingProxyType({
    "window": 0.30,
    "beacon": 1.3,
    "lamp": 0.8,
    "tail": 0.6,
    "glow": 0.6,
    "fire": 1.0,
    "lava": 0.22,
    "paper": 0.30,
    "acid": 0.8,
})
"""How strong the halo around such a tone is."""
_ALWAYS = frozenset({"fire", "lava", "acid"})
_DUSK = 0.3
"""From this share of lit windows on, lamps are on."""
_DAY_WINDOW = "#5f7f9b"
_BACKLIGHT: Mapping[str, float] = MappingProxyType({
    "day": 0.0,
    "mars": 0.06,
    "lunar": 0.0,
    "overcast": 0.12,
    "storm": 0.22,
    "sunrise": 0.34,
    "sunset": 0.42,
    "neon": 0.46,
    "night": 0.52,
    "rainy_night": 0.52,
})


def backlight(light: Atmosphere) -> float:
    """How much of a figure's own colour the hour takes: 0 none, 1 leaves a silhouette."""
    return _BACKLIGHT[light.key]


def shines(tone: str, light: Atmosphere) -> bool:
    """Whether a tone gives light now: fire, lava and acid always, lamps after dark."""
    return tone in LUMINOUS and (tone in _ALWAYS or light.windows >= _DUSK)


def palette(body: Array, accent: Array, light: Atmosphere) -> dict[str, Array]:
    """Every tone as it is by itself, before the hour's light falls on it."""
    tones = {name: rgb(code) for name, code in _FIXED.items()}
    tones |= {name: rgb(code) for name, code in _LAMPS.items()}
    if light.windows < _DUSK:
        tones["window"] = rgb(_DAY_WINDOW)
    # What grows on a landmark has the season's colour.
    tones["grass"] = mix(tones["grass"], light.grass, 0.55)
    tones["bush"] = mix(tones["bush"], scaled(light.grass, 0.72), 0.55)
    tones |= {"body": body, "shade": scaled(body, 0.72), "accent": accent}
    tones["light"] = mix(body, rgb("#ffffff"), 0.36)
    return tones


def seen(tone: str, color: Array, light: Atmosphere, share: float) -> Array:
    """A tone in the hour's light; what shines by itself keeps its colour after dark."""
    if shines(tone, light):
        return scaled(color, 1.15)
    if tone == "shine":
        return mix(color, light.haze, share)
    return mix(scaled(color, 0.62 + 0.38 * light.bright), light.silhouette, share)
