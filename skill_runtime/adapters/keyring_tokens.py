"""Tokens in the system's keyring, where the user asks for it (the setting SKILL_RUNTIME_TOKENS).

It needs the extra `keyring`, which is imported with the first token and never before. Every fault
of it is a SetupError that says so: no token is put elsewhere instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from skill_runtime.adapters.extras import not_installed
from skill_runtime.errors import SetupError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "skill_runtime"
"""What the entries stand under; their user names are the backend and the state folder."""


class KeyringTokens:
    """Of one state folder."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def read(self, backend: str) -> str | None:
        """None where there is none, such as one that the user removed. Raises SetupError."""
        with _opened() as ring:
            return ring.get_password(SERVICE, self._name(backend))

    def keep(self, backend: str, token: str) -> None:
        """Raises SetupError, also where the keyring takes it and has it not."""
        with _opened() as ring:
            ring.set_password(SERVICE, self._name(backend), token)
            if ring.get_password(SERVICE, self._name(backend)) != token:
                raise _unusable(f"{type(ring).__module__} keeps nothing")

    def remove(self, backend: str) -> None:
        """Raises SetupError; not where it is gone already."""
        with _opened() as ring:
            if ring.get_password(SERVICE, self._name(backend)) is not None:
                ring.delete_password(SERVICE, self._name(backend))

    def _name(self, backend: str) -> str:
        return f"{backend} {self._home}"


@contextmanager
def _opened() -> Iterator[KeyringBackend]:
    if find_spec("keyring") is None:
        raise not_installed("The keyring", ("keyring",), "keyring")
    import keyring
    from keyring.errors import KeyringError

    try:
        yield keyring.get_keyring()
    except KeyringError as error:
        raise _unusable(str(error).partition("\n")[0] or type(error).__name__) from error


def _unusable(reason: str) -> SetupError:
    return SetupError(
        f"The system's keyring can't be used ({reason}). Unlock it or set one up, or unset"
        " SKILL_RUNTIME_TOKENS to keep tokens in the state file.",
        "no_keyring",
        reason=reason,
    )
