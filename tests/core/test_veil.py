"""A secret that comes in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.redaction import HIDDEN, hidden
from skill_runtime.core.veil import Veil, veiled
from skill_runtime.model.stream import Delta, Message

GIVEN = ("marked-given-0123456789", "abcabc", "abcabcdef")
TEXTS = [
    f"It is {GIVEN[0]}, they say.",
    "your token nmv_usr_marked.fetched/0123 is bad",
    "Authorization: Bearer !secret!~ and more",
    "claim clm_marked_0123, but https://x.test/claim?ct=clm_shown_0123 is for you",
    "abcabcabc abcabcdef abcabcde",
    "bearer of bad news: bear, nmv_, clm, marked-given-012",
    "你好nmv_usr_一二三 Bearer 秘密",
    "b" * 50 + "bearer bearer bearer x",
]


def through(pieces: list[str]) -> list[str]:
    veil = Veil(lambda: GIVEN)
    return [*(veil.feed(piece) for piece in pieces), veil.close()]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_cut_in_two_anywhere_comes_out_as_the_whole_would(text: str) -> None:
    for at in range(len(text) + 1):
        assert "".join(through([text[:at], text[at:]])) == hidden(text, GIVEN)


@pytest.mark.parametrize("text", TEXTS)
def test_letter_by_letter_too(text: str) -> None:
    assert "".join(through(list(text))) == hidden(text, GIVEN)


WORDS = st.sampled_from([
    *(" ", "n", "nmv_", "usr_", "clm_", "?ct=", "bearer ", "Bearer", "x", "abc", "def"),
    *(GIVEN[0], GIVEN[0][:7], GIVEN[0][7:], "!", "é", "\n"),
])


@given(st.lists(st.text(max_size=3) | WORDS, max_size=12))
def test_however_it_is_cut_the_same_comes_out(pieces: list[str]) -> None:
    whole = hidden("".join(pieces), GIVEN)
    assert "".join(through(pieces)) == whole
    assert whole.startswith("".join(through(pieces)[:-1])), "what was shown never changes"


def test_plain_words_are_not_held_back() -> None:
    assert through(["Hello, ", "world! ", "Fine."])[:3] == ["Hello, ", "world! ", "Fine."]


def test_an_endless_token_is_swallowed_and_what_follows_is_not() -> None:
    for begin in ("nmv_usr_", "clm_", "bearer "):
        pieces = through([f"it is {begin}", *["x" * 1000] * 20, " and on"])
        assert "".join(pieces).replace("bearer ", "") == f"it is {HIDDEN} and on"


def test_a_whole_message_replaces_what_was_held_back() -> None:
    veil = Veil()
    assert veiled(veil, Delta("nmv_usr_12")) == Delta("")
    assert veiled(veil, Message("nmv_usr_1234 is it", "agent")) == Message(
        f"{HIDDEN} is it", "agent"
    )
    assert veiled(veil, Delta("34")) == Delta("34")
