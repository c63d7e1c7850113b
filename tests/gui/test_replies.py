from __future__ import annotations

import pytest

from skill_runtime.core.gui import GuiTranslator

from .replies import CONTENT, GUI, LEFT_OVER, OFFERED, REPLIES, Reply


def name(reply: Reply) -> str:
    return f"{reply.language}-{reply.kind}-{reply.text[:32]}"


@pytest.mark.parametrize("reply", GUI, ids=name)
def test_a_reply_asks_for_what_its_label_says(translator: GuiTranslator, reply: Reply) -> None:
    found = {str(a.action): str(a.mode) for a in translator.translate(reply.text).actions}
    if reply.ambiguous:
        assert list(found) == list(reply.actions)
    else:
        assert list(found.items()) == list(reply.actions.items())


@pytest.mark.parametrize("reply", REPLIES, ids=name)
def test_the_familys_usual_rows_change_nothing(
    translator: GuiTranslator, packaged: GuiTranslator, reply: Reply
) -> None:
    assert translator.translate(reply.text) == packaged.translate(reply.text)


@pytest.mark.parametrize("reply", GUI, ids=name)
def test_gui_words_go_and_the_rest_stays(translator: GuiTranslator, reply: Reply) -> None:
    text = translator.translate(reply.text).text
    assert not reply.leak(text), text
    assert all(kept in text for kept in reply.keep), text


@pytest.mark.parametrize("reply", GUI, ids=name)
def test_nothing_broken_is_left_over(translator: GuiTranslator, reply: Reply) -> None:
    text = translator.translate(reply.text).text
    assert len(LEFT_OVER.findall(text)) <= len(LEFT_OVER.findall(reply.text)), text


@pytest.mark.parametrize("reply", [r for r in GUI if "offer" in r.actions.values()], ids=name)
def test_what_is_offered_is_put_in_words(translator: GuiTranslator, reply: Reply) -> None:
    text = translator.translate(reply.text).text
    offered = [action for action, mode in reply.actions.items() if mode == "offer"]
    assert all(OFFERED[action].search(text) for action in offered), text


@pytest.mark.parametrize("reply", CONTENT, ids=name)
def test_content_that_looks_like_gui_comes_back_to_the_letter(
    translator: GuiTranslator, reply: Reply
) -> None:
    translation = translator.translate(reply.text)
    assert translation.text == reply.text
    assert translation.actions == ()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_language_has_replies_enough_and_a_third_of_them_is_content(language: str) -> None:
    own = [reply for reply in REPLIES if reply.language == language]
    assert len(own) >= 400
    assert sum(reply.same for reply in own) * 3 >= len(own)
