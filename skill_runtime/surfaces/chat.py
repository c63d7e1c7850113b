"""A conversation in the terminal: history, completion of commands and files, progress bars.

On a terminal it needs the extra `terminal` (prompt_toolkit, rich); lines from a file or a pipe need
nothing. A line of one word that starts with `/` is a command of this surface, so a mistyped one is
never sent, and paid for; everything else is said to the conversation.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import aclosing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from skill_runtime.adapters.extras import not_installed
from skill_runtime.adapters.reply_templates import ReplyTemplates
from skill_runtime.assembly import data_folder, load_faults, load_skill, open_detached
from skill_runtime.core.quick_plans import export_plan, language_of, upload_step
from skill_runtime.errors import SkillRuntimeError
from skill_runtime.model.plan import Action, Plan, PlanStep, Slots
from skill_runtime.model.records import Outcome
from skill_runtime.model.skill import Skill
from skill_runtime.model.told import Told
from skill_runtime.model.utterance import Utterance
from skill_runtime.model.values import dataclass
from skill_runtime.runtime.detached import DetachedConversation
from skill_runtime.settings import Settings
from skill_runtime.surfaces import exit_codes
from skill_runtime.surfaces.chat_line import (
    COMMANDS,
    export_place,
    fault_of,
    files_of,
    leaves,
    words_of,
)
from skill_runtime.surfaces.console import Console, one_line
from skill_runtime.surfaces.job_listing import latest_jobs
from skill_runtime.surfaces.making import make_beside
from skill_runtime.surfaces.own_command import place_of

if TYPE_CHECKING:
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion
    from prompt_toolkit.document import Document
    from prompt_toolkit.history import FileHistory
    from rich.console import Console as RichConsole
    from rich.progress import Progress

_BAR_COLUMNS = 48
"""What a bar and its percentage take of a line."""


async def talk(options: argparse.Namespace) -> int:
    """Read, say, show, until the end of input. Raises SetupError where the extra is missing."""
    typed = sys.stdin.isatty()
    if typed and (find_spec("prompt_toolkit") is None or find_spec("rich") is None):
        raise not_installed("The terminal conversation", ("prompt_toolkit", "rich"), "terminal")
    settings = Settings.from_environment(os.environ)
    async with open_detached(place_of(options), math.inf, str) as conversation:
        screen = _Screen(as_json=options.json, language=options.lang or "en")
        _greet(screen, load_skill(options.skill), options.lang)
        conversation.hold()
        code = exit_codes.OK
        async for line in _lines(settings.home / "history"):
            if leaves(line):
                break
            if line == "/help":
                screen.note("commands")
                continue
            if fault := fault_of(line):
                screen.note(fault, line)
                code = exit_codes.USAGE
                continue
            code = await _turn(screen, _events(conversation, line, options))
            if screen.console.closed:
                break
        return exit_codes.OK if typed else code


def _greet(screen: _Screen, skill: Skill, named: str) -> None:
    """The skill's own greeting and examples open the conversation, unless another language was
    named than theirs.
    """
    screen.note("welcome", skill.display_name or skill.name)
    own = language_of(f"{skill.greeting or ''} {' '.join(skill.examples)}")
    if named and named.partition("-")[0] != own:
        screen.note("examples")
        return
    if skill.greeting:
        screen.console.note(skill.greeting)
    for example in skill.examples[:3]:
        screen.console.note(f"  · {example}")


async def _lines(history: Path) -> AsyncIterator[str]:
    """What is typed, or the lines of standard input where that is no terminal."""
    if not sys.stdin.isatty():
        for raw in sys.stdin.buffer:
            if line := raw.decode("utf-8", "replace").strip():
                yield line
        return
    from prompt_toolkit import PromptSession

    session: PromptSession[str] = PromptSession(history=_history(history), completer=completer())
    while True:
        try:
            line = (await session.prompt_async("› ")).strip()
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if line:
            yield line


def _history(path: Path) -> FileHistory:
    from prompt_toolkit.history import FileHistory

    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    return FileHistory(str(path))


def completer() -> Completer:
    """Commands by their beginning, and files behind those that take one."""
    from prompt_toolkit.completion import NestedCompleter, PathCompleter, WordCompleter

    class Commands(NestedCompleter):
        """Its words begin with a slash, which prompt_toolkit does not count as part of a word."""

        def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
            if " " in document.text_before_cursor:
                return super().get_completions(document, event)
            return WordCompleter(list(COMMANDS), sentence=True).get_completions(document, event)

    files = PathCompleter(expanduser=True)
    return Commands({**dict.fromkeys(COMMANDS), "/upload": files, "/export": files, "/make": files})


def _events(
    conversation: DetachedConversation, line: str, options: argparse.Namespace
) -> AsyncGenerator[Told, None]:
    language = options.lang
    command = line.split(" ")[0]
    match command:
        case "/wait":
            return conversation.wait(language)
        case "/turns":
            return conversation.turns(language, made=not options.session)
        case "/jobs":
            return _jobs(language or "en")
        case "/upload":
            step = upload_step(files_of(line))
        case "/export":
            (step,) = export_plan(Slots(paths=export_place(line))).steps
        case "/make":
            *files, words = words_of(line)
            return make_beside(options, tuple(files), words)
        case "/status" | "/credits" | "/undo" | "/preview" | "/cancel":
            step = PlanStep(Action(command[1:]))
        case _:
            return conversation.say(Utterance(line, language=language or None))
    return conversation.run(Plan((step,)), line, language)


async def _jobs(language: str) -> AsyncGenerator[Told, None]:
    yield latest_jobs(language)
    yield Told("end", {"outcome": Outcome.DONE}, "")


async def _turn(screen: _Screen, events: AsyncGenerator[Told, None]) -> int:
    """One turn; Ctrl-C stops it and comes back to the prompt."""
    async with aclosing(events):
        task = asyncio.ensure_future(screen.show(events))
        try:
            with _interrupting(task):
                return await task
        except asyncio.CancelledError:
            if not task.cancelled():
                raise
            screen.note("stopped")
            return screen.end(Outcome.CANCELLED)
        except SkillRuntimeError as error:
            screen.fault(error)
            return screen.end(Outcome.FAULT)


@contextmanager
def _interrupting(task: asyncio.Task[int]) -> Iterator[None]:
    """Ctrl-C is for the turn. Without this, asyncio takes the second one for the whole program."""
    before = signal.getsignal(signal.SIGINT)
    try:
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, task.cancel)
    except (NotImplementedError, ValueError, RuntimeError):  # Windows, or not the main thread
        yield
        return
    try:
        yield
    finally:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
        signal.signal(signal.SIGINT, before)


@dataclass(frozen=True, slots=True)
class Note:
    """What this surface itself says; its words stand in `translations/chat/`."""

    type: str
    """welcome · examples · commands · no_command · no_words · stopped"""
    about: str = ""


class _Screen:
    """Replies as the console prints them; on a terminal, a bar for what has a measure."""

    def __init__(self, *, as_json: bool, language: str) -> None:
        self.console = Console(as_json=as_json)
        self._language = language
        self._words = ReplyTemplates(data_folder("translations") / "chat")
        self._bars = not as_json and sys.stderr.isatty()

    def note(self, type_: str, about: str = "") -> None:
        self.console.note(self._words.words(Note(type_, about), self._language))

    def fault(self, error: SkillRuntimeError) -> None:
        worded = load_faults().words(error, self._language) if error.type else str(error)
        self.console.note(worded)

    def end(self, outcome: Outcome) -> int:
        """Of a turn that broke off before it could tell its own end; its exit code."""
        return self.console.end(Told("end", {"outcome": outcome}, ""))

    async def show(self, events: AsyncIterator[Told]) -> int:
        if not self._bars:
            return await self.console.show(events)
        return await self.console.show(self._with_bars(events))

    async def _with_bars(self, events: AsyncIterator[Told]) -> AsyncIterator[Told]:
        """Takes the measured progress out of the events and draws it."""
        from rich.console import Console as RichConsole

        screen = RichConsole(stderr=True)
        bar = progress_bar(screen)
        task = None
        try:
            async for told in events:
                fraction = measure(told)
                if fraction is None:
                    bar.stop()
                    task = None
                    yield told
                    continue
                if task is None:
                    bar = progress_bar(screen)
                    task = bar.add_task("", total=1.0)
                    bar.start()
                words = one_line(told.text, screen.width - _BAR_COLUMNS)
                bar.update(task, completed=fraction, description=words)
        finally:
            # Also when Ctrl-C ends the turn: the bar's own thread would paint over the prompt.
            bar.stop()


def progress_bar(screen: RichConsole) -> Progress:
    """A line that goes away when it is stopped."""
    from rich.progress import BarColumn, Progress, TextColumn

    return Progress(
        # A file's name is no markup: `[/b]` in one would end the turn.
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:.0f}%"),
        console=screen,
        transient=True,
    )


def measure(told: Told) -> float | None:
    """How far an event says that things are, 0..1; None where it has no measure."""
    done, total = told.data.get("done"), told.data.get("total")
    if isinstance(done, int) and isinstance(total, int) and total:
        return min(1.0, done / total)
    fraction = told.data.get("fraction")
    return float(fraction) if isinstance(fraction, int | float) else None
