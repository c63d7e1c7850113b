"""Painted shots where the video gets another format: they are painted for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from skill_runtime.studio.agent.project import Media
from skill_runtime.studio.draft import VIDEO, segments
from tests.studio.acting import MemoryProject, act, reply
from tests.studio_server import FakeEngine


@dataclass
class Model(FakeEngine):
    """No two of its pictures are the same."""

    paints_alike: bool = False


def sources(project: MemoryProject) -> list[str]:
    return [shot["m"]["src"] for shot in segments(project.draft, VIDEO)]


def contents(folder: Path, project: MemoryProject) -> list[str]:
    """What the fake engine wrote into the picture of each shot."""
    files = [folder / f"{source}.png" for source in sources(project)]
    return [f.read_bytes()[8:].decode() for f in files]


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ("make it landscape", "I painted the pictures anew"),
        ("改成横屏", "画面已按新的比例重新绘制"),
    ],
)
def test_painted_shots_are_painted_for_the_new_format_each_once(
    tmp_path: Path, wish: str, told: str
) -> None:
    project = MemoryProject(tmp_path)
    act(project, "generate a vertical video of a lake for 4 seconds")
    act(project, "add a shot of a red car")
    act(project, "split the first shot in the middle")
    cut = [shot["m"] for shot in segments(project.draft, VIDEO)]
    assert told in reply(act(project, wish))
    found = contents(tmp_path, project)
    assert [one.endswith(" 1920x1080") for one in found] == [True] * 3
    assert found[0] == found[1] != found[2]
    kept = [shot["m"] | {"src": ""} for shot in segments(project.draft, VIDEO)]
    assert kept == [meta | {"src": ""} for meta in cut]


def test_the_pictures_of_before_come_back_with_undo(tmp_path: Path) -> None:
    project = MemoryProject(tmp_path)
    act(project, "generate a vertical video of a lake")
    before = sources(project)
    act(project, "make it square")
    assert sources(project) != before
    act(project, "undo")
    assert sources(project) == before


def test_a_format_that_it_has_already_paints_nothing(tmp_path: Path) -> None:
    project = MemoryProject(tmp_path)
    act(project, "generate a vertical video of a lake")
    before = sources(project)
    act(project, "make it vertical")
    assert sources(project) == before


def test_uploads_and_the_pictures_of_a_model_stay_what_they_are(tmp_path: Path) -> None:
    beach = Media("u1", "image", "beach.jpg", "image/jpeg", 1080, 1920)
    project = MemoryProject(tmp_path, uploads=[beach])
    act(project, "put beach.jpg on the timeline")
    act(project, "add a shot of a lake", tools=Model())
    before = sources(project)
    told = reply(act(project, "make it landscape", tools=Model()))
    assert "anew" not in told
    assert sources(project) == before
    act(project, "make it square")
    assert sources(project)[0] == before[0] == "u1"
    assert sources(project)[1] != before[1]
