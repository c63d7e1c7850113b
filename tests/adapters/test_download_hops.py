"""Where a download may come from, with real sockets; the rules alone stand in `test_trust`."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
from pathlib import Path

import pytest

from skill_runtime.adapters.http_backend import HttpBackend
from skill_runtime.adapters.http_peer import HttpPeer
from skill_runtime.adapters.system_clock import SystemClock
from skill_runtime.model.steps import Cause, Failed, Failure, Fetch, Fetched, Item, Reply
from tests.adapters.loopback import Line, Loopback, answer
from tests.adapters.talking import failure_of, items_of, talk
from tests.media_samples import picture

FAR_AWAY = "https://203.0.114.5"
"""A public address; these tests never get as far as to connect to it."""
FILM = picture("png")


def fetch(base: str, request: Fetch) -> Item:
    """The last item, or what refused."""

    async def scenario(backend: HttpBackend) -> Item:
        reply, exchange = await backend.open(request)
        return (await items_of((reply, exchange)))[-1] if exchange else reply

    return talk(base, scenario)


def give_film(line: Line) -> None:
    line.send(answer(200, FILM, "Content-Type: image/png"))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "[::ffff:127.0.0.1]"])
@pytest.mark.parametrize("proxy", ["", "http://proxy.example:3128"])
def test_a_backend_far_away_can_not_make_this_machine_ask_itself(
    tmp_path: Path, host: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    with Loopback() as inside:
        inside.on("/film", give_film)
        port = inside.url.rpartition(":")[2]
        for scheme in ("http", "https"):
            request = Fetch(f"{scheme}://{host}:{port}/film", str(tmp_path), "film.mp4")
            assert failure_of(fetch(FAR_AWAY, request)) is Failure.UNTRUSTED
    assert inside.requests == []
    assert list(tmp_path.iterdir()) == []


def test_a_name_alone_makes_no_backend_one_of_this_network(tmp_path: Path) -> None:
    with Loopback() as inside:
        inside.on("/film", give_film)
        request = Fetch(f"{inside.url}/film", str(tmp_path), "film.mp4")
        refused = fetch(f"https://{socket.gethostname()}:9", request)
    assert failure_of(refused) is Failure.UNTRUSTED
    assert inside.requests == []


def test_where_the_backend_stands_is_known_by_its_answers() -> None:
    async def scenario(peer: HttpPeer, address: str) -> None:
        await peer.client(address).get(peer.url("/api"))
        await peer.client(address).get(address)
        await peer.close()

    with Loopback() as backend, Loopback() as other:
        for server, path in ((backend, "/api"), (other, "/")):
            server.on(path, lambda line: line.send(answer(200, b"")))
        peer = HttpPeer(lambda: backend.url.replace("127.0.0.1", "localhost"), {}, SystemClock())
        asyncio.run(scenario(peer, other.url))
        assert peer.reached == {"127.0.0.1"}
        far = HttpPeer(lambda: FAR_AWAY, {}, SystemClock())
        far.url("/")
        asyncio.run(far.client(other.url).get(other.url))
    assert far.reached == set()


def test_a_redirect_to_where_the_way_is_open_is_not_followed(tmp_path: Path) -> None:
    with Loopback() as server:
        location = "Location: http://192.0.2.1/film"
        server.on("/film", lambda line: line.send(answer(302, b"", location)))
        refused = fetch(server.url, Fetch("/film", str(tmp_path), "film.mp4"))
    assert failure_of(refused) is Failure.UNTRUSTED
    assert isinstance(refused, Failed)
    assert refused.detail.startswith("192.0.2.1 is reached by http, ")


def test_a_download_of_an_impossible_size_is_given_up_before_it_is_kept(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 99999999999999\r\n\r\n"
    with Loopback() as server:
        server.on("/film", lambda line: line.send(head))
        item = fetch(server.url, Fetch("/film", str(tmp_path), "film.mp4"))
    assert failure_of(item) is Failure.FOREIGN
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's, for the name localhost and nothing else; this process trusts it."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-keyout", key, "-out", certificate, "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
        ],
        check=True,
        capture_output=True,
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("no_proxy", "*")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context


def test_the_certificate_is_that_of_the_name_though_an_address_is_connected_to(
    tmp_path: Path, tls: ssl.SSLContext
) -> None:
    with Loopback() as base, Loopback(tls) as other:
        other.on("/film", give_film)
        port = other.url.rpartition(":")[2]
        good = Fetch(f"https://localhost:{port}/film", str(tmp_path / "out"), "film.mp4")
        bad = Fetch(f"https://127.0.0.1:{port}/film", str(tmp_path / "out"), "film.mp4")
        fetched, refused = fetch(base.url, good), fetch(base.url, bad)
    assert isinstance(fetched, Fetched)
    assert other.requests[0].headers["host"] == f"localhost:{port}"
    assert isinstance(refused, Failed | Reply)
    assert failure_of(refused) is Failure.UNREACHABLE
    assert isinstance(refused, Failed)
    assert refused.cause is Cause.TLS


def test_a_host_that_needs_no_proxy_gets_none_though_an_address_is_connected_to(
    tmp_path: Path, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Loopback() as base, Loopback(tls) as other, Loopback() as proxy:
        monkeypatch.setenv("https_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "localhost")
        other.on("/film", give_film)
        address = other.url.replace("127.0.0.1", "localhost")
        request = Fetch(f"{address}/film", str(tmp_path / "out"), "film.mp4")
        assert isinstance(fetch(base.url, request), Fetched)
    assert proxy.requests == []
