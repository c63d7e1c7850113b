"""What the agent says in one run: words through GUI translation as they come, the rest
remembered.
"""

from __future__ import annotations

from collections.abc import Generator

from skill_runtime.core.gui import GuiTranslator
from skill_runtime.model.events import Corrected, FileReceived, Questioned, RunFailed, Said, SaidAll
from skill_runtime.model.gui import GuiAction, Mode
from skill_runtime.model.steps import Answer, Emit, Step
from skill_runtime.model.stream import (
    Attachment,
    Beat,
    Delta,
    Fault,
    Heard,
    Message,
    Question,
    StateChange,
    ToolResult,
)

Telling = Generator[Step, Answer, bool]
"""True where the user was told something."""


class Hearing:
    """One run's words. It lives as long as the stream."""

    def __init__(self, translator: GuiTranslator, language: str) -> None:
        self._translator = translator
        self._language = language
        self._stream = translator.stream(language)
        self._raw = ""
        self._shown = ""
        self._asked: dict[str, GuiAction] = {}
        self.spoke = False
        self.failed = False
        self.active = False
        """The last thing heard was words or work, no mere heartbeat."""
        self.worked = False
        """The last thing heard was the end of a tool's work."""

    @property
    def actions(self) -> tuple[GuiAction, ...]:
        """What the run's GUI talk asked for, each action once, in order of first mention."""
        return tuple(self._asked.values())

    def take(self, heard: Heard) -> Telling:
        self.active = not isinstance(heard, Beat)
        self.worked = isinstance(heard, ToolResult | StateChange)
        match heard:
            case Delta(text=text):
                return (yield from self._more(text))
            case Message(text=text, incomplete=incomplete):
                return (yield from self._whole(text, incomplete))
            case Question(id=id_, name=name, prompt=prompt):
                yield Emit(Questioned(id_, name, prompt))
            case Attachment(mime=mime, data=data, uri=uri, name=name):
                yield Emit(FileReceived(name or uri, mime, len(data)))
            case Fault(message=message, code=code):
                self.failed = True
                yield Emit(RunFailed(message, code))
            case _:
                return False
        return True

    def close(self) -> Generator[Step, Answer, None]:
        """The stream is over: words that no final message completed are kept, and marked."""
        if self._raw:
            yield from self._whole(self._raw, incomplete=True)

    def _more(self, text: str) -> Telling:
        self._raw += text
        return (yield from self._say(self._stream.feed(text)))

    def _whole(self, text: str, incomplete: bool) -> Telling:
        """A message is complete; where its text isn't what was streamed, it replaces that."""
        if text.startswith(self._raw):
            yield from self._say(self._stream.feed(text[len(self._raw) :]))
            yield from self._say(self._stream.close())
            actions = self._stream.actions
        else:
            translation = self._translator.translate(text, self._language)
            self._shown, actions = translation.text, translation.actions
            yield Emit(Corrected(self._shown))
        if self._shown.strip():
            self.spoke = True
            yield Emit(SaidAll(self._shown, incomplete))
        self._remember(actions)
        self._raw = self._shown = ""
        self._stream = self._translator.stream(self._language)
        return True

    def _say(self, text: str) -> Telling:
        if text:
            self._shown += text
            yield Emit(Said(text))
        return bool(text)

    def _remember(self, actions: tuple[GuiAction, ...]) -> None:
        for asked in actions:
            known = self._asked.get(asked.action)
            if known is None or asked.mode is Mode.EXECUTE:
                self._asked[asked.action] = asked
