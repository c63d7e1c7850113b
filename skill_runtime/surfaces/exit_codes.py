"""What a command's exit code means. `skill-runtime --help` and SKILL.md list them."""

from __future__ import annotations

OK = 0
USAGE = 2
"""A flag, file or value that the user gave can't be used."""
REFUSED = 3
"""The backend, or a rule of this runtime, said no."""
NO_CONNECTION = 4
NO_CREDITS = 5
UNFINISHED = 6
"""It goes on, or its outcome isn't known yet: `wait` looks again."""
SETUP = 7
"""A SKILL.md, data file, state file or this machine's set-up is at fault."""
BUSY = 8
"""Not begun, since another request of the conversation was still running: `wait` knows nothing of
it, it has to be said again.
"""
INTERRUPTED = 130
OUTPUT_CLOSED = 141
"""The reader of the output went away. The turn went on to its end all the same."""

OF_OUTCOME = {
    "done": OK,
    "held": OK,
    "asked": OK,
    "refused": REFUSED,
    "no_credits": NO_CREDITS,
    "no_connection": NO_CONNECTION,
    "bad_input": USAGE,
    "unfinished": UNFINISHED,
    "in_doubt": UNFINISHED,
    "busy": BUSY,
    "cancelled": INTERRUPTED,
    "fault": SETUP,
}
