"""`python -m skill_runtime.studio.painting --sheet OUT.png`: the gallery on one sheet, to look at.

`--prompt WORDS --size 1080x1920 OUT.png` paints one picture. Exit 2 for a mistake on the command
line.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image

from skill_runtime.studio.painting.painter import paint, save_png
from skill_runtime.studio.tables import table

__all__ = ["contact_sheet", "gallery", "main"]

_WIDTH = 1920
_PER_ROW = {"16:9": 3, "9:16": 5, "1:1": 4, "4:5": 4}


def gallery() -> Mapping[str, Sequence[str]]:
    """Format → prompts."""
    prompts: Mapping[str, Sequence[str]] = table(__package__, "gallery.yaml")
    return prompts


def contact_sheet(width: int = _WIDTH) -> Image.Image:
    """All prompts of the gallery, a format after the other, in rows `width` pixels wide."""
    rows: list[Image.Image] = []
    for name, prompts in gallery().items():
        across, down = (int(side) for side in name.split(":"))
        count = _PER_ROW[name]
        size = width // count, width // count * down // across
        for start in range(0, len(prompts), count):
            row = Image.new("RGB", (width, size[1]))
            for index, prompt in enumerate(prompts[start : start + count]):
                row.paste(Image.fromarray(paint(prompt, *size).pixels), (index * size[0], 0))
            rows.append(row)
    sheet = Image.new("RGB", (width, sum(row.height for row in rows)))
    top = 0
    for row in rows:
        sheet.paste(row, (0, top))
        top += row.height
    return sheet


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal()):
        raise ValueError(f"A size is written 1080x1920, not {text}.")
    return int(width), int(height)


def main(arguments: list[str] | None = None) -> int:
    """0 when the picture is written; 2 for a mistake on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m skill_runtime.studio.painting",
        description="Paints one prompt, or all prompts of the gallery on a contact sheet.",
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--sheet", action="store_true", help="the 48 prompts of gallery.yaml")
    what.add_argument("--prompt", help="what to paint")
    parser.add_argument(
        "--size", default="1080x1920", metavar="WxH", help="of --prompt (1080x1920)"
    )
    parser.add_argument("path", type=Path, metavar="OUT.png")
    options = parser.parse_args(arguments)
    try:
        if options.sheet:
            contact_sheet().save(options.path)
        else:
            save_png(paint(options.prompt, *_size(options.size)), options.path)
    except (ValueError, OSError) as error:
        parser.exit(2, f"{parser.prog}: {error}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
