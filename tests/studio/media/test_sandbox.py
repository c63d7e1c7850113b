from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

import skill_runtime
from skill_runtime.studio.media import worker
from skill_runtime.studio.media.output import Output
from skill_runtime.studio.media.sandbox import Child, ChildFailed, Limits, Start
from skill_runtime.studio.media.sandbox_spare import Children

from .samples import draft, make_picture, shot

HERE = "tests.studio.media.sandboxed"
PROBE_AND_RENDER = """
import json, sys
from pathlib import Path
from skill_runtime.studio.media.probing import probe
from skill_runtime.studio.media.rendering import Output, render
picture, film = map(Path, sys.argv[1:3])
print(probe(picture).kind)
render(
    json.loads(sys.argv[3]), lambda _: picture, film, Output("png", resolution=90),
    progress=lambda _: None, cancelled=lambda: False,
)
"""
ROOMY = Limits(cpu_seconds=20, memory=2 << 30, file_size=1 << 20)


@pytest.fixture(params=["new", "spare"])
def start(request: pytest.FixtureRequest) -> Iterator[Start]:
    """What holds for a child holds for one that waited for its order."""
    if request.param == "new":
        yield Child.start
        return
    children = Children()
    children.prepare([HERE])
    yield children.start
    children.close()


def _last_words(start: Start, job: dict[str, object], limits: Limits = ROOMY) -> str:
    with start(HERE, job, limits) as child, pytest.raises(ChildFailed) as end:
        child.report(20)
    return str(end.value)


def test_a_child_answers_with_values(start: Start) -> None:
    with start(HERE, {"do": "echo", "value": "第一 \ud83d"}, ROOMY) as child:
        assert child.report(20) == {"value": "第一 \ud83d"}


@pytest.fixture
def _secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "secret")


@pytest.mark.usefixtures("_secret")  # before there is any child
def test_a_child_knows_nothing_of_the_environment(start: Start) -> None:
    with start(HERE, {"do": "environment"}, ROOMY) as child:
        report = child.report(20)
    assert report is not None
    assert "secret" not in str(report)
    assert "NEMO_TOKEN" not in str(report)


def test_a_fault_in_a_child_is_told_in_one_line(start: Start) -> None:
    assert _last_words(start, {"do": "fail"}) == "ValueError: on purpose"


def test_a_crash_of_a_child_is_told_by_its_signal(start: Start) -> None:
    assert _last_words(start, {"do": "crash"}) == "ended by signal 11"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_a_child_can_not_take_all_memory(start: Start) -> None:
    assert "MemoryError" in _last_words(start, {"do": "eat"})


@pytest.mark.skipif(sys.platform != "linux", reason="another system may refuse one of them")
def test_a_child_has_its_limits_before_its_work(start: Start) -> None:
    limits = Limits(cpu_seconds=7, memory=1 << 30, file_size=1 << 10)
    with start(HERE, {"do": "limits"}, limits) as child:
        assert child.report(20) == {"limits": [[7, 7], [1 << 30] * 2, [1 << 10] * 2, [0, 0]]}


def test_a_child_can_not_write_without_bound(start: Start, tmp_path: Path) -> None:
    assert "File too large" in _last_words(start, {"do": "write", "path": str(tmp_path / "big")})
    assert (tmp_path / "big").stat().st_size <= ROOMY.file_size


def test_leaving_ends_a_child_that_would_go_on_for_ever(start: Start) -> None:
    with start(HERE, {"do": "wait"}, ROOMY) as child:
        assert child.report(20) == {"waiting": True}
        assert child.report(0) is None


@pytest.mark.parametrize("cached", [True, False])
def test_a_child_writes_nothing_beside_the_sources(tmp_path: Path, cached: bool) -> None:
    skill, cache = tmp_path / "skill", tmp_path / "cache"
    source = Path(skill_runtime.__file__).parent
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(source, skill / "skill_runtime", ignore=ignored)
    before = sorted(skill.rglob("*"))
    picture = make_picture(tmp_path / "red.png")
    options = ["-X", f"pycache_prefix={cache}"] if cached else ["-B"]
    arguments = [str(picture), str(tmp_path / "film.png"), json.dumps(draft(shot("red")))]
    command = [sys.executable, *options, "-c", PROBE_AND_RENDER, *arguments]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    told = subprocess.run(command, cwd=skill, env=environment, capture_output=True, check=True)
    assert told.stdout.strip() == b"image"
    assert sorted(skill.rglob("*")) == before
    assert (tmp_path / "film.png").is_file()
    # Only the child loads the worker: its bytecode is where the parent's is, or nowhere.
    assert bool(list(cache.rglob("worker.*.pyc"))) is cached


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a disk for this")
@pytest.mark.parametrize("kind", ["png", "jpg", "webm"])
def test_a_full_disk_is_told_by_the_renderer(tmp_path: Path, kind: str) -> None:
    red, part = make_picture(tmp_path / "red.png"), tmp_path / "film.part"
    part.symlink_to("/dev/full")
    job = {
        "draft": json.dumps(draft(shot("red"))),
        "media": {"red": str(red)},
        "path": str(part),
        "output": asdict(Output(format=kind, resolution=90)),
    }
    with Child.start(worker.__name__, job, Limits(60, 4 << 30, 1 << 30)) as child:
        reports = [child.report(60)]
        while reports[-1] is not None and "progress" in reports[-1]:
            reports.append(child.report(60))
    assert reports[-1] == {"full": True}
