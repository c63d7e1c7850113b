"""A turn without the service: a project in memory, tools that make tiny files, and the facts of
a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from pathlib import Path
from typing import Any, TypeVar

from skill_runtime.studio.agent.planning import Silence, make_plan
from skill_runtime.studio.agent.project import Media, Tools
from skill_runtime.studio.agent.speaking.events import Event
from skill_runtime.studio.agent.turn import Turn
from skill_runtime.studio.draft import (
    AUDIO,
    EFFECTS,
    OVERLAY,
    TEXT,
    VIDEO,
    Draft,
    new_draft,
    segments,
)
from tests.studio_server import FakeEngine

T = TypeVar("T")


class MemoryProject:
    """Keeps `agent.project.Project` in memory."""

    def __init__(self, folder: Path, language: str = "en", uploads: Sequence[Media] = ()) -> None:
        self.id = "p1"
        self.language = language
        self.draft: Draft = new_draft("p1")
        self.cost = 0
        self.asked = ""
        self._folder = folder
        self._uploads = list(uploads)
        self._earlier: list[Draft] = []
        self._undone: list[Draft] = []
        self._made = 0

    def copy(self) -> MemoryProject:
        """The same project, to go on with in another way. No draft is ever changed in place."""
        other = copy(self)
        vars(other).update({k: list(v) for k, v in vars(self).items() if isinstance(v, list)})
        return other

    def begin_message(self) -> None:
        self._before = self.draft

    def ask(self, clause: str) -> None:
        self.asked = clause

    def uploads(self) -> Sequence[Media]:
        return self._uploads

    def new_file(self, suffix: str) -> tuple[str, Path]:
        self._made += 1
        return f"m{self._made}", self._folder / f"m{self._made}{suffix}"

    def keep(self, media: Media) -> None:
        pass

    def land(self, draft: Draft, *, cost: int) -> None:
        if self.draft is self._before:
            self._earlier.append(self.draft)
        self._undone.clear()
        self.draft = draft
        self.cost += cost

    def undo(self) -> bool:
        return self._go(self._earlier, self._undone)

    def redo(self) -> bool:
        return self._go(self._undone, self._earlier)

    def _go(self, source: list[Draft], target: list[Draft]) -> bool:
        if not source:
            return False
        target.append(self.draft)
        self.draft = self._before = source.pop()
        return True


def act(
    project: MemoryProject,
    message: str,
    *,
    silence: Silence = "never",
    tools: Tools | None = None,
) -> list[Event]:
    """All events of the turn. It waits for nothing, so that no event loop is made for it."""
    try:
        _act(project, message, silence, tools or FakeEngine()).send(None)
    except StopIteration as done:
        events: list[Event] = done.value
        return events
    raise AssertionError("the turn waits for something")


async def _act(project: MemoryProject, message: str, silence: Silence, tools: Tools) -> list[Event]:
    async def work(call: Callable[[], T], /) -> T:
        return call()

    project.begin_message()
    plan = make_plan(message, project, silence=silence)
    events = Turn(plan, project, tools, work).events()
    return [e async for e in events if e is not None]


def reply(events: Sequence[Event]) -> str:
    return " ".join(e["content"]["parts"][0]["text"] for e in events if e.get("partial") is False)


def facts(draft: Draft) -> dict[str, Any]:
    """What a draft holds, short enough to be written in a table; times in s, volumes in %."""
    shots, music, texts = (segments(draft, k) for k in (VIDEO, AUDIO, TEXT))
    found: dict[str, Any] = {
        "length": draft["d"] / 1000,
        "canvas": f"{draft['m']['width']}x{draft['m']['height']}",
        "shots": [f"{s['m']['name']} {_span(s)}" for s in shots],
        "platform": draft["m"].get("platform"),
        "music": None,
        "texts": [f"{s['m']['text']} {_span(s)}" for s in texts],
        "roles": [s["m"]["role"] for s in texts],
        "text_colors": [s["m"]["color"] for s in texts],
        "text_positions": [s["m"]["position"] for s in texts],
    }
    found |= _treatments(shots) | _beside(draft)
    if shots:
        found |= {f"shot_{k}": v for k, v in shots[-1]["m"].items()}
        found["shot_volume"] = round(found["shot_volume"] * 100)
    if music:
        found |= {f"music_{k}": v for k, v in music[0]["m"].items()}
        found |= {"music": music[0]["m"]["name"], "level": round(music[0]["m"]["volume"] * 100)}
        found["music_span"] = _span(music[0])
        passages = music[0]["m"].get("passages", [])
        found["music_passages"] = [f"{_span(p)} {p['gain'] * 100:g}%" for p in passages]
    if texts:
        newest = max(texts, key=lambda s: int(s["id"][1:]))
        found |= {f"text_{k}": v for k, v in newest["m"].items()}
    return found


def _treatments(shots: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Of each shot what is done to its picture, in words; and its fades in seconds."""
    return {
        "looks": [" ".join(_look(s["m"])) for s in shots],
        "fades": [_fades(s["m"]) for s in shots],
        "motions": [s["m"].get("motion", "none") for s in shots],
    }


def _look(meta: dict[str, Any]) -> Iterator[str]:
    if meta.get("crop", [0, 0, 1, 1]) != [0, 0, 1, 1]:
        yield "crop " + ",".join(f"{v:g}" for v in meta["crop"])
    if meta.get("rotate"):
        yield f"rotate {meta['rotate']}"
    if meta.get("flip", "none") != "none":
        yield f"flip {meta['flip']}"
    if meta["fit"] != "cover":
        yield f"fit {meta['fit']}"
    for name, strength in meta.get("filters", {}).items():
        yield f"{name} {strength * 100:g}"
    if meta.get("backwards"):
        yield "backwards"
    yield from _in_time(meta)


def _in_time(meta: dict[str, Any]) -> Iterator[str]:
    if meta.get("dissolve"):
        yield f"{meta.get('transition', 'dissolve')} {meta['dissolve'] / 1000:g}"
    if meta.get("frozen"):
        yield "frozen"


def _fades(meta: dict[str, Any]) -> str:
    fades = meta.get("fade_in", 0), meta.get("fade_out", 0)
    return f"{fades[0] / 1000:g}-{fades[1] / 1000:g}" if any(fades) else ""


def _beside(draft: Draft) -> dict[str, Any]:
    """Sound effects and pictures over the others."""
    effects, insets = segments(draft, EFFECTS), segments(draft, OVERLAY)
    found: dict[str, Any] = {
        "effects": [f"{s['m']['name']} {_span(s)} {s['m']['volume'] * 100:g}%" for s in effects],
        "effect_passages": [
            f"{s['m']['name']} {_span(p)} {p['gain'] * 100:g}%"
            for s in effects
            for p in s["m"].get("passages", [])
        ],
        "insets": [f"{s['m']['name']} {s['m']['position']} {_span(s)}" for s in insets],
        "levelled": draft["m"].get("levelled", False),
    }
    if insets:
        found |= {f"inset_{k}": v for k, v in insets[-1]["m"].items()}
        found["inset_scale"] = round(insets[-1]["m"]["area"][2], 2)
    return found


def _span(segment: dict[str, Any]) -> str:
    start, end = segment["s"] / 1000, (segment["s"] + segment["d"]) / 1000
    return f"{start:g}-{end:g}"
