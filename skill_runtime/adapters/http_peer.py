"""One peer over HTTP: where it is, what every request carries, what an answer or a fault means.

The token goes to the API base alone (CONTRACT, Trust). httpx and TLS are imported when something
is sent, since they cost more than all the rest of a short command.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from skill_runtime.core.envelope import read_answer
from skill_runtime.core.redaction import hidden
from skill_runtime.model.steps import Cause, Failed, Failure, Reply
from skill_runtime.runtime.ports import Clock

if TYPE_CHECKING:
    import httpx

MAX_ANSWER = 32 * 1024 * 1024
"""Bytes of one JSON answer; a draft of hours stays far below."""
_MAX_PORT = 65_535


class HttpPeer:
    """A peer at an API base. `base` may be asked for late: the studio's is known once it has
    started.
    """

    def __init__(
        self, base: Callable[[], str], attribution: Mapping[str, str], clock: Clock
    ) -> None:
        self._find_base = base
        self._attribution = dict(attribution)
        self._clock = clock
        self._token = ""
        self._tokens: set[str] = set()
        """All that there were: one that was replaced is a secret still."""
        self._base = ""
        self._clients: dict[tuple[bool, bool], httpx.AsyncClient] = {}
        self.reached: set[str] = set()
        """The addresses that answers of the API base came from; a proxy's where there is one."""

    def use_token(self, token: str) -> None:
        self._token = token
        self._tokens.add(token)

    def secrets(self) -> frozenset[str]:
        """All tokens that there were."""
        return frozenset(self._tokens)

    def hide(self, text: str) -> str:
        """See `runtime.ports.Backend`."""
        return hidden(text, self._tokens)

    async def close(self) -> None:
        for client in self._clients.values():
            await client.aclose()
        self._clients = {}

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """What the network and addresses from elsewhere may raise; `failed` knows each."""
        from skill_runtime.adapters.http_library import httpx

        # UnicodeError: host names and header values that no protocol can carry.
        return (httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError)

    def now(self) -> float:
        return self._clock.now()

    def url(self, path: str) -> str:
        """Absolute; `path` may be absolute already. Raises SetupError where there is no backend,
        InvalidURL for what is no address.
        """
        from skill_runtime.adapters.http_library import httpx

        self._base = self._base or self._find_base().rstrip("/")
        url = httpx.URL(f"{self._base}/").join(path)
        if (url.port or 0) > _MAX_PORT:
            raise httpx.InvalidURL(f"{url.port} is no port")  # the event loop would stumble over it
        return str(url)

    def is_base(self, url: str) -> bool:
        """Whether an address is of the API base's own origin."""
        return _origin(url) == _origin(self._base)

    @property
    def base(self) -> str:
        """The API base, once an address was made."""
        return self._base

    def headers(self, url: str) -> dict[str, str]:
        """Attribution and token, for the API base's own origin; nothing for any other."""
        if not self.is_base(url):
            return {}
        token = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        return {**self._attribution, **token}

    @staticmethod
    def json_body(body: Mapping[str, object]) -> bytes:
        """In UTF-8, with question marks for what it can't hold: lone surrogates of a shell's."""
        return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")

    def client(self, url: str, *, direct: bool = False) -> httpx.AsyncClient:
        """One for each scheme: a plain one is spared the TLS context, and no proxy sees
        loopback. A direct one passes every proxy by, and trusts the same certificates.
        """
        from skill_runtime.adapters.http_library import httpx

        plain = urlsplit(url).scheme == "http"
        if (plain, direct) not in self._clients:
            self._clients[plain, direct] = httpx.AsyncClient(
                verify=False if plain else httpx.create_ssl_context(),
                trust_env=not (plain or direct),
                limits=httpx.Limits(max_connections=None),
                event_hooks={"response": [self._note_address]},
            )
        return self._clients[plain, direct]

    async def _note_address(self, response: httpx.Response) -> None:
        # None where the connection was reset meanwhile.
        address = response.extensions["network_stream"].get_extra_info("server_addr")
        if address and self.is_base(str(response.request.url)):
            self.reached.add(str(address[0]))

    async def read(self, response: httpx.Response, *, listed: bool = False) -> Reply | Failed:
        """A whole answer, bounded."""
        body = bytearray()
        async for chunk in response.aiter_bytes():
            body += chunk
            if len(body) > MAX_ANSWER:
                return Failed(self.now(), Failure.FOREIGN, f"an answer over {MAX_ANSWER} bytes")
        retry_after = response.headers.get("Retry-After")
        status = response.status_code
        return read_answer(self.now(), status, bytes(body), retry_after, listed=listed)

    def failed(self, error: Exception) -> Failed:
        """What an exception means for whether something was sent."""
        from skill_runtime.adapters.http_library import httpx

        unsent: tuple[type[Exception], ...] = (
            *(httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError),
            *(httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError),
        )
        if not isinstance(error, unsent):
            return self.lost(error)
        self._base = ""  # a studio that has ended is found at another address, or started again
        return self._failure(Failure.UNREACHABLE, error, Cause.UNKNOWN)

    def lost(self, error: Exception) -> Failed:
        """What broke off after something had been sent."""
        return self._failure(Failure.LOST, error, Cause.BROKEN)

    def _failure(self, failure: Failure, error: Exception, otherwise: Cause) -> Failed:
        detail = self.hide(f"{type(error).__name__}: {error}")
        return Failed(self.now(), failure, detail, _cause(error) or otherwise)


def _cause(error: BaseException) -> Cause:
    """httpx wraps what the system said, several times over."""
    import ssl

    from skill_runtime.adapters.http_library import httpx

    inside: BaseException | None = error
    while inside is not None:
        if isinstance(inside, ssl.SSLError):
            return Cause.TLS
        if isinstance(inside, socket.gaierror):
            return Cause.NAME
        if isinstance(inside, httpx.TimeoutException):
            return Cause.SILENT
        if isinstance(inside, ConnectionRefusedError):
            return Cause.REFUSED
        inside = inside.__cause__ or inside.__context__
    return Cause.UNKNOWN


def _origin(url: str) -> tuple[str, str, int | None]:
    """Read by the library that connects: two readers of one address may find two hosts in it."""
    from skill_runtime.adapters.http_library import httpx

    address = httpx.URL(url)
    default = {"http": 80, "https": 443}.get(address.scheme)
    return address.scheme, address.host, address.port or default
