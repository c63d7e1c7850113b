from __future__ import annotations

import asyncio
import gzip
import json
import socket

import pytest

from skill_runtime.adapters import http_peer
from skill_runtime.adapters.http_backend import HttpBackend
from skill_runtime.adapters.http_peer import HttpPeer
from skill_runtime.adapters.system_clock import SystemClock
from skill_runtime.errors import SetupError
from skill_runtime.model.steps import Cause, Failed, Failure, Get, Post, Reply
from tests.adapters.loopback import Line, Loopback, Script, answer, chunk, json_answer, stream_head
from tests.adapters.talking import ATTRIBUTION, TOKEN, failure_of, talk

GET = Get("/api/x")
POST = Post("/api/x", {"task_name": "夜"})


def ask(server: Loopback, *scripts: Script, request: Get | Post = GET) -> Reply | Failed:
    server.on("/api/x", *scripts)
    return talk(server.url, lambda backend: backend.call(request))


def test_an_answer_comes_back_with_the_time() -> None:
    with Loopback() as server:
        reply = ask(server, lambda line: line.send(json_answer({"code": 0, "data": {"total": 1}})))
    assert isinstance(reply, Reply)
    assert reply.ok
    assert reply.data == {"total": 1}
    assert reply.at > 0


@pytest.mark.parametrize("request_", [GET, POST])
def test_every_request_carries_attribution_and_token(request_: Get | Post) -> None:
    with Loopback() as server:
        ask(server, lambda line: line.send(json_answer({})), request=request_)
    [seen] = server.requests
    assert seen.headers["authorization"] == f"Bearer {TOKEN}"
    for name, value in ATTRIBUTION.items():
        assert seen.headers[name.lower()] == value


def test_a_post_is_json_in_utf8() -> None:
    with Loopback() as server:
        ask(server, lambda line: line.send(json_answer({})), request=POST)
    [seen] = server.requests
    assert seen.method == "POST"
    assert seen.headers["content-type"] == "application/json"
    assert json.loads(seen.body) == {"task_name": "夜"}


def test_the_call_for_a_token_carries_a_client_id_and_no_token() -> None:
    request = Post("/api/x", {}, {"X-Client-Id": "0b8f"}, anonymous=True)
    with Loopback() as server:
        ask(server, lambda line: line.send(json_answer({})), request=request)
    [seen] = server.requests
    assert seen.headers["x-client-id"] == "0b8f"
    assert seen.headers["x-skill-source"] == "tests"
    assert "authorization" not in seen.headers


def test_text_that_is_no_unicode_is_sent_all_the_same() -> None:
    with Loopback() as server:
        request = Post("/api/x", {"text": "caf\udce9"})
        reply = ask(server, lambda line: line.send(json_answer({})), request=request)
    assert isinstance(reply, Reply)
    assert json.loads(server.requests[0].body) == {"text": "caf?"}


def test_a_refusal_is_an_answer() -> None:
    with Loopback() as server:
        body = {"code": 1001, "message": "expired"}
        reply = ask(server, lambda line: line.send(json_answer(body, 401)))
    assert isinstance(reply, Reply)
    assert (reply.code, reply.message) == (1001, "expired")


def test_how_long_to_wait_is_read_from_its_header() -> None:
    with Loopback() as server:
        reply = ask(server, lambda line: line.send(json_answer({}, 429, "Retry-After: 7")))
    assert isinstance(reply, Reply)
    assert (reply.code, reply.retry_after) == (429, 7)


def test_a_redirect_is_not_followed() -> None:
    with Loopback() as server:
        location = f"Location: {server.url}/elsewhere"
        reply = ask(server, lambda line: line.send(answer(302, b"", location)))
    assert failure_of(reply) is Failure.FOREIGN
    assert len(server.requests) == 1


def nothing(line: Line) -> None:
    """It closes before it has said anything."""


CUTS: dict[str, Script] = {
    "before the head": nothing,
    "with a reset": lambda line: line.reset(),
    "in the head": lambda line: line.send(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "in the body": lambda line: line.send(json_answer({"code": 0, "data": {"a": 1}})[:-5]),
    "in a chunk": lambda line: line.send(stream_head("application/json") + b"20\r\n{"),
    "between chunks": lambda line: line.send(stream_head("application/json") + chunk(b"{}")),
    "in the JSON": lambda line: line.send(answer(200, b'{"code":0,"da')),
    "at a length that is too short": lambda line: line.send(
        b'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nConnection: close\r\n\r\n{"code":0,"data":{}}'
    ),
}


@pytest.mark.parametrize("request_", [GET, POST])
@pytest.mark.parametrize("where", CUTS)
def test_a_connection_that_breaks_is_lost(where: str, request_: Get | Post) -> None:
    with Loopback() as server:
        reply = ask(server, CUTS[where], request=request_)
    assert failure_of(reply) is Failure.LOST
    assert isinstance(reply, Failed)
    assert reply.cause is Cause.BROKEN
    assert len(server.requests) == 1, "nothing is sent twice"


FOREIGN = {
    "a sign-in page": answer(200, b"<html>Welcome</html>", "Content-Type: text/html"),
    "a list": answer(200, b"[]"),
    "nothing": answer(200, b""),
    "a code of the wrong type": json_answer({"code": [1]}),
}


@pytest.mark.parametrize("what", FOREIGN)
def test_an_answer_of_another_kind_is_foreign(what: str) -> None:
    with Loopback() as server:
        reply = ask(server, lambda line: line.send(FOREIGN[what]))
    assert failure_of(reply) is Failure.FOREIGN


def test_what_is_no_http_is_lost() -> None:
    with Loopback() as server:
        reply = ask(server, lambda line: line.send(b"SSH-2.0-OpenSSH_9.6\r\n"))
    assert failure_of(reply) is Failure.LOST


def test_an_answer_without_end_is_foreign() -> None:
    bomb = gzip.compress(b'{"code":0}' + b" " * http_peer.MAX_ANSWER)
    with Loopback() as server:
        reply = ask(server, lambda line: line.send(answer(200, bomb, "Content-Encoding: gzip")))
    assert failure_of(reply) is Failure.FOREIGN


def test_an_answer_that_drips_in_for_ever_is_lost() -> None:
    with Loopback() as server:

        def drip(line: Line) -> None:
            line.send(stream_head("application/json"))
            while not server.go_on.wait(0.01):
                line.send(chunk(b" "))

        server.on("/api/x", drip)

        async def scenario() -> Reply | Failed:
            backend = HttpBackend(lambda: server.url, ATTRIBUTION, SystemClock(), patience_s=0.1)
            try:
                return await backend.call(GET)
            finally:
                await backend.close()

        assert failure_of(asyncio.run(scenario())) is Failure.LOST


def test_a_body_that_does_not_unpack_is_lost() -> None:
    with Loopback() as server:
        packed = answer(200, b"no gzip", "Content-Encoding: gzip")
        reply = ask(server, lambda line: line.send(packed))
    assert failure_of(reply) is Failure.LOST


def test_a_port_where_nobody_listens_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    reply = talk(f"http://127.0.0.1:{port}", lambda backend: backend.call(GET))
    assert isinstance(reply, Failed)
    assert (reply.failure, reply.cause) == (Failure.UNREACHABLE, Cause.REFUSED)


@pytest.mark.parametrize(
    "base",
    [
        "http://host.invalid",
        "http://127.0.0.1:99999",
        "http://[::1",
        "ftp://127.0.0.1",
        "http://xn--/",
        "",
    ],
)
def test_an_address_that_is_none_is_unreachable(base: str) -> None:
    assert failure_of(talk(base, lambda backend: backend.call(GET))) is Failure.UNREACHABLE


def test_a_token_that_no_header_can_carry_is_an_answer_too() -> None:
    with Loopback() as server:
        server.on("/api/x", lambda line: line.send(json_answer({})))
        reply = talk(server.url, lambda backend: backend.call(GET), token="é")
    assert failure_of(reply) is Failure.UNREACHABLE
    assert not server.requests


def test_a_studio_that_can_t_be_started_is_told_with_its_own_words() -> None:
    def no_studio() -> str:
        raise SetupError("The studio did not start.")

    async def scenario(_: HttpBackend) -> Reply | Failed:
        return await HttpBackend(no_studio, {}, SystemClock()).call(GET)

    with pytest.raises(SetupError, match="did not start"):
        talk("", scenario)


def test_a_backend_that_moved_is_found_again() -> None:
    with Loopback() as before:
        pass
    with Loopback() as after:
        after.on("/api/x", lambda line: line.send(json_answer({})))
        addresses = iter([before.url, after.url])

        async def scenario(_: HttpBackend) -> tuple[Reply | Failed, Reply | Failed]:
            backend = HttpBackend(lambda: next(addresses), {}, SystemClock())
            backend.use_token(TOKEN)
            try:
                return await backend.call(GET), await backend.call(GET)
            finally:
                await backend.close()

        first, second = talk("", scenario)
    assert failure_of(first) is Failure.UNREACHABLE
    assert isinstance(second, Reply)
    assert after.requests[0].headers["authorization"] == f"Bearer {TOKEN}"


ORIGINS = {
    "http://127.0.0.1:8000/x": True,
    "HTTP://127.0.0.1:8000/x?q": True,
    "http://127.0.0.1:8001/x": False,
    "http://127.0.0.1/x": False,
    "https://127.0.0.1:8000/x": False,
    "http://localhost:8000/x": False,
    "http://127.0.0.1:8000.evil.example/x": False,
    "http://127.0.0.1:8000@evil.example/x": False,
    "http://127.0.0.1:8000\\@evil.example/x": False,
    "http://evil.example/http://127.0.0.1:8000/": False,
}


@pytest.mark.parametrize("url", ORIGINS)
def test_headers_are_for_the_base_alone(url: str) -> None:
    peer = HttpPeer(lambda: "http://127.0.0.1:8000", {"X-Skill-Source": "s"}, SystemClock())
    peer.use_token("t")
    peer.url("/")
    try:
        headers = peer.headers(url)
    except peer.faults:
        headers = {}
    assert (headers == {"X-Skill-Source": "s", "Authorization": "Bearer t"}) == ORIGINS[url]
    assert bool(headers) == ORIGINS[url]
