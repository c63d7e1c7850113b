from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from skill_runtime.studio.service.addresses import is_public
from tests.addresses import IS_PUBLIC
from tests.studio.conftest import draft_of, new_session, say, state_of
from tests.studio_server import RunningStudio

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
MP4 = b"\0\0\0\x18ftypmp42" + b"0" * 20
WAV = b"RIFF\0\0\0\0WAVE" + b"0" * 20


def upload(client: httpx.Client, session: str, *files: tuple[str, bytes]) -> httpx.Response:
    parts = [("files", file) for file in files]
    return client.post(f"/api/upload-video/nemo_agent/me/{session}", files=parts)


class Site(BaseHTTPRequestHandler):
    """A web site with one picture and some traps."""

    def do_GET(self) -> None:
        moved = {"/moved": "/beach.png", "/away": "http://10.0.0.1/secret", "/round": "/round"}
        if self.path == "/endless.png":
            self.send_response(200)
            self.end_headers()
            self.rfile.read(1)  # nothing comes until the client gives up
            return
        if self.path in moved:
            self.send_response(302)
            self.send_header("Location", moved[self.path])
            self.end_headers()
            return
        found = {"/beach.png": PNG, "/big.png": PNG + b"0" * 5000}.get(self.path)
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(found or b"")

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def open_studio(tmp_path: Path) -> Iterator[RunningStudio]:
    """Fetches from this very address as if it were a public one, and from no other."""
    with _open_studio(tmp_path) as running:
        yield running


def _open_studio(folder: Path, **limits: Any) -> RunningStudio:
    here = "127.0.0.1".__eq__
    return RunningStudio(folder / "open", may_fetch_from=here, max_file_bytes=4000, **limits)


def by_url(client: httpx.Client, session: str, *urls: str) -> httpx.Response:
    body = {"urls": list(urls), "source_type": "url"}
    return client.post(f"/api/upload-video/nemo_agent/me/{session}", json=body)


def test_several_files_go_up_in_one_request(client: httpx.Client, session: str) -> None:
    data = upload(client, session, ("a.png", PNG), ("b.mp4", MP4)).json()["data"]
    assert [f["name"] for f in data["files"]] == ["a.png", "b.mp4"]
    assert client.get(data["files"][0]["cdn_url"]).content == PNG
    assert data["uploaded_files"][1]["url"] == data["files"][1]["cdn_url"]


def test_uploads_stand_in_the_state(client: httpx.Client, session: str) -> None:
    upload(client, session, ("b.mp4", MP4))
    (info,) = state_of(client, session)["video_infos"]
    assert (info["name"], info["type"], info["duration"], info["width"]) == (
        "b.mp4",
        "video",
        4000,
        1280,
    )


def test_an_unsupported_type_is_4001_and_names_the_file(client: httpx.Client, session: str) -> None:
    answer = upload(client, session, ("key.png", b"-----BEGIN PRIVATE KEY-----")).json()
    assert answer["code"] == 4001
    assert "key.png" in answer["message"]


def test_a_file_that_is_refused_refuses_the_others_too(client: httpx.Client, session: str) -> None:
    assert upload(client, session, ("a.png", PNG), ("x.txt", b"hello")).json()["code"] == 4001
    assert state_of(client, session)["video_infos"] == []


def test_an_empty_file_is_refused(client: httpx.Client, session: str) -> None:
    answer = upload(client, session, ("a.png", b"")).json()
    assert answer["code"] == 4001
    assert "empty" in answer["message"]


@pytest.mark.parametrize("size", [4001, 9000])
def test_a_file_that_is_too_large_is_4002(tmp_path: Path, size: int) -> None:
    limits: dict[str, Any] = {"max_file_bytes": 4000, "max_upload_bytes": 8000}
    with RunningStudio(tmp_path / "home", **limits) as studio, studio.client() as client:
        answer = upload(client, new_session(client), ("a.png", PNG + b"0" * size))
    assert (answer.status_code, answer.json()["code"]) == (413, 4002)


def test_a_body_without_a_length_is_bounded_too(tmp_path: Path) -> None:
    with (
        RunningStudio(tmp_path / "home", max_upload_bytes=8000) as studio,
        studio.client() as client,
    ):
        path = f"/api/upload-video/nemo_agent/me/{new_session(client)}"
        kind = {"Content-Type": "multipart/form-data; boundary=b"}
        head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
        answer = client.post(path, content=iter([head, *[b"0" * 3000] * 4]), headers=kind)
    assert answer.json()["code"] == 4002


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "multipart/form-data; boundary=b"),
        (b"--b\r\nbroken", "multipart/form-data; boundary=b"),
        (b"x", "multipart/form-data"),
        (b"{}", "application/json"),
        (b'{"urls": "http://a"}', "application/json"),
        (b'{"urls": [], "source_type": "url"}', "application/json"),
        (b'{"urls": ["http://a/b"], "source_type": "torrent"}', "application/json"),
        (b"not json", "application/json"),
        (b"x", "text/plain"),
    ],
)
def test_a_broken_upload_is_refused_with_400(
    client: httpx.Client, session: str, content: bytes, kind: str
) -> None:
    path = f"/api/upload-video/nemo_agent/me/{session}"
    answer = client.post(path, content=content, headers={"Content-Type": kind})
    assert (answer.status_code, answer.json()["code"]) == (400, 400)


def test_a_file_name_loses_folders_and_control_characters(
    client: httpx.Client, session: str
) -> None:
    data = upload(client, session, ("../../etc/\u202epa\x1bss.png", PNG)).json()["data"]
    assert "/" not in data["files"][0]["name"]
    assert data["files"][0]["name"].isprintable()


def test_a_url_is_fetched(open_studio: RunningStudio, site: str) -> None:
    with open_studio.client() as client:
        data = by_url(client, new_session(client), f"{site}/beach.png", f"{site}/moved").json()[
            "data"
        ]
        assert client.get(data["files"][0]["url"]).content == PNG
    assert data["files"][0]["name"] == "beach.png"


def test_a_url_that_leads_nowhere_or_astray_is_400(open_studio: RunningStudio, site: str) -> None:
    with open_studio.client() as client:
        session = new_session(client)
        for path, reason in (
            ("/round", "redirects too often"),
            ("/missing.png", "status 404"),
            ("/away", "'http://10.0.0.1/secret' is a private address"),
        ):
            answer = by_url(client, session, site + path).json()
            assert answer["code"] == 400
            assert reason in answer["message"]


def test_a_url_that_never_ends_is_given_up(tmp_path: Path, site: str) -> None:
    with _open_studio(tmp_path, fetch_seconds=1.0) as studio, studio.client() as client:
        answer = by_url(client, new_session(client), f"{site}/endless.png").json()
    assert (answer["code"], "took longer than 1 seconds" in answer["message"]) == (400, True)


def test_a_url_with_too_much_behind_it_is_4002(open_studio: RunningStudio, site: str) -> None:
    with open_studio.client() as client:
        assert by_url(client, new_session(client), f"{site}/big.png").json()["code"] == 4002


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/a.png",
        "http://localhost/a.png",
        "http://[::1]/a.png",
        "http://[::ffff:127.0.0.1]/a.png",
        "http://10.0.0.1/a.png",
        "http://169.254.169.254/latest",
        "http://2130706433/a.png",
        "http://0x7f.1/a.png",
        "http://[64:ff9b::7f00:1]/a.png",
        "http://xn--/a.png",
        "http://..../a.png",
        "http://0.0.0.0/a.png",
        "file:///etc/passwd",
        "ftp://example.com/a.png",
        "http://user:word@example.com/a.png",
        "no url",
    ],
)
def test_private_and_foreign_addresses_are_not_fetched(
    client: httpx.Client, session: str, url: str
) -> None:
    answer = by_url(client, session, url)
    assert (answer.status_code, answer.json()["code"]) == (400, 400)


@pytest.mark.parametrize("address", IS_PUBLIC)
def test_an_address_is_public_by_where_its_packets_end(address: str) -> None:
    assert is_public(address) is IS_PUBLIC[address]


def test_an_uploaded_clip_is_used_when_asked_for(client: httpx.Client, session: str) -> None:
    upload(client, session, ("beach.mp4", MP4), ("cat.png", PNG))
    say(client, session, "use beach.mp4")
    (track,) = draft_of(client, session)["t"]
    assert [(s["m"]["name"], s["m"]["kind"], s["d"]) for s in track["sg"]] == [
        ("beach.mp4", "video", 4000)
    ]
    assert draft_of(client, session)["m"]["width"] == 1920


def test_an_uploaded_song_is_used_as_music(client: httpx.Client, session: str) -> None:
    upload(client, session, ("my song.wav", WAV))
    say(client, session, "use my song as background music at 20%")
    (track,) = draft_of(client, session)["t"]
    assert (track["tt"], track["sg"][0]["m"]["name"]) == (1, "my song.wav")
    assert track["sg"][0]["m"]["volume"] == 0.2


def test_uploads_wait_for_the_first_edit(client: httpx.Client, session: str) -> None:
    upload(client, session, ("beach.mp4", MP4), ("cat.png", PNG))
    say(client, session, 'add a title "Summer" for the first 2 seconds')
    names = [s["m"].get("name") for s in draft_of(client, session)["t"][0]["sg"]]
    assert names == ["beach.mp4", "cat.png"]
