"""Turns GUI talk from a backend ("click Export in the top-right corner") into actions.

An instruction counts when all three hold: it tells, invites or permits the *user* to act; *now or
later*; on the *editor's interface*. Everything else is content and stays to the letter.

    chunks ─▶ segments (sentences) ─▶ stream (what is held, what was said before)
                                        └▶ rewriting ─▶ reading (spans, chains) ─▶ grammar ─▶ steps

The words are data: translations/gui/, one file a language.
"""

from __future__ import annotations

from skill_runtime.core.gui.rules import GuiRules
from skill_runtime.core.gui.stream import TranslationStream
from skill_runtime.core.gui.translator import GuiTranslator

__all__ = ["GuiRules", "GuiTranslator", "TranslationStream"]
