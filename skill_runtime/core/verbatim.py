"""Replies as they are, for agents that have no editor whose buttons they could talk about; and what
a translator of replies is, whichever it be.
"""

from __future__ import annotations

from typing import Protocol

from skill_runtime.model.gui import GuiAction, Translation
from skill_runtime.model.plan import Action

_NONE: frozenset[Action] = frozenset()


class ReplyStream(Protocol):
    """One reply in chunks: text that can't change any more comes out of `feed` and `close`."""

    def feed(self, chunk: str) -> str: ...

    def close(self) -> str: ...

    @property
    def actions(self) -> tuple[GuiAction, ...]: ...


class Translator(Protocol):
    """`core.gui.GuiTranslator` says what the arguments mean."""

    def stream(
        self, language: str | None = None, planned: frozenset[Action] = _NONE
    ) -> ReplyStream: ...

    def translate(
        self, text: str, language: str | None = None, planned: frozenset[Action] = _NONE
    ) -> Translation: ...


class Verbatim:
    """Nothing is taken out of a reply, and nothing is asked for in it."""

    actions: tuple[GuiAction, ...] = ()

    def stream(
        self,
        language: str | None = None,
        planned: frozenset[Action] = _NONE,
    ) -> Verbatim:
        return self

    def translate(
        self,
        text: str,
        language: str | None = None,
        planned: frozenset[Action] = _NONE,
    ) -> Translation:
        return Translation(text, ())

    def feed(self, chunk: str) -> str:
        return chunk

    def close(self) -> str:
        return ""
