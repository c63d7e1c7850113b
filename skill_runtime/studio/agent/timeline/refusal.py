"""An edit that can't be done on this timeline; the key names the sentence that says so."""

from __future__ import annotations

__all__ = ["EditRefused"]


class EditRefused(ValueError):  # noqa: N818 — it is an answer to the user, not a fault
    """`key` is a sentence of the speech files, `values` fills it."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(key)
