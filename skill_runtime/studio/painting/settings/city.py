"""A city across the water: three rows of towers, lit windows, neon, a mirror below."""

from __future__ import annotations

import numpy as np

from skill_runtime.studio.painting.color import mix, rgb, scaled
from skill_runtime.studio.painting.figures.shapes import figures
from skill_runtime.studio.painting.landmark import hero_tower
from skill_runtime.studio.painting.raster import gaussian, smoothstep
from skill_runtime.studio.painting.sky import paint_sky
from skill_runtime.studio.painting.stage import Footing, Stage
from skill_runtime.studio.painting.terrain import hill_line
from skill_runtime.studio.painting.towers import LAMPS, NEON, District, paint_district
from skill_runtime.studio.painting.water import Water, paint_water

_TRAFFIC = ("#ffdf9e", "#ff5b6e", "#7df3ff")


def paint_skyline(stage: Stage, base: float) -> None:
    """Sky and towers down to `base`; what is below is left as haze."""
    scene, canvas, light, dice = stage.scene, stage.canvas, stage.light, stage.dice
    waterline = base
    sun_x = dice.pick((dice.uniform(0.2, 0.36), dice.uniform(0.64, 0.8)))
    paint_sky(stage, waterline, sun_x)
    haze = light.haze
    if light.key == "neon":
        haze = mix(light.sky[3], light.sky[4], 0.3)
        _city_glow(stage, waterline)
    elif light.dark:
        canvas.glow((canvas.width * 0.5, waterline), 560 * stage.unit, rgb("#ffb877"), 0.26)
    if scene.has("mountain"):
        _hills_behind(stage, waterline)
    stage.keep_sky()
    _towers(stage, waterline, haze)
    if light.key == "neon":
        _flying_traffic(stage, waterline)


def paint_city(stage: Stage) -> Footing:
    scene, canvas, light = stage.scene, stage.canvas, stage.light
    waterline = canvas.height * (0.735 if canvas.portrait else 0.755)
    paint_skyline(stage, waterline)
    body = mix(light.silhouette, light.sky[1], 0.4)
    if not light.dark:
        body = scaled(mix(light.sky[1], light.sky[2], 0.3), 0.7)
    low_sun = light.key in {"sunset", "sunrise"}
    paint_water(
        stage,
        waterline,
        Water(
            body,
            0.16 if light.dark else 0.28,
            0.55,
            smear=18 if light.windows > 0.3 else 4,
            glitter=light.hazed(rgb("#fff6dc"), 0.5) if low_sun else None,
            glitter_amount=0.5,
            stretch=16,
            squeeze=0.9,
            gain=1.5 if light.dark else 1.0,
        ),
    )
    if not scene.has("person"):
        middle = canvas.width * 0.5
        return Footing(middle, canvas.height, water=waterline, far=waterline)
    return _quay(stage, waterline)


def _towers(stage: Stage, waterline: float, haze: np.ndarray) -> None:
    canvas, light, dice, unit = stage.canvas, stage.light, stage.dice, stage.unit
    neon = stage.scene.has("neon")
    colors = tuple(rgb(code) for code in (NEON if neon and light.dark else LAMPS))
    body = light.silhouette
    if not light.dark:
        body = mix(body, light.sky[1], 0.62 if light.key in {"day", "overcast"} else 0.45)
    tall = canvas.height * (0.46 if canvas.portrait else 0.53)
    middle = dice.uniform(0.38, 0.62)
    rows = (
        District(0.24, 0.66, (24, 60), (6, 8), 0.62, 0.34, 0.34, 0.30, middle),
        District(0.22, 0.92, (36, 92), (8, 11), 0.34, 0.14, 0.40, 0.62, middle),
        District(0.12, 0.56, (46, 120), (10, 14), 0.06, 0.0, 0.42, 0.95, None),
    )
    for index, (district, veil) in enumerate(zip(rows, (220, 150, 70), strict=True)):
        alone = any(figures()[member.figure].place == "far" for member in stage.scene.cast)
        if index == 2 and not alone and (neon or dice.chance(0.7)):
            hero_tower(
                stage, (canvas.width * middle, waterline), tall, mix(body, haze, 0.14), colors
            )
            if neon and canvas.width > 700 * unit and dice.chance(0.75):
                beside = middle + (0.22 if middle < 0.5 else -0.22)
                second = tall * dice.uniform(0.66, 0.78)
                hero_tower(
                    stage, (canvas.width * beside, waterline), second, mix(body, haze, 0.2), colors
                )
        paint_district(stage, waterline, tall, district, (body, haze), colors)
        stage.mist(waterline, veil * unit, haze, 0.40)


def _city_glow(stage: Stage, waterline: float) -> None:
    """The light of the streets in the air, and searchlights."""
    canvas, light, dice, unit = stage.canvas, stage.light, stage.dice, stage.unit
    stage.mist(waterline * 0.62, 260 * unit, light.sky[3], 0.34)
    center = (canvas.width * 0.5, waterline)
    canvas.glow(center, 640 * unit, light.sky[4], 0.32)
    canvas.glow(center, 260 * unit, rgb("#ffc27a"), 0.26)
    region = canvas.band(0, waterline)
    rows = canvas.ys[region[0]]
    for _ in range(4):
        foot, lean = dice.uniform(0.05, 0.95) * canvas.width, dice.uniform(-0.3, 0.3)
        rise = waterline - rows
        offset = (canvas.xs - foot - rise * lean) / (8 * unit + rise * 0.04)
        beam = gaussian(offset, 1.0) * smoothstep(waterline * 0.05, waterline, rows)
        color = rgb(dice.pick(("#4ad8ff", "#ff4fb0", "#b08cff")))
        canvas.add(region, color, beam * 0.13)


def _hills_behind(stage: Stage, waterline: float) -> None:
    light = stage.light
    hills = hill_line(stage, waterline * 0.9, waterline * 0.3, 500)
    stage.canvas.below(hills, waterline, light.hazed(light.silhouette, 0.55))


def _flying_traffic(stage: Stage, waterline: float) -> None:
    """Lanes of lights in the air."""
    canvas, dice, unit = stage.canvas, stage.dice, stage.unit
    for lane in range(5):
        height, lean = waterline * dice.uniform(0.40, 0.86), dice.uniform(-0.16, 0.16)
        color = rgb(_TRAFFIC[lane % 3])
        for share in dice.plane(stage.density(34)):
            x = float(share) * canvas.width
            y = height + (x - canvas.width / 2) * lean + dice.uniform(-3, 3) * unit
            length = dice.uniform(6, 26) * unit
            region = canvas.region(x, y, x + length, y + 2.2 * unit)
            fade = (canvas.xs[:, region[1]] - x) / length
            canvas.add(region, color, fade * 0.85)


def _quay(stage: Stage, waterline: float) -> Footing:
    """A stone edge in front, with a railing, for someone to stand on."""
    canvas, unit = stage.canvas, stage.unit
    top = canvas.height * 0.955
    color = scaled(stage.light.silhouette, 0.55)
    canvas.below(np.full(canvas.width, top), canvas.height, color)
    canvas.over(canvas.band(top, top + 2 * unit), stage.light.haze, 0.3)
    rail = top - 74 * unit
    posts = [
        [
            (x - 2.5 * unit, rail),
            (x + 2.5 * unit, rail),
            (x + 2.5 * unit, top),
            (x - 2.5 * unit, top),
        ]
        for x in np.arange(20 * unit, canvas.width, 120 * unit)
    ]
    for level in (0.0, 30 * unit):
        y = rail + level
        posts.append([(0, y), (canvas.width, y), (canvas.width, y + 5 * unit), (0, y + 5 * unit)])
    canvas.polygons(posts, color)
    middle = canvas.width * 0.5
    return Footing(middle, top + 10 * unit, roam=0.14, water=waterline, far=waterline)
