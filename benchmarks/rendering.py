"""A film with a clip, rendered by the studio beside x264 alone, the ffmpeg command line and
moviepy; a minute of film against real time; and what falling rain adds.

`pip install imageio-ffmpeg moviepy` lets the two that nobody needs be compared too. Seconds of
processor time are the fairer measure on a machine that does other things as well.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.pairs import Cost, Pair, compare, run
from benchmarks.rendering_media import long_film, make_media, rainy, short_film
from benchmarks.rendering_rivals import missing
from skill_runtime.studio.media.film import Film
from skill_runtime.studio.media.output import Output, canvas_of
from skill_runtime.studio.media.reading import read_draft

_RUNS = 3
_SECONDS = 60


def report() -> Iterator[str]:
    """One line for each measure of the studio's budget, and one for each rival."""
    with tempfile.TemporaryDirectory() as kept:
        folder = Path(kept)
        make_media(folder)
        pair = _short(folder, "photo")
        yield f"render 10 s, with its clip / x264 alone (at most 1.25)  {pair}"
        painted = _short(folder, "picture0")
        yield f"the same with a painted still / x264 alone              {painted}"
        yield _rival("ffmpeg", folder, pair.baseline)
        yield _rain(folder)
        yield from _a_minute(folder)
        yield _rival("moviepy", folder, pair.baseline)  # the last: it takes a minute


def _short(folder: Path, still: str) -> Pair:
    _use(folder, short_film(still))
    _compose(folder)
    return compare(_command("studio", folder), _command("x264", folder), os.environ, _RUNS)


def _rival(name: str, folder: Path, baseline: Cost) -> str:
    line = f"the same 10 s by {name:7} / x264 alone                 "
    why = missing(name)
    if why:
        return f"{line} {why}"
    cost = run(_command(name, folder), os.environ)
    return (
        f"{line} cpu {cost.cpu:.1f} s = {cost.cpu / baseline.cpu:.2f}"
        f"   wall {cost.wall:.1f} s = {cost.wall / baseline.wall:.2f}"
    )


def _rain(folder: Path) -> str:
    costs: dict[str, list[Cost]] = {"rain": [], "dry": []}
    for _ in range(_RUNS):
        for source, found in costs.items():
            _use(folder, rainy(source))
            found.append(run(_command("studio", folder), os.environ))
    pairs = zip(costs["rain"], costs["dry"], strict=True)
    ratio = statistics.median(rain.cpu / dry.cpu for rain, dry in pairs)
    return f"a still with falling rain / the still alone             cpu {ratio:.2f}"


def _a_minute(folder: Path) -> Iterator[str]:
    _use(folder, long_film(_SECONDS))
    before = os.times()
    told = _told(_command("studio", folder))
    after = os.times()
    wall = after.elapsed - before.elapsed
    cpu = after.children_user + after.children_system
    cpu -= before.children_user + before.children_system
    yield (
        f"render {_SECONDS} s at 1080x1920 (below {_SECONDS} s on 2 cores)  wall {wall:.1f} s"
        f"   cpu {cpu:.1f} s   peak memory {told['peak_mb']:.0f} MB (below 700)"
    )
    cancel = _told(_command("cancelled", folder))["cancel"]
    yield (
        f"first progress after {told['first_progress']:.2f} s (below 1)"
        f"   cancelled within {cancel:.2f} s (below 2)"
    )


def _use(folder: Path, draft: Mapping[str, Any]) -> None:
    (folder / "draft.json").write_text(json.dumps(draft), "utf-8")


def _compose(folder: Path) -> None:
    """The draft's frames as they go to the encoder, in one raw file."""
    draft = read_draft(json.loads((folder / "draft.json").read_text("utf-8")))
    canvas = canvas_of(draft, Output())
    media = {path.stem: path for path in folder.iterdir()}
    with (folder / "frames.yuv").open("wb") as file:
        film = Film(draft, canvas, media)
        for page in film.draw(film.moments()):
            file.write(page.to_ndarray().tobytes())
    size = json.dumps([canvas.width, canvas.height, canvas.fps])
    (folder / "size.json").write_text(size, "utf-8")


def _command(name: str, folder: Path) -> list[str]:
    return [sys.executable, "-m", "benchmarks.rendering_rivals", name, str(folder)]


def _told(command: list[str]) -> dict[str, float]:
    done = subprocess.run(command, capture_output=True, check=True)
    told: dict[str, float] = json.loads(done.stdout)
    return told
