"""What a user says in one go."""

from __future__ import annotations

from skill_runtime.model.tuples import NamedTuple


class Utterance(NamedTuple):
    """One chat message of one user."""

    text: str
    attachments: tuple[str, ...] = ()
    """Names or paths of files that came with the message, as the host gave them."""
    language: str | None = None
    """A BCP 47 tag that the user chose (`--lang`); None lets the text decide."""
