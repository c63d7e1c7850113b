"""How four-legged figures go: the legs of one that stands, laid out as it runs, lies or sleeps.

Works on the rows of the figure tables. A row with `leg` (hind-near, fore-far, …) is that leg; a
second one of the same leg is its end, a sock or a hoof, and goes where the foot goes. A row with
`eye` is shut where the gait says so. It refuses a figure of which a leg isn't marked.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from skill_runtime.studio.tables import table

__all__ = ["in_gait"]

_POINTS = ("blob", "poly", "limb")
_CENTRED = ("oval", "ring", "flower")
_LID = 0.45
"""A shut eye's line, against the eye's width."""


def in_gait(rows: Sequence[Mapping[str, Any]], name: str) -> list[Mapping[str, Any]]:
    """The rows in a gait of gaits.yaml. ValueError where a leg of the gait isn't among them."""
    gait = table(__package__, "gaits.yaml")[name]
    standing = _legs(rows)
    missing = sorted(set(gait["legs"]) - set(standing))
    if missing:
        raise ValueError(f"A figure that is to {name} has no leg marked {', '.join(missing)}.")
    hips = [limb[0][1] for limb in standing.values()]
    drop = gait.get("drop", 0.0) * sum(hips) / len(hips)
    laid = {leg: _laid(limb, gait["legs"][leg], drop) for leg, limb in standing.items()}
    changed: list[Mapping[str, Any]] = []
    for row in rows:
        leg = row.get("leg")
        if leg is None:
            changed.extend(_shut(row, drop) if gait.get("shut") else [_moved(row, (0, -drop))])
        elif row.get("limb") is standing[leg]:
            changed.append({**row, "limb": laid[leg]})
        else:
            changed.append(_at_the_foot(row, standing[leg], laid[leg]))
    return changed


def _legs(rows: Sequence[Mapping[str, Any]]) -> dict[str, Sequence[Sequence[float]]]:
    found: dict[str, Sequence[Sequence[float]]] = {}
    for row in rows:
        if "leg" in row and "limb" in row:
            found.setdefault(row["leg"], row["limb"])
    return found


def _laid(
    limb: Sequence[Sequence[float]], steps: Sequence[Sequence[float]], drop: float
) -> list[list[float]]:
    """A leg of the same hip and thickness, along other steps."""
    x, hip = limb[0][0], limb[0][1]
    laid = []
    for index, (across, up) in enumerate(steps):
        radius = _radius(limb, index / (len(steps) - 1))
        laid.append([x + across * hip, max(hip - drop + up * hip, radius * 0.9), radius])
    return laid


def _radius(limb: Sequence[Sequence[float]], share: float) -> float:
    place = share * (len(limb) - 1)
    index = min(int(place), len(limb) - 2)
    first, second = limb[index][2], limb[index + 1][2]
    return float(first + (second - first) * (place - index))


def _at_the_foot(
    row: Mapping[str, Any], before: Sequence[Sequence[float]], after: Sequence[Sequence[float]]
) -> Mapping[str, Any]:
    """A sock goes up the shin as far as it did, all else follows the foot."""
    (foot_x, foot_y), (x, y) = before[-1][:2], after[-1][:2]
    if "limb" not in row:
        return _moved(row, (x - foot_x, y - foot_y))
    knee_x, knee_y = after[-2][:2]
    shin = math.hypot(knee_x - x, knee_y - y)
    sock = []
    for px, py, radius in row["limb"]:
        share = min(1.0, math.hypot(px - foot_x, py - foot_y) / shin)
        sock.append([x + (knee_x - x) * share, y + (knee_y - y) * share, radius])
    return {**row, "limb": sock}


def _moved(row: Mapping[str, Any], by: tuple[float, float]) -> Mapping[str, Any]:
    across, up = by
    for kind in _POINTS:
        if kind in row:
            points = [[p[0] + across, p[1] + up, *p[2:]] for p in row[kind]]
            return {**row, kind: points}
    kind = next(kind for kind in _CENTRED if kind in row)
    x, y, *rest = row[kind]
    return {**row, kind: [x + across, y + up, *rest]}


def _shut(row: Mapping[str, Any], drop: float) -> Iterator[Mapping[str, Any]]:
    """Nothing but a line is left of an eye."""
    moved = _moved(row, (0, -drop))
    if not row.get("eye"):
        yield moved
    elif row.get("tone") == "dark":
        x, y, wide, tall = moved["oval"][:4]
        thick = wide * _LID
        curve = [[x - wide * 1.5, y, thick], [x, y - tall * 0.7, thick], [x + wide * 1.5, y, thick]]
        yield {"limb": curve, "tone": "dark"}
