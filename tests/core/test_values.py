from __future__ import annotations

import copy
import dataclasses
from collections.abc import Mapping
from dataclasses import field
from typing import Any

import pytest

from skill_runtime.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Cue:
    text: str
    at: float = 0.0
    marks: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Pause(Cue):
    """Of the same fields, and of another kind."""


@dataclass(frozen=True, slots=True)
class Nothing:
    pass


@dataclass(frozen=True, slots=True)
class Sheet:
    rows: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Named:
    name: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Named) and other.name.lower() == self.name.lower()

    def __hash__(self) -> int:
        return hash(self.name.lower())

    def __repr__(self) -> str:
        return f"<{self.name}>"


CUE = Cue("hello", 1.5, ("bold",))
SAME_BY_THE_STANDARD_LIBRARY = dataclasses.make_dataclass(
    "Cue", ["text", "at", "marks"], frozen=True, slots=True
)("hello", 1.5, ("bold",))


def test_two_values_of_the_same_fields_are_one() -> None:
    assert Cue("hello", 1.5, ("bold",)) == CUE
    assert len({Cue("hello", 1.5, ("bold",)), CUE, Cue("hello")}) == 2
    assert Nothing() == Nothing()
    assert hash(Nothing()) == hash(Nothing())


@pytest.mark.parametrize(
    "other",
    [Cue("hallo", 1.5, ("bold",)), Pause("hello", 1.5, ("bold",)), Nothing(), "hello", None],
)
def test_another_kind_or_another_field_is_another_value(other: object) -> None:
    assert other != CUE


def test_it_is_shown_as_the_standard_library_shows_it() -> None:
    assert repr(CUE) == repr(SAME_BY_THE_STANDARD_LIBRARY)
    assert repr(Nothing()) == "Nothing()"


def test_it_is_changed_matched_listed_and_copied_as_any_dataclass() -> None:
    assert dataclasses.replace(CUE, at=2.0) == Cue("hello", 2.0, ("bold",))
    assert dataclasses.asdict(CUE) == {"text": "hello", "at": 1.5, "marks": ("bold",)}
    assert copy.deepcopy(CUE) == CUE
    match CUE:
        case Cue(text, at):
            assert (text, at) == ("hello", 1.5)


def test_a_value_has_only_its_fields() -> None:
    with pytest.raises(AttributeError):
        object.__setattr__(CUE, "other", 1)


def test_what_holds_a_mapping_can_be_compared_and_not_hashed() -> None:
    assert Sheet({"a": 1}) == Sheet({"a": 1})
    with pytest.raises(TypeError, match="unhashable"):
        hash(Sheet({}))


def test_a_class_keeps_its_own_way_to_compare_and_to_show() -> None:
    assert Named("A") == Named("a")
    assert hash(Named("A")) == hash(Named("a"))
    assert repr(Named("A")) == "<A>"
