"""Keyrings as keyring itself takes them, for tests: of a process, and of a file that its processes
share. The file is named by TEST_KEYRING.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError


class MemoryKeyring(KeyringBackend):
    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.entries.get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self.entries[f"{service} {username}"] = password

    def delete_password(self, service: str, username: str) -> None:
        if f"{service} {username}" not in self.entries:
            raise PasswordDeleteError(username)
        del self.entries[f"{service} {username}"]


class FileKeyring(MemoryKeyring):
    """Chosen by PYTHON_KEYRING_BACKEND=tests.keyrings.FileKeyring."""

    def __init__(self) -> None:
        super().__init__()
        self._file = Path(os.environ.get("TEST_KEYRING", os.devnull))
        if self._file.is_file():
            self.entries = json.loads(self._file.read_text("utf-8"))

    def set_password(self, service: str, username: str, password: str) -> None:
        super().set_password(service, username, password)
        self._file.write_text(json.dumps(self.entries), "utf-8")

    def delete_password(self, service: str, username: str) -> None:
        super().delete_password(service, username)
        self._file.write_text(json.dumps(self.entries), "utf-8")
