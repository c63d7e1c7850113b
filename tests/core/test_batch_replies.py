"""What was told of the films of a batch."""

from __future__ import annotations

from skill_runtime.core.batch_replies import said_of, told_of
from skill_runtime.model.events.batch import FilmEnd, ToldOf
from skill_runtime.model.told import Told


def test_the_reply_and_the_remarks_of_a_turn_are_told_and_its_progress_is_not() -> None:
    events = [
        Told("uploaded", {}, "Uploaded: a.png."),
        Told("said", {"text": "It is "}, "It is "),
        Told("said_all", {"text": "It is warm now.\nNo voice-over.", "incomplete": False}, ""),
        Told("timeline", {}, "Timeline (1 track): …"),
        Told("rendering", {}, "Rendering a.mp4: 20%", progress=True),
        Told("other_size", {}, "The film has 1080x1920."),
    ]
    assert said_of(events) == "It is warm now.\nNo voice-over.\nThe film has 1080x1920."


def test_films_that_were_told_the_same_stand_together_whatever_they_are_called() -> None:
    films = [
        FilmEnd("a.png", "done", "/v/a.mp4", said="a.png is in. No voice-over."),
        FilmEnd("b.png", "done", "/v/b.mp4", said="b.png is in."),
        FilmEnd("c.png", "done", "/v/c.mp4", said="c.png is in. No voice-over."),
        FilmEnd("d.png", "done", "/v/d.mp4"),
        FilmEnd("e.png", "bad_input", reason="It is empty.", said="It is empty."),
    ]
    assert told_of(films) == (
        ToldOf(("a.png", "c.png"), "a.png is in. No voice-over."),
        ToldOf(("b.png",), "b.png is in."),
    )
