"""What one clause of an utterance asks for: a closed union of typed, frozen values.

An edit says what is wanted, in the user's terms ("the last 3 seconds", "a bit louder"); what that
means for a timeline is worked out by `applying`. Times are ms, volumes 0..1, sizes px on a canvas
whose shorter side is 1080, shot numbers count from 1, or from the end when negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .picture_edits import (
    Backwards,
    ChangeInset,
    Crop,
    Dissolve,
    ExchangeSides,
    FadeThrough,
    Filter,
    Fit,
    Flip,
    Freeze,
    Inset,
    InsetLook,
    RemoveInset,
    Repeat,
    Split,
    SplitScreen,
    Turn,
)
from .shot_edits import (
    CutRange,
    Duration,
    MoveShot,
    OrderShots,
    RemoveShot,
    ReverseShots,
    SetMotion,
    Speed,
    SwapShots,
)
from .sound_edits import (
    AddEffect,
    Duck,
    Level,
    MoveEffect,
    PlaceMusic,
    RemoveEffect,
    RemoveMusic,
    SetMusic,
)
from .span import Span
from .text_edits import (
    AddSubtitles,
    AddText,
    ChangeText,
    LabelShots,
    Look,
    MatchText,
    RemoveText,
    Role,
)

__all__ = [
    "AddEffect",
    "AddSubtitles",
    "AddText",
    "Backwards",
    "Canvas",
    "ChangeInset",
    "ChangeText",
    "Clear",
    "Crop",
    "CutRange",
    "Dissolve",
    "Duck",
    "Duration",
    "Edit",
    "ExchangeSides",
    "Fade",
    "FadeThrough",
    "Filter",
    "Fit",
    "Flip",
    "Freeze",
    "Generate",
    "Inset",
    "InsetLook",
    "LabelShots",
    "Level",
    "Look",
    "MatchText",
    "MoveEffect",
    "MoveShot",
    "OfOneShot",
    "OrderShots",
    "Piecewise",
    "Place",
    "PlaceMusic",
    "Redo",
    "RemoveEffect",
    "RemoveInset",
    "RemoveMusic",
    "RemoveShot",
    "RemoveText",
    "Repeat",
    "Request",
    "ReverseShots",
    "Role",
    "SetMotion",
    "SetMusic",
    "Span",
    "Speed",
    "Split",
    "SplitScreen",
    "SwapShots",
    "Talk",
    "Target",
    "Turn",
    "Undo",
    "UseUpload",
    "Volume",
    "Within",
]

Target = Literal["music", "video", "title", "effects", "all"]


@dataclass(frozen=True, slots=True)
class Generate:
    """A picture for a shot, painted from words."""

    prompt: str
    length: int | None = None
    canvas: tuple[int, int] | None = None
    replace: int | None = None
    """The shot that it takes the place of."""
    motion: str | None = None
    platform: str = ""
    """Where it is going to be shown."""
    source: str = ""
    """The media id, once it is painted."""
    name: str = ""
    inset: Inset | None = None
    """How it lies over the others; None: it is a shot of its own."""


@dataclass(frozen=True, slots=True)
class UseUpload:
    """An uploaded file on the timeline: by name, or the newest of its kind."""

    kind: Literal["video", "image", "audio"] | None = None
    name: str | None = None
    every: bool = False
    replace: int | None = None
    level: float | None = None
    """Of a song."""
    over: Inset | None = None
    """How it lies over the others; None: it is a shot of its own."""
    length: int | None = None
    """How long a picture is shown; a clip has its own length."""


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
class Volume:
    target: Target | None
    """None: whatever sounds."""
    level: float | None = None
    step: float | None = None
    """Added to what it is."""
    scale: float | None = None
    """What it is times this."""
    shot: int | None = None
    effect: str | None = None
    """Of the target `effects`; None: all of them."""


@dataclass(frozen=True, slots=True)
class Fade:
    target: Target | None
    shot: int | None = None
    fade_in: int | None = None
    fade_out: int | None = None
    since: int | None = None
    """From then to the end it fades out; `fade_out` then says nothing."""
    at_least: bool = False
    """No length was told: a fade that is longer stays as it is."""
    heard: bool = False
    """Of the sound alone, and not of the picture that it belongs to."""


Piecewise = Backwards | Crop | Filter | Fit | Flip | Repeat | SetMotion | Speed | Turn | Volume
"""What can be done to a piece of the timeline only."""


OfOneShot = (
    Backwards
    | Crop
    | Duration
    | Fade
    | Filter
    | Fit
    | Flip
    | RemoveShot
    | SetMotion
    | Speed
    | Turn
    | Volume
)
"""What has the number of a shot that it is of (None: of all), and may be said of several."""


@dataclass(frozen=True, slots=True)
class Within:
    """An edit of shots, or a loudness, for a piece of the timeline only."""

    edit: Piecewise
    span: Span
    shot: int | None = None
    """Whose time it is; None: the timeline's."""


@dataclass(frozen=True, slots=True)
class Canvas:
    width: int
    height: int
    platform: str = ""
    """Where the video is going to be shown."""
    anew: tuple[tuple[str, str], ...] = ()
    """Media ids of painted shots, and of what was painted for the new size in their place."""


@dataclass(frozen=True, slots=True)
class Undo:
    steps: int = 1
    restores: bool = False
    """What was undone last comes back, where something was."""


@dataclass(frozen=True, slots=True)
class Redo:
    """What was undone last is done again."""

    steps: int = 1


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
    | Within
    | Fade
    | AddSubtitles
    | AddText
    | ChangeText
    | LabelShots
    | MatchText
    | RemoveText
    | Duration
    | CutRange
    | Speed
    | MoveShot
    | OrderShots
    | ReverseShots
    | SwapShots
    | RemoveShot
    | SetMotion
    | Canvas
    | Redo
    | Undo
    | Clear
    | AddEffect
    | Backwards
    | ChangeInset
    | Crop
    | Dissolve
    | Duck
    | ExchangeSides
    | FadeThrough
    | Filter
    | Fit
    | Flip
    | Freeze
    | Inset
    | Level
    | MoveEffect
    | PlaceMusic
    | RemoveEffect
    | RemoveInset
    | Repeat
    | Split
    | SplitScreen
    | Turn
)
Request = Edit | Talk
