"""A GIF's 255 colors: chosen from the whole film, and frames in them."""

from __future__ import annotations

from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from skill_runtime.studio.media.film import Film
from skill_runtime.studio.media.planes import image_of

__all__ = ["Indexer", "palette_of"]

_SAMPLES = 8
"""Moments of the film that the colors are chosen from."""
_PATTERN = 8
_STRENGTH = 20
"""Levels of 256 that neighbours are told apart by: less shows bands in a sky, more shows the
pattern."""
_TOLERANCE = 6
"""Levels of 256 that a pixel may be off before it is drawn anew."""


def palette_of(film: Film) -> Image.Image:
    """255 colors that suit a few moments of the film."""
    step = film.draft.duration / _SAMPLES
    pages = film.draw((number + 0.5) * step for number in range(_SAMPLES))
    shots = [np.asarray(image_of(page).reduce(2)) for page in pages]
    return Image.fromarray(np.concatenate(shots)).quantize(255, method=Image.Quantize.MEDIANCUT)


class Indexer:
    """Pages in the colors of a palette, one after the other."""

    def __init__(self, palette: Image.Image) -> None:
        colors = np.reshape(palette.getpalette() or [], (-1, 3))
        self._palette = palette
        self._table = np.full((256, 4), 255, np.uint8)
        self._table[: len(colors), 1:] = colors  # alpha stands first
        self._shown: NDArray[np.int16] | None = None
        """What the indices stand for: each pixel as it was when it was drawn last."""
        self._indices: NDArray[np.uint8] = np.empty((0, 0), np.uint8)

    def take(self, page: av.VideoFrame) -> av.VideoFrame:
        """The shades by a pattern that never moves, and what hardly differs as it was before.

        Spreading each error to the neighbours instead changes the whole frame with every pixel that
        moves: such a file is half as large again. A shot that is slowly zoomed changes nearly every
        pixel a little, which is nothing to be seen and half of the file.
        """
        pixels = np.asarray(image_of(page)).astype(np.int16)
        fresh = self._shaded(pixels)
        if self._shown is None:
            self._shown, self._indices = pixels, fresh
        else:
            changed = np.abs(pixels - self._shown).max(axis=2) > _TOLERANCE
            self._indices = np.where(changed, fresh, self._indices)
            self._shown = np.where(changed[..., None], pixels, self._shown)
        frame: Any = (self._indices, self._table)  # a documented form that PyAV's stub misses
        return av.VideoFrame.from_ndarray(frame, format="pal8")

    def _shaded(self, pixels: NDArray[np.int16]) -> NDArray[np.uint8]:
        height, width = pixels.shape[:2]
        repeats = -(-height // _PATTERN), -(-width // _PATTERN)
        shaded = pixels + np.tile(_pattern(), repeats)[:height, :width, None]
        image = Image.fromarray(np.clip(shaded, 0, 255).astype(np.uint8))
        return np.asarray(image.quantize(palette=self._palette, dither=Image.Dither.NONE))


def _pattern() -> NDArray[np.int16]:
    """Bayer's matrix: each square of it has every shade once, as far apart as can be."""
    matrix = np.zeros((1, 1))
    while len(matrix) < _PATTERN:
        matrix = np.block([[4 * matrix, 4 * matrix + 2], [4 * matrix + 3, 4 * matrix + 1]])
    shades = (matrix + 0.5) / matrix.size - 0.5
    return np.round(shades * _STRENGTH).astype(np.int16)
