"""What one process asks another one to do."""

from typing import NamedTuple

from skill_runtime.model.plan import Plan


class Place(NamedTuple):
    """Which conversation: what the user's command named."""

    skill: str = ""
    """A SKILL.md or its folder; empty: the runtime's own."""
    backend: str = ""
    """As in `--backend`."""
    session: str = "default"
    folder: str = ""
    """Where exports go."""
    surface: str = ""
    """`family`, or `adk` for any ADK server."""
    app: str = ""
    """Which agent of an ADK server."""


class Errand(NamedTuple):
    """A turn to run."""

    plan: Plan | None
    """None: go on with what an earlier turn left."""
    text: str = ""
    """The user's words, for the record of turns."""
    language: str = ""
