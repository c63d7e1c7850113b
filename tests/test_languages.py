"""Client and studio share no code, and tell the language of a message alike all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from skill_runtime.assembly import load_router
from skill_runtime.core.routing import Router
from skill_runtime.model.utterance import Utterance
from skill_runtime.studio.agent.words.utterance import language_of

_LISTED: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "languages.yaml").read_text("utf-8")
)
_ROWS = [
    (text, language.replace("none", "")) for language, texts in _LISTED.items() for text in texts
]


@pytest.fixture(scope="module")
def router() -> Router:
    return load_router()


@pytest.mark.parametrize(("text", "language"), _ROWS)
def test_the_client_answers_in_the_language_of_what_is_said(
    router: Router, text: str, language: str
) -> None:
    assert router.route(Utterance(text)).language == language


@pytest.mark.parametrize(("text", "language"), _ROWS)
def test_the_studio_answers_in_the_language_of_what_is_said(text: str, language: str) -> None:
    assert language_of(text, default="") == language
