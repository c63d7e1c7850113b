"""Sentences and the facts of the draft that must come out: `edits.*.yaml`, and in looser words
`spoken.*.yaml`, `persons.*.yaml`, `newcomers.*.yaml`, `authors.*.yaml`, `instructions.*.yaml` and
`conversations.*.yaml`; whole films in `films.*.yaml`, what is said of their shots in
`shots.*.yaml`, and of one shot in a sentence about it in `scenes.*.yaml`; what can't be had in
`beyond.*.yaml`.

`given` names a timeline of `timelines` (default: `full`); `say` is one sentence or several; the
other keys are facts of the draft (see `acting.facts`), `reply` a piece of the reply, `cost` the
credits spent on `say`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from skill_runtime.studio.agent.project import Media
from tests.labelled_rows import rows
from tests.studio.acting import MemoryProject, act, facts, reply

HERE = Path(__file__).parent
KINDS = (
    *("edits", "spoken", "persons", "newcomers", "authors", "instructions"),
    *("conversations", "films", "shots", "scenes", "beyond"),
)
UPLOADS = [
    Media("u1", "video", "beach.mp4", "video/mp4", 1280, 720, 4000, has_audio=True),
    Media("u2", "image", "cat.png", "image/png", 800, 800),
    Media("u3", "audio", "song.mp3", "audio/mpeg", duration_ms=60_000),
]
PHOTOS = [UPLOADS[1], Media("u4", "image", "dog.png", "image/png", 800, 800)]
SLIDES = [*PHOTOS, UPLOADS[0], Media("u5", "image", "logo.png", "image/png", 400, 200)]

Prepared = Callable[[str, str, tuple[str, ...]], MemoryProject]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A project with a timeline that is made once and copied: the sentences are cheap, the
    timelines are not.
    """
    folder = tmp_path_factory.mktemp("projects")

    @cache
    def made(language: str, given: str, sentences: tuple[str, ...]) -> MemoryProject:
        uploads = UPLOADS if given in {"uploads", "clip", "clips", "laid over"} else ()
        uploads = {"photos": PHOTOS, "slides": SLIDES}.get(given, uploads)
        project = MemoryProject(folder, language, uploads)
        for sentence in sentences:
            act(project, sentence)
        return project

    return lambda *of: made(*of).copy()


def cases() -> list[Any]:
    """The rows of each timeline of each file: a test for each row would cost more than the row."""
    found = []
    for kind, language in product(KINDS, ("en", "zh")):
        sheet = rows(HERE / f"{kind}.{language}.yaml")
        for given, sentences in sheet["timelines"].items():
            own = [row for row in sheet["cases"] if row.get("given", "full") == given]
            case = (language, given, tuple(sentences), own)
            found.append(pytest.param(*case, id=f"{kind} of {given}, {language}"))
    return found


@pytest.mark.parametrize(("language", "given", "sentences", "rows"), cases())
def test_sentences_make_the_drafts_that_they_ask_for(
    prepared: Prepared,
    language: str,
    given: str,
    sentences: tuple[str, ...],
    rows: list[dict[str, Any]],
) -> None:
    wrong = {str(row["say"]): _fault(prepared(language, given, sentences), row) for row in rows}
    assert not {said: fault for said, fault in wrong.items() if fault}


def _fault(project: MemoryProject, row: dict[str, Any]) -> object:
    """What came out otherwise than the row says; nothing if all is as it should be."""
    before, project.cost = project.draft, 0
    said = row["say"] if isinstance(row["say"], list) else [row["say"]]
    told = " ".join(reply(act(project, sentence)) for sentence in said)
    expected = {k: v for k, v in row.items() if k not in {"say", "given", "reply", "cost", "why"}}
    found = facts(project.draft)
    got = {k: found.get(k) for k in expected}
    if row.get("reply", "") not in told or "None" in told:
        return told
    if got != expected or project.cost != row.get("cost", project.cost):
        return got, project.cost
    return "" if expected or project.draft == before else "the draft was changed"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_there_are_sentences_enough(language: str) -> None:
    sheet = rows(HERE / f"edits.{language}.yaml")
    assert len(sheet["cases"]) >= 270
    assert len({str(r["say"]) + r.get("given", "") for r in sheet["cases"]}) == len(sheet["cases"])
