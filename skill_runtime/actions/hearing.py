"""What the agent says in one run: words through GUI translation as they come, the rest
remembered.

A message that only tells of a temporary fault, after a good one, is held back until more follows;
where nothing does, it is dropped (CONTRACT, Rules of a turn). What such words are is the
translator's to say, for it drops them at the end of a message too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Generator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from skill_runtime.actions.context import Context
from skill_runtime.actions.refusals import explain_fault
from skill_runtime.actions.session import Line
from skill_runtime.core.attachments import MAX_FILES, MAX_SIZE, attachment_name
from skill_runtime.core.questions import questioned
from skill_runtime.core.tool_names import generates
from skill_runtime.model.events import Event
from skill_runtime.model.events.reply import (
    Corrected,
    FileReceived,
    RunFailed,
    Said,
    SaidAll,
)
from skill_runtime.model.events.turn import Cancelled
from skill_runtime.model.gui import GuiAction, Mode
from skill_runtime.model.plan import Action
from skill_runtime.model.records import Outcome, QuestionKept
from skill_runtime.model.steps import Answer, Emit, FileFacts, Keep, Save, Step
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
    from skill_runtime.core.verbatim import Translator

Explanation: TypeAlias = "Callable[[Fault], tuple[Event, Outcome] | None]"
Telling = Generator[Step, Answer, bool]
"""True where the user was told something."""

_ABORTED = "INVOCATION_ABORTED"
"""What the backend calls a run that somebody cancelled."""
_TAIL = 1000
"""Characters of a message that decide whether the next is only a trailing fault."""


class Hearing:
    """One run's words. It lives as long as the stream."""

    def __init__(
        self,
        translator: Translator,
        language: str,
        planned: Collection[Action] = (),
        explain: Explanation = lambda _: None,
        folder: str = "",
    ) -> None:
        """`planned` is what follows anyway, so that the user need not be told to ask for it.
        `explain` knows the faults that are refusals; others are told as the run's failure.
        `folder` is where files go; without one they are only named.
        """
        self._translator = translator
        self._language = language
        self._planned = frozenset(planned)
        self._explain = explain
        self._folder = folder
        self._files = 0
        self._stream = translator.stream(language, self._planned)
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
        self.words = ""
        """All that was said, as the user reads it."""
        self.told = False
        """There were words, a question or a file."""
        self.asked = False
        """There was a question, which waits for its answer."""
        self.outcome = Outcome.DONE
        """How the run went, as far as the stream says."""
        self._brought: Counter[tuple[str, str]] = Counter()
        """What was heard whole, so that it isn't told once more from elsewhere."""
        self.active = False
        """The last thing heard was words or work, no mere heartbeat."""
        self.worked = False
        """The last thing heard was the end of a tool's work."""
        self.generated = False
        """A tool has made a picture or a film; another may only have put one back or in place."""

    @property
    def ending(self) -> Outcome:
        """The outcome, where a question that is open counts too."""
        return Outcome.ASKED if self.outcome is Outcome.DONE and self.asked else self.outcome

    @property
    def actions(self) -> tuple[GuiAction, ...]:
        """What the run's GUI talk asked for, each action once, in order of first mention."""
        return tuple(self._asked.values())

    def take(self, heard: Heard) -> Telling:
        self.active = not isinstance(heard, Beat)
        self.worked = isinstance(heard, ToolResult)
        self.generated |= isinstance(heard, ToolResult) and generates(heard.name)
        if mark := _mark(heard):
            self._brought[mark] += 1
        match heard:
            case Delta(text="") | Message(text=""):
                self.active = False
                return False
            case Delta(text=text):
                return (yield from self._more(text))
            case Message(text=text, incomplete=incomplete):
                return (yield from self._whole(text, incomplete))
            case Question():
                self.asked = True
                yield Save(QuestionKept(heard))
                yield Emit(questioned(heard))
            case Attachment():
                yield from self._receive(heard)
            case Fault():
                yield from self._fail(heard)
            case _:
                return False
        self.told = True
        return True

    def take_missed(self, heard: Heard) -> Telling:
        """What the backend kept of the run: told where the stream didn't bring the whole of it."""
        mark = _mark(heard)
        if mark and self._brought[mark]:
            self._brought[mark] -= 1
            return False
        return (yield from self.take(heard))

    def close(self) -> Generator[Step, Answer, None]:
        """The stream is over: words that no final message completed are kept, and marked."""
        if self._raw:
            yield from self._whole(self._raw, incomplete=True)

    def _receive(self, file: Attachment) -> Generator[Step, Answer, None]:
        received = FileReceived(file.name or file.uri, file.mime, len(file.data))
        problem = self._why_not_kept(file)
        if self._folder and not problem and file.data:
            name = attachment_name(file.name, file.data)
            kept = yield Keep(self._folder, name, file.data)
            if isinstance(kept, FileFacts):
                received = replace(received, path="" if kept.problem else kept.path)
                problem = kept.problem or ""
        yield Emit(replace(received, problem=problem))

    def _why_not_kept(self, file: Attachment) -> str:
        if not file.data:
            return "" if file.uri else "damaged"
        self._files += 1
        if self._files > MAX_FILES:
            return "count"
        return "size" if len(file.data) > MAX_SIZE else ""

    def _fail(self, fault: Fault) -> Generator[Step, Answer, None]:
        explained: tuple[Event, Outcome] | None
        if _ABORTED in {fault.message, fault.code}:
            explained = Cancelled(), Outcome.CANCELLED
        else:
            explained = self._explain(fault)
        failed = RunFailed(fault.message, fault.code), Outcome.REFUSED
        event, self.outcome = explained or failed
        yield Emit(event)

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
        translation = self._translator.translate(text, self._language, self._planned)
        self._shown = translation.text
        self._remember(translation.actions)
        yield Emit(Corrected(translation.text))

    def _finish(self, text: str, incomplete: bool) -> Telling:
        shown = self._shown
        if shown.strip():
            self.words += f"{shown}\n"
            self.told = True
            self._last = text[-_TAIL:]
            yield Emit(SaidAll(shown, incomplete))
        self._begin()
        return bool(shown)

    def _begin(self) -> None:
        """Ready for another message."""
        self._raw = self._shown = ""
        self._stream = self._translator.stream(self._language, self._planned)

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
            text = self._translator.translate(held, self._language, self._planned).text
            yield Emit(Said(text))
            yield Emit(SaidAll(text))

    def _is_trailing_fault(self, text: str) -> bool:
        """The translator drops it, where it stands behind the message before."""
        if not (self.words and text.strip()):
            return False
        translate, language = self._translator.translate, self._language
        behind = translate(f"{self._last}\n\n{self._held}{text}", language)
        return behind == translate(self._last, language)

    def _remember(self, actions: tuple[GuiAction, ...]) -> None:
        for asked in actions:
            known = self._asked.get(asked.action)
            if known is None or asked.mode is Mode.EXECUTE:
                self._asked[asked.action] = asked


def hearing_of(context: Context, line: Line) -> Hearing:
    """For a run of this turn."""
    explained = partial(explain_fault, context, line.bind_id)
    return Hearing(context.translator(), context.language, context.later, explained, context.folder)


def _mark(heard: Heard) -> tuple[str, str] | None:
    """Which one it is among all that may be heard twice; None: that doesn't matter."""
    match heard:
        case Message(text=text, incomplete=False):
            return "message", text
        case Question(id=id_):
            return "question", id_
        case Attachment(name=name, uri=uri, data=data):
            return "file", f"{name or uri} {len(data)}"
        case Fault(message=message):
            return "fault", message
        case _:
            return None
