from __future__ import annotations

import json
from dataclasses import fields

import pytest

from skill_runtime.model.plan import Action
from skill_runtime.model.timeline import TrackKind
from tests.core.event_samples import KINDS, SAMPLES, TIMELINE
from tests.core.every_event import events


@pytest.mark.parametrize("name", SAMPLES)
def test_an_event_is_one_flat_json_object(name: str) -> None:
    event = SAMPLES[name]
    plain = events.as_json(event)
    assert json.loads(json.dumps(plain, allow_nan=False)) == plain
    assert list(plain) == ["type", *(field.name for field in fields(event))]
    assert plain["type"] == event.type


def test_no_two_events_share_a_type() -> None:
    assert len({kind.type for kind in KINDS}) == len(KINDS)


def test_no_field_hides_the_type() -> None:
    assert not any(field.name in {"type", "progress"} for kind in KINDS for field in fields(kind))


def test_values_inside_are_plain_too() -> None:
    plain = events.as_json(events.TimelineShown(TIMELINE))
    assert plain["timeline"] == {
        "tracks": [
            {
                "kind": track.kind.value,
                "segments": [
                    {
                        "label": segment.label,
                        "start_ms": segment.start_ms,
                        "end_ms": segment.end_ms,
                        "volume": segment.volume,
                        "key": segment.key,
                        "detail": [list(pair) for pair in segment.detail],
                        "role": segment.role,
                    }
                    for segment in track.segments
                ],
            }
            for track in TIMELINE.tracks
        ],
        "duration_ms": 10_000,
        "width": 1080,
        "height": 1920,
    }
    assert json.dumps([TrackKind.VIDEO, Action.CHAT]) == '["video", "chat"]'
