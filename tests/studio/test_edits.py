"""Sentences and the facts of the draft that must come out: `edits.*.yaml`, and in looser words
`spoken.*.yaml`.

`given` names a timeline of `timelines` (default: `full`); `say` is one sentence or several; the
other keys are facts of the draft (see `acting.facts`), `reply` a piece of the reply, `cost` the
credits spent on `say`.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from skill_runtime.studio.agent.project import Media
from tests.studio.acting import MemoryProject, act, facts, reply

HERE = Path(__file__).parent
UPLOADS = [
    Media("u1", "video", "beach.mp4", "video/mp4", 1280, 720, 4000, has_audio=True),
    Media("u2", "image", "cat.png", "image/png", 800, 800),
    Media("u3", "audio", "song.mp3", "audio/mpeg", duration_ms=60_000),
]


def cases() -> list[Any]:
    found = []
    for language in ("en", "zh"):
        for kind in ("edits", "spoken"):
            rows = yaml.safe_load((HERE / f"{kind}.{language}.yaml").read_text(encoding="utf-8"))
            for row in rows["cases"]:
                case = (language, rows["timelines"], row)
                found.append(pytest.param(*case, id=f"{language}: {row['say']}"))
    return found


Given = Callable[[str, str, list[str]], MemoryProject]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Given:
    """A project with a timeline; each timeline is made once, since most rows begin with the same."""
    folder = tmp_path_factory.mktemp("begun")
    made: dict[tuple[str, str, str], MemoryProject] = {}

    def begin(language: str, given: str, sentences: list[str]) -> MemoryProject:
        key = (language, given, "\n".join(sentences))
        if key not in made:
            uploads = UPLOADS if given in {"uploads", "clip"} else ()
            made[key] = MemoryProject(folder, language, uploads)
            for sentence in sentences:
                act(made[key], sentence)
        return deepcopy(made[key])

    return begin


@pytest.mark.parametrize(("language", "timelines", "row"), cases())
def test_a_sentence_makes_the_draft_that_it_asks_for(
    begun: Given, language: str, timelines: dict[str, list[str]], row: dict[str, Any]
) -> None:
    given = row.get("given", "full")
    project = begun(language, given, timelines[given])
    before, project.cost = project.draft, 0
    said = row["say"] if isinstance(row["say"], list) else [row["say"]]
    told = " ".join(reply(act(project, sentence)) for sentence in said)
    expected = {k: v for k, v in row.items() if k not in {"say", "given", "reply", "cost", "why"}}
    found = facts(project.draft)
    assert {k: found.get(k) for k in expected} == expected
    assert row.get("reply", "") in told
    assert "None" not in told
    assert project.cost == row.get("cost", project.cost)
    if not expected:
        assert project.draft == before


@pytest.mark.parametrize("language", ["en", "zh"])
def test_there_are_sentences_enough(language: str) -> None:
    rows = yaml.safe_load((HERE / f"edits.{language}.yaml").read_text(encoding="utf-8"))
    assert len(rows["cases"]) >= 270
    assert len({str(r["say"]) + r.get("given", "") for r in rows["cases"]}) == len(rows["cases"])
