from __future__ import annotations

from pathlib import Path

import pytest

from skill_runtime.adapters.vocabulary import load_vocabulary
from skill_runtime.core.routing import Router
from skill_runtime.core.routing.vocabulary import Vocabulary

INTENTS = Path(__file__).parents[2] / "intents"


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary(INTENTS)


@pytest.fixture(scope="session")
def router(vocabulary: Vocabulary) -> Router:
    return Router.build(vocabulary)
