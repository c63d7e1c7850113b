"""How far a batch is: a table that is drawn anew on a terminal, lines elsewhere, or JSON events.

The table needs rich, of the extra `terminal`; without it there are lines.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from skill_runtime.model.told import Told
from skill_runtime.surfaces.console import Console, harmless

if TYPE_CHECKING:
    from rich.table import Table

_WORDS = frozenset({"said", "corrected", "said_all", "timeline", "changed", "ready", "connecting"})
"""The reply itself: of a film among many, only how far it is matters."""


class BatchTable:
    """One row for each film, with the last that was told of it."""

    def __init__(self, console: Console, titles: Sequence[str], *, as_json: bool) -> None:
        self._console = console
        self._titles = titles
        self._as_json = as_json
        self._last = [""] * len(titles)
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

    def _drawn(self) -> Table:
        from rich.table import Table
        from rich.text import Text

        table = Table("", "film", "", box=None)
        for number, (title, last) in enumerate(zip(self._titles, self._last, strict=True), 1):
            table.add_row(str(number), Text(harmless(title)), Text(last, overflow="ellipsis"))
        return table
