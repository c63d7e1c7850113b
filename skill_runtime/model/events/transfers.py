"""Files on their way up and down, and the renders between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from skill_runtime.model.events import Event
from skill_runtime.model.values import dataclass


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
    followed: bool = False
    """What to do with them was said along with them."""


@dataclass(frozen=True, slots=True)
class UploadUnclear(Event):
    """It broke off, and the project doesn't tell whether it arrived."""

    type: ClassVar[str] = "upload_unclear"
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
    """missing · directory · unreadable · special · link · empty · type · size"""
    formats: tuple[str, ...] = ()
    size: int = 0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class LinkRefused(Event):
    """The backend is not asked to fetch this."""

    type: ClassVar[str] = "link_refused"
    link: str
    """Without its query."""
    reason: str
    """scheme · private"""


@dataclass(frozen=True, slots=True)
class FolderRefused(Event):
    """No file can be made where one is to go, so nothing was begun."""

    type: ClassVar[str] = "folder_refused"
    path: str
    reason: str
    """What the system said."""


@dataclass(frozen=True, slots=True)
class FormatRefused(Event):
    """A file is to have an ending that no export has, so nothing was begun."""

    type: ClassVar[str] = "format_refused"
    name: str
    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NothingToExport(Event):
    type: ClassVar[str] = "nothing_to_export"


@dataclass(frozen=True, slots=True)
class NothingToPreview(Event):
    type: ClassVar[str] = "nothing_to_preview"


@dataclass(frozen=True, slots=True)
class NoPicture(Event):
    """The timeline has sounds or words alone, and a film is made of it all the same."""

    type: ClassVar[str] = "no_picture"


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
    name: str
    """What the file will be called."""
    seconds: int
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Rendered(Event):
    """Finished at the backend; its file is not here yet."""

    type: ClassVar[str] = "rendered"
    progress: ClassVar[bool] = True
    name: str


@dataclass(frozen=True, slots=True)
class RenderGoesOn(Event):
    """The render takes longer than a turn waits; it is not lost."""

    type: ClassVar[str] = "render_goes_on"
    job: str
    certain: bool = True
    """False where it isn't known yet whether the backend got it."""


@dataclass(frozen=True, slots=True)
class RenderFailed(Event):
    type: ClassVar[str] = "render_failed"
    name: str
    arrived: bool = True
    """False where the backend has no such job: it was never rendered."""


@dataclass(frozen=True, slots=True)
class Downloading(Event):
    type: ClassVar[str] = "downloading"
    progress: ClassVar[bool] = True
    name: str
    done: int
    total: int | None


@dataclass(frozen=True, slots=True)
class DownloadFailed(Event):
    """The render is finished and kept at the backend; only the way here failed."""

    type: ClassVar[str] = "download_failed"
    job: str
    name: str
    reason: str
    """disk · connection · refused · broken (what came is not the whole film) · untrusted (an
    address that nothing is fetched from)
    """
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ListedJob:
    """A line of `jobs`."""

    id: str
    name: str
    state: str
    """submitting · rendering · rendered · downloaded · delivered · failed · refused · cancelled
    """
    output: Mapping[str, str]
    fraction: float | None
    path: str
    """The finished file, once delivered."""
    session: str


@dataclass(frozen=True, slots=True)
class JobList(Event):
    """What `jobs` answers: open exports, then the latest others."""

    type: ClassVar[str] = "job_list"
    jobs: tuple[ListedJob, ...]
    more: bool = False
    """There are older ones, which are left out."""
    session: str = ""
    """The conversation whose exports were asked for; empty: all."""


@dataclass(frozen=True, slots=True)
class OtherSize(Event):
    """The film came in another resolution than was asked for."""

    type: ClassVar[str] = "other_size"
    asked: str
    format: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Exported(Event):
    """Rendered, downloaded, opened and found whole, and under its own name."""

    type: ClassVar[str] = "exported"
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class LastExport(Event):
    """Where the conversation's newest export was saved, for whoever asks for it later."""

    type: ClassVar[str] = "last_export"
    path: str
    gone: bool = False
    """It is no longer there."""


@dataclass(frozen=True, slots=True)
class Previewed(Event):
    """The timeline's pictures, each under its own name."""

    type: ClassVar[str] = "previewed"
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoPreviews(Event):
    """This backend draws none."""

    type: ClassVar[str] = "no_previews"
    host: str
