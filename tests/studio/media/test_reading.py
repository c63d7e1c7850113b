from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.studio.media.draft import Span
from skill_runtime.studio.media.errors import RenderRefused
from skill_runtime.studio.media.reading import (
    MAX_AT_ONCE,
    MAX_IN_ALL,
    MAX_SEGMENTS,
    MAX_TRACKS,
    read_draft,
)
from skill_runtime.studio.media.titling import MAX_TEXT
from tests.labelled_rows import rows

from .samples import draft, segment, shot, track

REFUSED = rows(Path(__file__).with_name("refused_drafts.yaml"))


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["why"])
def test_a_draft_that_nobody_can_mean_is_refused_with_its_place(row: dict[str, Any]) -> None:
    with pytest.raises(RenderRefused) as refusal:
        read_draft(row["draft"])
    assert row["says"] in str(refusal.value)


def test_a_thousand_tracks_are_refused_by_their_number() -> None:
    with pytest.raises(RenderRefused, match=f"1000 tracks; the most is {MAX_TRACKS}"):
        read_draft(draft(*(shot("a") for _ in range(1000))))


def test_a_crowd_of_segments_is_refused_by_its_number() -> None:
    row = track(0, *(segment(n * 10, 10, src="a") for n in range(MAX_SEGMENTS)))
    assert len(read_draft(draft(row, row, row, row)).shots) == MAX_IN_ALL
    with pytest.raises(RenderRefused, match=f"2500 segments in all; the most is {MAX_IN_ALL}"):
        read_draft(draft(row, row, row, row, row))


def test_pictures_on_one_another_are_counted_at_each_moment() -> None:
    pile = [shot("a", end=1000) for _ in range(MAX_AT_ONCE)]
    later = track(0, segment(1000, 500, src="a"))
    assert len(read_draft(draft(*pile, later)).shots) == MAX_AT_ONCE + 1
    with pytest.raises(RenderRefused, match=r"At 0\.9 s there are 17 pictures on one another"):
        read_draft(draft(*pile, track(0, segment(900, 500, src="a"))))


def test_a_number_of_ten_thousand_digits_is_refused_without_being_written_out() -> None:
    with pytest.raises(RenderRefused, match="astronomical"):
        read_draft(draft(shot("a", end=10**10_000)))


def test_what_merely_overshoots_is_brought_into_bounds() -> None:
    details = {"volume": 3.5, "fade_in": 99_999, "fade_out": -5, "src": "a"}
    read = read_draft(draft(shot("b"), track(1, segment(0, 90_000, **details))))
    assert read.sounds[0].volume == 2.0
    assert read.sounds[0].span == Span(0, 1000, fade_in=1000, fade_out=0)


def test_the_length_is_the_end_of_the_last_shot_or_title_and_music_is_cut_to_it() -> None:
    music = track(1, segment(0, 60_000, kind="music", src="m"))
    read = read_draft(draft(shot("a", end=2000), music, track(7, segment(1500, 1500, text="hi"))))
    assert read.duration == 3000
    assert read.sounds[0].span.end == 3000


def test_a_stated_length_wins_and_drops_what_begins_after_it() -> None:
    late = track(7, segment(4000, 500, text="too late"))
    read = read_draft(draft(shot("a", end=5000), late, d=3000))
    assert read.duration == 3000
    assert read.shots[0].span.end == 3000
    assert read.titles == ()


def test_unknown_keys_and_track_types_are_left_alone() -> None:
    strange = {"tt": 42, "sg": [segment(0, 10, anything=[1, {"deep": None}])]}
    read = read_draft(draft(shot("a", sparkle=True), strange, zz="new"))
    assert (len(read.shots), len(read.sounds), len(read.titles)) == (1, 0, 0)


def test_a_clip_brings_its_own_sound_at_its_own_volume() -> None:
    clip = track(0, segment(0, 1000, kind="video", src="c", volume=0.2, **{"in": 500}))
    [sound] = read_draft(draft(clip)).sounds
    assert (sound.source, sound.volume, sound.offset, sound.optional) == ("c", 0.2, 500, True)


def test_a_muted_clip_and_a_picture_bring_no_sound() -> None:
    muted = track(0, segment(0, 1000, kind="video", src="c", volume=0))
    assert read_draft(draft(muted, shot("a"))).sounds == ()


def test_music_loops_unless_told_otherwise_and_other_sounds_do_not() -> None:
    read = read_draft(
        draft(
            shot("a"),
            track(1, segment(0, 9, kind="music", src="m"), segment(1, 9, kind="sound", src="s")),
            track(1, segment(0, 9, kind="music", src="n", loop=False)),
        )
    )
    assert {sound.source: sound.loop for sound in read.sounds} == {
        "m": True,
        "s": False,
        "n": False,
    }


@pytest.mark.parametrize(
    ("color", "rgb"),
    [("#0af", (0, 170, 255)), ("#FFEEDD", (255, 238, 221)), ("Gold", (255, 205, 80))],
)
def test_colors_are_hex_or_names(color: str, rgb: tuple[int, int, int]) -> None:
    read = read_draft(draft(track(7, segment(0, 10, text="a", color=color))))
    assert read.titles[0].color == rgb


def test_a_title_keeps_its_letters_and_loses_control_characters_and_half_surrogates() -> None:
    read = read_draft(draft(track(7, segment(0, 10, text="a\x07\tб\ud83d 🚀\n城"))))
    assert read.titles[0].text == "a б\ufffd 🚀\n城"


def test_a_text_beyond_the_longest_is_refused() -> None:
    with pytest.raises(RenderRefused, match=f"1 to {MAX_TEXT} characters"):
        read_draft(draft(track(7, segment(0, 10, text="x" * (MAX_TEXT + 1)))))


@pytest.mark.parametrize(
    ("at", "gain"), [(1000, 0.0), (1050, 0.5), (1100, 1.0), (1500, 1.0), (1900, 0.5), (2000, 0.0)]
)
def test_a_span_fades_in_and_out(at: float, gain: float) -> None:
    assert Span(1000, 2000, fade_in=100, fade_out=200).gain(at) == pytest.approx(gain)


_KEYS = st.sampled_from([
    "src",
    "kind",
    "text",
    "volume",
    "fade_in",
    "in",
    "speed",
    "size",
    "color",
])
_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
_VALUES = _SCALARS | st.lists(_SCALARS, max_size=2) | st.dictionaries(_KEYS, _SCALARS, max_size=2)
_SEGMENTS = st.fixed_dictionaries(
    {"s": st.integers(0, 9000) | _VALUES, "d": st.integers(1, 9000) | _VALUES},
    optional={"m": st.dictionaries(_KEYS, _VALUES, max_size=6) | _VALUES},
)
_TRACKS = st.fixed_dictionaries({
    "tt": st.sampled_from([0, 1, 7, 3, None, "x"]),
    "sg": st.lists(_SEGMENTS, max_size=3) | _VALUES,
})
_DRAFTS = st.fixed_dictionaries(
    {"t": st.lists(_TRACKS, max_size=3) | _VALUES}, optional={"d": _VALUES, "m": _VALUES}
)


@given(_DRAFTS)
def test_any_draft_is_read_or_refused(document: dict[str, object]) -> None:
    try:
        read = read_draft(document)
    except RenderRefused:
        return
    spans = [item.span for kind in (read.shots, read.sounds, read.titles) for item in kind]
    assert all(0 <= span.start < span.end <= read.duration for span in spans)
