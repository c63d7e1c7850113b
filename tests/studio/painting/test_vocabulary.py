from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.studio.painting.reading import read_prompt
from skill_runtime.studio.painting.settings import SETTINGS
from skill_runtime.studio.painting.vocabulary import vocabulary
from tests.labelled_rows import rows

ROWS = rows(Path(__file__).with_name("prompts.yaml"))


@pytest.mark.parametrize(("prompt", "setting", "time", "words"), ROWS)
def test_a_prompt_is_read(prompt: str, setting: str, time: str, words: list[str]) -> None:
    scene = read_prompt(prompt)
    assert scene.setting == setting
    assert time in {scene.time, "any"}
    assert list(scene.words) == words


def test_every_setting_of_the_vocabulary_can_be_painted_and_named() -> None:
    assert set(vocabulary().settings) == set(SETTINGS)


def test_every_suggestion_of_the_vocabulary_names_something_that_exists() -> None:
    words = vocabulary()
    rows = [*words.english.values(), *words.chinese.values()]
    terms = {term for row in rows for term in row}
    assert {term.setting for term in terms} - {None} <= set(SETTINGS)
    assert {term.time for term in terms} - {None} <= {"night", "sunset", "sunrise", "day"}
    assert {name for term in terms for name in term.features} <= {term.name for term in terms}


def test_english_spellings_are_lower_case_and_chinese_ones_are_simplified() -> None:
    words = vocabulary()
    assert all(spelling == spelling.lower() for spelling in words.english)
    assert all(spelling == spelling.translate(words.traditional) for spelling in words.chinese)


@pytest.mark.parametrize("prompt", ["scarcity", "seaworthy", "mountaineering", "starch"])
def test_a_word_inside_another_word_is_not_understood(prompt: str) -> None:
    assert read_prompt(prompt).words == ()


def test_the_longest_chinese_word_wins() -> None:
    assert read_prompt("上海").words == ("上海",)
    assert "sea" not in read_prompt("上海").shows


@pytest.mark.parametrize("prompt", ["office space", "人工智能", "云计算", "海报"])
def test_a_phrase_that_only_holds_a_known_word_is_not_understood(prompt: str) -> None:
    assert read_prompt(prompt).words == ()


def test_a_word_is_told_once() -> None:
    assert read_prompt("city after city").words == ("city",)


def test_the_first_colour_that_is_named_leads() -> None:
    assert read_prompt("blue and red").hue == read_prompt("blue").hue
    assert read_prompt("no colour").hue is None


def test_words_that_the_prompt_says_beat_words_that_are_only_suggested() -> None:
    assert read_prompt("futuristic forest at noon").setting == "forest"
    assert read_prompt("futuristic forest at noon").time == "day"


@given(st.text(max_size=200))
def test_any_text_can_be_read_and_every_word_comes_from_it(prompt: str) -> None:
    scene = read_prompt(prompt)
    assert scene.setting in SETTINGS
    assert all(word in prompt for word in scene.words)
