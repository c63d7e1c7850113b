"""A batch: many films, each with files, an instruction and a conversation of its own.

A film is known by what it is made from, so the same list goes on where it was, and one that grew
does only what is new. What is written down of its conversation says how far it has come.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto

from skill_runtime.core.contract import EXPORT_FORMATS
from skill_runtime.core.resolutions import is_resolution
from skill_runtime.model.plan import Slots
from skill_runtime.model.records import BATCHED, OPEN_STATES, JobState, Outcome, Standing
from skill_runtime.model.values import dataclass

MOST_FILMS = 1000
_KEYS = ("files", "say", "out", "format", "resolution", "quality", "orientation")
_CHOICES: Mapping[str, Sequence[str]] = {
    "format": EXPORT_FORMATS,
    "quality": ("high", "low"),
    "orientation": ("vertical", "horizontal", "square"),
}


@dataclass(frozen=True, slots=True)
class Film:
    """A line of a batch."""

    files: tuple[str, ...]
    """Paths, or direct links."""
    say: str
    export: Slots
    """`paths` is where the film goes."""

    @property
    def title(self) -> str:
        """For the user's eyes."""
        return (
            ", ".join(
                file.rstrip("/\\").replace("\\", "/").rpartition("/")[2] or file
                for file in self.files
            )
            or self.say[:40]
        )


@dataclass(frozen=True, slots=True)
class ListFault:
    """What is wrong in a list, and where."""

    place: str
    """Such as `jobs[2].say`; empty for the list as a whole."""
    message: str


def read_list(values: Mapping[str, object]) -> tuple[tuple[Film, ...], tuple[ListFault, ...]]:
    """The films of a list, or everything that is wrong in it: keys with a spelling of their own are
    faults, not remarks.
    """
    faults = [
        ListFault(key, "is no key of a list; there is `jobs` alone")
        for key in values
        if key != "jobs"
    ]
    rows = values.get("jobs")
    if not isinstance(rows, tuple) or not rows:
        return (), (*faults, ListFault("jobs", "must be a list with an entry for each film"))
    if len(rows) > MOST_FILMS:
        return (), (*faults, ListFault("jobs", f"has more than {MOST_FILMS} entries"))
    films = []
    for index, row in enumerate(rows):
        found = list(_faults_of(f"jobs[{index}]", row))
        faults += found
        if not found and isinstance(row, Mapping):
            films.append(_film(row))
    return ((), tuple(faults)) if faults else (tuple(films), ())


def _faults_of(place: str, row: object) -> Iterator[ListFault]:
    if not isinstance(row, Mapping):
        yield ListFault(place, f"must have keys: {', '.join(_KEYS)}")
        return
    for key in row:
        if key not in _KEYS:
            yield ListFault(f"{place}.{key}", f"is no key of a job; there are: {', '.join(_KEYS)}")
    if not _text(row.get("say")):
        yield ListFault(f"{place}.say", "must say what to do, in one sentence")
    if not all(map(_text, _files(row))):
        yield ListFault(f"{place}.files", "must be a file, or a list of files")
    for key in _KEYS[2:]:
        if fault := _fault_of_value(key, row.get(key, "")):
            yield ListFault(f"{place}.{key}", fault)


def _fault_of_value(key: str, value: object) -> str:
    known = _CHOICES.get(key)
    if not isinstance(value, str):
        return "must be one word or path"
    if value and known and value not in known:
        return f"is {value!r}; there are: {', '.join(known)}"
    if value and key == "resolution" and not is_resolution(value):
        return f"is {value!r}; name the short side, such as 720p"
    return ""


def _files(row: Mapping[str, object]) -> tuple[object, ...]:
    value = row.get("files", ())
    return value if isinstance(value, tuple) else (value,)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _film(row: Mapping[str, object]) -> Film:
    def given(key: str) -> tuple[str, ...]:
        value = _text(row.get(key))
        return (value,) if value else ()

    export = Slots(
        format=given("format"),
        resolution=given("resolution"),
        quality=given("quality"),
        orientation=given("orientation"),
        paths=given("out"),
    )
    return Film(tuple(map(_text, _files(row))), _text(row.get("say")), export)


def session_names(films: Sequence[Film], marks: Mapping[str, str]) -> tuple[str, ...]:
    """A conversation's name for each film; equal ones are told apart by their order.

    `marks` tells of each file which version of it is there, so that a changed one is a new film.
    """
    seen: dict[str, int] = {}
    names = []
    for film in films:
        made_from = [film.say, *((file, marks.get(file, "")) for file in film.files)]
        told = json.dumps([made_from, film.export.given()], sort_keys=True)
        digest = hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:12]
        seen[digest] = seen.get(digest, 0) + 1
        names.append(f"{BATCHED}{digest}-{seen[digest]}")
    return tuple(names)


class Next(Enum):
    """What is left to do of a film."""

    EDIT = auto()
    """From the beginning."""
    LOOK = auto()
    """A turn of it runs, or its message is out and nobody heard the end."""
    EXPORT = auto()
    FETCH = auto()
    """Its render is under way."""
    NOTHING = auto()
    """It is here."""
    DECIDE = auto()
    """Its message may have arrived, or the agent asked back: it is not sent again unasked."""
    START_OVER = auto()
    """What was tried before failed, and nothing of it will be of use."""


_NOT_SENT = frozenset({
    Outcome.REFUSED,
    Outcome.NO_CREDITS,
    Outcome.NO_CONNECTION,
    Outcome.BAD_INPUT,
})


def next_of(standing: Standing, *, runs: bool = False, gone: bool = False) -> Next:
    """By what is written down of its conversation. `runs`: some process is at it. `gone`: the file
    that was made is not there any more; to export it again costs nothing.
    """
    if runs:
        return Next.LOOK
    if not standing.begun:
        return Next.EDIT
    if standing.job and standing.job.state is JobState.DELIVERED and not gone:
        return Next.NOTHING
    if standing.job and standing.job.state in OPEN_STATES:
        return Next.FETCH
    if not standing.messaged:
        return Next.START_OVER
    if standing.job or standing.said is Outcome.DONE:
        return Next.EXPORT  # nobody exports what did not land
    if standing.said is None:
        return Next.LOOK
    return Next.START_OVER if standing.said in _NOT_SENT else Next.DECIDE
