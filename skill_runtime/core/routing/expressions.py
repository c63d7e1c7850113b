"""Compiles the router's expressions, each once, when the router is built.

A router is kept between processes with its expressions compiled, so that a short command neither
waits for compiling them nor imports the library that would.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from re import Pattern


def compiled(expression: str, verbose: bool = False) -> Pattern[str]:
    """The expression; `verbose` lets it have spaces and comments of its own."""
    import re

    return re.compile(expression, re.VERBOSE if verbose else 0)
