from __future__ import annotations

import asyncio
import gzip
import os
import sys
from pathlib import Path

import pytest

from skill_runtime.adapters.downloads import PartFile
from skill_runtime.adapters.exchanges import ProgressPace
from skill_runtime.adapters.http_backend import HttpBackend
from skill_runtime.model.steps import Failure, Fetch, Fetched, Progress, Reply
from tests.adapters.fetching import FILM, PART, assert_bare, fetch, fetched, give_film, names_in
from tests.adapters.loopback import (
    PATIENCE_S,
    Line,
    Loopback,
    Script,
    answer,
    chunk,
    json_answer,
    stream_head,
)
from tests.adapters.talking import ATTRIBUTION, TOKEN, failure_of, talk


def test_a_file_comes_whole_under_a_hidden_name(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    with Loopback() as server:
        item = fetched(server, folder, give_film)
    assert isinstance(item, Fetched)
    assert (item.path, item.size, item.format) == (str(folder / PART), len(FILM), "mp4")
    assert (folder / PART).read_bytes() == FILM
    assert names_in(folder) == [PART]


def test_the_users_umask_is_kept(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with Loopback() as server:
            fetched(server, tmp_path, give_film)
    finally:
        os.umask(before)
    assert (tmp_path / PART).stat().st_mode & 0o777 == 0o640


def test_a_link_under_the_hidden_name_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    (tmp_path / PART).symlink_to(tmp_path / "precious")
    with Loopback() as server:
        item = fetched(server, tmp_path, give_film)
    assert failure_of(item) is Failure.DISK
    assert (tmp_path / "precious").read_text() == "mine"


def test_progress_grows_to_the_size_that_was_promised(tmp_path: Path) -> None:
    with Loopback() as server:
        server.on("/film", give_film)
        items = fetch(server.url, Fetch("/film", str(tmp_path), PART))
    assert isinstance(items, list)
    done = [item.done for item in items if isinstance(item, Progress)]
    assert done
    assert done == sorted(done)
    assert {item.total for item in items if isinstance(item, Progress)} == {len(FILM)}


def test_a_fast_transfer_is_told_at_each_tenth_and_a_slow_one_each_second() -> None:
    seconds = iter(range(99))
    fast = ProgressPace(lambda: 0.0)
    assert [done for done in range(10, 1001, 10) if fast.is_due(done, 1000)] == [
        *range(10, 1000, 100)
    ]
    slow = ProgressPace(lambda: next(seconds))
    assert all(slow.is_due(done, None) for done in range(1, 9))


def test_a_packed_body_is_unpacked(tmp_path: Path) -> None:
    packed = answer(200, gzip.compress(FILM), "Content-Encoding: gzip", 'ETag: "1"')
    with Loopback() as server:
        item = fetched(server, tmp_path, lambda line: line.send(packed))
    assert isinstance(item, Fetched)
    assert (tmp_path / PART).read_bytes() == FILM
    assert server.requests[0].headers["accept-encoding"] == "identity"


def test_the_token_goes_to_the_api_base(tmp_path: Path) -> None:
    with Loopback() as server:
        fetched(server, tmp_path, give_film)
    [seen] = server.requests
    assert seen.headers["authorization"] == f"Bearer {TOKEN}"
    assert all(seen.headers[name.lower()] == value for name, value in ATTRIBUTION.items())


def test_nothing_about_the_user_goes_to_another_origin(tmp_path: Path) -> None:
    with Loopback() as base, Loopback() as other:
        other.on("/film", give_film)
        items = fetch(base.url, Fetch(f"{other.url}/film", str(tmp_path), PART))
    assert isinstance(items, list)
    assert_bare(other)


def test_a_redirect_is_followed_without_token_and_attribution(tmp_path: Path) -> None:
    with Loopback() as base, Loopback() as other:
        other.on("/cdn", give_film)
        location = f"Location: {other.url}/cdn?signed=1"
        item = fetched(base, tmp_path, lambda line: line.send(answer(302, b"", location)))
    assert isinstance(item, Fetched)
    assert base.requests[0].headers["authorization"] == f"Bearer {TOKEN}"
    assert_bare(other)


def test_a_redirect_inside_the_api_base_keeps_the_token(tmp_path: Path) -> None:
    with Loopback() as server:
        server.on("/there", give_film)
        item = fetched(
            server, tmp_path, lambda line: line.send(answer(307, b"", "Location: there"))
        )
    assert isinstance(item, Fetched)
    assert all(seen.headers["authorization"] == f"Bearer {TOKEN}" for seen in server.requests)


@pytest.mark.parametrize(
    "location", ["/film", "http://127.0.0.1:99999/", "http://[::1", "gopher://x/", "//xn--/"]
)
def test_a_redirect_to_nowhere_is_a_failure(tmp_path: Path, location: str) -> None:
    with Loopback() as server:
        redirect = answer(302, b"", f"Location: {location}")
        server.on("/film", lambda line: line.send(redirect))
        reply = fetch(server.url, Fetch("/film", str(tmp_path), PART))
    failure_of(reply)
    assert len(server.requests) < 10
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:99999/x", "https://[::1", "http://xn--/", "file:///etc/passwd",
        "http://a\tb/", "/p\udcff", "data:text/plain,x",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_unreachable(tmp_path: Path, url: str) -> None:
    reply = fetch("http://127.0.0.1:9", Fetch(url, str(tmp_path), PART))
    assert failure_of(reply) is Failure.UNREACHABLE
    assert names_in(tmp_path) == []


CUTS: dict[str, Script] = {
    "below its length": lambda line: line.send(answer(200, FILM)[:-1]),
    "in a chunk": lambda line: line.send(stream_head("video/mp4") + b"fff\r\nxx"),
    "between chunks": lambda line: line.send(stream_head("video/mp4") + chunk(FILM)),
    "with nothing in it": lambda line: line.send(answer(200, b"")),
    "packed and broken": lambda line: line.send(answer(200, b"no gzip", "Content-Encoding: gzip")),
    "without a length": lambda line: line.send(b"HTTP/1.0 200 OK\r\n\r\n" + FILM[:-9]),
    "by a reset": lambda line: (line.send(answer(200, FILM)[:9000]), line.reset())[1],
}


@pytest.mark.parametrize("where", CUTS)
def test_a_body_that_breaks_off_may_be_fetched_again(tmp_path: Path, where: str) -> None:
    with Loopback() as server:
        item = fetched(server, tmp_path, CUTS[where])
    assert failure_of(item) is Failure.LOST
    assert names_in(tmp_path) in ([], [PART])


# --- what is no film


REFUSALS = {
    "not there": (answer(404, b"<html>"), 404),
    "expired": (json_answer({"code": 1001}, 401), 1001),
    "a code with a good status": (json_answer({"code": 1002}), 1002),
    "a plan": (json_answer({"code": 402, "message": "upgrade"}, 402), 402),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_a_refusal_is_an_answer_and_no_file(tmp_path: Path, what: str) -> None:
    body, code = REFUSALS[what]
    with Loopback() as server:
        server.on("/film", lambda line: line.send(body))
        reply = fetch(server.url, Fetch("/film", str(tmp_path), PART))
    assert isinstance(reply, Reply)
    assert reply.code == code
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(
    "body",
    [
        answer(200, b"<html>Welcome to the hotel</html>", "Content-Type: text/html; charset=x"),
        json_answer({"code": 0, "data": {}}),
    ],
    ids=["a sign-in page", "JSON"],
)
def test_what_is_no_film_is_not_kept_as_one(tmp_path: Path, body: bytes) -> None:
    with Loopback() as server:
        server.on("/film", lambda line: line.send(body))
        reply = fetch(server.url, Fetch("/film", str(tmp_path), PART))
    assert failure_of(reply) is Failure.FOREIGN
    assert names_in(tmp_path) == []


NO_FILMS = {
    "a page": b"<!doctype html><p>Welcome to the hotel",
    "JSON": b'{"code": 0}',
    "half a film, of the length that was promised": FILM[:-9],
    "a text": b"sorry",
}


@pytest.mark.parametrize("what", NO_FILMS)
def test_a_good_status_and_a_film_s_type_make_no_film(tmp_path: Path, what: str) -> None:
    body = answer(200, NO_FILMS[what], "Content-Type: video/mp4", 'ETag: "1"')
    with Loopback() as server:
        item = fetched(server, tmp_path, lambda line: line.send(body))
    assert failure_of(item) is Failure.FOREIGN
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("url", ["http://films.example/x.mp4", "http://10.0.0.1/x.mp4"])
def test_plain_http_is_for_this_machine_alone(tmp_path: Path, url: str) -> None:
    with Loopback() as server:
        server.on("/film", lambda line: line.send(answer(302, b"", f"Location: {url}")))
        there = fetch(server.url, Fetch("/film", str(tmp_path), PART))
        straight = fetch(server.url, Fetch(url, str(tmp_path), PART))
    assert failure_of(there) is failure_of(straight) is Failure.UNTRUSTED


def test_nobody_there_is_unreachable(tmp_path: Path) -> None:
    with Loopback() as server:
        pass
    reply = fetch(server.url, Fetch("/film", str(tmp_path), PART))
    assert failure_of(reply) is Failure.UNREACHABLE


@pytest.mark.parametrize("folder", ["in the way/x", "in the way", "nul\0", "x" * 300])
def test_a_folder_that_can_t_be_written_is_the_disk_s_fault(tmp_path: Path, folder: str) -> None:
    (tmp_path / "in the way").write_text("a file")
    with Loopback() as server:
        server.on("/film", give_film)
        came = fetch(server.url, Fetch("/film", str(tmp_path / folder), PART))
    assert failure_of(came[-1] if isinstance(came, list) else came) is Failure.DISK
    assert names_in(tmp_path) == ["in the way"]


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_a_disk_that_takes_no_more_is_told_and_left_clean(tmp_path: Path) -> None:
    import resource

    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Loopback() as server:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
        try:
            item = fetched(server, tmp_path, give_film)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert failure_of(item) is Failure.DISK
    assert names_in(tmp_path) == []


def test_closing_in_the_middle_leaves_no_file_and_no_connection(tmp_path: Path) -> None:
    with Loopback() as server:

        def script(line: Line) -> None:
            line.send(stream_head("video/mp4") + chunk(FILM))
            if line.wait_until_left():
                server.left.set()

        server.on("/film", script)

        async def scenario(backend: HttpBackend) -> bool:
            _, exchange = await backend.open(Fetch("/film", str(tmp_path), PART))
            assert exchange
            await exchange.next(PATIENCE_S)
            assert any(name.endswith(".part") for name in names_in(tmp_path))
            await exchange.close()
            return await asyncio.to_thread(server.left.wait, PATIENCE_S)

        assert talk(server.url, scenario)
    assert names_in(tmp_path) == [PART], "for whoever goes on with it"


def test_the_home_of_nobody_is_a_folder_like_any_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    part = PartFile("~nobody-is-called-so/x", PART)
    with part.open(0) as file:
        file.write(b"x")
    assert part.path.read_bytes() == b"x"
    assert part.path.is_relative_to(tmp_path)
