"""Which packages must be there, by the names that they are imported by: one list for the entry,
which makes an environment of them, and for whoever tells that one is missing.

Nothing is imported here: the entry reads it on a bare Python.
"""

from __future__ import annotations

TURN = ("httpx", "httpx_sse", "yaml", "jinja2", "regex")
"""For every turn."""
STUDIO = ("starlette", "uvicorn", "multipart", "av", "numpy", "PIL", "midirenderer")
"""For the embedded backend: the extra `studio`."""
