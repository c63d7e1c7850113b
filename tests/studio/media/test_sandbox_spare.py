from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from skill_runtime.studio.media.rendering import Output, render
from skill_runtime.studio.media.sandbox import Limits, Spare
from skill_runtime.studio.media.sandbox_spare import Children

from .samples import draft, make_picture, shot

HERE = "tests.studio.media.sandboxed"
EXTRA = "skill_runtime.studio.media.safe_areas"
ROOMY = Limits(cpu_seconds=20, memory=2 << 30, file_size=1 << 20)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no spare")


class Spawning:
    """Real processes, all of them kept to be looked at; as many as there may be."""

    def __init__(self) -> None:
        self.asked: list[Sequence[str]] = []
        self.spares: list[Spare] = []
        self.most = 100

    def __call__(self, modules: Sequence[str]) -> Spare:
        if len(self.spares) == self.most:
            raise BlockingIOError("no more processes")
        self.asked.append(modules)
        self.spares.append(Spare(modules))
        return self.spares[-1]

    @property
    def alive(self) -> int:
        return sum(spare.alive for spare in self.spares)


@pytest.fixture
def spawning() -> Spawning:
    return Spawning()


@pytest.fixture
def children(spawning: Spawning) -> Iterator[Children]:
    children = Children(spawning)
    yield children
    children.close()
    assert spawning.alive == 0


def _done(children: Children) -> dict[str, object]:
    """What a child tells of itself."""
    with children.start(HERE, {"do": "tell", "module": EXTRA}, ROOMY) as child:
        told = child.report(20)
    assert told is not None
    return told


def test_an_order_finds_loaded_what_was_prepared(children: Children) -> None:
    children.prepare([EXTRA])
    assert _done(children)["loaded"] is True


def test_each_order_has_a_process_of_its_own(children: Children, spawning: Spawning) -> None:
    children.prepare([EXTRA])
    assert len({_done(children)["pid"] for _ in range(3)}) == 3
    assert spawning.asked == [[EXTRA]] * 4


def test_the_next_spare_is_started_when_the_work_is_done(
    children: Children, spawning: Spawning
) -> None:
    children.prepare([EXTRA])
    with children.start(HERE, {"do": "wait"}, ROOMY):
        assert spawning.asked == [[EXTRA]]
        assert _done(children)["loaded"] is False  # beside it, with one that is started for it
    assert spawning.asked == [[EXTRA], (), [EXTRA]]
    assert spawning.alive == 1


def test_who_does_not_ask_for_a_spare_has_none(children: Children, spawning: Spawning) -> None:
    assert _done(children)["loaded"] is False
    assert spawning.asked == [()]


def test_resting_leaves_no_process_until_there_is_work_again(
    children: Children, spawning: Spawning
) -> None:
    children.prepare([EXTRA])
    children.rest()
    children.rest()
    assert spawning.alive == 0
    assert _done(children)["loaded"] is False
    assert spawning.alive == 1


def test_after_closing_there_is_never_a_spare(children: Children, spawning: Spawning) -> None:
    children.prepare([EXTRA])
    with children.start(HERE, {"do": "wait"}, ROOMY):
        children.close()
    children.prepare([EXTRA])
    assert spawning.alive == 0


def test_a_spare_that_died_costs_nothing_but_time(children: Children, spawning: Spawning) -> None:
    children.prepare([EXTRA])
    spawning.spares[0].end()
    assert _done(children)["loaded"] is False
    assert _done(children)["loaded"] is True


def test_where_no_process_can_be_had_for_it_the_work_is_done(
    children: Children, spawning: Spawning
) -> None:
    spawning.most = 1
    children.prepare([EXTRA])
    assert _done(children)["loaded"] is True
    spawning.most = 2
    assert _done(children)["loaded"] is False


def test_a_film_is_the_same_from_a_spare(children: Children, tmp_path: Path) -> None:
    picture = make_picture(tmp_path / "red.png")
    children.prepare(["skill_runtime.studio.media.worker"])
    for name, more in (("new", {}), ("spare", {"start": children.start})):
        render(
            draft(shot("red")),
            lambda _: picture,
            tmp_path / name,
            Output("mp4", resolution=90),
            progress=lambda _: None,
            cancelled=lambda: False,
            **more,
        )
    assert (tmp_path / "new").read_bytes() == (tmp_path / "spare").read_bytes()
