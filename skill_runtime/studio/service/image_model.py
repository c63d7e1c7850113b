"""A real image generator behind a port: any server with the OpenAI images API.

`POST …/v1/images/generations` with a key, answered with `b64_json` or `url`. Everything that can go
wrong becomes an `ImageModelFailed` of one kind; neither the key nor the server's own words, which
may quote it, get into the error or a log. An image's address is fetched with the guards of
`fetching`, without the key.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from .answers import Refusal
from .fetching import fetch
from .settings import Settings

if TYPE_CHECKING:
    import httpx

__all__ = ["ImageModel", "ImageModelFailed", "OpenAIImages", "Trouble", "size_for"]

Trouble = Literal["key", "busy", "refused", "slow", "unreachable", "unusable"]
_MAX_ANSWER = 64 * 1024 * 1024
"""Bytes: a large picture in base64."""
_MAX_PROMPT = 4000
"""Characters, what the API takes."""
_STATUS: Mapping[int, Trouble] = {
    400: "refused",
    401: "key",
    403: "key",
    422: "refused",
    429: "busy",
}
_SIZES: Mapping[str, tuple[tuple[int, int], ...]] = {
    "dall-e-2": ((1024, 1024),),
    "dall-e-3": ((1024, 1024), (1792, 1024), (1024, 1792)),
    "": ((1024, 1024), (1536, 1024), (1024, 1536)),
}
"""Model → the sizes that it makes; "" for every other one."""


class ImageModelFailed(Exception):  # noqa: N818 — an answer that a turn falls back from
    """No picture came; `trouble` says why."""

    def __init__(self, trouble: Trouble, status: int = 0) -> None:
        super().__init__(f"{trouble} {status}" if status else trouble)
        self.trouble = trouble


class ImageModel(Protocol):
    """Makes a picture from words. Blocks."""

    @property
    def name(self) -> str: ...
    def make(self, prompt: str, width: int, height: int, path: Path) -> None:
        """Writes an image file of any size near that format; raises ImageModelFailed."""
        ...


class OpenAIImages:
    """The client of one server, as the settings name it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.name = settings.image_model
        self._endpoint = endpoint_of(settings.image_url)

    def make(self, prompt: str, width: int, height: int, path: Path) -> None:
        across, down = size_for(self.name, width, height)
        wish = {
            "model": self.name,
            "prompt": prompt[:_MAX_PROMPT],
            "n": 1,
            "size": f"{across}x{down}",
        }
        found = _first(self._answer(wish))
        data, url = found.get("b64_json"), found.get("url")
        if isinstance(data, str) and data:
            path.write_bytes(_decoded(data))
        elif isinstance(url, str) and url:
            self._fetch(url, path)
        else:
            raise ImageModelFailed("unusable")

    def _answer(self, wish: Mapping[str, object]) -> bytes:
        import httpx

        key = self._settings.image_key
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        seconds = self._settings.image_seconds
        try:
            with (
                httpx.Client(trust_env=False, timeout=seconds) as client,
                client.stream("POST", self._endpoint, json=wish, headers=headers) as response,
            ):
                if response.status_code != 200:
                    trouble = _STATUS.get(response.status_code, "unreachable")
                    raise ImageModelFailed(trouble, response.status_code)
                return b"".join(_bounded(response, time.monotonic() + seconds))
        except httpx.TimeoutException:
            raise ImageModelFailed("slow") from None
        except (httpx.HTTPError, httpx.InvalidURL):
            raise ImageModelFailed("unreachable") from None

    def _fetch(self, url: str, path: Path) -> None:
        """The image's address; a private one only where the generator itself lives."""
        fetching = fetch(url, path, self._settings, trusted=self._endpoint)
        try:
            asyncio.run(asyncio.wait_for(fetching, self._settings.image_seconds))
        except TimeoutError:
            raise ImageModelFailed("slow") from None
        except Refusal:
            raise ImageModelFailed("unusable") from None


def endpoint_of(url: str) -> str:
    """The address to post to, of a server's root, its `/v1`, or the whole of it."""
    url = url.rstrip("/")
    if url.endswith("/images/generations"):
        return url
    return f"{url}/images/generations" if url.endswith("/v1") else f"{url}/v1/images/generations"


def size_for(model: str, width: int, height: int) -> tuple[int, int]:
    """The size that the model makes whose format is the nearest."""
    sizes = _SIZES.get(model, _SIZES[""])
    return min(sizes, key=lambda size: abs(size[0] * height - size[1] * width) / size[1])


def _bounded(response: httpx.Response, until: float) -> Iterator[bytes]:
    size = 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        if size > _MAX_ANSWER:
            raise ImageModelFailed("unusable")
        if time.monotonic() > until:
            raise ImageModelFailed("slow")
        yield chunk


def _first(body: bytes) -> Mapping[str, Any]:
    """The answer's first image."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        raise ImageModelFailed("unusable") from None
    images = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(images, list) or not images or not isinstance(images[0], dict):
        raise ImageModelFailed("unusable")
    return images[0]


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data.rpartition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise ImageModelFailed("unusable") from None
