"""A film on a loopback server, and its download."""

from __future__ import annotations

import os
from pathlib import Path

from skill_runtime.adapters.http_backend import HttpBackend
from skill_runtime.model.steps import Failed, Fetch, Item, Reply
from tests.adapters.loopback import Line, Loopback, Script, answer
from tests.adapters.talking import TOKEN, items_of, talk
from tests.films import mp4

FILM = mp4(os.urandom(700_000))


def fetch(url: str, request: Fetch) -> list[Item] | Reply | Failed:
    """The items, or what refused."""

    async def scenario(backend: HttpBackend) -> list[Item] | Reply | Failed:
        reply, exchange = await backend.open(request)
        return await items_of((reply, exchange)) if exchange else reply

    return talk(url, scenario)


PART = ".render_1.part"


def fetched(server: Loopback, folder: Path, *scripts: Script, validator: str = "") -> Item:
    server.on("/film", *scripts)
    items = fetch(server.url, Fetch("/film", str(folder), PART, validator))
    assert isinstance(items, list)
    return items[-1]


def give_film(line: Line) -> None:
    line.send(answer(200, FILM, "Content-Type: video/mp4"))


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def assert_bare(server: Loopback) -> None:
    [seen] = server.requests
    assert "authorization" not in seen.headers
    assert not any(name.startswith("x-skill") for name in seen.headers)
    assert TOKEN not in str(seen)
