"""Tokens in a keyring: where they lie, how they move, and what is told where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as NullKeyring

from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.errors import SetupError
from skill_runtime.model.records import TokenKept
from tests.keyrings import MemoryKeyring

BACKEND = "https://backend.test"
FACT = TokenKept("nmv_usr_marked_0123", "client-1")


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    made = MemoryKeyring()
    with used(made):
        yield made


class used:  # noqa: N801 - reads as a word of the test's
    """keyring goes through this one meanwhile."""

    def __init__(self, ring: KeyringBackend) -> None:
        self._ring = ring

    def __enter__(self) -> None:
        self._before = keyring.get_keyring()
        keyring.set_keyring(self._ring)

    def __exit__(self, *_: object) -> None:
        keyring.set_keyring(self._before)


def store(folder: Path, *, in_keyring: bool = True, mends: bool = True) -> SqliteStore:
    return SqliteStore(folder, in_keyring=in_keyring, mends=mends)


def is_in_file(folder: Path) -> bool:
    return any(FACT.token.encode() in path.read_bytes() for path in folder.glob("state.db*"))


def test_a_token_lies_in_the_keyring_and_not_in_the_file(
    tmp_path: Path, ring: MemoryKeyring
) -> None:
    kept = store(tmp_path)
    kept.tokens.keep(BACKEND, FACT)
    assert (kept.token(BACKEND), kept.client_id(BACKEND)) == (FACT.token, FACT.client_id)
    assert list(ring.entries.values()) == [FACT.token]
    assert not is_in_file(tmp_path)


def test_it_moves_to_where_it_is_wanted_with_the_next_use(
    tmp_path: Path, ring: MemoryKeyring
) -> None:
    store(tmp_path, in_keyring=False).tokens.keep(BACKEND, FACT)
    assert is_in_file(tmp_path)
    assert store(tmp_path).token(BACKEND) == FACT.token
    assert list(ring.entries.values()) == [FACT.token]
    assert store(tmp_path, in_keyring=False).token(BACKEND) == FACT.token
    assert ring.entries == {}
    assert is_in_file(tmp_path)


def test_whoever_only_looks_moves_nothing(tmp_path: Path, ring: MemoryKeyring) -> None:
    store(tmp_path, in_keyring=False).tokens.keep(BACKEND, FACT)
    assert store(tmp_path, mends=False).token(BACKEND) == FACT.token
    assert ring.entries == {}


def test_two_state_folders_do_not_share_a_token(tmp_path: Path, ring: MemoryKeyring) -> None:
    store(tmp_path / "a").tokens.keep(BACKEND, FACT)
    assert store(tmp_path / "b").token(BACKEND) is None
    assert len(ring.entries) == 1


def test_forgetting_everything_takes_it_out_of_the_keyring(
    tmp_path: Path, ring: MemoryKeyring
) -> None:
    kept = store(tmp_path)
    kept.tokens.keep(BACKEND, FACT)
    assert kept.forget_all()["token"] == 1
    assert ring.entries == {}


def test_a_token_that_the_user_removed_there_is_none(tmp_path: Path, ring: MemoryKeyring) -> None:
    kept = store(tmp_path)
    kept.tokens.keep(BACKEND, FACT)
    ring.entries.clear()
    assert kept.token(BACKEND) is None
    assert kept.forget_all()["token"] == 1


def test_without_a_keyring_it_is_told_before_a_token_is_fetched(tmp_path: Path) -> None:
    with used(NoKeyring()), pytest.raises(SetupError, match="SKILL_RUNTIME_TOKENS"):
        store(tmp_path).token(BACKEND)


def test_a_keyring_that_keeps_nothing_is_told_and_the_token_is_put_nowhere(tmp_path: Path) -> None:
    kept = store(tmp_path)
    with used(NullKeyring()), pytest.raises(SetupError, match="keeps nothing"):
        kept.tokens.keep(BACKEND, FACT)
    assert not is_in_file(tmp_path)


def test_nothing_is_forgotten_where_the_keyring_is_out_of_reach(
    tmp_path: Path, ring: MemoryKeyring
) -> None:
    kept = store(tmp_path)
    kept.tokens.keep(BACKEND, FACT)
    with used(NoKeyring()), pytest.raises(SetupError):
        kept.forget_all()
    assert kept.token(BACKEND) == FACT.token
