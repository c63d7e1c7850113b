"""A GIF's 255 colors: chosen from the whole film, and frames in them."""

from __future__ import annotations

from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from skill_runtime.studio.media.film import Film
from skill_runtime.studio.media.planes import image_of

__all__ = ["indexed", "palette_of"]

_SAMPLES = 8
"""Moments of the film that the colors are chosen from."""
_PATTERN = 8
_STRENGTH = 20
"""Levels of 256 that neighbours are told apart by: less shows bands in a sky, more shows the
pattern."""


def palette_of(film: Film) -> Image.Image:
    """255 colors that suit a few moments of the film."""
    step = film.draft.duration / _SAMPLES
    pages = film.draw((number + 0.5) * step for number in range(_SAMPLES))
    shots = [np.asarray(image_of(page).reduce(2)) for page in pages]
    return Image.fromarray(np.concatenate(shots)).quantize(255, method=Image.Quantize.MEDIANCUT)


def indexed(page: av.VideoFrame, palette: Image.Image) -> av.VideoFrame:
    """A page in the colors of a palette, its shades by a pattern that never moves.

    Spreading each error to the neighbours instead changes the whole frame with every pixel that
    moves: such a file is half as large again.
    """
    pixels = np.asarray(image_of(page)).astype(np.int16)
    height, width = pixels.shape[:2]
    repeats = -(-height // _PATTERN), -(-width // _PATTERN)
    pixels += np.tile(_pattern(), repeats)[:height, :width, None]
    shaded = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    image = shaded.quantize(palette=palette, dither=Image.Dither.NONE)
    colors = np.reshape(image.getpalette() or [], (-1, 3))
    table = np.full((256, 4), 255, np.uint8)
    table[: len(colors), 1:] = colors  # alpha stands first
    frame: Any = (np.asarray(image), table)  # a documented form that PyAV's stub misses
    return av.VideoFrame.from_ndarray(frame, format="pal8")


def _pattern() -> NDArray[np.int16]:
    """Bayer's matrix: each square of it has every shade once, as far apart as can be."""
    matrix = np.zeros((1, 1))
    while len(matrix) < _PATTERN:
        matrix = np.block([[4 * matrix, 4 * matrix + 2], [4 * matrix + 3, 4 * matrix + 1]])
    shades = (matrix + 0.5) / matrix.size - 0.5
    return np.round(shades * _STRENGTH).astype(np.int16)
