"""Events as terminal lines: the reply on stdout, progress on stderr; or one JSON object a line.

What it prints came from a backend and from files, so control characters never reach the terminal.
A reader that goes away stops the printing, not the turn: what was paid for is still brought home.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import AsyncIterator
from typing import TextIO

from skill_runtime.model.told import Told
from skill_runtime.surfaces import exit_codes

MAX_REPLY = 10_000
"""Characters of a reply; hosts cut longer output at places of their own choosing."""
_PROGRESS_EVERY_S = 10
# C0 without tab and newline, DEL, C1, and the marks that turn text around.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def harmless(text: str) -> str:
    """Text without anything that a terminal would obey."""
    return _CONTROL.sub("", text.replace("\r\n", "\n"))


class Console:
    """Shows one command's events."""

    def __init__(
        self, *, as_json: bool, out: TextIO | None = None, err: TextIO | None = None
    ) -> None:
        self._json = as_json
        self._out = out or sys.stdout
        self._err = err or sys.stderr
        self._live = not as_json and self._err.isatty()
        self._room = MAX_REPLY
        self._mid_line = False
        self._progress_shown = False
        self._told_seconds = 0
        self.closed = False
        """The reader of stdout went away."""

    async def show(self, events: AsyncIterator[Told]) -> int:
        """Print them as they come; the exit code of the turn."""
        outcome = "done"
        async for told in events:
            if told.type == "end":
                outcome = str(told.data["outcome"])
            self.tell(told)
        self._end_progress()
        return exit_codes.OUTPUT_CLOSED if self.closed else exit_codes.OF_OUTCOME[outcome]

    def tell(self, told: Told) -> None:
        if self._json:
            line = {**told.data, "type": told.type, "text": told.text}
            self._write(json.dumps(line, ensure_ascii=False) + "\n")
        elif told.progress:
            self._progress(told)
        elif told.type == "said":
            self._words(told.text)
        elif told.type == "end":
            self._break_line()
        else:
            self._break_line()
            if told.text:
                self._words(told.text + "\n")

    def say(self, text: str) -> None:
        """A line that is no event: what a command without a turn answers."""
        self._write(harmless(text) + "\n")

    def say_json(self, value: object) -> None:
        self._write(json.dumps(value, ensure_ascii=False) + "\n")

    def note(self, text: str) -> None:
        """A line beside the reply."""
        self._end_progress()
        self._write_err(harmless(text) + "\n")

    # --- reply
    # -------------------------------------------------------------------------------------------

    def _words(self, text: str) -> None:
        self._end_progress()
        text = harmless(text)
        if not text or self._room <= 0:
            return
        shown = text[: self._room]
        self._room -= len(text)
        if self._room <= 0:
            shown += "…\n"
        self._mid_line = not shown.endswith("\n")
        self._write(shown)

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
        except BrokenPipeError:
            self.closed = True
            silence(self._out)

    # --- progress
    # ----------------------------------------------------------------------------------------

    def _progress(self, told: Told) -> None:
        if self._live:
            width = max(20, os.get_terminal_size(self._err.fileno()).columns - 1)
            self._write_err(f"\r\x1b[K{harmless(told.text)[:width]}")
            self._progress_shown = True
        elif self._is_news(told):
            self._write_err(harmless(told.text) + "\n")

    def _is_news(self, told: Told) -> bool:
        """On a plain stream, a line for each stage and one every ten seconds."""
        if told.type in {"uploading", "downloading"}:
            return False
        seconds = told.data.get("seconds")
        if told.type != "rendering" or not isinstance(seconds, int):
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
        except BrokenPipeError:
            silence(self._err)


def silence(stream: TextIO) -> None:
    """Point a stream whose reader is gone at nothing, so that no later flush fails on it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def use_utf8() -> None:
    """Whatever the locale says: a C or GBK terminal must not stop a Chinese reply or an emoji."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
