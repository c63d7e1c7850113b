"""What the agent says in one run: words through GUI translation as they come, the rest
remembered.

A message that only tells of a temporary fault, after a good one, is held back until more follows;
where nothing does, it is dropped (CONTRACT, Rules of a turn). What such words are is the
translator's to say, for it drops them at the end of a message too.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from skill_runtime.model.events.reply import (
    Corrected,
    FileReceived,
    Questioned,
    RunFailed,
    Said,
    SaidAll,
)
from skill_runtime.model.events.turn import Cancelled
from skill_runtime.model.gui import GuiAction, Mode
from skill_runtime.model.records import Outcome
from skill_runtime.model.steps import Answer, Emit, Step
from skill_runtime.model.stream import (
    Attachment,
    Beat,
    Delta,
    Fault,
    Heard,
    Message,
    Question,
    ToolResult,
)

if TYPE_CHECKING:
    from skill_runtime.core.gui import GuiTranslator

Telling = Generator[Step, Answer, bool]
"""True where the user was told something."""

_ABORTED = "INVOCATION_ABORTED"
"""What the backend calls a run that somebody cancelled."""
_TAIL = 1000
"""Characters of a message that decide whether the next is only a trailing fault."""


class Hearing:
    """One run's words. It lives as long as the stream."""

    def __init__(self, translator: GuiTranslator, language: str) -> None:
        self._translator = translator
        self._language = language
        self._stream = translator.stream(language)
        self._raw = ""
        self._shown = ""
        self._asked: dict[str, GuiAction] = {}
        self._last = ""
        """How the message before ended, as the backend wrote it."""
        self._held = ""
        """A trailing fault, until something follows."""
        self.staged = False
        """The raw video was there while the agent still worked on the rest."""
        self.itemised = False
        """Changes are to be told one by one, whatever the words say of them."""
        self.spoke = False
        """There were words."""
        self.told = False
        """There were words, a question or a file."""
        self.outcome = Outcome.DONE
        """How the run went, as far as the stream says."""
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
        self.worked = isinstance(heard, ToolResult)
        match heard:
            case Delta(text="") | Message(text=""):
                self.active = False
                return False
            case Delta(text=text):
                return (yield from self._more(text))
            case Message(text=text, incomplete=incomplete):
                return (yield from self._whole(text, incomplete))
            case Question(id=id_, name=name, prompt=prompt):
                yield Emit(Questioned(id_, name, prompt))
            case Attachment(mime=mime, data=data, uri=uri, name=name):
                yield Emit(FileReceived(name or uri, mime, len(data)))
            case Fault(message=message, code=code):
                yield from self._fail(message, code)
            case _:
                return False
        self.told = True
        return True

    def close(self) -> Generator[Step, Answer, None]:
        """The stream is over: words that no final message completed are kept, and marked."""
        if self._raw:
            yield from self._whole(self._raw, incomplete=True)

    def _fail(self, message: str, code: str) -> Generator[Step, Answer, None]:
        aborted = _ABORTED in {message, code}
        self.outcome = Outcome.CANCELLED if aborted else Outcome.REFUSED
        yield Emit(Cancelled() if aborted else RunFailed(message, code))

    def _more(self, text: str) -> Telling:
        self._raw += text
        return (yield from self._say(self._stream.feed(text)))

    def _whole(self, text: str, incomplete: bool) -> Telling:
        """A message is complete; where its text isn't what was streamed, it replaces that."""
        if self._shown and not text.startswith(self._raw):
            yield from self._correct(text)
        else:
            if not text.startswith(self._raw):
                self._begin()
            yield from self._say(self._stream.feed(text[len(self._raw) :]))
            if not self._shown and self._is_trailing_fault(text):
                self._held += f"{text}\n\n"
                self._begin()
                return False
            yield from self._say(self._stream.close())
            self._remember(self._stream.actions)
        return (yield from self._finish(text, incomplete))

    def _correct(self, text: str) -> Generator[Step, Answer, None]:
        translation = self._translator.translate(text, self._language)
        self._shown = translation.text
        self._remember(translation.actions)
        yield Emit(Corrected(translation.text))

    def _finish(self, text: str, incomplete: bool) -> Telling:
        shown = self._shown
        if shown.strip():
            self.spoke = self.told = True
            self._last = text[-_TAIL:]
            yield Emit(SaidAll(shown, incomplete))
        self._begin()
        return bool(shown)

    def _begin(self) -> None:
        """Ready for another message."""
        self._raw = self._shown = ""
        self._stream = self._translator.stream(self._language)

    def _say(self, text: str) -> Telling:
        if text:
            yield from self._release()
            self._shown += text
            yield Emit(Said(text))
        return bool(text)

    def _release(self) -> Generator[Step, Answer, None]:
        """Something follows what was held back, so it was no trailing fault."""
        held, self._held = self._held.rstrip(), ""
        if held:
            text = self._translator.translate(held, self._language).text
            yield Emit(Said(text))
            yield Emit(SaidAll(text))

    def _is_trailing_fault(self, text: str) -> bool:
        """The translator drops it, where it stands behind the message before."""
        if not (self.spoke and text.strip()):
            return False
        translate, language = self._translator.translate, self._language
        behind = translate(f"{self._last}\n\n{self._held}{text}", language)
        return behind == translate(self._last, language)

    def _remember(self, actions: tuple[GuiAction, ...]) -> None:
        for asked in actions:
            known = self._asked.get(asked.action)
            if known is None or asked.mode is Mode.EXECUTE:
                self._asked[asked.action] = asked
