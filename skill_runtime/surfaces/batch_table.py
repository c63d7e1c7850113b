"""How far a batch is: a table that is drawn anew on a terminal, lines elsewhere, or JSON events.

The table needs rich, of the extra `terminal`; without it there are lines.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from skill_runtime.model.told import Told
from skill_runtime.surfaces.console import Console, harmless

if TYPE_CHECKING:
    from rich.table import Table

_WORDS = frozenset({
    *("said", "corrected", "said_all", "timeline", "changed"),
    *("ready", "connecting", "goes_on", "meanwhile", "plan_stopped"),
})
"""The reply itself, and what follows from it: of a film among many, only how far it is matters."""
_OTHER_LINES = 2
"""Of the screen: the heading, and the line below the table."""


class BatchTable:
    """One row for each film, with the last that was told of it."""

    def __init__(self, console: Console, titles: Sequence[str], *, as_json: bool) -> None:
        self._console = console
        self._titles = titles
        self._as_json = as_json
        self._last = [""] * len(titles)
        self._over = [False] * len(titles)
        self._live = not as_json and sys.stderr.isatty() and find_spec("rich") is not None

    @contextmanager
    def shown(self) -> Iterator[None]:
        if not self._live:
            yield
            return
        from rich.console import Console as RichConsole
        from rich.live import Live

        screen = RichConsole(stderr=True)
        with Live(console=screen, get_renderable=self._drawn, refresh_per_second=4):
            yield

    def tell(self, index: int, told: Told) -> None:
        title = self._titles[index]
        if self._as_json:
            data = {"film": title, "index": index, "text": told.text, **told.data}
            self._console.say_json({**data, "type": told.type})
        elif told.text and told.type not in _WORDS:
            self._last[index] = " ".join(harmless(told.text).split())
            if not self._live and (not told.progress or told.type in {"render_started"}):
                self._console.note(f"{title}: {told.text}")

    def end(self, index: int, path: str) -> None:
        """Nothing more comes of this film; `path` is its file."""
        self._over[index] = True
        self._last[index] = harmless(path) or self._last[index]

    def _drawn(self) -> Table:
        from rich.table import Column, Table
        from rich.text import Text

        columns = (Column(heading, no_wrap=True) for heading in ("", "film", ""))
        table = Table(*columns, box=None)
        room = shutil.get_terminal_size().lines - _OTHER_LINES
        for index in visible(self._over, max(room, 1)):
            title = Text(harmless(self._titles[index]), overflow="ellipsis")
            table.add_row(str(index + 1), title, Text(self._last[index], overflow="ellipsis"))
        return table


def visible(over: Sequence[bool], room: int) -> range:
    """Which of the films fit on the screen: as many as can be, from the first that is not over."""
    first = next((index for index, one in enumerate(over) if not one), len(over))
    begin = max(0, min(first, len(over) - room))
    return range(begin, min(len(over), begin + room))
