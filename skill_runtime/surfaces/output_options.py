"""What the options of `export`, `make` and `batch` say of the film, as the slots of an export."""

from __future__ import annotations

import argparse

from skill_runtime.model.plan import Slots


def output_slots(options: argparse.Namespace, format_: str, place: str) -> Slots:
    """`format_` and `place` may be empty: then nobody named one."""
    return Slots(
        format=_given(format_),
        resolution=_given(options.resolution),
        quality=_given(options.quality),
        orientation=_given(options.orientation),
        paths=_given(place),
    )


def _given(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
