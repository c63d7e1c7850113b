"""A row of shots in another order, or with one less: of segments, or of their names alone."""

from __future__ import annotations

from typing import TypeVar

from skill_runtime.studio.agent.edits import (
    MoveShot,
    OrderShots,
    RemoveShot,
    ReverseShots,
    SwapShots,
)

from .cutting import shot_index

__all__ = ["REARRANGING", "Rearranging", "rearranged"]

T = TypeVar("T")
Rearranging = MoveShot | OrderShots | RemoveShot | ReverseShots | SwapShots
REARRANGING = (MoveShot, OrderShots, RemoveShot, ReverseShots, SwapShots)


def rearranged(row: list[T], edit: Rearranging) -> list[T]:
    """The row after the edit; EditRefused where a shot is named that isn't there."""
    match edit:
        case MoveShot():
            return _moved(row, edit)
        case OrderShots():
            first = list(dict.fromkeys(shot_index(row, number) for number in edit.shots))
            rest = [n for n in range(len(row)) if n not in first]
            return [row[n] for n in (*first, *rest)]
        case RemoveShot():
            gone = shot_index(row, edit.shot)
            return [*row[:gone], *row[gone + 1 :]]
        case ReverseShots():
            return row[::-1]
        case SwapShots():
            pair = shot_index(row, edit.first), shot_index(row, edit.second)
            other = {pair[0]: pair[1], pair[1]: pair[0]}
            return [row[other.get(n, n)] for n in range(len(row))]


def _moved(row: list[T], edit: MoveShot) -> list[T]:
    source, target = shot_index(row, edit.shot), shot_index(row, edit.to)
    if edit.beside == "before" and source < target:
        target -= 1
    if edit.beside == "after" and source > target:
        target += 1
    rest = [*row[:source], *row[source + 1 :]]
    return [*rest[:target], row[source], *rest[target:]]
