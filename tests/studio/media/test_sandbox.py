from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

import skill_runtime
from skill_runtime.studio.media import worker
from skill_runtime.studio.media.output import Output
from skill_runtime.studio.media.sandbox import Child, ChildFailed, Limits

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


def _last_words(job: dict[str, object], limits: Limits = ROOMY) -> str:
    with Child.start(HERE, job, limits) as child, pytest.raises(ChildFailed) as end:
        child.report(20)
    return str(end.value)


def test_a_child_answers_with_values() -> None:
    with Child.start(HERE, {"do": "echo", "value": "第一 \ud83d"}, ROOMY) as child:
        assert child.report(20) == {"value": "第一 \ud83d"}


def test_a_child_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEMO_TOKEN", "secret")
    with Child.start(HERE, {"do": "environment"}, ROOMY) as child:
        report = child.report(20)
    assert report is not None
    assert "secret" not in str(report)
    assert "NEMO_TOKEN" not in str(report)


def test_a_fault_in_a_child_is_told_in_one_line() -> None:
    assert _last_words({"do": "fail"}) == "ValueError: on purpose"


def test_a_crash_of_a_child_is_told_by_its_signal() -> None:
    assert _last_words({"do": "crash"}) == "ended by signal 11"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux holds a process to its memory")
def test_a_child_can_not_take_all_memory() -> None:
    assert "MemoryError" in _last_words({"do": "eat"})


def test_a_child_can_not_write_without_bound(tmp_path: Path) -> None:
    assert "File too large" in _last_words({"do": "write", "path": str(tmp_path / "big")})
    assert (tmp_path / "big").stat().st_size <= ROOMY.file_size


def test_leaving_ends_a_child_that_would_go_on_for_ever() -> None:
    with Child.start(HERE, {"do": "wait"}, ROOMY) as child:
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
