"""The table of settings. A new one is one file with one function, one row here and its words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from skill_runtime.studio.painting.grade import Grade
from skill_runtime.studio.painting.settings.abstract import paint_abstract
from skill_runtime.studio.painting.settings.backdrop import paint_backdrop
from skill_runtime.studio.painting.settings.city import paint_city
from skill_runtime.studio.painting.settings.coffee import paint_coffee
from skill_runtime.studio.painting.settings.desert import paint_desert
from skill_runtime.studio.painting.settings.field import paint_field
from skill_runtime.studio.painting.settings.forest import paint_forest
from skill_runtime.studio.painting.settings.hall import paint_hall
from skill_runtime.studio.painting.settings.mountain import paint_mountain
from skill_runtime.studio.painting.settings.plain import paint_plain
from skill_runtime.studio.painting.settings.product import paint_product
from skill_runtime.studio.painting.settings.rooftop import paint_rooftop
from skill_runtime.studio.painting.settings.room import paint_room
from skill_runtime.studio.painting.settings.sea import paint_sea
from skill_runtime.studio.painting.settings.space import paint_space
from skill_runtime.studio.painting.settings.storefront import paint_storefront
from skill_runtime.studio.painting.settings.street import paint_street
from skill_runtime.studio.painting.settings.tabletop import paint_dining_table
from skill_runtime.studio.painting.settings.underwater import paint_underwater
from skill_runtime.studio.painting.stage import Footing, Stage

__all__ = ["SETTINGS", "Setting"]


@dataclass(frozen=True, slots=True)
class Setting:
    """How one kind of picture is made."""

    paint: Callable[[Stage], Footing | None]
    """Paints the whole canvas and tells where a figure can stand, if anywhere."""
    grade: Grade
    outdoors: bool = True
    """Whether rain, snow and fog reach it."""


_NIGHT_LIGHTS = Grade(bloom=0.8, threshold=0.55)

SETTINGS: Mapping[str, Setting] = MappingProxyType({
    "city": Setting(paint_city, _NIGHT_LIGHTS),
    "storefront": Setting(paint_storefront, Grade(bloom=0.4, threshold=0.8, vignette=0.2)),
    "hall": Setting(paint_hall, Grade(bloom=0.4, threshold=0.8, vignette=0.35), outdoors=False),
    "street": Setting(paint_street, _NIGHT_LIGHTS),
    "desert": Setting(paint_desert, Grade()),
    "mountain": Setting(paint_mountain, Grade()),
    "sea": Setting(paint_sea, Grade()),
    "field": Setting(paint_field, Grade(bloom=0.4)),
    "forest": Setting(paint_forest, Grade()),
    "coffee": Setting(
        paint_coffee, Grade(bloom=0.35, threshold=0.8, vignette=0.35), outdoors=False
    ),
    "product": Setting(
        paint_product, Grade(bloom=0.3, threshold=0.8, vignette=0.35), outdoors=False
    ),
    "space": Setting(paint_space, Grade(bloom=0.4, threshold=0.82), outdoors=False),
    "backdrop": Setting(paint_backdrop, Grade(bloom=0.25, vignette=0.16)),
    "room": Setting(paint_room, Grade(bloom=0.45, vignette=0.3), outdoors=False),
    "rooftop": Setting(paint_rooftop, _NIGHT_LIGHTS),
    "table": Setting(
        paint_dining_table, Grade(bloom=0.3, threshold=0.8, vignette=0.3), outdoors=False
    ),
    "underwater": Setting(paint_underwater, Grade(bloom=0.4, vignette=0.3), outdoors=False),
    "plain": Setting(
        paint_plain, Grade(bloom=0.0, vignette=0.0, contrast=0.0, shoulder=1.0), outdoors=False
    ),
    "abstract": Setting(paint_abstract, Grade(bloom=0.25, vignette=0.15), outdoors=False),
})
