"""The way to a download: each address on it is judged before anything is sent there.

A download's address and its redirects come from answers. A backend that is far away must not make
this machine ask its own network (CONTRACT, Trust): all addresses that a name leads to are looked
at, and the connection goes to one of those that were, so that a second look-up can't answer
otherwise. Redirects are followed here and not by httpx, so that each hop gets the headers and the
checks of its own address.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from urllib.request import getproxies, proxy_bypass

from skill_runtime.adapters.exchanges import TIMEOUT
from skill_runtime.adapters.http_library import httpx
from skill_runtime.adapters.http_peer import HttpPeer
from skill_runtime.core.trust import fault_of_download, is_inside

_MAX_REDIRECTS = 5


class UntrustedPlaceError(Exception):
    """Nothing is fetched from there; the text says why."""


async def fetch(peer: HttpPeer, address: str, wanted: Mapping[str, str]) -> httpx.Response:
    """The answer that stands at the end of the redirects, its body unread.

    `wanted`: headers that every hop gets. Raises UntrustedPlaceError and `HttpPeer.faults`.
    """
    url = httpx.URL(peer.url(address))
    for _ in range(_MAX_REDIRECTS + 1):
        response = await _ask(peer, url, wanted)
        if not response.has_redirect_location:
            return response
        await response.aclose()
        url = httpx.URL(peer.url(str(url.join(response.headers["Location"]))))
    raise httpx.TooManyRedirects("the download was redirected too often")


async def _ask(peer: HttpPeer, url: httpx.URL, wanted: Mapping[str, str]) -> httpx.Response:
    if peer.is_base(str(url)):
        return await _get(peer, url, wanted)
    known = await _known_addresses(url)
    fault = fault_of_download(url.scheme, known, backend_is_local=await _is_local(peer))
    if fault:
        raise UntrustedPlaceError(f"{url.host} {fault}")
    addresses = [] if _has_proxy(url) else known
    for address in addresses[:-1]:
        try:
            return await _get(peer, url, wanted, address)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            continue
    return await _get(peer, url, wanted, *addresses[-1:])


async def _get(
    peer: HttpPeer, url: httpx.URL, wanted: Mapping[str, str], address: str = ""
) -> httpx.Response:
    """From that very address, where one is given; TLS is still checked against the name. It goes
    past proxies: whether the name has one was asked before, and the address may have another.
    """
    headers = {**peer.headers(str(url)), **wanted}
    place, extensions = url, {}
    if address:
        place = url.copy_with(host=address)
        headers["Host"] = url.netloc.decode("ascii")
        extensions = {"sni_hostname": url.raw_host.decode("ascii")}
    client = peer.client(str(url), direct=bool(address))
    call = client.build_request(
        "GET", place, headers=headers, timeout=TIMEOUT, extensions=extensions
    )
    return await client.send(call, stream=True)


async def _is_local(peer: HttpPeer) -> bool:
    """By where the API's own connections went, or by an address that the user has named: who owns a
    name can have it answered with anything, and otherwise the next time.
    """
    base = httpx.URL(peer.base)
    reached = set[str]() if _has_proxy(base) else peer.reached
    return is_inside(reached or await _found_addresses(base, literal=True))


async def _known_addresses(url: httpx.URL) -> list[str]:
    """All that the host leads to, each once, in the system's order. Only what is an address already
    behind a proxy, which looks names up itself, and for http, which no name but localhost may have.
    """
    return await _found_addresses(url, literal=url.scheme == "http" or _has_proxy(url))


async def _found_addresses(url: httpx.URL, *, literal: bool) -> list[str]:
    """`literal`: no name but localhost is looked up."""
    flags = socket.AI_NUMERICHOST if literal else 0
    host = url.raw_host.decode("ascii")
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            host, url.port, type=socket.SOCK_STREAM, flags=flags
        )
    except socket.gaierror as error:
        if literal:
            return ["127.0.0.1"] if host == "localhost" else []
        raise httpx.ConnectError(str(error)) from error
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _has_proxy(url: httpx.URL) -> bool:
    """A proxy of the environment; plain HTTP goes past it."""
    named = getproxies().keys() & {"https", "all"}
    return url.scheme == "https" and bool(named) and not proxy_bypass(url.host)
