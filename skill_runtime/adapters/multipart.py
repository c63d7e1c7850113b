"""Files as the body of a form (RFC 7578), read piece by piece while they go out.

httpx has one of its own, in pieces so small that half the time goes into handing them on.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from skill_runtime.adapters.http_library import httpx

_PIECE = 1024 * 1024
"""Bytes that are read, and handed on, at a time."""
_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
"""As browsers write them (WHATWG, multipart/form-data)."""


def _as_it_stands(path: str, flags: int) -> int:
    """Without following a link that has taken the file's place since it was looked at."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


class FormFiles(httpx.AsyncByteStream):
    """Opened with its beginning, so that a file that can't be read sends nothing. Each is as long
    as it was then: one that shrinks meanwhile is an OSError, what grows is left out.
    """

    def __init__(
        self, field: str, paths: tuple[str, ...], tell: Callable[[int, int], Awaitable[None]]
    ) -> None:
        """`tell` is handed how much has gone out, of how much. Raises OSError."""
        self._tell = tell
        self._boundary = secrets.token_hex(16)
        self._parts: list[tuple[bytes, BinaryIO, int]] = []
        self._files = ExitStack()
        with ExitStack() as opened:
            for path in paths:
                file = opened.enter_context(open(path, "rb", buffering=0, opener=_as_it_stands))
                size = os.fstat(file.fileno()).st_size
                self._parts.append((self._head(field, path), file, size))
            self._files = opened.pop_all()
        self._end = f"--{self._boundary}--\r\n".encode()
        self.length = len(self._end) + sum(len(head) + size + 2 for head, _, size in self._parts)

    @property
    def headers(self) -> dict[str, str]:
        return {
            "Content-Type": f"multipart/form-data; boundary={self._boundary}",
            "Content-Length": str(self.length),
        }

    def _head(self, field: str, path: str) -> bytes:
        # Names may hold bytes that are no text; UTF-8 can't carry those.
        name = Path(path).name.encode("utf-8", "replace").decode("utf-8").translate(_ESCAPES)
        return (
            f"--{self._boundary}\r\n"
            f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        sent = 0
        for piece in self._pieces():
            yield piece
            sent += len(piece)
            await self._tell(sent, self.length)

    def _pieces(self) -> Iterator[bytes]:
        for head, file, size in self._parts:
            yield head
            file.seek(0)
            left = size
            while left:
                piece = file.read(min(left, _PIECE))
                if not piece:
                    raise OSError(0, "the file became shorter while it was read", file.name)
                yield piece
                left -= len(piece)
            yield b"\r\n"
        yield self._end

    async def aclose(self) -> None:
        self._files.close()
