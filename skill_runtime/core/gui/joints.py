"""What stands between two clauses, and what it tells about them."""

from __future__ import annotations

COLONS = (":", "：")
COMMAS = (",", "，")
SEMICOLONS = (";", "；")


def is_bare(joint: str) -> bool:
    """Nothing but a blank or "and" stands between a step and what follows it."""
    parted = any(sign in joint for sign in ",;:，；：—–")
    return not parted and joint.strip().lower() not in {"because", "since", "now that"}


def is_dash(joint: str) -> bool:
    """Two of them part a span from the sentence that it stands in the middle of."""
    return joint.strip()[:1] in ("—", "–")


def begins_anew(joint: str) -> bool:
    """What was said before decides nothing any more."""
    return joint.lstrip().startswith(SEMICOLONS)
