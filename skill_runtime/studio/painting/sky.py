"""The sky of every landscape: ramp, sun or moon, stars, milky way, aurora, clouds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from skill_runtime.studio.painting.canvas import Point
from skill_runtime.studio.painting.color import mix, ramp, rgb, scaled
from skill_runtime.studio.painting.noise import fractal, profile
from skill_runtime.studio.painting.raster import Array, blur, gaussian, resize, smoothstep, strips
from skill_runtime.studio.painting.skies import earth, lightning, pale_sun, rainbow
from skill_runtime.studio.painting.stage import Stage
from skill_runtime.studio.painting.weather import fireworks

_STAR_WARM, _STAR_COLD = rgb("#ffe3c4"), rgb("#dbe6ff")
_FLAT = "minimal"
"""The style that leaves a dozen colours: what is soft in a sky has ragged edges in it."""
_AURORA_COLORS = (("#35ffa1", "#8a5cff"), ("#4dffd8", "#d35cff"), ("#35ffa1", "#5c7cff"))


@dataclass(frozen=True, slots=True)
class CloudDeck:
    """One layer of clouds between two heights."""

    top: float
    bottom: float
    lit: Array
    shade: Array
    cover: float = 0.4
    """Share of the band that is clouded."""
    cell: float = 260
    """Height of the largest lumps in units."""
    softness: float = 0.16
    opacity: float = 0.9
    stretch: float = 2.4


def paint_sky(stage: Stage, horizon: float, sun_x: float, sun_low: bool = True) -> None:
    """Everything above `horizon`; `sun_x` is a share of the width."""
    fill_ramp(stage, horizon)
    stage.horizon = horizon
    x = sun_x * stage.canvas.width
    painters = {
        "night": _night,
        "neon": _night,
        "rainy_night": _overcast,
        "overcast": _overcast,
        "day": _day,
        "sunset": _low_sun,
        "sunrise": _low_sun,
        "storm": _overcast,
        "mars": _martian,
        "lunar": _lunar,
    }
    height = (0.86 if sun_low else 0.64) if stage.light.key in {"sunset", "sunrise"} else 0.17
    stage.sun = (x, horizon * height)
    painters[stage.light.key](stage, horizon)
    if stage.scene.has("storm"):
        lightning(stage, horizon)
    if stage.scene.has("rainbow") and not stage.light.dark:
        rainbow(stage, horizon)
    if stage.scene.has("fireworks"):
        fireworks(stage, 6, horizon * 0.5)
    stage.keep_sky()


def fill_ramp(stage: Stage, horizon: float) -> None:
    """The bare gradient, going on as haze below the horizon."""
    rows = min(int(horizon) + 1, stage.canvas.height)
    stage.canvas.pixels[:rows] = ramp(stage.light.sky, int(horizon) + 1)[:rows, None]
    stage.canvas.pixels[rows:] = stage.light.sky[-1]


def _night(stage: Stage, horizon: float) -> None:
    scene, dice = stage.scene, stage.dice
    starry = scene.has("stars", "nebula", "aurora")
    if starry and not scene.has("aurora"):
        milky_way(stage, horizon)
    few = 380 if scene.has("neon", "city", "street") and not starry else 950
    stars(stage, horizon, few)
    if scene.has("aurora"):
        aurora(stage, horizon)
    if scene.has("moon") or not (starry or scene.has("fireworks")):
        size = 62 * (1.3 if scene.has("moon") else dice.uniform(0.75, 1.05))
        stage.sun = (stage.sun[0], horizon * dice.uniform(0.16, 0.32))
        moon(stage, stage.sun, size * stage.unit)
    if scene.has("clouds", "moon", "snowfall"):
        lit, shade = stage.light.cloud
        clouds(stage, CloudDeck(horizon * 0.25, horizon * 0.85, lit, shade, 0.34, 300, 0.3, 0.6))


def _low_sun(stage: Stage, horizon: float) -> None:
    light = stage.light
    sun(stage, stage.sun, (72 if light.key == "sunset" else 60) * stage.unit)
    lit, shade = light.cloud
    high = mix(light.sky[1], light.sky[2], 0.5)
    cover = 0.52 if stage.scene.has("clouds") else stage.dice.uniform(0.32, 0.44)
    clouds(
        stage,
        CloudDeck(
            horizon * 0.08, horizon * 0.9, lit, mix(shade, high, 0.6), cover, 250, 0.22, 0.84, 4.2
        ),
    )
    clouds(
        stage, CloudDeck(horizon * 0.5, horizon * 0.98, lit, light.sky[3], 0.28, 110, 0.2, 0.6, 6.0)
    )


def _day(stage: Stage, horizon: float) -> None:
    unit = stage.unit
    core, glow = stage.light.sun
    stage.canvas.glow(stage.sun, 520 * unit, glow, 0.30)
    stage.canvas.glow(stage.sun, 120 * unit, core, 0.5)
    stage.canvas.disc(stage.sun, 40 * unit, scaled(core, 1.5), 7 * unit)
    lit, shade = stage.light.cloud
    cover = 0.5 if stage.scene.has("clouds") else stage.dice.uniform(0.24, 0.4)
    clouds(
        stage, CloudDeck(horizon * 0.16, horizon * 0.98, lit, shade, cover, 270, 0.15, 0.95, 2.1)
    )


def _overcast(stage: Stage, horizon: float) -> None:
    stage.sun = (stage.sun[0], 0.0)
    lit, shade = stage.light.cloud
    opacity = 0.7 if stage.light.dark else 0.85
    clouds(stage, CloudDeck(0, horizon, lit, shade, 0.72, 320, 0.4, opacity, 2.6))
    if stage.scene.has("storm"):
        heavy = scaled(shade, 0.5)
        clouds(stage, CloudDeck(0, horizon * 0.62, shade, heavy, 0.6, 230, 0.18, 0.92, 2.2))


def _martian(stage: Stage, horizon: float) -> None:
    stage.sun = (stage.sun[0], horizon * 0.42)
    pale_sun(stage)


def _lunar(stage: Stage, horizon: float) -> None:
    stars(stage, horizon, 1100)
    stage.sun = (stage.sun[0], horizon * 0.25)
    across = 0.30 if stage.sun[0] > stage.canvas.width * 0.5 else 0.70
    radius = min(stage.canvas.width, stage.canvas.height) * 0.115
    earth(stage, (stage.canvas.width * across, horizon * 0.34), radius)


def sun(stage: Stage, center: Point, radius: float) -> None:
    core, glow = stage.light.sun
    if stage.scene.style == _FLAT:
        stage.canvas.disc(center, radius * 1.2, scaled(core, 1.25), 2.5 * stage.unit)
        return
    stage.canvas.glow(center, radius * 7.5, glow, 0.20)
    stage.canvas.glow(center, radius * 3.4, glow, 0.34)
    stage.canvas.glow(center, radius * 1.7, core, 0.42)
    stage.canvas.disc(center, radius, scaled(core, 1.15), 2.5 * stage.unit)


def moon(stage: Stage, center: Point, radius: float) -> None:
    """A full moon with seas."""
    canvas = stage.canvas
    core, glow = stage.light.sun
    canvas.glow(center, radius * 5, glow, 0.3)
    canvas.glow(center, radius * 2.1, core, 0.3)
    side = max(4, int(2 * radius))
    seas = smoothstep(0.46, 0.62, fractal(stage.dice, (side, side), radius * 0.8, 4))

    def surface(across: Array, down: Array) -> Array:
        rows = np.clip((down + 1) / 2 * (side - 1), 0, side - 1).astype(np.intp)
        columns = np.clip((across + 1) / 2 * (side - 1), 0, side - 1).astype(np.intp)
        rim = smoothstep(0.55, 1.0, np.hypot(across, down))
        brightness = 1.06 - 0.24 * seas[rows, columns] - 0.22 * rim
        return brightness[..., None] * core

    canvas.ellipse(center, (radius, radius), surface, 1.5)


def stars(stage: Stage, bottom: float, per_screen: int) -> None:
    """Points of light, denser and brighter above; a few of them sparkle."""
    canvas, dice = stage.canvas, stage.dice
    area = canvas.width * bottom / (1080 * 1200 * stage.unit**2)
    count = max(4, int(per_screen * area))
    ys = dice.plane(count) ** 1.25 * bottom
    brightness = (dice.plane(count) ** 4 * 0.95 + 0.14) * (1 - 0.75 * ys / bottom)
    _scatter(stage, dice.plane(count) * canvas.width, ys, brightness)


def _scatter(stage: Stage, xs: Array, ys: Array, brightness: Array) -> None:
    canvas, dice = stage.canvas, stage.dice
    warm = dice.plane(len(xs)) < 0.3
    colors = np.where(warm[:, None], _STAR_WARM, _STAR_COLD) * brightness[:, None]
    columns, rows = xs.astype(np.intp), ys.astype(np.intp)
    size = max(1, round(stage.unit))
    for down in range(size + 1):
        for right in range(size + 1):
            share = (1.0, 0.45, 0.25)[min(2, (down > 0) + (right > 0))]
            y = np.minimum(rows + down, canvas.height - 1)
            x = np.minimum(columns + right, canvas.width - 1)
            canvas.pixels[y, x] += colors * share
    for index in np.argsort(-brightness, kind="stable")[:16]:
        reach = dice.uniform(0.5, 1.0) * stage.unit
        center = (float(xs[index]), float(ys[index]))
        canvas.glow(center, 2.6 * reach, _STAR_COLD, 0.9)
        canvas.glow(center, 10 * reach, rgb("#8fb0ff"), 0.16)


def milky_way(stage: Stage, bottom: float) -> None:
    """A band of dust and stars across the sky, with dark lanes."""
    canvas, dice, scale = stage.canvas, stage.dice, 4
    height, width = max(4, int(bottom) // scale), max(4, canvas.width // scale)
    side = math.sqrt(height * width) * 1.15
    angle = dice.uniform(-0.4, 0.4) + (1.0 if canvas.portrait else 0.4)
    down = np.arange(height, dtype=np.float32)[:, None] - height * 0.45
    across = np.arange(width, dtype=np.float32)[None, :] - width * 0.5
    distance = down * math.cos(angle) - across * math.sin(angle)
    band = gaussian(distance, 0.12 * side)
    dust = fractal(dice, (height, width), side * 0.16, 6, 0.6)
    lanes = smoothstep(0.5, 0.64, fractal(dice, (height, width), side * 0.1, 6, 0.62))
    lanes = lanes * gaussian(distance, 0.055 * side)
    glow = band * (0.25 + 0.95 * smoothstep(0.34, 0.7, dust)) * (1 - 0.75 * lanes)
    rows = int(bottom)
    glow = resize(glow, canvas.width, rows, smooth=False)
    core = resize(smoothstep(0.42, 0.66, dust) * band, canvas.width, rows, smooth=False) * glow
    view = canvas.pixels[:rows]
    view += glow[..., None] * scaled(mix(stage.light.sky[4], rgb("#8f9fdf"), 0.5), 0.62)
    view += core[..., None] * scaled(rgb("#ff9fb0"), 0.3)
    count = int(3000 * canvas.width * bottom / (1080 * 1200 * stage.unit**2))
    xs, ys = dice.plane(count) * canvas.width, dice.plane(count) * (rows - 1)
    kept = glow[ys.astype(np.intp), xs.astype(np.intp)] > dice.plane(count) * 0.9
    _scatter(stage, xs[kept], ys[kept], dice.plane(int(kept.sum())) ** 4 * 0.6 + 0.08)


def aurora(stage: Stage, base: float) -> None:
    """Three curtains of light: sharp below, fading and turning violet above."""
    canvas, dice, scale = stage.canvas, stage.dice, 4
    height, width = canvas.height // scale, canvas.width // scale
    ys = np.arange(height, dtype=np.float32)[:, None]
    curtains = np.zeros((height, width, 3), np.float32)
    for index, (low, high) in enumerate(_AURORA_COLORS):
        fold = (profile(dice, width, width * 0.55, 3) - 0.5) * height * 0.34
        fold += (profile(dice, width, width * 0.12, 3) - 0.5) * height * 0.06
        edge = base * (0.50 + 0.15 * index) / scale + fold
        length = height * (0.10 + 0.22 * profile(dice, width, width * 0.2, 3))
        rays = 0.3 + 0.7 * smoothstep(0.3, 0.72, profile(dice, width, width / 12, 4, 0.65))
        rays *= 0.25 + 0.75 * smoothstep(0.28, 0.6, profile(dice, width, width * 0.35, 2))
        rise = ((edge[None] - ys) / length[None]).astype(np.float32)
        strength = np.exp(np.clip(rise, 0, None) * -1.5) * smoothstep(-0.12, 0.05, rise)
        strength *= rays.astype(np.float32) * (1.25, 1.0, 0.8)[index]
        share = np.clip(rise / 2.2, 0, 1)[..., None]
        curtains += strength[..., None] * (rgb(low) * (1 - share) + rgb(high) * share)
    curtains = resize(blur(curtains, 1, 3), canvas.width, canvas.height, smooth=False)
    canvas.screen(canvas.band(0, canvas.height), curtains)


def clouds(stage: Stage, deck: CloudDeck) -> None:
    """Fractal clouds lit from the sun's side; none where they would become blots."""
    if stage.scene.style == _FLAT:
        return
    canvas, dice, scale = stage.canvas, stage.dice, 3
    region = canvas.band(deck.top, deck.bottom)
    rows = region[0].stop - region[0].start
    if rows < 8:
        return
    size = (max(4, rows // scale), max(4, canvas.width // scale))
    cell = deck.cell * stage.unit / scale
    field = fractal(dice, size, cell, 6, 0.53, deck.stretch)
    threshold = float(np.quantile(field[::4, ::4], 1 - deck.cover))
    height = np.linspace(0, 1, size[0], dtype=np.float32)[:, None]
    envelope = smoothstep(0, 0.25, height) * smoothstep(1, 0.7, height)
    low = threshold - deck.softness * 0.35
    cover = smoothstep(low, threshold + deck.softness, field) * envelope
    shift = max(1, round(4 * stage.unit))
    toward = shift if stage.sun[1] < (deck.top + deck.bottom) / 2 else -shift
    slope = np.roll(field, toward, axis=0) - field
    lit = np.clip(0.5 - slope * 9, 0, 1) * 0.7
    lit += 0.3 * smoothstep(threshold + deck.softness * 1.4, threshold, field)
    cover = resize(cover, canvas.width, rows, smooth=False)
    lit = resize(lit, canvas.width, rows, smooth=False)
    cover = np.clip(cover, 0, 1) * deck.opacity
    for part in strips(rows):
        color = deck.shade + (deck.lit - deck.shade) * lit[part, :, None]
        top = region[0].start + part.start
        canvas.over(canvas.band(top, top + len(color)), color, cover[part])
