"""What is left to say when the program itself is at fault: the traceback, without secrets."""

from __future__ import annotations

import os
import sys
from types import TracebackType

from skill_runtime.core.redaction import hidden
from skill_runtime.surfaces.console import harmless

_ADVICE = (
    "skill-runtime: that was a fault of its own. What was begun is kept: `wait` tells what became"
    " of it. Please report the lines above; tokens were taken out of them.\n"
)


def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """For `sys.excepthook`: an error's text may hold what it failed on, a header for one."""
    import traceback

    text = "".join(traceback.format_exception(kind, error, trace))
    sys.stderr.write(harmless(hidden(text, [os.environ.get("NEMO_TOKEN", "").strip()])))
    sys.stderr.write(_ADVICE)
