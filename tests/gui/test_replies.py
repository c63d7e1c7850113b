from __future__ import annotations

from itertools import groupby

import pytest

from skill_runtime.core.gui import GuiTranslator
from skill_runtime.model.gui import Translation

from .replies import CONTENT, GUI, LEFT_OVER, OFFERED, REPLIES, Reply


def by_kind(replies: list[Reply]) -> list[list[Reply]]:
    """A test for each reply would cost more than all that it tests."""

    def kind(reply: Reply) -> tuple[str, str]:
        return reply.language, reply.kind

    return [list(group) for _, group in groupby(sorted(replies, key=kind), kind)]


def name(group: list[Reply]) -> str:
    return f"{group[0].language}-{group[0].kind}"


@pytest.fixture(scope="module")
def said(translator: GuiTranslator) -> dict[str, Translation]:
    """Each reply's text → what becomes of it."""
    return {reply.text: translator.translate(reply.text) for reply in REPLIES}


@pytest.mark.parametrize("group", by_kind(GUI), ids=name)
def test_a_reply_asks_for_what_its_label_says(
    said: dict[str, Translation], group: list[Reply]
) -> None:
    for reply in group:
        found = [(str(a.action), str(a.mode)) for a in said[reply.text].actions]
        labelled = list(reply.actions.items())
        if reply.ambiguous:
            found, labelled = [(a, "") for a, _ in found], [(a, "") for a, _ in labelled]
        assert found == labelled, reply.text


@pytest.mark.parametrize("group", by_kind(GUI), ids=name)
def test_gui_words_go_and_the_rest_stays(said: dict[str, Translation], group: list[Reply]) -> None:
    for reply in group:
        text = said[reply.text].text
        assert not reply.leak(text), text
        assert [kept for kept in reply.keep if kept not in text] == [], text


@pytest.mark.parametrize("group", by_kind(GUI), ids=name)
def test_nothing_broken_is_left_over(said: dict[str, Translation], group: list[Reply]) -> None:
    for reply in group:
        text = said[reply.text].text
        assert len(LEFT_OVER.findall(text)) <= len(LEFT_OVER.findall(reply.text)), text


@pytest.mark.parametrize("group", by_kind(GUI), ids=name)
def test_what_is_offered_is_put_in_words(said: dict[str, Translation], group: list[Reply]) -> None:
    for reply in group:
        text = said[reply.text].text
        offered = [action for action, mode in reply.actions.items() if mode == "offer"]
        assert all(OFFERED[action].search(text) for action in offered), text


@pytest.mark.parametrize("group", by_kind(CONTENT), ids=name)
def test_content_that_looks_like_gui_comes_back_to_the_letter(
    said: dict[str, Translation], group: list[Reply]
) -> None:
    for reply in group:
        assert said[reply.text] == Translation(reply.text, ()), reply.text


def test_the_familys_usual_rows_change_nothing(
    said: dict[str, Translation], packaged: GuiTranslator
) -> None:
    assert {text: packaged.translate(text) for text in said} == said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_language_has_replies_enough_and_a_third_of_them_is_content(language: str) -> None:
    own = [reply for reply in REPLIES if reply.language == language]
    assert len(own) >= 400
    assert sum(reply.same for reply in own) * 3 >= len(own)
