"""The media engine behind a port: what the service and the agent ask of its makers.

Everything heavy is imported inside the calls: the service answers before numpy and the codecs are
loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, get_args

from skill_runtime.studio.agent.project import Painted, Tools
from skill_runtime.studio.media.sandbox_spare import Children

__all__ = ["Engine", "Facts", "LocalEngine", "MediaRefused", "RenderFailed", "RenderStopped"]


class MediaRefused(ValueError):  # noqa: N818 — an answer to the user, not a fault
    """An uploaded file that is of no accepted type, or broken; the text is a sentence."""


class RenderFailed(ValueError):  # noqa: N818 — an answer to the user, not a fault
    """The draft or its media can't be rendered; the text is a sentence."""


class RenderStopped(Exception):  # noqa: N818 — control flow, as asked for through `cancelled`
    """The render was cancelled."""


Kind = Literal["video", "image", "audio"]


@dataclass(frozen=True, slots=True)
class Facts:
    """What probing found in a file; times in ms, sizes in px."""

    kind: Kind
    mime: str
    width: int
    height: int
    duration_ms: int
    has_audio: bool
    bytes: int


class Engine(Tools, Protocol):
    """The makers of media. All calls block."""

    def warm(self) -> None:
        """Loads what the first call would otherwise wait for; what it holds for that is given back
        by `rest`.
        """
        ...

    def rest(self) -> None:
        """Nothing was asked for in a while: gives back what is held for speed alone."""
        ...

    def close(self) -> None:
        """Leaves nothing behind; a call that is still under way may end."""
        ...

    def probe(self, path: Path) -> Facts:
        """Raises MediaRefused."""
        ...

    def check_output(self, output: Mapping[str, Any]) -> None:
        """Raises RenderFailed for a format, quality or size that isn't written."""
        ...

    def render(
        self,
        draft: Mapping[str, Any],
        media: Callable[[str], Path],
        path: Path,
        output: Mapping[str, Any],
        *,
        progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> None:
        """Raises RenderFailed or RenderStopped."""
        ...


class LocalEngine:
    """The studio's own painter, composer, prober and renderer."""

    paints_alike = True

    def __init__(self) -> None:
        self._children = Children()

    def warm(self) -> None:
        from skill_runtime.studio.media import music, probing, rendering  # noqa: F401 — the same
        from skill_runtime.studio.painting import paint  # noqa: F401 — loaded for its own sake

        self._children.prepare((rendering.WORKER, probing.INSPECTION))

    def rest(self) -> None:
        self._children.rest()

    def close(self) -> None:
        self._children.close()

    def paint(self, prompt: str, width: int, height: int, path: Path) -> Painted:
        from skill_runtime.studio.painting import paint, save_png

        painting = paint(prompt, width, height)
        save_png(painting, path)
        return Painted(painting.words, painting.missed, painting.photo)

    def subject(self, prompt: str) -> str:
        from skill_runtime.studio.painting.subject import describe

        return describe(prompt)

    def mood(self, words: str) -> tuple[str, str]:
        from skill_runtime.studio.media.music import mood_name, mood_of

        mood = mood_of(words)
        return mood, mood_name(mood)

    def compose(self, mood: str, seconds: float, seed: str, path: Path) -> None:
        from skill_runtime.studio.media.music import compose, write_wav

        write_wav(compose(mood, seconds, seed), path)

    def effect(self, name: str, seconds: float, seed: str, path: Path) -> float:
        from skill_runtime.studio.media.effects import EFFECTS, make_effect
        from skill_runtime.studio.media.music import write_wav

        write_wav(make_effect(name, seconds, seed), path)
        return EFFECTS[name].seconds

    def probe(self, path: Path) -> Facts:
        from skill_runtime.studio.media.probing import Unreadable, Unsupported, probe

        try:
            found = probe(path, self._children.start)
        except (Unsupported, Unreadable) as error:
            raise MediaRefused(str(error)) from error
        kinds: Mapping[str, Kind] = {k: k for k in get_args(Kind)}
        return Facts(
            kind=kinds[found.kind],
            mime=found.mime,
            width=found.width,
            height=found.height,
            duration_ms=found.duration_ms or 0,
            has_audio=found.has_audio,
            bytes=found.bytes,
        )

    def check_output(self, output: Mapping[str, Any]) -> None:
        from skill_runtime.studio.media.errors import RenderRefused
        from skill_runtime.studio.media.output import Output, check_output

        try:
            check_output(Output(**output))
        except RenderRefused as error:
            raise RenderFailed(str(error)) from error

    def render(
        self,
        draft: Mapping[str, Any],
        media: Callable[[str], Path],
        path: Path,
        output: Mapping[str, Any],
        *,
        progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> None:
        from skill_runtime.studio.media.rendering import (
            Output,
            RenderCancelled,
            RenderRefused,
            render,
        )

        try:
            render(
                draft,
                media,
                path,
                Output(**output),
                progress=progress,
                cancelled=cancelled,
                start=self._children.start,
            )
        except RenderRefused as error:
            raise RenderFailed(str(error)) from error
        except RenderCancelled as error:
            raise RenderStopped from error
