from __future__ import annotations

from pathlib import Path

import pytest

from skill_runtime.adapters.gui_rules import load_gui_rules
from skill_runtime.core.gui import GuiRules, GuiTranslator
from skill_runtime.model.skill import GuiRow

# What nearly every published skill of the family says: nothing that the rules don't know.
USUAL_ROWS = (
    GuiRow(("click [button]", "点击"), "run_api"),
    GuiRow(("open [panel]", "打开"), "show_state"),
    GuiRow(("drag/drop", "拖拽"), "send_edit"),
    GuiRow(("preview in timeline",), "track_summary"),
    GuiRow(("Export button", "导出", "导出按钮"), "export"),
    GuiRow(("check account/billing",), "credits"),
    GuiRow(("arrange clips", "adjust in editor"), "send_edit"),
)
RULES = Path(__file__).parents[2] / "translations" / "gui"


@pytest.fixture(scope="session")
def rules() -> GuiRules:
    return load_gui_rules(RULES, check=True)


@pytest.fixture(scope="session")
def translator(rules: GuiRules) -> GuiTranslator:
    return GuiTranslator.build(rules, USUAL_ROWS)


@pytest.fixture(scope="session")
def packaged(rules: GuiRules) -> GuiTranslator:
    return GuiTranslator.build(rules)
