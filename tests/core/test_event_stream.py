from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.event_stream import EventStreamDecoder, LineTooLongError, StreamEvent
from tests.core.plain_decoder import PIECES, decoded_in, plainly_decoded

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "event_streams.json").read_bytes()
)
SHORT = 200
"""Bytes up to which a case is cut at every place."""


def chunks_of(case: dict[str, Any]) -> list[bytes]:
    return [base64.b64decode(chunk) for chunk in case["chunks"]]


def decoded(decoder: EventStreamDecoder, chunks: Iterable[bytes]) -> list[StreamEvent]:
    return [event for chunk in chunks for event in decoder.feed(chunk)]


def assert_as_expected(case: dict[str, Any], chunks: Iterable[bytes]) -> None:
    decoder = EventStreamDecoder()
    expected = [StreamEvent(e["data"], e["event"], e["id"]) for e in case["events"]]
    assert decoded(decoder, chunks) == expected
    assert decoder.last_event_id == case["last_event_id"]
    assert decoder.retry_ms == case["reconnection_time"]


def test_no_case_is_missing() -> None:
    assert len(CASES) == 92


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
class TestEveryCase:
    def test_in_its_own_chunks(self, case: dict[str, Any]) -> None:
        assert_as_expected(case, chunks_of(case))

    def test_in_one_chunk(self, case: dict[str, Any]) -> None:
        assert_as_expected(case, [b"".join(chunks_of(case))])

    def test_byte_by_byte(self, case: dict[str, Any]) -> None:
        body = b"".join(chunks_of(case))
        assert_as_expected(case, (body[i : i + 1] for i in range(len(body))))

    def test_cut_in_two_at_every_place(self, case: dict[str, Any]) -> None:
        body = b"".join(chunks_of(case))
        for cut in range(1, min(len(body), SHORT)):
            assert_as_expected(case, (body[:cut], body[cut:]))


@pytest.mark.parametrize(
    "case", [c for c in CASES if "dispatched_by_chunk" in c], ids=lambda case: case["name"]
)
def test_an_event_comes_with_the_chunk_that_completes_it(case: dict[str, Any]) -> None:
    decoder = EventStreamDecoder()
    places = [place for place, chunk in enumerate(chunks_of(case)) for _ in decoder.feed(chunk)]
    assert places == case["dispatched_by_chunk"]


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=60), st.data())
def test_any_bytes_in_any_chunks_give_what_the_whole_text_gives(
    pieces: list[bytes], data: st.DataObject
) -> None:
    body = b"".join(pieces)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=8)))
    edges = [0, *cuts, len(body)]
    chunks = [body[start:end] for start, end in pairwise(edges)]
    assert decoded_in(chunks) == plainly_decoded(body)


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_bytes_give_the_same_one_by_one(pieces: list[bytes]) -> None:
    body = b"".join(pieces)
    assert decoded_in([body[i : i + 1] for i in range(len(body))]) == plainly_decoded(body)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_plain_decoder_that_ours_is_held_to_keeps_every_case_itself(
    case: dict[str, Any],
) -> None:
    plain = plainly_decoded(b"".join(chunks_of(case)))
    assert plain.events == [StreamEvent(e["data"], e["event"], e["id"]) for e in case["events"]]
    assert plain.last_event_id == case["last_event_id"]
    assert plain.retry_ms == case["reconnection_time"]


CUT_OFF = (
    b"data: x",
    b"data: x\n",
    b"data: x\ndata",
    b"data: 1\n\ndata: 2\n",
    b"event: message\n",
    b"id: 7\n",
    b": half a comment",
    b"data: 1\n\n\xe4\xb8",
)
WHOLE = (
    b"",
    b"\xef\xbb\xbf",
    b"data: x\n\n",
    b"data: x\r\r",
    b": beat\n",
    b"id: 7\n\n",
    b"retry: 5\n",
)


@pytest.mark.parametrize("body", CUT_OFF)
def test_a_body_that_ends_inside_an_event_is_told(body: bytes) -> None:
    decoder = EventStreamDecoder()
    decoded(decoder, [body])
    assert decoder.mid_event


@pytest.mark.parametrize("body", WHOLE)
def test_a_body_that_ends_between_events_is_whole(body: bytes) -> None:
    decoder = EventStreamDecoder()
    decoded(decoder, [body])
    assert not decoder.mid_event


@pytest.mark.parametrize(
    "chunks",
    [
        [b"data: " + b"x" * 200],
        [b"data: "] + [b"x"] * 200,
        [b"data: x\n"] * 200,
        [b"data:\n:" + b"x" * 60 + b"\n"] + [b":" + b"x" * 60 + b"\n"] * 3,
        [b": " + b"x" * 200],
    ],
    ids=["one chunk", "many chunks", "many lines", "comments inside", "a comment"],
)
def test_an_event_past_the_bound_is_refused(chunks: list[bytes]) -> None:
    with pytest.raises(LineTooLongError, match="over 100 characters"):
        decoded(EventStreamDecoder(max_event=100), chunks)


@pytest.mark.parametrize(
    "chunk", [b"data: " + b"x" * 50 + b"\n\n", b": beat\n", b"retry: 5\n", b"\n"]
)
def test_any_number_of_events_and_heartbeats_stays_below_the_bound(chunk: bytes) -> None:
    decoder = EventStreamDecoder(max_event=100)
    decoded(decoder, [chunk] * 101)
    assert not decoder.mid_event


def test_a_long_line_comes_through_in_the_smallest_chunks() -> None:
    """A decoder that joins the line anew for each chunk would copy 60 GB here."""
    decoder, length = EventStreamDecoder(), 350_000
    assert decoded(decoder, [b"data: "]) == []
    assert decoded(decoder, [b"x"] * length) == []
    assert len(decoded(decoder, [b"\n\n"])[0].data) == length


@pytest.mark.parametrize("digits", ["9" * 16, "1" * 5000])
def test_a_retry_of_absurd_length_is_passed_over(digits: str) -> None:
    decoder = EventStreamDecoder()
    events = decoded(decoder, [f"retry: {digits}\ndata: x\n\n".encode()])
    assert events == [StreamEvent("x")]
    assert decoder.retry_ms is None
