"""What `doctor` finds out about the backend: which, why, whether it answers, and to whom."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from skill_runtime.adapters.client_id import read_client_id
from skill_runtime.adapters.keyring_tokens import KeyringTokens
from skill_runtime.adapters.studio_process import StudioProcess
from skill_runtime.assembly import connect_backend, open_store, studio_home
from skill_runtime.core import contract
from skill_runtime.core.backend_choice import BackendChoice, choose_backend
from skill_runtime.errors import SetupError, StoreError, UsageError
from skill_runtime.model.skill import Skill
from skill_runtime.model.steps import Failed, Failure, Reply
from skill_runtime.model.values import dataclass
from skill_runtime.settings import Settings
from skill_runtime.surfaces.doctor.findings import Finding, Level
from skill_runtime.surfaces.doctor.of_skill import Words

_PATIENCE_S = 5.0
_TOKEN_REFUSED = {401, 1001}


@dataclass(frozen=True, slots=True)
class Kept:
    """What the state holds about backends; all empty where there is no usable state."""

    consented: str | None
    token: str
    client_id: str
    in_keyring: bool = False
    """Where the token lies."""


def backend(asked: str, settings: Settings, skill: Skill, words: Words) -> BackendChoice | Finding:
    """Which backend a turn would use; a problem where it can't be told."""
    try:
        return choose_backend(asked, settings, skill, lambda: _kept(settings, "").consented)
    except UsageError as error:
        fields = {"advice": words(error)}
        return Finding("backend", "unusable", fields, Level.PROBLEM)


def told(
    choice: BackendChoice,
    asked: str,
    settings: Settings,
    skill: Skill,
    words: Words,
    *,
    offline: bool,
) -> Iterator[Finding]:
    """The backend with its reason, the token, the client id, and what the backend answers."""
    kept = _kept(settings, choice.key)
    fault = ""
    if kept.in_keyring or settings.in_keyring:
        try:
            kept = replace(kept, token=KeyringTokens(settings.home).read(choice.key) or kept.token)
        except SetupError as error:
            fault = words(error)
    reason = _reason(asked, settings, kept)
    yield Finding("backend", choice.kind, {"base": choice.base, "reason": reason})
    if fault:
        yield Finding("token", "keyring_unusable", {"advice": fault}, Level.PROBLEM)
    else:
        yield _token(choice, settings, kept)
    yield _client_id(skill, settings, kept)
    if choice.kind == "studio":
        running = StudioProcess(studio_home(settings), os.environ).running()
        yield Finding("connection", "studio", {"url": running or ""})
    elif offline:
        yield Finding("connection", "not_tried", {"base": choice.base})
    else:
        yield asyncio.run(_connection(choice, settings, skill, settings.token or kept.token))


def _kept(settings: Settings, key: str) -> Kept:
    """Looks only where there is a state file already."""
    if not (settings.home / "state.db").is_file():
        return Kept(None, "", "")
    try:
        store = open_store(settings, mends=False)
    except StoreError:
        return Kept(None, "", "")
    try:
        consented, client_id = store.consented(), store.client_id(key) or ""
        in_keyring = store.tokens.lies_in_keyring(key)
        token = "" if in_keyring else store.token(key) or ""
        return Kept(consented, token, client_id, in_keyring)
    except StoreError:
        return Kept(None, "", "")
    finally:
        store.close()


def _reason(asked: str, settings: Settings, kept: Kept) -> str:
    """In the order of `choose_backend`."""
    named = (
        ("--backend", asked),
        ("SKILL_BACKEND", settings.backend),
        ("NEMO_TOKEN", settings.token),
        ("NEMO_API_URL", settings.api_url),
        ("connect", kept.consented),
    )
    return next((name for name, value in named if value), "default")


def _token(choice: BackendChoice, settings: Settings, kept: Kept) -> Finding:
    """Whether there is one and from where; never the token."""
    if choice.kind == "studio":
        ignored = Finding("token", "not_for_studio", {}, Level.NOTE)
        return ignored if settings.token else Finding("token", "not_needed")
    if settings.token or not kept.token:
        return Finding("token", "given" if settings.token else "none")
    return Finding("token", "in_keyring" if kept.in_keyring else "kept")


def _client_id(skill: Skill, settings: Settings, kept: Kept) -> Finding:
    if settings.client_id:
        return Finding("client_id", "given")
    path = Path(skill.client_id_path or "~/.config/nemovideo/client_id").expanduser()
    fields = {"path": str(path)}
    if kept.client_id:
        return Finding("client_id", "with_token", fields)
    try:
        held = read_client_id(path)
    except FileNotFoundError:
        return Finding("client_id", "new", fields)
    except OSError as error:
        unread = {**fields, "reason": error.strerror or type(error).__name__}
        return Finding("client_id", "unreadable", unread, Level.PROBLEM)
    except ValueError:
        return Finding("client_id", "foreign", fields, Level.PROBLEM)
    return Finding("client_id", "in_file" if held else "new", fields)


async def _connection(
    choice: BackendChoice, settings: Settings, skill: Skill, token: str
) -> Finding:
    """One free question, with the token if there is one, and an end to the waiting."""
    peer = connect_backend(skill, choice, settings, os.environ)
    peer.use_token(token)
    fields: dict[str, object] = {"base": choice.base}
    try:
        answer = await asyncio.wait_for(peer.call(contract.credits_balance()), _PATIENCE_S)
    except TimeoutError:
        return Finding("connection", "silent", {**fields, "seconds": _PATIENCE_S}, Level.PROBLEM)
    finally:
        await peer.close()
    return _answered(answer, fields, token, settings)


def _answered(
    answer: Reply | Failed, fields: dict[str, object], token: str, settings: Settings
) -> Finding:
    if isinstance(answer, Failed):
        fields["reason"] = answer.detail
        what = "foreign" if answer.failure is Failure.FOREIGN else "none"
        return Finding("connection", what, fields, Level.PROBLEM)
    if 500 <= answer.code < 600:
        return Finding("connection", "down", {**fields, "code": answer.code}, Level.NOTE)
    if token and answer.code in _TOKEN_REFUSED:
        if settings.token:
            return Finding("connection", "token_refused", fields, Level.PROBLEM)
        return Finding("connection", "token_expired", fields, Level.NOTE)
    return Finding("connection", "answers", fields)
