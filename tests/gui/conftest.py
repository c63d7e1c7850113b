from __future__ import annotations

from pathlib import Path

import pytest

from skill_runtime.adapters.gui_rules import load_gui_rules
from skill_runtime.core.gui import GuiRules, GuiTranslator

RULES = Path(__file__).parents[2] / "translations" / "gui"


@pytest.fixture(scope="session")
def rules() -> GuiRules:
    return load_gui_rules(RULES, check=True)


@pytest.fixture(scope="session")
def translator(rules: GuiRules) -> GuiTranslator:
    return GuiTranslator.build(rules)
