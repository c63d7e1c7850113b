"""What the studio's spare child saves: an upload's probe and a preview, each by a child that waited
for it, beside one that is started for it.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from skill_runtime.studio.engine import LocalEngine
from skill_runtime.studio.painting import paint, save_png

_RUNS = 15
_LOADING = 1.0
"""Seconds that a spare gets to load; somebody who looks at a picture takes longer."""
_TITLE = {
    "v": 1,
    "d": 3000,
    "m": {"width": 1080, "height": 1920, "fps": 30},
    "t": [{"tt": 7, "sg": [{"s": 0, "d": 3000, "m": {"text": "Benchmark"}}]}],
}


def report() -> Iterator[str]:
    plain, spare = LocalEngine(), LocalEngine()
    spare.warm()
    try:
        with tempfile.TemporaryDirectory() as kept:
            folder = Path(kept)
            save_png(paint("a lighthouse at dusk", 640, 480), folder / "picture.png")
            yield _line("probe of a picture by", _probe, folder, plain, spare)
            yield _line("preview of a title by", _preview, folder, plain, spare)
    finally:
        spare.close()


def _line(
    name: str, work: Callable[[LocalEngine, Path], object], folder: Path, *engines: LocalEngine
) -> str:
    seconds: list[list[float]] = []
    for _ in range(_RUNS):
        time.sleep(_LOADING)
        # The one without a spare first: no other begins to load beside it.
        seconds.append([_timed(work, engine, folder) for engine in engines])
    theirs, ours = (statistics.median(times) * 1e3 for times in zip(*seconds, strict=True))
    ratio = statistics.median(b / a for a, b in seconds)
    return (
        f"{name} a child that waited / a new one  wall {ours:4.0f} / {theirs:4.0f} ms = {ratio:.2f}"
    )


def _timed(work: Callable[[LocalEngine, Path], object], engine: LocalEngine, folder: Path) -> float:
    began = time.perf_counter()
    work(engine, folder)
    return time.perf_counter() - began


def _probe(engine: LocalEngine, folder: Path) -> None:
    engine.probe(folder / "picture.png")


def _preview(engine: LocalEngine, folder: Path) -> None:
    engine.render(
        _TITLE,
        lambda name: folder / name,
        folder / "preview.png",
        {"format": "png", "picture": "timeline", "resolution": 180},
        progress=lambda share: None,
        cancelled=lambda: False,
    )
