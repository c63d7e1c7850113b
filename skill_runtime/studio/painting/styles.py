"""Styles: finishing passes over a developed picture, each (h, w, 3) uint8 in and out.

They know nothing of what is painted. Work that needs no edges is done on a reduced copy. A style
ends with a trace of seeded grain, so that two prompts never give one picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from PIL import Image

from skill_runtime.studio.painting.color import rgb
from skill_runtime.studio.painting.noise import Dice, fractal
from skill_runtime.studio.painting.raster import Array, blur, median, resize, smoothstep

__all__ = ["STYLES", "restyle"]

_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)
_GRAIN = 1.6
"""Standard deviation in steps of 1/255."""
_TILE = 256
_HALVED = 720
"""From this shorter side on a style works at half the size: its edges are soft anyway."""
_INKS = 12
"""Colours of a minimal picture."""


def restyle(name: str, pixels: Array, dice: Dice) -> Array:
    """The picture in a style; KeyError for an unknown one."""
    height, width = pixels.shape[:2]
    image = Image.fromarray(pixels)
    scale = 2 if min(width, height) >= _HALVED else 1
    small = np.asarray(image.reduce(scale), np.float32) / 255
    unit = min(small.shape[:2]) / 1080
    styled = _clipped(STYLES[name](small, dice, unit))
    if scale > 1:
        styled = styled.resize((width, height), Image.Resampling.BICUBIC)
    grain = (dice.normal(_TILE, _TILE, 1) * _GRAIN).round().astype(np.int16)
    grain = np.tile(grain, (height // _TILE + 1, width // _TILE + 1, 1))[:height, :width]
    grained: Array = np.clip(np.asarray(styled, np.int16) + grain, 0, 255).astype(np.uint8)
    return grained


def _watercolour(picture: Array, dice: Dice, unit: float) -> Array:
    """Wobbly washes with darker edges on paper whose border stays white."""
    height, width = picture.shape[:2]
    wash = _wobbled(_softened(picture, 3.2 * unit), dice, unit, 9)
    wash = _flattened(wash, 9, 0.55)
    edges = _edges(wash, 2.4 * unit)
    pigment = _cloud(dice, (height, width), 150 * unit, 1.0) - 0.5
    paper = _paper(dice, (height, width), unit)
    white = np.float32(0.985)
    pale = white - (white - wash) * (0.84 + 0.34 * pigment)[..., None]
    pale *= (1 - 0.55 * edges)[..., None]
    pale *= (0.965 + 0.07 * paper)[..., None]
    share = _deckle(dice, (height, width), unit)[..., None]
    ground = (np.array([0.985, 0.975, 0.95], np.float32)) * (0.97 + 0.05 * paper)[..., None]
    return np.asarray(ground + (pale - ground) * share)


def _ink(picture: Array, dice: Dice, unit: float) -> Array:
    """Grey washes and dark strokes on warm paper, a touch of colour left, a red seal."""
    height, width = picture.shape[:2]
    soft = _wobbled(_softened(picture, 3.0 * unit), dice, unit, 7)
    luma = soft @ _LUMA
    low, high = np.percentile(luma[::8, ::8], (2, 96))
    luma = np.clip((luma - low) / max(high - low, 0.05), 0, 1)
    if float(np.median(luma)) < 0.42:
        luma = luma**0.55
    tone = 0.16 + 0.84 * smoothstep(0.0, 0.85, luma)
    bleed = _cloud(dice, (height, width), 220 * unit, 1.4) - 0.5
    tone = np.clip(tone + bleed * 0.16 * (1 - tone), 0, 1)
    tone *= 1 - 0.65 * _edges(soft, 2.0 * unit)
    paper = np.array([0.955, 0.925, 0.865], np.float32)
    grain = _paper(dice, (height, width), unit)
    tint = (soft - luma[..., None]) * 0.22
    result = paper * (0.13 + 0.87 * tone)[..., None] + tint
    result *= (0.97 + 0.05 * grain)[..., None]
    _seal(result, dice, unit)
    return np.asarray(result)


def _seal(picture: Array, dice: Dice, unit: float) -> None:
    """A square red stamp of strokes in a corner."""
    height, width = picture.shape[:2]
    side = max(4, int(66 * unit))
    left, top = width - int(120 * unit) - side // 2, height - int(150 * unit) - side // 2
    cells = np.ones((7, 7), np.float32)
    cells[1:6, 1:6] = (dice.plane(5, 5) > 0.45).astype(np.float32)
    stamp = resize(cells, side, side, smooth=False)
    view = picture[max(0, top) : top + side, max(0, left) : left + side]
    stamp = stamp[: view.shape[0], : view.shape[1]]
    view += (rgb("#b5322a") - view) * (stamp * 0.88)[..., None]


def _neon_lines(picture: Array, dice: Dice, unit: float) -> Array:
    """The picture gone dark, its edges glowing in its own colours."""
    luma = picture @ _LUMA
    edges = _edges(_softened(picture, 1.6 * unit), 1.8 * unit) ** 0.8
    colors = picture / np.maximum(luma[..., None], 0.06)
    colors = colors / np.maximum(colors.max(axis=2, keepdims=True), 1e-3)
    share = np.linspace(0, 1, picture.shape[0], dtype=np.float32)[:, None, None]
    sweep = rgb("#ff4fb8") * (1 - share) + rgb("#35e4ff") * share
    lines = (0.25 * colors + 0.85 * sweep) * edges[..., None]
    scale = 4
    small = np.stack([_reduced(lines[..., c], scale) for c in range(3)], axis=-1)
    halo = blur(small, 5 * unit + 1) * 1.5 + blur(small, 20 * unit + 1) * 1.3
    glow = resize(halo, picture.shape[1], picture.shape[0], smooth=False)
    dark = picture**1.35 * np.array([0.30, 0.20, 0.46], np.float32) + np.array(
        [0.03, 0.01, 0.07], np.float32
    )
    return np.asarray(dark + lines * 1.1 + glow)


def _minimal(picture: Array, dice: Dice, unit: float) -> Array:
    """A few flat colours with round, clean edges."""
    height, width = picture.shape[:2]
    scale = max(1, round(3 * unit))
    small = np.asarray(_clipped(picture).reduce(scale))
    smooth = Image.fromarray(median(median(small, 5), 5))
    flat = smooth.quantize(_INKS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    colors = np.asarray((flat.getpalette() or [])[: _INKS * 3], np.float32).reshape(-1, 3) / 255
    index = np.asarray(flat)
    best = np.full((height, width), -1.0, np.float32)
    result = np.zeros((height, width, 3), np.float32)
    for number, color in enumerate(colors):
        mask = (index == number).astype(np.float32)
        if mask.any():
            weight = resize(blur(mask, 3), width, height, smooth=False)
            closer = weight > best
            np.maximum(best, weight, out=best)
            result[closer] = color
    return result * 0.96 + 0.035


def _paper_cut(picture: Array, dice: Dice, unit: float) -> Array:
    """Sheets of coloured paper over each other, each with a shadow."""
    height, width = picture.shape[:2]
    scale = 2 if unit > 0.3 else 1
    small = _softened(picture, 3.4 * unit)[::scale, ::scale]
    luma = blur(small @ _LUMA, 3.0 * unit / scale + 1)
    low, high = np.percentile(luma[::4, ::4], (2, 98))
    share = np.clip((luma - low) / max(high - low, 0.05), 0, 0.999)
    sheet = _stepped(share * 7)
    shadow = np.zeros_like(sheet)
    for step, strength in ((int(5 * unit / scale) + 1, 0.36), (int(13 * unit / scale) + 1, 0.24)):
        lifted = np.roll(np.roll(sheet, step, axis=0), step, axis=1)
        lifted[:step], lifted[:, :step] = sheet[:step], sheet[:, :step]
        shadow += strength * np.clip(sheet - lifted, 0, 1)
    shadow = blur(shadow, 4 * unit / scale + 1)
    # Paper has no darkness: the sheets span from a third of the lightness to all of it.
    tone = 0.20 + 0.76 * (sheet + 0.5) / 7
    color = small * np.clip(tone / np.maximum(small @ _LUMA, 0.04), 0.4, 3.0)[..., None]
    color = _vivid(np.clip(color, 0, 1), 1.12) * (1 - np.clip(shadow, 0, 0.6))[..., None]
    paper = _paper(dice, (height, width), unit)
    large = resize(color.astype(np.float32), width, height)
    return np.asarray(large * (0.95 + 0.09 * paper)[..., None])


def _stepped(values: Array) -> Array:
    """Whole steps with edges a little soft, so that they don't jag when they are enlarged."""
    base = np.floor(values)
    return np.asarray(base + smoothstep(0.9, 1.0, values - base))


def _retro(picture: Array, dice: Dice, unit: float) -> Array:
    """A faded poster: few inks, halftone dots in the shadows, a light border."""
    height, width = picture.shape[:2]
    flat = _flattened(_softened(picture, 2.2 * unit), 6, 0.75)
    luma = flat @ _LUMA
    warm = rgb("#2b2f45") + (rgb("#f7e3b5") - rgb("#2b2f45")) * luma[..., None]
    faded = flat * 0.52 + warm * 0.48
    faded = faded * np.array([1.05, 0.98, 0.84], np.float32) + np.array(
        [0.035, 0.025, 0.02], np.float32
    )
    pitch = max(3.0, 9 * unit)
    ys, xs = (
        np.arange(height, dtype=np.float32)[:, None],
        np.arange(width, dtype=np.float32)[None, :],
    )
    turned, across = (xs + ys) * (np.pi / pitch / 1.414), (xs - ys) * (np.pi / pitch / 1.414)
    dots = np.sin(turned) ** 2 * np.sin(across) ** 2
    ink = smoothstep(0.05, 0.30, dots - luma * 1.05 + 0.10)
    faded *= (1 - 0.16 * ink)[..., None]
    worn = _cloud(dice, (height, width), 260 * unit, 1.0)
    faded *= (0.94 + 0.12 * worn)[..., None]
    edge = 34 * unit
    inside = np.minimum(np.minimum(xs, width - 1 - xs), np.minimum(ys, height - 1 - ys))
    frame = smoothstep(edge - 1.5, edge + 1.5, inside)[..., None]
    return np.asarray(rgb("#f3e6c8") * (1 - frame) + faded * frame)


def _softened(picture: Array, radius: float) -> Array:
    """Small details gone, edges kept: a median of a reduced copy."""
    height, width = picture.shape[:2]
    scale = max(1, round(radius))
    image = _clipped(picture)
    small = image.reduce(scale) if scale > 1 else image
    smooth = Image.fromarray(median(np.asarray(small), 5))
    large = smooth.resize((width, height), Image.Resampling.BICUBIC)
    return np.asarray(large, np.float32) / 255


def _clipped(picture: Array) -> Image.Image:
    return Image.fromarray((np.clip(picture, 0, 1) * 255).astype(np.uint8))


def _wobbled(picture: Array, dice: Dice, unit: float, reach: float) -> Array:
    """Every edge moved by a slow noise, as a brush moves it."""
    height, width = picture.shape[:2]
    across = (_cloud(dice, (height, width), 60 * unit, 1.0) - 0.5) * (2 * reach * unit)
    down = (_cloud(dice, (height, width), 60 * unit, 1.0) - 0.5) * (2 * reach * unit)
    rows = np.clip(np.arange(height)[:, None] + down, 0, height - 1).astype(np.intp)
    columns = np.clip(np.arange(width)[None, :] + across, 0, width - 1).astype(np.intp)
    return picture[rows, columns]


def _flattened(picture: Array, levels: int, amount: float) -> Array:
    """Lightness drawn towards a few steps, the hue left alone."""
    luma = picture @ _LUMA
    steps = (np.floor(luma * levels) + smoothstep(0.35, 0.65, luma * levels % 1.0)) / levels
    gain = 1 + amount * (steps / np.maximum(luma, 0.03) - 1)
    return np.asarray(picture * np.clip(gain, 0.5, 1.8)[..., None])


def _edges(picture: Array, width: float) -> Array:
    """0..1: how much the picture changes within about `width` pixels."""
    luma = picture @ _LUMA
    step = max(1, round(width))
    across = np.abs(np.roll(luma, step, axis=1) - luma)
    down = np.abs(np.roll(luma, step, axis=0) - luma)
    across[:, :step], down[:step] = 0, 0
    return np.asarray(smoothstep(0.025, 0.22, np.maximum(across, down)))


def _cloud(dice: Dice, size: tuple[int, int], cell: float, stretch: float) -> Array:
    height, width = size
    small = fractal(dice, (height // 4 + 1, width // 4 + 1), cell / 4 + 1.1, 4, 0.55, stretch)
    return resize(small, width, height, smooth=False)


def _paper(dice: Dice, size: tuple[int, int], unit: float) -> Array:
    """The tooth of paper, 0..1: a tile of noise, lit from a side."""
    tile = fractal(dice, (256, 256), 5 * max(unit, 0.4), 3, 0.7)
    slope = np.clip((tile - np.roll(tile, 1, axis=1)) * 3 + 0.5, 0, 1)
    height, width = size
    return np.asarray(np.tile(slope, (height // 256 + 1, width // 256 + 1))[:height, :width])


def _deckle(dice: Dice, size: tuple[int, int], unit: float) -> Array:
    """1 inside, 0 outside an uneven painted border."""
    height, width = size
    ys, xs = (
        np.arange(height, dtype=np.float32)[:, None],
        np.arange(width, dtype=np.float32)[None, :],
    )
    inside = np.minimum(np.minimum(xs, width - xs), np.minimum(ys, height - ys))
    rough = (_cloud(dice, size, 90 * unit, 1.0) - 0.5) * (110 * unit)
    return smoothstep(26 * unit, 44 * unit, inside + rough)


def _reduced(plane: Array, scale: int) -> Array:
    return np.asarray(Image.fromarray(np.ascontiguousarray(plane, np.float32)).reduce(scale))


def _vivid(picture: Array, amount: float) -> Array:
    luma = (picture @ _LUMA)[..., None]
    return np.asarray(luma + (picture - luma) * amount)


STYLES: Mapping[str, Callable[[Array, Dice, float], Array]] = MappingProxyType({
    "watercolour": _watercolour,
    "ink": _ink,
    "neon-lines": _neon_lines,
    "minimal": _minimal,
    "paper-cut": _paper_cut,
    "retro": _retro,
})
