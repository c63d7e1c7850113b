"""Projects on disk: a session's timeline, its earlier drafts for undoing, and its media files.

A project belongs to the client that made it; for everybody else it doesn't exist (1002).
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import uuid
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from skill_runtime.studio.agent.project import Media
from skill_runtime.studio.draft import Draft, new_draft

from .answers import not_found, unknown_session
from .database import Database, private_folder
from .settings import Settings

__all__ = ["Projects", "StoredProject"]

KEPT_DRAFTS = 30
"""How many messages can be undone."""
_USED_EVERY = 3600.0
"""Seconds that a note of a project's last use may be behind: a look at it need not write."""


class Projects:
    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._media = private_folder(settings.home / "media")
        self._sweep()

    def create(self, client: str, name: str, language: str) -> StoredProject:
        session, task = str(uuid.uuid4()), f"task_{secrets.token_hex(8)}"
        draft = json.dumps(new_draft(task))
        now = self._settings.clock()
        row = (session, task, client, name, language, draft, now, now)
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO projects VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')", row)
        return self.get(client, session)

    def get(self, client: str, session: object) -> StoredProject:
        """1002 unless it is that client's."""
        row = self._database.row("SELECT * FROM projects WHERE session = ?", str(session))
        if row is None or row["client"] != client:
            raise unknown_session()
        self._note_use(row)
        return StoredProject(self._database, row, self._media, self._settings)

    def unused_since(self, moment: float) -> list[str]:
        """The sessions of projects that nobody asked for since then."""
        rows = self._database.rows("SELECT session FROM projects WHERE used < ?", moment)
        return [str(row["session"]) for row in rows]

    def _note_use(self, row: sqlite3.Row) -> None:
        now = self._settings.clock()
        if now - row["used"] < _USED_EVERY:
            return
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE projects SET used = ? WHERE session = ?", (now, row["session"])
            )

    def forget(self, session: str) -> None:
        """The project with all its files; what is not there is gone already."""
        rows = self._database.rows("SELECT facts FROM media WHERE session = ?", session)
        with self._database.transaction() as connection:
            for table in ("projects", "drafts", "media", "claims"):
                # The names are those above.
                connection.execute(f"DELETE FROM {table} WHERE session = ?", (session,))  # noqa: S608
        for row in rows:
            (self._media / str(json.loads(row["facts"])["file"])).unlink(missing_ok=True)

    def media(self, number: str) -> tuple[Media, Path]:
        """A file by its unguessable id."""
        row = self._database.row("SELECT * FROM media WHERE id = ?", number)
        if row is None:
            raise not_found("file")
        media = Media(**json.loads(row["facts"]))
        return media, self._media / media.file

    def media_path(self, session: str, number: str) -> Path:
        """A file of that project; KeyError for anything else."""
        row = self._database.row(
            "SELECT facts FROM media WHERE id = ? AND session = ?", number, session
        )
        if row is None:
            raise KeyError(number)
        return self._media / str(json.loads(row["facts"])["file"])

    def _sweep(self) -> None:
        """Removes what runs and uploads left half done when the studio ended."""
        rows = self._database.rows("SELECT facts FROM media")
        known = {str(json.loads(r["facts"])["file"]) for r in rows}
        for path in self._media.iterdir():
            if path.name not in known:
                path.unlink()


class StoredProject:
    """One project; fulfils `agent.project.Project`. The run that works on it is its only writer."""

    def __init__(
        self, database: Database, row: sqlite3.Row, media: Path, settings: Settings
    ) -> None:
        self._database = database
        self._media = media
        self._settings = settings
        self.session = str(row["session"])
        self.task = str(row["task"])
        self.client = str(row["client"])
        self.name = str(row["name"])
        self._language = str(row["language"])
        self._draft: Draft = json.loads(row["draft"])
        self._asked = str(row["asked"])
        self._message_saved = False
        self.spent = 0

    @property
    def id(self) -> str:
        return self.task

    @property
    def language(self) -> str:
        return self._language

    @property
    def draft(self) -> Draft:
        return self._draft

    @property
    def asked(self) -> str:
        return self._asked

    def speak(self, language: str) -> None:
        """From now on: that of the last message is what renders and short answers go on with."""
        if language != self._language:
            self._set("language", language)
            self._language = language

    def ask(self, clause: str) -> None:
        if clause != self._asked:
            self._set("asked", clause)
            self._asked = clause

    def _set(self, column: str, value: str) -> None:
        with self._database.transaction() as connection:
            # The names are those above.
            sql = f"UPDATE projects SET {column} = ? WHERE session = ?"  # noqa: S608
            connection.execute(sql, (value, self.session))

    def all_media(self) -> Sequence[Media]:
        rows = self._database.rows(
            "SELECT facts FROM media WHERE session = ? ORDER BY created, rowid", self.session
        )
        return [Media(**json.loads(r["facts"])) for r in rows]

    def uploads(self) -> Sequence[Media]:
        return [m for m in self.all_media() if m.origin == "upload"]

    def new_file(self, suffix: str) -> tuple[str, Path]:
        number = f"m_{secrets.token_hex(12)}"
        return number, self._media / f"{number}{suffix}"

    def keep(self, media: Media) -> None:
        (self._media / media.file).chmod(0o600)
        row = (media.id, self.session, json.dumps(asdict(media)), self._settings.clock())
        with self._database.transaction() as connection:
            connection.execute("INSERT INTO media VALUES (?, ?, ?, ?)", row)

    def land(self, draft: Draft, *, cost: int) -> None:
        """Saves the draft and spends what was frozen for it, both or neither."""
        with self._database.transaction() as connection:
            if not self._message_saved:
                self._remember(connection)
            self._save(connection, draft)
            connection.execute(
                "UPDATE clients SET frozen = max(frozen - ?, 0) WHERE id = ?", (cost, self.client)
            )
        self.spent += cost
        self._message_saved = True

    def undo(self) -> bool:
        return self._go(sign=1)

    def redo(self) -> bool:
        return self._go(sign=-1)

    def _go(self, *, sign: int) -> bool:
        """To the newest draft of that kind, keeping the present one as one of the other kind: what
        was undone has a negative number, the greatest of which was undone last.
        """
        last = self._database.row(
            "SELECT * FROM drafts WHERE session = ? AND number * ? > 0"
            " ORDER BY number DESC LIMIT 1",
            self.session,
            sign,
        )
        if last is None:
            return False
        number = -last["number"] if sign > 0 else None
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM drafts WHERE number = ?", (last["number"],))
            connection.execute(
                "INSERT INTO drafts (number, session, draft) VALUES (?, ?, ?)",
                (number, self.session, json.dumps(self._draft)),
            )
            self._save(connection, json.loads(last["draft"]))
        self._message_saved = False
        return True

    def _save(self, connection: sqlite3.Connection, draft: Draft) -> None:
        connection.execute(
            "UPDATE projects SET draft = ? WHERE session = ?", (json.dumps(draft), self.session)
        )
        self._draft = draft

    def _remember(self, connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM drafts WHERE session = ? AND number < 0", (self.session,))
        connection.execute(
            "INSERT INTO drafts (session, draft) VALUES (?, ?)",
            (self.session, json.dumps(self._draft)),
        )
        connection.execute(
            "DELETE FROM drafts WHERE session = ? AND number NOT IN"
            " (SELECT number FROM drafts WHERE session = ? ORDER BY number DESC LIMIT ?)",
            (self.session, self.session, KEPT_DRAFTS),
        )
