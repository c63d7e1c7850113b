"""Clients: their tokens, and their play credits.

A client id has one token until that expires (CONTRACT, Base, headers, identity); the projects
belong to the client, so a new token sees them too. Credits are refilled at a day's first request;
what a run may cost is frozen while it works, spent edit by edit as they land, and the rest given
back.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime

from .answers import bad_request, out_of_credits, unknown_token
from .database import Database
from .settings import Settings

__all__ = ["Accounts", "Balance"]

_CLIENT_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class Balance:
    """In credits; `total` is what is left altogether."""

    available: int
    frozen: int

    @property
    def total(self) -> int:
        return self.available + self.frozen


class Accounts:
    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        # No run survives a restart, so what was frozen for one is free again.
        with database.transaction() as connection:
            connection.execute("UPDATE clients SET available = available + frozen, frozen = 0")

    def token_for(self, client: str | None) -> str:
        """The token of that client id; a new one for a new client or after it expired."""
        if client is None or not _CLIENT_ID.fullmatch(client):
            raise bad_request("Send X-Client-Id: a UUID of at most 64 characters.")
        with self._database.transaction() as connection:
            row = connection.execute("SELECT * FROM clients WHERE id = ?", (client,)).fetchone()
            if row is not None and not self._expired(row):
                return str(row["token"])
            token = f"nmv_usr_{secrets.token_urlsafe(24)}"
            connection.execute(
                "INSERT INTO clients (id, token, issued, day, available) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET token = excluded.token, issued = excluded.issued",
                (client, token, self._settings.clock(), self._day(), self._settings.daily_credits),
            )
            return token

    def client_of(self, authorization: str | None) -> str:
        """The client whose bearer token that is; 1001 if it is nobody's."""
        scheme, _, token = (authorization or "").partition(" ")
        row = self._database.row("SELECT * FROM clients WHERE token = ?", token.strip())
        if scheme.lower() != "bearer" or row is None or self._expired(row):
            raise unknown_token()
        self._refill(row)
        return str(row["id"])

    def balance(self, client: str) -> Balance:
        row = self._database.row("SELECT available, frozen FROM clients WHERE id = ?", client)
        return Balance(row["available"], row["frozen"]) if row else Balance(0, 0)

    def freeze(self, client: str, amount: int, bind_id: str) -> None:
        """Holds credits for a run; 2001 if there are too few."""
        with self._database.transaction() as connection:
            before = self.balance(client)
            if before.available < amount:
                raise out_of_credits(bind_id, amount, before.available)
            connection.execute(
                "UPDATE clients SET available = available - ?, frozen = frozen + ? WHERE id = ?",
                (amount, amount, client),
            )

    def release(self, client: str, amount: int) -> None:
        """Gives back what a run did not spend."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE clients SET available = available + min(?, frozen),"
                " frozen = max(frozen - ?, 0) WHERE id = ?",
                (amount, amount, client),
            )

    def claim(self, client: str, session: str) -> str:
        token = f"clm_{secrets.token_urlsafe(24)}"
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO claims VALUES (?, ?, ?, ?)",
                (token, client, session, self._settings.clock()),
            )
        return token

    def _refill(self, row: sqlite3.Row) -> None:
        if row["day"] == self._day():
            return
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE clients SET day = ?, available = max(? - frozen, 0) WHERE id = ?",
                (self._day(), self._settings.daily_credits, row["id"]),
            )

    def _expired(self, row: sqlite3.Row) -> bool:
        return bool(self._settings.clock() - row["issued"] > self._settings.token_days * 86_400)

    def _day(self) -> str:
        return datetime.fromtimestamp(self._settings.clock(), UTC).date().isoformat()
