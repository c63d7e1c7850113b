"""Uploads as they go over the wire."""

from __future__ import annotations

import asyncio
import os
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from skill_runtime.adapters.http_backend import HttpBackend
from skill_runtime.adapters.multipart import FormFiles
from skill_runtime.model.steps import Failure, Item, Progress, Reply, SendFiles
from tests.adapters.loopback import Line, Loopback, Request, Script, answer, json_answer
from tests.adapters.talking import ATTRIBUTION, TOKEN, failure_of, items_of, talk

PATH = "/api/upload-video/nemo_agent/me/s"


def upload(server: Loopback, files: list[Path | str], script: Script) -> list[Item]:
    server.on(PATH, script)
    request = SendFiles(PATH, tuple(map(str, files)))

    async def scenario(backend: HttpBackend) -> list[Item]:
        return await items_of(await backend.open(request))

    return talk(server.url, scenario)


def accept(line: Line) -> None:
    line.send(json_answer({"code": 0, "data": {"files": [{"cdn_url": "u"}]}}))


def parts_of(request: Request) -> list[Message]:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n"
    whole = message_from_bytes(head.encode() + request.body)
    parts = whole.get_payload()
    assert isinstance(parts, list)
    return [part for part in parts if isinstance(part, Message)]


def made(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_files_go_up_in_one_field_with_all_their_bytes(tmp_path: Path) -> None:
    contents = {"a b.png": bytes(range(256)) * 40, "夜.mp3": b"\r\n--boundary\r\n", "c.wav": b"x"}
    files: list[Path | str] = [made(tmp_path, name, data) for name, data in contents.items()]
    with Loopback() as server:
        items = upload(server, files, accept)
    reply = items[-1]
    assert isinstance(reply, Reply)
    assert reply.data == {"files": [{"cdn_url": "u"}]}
    [seen] = server.requests
    parts = parts_of(seen)
    assert [part.get_param("name", header="content-disposition") for part in parts] == ["files"] * 3
    assert [part.get_payload(decode=True) for part in parts] == list(contents.values())
    for name in contents:
        assert f'filename="{name}"'.encode() in seen.body


def test_an_upload_carries_attribution_and_token(tmp_path: Path) -> None:
    with Loopback() as server:
        upload(server, [made(tmp_path, "a.png", b"x")], accept)
    [seen] = server.requests
    assert seen.headers["authorization"] == f"Bearer {TOKEN}"
    assert all(seen.headers[name.lower()] == value for name, value in ATTRIBUTION.items())


def test_progress_grows_to_the_whole_body(tmp_path: Path) -> None:
    with Loopback() as server:
        items = upload(server, [made(tmp_path, "a.mp4", bytes(6_000_000))], accept)
    progress = [item for item in items if isinstance(item, Progress)]
    done = [item.done for item in progress]
    assert len(done) > 3
    assert done == sorted(done)
    assert {item.total for item in progress} == {done[-1]} == {len(server.requests[0].body)}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (json_answer({"code": 4001, "message": "unsupported"}), 4001),
        (json_answer({"code": 1002}, 404), 1002),
        (answer(413, b"<html>too large</html>"), 413),
    ],
)
def test_a_refusal_is_an_item(tmp_path: Path, body: bytes, code: int) -> None:
    with Loopback() as server:
        items = upload(server, [made(tmp_path, "a.png", b"x")], lambda line: line.send(body))
    reply = items[-1]
    assert isinstance(reply, Reply)
    assert reply.code == code


def test_a_broken_connection_is_lost(tmp_path: Path) -> None:
    with Loopback() as server:
        items = upload(server, [made(tmp_path, "a.png", b"x")], lambda line: line.reset())
    assert failure_of(items[-1]) is Failure.LOST


def test_a_sign_in_page_is_foreign(tmp_path: Path) -> None:
    with Loopback() as server:
        page = answer(200, b"<html>")
        items = upload(server, [made(tmp_path, "a.png", b"x")], lambda line: line.send(page))
    assert failure_of(items[-1]) is Failure.FOREIGN


def test_nobody_there_is_unreachable(tmp_path: Path) -> None:
    with Loopback() as server:
        pass

    async def scenario(backend: HttpBackend) -> list[Item]:
        request = SendFiles(PATH, (str(made(tmp_path, "a.png", b"x")),))
        return await items_of(await backend.open(request))

    assert failure_of(talk(server.url, scenario)[-1]) is Failure.UNREACHABLE


@pytest.mark.parametrize("what", ["vanished", "a folder"])
def test_a_file_that_can_t_be_read_is_the_disk_s_fault(tmp_path: Path, what: str) -> None:
    path = tmp_path if what == "a folder" else tmp_path / "gone.png"
    with Loopback() as server:
        items = upload(server, [made(tmp_path, "a.png", b"x"), path], accept)
    assert failure_of(items[-1]) is Failure.DISK
    assert not server.requests, "nothing goes up where one of the files is missing"


@pytest.mark.parametrize("name", [b"caf\xe9.png", b'quote" and\r\nline.png', b"\x1b[31m.png"])
def test_a_name_that_no_header_can_hold_is_sent_safely(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / "ok.png"
    path.write_bytes(b"data")
    strange = Path(str(tmp_path)) / name.decode("utf-8", "surrogateescape")
    path.rename(strange)
    with Loopback() as server:
        items = upload(server, [strange], accept)
    assert isinstance(items[-1], Reply)
    [part] = parts_of(server.requests[0])
    assert part.get_payload(decode=True) == b"data"


async def ignored(sent: int, total: int) -> None:
    """Nobody asks how far it is."""


def body_of(path: Path, size_by_then: int) -> tuple[int, bytes]:
    """The length that was announced, and what went out."""

    async def read() -> tuple[int, bytes]:
        body = FormFiles("files", (str(path),), ignored)
        os.truncate(path, size_by_then)
        try:
            return body.length, b"".join([piece async for piece in body])
        finally:
            await body.aclose()

    return asyncio.run(read())


def test_a_file_that_grows_while_it_goes_up_is_sent_as_it_was(tmp_path: Path) -> None:
    length, sent = body_of(made(tmp_path, "a.mp4", b"12345"), 100)
    assert len(sent) == length
    assert b"\r\n\r\n12345\r\n" in sent


def test_a_file_that_shrinks_while_it_goes_up_is_never_sent_as_a_whole_one(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="shorter"):
        body_of(made(tmp_path, "a.mp4", b"12345"), 2)
