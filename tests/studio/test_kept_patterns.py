from __future__ import annotations

import marshal
import re
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from skill_runtime.studio.agent.words.kept_patterns import KeptPatterns
from skill_runtime.studio.agent.words.lexicon import LANGUAGES, Lexicon, build, lexicon
from skill_runtime.studio.tables import table

pytestmark = pytest.mark.skipif(
    sys.implementation.name != "cpython" or sys.dont_write_bytecode, reason="nothing is kept there"
)
TEXTS = [r"(?P<n>\d+) (?P<unit>seconds?|秒)(?! ago)", "第(.{1,2})[个段]|(a)(b)?", "(?!)", "[à-ÿ]+"]


@pytest.fixture
def module(tmp_path: Path) -> str:
    return str(tmp_path / "module.py")


def keep(module: str, texts: list[str] = TEXTS) -> Path:
    """The file in which they are kept."""
    patterns = KeptPatterns(module)
    for text in texts:
        patterns.compile(text)
    patterns.keep()
    (file,) = Path(module).parent.rglob("*.patterns")
    return file


def content(whole: bytes) -> tuple[int, dict[str, Any]]:
    magic, kept = marshal.loads(zlib.decompress(whole))  # noqa: S302 - it was written just now
    return magic, kept


def assert_same(one: re.Pattern[str], other: re.Pattern[str]) -> None:
    assert one == other
    assert (one.groups, one.flags) == (other.groups, other.flags)
    assert dict(one.groupindex) == dict(other.groupindex)


def test_what_was_kept_is_the_pattern_of_its_text(module: str) -> None:
    keep(module)
    patterns = KeptPatterns(module)
    for text in TEXTS:
        assert_same(patterns.compile(text), re.compile(text))
    match = patterns.compile(TEXTS[0]).search("in 3 seconds")
    assert match is not None
    assert match.groupdict() == {"n": "3", "unit": "seconds"}


def test_the_lexicon_that_is_kept_is_the_one_that_is_compiled() -> None:
    compiled = build([table("skill_runtime.studio.agent.words", f"{x}.yaml") for x in LANGUAGES])
    for section in Lexicon.__slots__:
        kept = getattr(lexicon(), section)
        for name, pattern in getattr(compiled, section).items():
            if isinstance(pattern, re.Pattern):
                assert_same(kept[name], pattern)


def test_only_what_a_start_needs_is_kept(module: str) -> None:
    keep(module, TEXTS[:2])
    file = keep(module, TEXTS[1:])
    assert set(content(file.read_bytes())[1]) == set(TEXTS[1:])


def test_nothing_is_written_again_where_all_was_there(module: str) -> None:
    before = keep(module).stat()
    assert keep(module).stat() == before


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda _: b"", id="empty"),
        pytest.param(lambda whole: whole[:-20], id="cut off"),
        pytest.param(lambda whole: whole[:40] + bytes(40) + whole[80:], id="zeros in it"),
        pytest.param(lambda _: zlib.compress(b"no marshal"), id="another content"),
        pytest.param(lambda _: zlib.compress(marshal.dumps((1, dict.fromkeys(TEXTS)))), id="old"),
        pytest.param(lambda whole: _numbers(whole, b"\xff" * 40), id="numbers that are no code"),
        pytest.param(lambda whole: _numbers(whole, b"odd"), id="no numbers"),
    ],
)
def test_a_damaged_file_is_as_none(module: str, damage: object) -> None:
    assert callable(damage)
    file = keep(module)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    patterns = KeptPatterns(module)
    for text in TEXTS:
        assert_same(patterns.compile(text), re.compile(text))
    patterns.keep()
    assert content(file.read_bytes()) == content(whole)


def _numbers(whole: bytes, code: bytes) -> bytes:
    """The same file with another code for each text."""
    magic, kept = content(whole)
    changed = {text: (flags, code, *rest) for text, (flags, _, *rest) in kept.items()}
    return zlib.compress(marshal.dumps((magic, changed)))


def test_a_place_that_can_not_be_written_is_no_reason_to_stop(module: str) -> None:
    Path(module).with_name("__pycache__").write_text("a file")
    patterns = KeptPatterns(module)
    assert patterns.compile("a+").fullmatch("aa")
    patterns.keep()


def test_a_pattern_that_does_not_compile_is_refused_as_ever(module: str) -> None:
    with pytest.raises(re.error):
        KeptPatterns(module).compile("(")
