"""httpx without its command line.

`import httpx` also imports the program of that name, and with it rich, click and pygments wherever
they are installed: a fifth of a short command's time. Python takes None in `sys.modules` for "there
is no such module", and httpx gets along without.
"""

from __future__ import annotations

import sys

if "httpx" not in sys.modules:
    sys.modules["httpx._main"] = None  # type: ignore[assignment]  # see the language reference, 5.3.1

import httpx

__all__ = ["httpx"]
