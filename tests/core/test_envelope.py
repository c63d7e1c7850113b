from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.envelope import MAX_DEPTH, read_answer
from skill_runtime.model.steps import Failed, Failure, Reply
from tests.labelled_rows import rows

ANSWERS: list[dict[str, Any]] = rows(Path(__file__).with_name("envelope.yaml"))


@pytest.mark.parametrize("row", ANSWERS, ids=lambda row: row["about"])
def test_an_answer_is_read_as_it_is_meant(row: dict[str, Any]) -> None:
    body, status = row["body"].encode(), row.get("status", 200)
    answer = read_answer(3.5, status, body, row.get("retry_after"))
    assert answer.at == 3.5
    if "failure" in row:
        assert isinstance(answer, Failed)
        assert answer.failure == row["failure"]
        return
    assert isinstance(answer, Reply)
    assert answer.code == row["code"]
    assert answer.ok == (row["code"] == 0)
    for name, value in (("data", answer.data), ("message", answer.message)):
        assert row.get(name, value) == value
    assert answer.retry_after == row.get("wait")


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


@pytest.mark.parametrize("depth", [MAX_DEPTH, 500, 100_000])
def test_a_bomb_of_nesting_is_foreign(depth: int) -> None:
    answer = read_answer(0, 200, nested(depth))
    assert isinstance(answer, Failed)
    assert answer.failure is Failure.FOREIGN


def test_what_may_be_nested_can_be_written_again() -> None:
    answer = read_answer(0, 200, nested(MAX_DEPTH - 1))
    assert isinstance(answer, Reply)
    assert json.dumps(answer.data)


def test_a_long_message_is_cut() -> None:
    answer = read_answer(0, 500, json.dumps({"message": "x" * 9000}).encode())
    assert isinstance(answer, Reply)
    assert len(answer.message) == 500


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["code", "data", "message", "success", "error", "detail", "token"]),
            inner,
        )
    ),
    max_leaves=15,
)


@given(st.integers(100, 599), JSON, st.none() | st.text(max_size=10))
def test_no_json_is_too_strange(status: int, payload: object, retry_after: str | None) -> None:
    answer = read_answer(0, status, json.dumps(payload).encode(), retry_after)
    if isinstance(answer, Reply):
        assert not (answer.ok and status >= 300)
        assert answer.retry_after is None or 0 < answer.retry_after <= 600


@given(st.integers(100, 599), st.binary(max_size=50))
def test_no_body_is_too_strange(status: int, body: bytes) -> None:
    answer = read_answer(0, status, body)
    assert isinstance(answer, Reply | Failed)
    assert status < 400 or isinstance(answer, Reply)


@pytest.mark.parametrize("listed", [True, False])
def test_a_list_is_an_answer_where_one_was_asked_for(listed: bool) -> None:
    answer = read_answer(1.0, 200, b'["a", "b"]', listed=listed)
    assert isinstance(answer, Reply) is listed
    assert not isinstance(answer, Reply) or answer.data == {"items": ["a", "b"]}


@pytest.mark.parametrize("body", [b"[", b"[}", b"<html>", b'["a"] "b"'])
def test_what_only_looks_like_a_list_is_foreign(body: bytes) -> None:
    assert isinstance(read_answer(1.0, 200, body, listed=True), Failed)
