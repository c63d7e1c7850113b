"""Prompt → picture: reads the prompt, lets a setting paint it, finishes it, writes it as PNG.

An honest stand-in for an image model: numpy and Pillow only, no model, no network. The same prompt
and size give the same pixels; the seed is the whole prompt, so two prompts never give one picture.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from skill_runtime.studio.painting.festoons import paint_festoons, paint_light_beam
from skill_runtime.studio.painting.figures.staging import on_ground, paint_cast
from skill_runtime.studio.painting.figures.wayside import birds
from skill_runtime.studio.painting.grade import Grade, develop
from skill_runtime.studio.painting.raster import Array
from skill_runtime.studio.painting.reading import read_prompt
from skill_runtime.studio.painting.scene import Scene
from skill_runtime.studio.painting.settings import SETTINGS
from skill_runtime.studio.painting.settings.flat import FLAT_SETTINGS, paint_flat
from skill_runtime.studio.painting.stage import Footing, Stage, make_stage
from skill_runtime.studio.painting.styles import restyle
from skill_runtime.studio.painting.weather import paint_fog, what_falls, with_weather
from skill_runtime.studio.scenery import CHUNK, Scenery, to_chunk

__all__ = [
    "MAX_PIXELS",
    "MAX_RATIO",
    "MAX_SIDE",
    "MIN_SIDE",
    "NOTE",
    "Painting",
    "paint",
    "save_png",
]

NOTE = "placeholder: no image model was used"
MIN_SIDE = 16
MAX_SIDE = 4096
MAX_PIXELS = 4096 * 2304
"""Just above 4K (3840x2160); a canvas takes 12 bytes a pixel, its layers as much again."""
MAX_RATIO = 8
"""The longer side is at most this many times the shorter one."""
_WORKING_SIDE = 160
"""Below this a stroke is thinner than a pixel: smaller pictures are painted larger and reduced."""

_STEADY = frozenset({
    "room",
    "hall",
    "table",
    "coffee",
    "product",
    "underwater",
    "abstract",
    "plain",
})
"""Settings whose lights don't twinkle."""


@dataclass(frozen=True, slots=True)
class Painting:
    """A finished picture and what it says about itself."""

    pixels: Array
    """(height, width, 3) uint8 RGB."""
    scenery: Scenery
    """What moves in it."""
    words: tuple[str, ...]
    """The words of the prompt that were understood, in the prompt's own spelling."""
    missed: tuple[str, ...]
    """The words of the prompt for what is not in the picture."""
    photo: bool
    """Whether a photograph was asked for."""
    setting: str
    note: str = NOTE


def paint(prompt: str, width: int, height: int) -> Painting:
    """Paint a prompt. ValueError names the bound that a size breaks; any prompt can be painted."""
    _check_size(width, height)
    scene = read_prompt(prompt)
    pixels, scenery = _performed(scene, width, height)
    return Painting(pixels, scenery, scene.words, scene.missed, scene.photo, scene.setting)


def picture(scene: Scene, width: int, height: int) -> Array:
    """A scene as (height, width, 3) uint8."""
    return _performed(scene, width, height)[0]


def _performed(scene: Scene, width: int, height: int) -> tuple[Array, Scenery]:
    """The picture, and what moves in it; a picture that is reduced doesn't move."""
    enlarge = max(1, math.ceil(_WORKING_SIDE / min(width, height)))
    if on_ground(scene.cast):
        scene = replace(scene, shows=scene.shows | {"person"})
    stage = make_stage(scene, width * enlarge, height * enlarge)
    setting = SETTINGS[scene.setting]
    flat = scene.style == "minimal" and scene.setting in FLAT_SETTINGS
    footing = paint_flat(stage) if flat else setting.paint(stage)
    stage.keep_ground()
    if stage.scene.has("birds"):
        birds(stage)
    paint_light_beam(stage)
    paint_cast(stage, footing or _anywhere(stage))
    paint_festoons(stage)
    if setting.outdoors:
        paint_fog(stage)
    land = stage.land() if scene.style is None else None
    grade = Grade(bloom=0.0, vignette=0.0) if flat else setting.grade
    clear = develop(stage.canvas, grade, stage.dice, dark=stage.light.dark)
    if scene.style is not None and not flat:
        clear = restyle(scene.style, clear, stage.dice)
    falls = what_falls(stage) if setting.outdoors else ""
    pixels = with_weather(stage, clear) if falls else clear
    if enlarge > 1:
        return np.asarray(Image.fromarray(pixels).reduce(enlarge)), Scenery()
    twinkles = stage.light.dark and scene.style is None and scene.setting not in _STEADY
    return pixels, Scenery(falls, twinkles, scene.seed >> 1, clear if falls else None, land)


def _anywhere(stage: Stage) -> Footing:
    """For a setting without ground of its own."""
    return Footing(stage.canvas.width * 0.5, stage.canvas.height * 0.90)


def save_png(painting: Painting, path: Path) -> None:
    """Write a PNG whose text chunks carry the note, the setting and the understood words (JSON),
    and a private one what moves.
    """
    chunks = PngInfo()
    chunks.add_text("Comment", painting.note)
    chunks.add_text("Setting", painting.setting)
    chunks.add_itxt("Words", json.dumps(painting.words, ensure_ascii=False))
    if painting.scenery:
        chunks.add(CHUNK, to_chunk(painting.scenery))
    Image.fromarray(painting.pixels).save(path, "PNG", pnginfo=chunks, compress_level=1)


def _check_size(width: int, height: int) -> None:
    size = f"{width}x{height}"
    if min(width, height) < MIN_SIDE or max(width, height) > MAX_SIDE:
        raise ValueError(f"A picture's side is {MIN_SIDE} to {MAX_SIDE} pixels, not {size}.")
    if max(width, height) > MAX_RATIO * min(width, height):
        raise ValueError(
            f"A picture's longer side is at most {MAX_RATIO} times the shorter one, not {size}."
        )
    if width * height > MAX_PIXELS:
        raise ValueError(f"A picture has at most {MAX_PIXELS} pixels, not {size}.")
