from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from skill_runtime.adapters.http_backend import HttpBackend
from skill_runtime.adapters.http_exchanges import Put, QueuedExchange
from skill_runtime.adapters.system_clock import SystemClock
from skill_runtime.model.steps import (
    Arrived,
    Closed,
    Failed,
    Failure,
    Item,
    Progress,
    Quiet,
    Reply,
    SendMessage,
)
from skill_runtime.model.stream import Beat, Delta, Heard, Message
from skill_runtime.runtime.ports import Exchange
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
from tests.adapters.talking import ATTRIBUTION, TOKEN, failure_of, items_of, talk

MESSAGE = SendMessage("/run_sse", {"new_message": {"parts": [{"text": "夜 caf\udce9"}]}})
CAPTURES = Path(__file__).parents[1] / "data" / "adk"


def hear(server: Loopback, script: Script) -> list[Item]:
    server.on("/run_sse", script)

    async def scenario(backend: HttpBackend) -> list[Item]:
        return await items_of(await backend.open(MESSAGE))

    return talk(server.url, scenario)


def refused(server: Loopback, script: Script) -> Reply | Failed:
    server.on("/run_sse", script)

    async def scenario(backend: HttpBackend) -> Reply | Failed:
        reply, exchange = await backend.open(MESSAGE)
        assert exchange is None
        return reply

    return talk(server.url, scenario)


def frame(text: str, *, partial: bool) -> bytes:
    part = {"content": {"parts": [{"text": text}]}, "author": "a", "partial": partial}
    return f"data: {json.dumps(part)}\n\n".encode()


def heard_in(items: list[Item]) -> list[Heard]:
    return [item.heard for item in items if isinstance(item, Arrived)]


def test_a_message_is_sent_once_with_everything_it_needs() -> None:
    with Loopback() as server:
        hear(server, lambda line: line.send(answer(200, b"", "Content-Type: text/event-stream")))
    [seen] = server.requests
    assert (seen.method, seen.headers["accept"]) == ("POST", "text/event-stream")
    assert seen.headers["authorization"] == f"Bearer {TOKEN}"
    assert all(seen.headers[name.lower()] == value for name, value in ATTRIBUTION.items())
    assert json.loads(seen.body) == {"new_message": {"parts": [{"text": "夜 caf?"}]}}


def test_items_come_in_order_and_the_clean_end_is_told() -> None:
    def script(line: Line) -> None:
        line.send(stream_head())
        for piece in (frame("Hel", partial=True), b": beat\n\n", frame("Hello", partial=False)):
            line.send(chunk(piece))
        line.send(chunk(b""))

    with Loopback() as server:
        items = hear(server, script)
    news = [heard for heard in heard_in(items) if heard != Beat()]
    assert news == [Delta("Hel"), Message("Hello", "a")]
    assert Beat() in heard_in(items)
    assert isinstance(items[-1], Closed)
    times = [item.at for item in items]
    assert times == sorted(times)


def test_words_arrive_while_the_stream_is_open() -> None:
    with Loopback() as server:

        def script(line: Line) -> None:
            line.send(stream_head() + chunk(frame("one", partial=False)))
            server.go_on.wait(PATIENCE_S)
            line.send(chunk(frame("two", partial=False)) + chunk(b""))

        server.on("/run_sse", script)

        async def scenario(backend: HttpBackend) -> list[Item]:
            _, exchange = await backend.open(MESSAGE)
            assert exchange
            first = await exchange.next(PATIENCE_S)
            quiet = await exchange.next(0)
            server.go_on.set()
            rest = [await exchange.next(PATIENCE_S), await exchange.next(PATIENCE_S)]
            await exchange.close()
            return [first, quiet, *rest]

        first, quiet, second, end = talk(server.url, scenario)
    assert heard_in([first, second]) == [Message("one", "a"), Message("two", "a")]
    assert isinstance(quiet, Quiet)
    assert isinstance(end, Closed)


@pytest.mark.parametrize("kind", ["text/event-stream; charset=utf-16", "Text/Event-Stream"])
def test_the_stream_is_utf8_whatever_its_type_adds(kind: str) -> None:
    with Loopback() as server:
        body = stream_head(kind) + chunk(frame("夜", partial=False)) + chunk(b"")
        items = hear(server, lambda line: line.send(body))
    assert heard_in(items) == [Message("夜", "a")]


def test_a_real_capture_comes_through_the_wire() -> None:
    body = (CAPTURES / "unicode.sse").read_bytes()
    with Loopback() as server:
        pieces = b"".join(chunk(body[i : i + 7]) for i in range(0, len(body), 7))
        items = hear(server, lambda line: line.send(stream_head() + pieces + chunk(b"")))
    [message] = [item for item in heard_in(items) if isinstance(item, Message)]
    assert "LS[\u2028]" in message.text
    assert message.text.endswith("data: x\n\nevent: fake\n\n")


def close_delimited(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n" + body


CUTS: dict[str, Script] = {
    "in a chunk": lambda line: line.send(stream_head() + b"50\r\ndata: {"),
    "between chunks": lambda line: line.send(stream_head() + chunk(frame("Hi", partial=True))),
    "inside an event": lambda line: line.send(close_delimited(b'data: {"type":"text"')),
    "before its empty line": lambda line: line.send(close_delimited(b'data: {"type":"text"}\n')),
    "below its length": lambda line: line.send(
        answer(200, frame("Hi", partial=True), "Content-Type: text/event-stream")[:-9]
    ),
}


@pytest.mark.parametrize("where", CUTS)
def test_a_body_that_breaks_off_is_lost(where: str) -> None:
    with Loopback() as server:
        items = hear(server, CUTS[where])
    assert failure_of(items[-1]) is Failure.LOST
    assert not any(isinstance(heard, Message) for heard in heard_in(items))
    assert len(server.requests) == 1


SHORT = b'data: {"type":"text","content":"Hi."}\n\n'
WAYS: dict[str, Callable[[bytes], bytes]] = {
    "cut inside the chunks": lambda body: stream_head() + chunk(SHORT)[: len(body) + 4],
    "a length that is too large": lambda body: (
        answer(200, SHORT * 2, "Content-Type: text/event-stream")[: -2 * len(SHORT)] + body
    ),
    "no length": lambda body: close_delimited(body),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_body_that_ends_at_any_byte_brings_its_whole_events_and_no_more(way: str) -> None:
    cuts = range(len(SHORT) + 1)
    with Loopback() as server:
        server.on("/run_sse", *(_sending(WAYS[way](SHORT[:cut])) for cut in cuts))

        async def scenario(backend: HttpBackend) -> list[list[Item]]:
            return [await items_of(await backend.open(MESSAGE)) for _ in cuts]

        *cut_off, (*_, last) = talk(server.url, scenario)
    for items in cut_off:
        assert not any(isinstance(heard, Message) for heard in heard_in(items))
    # Without a length, an end between two events is the end; so is the one before the first.
    clean = [isinstance(items[-1], Closed) for items in cut_off]
    assert clean == [way == "no length" and cut == 0 for cut in cuts[:-1]]
    assert isinstance(last, Closed) is (way == "no length")
    assert len(server.requests) == len(cuts)


def _sending(data: bytes) -> Script:
    return lambda line: line.send(data)


def test_a_length_that_is_too_small_ends_the_body_there() -> None:
    with Loopback() as server:
        whole = answer(200, SHORT, "Content-Type: text/event-stream") + SHORT
        items = hear(server, lambda line: line.send(whole))
    assert heard_in(items) == [Message("Hi.", "assistant")]


def test_a_line_of_a_gigabyte_is_given_up_at_the_bound() -> None:
    with Loopback() as server:

        def script(line: Line) -> None:
            line.send(stream_head() + chunk(b"data: "))
            for _ in range(1024):
                line.send(chunk(b"x" * (1 << 20)))
            server.left.set()

        items = hear(server, script)
        assert failure_of(items[-1]) is Failure.OVERSIZED
        assert not server.left.is_set()


def test_a_stream_that_never_ends_is_given_up_at_the_bound() -> None:
    comment = chunk(b": " + b"x" * (1 << 22) + b"\n")
    with Loopback() as server:

        def script(line: Line) -> None:
            line.send(stream_head())
            while True:
                line.send(comment)

        items = hear(server, script)
    assert failure_of(items[-1]) is Failure.OVERSIZED


def test_a_reset_is_lost() -> None:
    with Loopback() as server:

        def script(line: Line) -> None:
            line.send(stream_head() + chunk(frame("Hi", partial=True)))
            server.go_on.wait(PATIENCE_S)
            line.reset()

        server.on("/run_sse", script)

        async def scenario(backend: HttpBackend) -> Item:
            _, exchange = await backend.open(MESSAGE)
            assert exchange
            await exchange.next(PATIENCE_S)
            server.go_on.set()
            try:
                return await exchange.next(PATIENCE_S)
            finally:
                await exchange.close()

        assert failure_of(talk(server.url, scenario)) is Failure.LOST


def test_words_without_their_end_are_told_as_incomplete() -> None:
    with Loopback() as server:
        body = stream_head() + chunk(frame("Hi", partial=True)) + chunk(b"")
        items = hear(server, lambda line: line.send(body))
    assert heard_in(items) == [Delta("Hi"), Message("Hi", "a", incomplete=True)]
    assert isinstance(items[-1], Closed)


REFUSALS = {
    "a bad token": (json_answer({"code": 1001, "message": "expired"}, 401), 1001),
    "no session": (json_answer({"detail": "Session not found"}, 404), 404),
    "a code with a good status": (json_answer({"code": 2001}), 2001),
    "a bad gateway": (answer(502, b"<html>", "Content-Type: text/html"), 502),
    "a code in a stream's clothes": (json_answer({"code": 1002}, 400), 1002),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_a_refusal_before_the_stream_is_an_answer(what: str) -> None:
    body, code = REFUSALS[what]
    with Loopback() as server:
        reply = refused(server, lambda line: line.send(body))
    assert isinstance(reply, Reply)
    assert reply.code == code


@pytest.mark.parametrize(
    "body",
    [
        answer(200, b"<html>Welcome</html>", "Content-Type: text/html"),
        json_answer({"code": 0, "data": {}}),
        answer(204, b""),
        answer(302, b"", "Location: http://127.0.0.1/login"),
    ],
    ids=["a sign-in page", "JSON", "nothing", "a redirect"],
)
def test_what_is_no_event_stream_is_foreign(body: bytes) -> None:
    with Loopback() as server:
        assert failure_of(refused(server, lambda line: line.send(body))) is Failure.FOREIGN


def test_a_connection_that_breaks_before_the_head_is_lost() -> None:
    with Loopback() as server:
        assert failure_of(refused(server, lambda line: line.reset())) is Failure.LOST
    assert len(server.requests) == 1


def test_a_refusal_that_breaks_off_is_lost() -> None:
    with Loopback() as server:
        body = json_answer({"code": 1002, "message": "x" * 50}, 404)[:-20]
        assert failure_of(refused(server, lambda line: line.send(body))) is Failure.LOST


def test_nobody_there_is_unreachable() -> None:
    with Loopback() as server:
        pass

    async def scenario(backend: HttpBackend) -> Reply | Failed:
        return (await backend.open(MESSAGE))[0]

    assert failure_of(talk(server.url, scenario)) is Failure.UNREACHABLE


@pytest.mark.parametrize("taken", [0, 1])
def test_closing_ends_the_connection_and_the_server_notices(taken: int) -> None:
    """Also where nothing was taken yet: the run at the backend must not go on for nobody."""
    with Loopback() as server:

        def script(line: Line) -> None:
            line.send(stream_head() + chunk(b": beat\n\n"))
            if line.wait_until_left():
                server.left.set()

        server.on("/run_sse", script)

        async def scenario(backend: HttpBackend) -> bool:
            _, exchange = await backend.open(MESSAGE)
            assert exchange
            for _ in range(taken):
                await exchange.next(PATIENCE_S)
            await exchange.close()
            return await asyncio.to_thread(server.left.wait, PATIENCE_S)

        assert talk(server.url, scenario)


def test_two_streams_at_once_are_told_apart() -> None:
    with Loopback() as server:

        def script(line: Line) -> None:
            text = json.loads(line.request.body)["text"]
            line.send(stream_head() + chunk(frame(text, partial=False)) + chunk(b""))

        server.on("/run_sse", script)

        async def scenario(backend: HttpBackend) -> list[list[Item]]:
            async def one(text: str) -> list[Item]:
                return await items_of(await backend.open(SendMessage("/run_sse", {"text": text})))

            return await asyncio.gather(*(one(str(n)) for n in range(8)))

        everything = talk(server.url, scenario)
    texts = [heard_in(items) for items in everything]
    assert texts == [[Message(str(n), "a")] for n in range(8)]


class TestQueuedExchange:
    """What holds for every exchange, whatever its work is."""

    @staticmethod
    def run(work: Callable[[Put], Awaitable[None]], *waits: float) -> list[Item]:
        async def main() -> list[Item]:
            exchange: Exchange = QueuedExchange(work, SystemClock().now)
            try:
                return [await exchange.next(seconds) for seconds in waits]
            finally:
                await exchange.close()

        return asyncio.run(main())

    def test_asking_on_after_the_end_is_told_that_it_is_over(self) -> None:
        async def work(put: Put) -> None:
            await put(Progress(0, 1, 2))

        first, *rest = self.run(work, PATIENCE_S, PATIENCE_S, PATIENCE_S)
        assert first == Progress(0, 1, 2)
        assert all(isinstance(item, Closed) for item in rest)

    def test_a_fault_of_the_work_is_not_waited_for_in_silence(self) -> None:
        async def work(put: Put) -> None:
            await put(Progress(0, 1, 2))
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            self.run(work, PATIENCE_S, PATIENCE_S)

    def test_nothing_by_the_time_asked_for_is_quiet(self) -> None:
        async def work(_: Put) -> None:
            await asyncio.Event().wait()

        items = self.run(work, 0, 0.01)
        assert all(isinstance(item, Quiet) for item in items)

    def test_what_nobody_takes_is_not_heaped_up(self) -> None:
        """A flood waits at the sender, not in our memory; nothing of it is lost."""
        made = 0

        async def flood(put: Put) -> None:
            nonlocal made
            for made in range(1, 5001):
                await put(Progress(0, made, None))

        async def main() -> list[Item]:
            exchange = QueuedExchange(flood, SystemClock().now)
            first = await exchange.next(PATIENCE_S)
            for _ in range(10):
                await asyncio.sleep(0)
            assert made < 1100
            rest = [await exchange.next(PATIENCE_S) for _ in range(5000)]
            await exchange.close()
            return [first, *rest]

        *items, last = asyncio.run(main())
        assert [item.done for item in items if isinstance(item, Progress)] == [*range(1, 5001)]
        assert isinstance(last, Closed)

    def test_closing_a_flood_does_not_wait_for_room(self) -> None:
        async def flood(put: Put) -> None:
            while True:
                await put(Progress(0, 1, None))

        items = self.run(flood, PATIENCE_S)
        assert items == [Progress(0, 1, None)]
