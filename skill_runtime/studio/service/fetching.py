"""Uploads by URL: a download with the guards that a server needs.

http and https only; every address that the name resolves to must be public (unless the settings
allow private ones), and the connection goes to the very address that was checked; redirects are
checked again; size and time are bounded.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .answers import Refusal, bad_request, too_large
from .settings import Settings, anywhere

__all__ = ["fetch"]

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


async def fetch(url: str, path: Path, settings: Settings, trusted: str = "") -> str:
    """Downloads to `path` and gives a name for the file; a Refusal says what is wrong with the
    URL. A hop to the origin of the `trusted` URL may be to any address.
    """
    try:
        async with asyncio.timeout(settings.fetch_seconds):
            for _ in range(MAX_REDIRECTS + 1):
                target = await _one(url, path, settings, trusted)
                if target is None:
                    return unquote(url.split("?")[0].split("#")[0].rstrip("/").rsplit("/", 1)[-1])
                url = target
    except TimeoutError:
        seconds = settings.fetch_seconds
        raise bad_request(f"{_shown(url)} took longer than {seconds:g} seconds.") from None
    raise bad_request(f"{_shown(url)} redirects too often.")


async def _one(url: str, path: Path, settings: Settings, trusted: str) -> str | None:
    """One request; the next URL if it is a redirect."""
    import httpx

    try:
        parsed = httpx.URL(url)
        name = parsed.host
    except (httpx.InvalidURL, TypeError, UnicodeError):
        raise bad_request(f"{_shown(url)} is no URL.") from None
    if parsed.scheme not in {"http", "https"} or not name or parsed.userinfo:
        raise bad_request(
            f"{_shown(url)}: only http and https URLs without a user name are fetched."
        )
    own = bool(trusted) and _origin(parsed) == _origin(httpx.URL(trusted))
    address = await _checked_address(parsed, anywhere if own else settings.may_fetch_from)
    headers = {"Host": parsed.netloc.decode("ascii")}
    pinned = parsed.copy_with(host=address)
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            extensions = {"sni_hostname": name}
            request = client.build_request("GET", pinned, headers=headers, extensions=extensions)
            response = await client.send(request, stream=True)
            try:
                return await _body(response, parsed, path, settings)
            finally:
                await response.aclose()
    except httpx.HTTPError as error:
        reason = type(error).__name__
        raise bad_request(f"{_shown(url)} can't be fetched ({reason}).") from error


async def _body(response: Any, url: Any, path: Path, settings: Settings) -> str | None:
    if response.status_code in _REDIRECTS and "location" in response.headers:
        return str(url.join(response.headers["location"]))
    if response.status_code != 200:
        raise bad_request(f"{_shown(str(url))} answers with status {response.status_code}.")
    size = 0
    with path.open("wb") as file:
        async for chunk in response.aiter_bytes():
            size += len(chunk)
            if size > settings.max_file_bytes:
                raise too_large(settings.max_file_bytes)
            file.write(chunk)
    return None


async def _checked_address(url: Any, may_fetch_from: Callable[[str], bool]) -> str:
    """The address to connect to, after all of the name's addresses passed the check."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            url.host, _port(url), type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError):  # the second: a part of the name that no name can have
        raise bad_request(f"The host of {_shown(str(url))} is unknown.") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not all(map(may_fetch_from, addresses)):
        message = f"{_shown(str(url))} is a private address, which is not fetched."
        raise Refusal(400, message, status=400)
    return addresses[0]


def _origin(url: Any) -> tuple[str, str, int]:
    return url.scheme, url.host, _port(url)


def _port(url: Any) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _shown(url: str) -> str:
    """Without a query, which may hold secrets."""
    return repr(str(url).split("?")[0][:120])
