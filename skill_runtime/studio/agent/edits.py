"""What one clause of an utterance asks for: a closed union of typed, frozen values.

An edit says what is wanted, in the user's terms ("the last 3 seconds", "a bit louder"); what that
means for a timeline is worked out by `applying`. Times are ms, volumes 0..1, sizes px on a canvas
whose shorter side is 1080, shot numbers count from 1, or from the end when negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = [
    "AddText",
    "Canvas",
    "ChangeText",
    "Clear",
    "CutRange",
    "Duration",
    "Edit",
    "Fade",
    "Generate",
    "Look",
    "MoveShot",
    "Place",
    "RemoveMusic",
    "RemoveShot",
    "RemoveText",
    "Request",
    "ReverseShots",
    "Role",
    "SetMotion",
    "SetMusic",
    "Span",
    "Speed",
    "SwapShots",
    "Talk",
    "Target",
    "Undo",
    "UseUpload",
    "Volume",
]

Role = Literal["title", "subtitle", "caption"]
Target = Literal["music", "video", "title", "all"]


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of the timeline, possibly counted from its end."""

    start: int | None = None
    end: int | None = None
    """Exclusive; None: `length` after the start, or a default."""
    length: int | None = None
    tail: int | None = None
    """The last so many ms."""
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """How a text is shown; None leaves it as it is."""

    position: str | None = None
    color: str | None = None
    """`#rrggbb`."""
    size: int | None = None
    scale: float | None = None
    """A size relative to what it is."""
    style: str | None = None
    fade_in: int | None = None
    fade_out: int | None = None


@dataclass(frozen=True, slots=True)
class Generate:
    """A picture for a shot, painted from words."""

    prompt: str
    length: int | None = None
    canvas: tuple[int, int] | None = None
    replace: int | None = None
    """The shot that it takes the place of."""
    motion: str | None = None
    source: str = ""
    """The media id, once it is painted."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class UseUpload:
    """An uploaded file on the timeline: by name, or the newest of its kind."""

    kind: Literal["video", "image", "audio"] | None = None
    name: str | None = None
    every: bool = False
    replace: int | None = None
    level: float | None = None
    """Of a song."""


@dataclass(frozen=True, slots=True)
class Place:
    """An uploaded picture or clip, found: what `UseUpload` becomes before it is applied."""

    source: str
    """Media id."""
    kind: Literal["video", "image"]
    name: str
    length: int
    """Of the clip; of a picture, how long it is shown."""
    replace: int | None = None
    canvas: tuple[int, int] | None = None
    """The format that suits it, for when it is the first."""


@dataclass(frozen=True, slots=True)
class SetMusic:
    words: str
    """The words that describe the mood."""
    level: float | None = None
    step: float | None = None
    """Added to the level that it would have."""
    fade_in: int | None = None
    fade_out: int | None = None
    source: str = ""
    name: str = ""
    mood: str = ""


@dataclass(frozen=True, slots=True)
class RemoveMusic:
    pass


@dataclass(frozen=True, slots=True)
class Volume:
    target: Target | None
    """None: whatever sounds."""
    level: float | None = None
    step: float | None = None
    """Added to what it is."""
    scale: float | None = None
    """What it is times this."""
    shot: int | None = None


@dataclass(frozen=True, slots=True)
class Fade:
    target: Target | None
    fade_in: int | None = None
    fade_out: int | None = None


@dataclass(frozen=True, slots=True)
class AddText:
    text: str
    role: Role = "title"
    span: Span | None = None
    look: Look = Look()


@dataclass(frozen=True, slots=True)
class ChangeText:
    role: Role | None
    index: int | None = None
    text: str | None = None
    span: Span | None = None
    shift: int | None = None
    """Moved later (ms), earlier when negative."""
    look: Look = Look()


@dataclass(frozen=True, slots=True)
class RemoveText:
    role: Role | None
    """None: every text."""
    index: int | None = None


@dataclass(frozen=True, slots=True)
class Duration:
    length: int
    shot: int | None = None
    """None: the whole timeline."""
    relative: bool = False


@dataclass(frozen=True, slots=True)
class CutRange:
    """That piece is taken out, or is all that stays."""

    span: Span
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Speed:
    factor: float
    shot: int | None = None


@dataclass(frozen=True, slots=True)
class MoveShot:
    shot: int
    to: int
    beside: Literal["before", "after"] | None = None
    """On which side of `to`; None: in its place."""


@dataclass(frozen=True, slots=True)
class ReverseShots:
    """The last one first."""


@dataclass(frozen=True, slots=True)
class SwapShots:
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class RemoveShot:
    shot: int


@dataclass(frozen=True, slots=True)
class SetMotion:
    motion: str
    shot: int | None = None


@dataclass(frozen=True, slots=True)
class Canvas:
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Undo:
    pass


@dataclass(frozen=True, slots=True)
class Clear:
    pass


@dataclass(frozen=True, slots=True)
class Talk:
    """Nothing to edit: a question, a greeting, a wish that the studio can't fulfil."""

    topic: str
    """A key of the sentences: `hello`, `export`, `status`, `unsupported`, `unclear`,
    `needs_text` …
    """
    about: str = ""


Edit = (
    Generate
    | UseUpload
    | Place
    | SetMusic
    | RemoveMusic
    | Volume
    | Fade
    | AddText
    | ChangeText
    | RemoveText
    | Duration
    | CutRange
    | Speed
    | MoveShot
    | ReverseShots
    | SwapShots
    | RemoveShot
    | SetMotion
    | Canvas
    | Undo
    | Clear
)
Request = Edit | Talk
