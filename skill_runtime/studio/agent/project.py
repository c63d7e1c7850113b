"""What a turn needs from outside: the project that it edits and the tools that make media.
Ports, no code.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from skill_runtime.studio.draft import Draft

__all__ = ["Media", "Painted", "Project", "Tools", "Work"]


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Media:
    """A file of a project; times in ms, sizes in px."""

    id: str
    kind: Literal["video", "image", "audio"]
    name: str
    mime: str
    width: int = 0
    height: int = 0
    duration_ms: int = 0
    has_audio: bool = False
    bytes: int = 0
    origin: Literal["upload", "generated"] = "upload"
    file: str = ""
    """Its name in the project's folder."""


@dataclass(frozen=True, slots=True)
class Painted:
    """What a picture says about itself."""

    words: tuple[str, ...]
    """Which words of the prompt the picture took up."""
    missed: tuple[str, ...] = ()
    """Which of them are not in it."""
    photo: bool = False
    """Whether a photograph was asked for, and drawn instead."""
    model: str = ""
    """The image model that made it; "": the studio's painter did."""
    trouble: str = ""
    """Why an image model that was asked first gave none; `image_` and this is a sentence."""


class Project(Protocol):
    """One session's timeline and files, as a turn sees them."""

    @property
    def id(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def draft(self) -> Draft: ...
    @property
    def asked(self) -> str:
        """The clause whose missing value was asked for in the message before; else empty."""
        ...

    def ask(self, clause: str) -> None:
        """Remembers that clause for the next message; empty: nothing was asked."""
        ...

    def uploads(self) -> Sequence[Media]:
        """The uploaded files, oldest first."""
        ...

    def new_file(self, suffix: str) -> tuple[str, Path]:
        """A media id and where its file goes."""
        ...

    def keep(self, media: Media) -> None:
        """Records a file that was made."""
        ...

    def land(self, draft: Draft, *, cost: int) -> None:
        """The edit is done: the draft is the project's from now on, and is paid for."""
        ...

    def undo(self) -> bool:
        """Back to before the last message that changed something; False if there is none."""
        ...

    def redo(self) -> bool:
        """Forward again to before the last undoing; False if something was changed since, or
        nothing undone.
        """
        ...


class Tools(Protocol):
    """The makers of media. They block; call them through `Work`."""

    paints_alike: bool
    """Whether a prompt is the same picture in every size, so that it may be painted for another."""

    def paint(self, prompt: str, width: int, height: int, path: Path) -> Painted: ...
    def subject(self, prompt: str) -> str: ...
    def mood(self, words: str) -> tuple[str, str]:
        """The mood that suits the words, and its name."""
        ...

    def compose(self, mood: str, seconds: float, seed: str, path: Path) -> None: ...
    def effect(self, name: str, seconds: float, seed: str, path: Path) -> float:
        """A sound effect; gives its own length in seconds, 0 where it lasts as long as wanted."""
        ...


class Work(Protocol):
    """Runs a blocking call beside the event loop."""

    def __call__(self, call: Callable[[], T], /) -> Awaitable[T]: ...
