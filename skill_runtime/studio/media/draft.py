"""A draft as the renderer sees it: shots, sounds and titles as typed values, timed in ms."""

from __future__ import annotations

from dataclasses import dataclass

from skill_runtime.studio.media.treatment import UNTREATED, WHOLE, Area, Treatment

__all__ = ["Color", "Draft", "Passage", "Shot", "Sound", "Span", "Title"]

Color = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Span:
    """When something is there, in ms from the draft's start, and how it comes and goes."""

    start: int
    end: int
    fade_in: int = 0
    fade_out: int = 0
    entry: str = "dissolve"
    """How it comes during `fade_in`: by fading, or by another of the transitions."""

    def enters(self, at: float) -> bool:
        """Whether it comes just now, in another way than by fading."""
        return self.entry != "dissolve" and at - self.start < self.fade_in

    def holds(self, at: float) -> bool:
        """Whether the moment lies inside."""
        return self.start <= at < self.end

    def meets(self, other: Span) -> bool:
        """Whether both are there at some moment."""
        return self.start < other.end and other.start < self.end

    def gain(self, at: float) -> float:
        """How much of it is there at a moment, 0 to 1."""
        gain = 1.0
        if self.fade_in:
            gain = min(gain, (at - self.start) / self.fade_in)
        if self.fade_out:
            gain = min(gain, (self.end - at) / self.fade_out)
        return max(0.0, gain)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture or a clip on the canvas; shots that come later lie above the earlier ones."""

    span: Span
    place: str
    source: str
    kind: str
    fit: str
    motion: str
    offset: int
    """Where in the clip it begins, ms; of a still, in what moves in it by itself."""
    speed: float
    """0: it stands still on its first picture."""
    volume: float
    """Of the clip's own sound."""
    played: int
    """How much of the draft it plays for, ms: its span without what a dissolve adds to it."""
    backwards: bool = False
    treatment: Treatment = UNTREATED
    area: Area = WHOLE
    """The part of the canvas that it fills."""
    opacity: float = 1.0
    """Below 1 it is a mark over the others: drawn with its own transparency."""
    entry: str = "dissolve"
    """How it takes the place of the shot before, where it does so over some time."""
    name: str = ""
    """What a user calls it."""
    heard_in: int = 0
    heard_out: int = 0
    """How long its own sound comes and goes, ms, where the picture does not fade with it."""
    way: tuple[float, float] = (0.0, 1.0)
    """The shares of a still's camera move that it shows: it may be a piece of a longer shot."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A time of the draft (ms) in which a sound is louder or quieter than else."""

    start: int
    end: int
    gain: float


@dataclass(frozen=True, slots=True)
class Sound:
    """Something to hear: a music or sound file, or the own sound of a clip."""

    span: Span
    place: str
    source: str
    volume: float
    offset: int = 0
    loop: bool = False
    speed: float = 1.0
    optional: bool = False
    """A clip without sound is fine; a music file without is a mistake."""
    backwards: int = 0
    """So many ms of the draft are played from their end to their beginning; 0: forwards."""
    leads: bool = False
    """While it is heard, what ducks is turned down."""
    ducks: bool = False
    name: str = ""
    mood: str = ""
    tune: str = ""
    """What composed music was made from: with its mood it can be made again at another length."""
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Title:
    """A text on the screen."""

    span: Span
    place: str
    text: str
    role: str
    position: str
    size: float
    """Pixels on a canvas whose shorter side is 1080."""
    color: Color
    style: str
    opacity: float = 1.0
    weight: int = 700
    """Of the letters, 100 to 900."""
    typeface: str = "sans"
    under: Color | None = None
    """Of the outline, box or shadow; None: what sets the letters off."""
    enter: str = "none"
    """How it comes: at once, letter by letter, or from a side."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole draft. Every span lies inside 0 … `duration`."""

    duration: int
    width: int
    height: int
    fps: int
    shots: tuple[Shot, ...]
    sounds: tuple[Sound, ...]
    titles: tuple[Title, ...]
    levelled: bool = False
    """The whole sound is brought to the usual loudness."""
    platform: str = ""
    """Where it is going to be shown, for the room that text leaves there."""
