"""What is suggested after an edit: it fits the timeline, and saying it works."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.adapters.reply_templates import ReplyTemplates
from skill_runtime.assembly import load_router, load_skill
from skill_runtime.core.differences import difference, draft_difference, unnamed
from skill_runtime.core.drafts import read_timeline
from skill_runtime.core.next_steps import next_steps
from skill_runtime.core.routing import Router
from skill_runtime.model.events.project import TimelineShown
from skill_runtime.model.plan import Action
from skill_runtime.model.timeline import NextStep, Segment, Timeline, Track, TrackKind
from skill_runtime.model.utterance import Utterance
from tests.core.test_differences import timeline
from tests.studio.acting import MemoryProject, act

REPLIES = ReplyTemplates(Path(__file__).parents[2] / "translations" / "replies")
NO_CANVAS = (None, None)
SHOT, MUSIC, TITLE = "video city 0-10", "music lofi 0-10 volume=0.2", "title Dreams 0-3"
SUBTITLE = "subtitle Hello 0-3"


def suggested(
    before: list[str], after: list[str], later: tuple[Action, ...] = (), *asked: Action
) -> str:
    old, new = timeline(before, NO_CANVAS), timeline(after, NO_CANVAS)
    return " ".join(next_steps(new, difference(old, new), later, asked))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [SHOT], "music title export"),
        ([SHOT], [SHOT, MUSIC], "title subtitle export"),
        ([SHOT], [SHOT, TITLE], "music subtitle export"),
        ([SHOT, MUSIC], [SHOT, MUSIC, TITLE], "subtitle fade export"),
        ([SHOT, MUSIC], [SHOT], "title subtitle export"),
        ([SHOT, TITLE], [SHOT], "music subtitle export"),
        ([SHOT], [], "shot upload"),
        ([], [MUSIC], "shot upload"),
        ([SHOT, MUSIC, TITLE], [SHOT, MUSIC, TITLE, SUBTITLE], "fade another_shot export"),
        ([SHOT, TITLE, SUBTITLE], [SHOT, TITLE, SUBTITLE, MUSIC], "another_shot longer export"),
        ([SHOT], [SHOT], ""),
    ],
)
def test_what_is_not_there_yet_comes_first_and_what_was_just_done_never(
    before: list[str], after: list[str], expected: str
) -> None:
    assert suggested(before, after) == expected


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (("title", "subtitle"), "music another_shot export"),
        (("watermark",), "music title export"),
        (("caption", "watermark"), "music title export"),
    ],
)
def test_a_text_is_there_by_its_role_whatever_its_track_is_called(
    roles: tuple[str, ...], expected: str
) -> None:
    shot = Track(TrackKind.VIDEO, (Segment("city", 0, 10_000),))
    texts = tuple(Segment(role, 0, 3000, role=role) for role in roles)
    new = Timeline((shot, Track(TrackKind.SUBTITLE, texts)))
    steps = next_steps(new, difference(Timeline((shot,)), new))
    assert " ".join(steps) == expected


def test_loud_music_may_be_lowered_and_faded_music_needs_no_fade() -> None:
    loud = "music lofi 0-10 volume=0.8 fade_out=800"
    there = [SHOT, loud, TITLE]
    assert suggested(there, [*there, SUBTITLE]) == "quieter another_shot export"


def test_a_long_video_is_rather_made_shorter() -> None:
    there = Timeline(
        tuple(
            Track(kind, (Segment("a", 0, 90_000, 0.1, detail=(("fade_out", "800"),)),))
            for kind in TrackKind
        ),
        90_000,
    )
    without = Timeline(there.tracks[:-1], 90_000)
    assert NextStep.SHORTER in next_steps(there, difference(without, there), (), (Action.EXPORT,))


def test_what_the_reply_leads_to_is_not_suggested() -> None:
    assert suggested([], [SHOT], (), Action.EXPORT) == "music title subtitle"
    assert suggested([], [SHOT], (), Action.CREDITS, Action.EXPORT) == "music title subtitle"


def test_who_has_said_what_comes_next_is_not_told_what_to_say_next() -> None:
    assert suggested([], [SHOT], (Action.EXPORT,)) == ""
    assert suggested([], [SHOT], (Action.CHAT, Action.EXPORT)) == ""
    assert suggested([], [SHOT], (Action.STATUS,)) == "music title export"


SEGMENTS = st.builds(
    Segment,
    st.sampled_from(["", "a", "b"]),
    st.integers(0, 50_000),
    st.integers(50_000, 99_000),
    st.none() | st.floats(0, 1),
)
TIMELINES = st.builds(
    Timeline,
    st.lists(st.builds(Track, st.sampled_from(TrackKind), st.tuples(SEGMENTS)), max_size=6).map(
        tuple
    ),
    st.integers(0, 99_000),
)


@given(TIMELINES, TIMELINES, st.booleans())
def test_there_are_always_two_or_three_and_each_is_another(
    before: Timeline, after: Timeline, exports: bool
) -> None:
    changes = difference(before, after)
    found = next_steps(after, changes, (), (Action.EXPORT,) if exports else ())
    assert len(found) in ({2, 3} if changes else {0})
    assert len(set(found)) == len(found)
    assert not exports or NextStep.EXPORT not in found


def said(steps: tuple[NextStep, ...], language: str) -> list[str]:
    """The sentences that a user reads, and may type."""
    line = REPLIES.words(TimelineShown(Timeline(), next=steps), language).splitlines()[-1]
    _, _, sentences = line.replace("：", ": ", 1).partition(": ")
    return [sentence.strip() for sentence in sentences.split(" · ")]


@pytest.fixture(scope="module")
def router() -> Router:
    return load_router(load_skill(None))


BEGINNINGS = {"en": "generate a red house", "zh": "画一座红房子"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("chosen", range(3))
def test_whoever_says_what_is_suggested_gets_it_turn_after_turn(
    tmp_path: Path, router: Router, language: str, chosen: int
) -> None:
    project, sentence = MemoryProject(tmp_path, language), BEGINNINGS[language]
    offered: set[NextStep] = set()
    for turn in range(8):
        before = project.draft
        act(project, sentence)
        changes = draft_difference(before, project.draft)
        steps = next_steps(read_timeline(project.draft), changes, ())
        offered |= set(steps)
        sentences = dict(zip(steps, said(steps, language), strict=True))
        for step, words in sentences.items():
            assert_understood(project, router, step, words)
        edits = [words for step, words in sentences.items() if step is not NextStep.EXPORT]
        sentence = edits[(turn + chosen) % len(edits)]
    assert len(offered) >= 5


def assert_understood(project: MemoryProject, router: Router, step: NextStep, words: str) -> None:
    [routed] = router.route(Utterance(words)).plan.steps
    assert not routed.guessed
    if step in {NextStep.EXPORT, NextStep.UPLOAD}:
        assert routed.action.value == step.value
        return
    assert (routed.action, routed.text) == (Action.CHAT, words)
    tried = copy.deepcopy(project)
    act(tried, words)
    assert tried.draft != project.draft, words


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("step", NextStep)
def test_every_suggestion_is_understood_in_every_language(
    tmp_path: Path, router: Router, language: str, step: NextStep
) -> None:
    project = MemoryProject(tmp_path, language)
    if step is not NextStep.SHOT:
        act(project, 'generate a red house, add lo-fi music at 80% and a title "Home"')
    assert_understood(project, router, step, said((step,), language)[0])


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ('Added the title "Urban Dreams" (0-3s).', True),
        ("Added the title URBAN\nDREAMS.", True),
        ("Done!", False),
        ("", False),
    ],
)
def test_a_reply_is_specific_where_it_names_what_it_changed(words: str, named: bool) -> None:
    old = Timeline()
    title = Segment("Urban Dreams", 0, 3000)
    new = Timeline((Track(TrackKind.TITLE, (title,)),))
    assert (not unnamed(words, difference(old, new))) is named


def test_of_several_changes_only_those_that_a_reply_does_not_name_are_left_to_tell() -> None:
    texts = Segment("Urban Dreams", 0, 3000), Segment("The End", 3000, 6000)
    changes = difference(Timeline(), Timeline((Track(TrackKind.TITLE, texts),)))
    [left] = unnamed('Added the title "Urban Dreams".', changes)
    assert left.after == texts[1]
