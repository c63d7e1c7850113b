from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.redaction import HIDDEN, hidden, hidden_in

TEXTS = {
    "Bearer abc.DEF-123_x": f"Bearer {HIDDEN}",
    "authorization: bearer abcdefg, x": f"authorization: bearer {HIDDEN} x",
    "bad token nmv_usr_aB3-_x!": f"bad token {HIDDEN}!",
    "clm_12345 is yours": f"{HIDDEN} is yours",
    "https://web.test/workspace/claim?ct=clm_12345": "https://web.test/workspace/claim?ct=clm_12345",
    "The bearer of bad news": "The bearer of bad news",
    "your-own-token-1, twice your-own-token-1": f"{HIDDEN}, twice {HIDDEN}",
    "your-own-token-1-longer": HIDDEN,
    "a lo-fi beat": "a lo-fi beat",
}
OWN = ("your-own-token-1", "your-own-token-1-longer", "", "lo-fi")


@pytest.mark.parametrize("text", TEXTS)
def test_secrets_are_hidden_and_nothing_else(text: str) -> None:
    assert hidden(text, OWN) == TEXTS[text]


def test_json_is_searched_to_its_leaves_and_keys() -> None:
    value = {"a": ["x nmv_usr_1", 3, None, {"nmv_usr_2": True}], "b": ("Bearer secret1",)}
    assert hidden_in(value, hidden) == {
        "a": [f"x {HIDDEN}", 3, None, {HIDDEN: True}],
        "b": [f"Bearer {HIDDEN}"],
    }


@given(st.text(), st.text(), st.text(alphabet="!#abcXYZ019_-~", min_size=6))
def test_a_known_secret_never_comes_through(before: str, after: str, secret: str) -> None:
    assert secret not in hidden(before + secret + after, [secret]).replace(HIDDEN, "")
