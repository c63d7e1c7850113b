"""The Backend port over HTTP: requests and their answers. Streams and transfers are in
`http_exchanges`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from skill_runtime.adapters.http_peer import HttpPeer
from skill_runtime.model.steps import Failed, Fetch, Get, Post, Reply, SendFiles, SendMessage
from skill_runtime.runtime.ports import Clock, Exchange

_CONNECT_S = 10.0
_ANSWER_S = 60.0
"""Without a byte."""
_WHOLE_ANSWER_S = 180.0
"""From the question to the answer's last byte: one that drips in for ever is none."""


class HttpBackend:
    """See `runtime.ports.Backend`; the first arguments are `HttpPeer`'s."""

    def __init__(
        self,
        base: Callable[[], str],
        attribution: Mapping[str, str],
        clock: Clock,
        patience_s: float = _WHOLE_ANSWER_S,
    ) -> None:
        self._peer = HttpPeer(base, attribution, clock)
        self._patience_s = patience_s

    def use_token(self, token: str) -> None:
        self._peer.use_token(token)

    def hide(self, text: str) -> str:
        return self._peer.hide(text)

    async def call(self, request: Get | Post) -> Reply | Failed:
        from skill_runtime.adapters.http_library import httpx

        peer = self._peer
        try:
            url = peer.url(request.path)
            async with (
                asyncio.timeout(self._patience_s),
                peer.client(url).stream(
                    "GET" if isinstance(request, Get) else "POST",
                    url,
                    headers=_headers(request, peer.headers(url)),
                    content=None if isinstance(request, Get) else peer.json_body(request.body),
                    timeout=httpx.Timeout(_ANSWER_S, connect=_CONNECT_S),
                ) as response,
            ):
                listed = isinstance(request, Get) and request.listed
                return await peer.read(response, listed=listed)
        except peer.faults as error:
            return peer.failed(error)

    async def open(
        self, request: SendMessage | SendFiles | Fetch
    ) -> tuple[Reply | Failed, Exchange | None]:
        from skill_runtime.adapters.http_exchanges import open_exchange

        return await open_exchange(self._peer, request)

    async def close(self) -> None:
        await self._peer.close()


def _headers(request: Get | Post, headers: dict[str, str]) -> dict[str, str]:
    if isinstance(request, Get):
        return headers
    if request.anonymous:
        headers.pop("Authorization", None)
    return {**headers, "Content-Type": "application/json", **request.headers}
