"""Keeps compiled regular expressions between processes as what they were compiled to.

Pickling keeps an expression's text, and compiling that again is most of what a reply's first
words wait for: a tenth of a second for all rules of two languages. CPython's own code for an
expression is a list of numbers, which its matcher checks and takes in no time. It belongs to one
version of the matcher: any other compiles the text, as does a Python without these parts.
"""

from __future__ import annotations

try:
    import _sre  # type: ignore[import-not-found] # CPython's own, in no stub
except ImportError:  # not CPython
    MAGIC: int | None = None
else:
    MAGIC = _sre.MAGIC

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from typing import Any

__all__ = ["MAGIC", "reduced", "restored"]


def reduced(pattern: re.Pattern[Any]) -> tuple[Any, ...]:
    """For a pickler's `dispatch_table`: what `restored` makes the pattern of again."""
    import re
    from array import array
    from re import _compiler, _parser  # type: ignore[attr-defined] # CPython's own, in no stub

    parsed = _parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    code = array("I", _compiler._code(parsed, pattern.flags))  # noqa: SLF001 - there is no other
    names = [None] * parsed.state.groups
    for name, number in parsed.state.groupdict.items():
        names[number] = name
    program = code.tobytes(), parsed.state.groups - 1, parsed.state.groupdict, tuple(names)
    return restored, (MAGIC, pattern.pattern, pattern.flags, program)


def restored(
    magic: int | None, pattern: Any, flags: int, program: tuple[bytes, int, dict[str, int], Any]
) -> re.Pattern[Any]:
    """The pattern. Raises RuntimeError for numbers that are no code of it."""
    if magic is None or magic != MAGIC:
        import re

        return re.compile(pattern, flags)
    code, groups, numbers, names = program
    compiled: re.Pattern[Any] = _sre.compile(
        pattern, flags, list(memoryview(code).cast("I")), groups, numbers, names
    )
    return compiled
