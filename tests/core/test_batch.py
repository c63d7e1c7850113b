from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.batch import Film, Next, next_of, read_list, session_names
from skill_runtime.model.plan import Slots
from skill_runtime.model.records import Job, JobState, Outcome, Standing


def job(state: JobState) -> Job:
    return Job("render_1", "s", state, "/out", "a.mp4")


STANDINGS = {
    "never begun": (Standing(), Next.EDIT),
    "begun, and nothing went out": (Standing(begun=True), Next.START_OVER),
    "a message on its way": (Standing(begun=True, messaged=True), Next.LOOK),
    "an edit that landed": (Standing(True, True, Outcome.DONE), Next.EXPORT),
    "an edit that was refused": (Standing(True, True, Outcome.REFUSED), Next.START_OVER),
    "out of credits": (Standing(True, True, Outcome.NO_CREDITS), Next.START_OVER),
    "nobody knows": (Standing(True, True, Outcome.IN_DOUBT), Next.DECIDE),
    "looked after, and nobody knows": (Standing(True, True, Outcome.UNFINISHED), Next.DECIDE),
    "the agent asked back": (Standing(True, True, Outcome.ASKED), Next.DECIDE),
    "stopped by the user": (Standing(True, True, Outcome.CANCELLED), Next.DECIDE),
    "a render under way": (
        Standing(True, True, Outcome.DONE, job(JobState.RENDERING)),
        Next.FETCH,
    ),
    "a file without its name": (
        Standing(True, True, Outcome.DONE, job(JobState.DOWNLOADED)),
        Next.FETCH,
    ),
    "a render that failed": (
        Standing(True, True, Outcome.UNFINISHED, job(JobState.FAILED)),
        Next.EXPORT,
    ),
    "a film": (Standing(True, True, Outcome.DONE, job(JobState.DELIVERED)), Next.NOTHING),
}


@pytest.mark.parametrize("name", STANDINGS)
def test_a_film_goes_on_where_it_was(name: str) -> None:
    standing, expected = STANDINGS[name]
    assert next_of(standing) is expected


def test_a_film_that_has_gone_is_exported_again() -> None:
    film, _ = STANDINGS["a film"]
    assert next_of(film, gone=True) is Next.EXPORT


@given(
    st.builds(
        Standing,
        st.booleans(),
        st.booleans(),
        st.none() | st.sampled_from(Outcome),
        st.none() | st.builds(job, st.sampled_from(JobState)),
    )
)
def test_a_message_that_may_have_arrived_is_never_sent_again_unasked(standing: Standing) -> None:
    surely_not = {Outcome.REFUSED, Outcome.NO_CREDITS, Outcome.NO_CONNECTION, Outcome.BAD_INPUT}
    again = next_of(standing) in {Next.EDIT, Next.START_OVER}
    if again and standing.begun and standing.messaged:
        assert standing.said in surely_not


FILM = Film(("/a.mp4",), "add music", Slots(format=("mp4",)))


def test_a_film_is_known_by_all_that_it_is_made_from() -> None:
    others = [
        Film(("/b.mp4",), FILM.say, FILM.export),
        Film(FILM.files, "add jazz", FILM.export),
        Film(FILM.files, FILM.say, Slots(format=("gif",))),
    ]
    names = session_names([FILM, *others, FILM], {})
    assert len(set(names)) == 5
    assert session_names([others[0], FILM], {})[1] == names[0]
    assert session_names([FILM], {"/a.mp4": "changed"}) != session_names([FILM], {})


VALUES = st.recursive(
    st.text(max_size=8),
    lambda inner: (
        st.tuples(inner)
        | st.dictionaries(st.sampled_from(["jobs", "say", "files", "out", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["jobs", "job"]), VALUES, max_size=2))
def test_a_list_is_films_or_faults_and_never_both(values: dict[str, object]) -> None:
    films, faults = read_list(values)
    assert bool(films) != bool(faults)


def test_a_film_s_title_is_its_files_or_its_words() -> None:
    assert Film(("/v/a.mp4", "https://x/b.png"), "x", Slots()).title == "a.mp4, b.png"
    assert Film((), "make a city", Slots()).title == "make a city"
