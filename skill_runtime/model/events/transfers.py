"""Files on their way up and down, and the renders between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from skill_runtime.model.events import Event


@dataclass(frozen=True, slots=True)
class Uploading(Event):
    type: ClassVar[str] = "uploading"
    progress: ClassVar[bool] = True
    name: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Uploaded(Event):
    type: ClassVar[str] = "uploaded"
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UploadAsked(Event):
    """The user wants to upload but named no file."""

    type: ClassVar[str] = "upload_asked"
    formats: tuple[str, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class FileRefused(Event):
    """A file stays where it is: missing, a directory, empty, no accepted media, too large."""

    type: ClassVar[str] = "file_refused"
    name: str
    reason: str
    """missing · directory · unreadable · special · empty · type · size"""
    formats: tuple[str, ...] = ()
    size: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class NothingToExport(Event):
    type: ClassVar[str] = "nothing_to_export"


@dataclass(frozen=True, slots=True)
class RenderStarted(Event):
    type: ClassVar[str] = "render_started"
    progress: ClassVar[bool] = True
    job: str
    again: bool = False
    """True for the one new try after a failed render."""


@dataclass(frozen=True, slots=True)
class Rendering(Event):
    type: ClassVar[str] = "rendering"
    progress: ClassVar[bool] = True
    seconds: int
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class RenderGoesOn(Event):
    """The render takes longer than a turn waits; it is not lost."""

    type: ClassVar[str] = "render_goes_on"
    job: str


@dataclass(frozen=True, slots=True)
class RenderFailed(Event):
    type: ClassVar[str] = "render_failed"
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Downloading(Event):
    type: ClassVar[str] = "downloading"
    progress: ClassVar[bool] = True
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class DownloadFailed(Event):
    """The render is finished and kept at the backend; only the way here failed."""

    type: ClassVar[str] = "download_failed"
    job: str
    disk: bool = False
    """True where this machine's disk refused."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Exported(Event):
    type: ClassVar[str] = "exported"
    path: str
    size: int
