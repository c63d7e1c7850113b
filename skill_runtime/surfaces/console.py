"""Events as terminal lines: the reply on stdout, progress on stderr; or one JSON object a line.

What it prints came from a backend and from files, so control characters never reach the terminal.
A reader that goes away stops the printing, not the turn: what was paid for is still brought home.
"""

from __future__ import annotations

import json
import os
import re
import sys
import unicodedata
from collections.abc import AsyncIterator, Mapping
from typing import TextIO

from skill_runtime.core.timeline_picture import timeline_lines
from skill_runtime.model.told import Told
from skill_runtime.surfaces import exit_codes

MAX_REPLY = 10_000
"""Characters of a turn; hosts cut longer output at places of their own choosing."""
_SENTENCE = 500
"""Characters up to which a text of the runtime itself, such as where a file is, is never cut: the
last thousand of a turn are kept for them."""
_ROOM = MAX_REPLY - 1000
_YES = frozenset({"y", "yes", "是", "好", "好的"})
_PROGRESS_EVERY_S = 10
_USUAL_COLUMNS = 80
"""Of a terminal that doesn't know its width."""
_CONTROL = re.compile(
    # C0 without tab and newline, DEL, C1; the marks that turn text around; halves of characters.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ud800-\udfff]"
)
# In JSON every character counts, so they are kept as escapes; with them what ends a line to some.
_UNSAFE_JSON = re.compile(f"{_CONTROL.pattern}|[\u2028\u2029]")


def harmless(text: str) -> str:
    """Text without anything that a terminal would obey."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


def one_line(text: str, columns: int) -> str:
    """Harmless text on one line of a terminal: what would run on into a second could not be wiped
    any more. A Chinese character takes two columns.
    """
    shown = []
    for character in " ".join(harmless(text).split()):
        columns -= _columns(character)
        if columns < 0:
            break
        shown.append(character)
    return "".join(shown)


def _columns(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def json_line(value: object) -> str:
    """A value as one line of JSON in which every character counts and none acts on a terminal."""
    line = json.dumps(value, ensure_ascii=False)
    return _UNSAFE_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


class Console:
    """Shows one command's events."""

    def __init__(
        self,
        *,
        as_json: bool,
        whole: bool = False,
        out: TextIO | None = None,
        err: TextIO | None = None,
    ) -> None:
        """`whole`: a reply is never cut; neither is one that a terminal shows."""
        self._json = as_json
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._live = not as_json and self._err.isatty()
        self._most = sys.maxsize if whole or self._out.isatty() else _ROOM
        self._room = self._most
        self._mid_line = False
        self._progress_shown = False
        self._told_seconds = 0
        self.closed = False
        """The reader of stdout went away."""

    async def show(self, events: AsyncIterator[Told]) -> int:
        """Print them as they come; the exit code of the turn."""
        end = Told("end", {"outcome": "done"}, "")
        async for told in events:
            if told.type == "end":
                end = told
            else:
                self.tell(told)
        return self.end(end)

    def end(self, told: Told) -> int:
        """The turn is over: the exit code that its outcome means."""
        self.tell(told)
        self._end_progress()
        if self._room < 0:
            self.note(
                f"{-self._room} characters of the reply are left out; --json shows all of it."
            )
        self._room, self._told_seconds = self._most, 0
        return self.exit_code(exit_codes.OF_OUTCOME[str(told.data["outcome"])])

    def exit_code(self, code: int) -> int:
        """What the command ends with, unless its words did not get out."""
        return exit_codes.OUTPUT_CLOSED if self.closed else code

    def tell(self, told: Told) -> None:
        if self._json:
            # An event's own `text`, such as a whole reply, goes before the words for it.
            self.say_json({"text": told.text, **told.data, "type": told.type})
        elif told.progress:
            self._progress(told)
        elif told.type == "said":
            self._words(told.text)
        elif told.type == "corrected":
            self._break_line()
            self._words(told.text + "\n" if told.text else "")
        elif told.type == "end":
            self._break_line()
        else:
            self._break_line()
            if len(told.text) > _SENTENCE:
                self._words(told.text + "\n")
            elif told.text:
                self._end_progress()
                self._write(harmless(told.text) + "\n")
            self._draw(told.data.get("timeline"))

    def say(self, text: str) -> None:
        """A line that is no event: what a command without a turn answers."""
        self._write(harmless(text) + "\n")

    def say_json(self, value: object) -> None:
        self._write(json_line(value) + "\n")

    def note(self, text: str) -> None:
        """A line beside the reply."""
        self._end_progress()
        self._write_err(harmless(text) + "\n")

    # --- reply --------------------------------------------------------------------------------

    def _words(self, text: str) -> None:
        self._end_progress()
        text = harmless(text)
        room, self._room = max(self._room, 0), self._room - len(text)
        if not text or not room:
            return
        shown = text if len(text) <= room else f"{text[:room]}…\n"
        self._mid_line = not shown.endswith("\n")
        self._write(shown)

    def _draw(self, timeline: object) -> None:
        """On a terminal, what a text says of a timeline is drawn as well."""
        if isinstance(timeline, Mapping) and self._out.isatty():
            columns = os.get_terminal_size(self._out.fileno()).columns or _USUAL_COLUMNS
            for line in timeline_lines(timeline, columns):
                self._write(harmless(line) + "\n")

    def _break_line(self) -> None:
        if self._mid_line:
            self._mid_line = False
            self._write("\n")

    def _write(self, text: str) -> None:
        if self.closed:
            return
        try:
            self._out.write(text)
            self._out.flush()
        except OSError as error:
            self.closed = True
            silence(self._out)
            if not isinstance(error, BrokenPipeError):  # a full disk behind a redirected output
                self.note(f"The output can't be written ({error.strerror}).")

    # --- progress -----------------------------------------------------------------------------

    def _progress(self, told: Told) -> None:
        if self._live:
            if self._mid_line and self._out.isatty():
                # On the same screen the words so far would be wiped with the line.
                self._mid_line = False
                self._write_err("\n")
            columns = os.get_terminal_size(self._err.fileno()).columns or _USUAL_COLUMNS
            self._write_err(f"\r\x1b[K{one_line(told.text, columns - 1)}")
            self._progress_shown = True
        elif self._is_news(told):
            self._write_err(harmless(told.text) + "\n")

    def _is_news(self, told: Told) -> bool:
        """On a plain stream, a line for each stage and one every ten seconds."""
        if told.type in {"uploading", "downloading"}:
            return False
        seconds = told.data.get("seconds")
        if told.type != "rendering" or not isinstance(seconds, int):
            self._told_seconds = 0
            return True
        due = seconds - self._told_seconds >= _PROGRESS_EVERY_S
        if due:
            self._told_seconds = seconds
        return due

    def _end_progress(self) -> None:
        if self._progress_shown:
            self._progress_shown = False
            self._write_err("\r\x1b[K")

    def _write_err(self, text: str) -> None:
        try:
            self._err.write(text)
            self._err.flush()
        except OSError:
            silence(self._err)


def can_ask() -> bool:
    return sys.stdin.isatty()


def agrees() -> bool:
    """Asks on a terminal; elsewhere nobody can answer, so it is a no."""
    if not can_ask():
        return False
    sys.stderr.write("[y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in _YES


def silence(stream: TextIO) -> None:
    """Point a stream whose reader is gone at nothing, so that no later flush fails on it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def prepare_streams() -> None:
    """Streams that a host closed lead nowhere, before a file takes their number; and UTF-8
    whatever the locale says: a C or GBK terminal must not stop a Chinese reply or an emoji.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(nowhere, mode, encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
