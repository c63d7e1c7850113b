"""`forget`: removes what is stored, of one session or all of it, and says what went and what stays.

It asks first, refuses while a turn runs, and never removes a finished film or the client id: who
could be a new client at will would have free credits at will.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from skill_runtime.adapters import stored_places
from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.adapters.studio_process import StudioProcess
from skill_runtime.assembly import (
    client_id_path,
    connect_backend,
    load_replies,
    load_skill,
    open_store,
    studio_home,
)
from skill_runtime.core import contract
from skill_runtime.core.backend_choice import BackendChoice
from skill_runtime.model.events import Event, as_json
from skill_runtime.model.events.forgetting import ForgetAsked, ForgetRefused, Forgotten
from skill_runtime.model.records import SessionKey
from skill_runtime.model.skill import Skill
from skill_runtime.model.told import Told
from skill_runtime.settings import Settings
from skill_runtime.surfaces import exit_codes
from skill_runtime.surfaces.console import Console, agrees, can_ask

_STUDIO = "studio"
_COUNTED = ("session", "turn", "event", "job", "token", "consent")


def run(options: argparse.Namespace) -> int:
    """The exit code. Raises StoreError, SetupError, SkillError."""
    settings = Settings.from_environment(os.environ)
    forgetting = _Forgetting(settings, load_skill(options.skill))
    console = Console(as_json=options.json)
    replies = load_replies(settings)

    def tell(event: Event) -> None:
        words = replies.words(event, options.lang or "en")
        console.tell(Told(event.type, as_json(event), words))

    store = open_store(settings)
    try:
        with ExitStack() as stack:
            refused = forgetting.hold(store, stack, options.session)
            if refused is None:
                tell(ForgetAsked(options.session or "", str(settings.home)))
                refused = _unless_agreed(options)
            outcome = refused or forgetting.carry_out(store, options.session)
            tell(outcome)
    finally:
        store.close()
    done = isinstance(outcome, Forgotten)
    return console.exit_code(exit_codes.OK if done else exit_codes.REFUSED)


def _unless_agreed(options: argparse.Namespace) -> ForgetRefused | None:
    if options.yes or agrees():
        return None
    return ForgetRefused("not_agreed" if can_ask() else "nobody_to_ask")


class _Forgetting:
    """`session` is a name, or None for everything."""

    def __init__(self, settings: Settings, skill: Skill) -> None:
        self._settings = settings
        self._skill = skill
        self._studio = StudioProcess(studio_home(settings), os.environ)

    def hold(
        self, store: SqliteStore, stack: ExitStack, session: str | None
    ) -> ForgetRefused | None:
        """Keeps every session's lock until the stack is closed; a refusal where that can't be."""
        keys = self._keys(store, session)
        if session is not None and not keys:
            known = sorted({
                key.name for key in store.session_keys() if key.skill == self._skill.name
            })
            return ForgetRefused("no_session", tuple(known))
        busy = {key.name for key in keys if not stack.enter_context(store.hold(key))}
        return ForgetRefused("busy", tuple(sorted(busy))) if busy else None

    def carry_out(self, store: SqliteStore, session: str | None) -> Forgotten | ForgetRefused:
        if session is None:
            return self._all(store)
        return self._sessions(store, self._keys(store, session))

    def _keys(self, store: SqliteStore, session: str | None) -> list[SessionKey]:
        """A name is one skill's, whichever backends it was used with."""
        wanted = (session, self._skill.name)
        return [
            key
            for key in store.session_keys()
            if session is None or (key.name, key.skill) == wanted
        ]

    def _all(self, store: SqliteStore) -> Forgotten:
        home, cache = self._settings.home, self._settings.cache
        self._studio.stop()
        films = stored_places.films(home, store.delivered(store.session_keys()))
        removed = _counted(store.forget_all())
        removed["project"] = stored_places.remove([studio_home(self._settings)])
        removed["history"] = stored_places.remove([home / stored_places.HISTORY])
        removed["log"] = stored_places.remove([home / stored_places.LOG])
        removed["cache"] = stored_places.remove(stored_places.caches(cache))
        removed["damaged"] = stored_places.remove(store.traces())
        left = [("film", film) for film in films]
        left += [("packages", folder) for folder in stored_places.packages(cache)]
        left += [("client_id", client_id_path(self._skill))]
        return _forgotten(removed, left)

    def _sessions(
        self, store: SqliteStore, keys: Sequence[SessionKey]
    ) -> Forgotten | ForgetRefused:
        projects = [s.id for key in keys if key.backend == _STUDIO and (s := store.session(key))]
        refused = asyncio.run(self._forget_projects(store, projects))
        if refused:
            return ForgetRefused(refused)
        films = stored_places.films(Path(os.devnull), store.delivered(keys))
        removed = _counted(store.forget(keys))
        removed["project"] = len(projects)
        left = [("film", film) for film in films]
        left += [("history", self._settings.home / stored_places.HISTORY)]
        left += [("damaged", trace) for trace in store.traces()]
        return _forgotten(removed, left)

    async def _forget_projects(self, store: SqliteStore, projects: Sequence[str]) -> str:
        """At the studio, which keeps them; why that did not work, or nothing."""
        if not projects or not studio_home(self._settings).exists():
            return ""
        choice = BackendChoice(_STUDIO, "")
        peer = connect_backend(self._skill, choice, self._settings, os.environ)
        peer.use_token(store.token(_STUDIO) or "")
        try:
            answers = [await peer.call(contract.forget_project(project)) for project in projects]
        finally:
            await peer.close()
        codes = {getattr(answer, "code", None) for answer in answers}
        if codes <= {0, contract.NO_SESSION}:
            return ""
        return "studio_busy" if contract.CONFLICT in codes else "studio"


def _counted(rows: Mapping[str, int]) -> dict[str, int]:
    return {table: rows.get(table, 0) for table in _COUNTED}


def _forgotten(removed: Mapping[str, int], left: Sequence[tuple[str, Path]]) -> Forgotten:
    gone = tuple((what, count) for what, count in removed.items() if count)
    return Forgotten(gone, tuple((what, str(path)) for what, path in left if path.exists()))
