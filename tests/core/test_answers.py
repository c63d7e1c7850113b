from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.adapters.answer_words import load_answer_words
from skill_runtime.assembly import load_answer_words as packaged
from skill_runtime.core.answers import AnswerWords, Reading
from skill_runtime.errors import DataError
from tests.labelled_rows import rows

ROWS: dict[str, list[str]] = rows(Path(__file__).with_name("answers.yaml"))
WORDS = packaged()


@pytest.mark.parametrize(("meaning", "text"), [(m, text) for m in ROWS for text in ROWS[m]])
def test_an_answer_means(meaning: str, text: str) -> None:
    assert WORDS.read(text) == meaning


@pytest.mark.parametrize("meaning", ["yes", "no", "drop"])
def test_every_phrase_of_the_files_means_what_its_row_says(meaning: str) -> None:
    known = [" ".join(words) for words, of in WORDS.phrases.items() if of == meaning]
    assert len(known) > 20
    assert {WORDS.read(phrase) for phrase in known} == {Reading(meaning)}


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    assert WORDS.read(text) in Reading


def test_a_book_of_yesses_is_no_answer() -> None:
    assert WORDS.read("yes " * 100) is Reading.OTHER


def test_without_words_nothing_is_an_answer() -> None:
    assert AnswerWords.build([]).read("yes") is Reading.OTHER


def test_a_language_is_added_by_a_file(tmp_path: Path) -> None:
    (tmp_path / "de.yaml").write_text("yes: ja, ja klar\nno: nein\n", "utf-8")
    words = load_answer_words(tmp_path)
    assert [words.read(text) for text in ("Ja klar!", "nein", "yes")] == ["yes", "no", "other"]


@pytest.mark.parametrize(
    "content", [b"maybe: perhaps", b"yes: [a, b]", b"- yes", b"yes: \xff", b"yes: 'a"]
)
def test_a_fault_of_a_file_names_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "xx.yaml").write_bytes(content)
    with pytest.raises(DataError, match=r"xx\.yaml"):
        load_answer_words(tmp_path)
