"""The process: one studio for a folder, on loopback unless told otherwise, found through
`endpoint.json`, ending by itself when idle.
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import json
import logging
import os
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from skill_runtime.studio.engine import Engine, LocalEngine

from .app import make_app
from .database import private_folder
from .guard import host_name
from .settings import Settings
from .studio import Studio

__all__ = ["PortUnavailable", "Server", "lock_folder", "serve"]

_CLEAN_EVERY = 6 * 3600.0
"""Seconds between two looks for projects that nobody uses any more."""
_IDLE_LOOKS = 0.5
"""Seconds between two looks at whether there is still work."""
_REST_LOOKS = 10.0
"""Seconds between two looks at whether to give back what is held for speed alone."""
_LOG_LIMIT = 1_000_000
"""Bytes that a start leaves of the log; one line tells one call."""
_LOCK_TRIES = 10
_LOCK_EVERY = 0.02
"""Seconds. A client that looks whether the lock is held has it itself for a moment."""


class PortUnavailable(Exception):  # noqa: N818 — what it is, and no fault of the program
    """The port that was asked for can't be had; the words are for the user."""


class Server(uvicorn.Server):
    """uvicorn on a port of its own, for one studio."""

    def __init__(self, settings: Settings, engine: Engine) -> None:
        self.studio = Studio(settings, engine)
        self.socket = _listening(settings.listen, settings.port)
        super().__init__(
            uvicorn.Config(
                make_app(self.studio),
                http=_Protocol,
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=2,
            )
        )

    @property
    def url(self) -> str:
        host = host_name(self.studio.settings.listen)
        return f"http://{host}:{self.socket.getsockname()[1]}"

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._publish()
            self._end_when_idle()
            self._clean()
            self._rest()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._endpoint.unlink(missing_ok=True)
        await super().shutdown(sockets)

    @property
    def _endpoint(self) -> Path:
        return self.studio.settings.home / "endpoint.json"

    def _publish(self) -> None:
        """Where the studio is, for its clients; only once it answers, and whole or not at all."""
        part = self._endpoint.with_suffix(".part")
        found = {"url": self.url, "pid": os.getpid(), "version": self.studio.settings.version}
        with os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            json.dump(found, file)
        part.replace(self._endpoint)

    def _end_when_idle(self) -> None:
        limit = self.studio.settings.idle_seconds
        if limit and self.studio.activity.idle_seconds() >= limit:
            logging.getLogger(__name__).info("idle for %g seconds: ending", limit)
            self.should_exit = True
        elif limit:
            loop = asyncio.get_running_loop()
            loop.call_later(min(_IDLE_LOOKS, limit), self._end_when_idle)

    def _rest(self) -> None:
        self.studio.rest()
        asyncio.get_running_loop().call_later(_REST_LOOKS, self._rest)

    def _clean(self) -> None:
        self.studio.clean()
        asyncio.get_running_loop().call_later(_CLEAN_EVERY, self._clean)


def _listening(host: str, port: int) -> socket.socket:
    """A socket of one address; it names TCP, without which asyncio leaves Nagle's 40 ms delay on.

    ValueError for an address that is not this machine's, and for all of them at once: then nobody
    could say which names are the studio's own. PortUnavailable for a port that somebody else has.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise ValueError(f"{host[:80]!r} is no address of this machine.") from None
    if not host or ipaddress.ip_address(str(address[0]).partition("%")[0]).is_unspecified:
        raise ValueError("name one address to listen on, such as 192.168.1.20.")
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":  # where it would let two studios share a port
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address[0], port, *address[2:]))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise _refusal(error, host, port) from error
    return listening


def _refusal(error: OSError, host: str, port: int) -> Exception:
    """What the system's refusal of a port means to the user."""
    if error.errno == errno.EADDRNOTAVAIL:
        return ValueError(f"{host[:80]!r} is no address of this machine.")
    reason = {
        errno.EADDRINUSE: "is in use by another program",
        errno.EACCES: "may not be used by this user",
    }.get(error.errno or 0, f"can't be used ({error.strerror})")
    return PortUnavailable(
        f"port {port} of {host} {reason}. Name another with --port, or leave --port out for any"
        " free one."
    )


class _Protocol(H11Protocol):
    """Puts the connection into each request's state, so that a fault switch can close it."""

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


def serve(settings: Settings, tell: Callable[[str], None] = lambda _: None) -> int:
    """Runs until it is told to end or is idle; 0 also when another studio has this folder
    already. `tell` hears a sentence about where it is.
    """
    os.umask(0o077)
    home = private_folder(settings.home)
    with lock_folder(home) as lock:
        if lock is None:
            tell(f"Another studio is at work in {home}: see its endpoint.json.")
            return 0
        (home / "endpoint.json").unlink(missing_ok=True)  # of one that was killed
        logging.basicConfig(
            filename=_log(home),
            level=logging.INFO,
            format="%(asctime)s %(levelname)s %(name)s %(message)s",
        )
        server = Server(settings, _engine(settings))
        tell(f"The studio is at {server.url} and keeps everything in {home}. Ctrl-C ends it.")
        with suppress(KeyboardInterrupt):
            server.run(sockets=[server.socket])
        server.socket.close()
    return 0


def _log(home: Path) -> Path:
    """Begun anew above its limit; others may be writing to its end just now."""
    file = home / "studio.log"
    if file.exists() and file.stat().st_size > _LOG_LIMIT:
        os.truncate(file, 0)
    return file


def _engine(settings: Settings) -> Engine:
    """The studio's own, with an image model in front of its painter where one is set up."""
    if not settings.image_url:
        return LocalEngine()
    from .generating import GeneratingEngine
    from .image_model import OpenAIImages

    return GeneratingEngine(OpenAIImages(settings))


class lock_folder:  # noqa: N801 — a context manager, used like a function
    """Holds DIR/lock for as long as it is entered; gives None where somebody else has it."""

    def __init__(self, home: Path) -> None:
        self._file: IO[str] = (home / "lock").open("a")

    def __enter__(self) -> IO[str] | None:
        for _ in range(_LOCK_TRIES):
            with suppress(OSError):
                _lock(self._file)
                return self._file
            time.sleep(_LOCK_EVERY)
        self._file.close()
        return None

    def __exit__(self, *_error: object) -> None:
        self._file.close()  # which gives the lock back


if sys.platform == "win32":
    import msvcrt

    def _lock(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
