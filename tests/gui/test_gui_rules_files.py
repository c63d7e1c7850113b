from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from skill_runtime.adapters.gui_rules import load_gui_rules
from skill_runtime.core.gui import GuiTranslator
from skill_runtime.errors import DataError
from skill_runtime.model.gui import GuiAction, Mode
from skill_runtime.model.plan import Action

from .conftest import RULES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(RULES, tmp_path / "gui"))


FAULTS = {
    "no YAML": ("language: en", "language: [en", "no YAML"),
    "an unknown key": ("language: en", "language: en\ncolour: red", "'colour' is unknown"),
    "a missing key": ("spaced: true\n", "", "'spaced' is missing"),
    "a flag that is none": ("spaced: true", "spaced: maybe", "must be true or false"),
    "an unknown action": ("  - action: export\n", "  - action: exprot\n", "'exprot' is no action"),
    "an unknown verb class": ("verbs: [click, press", "verbs: [clik, press", "'clik' is unknown"),
    "unknown evidence": ("needs: [control, by", "needs: [kontrol, by", "'kontrol' is unknown"),
    "an unknown fragment": ("forms: '{click}'", "forms: '{klick}'", "no fragment {klick}"),
    "a foreign word read in two ways": ("  expand: ", "  expand: 打开 / ", "'打开' is both"),
    "a broken expression": (
        "  drag: |-\n",
        "  drag: |-\n    drag(?:ging?\n",
        "no regular expression",
    ),
}


@pytest.mark.parametrize(("old", "new", "told"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_told_with_its_file_and_place(
    folder: Path, old: str, new: str, told: str
) -> None:
    path = folder / "en.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(DataError) as error:
        load_gui_rules(folder, check=True)
    assert told in str(error.value)
    assert str(path) in str(error.value)


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no language file"):
        load_gui_rules(tmp_path)


def test_a_word_is_added_in_the_file_alone(folder: Path) -> None:
    path = folder / "en.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("  drag: |-\n", "  drag: |-\n    schlep\n", 1), "utf-8")
    translation = GuiTranslator.build(load_gui_rules(folder)).translate("Schlep it to the left.")
    assert translation.actions == (GuiAction(Action.CHAT, Mode.OFFER),)


def test_a_language_is_added_by_a_file_alone(folder: Path) -> None:
    text = (folder / "en.yaml").read_text("utf-8")
    changes = {
        "language: en": "language: de",
        "(?:double-|right-|left-|ctrl-|double |right |left )?click(?:ing)?": "klicken sie auf",
        "    export(?:ing)? / download(?:ing)?": "    exportieren / export(?:ing)?",
        "I'm exporting it{detail} now": "Ich exportiere jetzt",
    }
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "de.yaml").write_text(text, "utf-8")
    translator = GuiTranslator.build(load_gui_rules(folder))
    translation = translator.translate("Fertig. Klicken Sie auf Exportieren.", language="de")
    assert translation.text == "Fertig. Ich exportiere jetzt."
