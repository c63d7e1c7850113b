"""What has been written of a translated reply, and how the blanks meet where a sentence went.

It decides nothing about what goes.
"""

from __future__ import annotations


class Page:
    """Mends the blanks where a sentence was taken out."""

    def __init__(self) -> None:
        self._ready: list[str] = []
        self._gap: str | None = None
        """The glue before what was taken out; None: nothing was."""
        self.empty = True
        """Nothing has been written so far."""

    @property
    def has_gap(self) -> bool:
        return self._gap is not None

    def skip(self, glue: str) -> None:
        """A sentence is taken out."""
        self._gap = glue if self._gap is None else _joined(self._gap, glue)

    def write(self, glue: str, text: str) -> None:
        if self._gap is not None:
            if not text:
                return
            glue = _joined(self._gap, glue)
            if self.empty:
                glue = glue.lstrip()
            self._gap = None
        self._ready += [glue, text]
        self.empty = self.empty and not text

    def taken(self) -> str:
        text = "".join(self._ready)
        self._ready.clear()
        return text


def _joined(gap: str, glue: str) -> str:
    """The glue that stands where two meet: the wider break, and the marker of the later line."""
    if "\n" not in glue:
        return gap if gap else ""
    at = glue.rfind("\n") + 1
    lines = max(gap[: gap.rfind("\n") + 1], glue[:at], key=lambda part: part.count("\n"))
    return lines + glue[at:]
