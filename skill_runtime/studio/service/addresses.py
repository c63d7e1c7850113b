"""Which addresses an upload by URL may come from, those that anybody on the internet could reach;
and which hosts are this machine.

Pure. What is not surely public is refused, so that a URL can never reach into the machine or the
network that the studio runs in.
"""

from __future__ import annotations

import ipaddress

__all__ = ["is_loopback", "is_public"]

_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: networks without IPv4 of their own reach it under these, the old address at the end."""


def is_loopback(host: str) -> bool:
    """Whether a host's name or address is this machine's own."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Whether a numeric address, of either version, is a public one. ValueError if it is none."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = _carried(parsed)
        if inner is None:
            return parsed in _GLOBAL_UNICAST and parsed.is_global
        parsed = inner
    return parsed.is_global and not parsed.is_multicast


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that the packets go to in the end, where an IPv6 one carries one."""
    if address in _TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
