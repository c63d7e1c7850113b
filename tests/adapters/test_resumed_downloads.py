"""A download that broke off goes on where it stopped, or begins anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill_runtime.adapters.http_backend import HttpBackend
from skill_runtime.model.steps import Failed, Failure, Fetch, Fetched, Reply
from tests.adapters.fetching import FILM, PART, assert_bare, fetch, fetched, give_film, names_in
from tests.adapters.loopback import (
    Line,
    Loopback,
    Script,
    answer,
)
from tests.adapters.talking import failure_of, items_of, talk


def give_ranges(line: Line, *, tag: str = '"v1"', cut: int | None = None) -> None:
    """A server that knows ranges; `cut` bytes of the answer's body at most."""
    wanted, condition = line.request.headers.get("range"), line.request.headers.get("if-range")
    start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0
    if wanted and condition == tag:
        span = f"Content-Range: bytes {start}-{len(FILM) - 1}/{len(FILM)}"
        head, body = answer(206, FILM[start:], span, f"ETag: {tag}"), FILM[start:]
    else:
        head, body = answer(200, FILM, f"ETag: {tag}"), FILM
    line.send(head if cut is None else head[: len(head) - len(body) + cut])


def cut_at(count: int) -> Script:
    return lambda line: give_ranges(line, cut=count)


@given(cuts=st.lists(st.integers(0, len(FILM) - 1), max_size=4))
@settings(max_examples=15, deadline=None)
def test_a_film_that_is_cut_anywhere_comes_together(
    cuts: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("film")
    validator, item = "", None
    with Loopback() as server:
        server.on("/film", *map(cut_at, cuts), give_ranges)
        while not isinstance(item, Fetched):
            items = fetch(server.url, Fetch("/film", str(folder), PART, validator))
            assert isinstance(items, list)
            item, validator = items[-1], '"v1"'
    assert (folder / PART).read_bytes() == FILM
    assert len(server.requests) <= len(cuts) + 1


def test_only_what_is_missing_is_sent_again(tmp_path: Path) -> None:
    with Loopback() as server:
        first = fetched(server, tmp_path, cut_at(500_000))
        assert failure_of(first) is Failure.LOST
        second = fetched(server, tmp_path, give_ranges, validator='"v1"')
    assert isinstance(second, Fetched)
    asked = server.requests[1].headers
    assert (asked["range"], asked["if-range"]) == ("bytes=500000-", '"v1"')


@pytest.mark.parametrize(
    ("header", "validator"),
    [
        ('ETag: "v1"', '"v1"'),
        ('ETag: W/"v1"', ""),
        ("Last-Modified: Sun, 22 Nov 2026 16:00:00 GMT", "Sun, 22 Nov 2026 16:00:00 GMT"),
        ("X-Nothing: here", ""),
        ('Content-Encoding: identity\r\nETag: "v1"', ""),
    ],
)
def test_the_reply_names_what_a_download_can_go_on_with(
    tmp_path: Path, header: str, validator: str
) -> None:
    async def scenario(backend: HttpBackend) -> Reply | Failed:
        reply, exchange = await backend.open(Fetch("/film", str(tmp_path), PART))
        await items_of((reply, exchange))
        return reply

    with Loopback() as server:
        server.on("/film", lambda line: line.send(answer(200, FILM, header)))
        reply = talk(server.url, scenario)
    assert isinstance(reply, Reply)
    assert reply.data["validator"] == validator


BEGINS_ANEW: dict[str, tuple[Script, ...]] = {
    "a server without ranges": (give_film,),
    "a file that has changed": (lambda line: give_ranges(line, tag='"v2"'),),
    "another piece than was asked for": (
        lambda line: line.send(answer(206, FILM[5:], f"Content-Range: bytes 5-9/{len(FILM)}")),
        give_film,
    ),
    "a piece that does not say which": (lambda line: line.send(answer(206, FILM[5:])), give_film),
    "a range that can't be": (
        lambda line: line.send(answer(416, b"", f"Content-Range: bytes */{len(FILM)}")),
        give_film,
    ),
}


@pytest.mark.parametrize("what", BEGINS_ANEW)
def test_a_download_that_can_not_go_on_begins_anew(tmp_path: Path, what: str) -> None:
    (tmp_path / PART).write_bytes(FILM[:1000])
    with Loopback() as server:
        item = fetched(server, tmp_path, *BEGINS_ANEW[what], validator='"v1"')
    assert isinstance(item, Fetched)
    assert (tmp_path / PART).read_bytes() == FILM


def test_a_part_of_which_nothing_is_known_is_not_gone_on_with(tmp_path: Path) -> None:
    (tmp_path / PART).write_bytes(b"something else" * 100)
    with Loopback() as server:
        item = fetched(server, tmp_path, give_film)
    assert isinstance(item, Fetched)
    assert "range" not in server.requests[0].headers
    assert (tmp_path / PART).read_bytes() == FILM


def test_pieces_that_do_not_fit_together_are_thrown_away(tmp_path: Path) -> None:
    (tmp_path / PART).write_bytes(b"\xff" * 30)
    with Loopback() as server:
        item = fetched(server, tmp_path, give_ranges, validator='"v1"')
    assert failure_of(item) is Failure.LOST
    assert names_in(tmp_path) == []


def test_a_range_is_asked_for_at_each_hop_of_a_redirect(tmp_path: Path) -> None:
    (tmp_path / PART).write_bytes(FILM[:1000])
    with Loopback() as base, Loopback() as other:
        other.on("/cdn", give_ranges)
        location = f"Location: {other.url}/cdn"
        redirect: Script = lambda line: line.send(answer(302, b"", location))  # noqa: E731
        item = fetched(base, tmp_path, redirect, validator='"v1"')
    assert isinstance(item, Fetched)
    assert other.requests[0].headers["range"] == "bytes=1000-"
    assert_bare(other)
