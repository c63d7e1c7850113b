"""What a user would see of a captured event stream."""

from __future__ import annotations

import re
from collections.abc import Generator

from skill_runtime.actions.hearing import Hearing
from skill_runtime.assembly import load_replies, load_translator
from skill_runtime.core.event_stream import LineTooLongError
from skill_runtime.core.listening import Listening
from skill_runtime.errors import UsageError
from skill_runtime.model.events import as_json as event_as_json
from skill_runtime.model.steps import Answer, Emit, Step
from skill_runtime.model.stream import Heard
from skill_runtime.model.told import Told
from skill_runtime.settings import Settings
from skill_runtime.surfaces.console import Console

_DATA_LINE = re.compile(rb"(?:\A(?:\xef\xbb\xbf)?|[\r\n])data(?:[:\r\n]|\Z)")


def replay(body: bytes, *, language: str, as_json: bool) -> int:
    """Show it, then say what its GUI talk asked for; the exit code is the run's.

    Raises `UsageError` for what is no event stream.
    """
    replies = load_replies(Settings.from_environment({}))
    console = Console(as_json=as_json, whole=True)
    hearing = Hearing(load_translator(), language)
    listening = Listening()
    steps = _steps(hearing, listening, body)
    for step in steps:
        if isinstance(step, Emit):
            words = replies.words(step.event, language)
            told = Told(step.event.type, event_as_json(step.event), words, step.event.progress)
            console.tell(told)
    code = console.end(Told("end", {"outcome": hearing.outcome.value}, ""))
    for asked in hearing.actions:
        console.note(f"then: {asked.mode.value} {asked.action.value}")
    if listening.truncated:
        console.note("The capture ends in the middle of an event.")
    return code


def _steps(hearing: Hearing, listening: Listening, body: bytes) -> Generator[Step, Answer, None]:
    for heard in _heard(listening, body):
        yield from hearing.take(heard)
    yield from hearing.close()


def _heard(listening: Listening, body: bytes) -> Generator[Heard, None, None]:
    try:
        if body.strip() and not _DATA_LINE.search(body):
            raise UsageError(
                "The file holds no event stream: none of its lines begins with `data:`. Save the "
                "body of a run as it came, with `curl -N`."
            )
        yield from listening.feed(body)
        yield from listening.finish()
    except LineTooLongError as error:
        raise UsageError(f"The capture can't be read: {error}.") from error
