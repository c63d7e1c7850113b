"""What the service may be told: where it lives and its limits. Every default stands here."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from .addresses import is_loopback, is_public

__all__ = ["LOOPBACK", "Clock", "Settings", "anywhere", "from_environment", "now"]

Clock = Callable[[], float]
"""Seconds since 1970."""

MB = 1024 * 1024
LOOPBACK = "127.0.0.1"
IMAGE_MODEL = "gpt-image-1"
_CREDITS = 1000
_KEEP_DAYS = 90


def now() -> float:
    return datetime.now(UTC).timestamp()


@dataclass(frozen=True, slots=True)
class Settings:
    home: Path
    listen: str = LOOPBACK
    """The one address that it listens on and, beside the loopback names, answers to."""
    port: int = 0
    """0: any free one."""
    idle_seconds: float = 900.0
    """Ends by itself after so long without work; 0: never."""
    daily_credits: int = _CREDITS
    max_file_bytes: int = 200 * MB
    """CONTRACT, Accepted files."""
    max_upload_bytes: int = 1024 * MB
    """Of one request with several files."""
    max_json_bytes: int = 4 * MB
    """A draft of a long timeline is a few hundred KB."""
    may_fetch_from: Callable[[str], bool] = is_public
    """The addresses that an upload by URL may come from."""
    fetch_seconds: float = 120.0
    """Of one upload by URL, redirects included."""
    image_url: str = ""
    """A server with the OpenAI images API; none: the studio's own painter makes the pictures."""
    image_key: str = field(default="", repr=False)
    image_model: str = IMAGE_MODEL
    image_seconds: float = 120.0
    """A picture that isn't there after so long is painted instead."""
    heartbeat_seconds: float = 1.0
    token_days: int = 7
    keep_days: int = _KEEP_DAYS
    """A project that nobody asked for so long is removed with its files; 0: never."""
    faults: str = ""
    """See `faults`."""
    version: str = ""
    """What a client that starts studios knows its own by; it stands in `endpoint.json`."""
    clock: Clock = now

    @property
    def image_host(self) -> str:
        """Who gets the words that pictures are made from; empty where they stay on this machine."""
        host = urlsplit(self.image_url).hostname or ""
        return "" if is_loopback(host) else host


def from_environment(
    home: Path, environment: Mapping[str, str] | None = None, **options: object
) -> Settings:
    """Settings from STUDIO_CREDITS, STUDIO_KEEP_DAYS, STUDIO_ALLOW_PRIVATE_URLS, STUDIO_VERSION and
    STUDIO_IMAGE_URL, _KEY and _MODEL; ValueError names a value that is none, but for the key never
    the value.
    """
    environment = os.environ if environment is None else environment
    return Settings(
        home=home,
        daily_credits=_number(environment, "STUDIO_CREDITS", _CREDITS),
        keep_days=_number(environment, "STUDIO_KEEP_DAYS", _KEEP_DAYS),
        may_fetch_from=anywhere if _allows_private(environment) else is_public,
        image_url=_image_url(environment),
        image_key=_image_key(environment),
        image_model=environment.get("STUDIO_IMAGE_MODEL", "").strip() or IMAGE_MODEL,
        version=environment.get("STUDIO_VERSION", ""),
        **options,  # type: ignore[arg-type]  # the callers' options are its fields
    )


def anywhere(_address: str) -> bool:
    """For `may_fetch_from`: private and loopback addresses too."""
    return True


def _allows_private(environment: Mapping[str, str]) -> bool:
    return environment.get("STUDIO_ALLOW_PRIVATE_URLS", "") == "1"


def _image_url(environment: Mapping[str, str]) -> str:
    url = environment.get("STUDIO_IMAGE_URL", "").strip()
    if not url:
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.username or parts.password:
        raise ValueError("STUDIO_IMAGE_URL holds a password: put the key into STUDIO_IMAGE_KEY.")
    host = parts.hostname or ""
    if not host or not (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))):
        raise ValueError("STUDIO_IMAGE_URL must be an https address, or http on this machine.")
    return url


def _image_key(environment: Mapping[str, str]) -> str:
    key = environment.get("STUDIO_IMAGE_KEY", "").strip()
    if not key.isascii() or not key.isprintable():
        raise ValueError("STUDIO_IMAGE_KEY holds characters that no key has.")
    return key


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    value = environment.get(name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise ValueError(f"{name} must be a whole number, and is {value[:40]!r}.")
    return int(value)
