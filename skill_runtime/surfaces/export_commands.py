"""Commands about many films: `jobs`, which lists exports, and `batch`, which makes films."""

from __future__ import annotations

import argparse
import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.assembly import (
    load_replies,
    load_skill,
    open_conversation,
    open_detached,
    open_store,
)
from skill_runtime.core.backend_choice import choose_backend
from skill_runtime.core.batch import Film, Next, next_of, session_names
from skill_runtime.core.batch_replies import said_of, told_of
from skill_runtime.core.quick_plans import is_link
from skill_runtime.errors import SkillRuntimeError
from skill_runtime.model.errand import Place
from skill_runtime.model.events import Event, as_json
from skill_runtime.model.events.batch import BatchSummed, FilmEnd
from skill_runtime.model.records import Job, Outcome, SessionKey, Standing
from skill_runtime.model.told import Told
from skill_runtime.runtime.batch import make_film
from skill_runtime.settings import Settings
from skill_runtime.surfaces import exit_codes
from skill_runtime.surfaces.batch_input import films_of
from skill_runtime.surfaces.batch_table import BatchTable
from skill_runtime.surfaces.console import Console
from skill_runtime.surfaces.job_listing import latest_jobs
from skill_runtime.surfaces.own_command import absolute

_TURNS_OF_A_FILM = 100


def run(options: argparse.Namespace) -> int:
    """The exit code of the command."""
    if options.command == "jobs":
        console = Console(as_json=options.json)
        console.tell(latest_jobs(options.lang or "en", options.session))
        return console.exit_code(exit_codes.OK)
    films = films_of(options)
    store = open_store(Settings.from_environment(os.environ))
    try:
        return asyncio.run(_Batch(options, films, store).run())
    finally:
        store.close()


def _told(event: Event, language: str) -> Told:
    replies = load_replies(Settings.from_environment(os.environ))
    return Told(event.type, as_json(event), replies.words(event, language))


# --- batch ---------------------------------------------------------------------------------------


class _Batch:
    """Films side by side, each in a conversation and a process of its own, which goes on when this
    one ends. What is written down of those is the whole memory: the same command goes on where it
    was.
    """

    def __init__(
        self, options: argparse.Namespace, films: tuple[Film, ...], store: SqliteStore
    ) -> None:
        self._options = options
        self._films = films
        self._store = store
        self._skill = load_skill(options.skill)
        settings = Settings.from_environment(os.environ)
        self._choice = choose_backend(options.backend, settings, self._skill, store.consented)
        self._names = session_names(films, _marks(films))
        self._ends: list[FilmEnd | None] = [None] * len(films)
        self._patient_until = time.monotonic() + options.wait
        # Whole: it is the sum of many replies, and files' names stand in it.
        console = Console(as_json=options.json, whole=True)
        self._console = console
        titles = [film.title for film in films]
        self._table = BatchTable(console, titles, as_json=options.json)

    async def run(self) -> int:
        language = self._options.lang or "en"
        with self._table.shown():
            await self._connect()
            for index in range(len(self._films)):
                self._end(index, self._known(index))
            left = iter([index for index, end in enumerate(self._ends) if end is None])
            await asyncio.gather(*(self._work(left) for _ in range(self._options.at_once)))
        ends = tuple(
            end or FilmEnd(film.title, Outcome.UNFINISHED, begun=False)
            for film, end in zip(self._films, self._ends, strict=True)
        )
        self._console.tell(_told(BatchSummed(ends, told_of(ends)), language))
        return self._console.exit_code(_code_of(ends))

    async def _connect(self) -> None:
        """One token for all, before any of them asks for one of its own."""
        if self._store.token(self._choice.key) or os.environ.get("NEMO_TOKEN"):
            return
        async with open_conversation(self._skill, backend=self._options.backend) as first:
            async for _ in first.connect(self._options.lang):
                pass

    async def _work(self, left: Iterator[int]) -> None:
        """One film after another. One that goes on by itself keeps its place among those that are
        made at once.
        """
        for index in left:
            end = await self._make(index)
            self._end(index, end)
            if end.runs:
                return

    def _end(self, index: int, end: FilmEnd | None) -> None:
        self._ends[index] = end and replace(end, said=self._said(end.session))
        if end:
            self._table.end(index, end.path)

    def _known(self, index: int) -> FilmEnd | None:
        """What became of a film of which nothing is left to do unasked."""
        name = self._newest(index)
        standing, what = self._standing(name), self._next(name)
        end = FilmEnd(self._films[index].title, Outcome.DONE, session=name, earlier=True)
        if what is Next.NOTHING:
            return replace(end, path=standing.job.path if standing.job else "")
        if what is Next.DECIDE and not self._options.again:
            asked = standing.said is Outcome.ASKED
            return replace(end, outcome=Outcome.ASKED if asked else Outcome.IN_DOUBT)
        return None

    async def _make(self, index: int) -> FilmEnd:
        name = self._newest(index)
        if self._next(name) in {Next.START_OVER, Next.DECIDE}:
            name = self._attempt(index, 1 + self._attempts(index))
        end = FilmEnd(self._films[index].title, Outcome.DONE, session=name)
        try:
            return await self._follow(index, end)
        except SkillRuntimeError as error:
            return replace(end, outcome=Outcome.REFUSED, reason=str(error))

    async def _follow(self, index: int, end: FilmEnd) -> FilmEnd:
        path = reason = ""
        film, language = self._films[index], self._options.lang
        patience = self._patient_until - time.monotonic()
        async with (
            open_detached(
                self._place(end.session),
                max(0.0, patience),
                str,
                is_read=lambda: not self._console.closed,
            ) as conversation,
            aclosing(
                make_film(conversation, film, lambda: self._next(end.session), language)
            ) as events,
        ):
            async for told in events:
                if told.type == "end":
                    end = replace(end, outcome=str(told.data["outcome"]))
                    continue
                self._table.tell(index, told)
                end = replace(end, runs=end.runs or told.type in {"goes_on", "busy"})
                path = str(told.data["path"]) if told.type == "exported" else path
                reason = told.text if _tells_why(told) else reason
        return replace(end, path=path, reason="" if path else reason)

    def _said(self, session: str) -> str:
        """From the record, since an earlier command may have been the one that was told."""
        turns = self._store.history.latest(self._key(session), _TURNS_OF_A_FILM)
        return said_of(told for one in turns for _, told in self._store.events(one.turn, 0))

    def _place(self, session: str) -> Place:
        options = self._options
        return Place(
            skill=absolute(options.skill),
            backend=options.backend,
            session=session,
            folder=absolute(options.out),
        )

    # --- the conversations of a film: one for each time that it was begun anew

    def _newest(self, index: int) -> str:
        return self._attempt(index, max(1, self._attempts(index)))

    def _attempts(self, index: int) -> int:
        count = 0
        while self._standing(self._attempt(index, count + 1)).begun:
            count += 1
        return count

    def _attempt(self, index: int, number: int) -> str:
        name = self._names[index]
        return name if number == 1 else f"{name}-{number}"

    def _next(self, name: str) -> Next:
        with self._store.hold(self._key(name)) as free:
            standing = self._standing(name)
            return next_of(standing, runs=not free, gone=_is_gone(standing.job))

    def _standing(self, name: str) -> Standing:
        return self._store.standing(self._key(name))

    def _key(self, name: str) -> SessionKey:
        return SessionKey(self._choice.key, self._skill.name, name)


def _code_of(ends: tuple[FilmEnd, ...]) -> int:
    """Of the first film that is not made; what is not over yet goes before all else."""
    codes = [
        exit_codes.UNFINISHED if end.runs else exit_codes.OF_OUTCOME[end.outcome]
        for end in ends
        if not end.path
    ]
    if exit_codes.UNFINISHED in codes:
        return exit_codes.UNFINISHED
    return codes[0] if codes else exit_codes.OK


def _is_gone(job: Job | None) -> bool:
    try:
        return job is not None and bool(job.path) and not Path(job.path).exists()
    except OSError:  # nobody knows: it lies where this user may not look
        return False


def _tells_why(told: Told) -> bool:
    """The last of these is the reason why a film was not made."""
    return bool(told.text) and not told.progress and told.type != "plan_stopped"


def _marks(films: tuple[Film, ...]) -> dict[str, str]:
    """Which version of each file is there: a changed one makes a new film."""
    marks = {}
    for file in {file for film in films for file in film.files if not is_link(file)}:
        try:
            facts = Path(file).stat()
        except OSError:
            continue  # it is refused when its turn comes, with the reason
        marks[file] = f"{facts.st_size} {facts.st_mtime_ns}"
    return marks
