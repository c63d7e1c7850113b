"""What a SKILL.md may name: hosts that the token may go to, and files of the user; and where a
download may come from (CONTRACT, Trust).

A SKILL.md comes from anywhere. It may state an API base on the vendor's own hosts and a client-id
file under two folders; anything else is refused with its name. Compared are whole host names, label
by label, for a prefix or a substring is what a look-alike is made of.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Set
from urllib.parse import urlsplit

from skill_runtime.model.values import dataclass

FAMILY_DOMAINS = ("nemovideo.ai", "nemovideo.com")

_URL = re.compile(r"([a-z][a-z0-9+.-]*)://([^/?#]*)", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_DEFAULT_PORTS = {"https": "443", "wss": "443"}
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_INSIDE = frozenset({"localhost", "local", "internal", "localdomain", "lan", "home", "arpa"})
"""Last parts of names that no public host has."""
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
"""RFC 4291: all that IPv6 gives to the internet."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""RFC 6052: an IPv4 address stands in the last 32 bits."""
_PORT = re.compile("[0-9]{1,5}")
_HIGHEST_PORT = 65535
_MORE = "has a path or a query behind it, which no call would keep; name it as"
_SECURE = frozenset(_DEFAULT_PORTS)
_LOOK_ALIKE = "holds letters that only look like the vendor's"
_OWN_MACHINE = "is on this machine, where only the user may send a token (by NEMO_API_URL)"
_HOME = re.compile(r"^(?:\$HOME|\$\{HOME\})/")
_CONFIG = re.compile(r"^\$\{XDG_CONFIG_HOME:?-(?:~|\$HOME|\$\{HOME\})/\.config/?\}/")
_FILE_PATH = re.compile(r"~/\.config/([^\W_][\w.-]*)(?:/\w[\w.-]*)*/?")


@dataclass(frozen=True, slots=True)
class ApiBase:
    """A stated API base, judged. With a fault, `url` must not be used for anything."""

    url: str
    """scheme://host[:port], without a path."""
    host: str
    """As it would really be connected to; for a message to the user."""
    fault: str | None = None
    """Why it isn't trusted, to follow the host in a sentence."""


def judge_api_base(
    stated: str, *, named_by_user: bool = False, trusted: Set[str] = frozenset()
) -> ApiBase:
    """Judges an API base as a file states it (a bare host counts as https).

    A base from a SKILL.md must be on the vendor's hosts, on the standard port, or one of the
    addresses in `trusted` (`addresses_named`). One that the user has named himself (NEMO_API_URL)
    may be any https host, or http on loopback, and says no more: what a file's has behind the host
    is a call, but a user would believe that it is used.
    """
    text = stated.strip()
    match = _URL.match(text if "://" in text else f"https://{text}")
    if match is None:
        return ApiBase("", text, "is no URL")
    scheme, authority = match[1].lower(), match[2]
    userinfo, _, place = authority.rpartition("@")
    host, port = _host_and_port(place)
    more = named_by_user and bool(match.string[match.end() :].strip("/"))
    suffix = f":{port}" if port and port != _DEFAULT_PORTS.get(scheme) else ""
    url = f"{scheme}://{host}{suffix}"
    named_by_user = named_by_user or url in trusted
    fault = (
        # Asked before anything is lowered, which turns some look-alikes into the real letters.
        (None if place.isascii() else _LOOK_ALIKE)
        or _fault_of_form(text, userinfo, host)
        or _fault_of_port(port)
        or _fault_of_scheme(scheme, host, named_by_user)
        or (None if named_by_user else _fault_of_owner(scheme, host, port))
        or (f"{_MORE} {url}" if more else None)
    )
    return ApiBase(url, host or text, fault)


def addresses_named(*stated: str) -> frozenset[str]:
    """Those of the user's own settings that name an address which a token may go to."""
    judged = (judge_api_base(text, named_by_user=True) for text in stated if "://" in text)
    return frozenset(base.url for base in judged if base.fault is None)


def _host_and_port(place: str) -> tuple[str, str]:
    if place.startswith("[") and "]" in place:
        host, _, rest = place.partition("]")
        return f"{host}]".lower(), rest.removeprefix(":")
    host, _, port = place.partition(":")
    return host.lower(), port


def _fault_of_form(text: str, userinfo: str, host: str) -> str | None:
    if userinfo or "@" in text.partition("://")[2].split("/")[0]:
        return "stands behind a user name (`@`), which hides where requests go"
    if "\\" in text or any(character <= " " or character == "\x7f" for character in text):
        return "is written with a backslash, a blank or a control character"
    if any(label.startswith("xn--") for label in host.split(".")):
        return _LOOK_ALIKE
    if _is_address(host) or all(_LABEL.fullmatch(label) for label in host.split(".")):
        return None
    return "is no host name"


def _fault_of_port(port: str) -> str | None:
    if not port or (_PORT.fullmatch(port) and 0 < int(port) <= _HIGHEST_PORT):
        return None
    return f"is addressed on port {port[:40]}, which there is not"


def _fault_of_scheme(scheme: str, host: str, named_by_user: bool) -> str | None:
    if scheme in _SECURE:
        return None
    if scheme == "http" and _is_loopback(host):
        return None if named_by_user else _OWN_MACHINE
    return f"would be reached by {scheme}, which protects no token; only https does"


def _fault_of_owner(scheme: str, host: str, port: str) -> str | None:
    if not any(host == domain or host.endswith(f".{domain}") for domain in FAMILY_DOMAINS):
        return f"isn't one of the vendor's hosts ({' and '.join(FAMILY_DOMAINS)})"
    if port and port != _DEFAULT_PORTS[scheme]:
        return f"is addressed on port {port} in place of the standard one"
    return None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine's own."""
    if host == "localhost":
        return True
    return _is_address(host) and ipaddress.ip_address(host.strip("[]")).is_loopback


def fault_of_download(
    scheme: str, addresses: Collection[str], *, backend_is_local: bool
) -> str | None:
    """Why nothing is fetched from a place that an answer or a redirect names, to follow its host in
    a sentence.

    `addresses`: all that its name leads to; none where a proxy looks it up. A backend far away has
    no business with what stands in this network.
    """
    if scheme not in {"http", "https"}:
        return f"is reached by {scheme}, and files come by https alone"
    if not backend_is_local and not all(map(is_public, addresses)):
        return "is an address inside this machine or network"
    if scheme == "http" and not (addresses and all(map(_is_loopback, addresses))):
        return "is reached by http, which anybody on the way can change; files come by https"
    return None


def fault_of_link(link: str, *, backend_is_local: bool) -> str:
    """Why a backend is not asked to fetch what the user named: `scheme` or `private`; empty for
    nothing. Names are not looked up: the backend's network may know them otherwise.
    """
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").rstrip(".").casefold()
    except ValueError:
        return "scheme"
    if parts.scheme not in {"http", "https"} or not host:
        return "scheme"
    return "" if backend_is_local or _may_be_public(host) else "private"


def _may_be_public(host: str) -> bool:
    if _is_address(host):
        return is_public(host)
    # A number, also in hexadecimal, is an address in an old spelling (WHATWG URL, host parsing).
    last = host.rpartition(".")[2]
    return not (_NUMBER.fullmatch(last) or last in _INSIDE)


def is_public(address: str) -> bool:
    """Whether an IP address surely belongs to the internet. ValueError if it is none."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        carried = _carried(parsed)
        if carried is None:
            return parsed in _GLOBAL_UNICAST and parsed.is_global
        parsed = carried
    return parsed.is_global and not parsed.is_multicast


def is_inside(addresses: Collection[str]) -> bool:
    """Whether a host with these addresses stands in this machine or network, and nowhere else."""
    return bool(addresses) and not any(map(is_public, addresses))


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """Where packets to an IPv6 address end that holds an IPv4 one."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def leaves_machine(base: str) -> bool:
    """Whether what is sent to an API base goes further than this machine; the studio has none."""
    return bool(base) and not _is_loopback(urlsplit(base).hostname or "")


def plain_path(path: str) -> str:
    """A path with `~` for the home, whichever way the file names that or its `.config`."""
    return _HOME.sub("~/", _CONFIG.sub("~/.config/", path))


def is_allowed_path(path: str, name: str) -> bool:
    """Whether a SKILL.md of that name may name this file: under its own folder of ~/.config, or the
    family's; never upwards, never through a variable.
    """
    match = _FILE_PATH.fullmatch(plain_path(path))
    return match is not None and match[1] in {"nemovideo", name}
