"""Fetched tokens: each lies in the state file or in the system's keyring, and its row says where.

What is read where it lies is moved to where the user wants it now; an empty token in a row means
the keyring.
"""

from __future__ import annotations

from collections.abc import Callable

from skill_runtime.adapters.keyring_tokens import KeyringTokens
from skill_runtime.adapters.turn_history import Row
from skill_runtime.model.records import TokenKept

_IN_KEYRING = ""


class KeptTokens:
    """`read` and `write` take a statement and its values, and raise StoreError. Whatever has to do
    with the keyring raises SetupError.
    """

    def __init__(
        self,
        read: Callable[..., list[Row]],
        write: Callable[..., int],
        keyring: KeyringTokens,
        *,
        in_keyring: bool,
        moves: bool,
    ) -> None:
        """`moves`: False for whoever only looks."""
        self._read = read
        self._write = write
        self._keyring = keyring
        self._in_keyring = in_keyring
        self._moves = moves

    def token(self, backend: str) -> str | None:
        rows = self._read("SELECT token, client_id FROM token WHERE backend = ?", backend)
        if not rows:
            if self._in_keyring and self._moves:
                # Told before a token is fetched that could not be kept: there is one in seven days.
                self._keyring.read(backend)
            return None
        kept, client_id = rows[0]
        is_there = kept == _IN_KEYRING
        token = self._keyring.read(backend) if is_there else str(kept)
        if token and self._moves and is_there != self._in_keyring:
            self.keep(backend, TokenKept(token, client_id))
        return token or None

    def keep(self, backend: str, fact: TokenKept) -> None:
        """In the keyring before the row says so, and out of it after the row has it."""
        was_there = self.lies_in_keyring(backend)
        if self._in_keyring:
            self._keyring.keep(backend, fact.token)
        token = _IN_KEYRING if self._in_keyring else fact.token
        sql = "INSERT OR REPLACE INTO token VALUES (?, ?, ?)"
        self._write(sql, backend, token, fact.client_id)
        if was_there and not self._in_keyring:
            self._keyring.remove(backend)

    def lies_in_keyring(self, backend: str) -> bool:
        sql = "SELECT 1 FROM token WHERE backend = ? AND token = ?"
        return bool(self._read(sql, backend, _IN_KEYRING))

    def leave_keyring(self) -> None:
        """Nothing of ours stays there."""
        for (backend,) in self._read("SELECT backend FROM token WHERE token = ?", _IN_KEYRING):
            self._keyring.remove(backend)
