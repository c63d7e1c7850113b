from __future__ import annotations

import sys
from pathlib import Path

import pytest

from skill_runtime.studio.media.sandbox import Child, ChildFailed, Limits

HERE = "tests.studio.media.sandboxed"
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
