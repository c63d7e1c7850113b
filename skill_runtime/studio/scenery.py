"""What moves in a painted picture, kept inside its file: a private chunk of the PNG.

The painter writes it and the renderer reads it, so that a shot moves without being painted again:
what falls and the picture without it, whether lights twinkle, and where the sky is. A file may come
from anywhere: what isn't whole, or isn't of the picture's own size, counts as no scenery.
"""

from __future__ import annotations

import io
import json
import warnings
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image

__all__ = ["CHUNK", "FALLS", "Scenery", "from_chunk", "to_chunk"]

Array: TypeAlias = NDArray[np.uint8]

CHUNK = b"stMo"
FALLS = frozenset({"", "snow", "rain"})
_VERSION = 1
_MAX_HEAD = 1000
_QUALITY = 93


@dataclass(frozen=True, slots=True)
class Scenery:
    """The moving parts of one picture."""

    falls: str = ""
    twinkles: bool = False
    seed: int = 0
    clear: Array | None = None
    """(h, w, 3): the picture without what falls; None where nothing does."""
    land: Array | None = None
    """(h / 2, w / 2): 255 where the sky is hidden, 0 where it is seen; None without a sky."""

    def __bool__(self) -> bool:
        return bool(self.falls) or self.twinkles or self.land is not None


def to_chunk(scenery: Scenery) -> bytes:
    """A line of JSON, then a JPEG and a PNG of the lengths that it tells."""
    clear = b"" if scenery.clear is None else _encoded(scenery.clear, "JPEG")
    land = b"" if scenery.land is None else _encoded(scenery.land, "PNG")
    head = {
        "v": _VERSION,
        "falls": scenery.falls,
        "twinkles": scenery.twinkles,
        "seed": scenery.seed,
        "clear": len(clear),
        "land": len(land),
    }
    return json.dumps(head).encode() + b"\n" + clear + land


def from_chunk(data: bytes, width: int, height: int) -> Scenery | None:
    """The scenery of a picture of that size, or None if this is none."""
    head, _, body = data.partition(b"\n")
    told = _head(head)
    if told is None or told["clear"] + told["land"] != len(body):
        return None
    clear = _decoded(body[: told["clear"]], "JPEG", (width, height), "RGB")
    land = _decoded(body[told["clear"] :], "PNG", (-(-width // 2), -(-height // 2)), "L")
    if (told["clear"] and clear is None) or (told["land"] and land is None):
        return None
    falls = told["falls"] if clear is not None else ""
    return Scenery(falls, told["twinkles"], told["seed"], clear, land)


def _head(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line) if len(line) <= _MAX_HEAD else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or told.get("v") != _VERSION:
        return None
    numbers = [told.get(name) for name in ("seed", "clear", "land")]
    fair = all(type(number) is int and 0 <= number < 1 << 63 for number in numbers)
    named = isinstance(told.get("falls"), str) and told["falls"] in FALLS
    return told if fair and named and isinstance(told.get("twinkles"), bool) else None


def _encoded(pixels: Array, kind: str) -> bytes:
    file = io.BytesIO()
    image = Image.fromarray(pixels)
    if kind == "JPEG":
        image.save(file, kind, quality=_QUALITY, subsampling=0)
    else:
        image.save(file, kind, compress_level=1)
    return file.getvalue()


def _decoded(data: bytes, kind: str, size: tuple[int, int], mode: str) -> Array | None:
    if not data:
        return None
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=[kind]) as image:
            warnings.simplefilter("ignore")
            if image.size != size:
                return None
            return np.asarray(image.convert(mode))
    except (OSError, SyntaxError, EOFError, ValueError, Image.DecompressionBombError):
        return None
