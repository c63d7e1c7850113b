"""What is to be done for an utterance: an ordered list of steps, each one action with its slots.

Named tuples, as all that the router's modules share: the import of `dataclasses` alone costs more
than the router's own.
"""

from __future__ import annotations

from enum import StrEnum

from skill_runtime.model.tuples import NamedTuple


class Action(StrEnum):
    """The rows of the router; and `undo` and `preview`, which are commands alone: in words the one
    is an edit, and the other a wish that the agent answers.
    """

    CHAT = "chat"
    UPLOAD = "upload"
    CREDITS = "credits"
    STATUS = "status"
    EXPORT = "export"
    HELP = "help"
    CANCEL = "cancel"
    UNDO = "undo"
    PREVIEW = "preview"
    ANSWER = "answer"
    """To a question of the backend. No row of the router: what is open decides."""


LOOK_UPS = frozenset({
    *(Action.STATUS, Action.CREDITS, Action.HELP, Action.CANCEL, Action.PREVIEW),
})
"""They cost nothing, are over soon, and may run beside another turn of the session."""


class Topic(StrEnum):
    """What a question about the tool itself asks for."""

    CAPABILITIES = "capabilities"
    EXPORTING = "exporting"
    UPLOADING = "uploading"
    FORMATS = "formats"
    """Of what goes up."""
    EXPORT_FORMATS = "export_formats"
    RESOLUTIONS = "resolutions"
    LENGTH = "length"
    """Of a video."""
    SUBTITLES = "subtitles"
    LIMITS = "limits"
    """Of a file that goes up."""
    PRICES = "prices"


class Slots(NamedTuple):
    """The values that an utterance gave to an action. Empty means: not said."""

    format: tuple[str, ...] = ()
    """Lower case: mp4 mov gif webm mp3 wav png jpg srt."""
    resolution: tuple[str, ...] = ()
    """The short side, such as 720p."""
    quality: tuple[str, ...] = ()
    """high or low."""
    orientation: tuple[str, ...] = ()
    """vertical, horizontal or square."""
    paths: tuple[str, ...] = ()
    """Verbatim, without surrounding quotes; for an export, where to put the file."""
    urls: tuple[str, ...] = ()
    """Verbatim."""

    def given(self) -> dict[str, tuple[str, ...]]:
        """Only what was said, by slot name."""
        return {name: value for name, value in zip(self._fields, self, strict=True) if value}


class PlanStep(NamedTuple):
    """One action to run."""

    action: Action
    slots: Slots = Slots()
    text: str = ""
    """The user's own words that ask for it; for `chat`, what is sent to the backend."""
    topic: Topic | None = None
    """For `help` alone."""
    guessed: bool = False
    """No rule knew the words: a model found them near to others that ask for this."""
    question: str = ""
    """For `answer` alone: the id of the question; empty: the oldest that is open."""
    part: str = ""
    """For `export` alone: the format of the part of the film that is wanted and no more, mp3 of its
    sound, srt of its subtitles. No slot, since nobody named the format (LABELS, Slots).
    """

    @property
    def wanted(self) -> Slots:
        """The slots, and where they name no format that of the part."""
        if self.slots.format or not self.part:
            return self.slots
        return self.slots._replace(format=(self.part,))


class Plan(NamedTuple):
    """Steps in execution order. No step at all: nothing must happen, the user said not to."""

    steps: tuple[PlanStep, ...] = ()

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(step.action for step in self.steps)
