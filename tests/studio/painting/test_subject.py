from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.studio.painting import describe
from skill_runtime.studio.painting.subject import MAX_LENGTH
from tests.labelled_rows import rows

ROWS = rows(Path(__file__).with_name("subjects.yaml"))


@pytest.mark.parametrize(("prompt", "subject"), ROWS)
def test_the_subject_is_what_is_left_of_the_request(prompt: str, subject: str) -> None:
    assert describe(prompt) == subject


@pytest.mark.parametrize(("prompt", "subject"), ROWS)
def test_describing_a_subject_leaves_it_alone(prompt: str, subject: str) -> None:
    assert describe(subject) == subject


def test_the_case_of_a_name_is_kept() -> None:
    assert describe("Draw the Eiffel Tower for me") == "Eiffel Tower"


def test_a_long_subject_is_cut_between_words() -> None:
    subject = describe("draw " + "a very slow river under old bridges " * 4)
    assert len(subject) <= MAX_LENGTH
    assert subject == "very slow river under old bridges a very slow river under"


def test_a_prompt_that_is_all_wrapping_names_itself() -> None:
    assert describe("generate a video") == "generate a video"


@pytest.mark.parametrize("prompt", ["", "   ", "\n\t", "\u200b"])
def test_an_empty_prompt_still_has_a_name(prompt: str) -> None:
    assert describe(prompt) == "untitled"


@given(st.text(max_size=300))
def test_a_subject_is_one_line_of_limited_length_and_never_empty(prompt: str) -> None:
    subject = describe(prompt)
    assert 0 < len(subject) <= MAX_LENGTH
    assert "\n" not in subject
    assert subject == subject.strip()


def test_describing_loads_neither_numpy_nor_pillow() -> None:
    code = (
        "import sys; from skill_runtime.studio.painting import describe; describe('draw a cat');"
        "print(sorted({'numpy', 'PIL'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
