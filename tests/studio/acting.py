"""A turn without the service: a project in memory, tools that make tiny files, and the facts of
a draft.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from skill_runtime.studio.agent.events import Event
from skill_runtime.studio.agent.project import Media, Tools
from skill_runtime.studio.agent.turn import Silence, Turn, make_plan
from skill_runtime.studio.draft import AUDIO, TEXT, VIDEO, Draft, new_draft, segments
from tests.studio_server import FakeEngine

T = TypeVar("T")


class MemoryProject:
    """Keeps `agent.project.Project` in memory."""

    def __init__(self, folder: Path, language: str = "en", uploads: Sequence[Media] = ()) -> None:
        self.id = "p1"
        self.language = language
        self.draft: Draft = new_draft("p1")
        self.cost = 0
        self._folder = folder
        self._uploads = list(uploads)
        self._earlier: list[Draft] = []
        self._made = 0

    def begin_message(self) -> None:
        self._before = self.draft

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
        self.draft = draft
        self.cost += cost

    def undo(self) -> bool:
        if not self._earlier:
            return False
        self.draft = self._earlier.pop()
        return True


def act(
    project: MemoryProject,
    message: str,
    *,
    silence: Silence = "never",
    tools: Tools | None = None,
) -> list[Event]:
    """All events of the turn."""
    return asyncio.run(_act(project, message, silence, tools or FakeEngine()))


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
        "music": None,
        "texts": [f"{s['m']['text']} {_span(s)}" for s in texts],
        "roles": [s["m"]["role"] for s in texts],
    }
    if shots:
        found |= {f"shot_{k}": v for k, v in shots[-1]["m"].items()}
        found["shot_volume"] = round(found["shot_volume"] * 100)
    if music:
        found |= {f"music_{k}": v for k, v in music[0]["m"].items()}
        found |= {"music": music[0]["m"]["name"], "level": round(music[0]["m"]["volume"] * 100)}
    if texts:
        newest = max(texts, key=lambda s: int(s["id"][1:]))
        found |= {f"text_{k}": v for k, v in newest["m"].items()}
    return found


def _span(segment: dict[str, Any]) -> str:
    start, end = segment["s"] / 1000, (segment["s"] + segment["d"]) / 1000
    return f"{start:g}-{end:g}"
