from __future__ import annotations

import io
import pickle
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.adapters.compiled_patterns import MAGIC, reduced, restored

PATTERNS: list[re.Pattern[Any]] = [
    re.compile(""),
    re.compile("a|b|ab"),
    re.compile(r"(?P<verb>click|press) (?:the )?(?P<name>\w+)(?P=verb)?", re.IGNORECASE),
    re.compile(r"(?<![\w-])(?i:export|导出)(?=[，。]|\b)|[\u4e00-\u9fff]{2,4}"),
    re.compile(r"(?s:.)(a)?(?(1)b|c)+?", re.MULTILINE),
    re.compile(r"^\s*#{1,6} (.+)$", re.MULTILINE | re.VERBOSE | re.ASCII),
    re.compile(rb"\x00(\w+)\xff", re.DOTALL),
    re.compile(r"[^\W\d_]+[İıſK]?", re.IGNORECASE),
]
TEXTS = (
    "Click the exportclick, press Export",
    "先导出，再点击 Export",
    "abcab\n# Title\n  ## b",
    "ıſİK STRASSE",
)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: repr(pattern.pattern))
def test_a_restored_pattern_is_the_same(pattern: re.Pattern[Any]) -> None:
    again = _again(pattern)
    assert again == pattern
    assert (again.groups, again.groupindex) == (pattern.groups, pattern.groupindex)
    for text in TEXTS:
        known = text.encode() if isinstance(pattern.pattern, bytes) else text
        assert _found(again, known) == _found(pattern, known)


@given(st.lists(st.text(max_size=6), max_size=8), st.text(max_size=40))
def test_a_restored_choice_of_words_finds_the_same(words: list[str], text: str) -> None:
    pattern = re.compile("|".join(map(re.escape, words)), re.IGNORECASE)
    assert _found(_again(pattern), text) == _found(pattern, text)


@pytest.mark.parametrize("magic", [None, 0, -1])
def test_the_code_of_another_python_is_compiled_anew(magic: int | None) -> None:
    restore, (_, text, flags, program) = reduced(PATTERNS[2])
    garbled = (b"\0" * len(program[0]), *program[1:])
    assert restore(magic, text, flags, garbled) == PATTERNS[2]


@pytest.mark.skipif(MAGIC is None, reason="another Python than CPython compiles the text")
def test_numbers_that_are_no_code_are_refused() -> None:
    _, (magic, text, flags, program) = reduced(PATTERNS[1])
    with pytest.raises(RuntimeError, match="invalid SRE code"):
        restored(magic, text, flags, (b"\xff" * len(program[0]), *program[1:]))


def _again(pattern: re.Pattern[Any]) -> re.Pattern[Any]:
    file = io.BytesIO()
    pickler = pickle.Pickler(file)
    pickler.dispatch_table = {re.Pattern: reduced}
    pickler.dump(pattern)
    found: re.Pattern[Any] = pickle.loads(file.getvalue())  # noqa: S301 - written above
    return found


def _found(pattern: re.Pattern[Any], text: Any) -> list[Any]:
    return [(match.span(), match.groups(), match.lastgroup) for match in pattern.finditer(text)]
