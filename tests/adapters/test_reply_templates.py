from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, nodes

from skill_runtime.adapters.reply_templates import ReplyTemplates
from skill_runtime.errors import DataError
from skill_runtime.model.plan import Topic
from skill_runtime.model.timeline import Segment, Timeline, Track, TrackKind
from tests.core.event_samples import KINDS, SAMPLES
from tests.core.every_event import events
from tests.labelled_rows import rows

FOLDER = Path(__file__).parents[2] / "translations" / "replies"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.jinja"))
SENTENCES: dict[str, dict[str, str]] = rows(Path(__file__).with_name("replies.yaml"))
TYPES = {kind.type for kind in KINDS}
HOSTILE = "{{ 7*7 }} {% raw %} {# #} <b>&amp; \\ 'x'"


@pytest.fixture(scope="module")
def replies() -> ReplyTemplates:
    return ReplyTemplates(FOLDER)


def macros(language: str) -> dict[str, nodes.Macro]:
    tree = Environment(autoescape=True).parse((FOLDER / f"{language}.jinja").read_text("utf-8"))
    return {macro.name: macro for macro in tree.find_all(nodes.Macro)}


def test_english_and_chinese_are_there() -> None:
    assert {"en", "zh"} <= set(LANGUAGES)


def test_every_event_has_a_sample_and_a_sentence() -> None:
    assert {event.type for event in SAMPLES.values()} == TYPES
    assert set(SENTENCES) == set(SAMPLES)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", SAMPLES)
def test_an_event_is_told_in_these_words(replies: ReplyTemplates, name: str, language: str) -> None:
    assert replies.words(SAMPLES[name], language) == SENTENCES[name][language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_event_has_words_in_every_language(replies: ReplyTemplates, language: str) -> None:
    for event in SAMPLES.values():
        words = replies.words(event, language)
        assert words or event == events.SaidAll("Done.")
        assert "None" not in words
        assert "{" not in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_macro_is_unused_and_none_is_missing(language: str) -> None:
    here = macros(language)
    calls = {
        call.node.name
        for macro in here.values()
        for call in macro.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name)
    }
    assert set(here) - calls <= TYPES
    assert set(here) >= TYPES


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_languages_have_the_same_macros(language: str) -> None:
    english = {name: [a.name for a in m.args] for name, m in macros("en").items()}
    assert {name: [a.name for a in m.args] for name, m in macros(language).items()} == english


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("en", "en"), ("en-GB", "en"), ("zh", "zh"), ("zh-TW", "zh"), ("zh-Hans-CN", "zh"),
        ("xx", "en"), ("", "en"), ("../en", "en"), ("z", "en"),
    ],
)  # fmt: skip
def test_a_language_falls_back(replies: ReplyTemplates, asked: str, spoken: str) -> None:
    event = events.Held()
    assert replies.words(event, asked) == replies.words(event, spoken)


def test_a_language_is_added_by_a_file(tmp_path: Path) -> None:
    folder = tmp_path / "replies"
    shutil.copytree(FOLDER, folder)
    german = (folder / "en.jinja").read_text("utf-8").replace("Stopped.", "Angehalten.")
    (folder / "de.jinja").write_text(german, "utf-8")
    replies = ReplyTemplates(folder)
    assert "de" in replies.languages
    assert replies.words(events.Cancelled(), "de-AT") == "Angehalten."
    assert replies.words(events.Cancelled(), "en") == "Stopped."


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_text_stays_text(replies: ReplyTemplates, language: str) -> None:
    track = Track(TrackKind.TITLE, (Segment(HOSTILE, 0, 1),))
    for event in (
        events.Said(HOSTILE),
        events.Questioned("q", "n", HOSTILE),
        events.Refused("other", 1, HOSTILE),
        events.Uploaded((HOSTILE,)),
        events.Helped(Topic.CAPABILITIES, (), (), 1, (HOSTILE,)),
        events.TimelineShown(Timeline((track,))),
    ):
        assert HOSTILE in replies.words(event, language)


SEGMENTS = st.builds(
    Segment,
    st.text(max_size=30),
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.none() | st.floats(0, 99),
)


@given(SEGMENTS)
def test_any_segment_has_words(replies: ReplyTemplates, segment: Segment) -> None:
    kinds = list(TrackKind)
    tracks = tuple(Track(kind, (segment,)) for kind in kinds)
    words = replies.words(events.TimelineShown(Timeline(tracks)), "en")
    assert words.startswith(f"Timeline ({len(kinds)} tracks): 1. Video: ")


def test_a_label_of_a_page_is_shortened(replies: ReplyTemplates) -> None:
    track = Track(TrackKind.VIDEO, (Segment("word " * 500, 0, 1000),))
    words = replies.words(events.TimelineShown(Timeline((track,))), "en")
    assert len(words) < 130
    assert words.endswith("… (0-1s)")


def test_what_the_backend_says_keeps_its_line_ends(replies: ReplyTemplates) -> None:
    assert replies.words(events.Said("\n\nHi \n"), "zh") == "\n\nHi \n"


ATTACKS = (
    "{{ e.__class__.__mro__ }}",
    "{{ e.__init__.__globals__ }}",
    "{{ ''.__class__ }}",
    "{{ e.text.format.__self__ }}",
    "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
    "{{ '{0.__class__}'.format(e) }}",
    "{% set _ = [].append(1) %}",
    "{{ range(99999999) | list }}",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_template_reaches_nothing_of_python(tmp_path: Path, attack: str) -> None:
    macro = "{%- macro said(e) %}" + attack + "{% endmacro -%}"
    (tmp_path / "en.jinja").write_text(macro, "utf-8")
    with pytest.raises(DataError, match=r"en\.jinja can't say 'said'"):
        ReplyTemplates(tmp_path).words(events.Said("x"), "en")


FAULTS = {
    "it is missing": None,
    "it lacks the event": "{% macro held(e) %}{% endmacro %}",
    "it is no template": "{% macro said(e) %}",
    "it asks for a field that isn't there": "{% macro said(e) %}{{ e.wordz }}{% endmacro %}",
    "it divides by zero": "{% macro said(e) %}{{ 1 / 0 }}{% endmacro %}",
    "it adds words to numbers": "{% macro said(e) %}{{ e.text + 1 }}{% endmacro %}",
    "it takes no event": "{% macro said() %}{% endmacro %}",
    "it is not UTF-8": b"{% macro said(e) %}\xff{% endmacro %}",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_a_template_names_its_file(tmp_path: Path, fault: str) -> None:
    text = FAULTS[fault]
    if text is not None:
        content = text if isinstance(text, bytes) else text.encode()
        (tmp_path / "en.jinja").write_bytes(content)
    with pytest.raises(DataError, match=r"en\.jinja"):
        ReplyTemplates(tmp_path).words(events.Said("x"), "en")


def test_compiled_templates_are_kept_and_found_again(tmp_path: Path) -> None:
    cache = tmp_path / "state" / "cache"
    for _ in range(2):
        assert ReplyTemplates(FOLDER, cache).words(events.Cancelled(), "en") == "Stopped."
    assert len(list(cache.iterdir())) == 1
    assert cache.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("blocked", ["a file", "a damaged entry"])
def test_a_cache_that_fails_is_done_without(tmp_path: Path, blocked: str) -> None:
    cache = tmp_path / "cache"
    if blocked == "a file":
        cache.write_text("in the way")
    else:
        ReplyTemplates(FOLDER, cache).words(events.Cancelled(), "en")
        for entry in cache.iterdir():
            entry.write_bytes(b"damaged")
    assert ReplyTemplates(FOLDER, cache).words(events.Cancelled(), "en") == "Stopped."
