"""The fonts of titles: which face shows a character, and the face at a size and weight.

Latin and Cyrillic letters have a face for each typeface; every other script has one.

They come out of installed packages and are found without importing them; fonts of the system are
never used, so a title looks the same on every machine.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

__all__ = ["Run", "font", "package_file", "runs"]

_CJK = (
    "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
    "\U00020000-\U0003ffff"
)
_EMOJI = "\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_LATIN = (
    "\u0020-\u007e\u00a0-\u0131\u0134-\u0137\u0139-\u017e\u0400-\u045f"
    "\u2013\u2014\u2018-\u201e\u2026\u20ac"
)
"""And Cyrillic: what the faces of all typefaces have."""
_JOINERS = "\u200d\ufe0e\ufe0f"
"""Zero-width joiner and variation selectors: they belong to the emoji before them."""


@dataclass(frozen=True, slots=True)
class Face:
    """A variable font of a package; `characters` is what it is for, as in a regular expression."""

    package: str
    file: str
    characters: str
    weights: tuple[int, int] = (100, 900)
    index: int = 0
    optical_size: float | None = None
    scale: float = 1.0
    """What makes its letters look as large as those of the others at the same size."""


_FACES: Mapping[str, Face] = {
    # In Noto CJK the simplified Chinese face has index 2; its default weight is Thin.
    "cjk": Face("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", _CJK, index=2),
    "emoji": Face("manimgx_fonts", "NotoEmoji[wght].ttf", _EMOJI + _JOINERS, weights=(300, 700)),
    "arabic": Face(
        "manimgx_fonts",
        "NotoSansArabic[wght].ttf",
        "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
        (400, 700),
    ),
    "hebrew": Face(
        "manimgx_fonts", "NotoSansHebrew[wght].ttf", "\u0590-\u05ff\ufb1d-\ufb4f", (400, 700)
    ),
    "thai": Face("manimgx_fonts", "NotoSansThai[wght].ttf", "\u0e00-\u0e7f", (400, 700)),
    "devanagari": Face(
        "manimgx_fonts", "NotoSansDevanagari[wght].ttf", "\u0900-\u097f", (400, 700)
    ),
    # Inter's cut for display sizes: titles are large.
    "latin": Face("fontpkg_inter", "files/Inter[opsz,wght].ttf", "", optical_size=32),
    "serif": Face("fontpkg_lora", "files/Lora[wght].ttf", "", weights=(400, 700)),
    "hand": Face("fontpkg_caveat", "files/Caveat[wght].ttf", "", (400, 700), scale=1.25),
    "mono": Face("fontpkg_jetbrains_mono", "files/JetBrainsMono[wght].ttf", "", weights=(100, 800)),
}
_SPECIAL = re.compile(
    "|".join(
        # Spaces between words of a script are its own: else a line read from the right falls apart.
        rf"(?P<{name}>[{face.characters}]+(?:\s+[{face.characters}]+)*)"
        for name, face in _FACES.items()
        if face.characters
    )
)
_HAS_CJK = re.compile(f"[{_CJK}]")
_ALL_LATIN = re.compile(f"[{_LATIN}]*")
_SHARED_PUNCTUATION = re.compile("[‘’“”…—·]+")
"""Full width beside Chinese, narrow beside Latin."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line that one face shows."""

    face: str
    text: str


def runs(line: str, typeface: str = "sans") -> Iterator[Run]:
    """A line in pieces, each with its face. What no other face is for goes to that of the typeface
    (`sans` is the face `latin`), or to the Latin one where that lacks some of its letters.
    """
    chinese = _HAS_CJK.search(line) is not None
    begin = 0
    for special in _SPECIAL.finditer(line):
        yield from _plain(line[begin : special.start()], chinese, typeface)
        text = special.group()
        if text.strip(_JOINERS):
            yield Run(special.lastgroup or "latin", text)
        begin = special.end()
    yield from _plain(line[begin:], chinese, typeface)


def _plain(text: str, chinese: bool, typeface: str) -> Iterator[Run]:
    begin = 0
    for marks in _SHARED_PUNCTUATION.finditer(text) if chinese else ():
        if marks.start() > begin:
            yield _lettered(text[begin : marks.start()], typeface)
        yield Run("cjk", marks.group())
        begin = marks.end()
    if begin < len(text):
        yield _lettered(text[begin:], typeface)


def _lettered(text: str, typeface: str) -> Run:
    plain = typeface == "sans" or not _ALL_LATIN.fullmatch(text)
    return Run("latin" if plain else typeface, text)


@lru_cache(maxsize=64)
def font(name: str, size: float, weight: int) -> ImageFont.FreeTypeFont:
    """A face at a size in px and a weight of 100 to 900."""
    face = _FACES[name]
    file = str(package_file(face.package, face.file))
    loaded = ImageFont.truetype(file, size * face.scale, face.index)
    lightest, heaviest = face.weights
    axes = [float(min(heaviest, max(lightest, weight)))]
    if face.optical_size is not None:
        axes.insert(0, face.optical_size)
    loaded.set_variation_by_axes(axes)
    return loaded


def package_file(package: str, file: str) -> Path:
    """A file of an installed package, without importing the package."""
    spec = importlib.util.find_spec(package)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / file
        if path.is_file():
            return path
    raise FileNotFoundError(
        f"{file} isn't installed (package {package}): install the extra `studio`."
    )
