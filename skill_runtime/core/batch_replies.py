"""What was told of the films of a batch: what a user looks for in it is what could not be done, and
of which of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from skill_runtime.model.events.batch import FilmEnd, ToldOf
from skill_runtime.model.told import Told

_REMARKS = frozenset({
    *("changed", "nothing_changed", "no_picture"),
    *("not_confirmed", "other_size", "questioned"),
})
"""Of the runtime itself; `changed` tells what an agent without words did. Why
a film was not made at all is its `reason`.
"""
_TITLE = "\0"


def said_of(events: Iterable[Told]) -> str:
    """From the events of its turns, in their order; of several lines."""
    texts = (
        str(told.data["text"]) if told.type == "said_all" else told.text
        for told in events
        if told.type == "said_all" or told.type in _REMARKS
    )
    return "\n".join(line.strip() for text in texts for line in text.splitlines() if line.strip())


def told_of(films: Sequence[FilmEnd]) -> tuple[ToldOf, ...]:
    """Each reply once, in the order of the films: those that differ in the film's own name alone
    count as the same.
    """
    groups: dict[str, list[FilmEnd]] = {}
    for film in filter(_has_news, films):
        groups.setdefault(film.said.replace(film.title, _TITLE), []).append(film)
    return tuple(
        ToldOf(tuple(film.title for film in group), group[0].said) for group in groups.values()
    )


def _has_news(film: FilmEnd) -> bool:
    return bool(film.said) and film.said != film.reason
