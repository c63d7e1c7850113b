"""A skill's icon, drawn from its name: a play mark before rings of colour, 512 pixels square.

A digest of the name picks the colours and where the rings begin, so that two skills look different
and one always looks the same. All is whole numbers: no machine rounds otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from math import isqrt

from skill_runtime.core.bundle.png import Color, png

SIZE = 512

_WHITE: Color = (255, 255, 255)
_FIELDS: tuple[tuple[Color, Color], ...] = (
    ((255, 122, 89), (110, 24, 82)),
    ((255, 170, 64), (158, 32, 72)),
    ((238, 176, 44), (146, 64, 14)),
    ((150, 190, 62), (22, 78, 74)),
    ((72, 187, 120), (16, 62, 92)),
    ((45, 190, 170), (24, 54, 110)),
    ((56, 182, 230), (32, 44, 128)),
    ((92, 140, 250), (52, 24, 110)),
    ((134, 112, 248), (24, 28, 84)),
    ((186, 104, 236), (46, 20, 96)),
    ((240, 98, 176), (74, 20, 110)),
    ((246, 92, 120), (60, 26, 92)),
    ((224, 110, 70), (52, 38, 54)),
    ((120, 160, 180), (28, 40, 62)),
    ((200, 150, 110), (72, 40, 48)),
    ((90, 200, 220), (90, 30, 110)),
)
"""Light at the rings' centre, dark at the far corner; white stands out from both."""
_BANDS = 15
_SHADES = 17
"""Of each band, from its own colour to the mark's: 0 to 16 sixteenths."""

# The mark is a triangle whose corners are round: everything within the radius of it.
_MARK = ((206, 164), (366, 256), (206, 348))
_RADIUS = 24
_FINE = 16  # parts of a pixel that distances are measured in


def icon(name: str) -> bytes:
    """The PNG for a skill of that name."""
    digest = hashlib.sha256(name.encode()).digest()
    light, dark = _FIELDS[digest[0] % len(_FIELDS)]
    bands = [_mix(light, dark, band, _BANDS - 1) for band in range(_BANDS)]
    palette = [_mix(band, _WHITE, shade, _SHADES - 1) for band in bands for shade in range(_SHADES)]
    rows = [bytearray(row) for row in _rings(2 * digest[1], 2 * digest[2])]
    for x, y, covered in _mark():
        rows[y][x] += covered
    return png([bytes(row) for row in rows], palette)


def _mix(first: Color, second: Color, part: int, whole: int) -> Color:
    red, green, blue = (
        (a * (whole - part) + b * part) // whole for a, b in zip(first, second, strict=True)
    )
    return red, green, blue


def _rings(center_x: int, center_y: int) -> Iterator[bytes]:
    """Rows of palette indices; the last ring reaches the corner that is farthest away."""
    far_x, far_y = (max(c, SIZE - c) for c in (center_x, center_y))
    farthest = far_x * far_x + far_y * far_y
    squares = [(x - center_x) ** 2 for x in range(SIZE)]
    for y in range(SIZE):
        up = (y - center_y) ** 2
        yield bytes(
            min((square + up) * _BANDS // farthest, _BANDS - 1) * _SHADES for square in squares
        )


def _mark() -> Iterator[tuple[int, int, int]]:
    """x, y and how many sixteenths of the pixel the mark covers."""
    reach = _RADIUS + 1
    (left, top), (right, _), (_, bottom) = _MARK
    for y in range(top - reach, bottom + reach):
        for x in range(left - reach, right + reach):
            outside = _distance(x, y)
            if covered := max(0, min(_FINE, _RADIUS * _FINE - outside + _FINE // 2)):
                yield x, y, covered


def _distance(x: int, y: int) -> int:
    """From a pixel's middle to the triangle, in sixteenths of a pixel; 0 within."""
    right, down = x * _FINE + _FINE // 2, y * _FINE + _FINE // 2
    nearest: list[int] = []
    within = True
    for start_x, start_y, along_x, along_y in _EDGES:
        offset_x, offset_y = right - start_x, down - start_y
        within = within and along_x * offset_y >= along_y * offset_x
        # How far along the edge the nearest of its points lies, kept between its two ends.
        length = along_x * along_x + along_y * along_y
        part = max(0, min(length, offset_x * along_x + offset_y * along_y))
        away_x, away_y = offset_x - along_x * part // length, offset_y - along_y * part // length
        nearest.append(away_x * away_x + away_y * away_y)
    return 0 if within else isqrt(min(nearest))


def _edges() -> Iterator[tuple[int, int, int, int]]:
    """Where each edge of the triangle starts and how far it goes, in sixteenths of a pixel."""
    corners = [(x * _FINE, y * _FINE) for x, y in _MARK]
    for (x, y), (end_x, end_y) in zip(corners, (*corners[1:], corners[0]), strict=True):
        yield x, y, end_x - x, end_y - y


_EDGES = tuple(_edges())
