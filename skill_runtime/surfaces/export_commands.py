"""Commands about many films: `jobs`, which lists exports, and `batch`, which makes films."""

from __future__ import annotations

import argparse
import asyncio
import os
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.assembly import load_replies, load_skill, open_conversation, open_store
from skill_runtime.core.backend_choice import choose_backend
from skill_runtime.core.batch import Film, Next, next_of, session_names
from skill_runtime.core.quick_plans import is_link
from skill_runtime.errors import SkillRuntimeError
from skill_runtime.model.events import Event, as_json
from skill_runtime.model.events.batch import BatchSummed, FilmEnd
from skill_runtime.model.events.transfers import JobList, ListedJob
from skill_runtime.model.records import JobEntry, Outcome, SessionKey, Standing
from skill_runtime.model.told import Told
from skill_runtime.runtime.batch import make_film
from skill_runtime.settings import Settings
from skill_runtime.surfaces import exit_codes
from skill_runtime.surfaces.batch_input import films_of
from skill_runtime.surfaces.batch_table import BatchTable
from skill_runtime.surfaces.console import Console

_LISTED = 20


def run(options: argparse.Namespace) -> int:
    """The exit code of the command."""
    if options.command == "jobs":
        return _list_jobs(options)
    films = films_of(options)
    store = open_store(Settings.from_environment(os.environ))
    try:
        return asyncio.run(_Batch(options, films, store).run())
    finally:
        store.close()


# --- jobs ----------------------------------------------------------------------------------------


def _list_jobs(options: argparse.Namespace) -> int:
    store = open_store(Settings.from_environment(os.environ))
    try:
        entries = store.newest_jobs(_LISTED)
    finally:
        store.close()
    console = Console(as_json=options.json)
    console.tell(_told(JobList(tuple(map(_listed, entries))), options.lang or "en"))
    return console.exit_code(exit_codes.OK)


def _listed(entry: JobEntry) -> ListedJob:
    job = entry.job
    return ListedJob(
        id=job.id,
        name=job.name,
        state=job.state.value,
        output=job.output,
        fraction=job.fraction,
        path=job.path,
        session=entry.key.name,
    )


def _told(event: Event, language: str) -> Told:
    replies = load_replies(Settings.from_environment(os.environ))
    return Told(event.type, as_json(event), replies.words(event, language))


# --- batch ---------------------------------------------------------------------------------------


class _Batch:
    """Films side by side, each in a conversation of its own. What is written down of those is the
    whole memory: the same command goes on where it was.
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
        console = Console(as_json=options.json)
        self._console = console
        titles = [film.title for film in films]
        self._table = BatchTable(console, titles, as_json=options.json)

    async def run(self) -> int:
        language = self._options.lang or "en"
        room = asyncio.Semaphore(self._options.at_once)
        with self._table.shown():
            await self._connect()
            ends = await asyncio.gather(
                *(self._make(index, room) for index in range(len(self._films)))
            )
        self._console.tell(_told(BatchSummed(tuple(ends)), language))
        failed = [exit_codes.OF_OUTCOME[end.outcome] for end in ends if not end.path]
        return self._console.exit_code(failed[0] if failed else exit_codes.OK)

    async def _connect(self) -> None:
        """One token for all, before any of them asks for one of its own."""
        if self._store.token(self._choice.key) or os.environ.get("NEMO_TOKEN"):
            return
        async with open_conversation(self._skill, backend=self._options.backend) as first:
            async for _ in first.connect(self._options.lang):
                pass

    async def _make(self, index: int, room: asyncio.Semaphore) -> FilmEnd:
        async with room:
            name, standing = self._newest(self._names[index])
            what = next_of(standing)
            if what is Next.DECIDE and self._options.again:
                what = Next.START_OVER
            if what is Next.START_OVER:
                name = self._attempt(self._names[index], 1 + self._attempts(self._names[index]))
            end = FilmEnd(self._films[index].title, Outcome.DONE, session=name)
            if what is Next.NOTHING:
                path = standing.job.path if standing.job else ""
                return replace(end, path=path, earlier=True)
            if what is Next.DECIDE:
                asked = standing.said is Outcome.ASKED
                return replace(end, outcome=Outcome.ASKED if asked else Outcome.IN_DOUBT)
            return await self._follow(index, what, end)

    async def _follow(self, index: int, what: Next, end: FilmEnd) -> FilmEnd:
        path = reason = ""
        options = self._options
        try:
            async with (
                open_conversation(
                    self._skill, backend=options.backend, name=end.session, folder=options.out
                ) as conversation,
                aclosing(make_film(conversation, self._films[index], what, options.lang)) as events,
            ):
                async for told in events:
                    if told.type == "end":
                        end = replace(end, outcome=str(told.data["outcome"]))
                        continue
                    self._table.tell(index, told)
                    path = str(told.data["path"]) if told.type == "exported" else path
                    reason = told.text if _tells_why(told) else reason
        except SkillRuntimeError as error:
            return replace(end, outcome=Outcome.REFUSED, reason=str(error))
        return replace(end, path=path, reason="" if path else reason)

    # --- the conversations of a film: one for each time that it was begun anew

    def _newest(self, name: str) -> tuple[str, Standing]:
        newest = self._attempt(name, max(1, self._attempts(name)))
        return newest, self._standing(newest)

    def _attempts(self, name: str) -> int:
        count = 0
        while self._standing(self._attempt(name, count + 1)).begun:
            count += 1
        return count

    @staticmethod
    def _attempt(name: str, number: int) -> str:
        return name if number == 1 else f"{name}-{number}"

    def _standing(self, name: str) -> Standing:
        return self._store.standing(SessionKey(self._choice.key, self._skill.name, name))


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
