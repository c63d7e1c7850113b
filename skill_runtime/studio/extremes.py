"""The greatest of every pixel's surroundings, of which painting and moving pictures both have need:
Pillow's own rank filter takes a second for a large picture.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["greatest"]


def greatest(plane: NDArray[Any], size: int) -> NDArray[Any]:
    """The greatest value of each square of `size` (odd) around a pixel, by windows that double.
    `~greatest(~plane, size)` is the least one of a plane of bytes.
    """
    for _ in range(2):
        plane = np.pad(plane, ((size // 2, size // 2), (0, 0)), mode="edge")
        covered = 1
        while covered < size:
            step = min(covered, size - covered)
            plane = np.maximum(plane[:-step], plane[step:])
            covered += step
        plane = np.ascontiguousarray(plane.T)
    return plane
