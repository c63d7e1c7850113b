"""An utterance → the requests in it, clause by clause; what each asks for is decided by `ruling`.

What passes from one clause to the next is kept by `hearing`.
"""

from __future__ import annotations

import re
from functools import partial

from .carrying import (
    is_unclear,
)
from .correcting import said_at_last
from .edits import (
    Generate,
    Request,
)
from .generation import is_scene
from .hearing import Hearing
from .label_rules import with_listed_words
from .listed_texts import with_texts_of_shots
from .naming import NO_NAMES, Names
from .ordering import listed_order
from .pointing import pointed, reworded
from .qualifying import without_qualifiers
from .quoting import quoted
from .reference import Referent
from .retyping import retyped, with_texts_called
from .ruling import is_edit
from .shot_row import with_blank_shots
from .storyboard import storyboard
from .talk_rules import small_talk
from .tidying import tidied
from .unquoted import with_words_quoted
from .utterance import clauses, without_politeness
from .wish import Wish

__all__ = ["is_edit", "parse"]


def parse(
    message: str,
    *,
    empty: bool = False,
    it: Referent | None = None,
    named: Names = NO_NAMES,
    material: bool = False,
    back: int | None = None,
) -> list[Request]:
    """Everything that the message asks for, in order.

    `empty`: the timeline has nothing on it yet, so that a mere description ("a red fox in the
    snow") is a picture. `it`: what was edited last. `named`: what is on the timeline. `material`:
    uploads wait to be used, so that a mere description is of them. `back`: the shot that comes back
    when the message before is undone.
    """
    if named.shots and not material and (shown := _described_too(message, it, named)):
        return shown
    hearing = Hearing(it, named, empty=empty, material=material, back=back)
    return _heard(message, hearing, named)


def _described_too(message: str, it: Referent | None, named: Names) -> list[Request]:
    """A picture that is only described and comes to others: "mountains at dawn, 4 seconds". Nothing
    else may be understood of its words.
    """
    first = next(iter(clauses(message, partial(listed_order, shots=named.shots))), None)
    if first is None:
        return []
    head, _ = without_qualifiers(first)
    of_what_is_there = _THE.match(head.folded) and pointed(head, named.shots) is not head
    if of_what_is_there or head.lifted or not is_scene(head.folded):
        return []
    if not all(map(is_unclear, _heard(head.text, Hearing(it, named), named))):
        return []
    shown = _heard(message, Hearing(None, NO_NAMES, empty=True), NO_NAMES)
    return shown if isinstance(shown[0], Generate) else []


def _heard(message: str, hearing: Hearing, named: Names) -> list[Request]:
    empty = hearing.empty
    message = retyped(said_at_last(message, named), named.texts)
    message = with_texts_called(message, named.texts, named.shots)
    message = with_listed_words(
        reworded(quoted(message) if empty else message, named.texts), empty=empty
    )
    if not empty or hearing.material:
        message = with_texts_of_shots(message)
    message = with_words_quoted(message, (*named.shots, *named.files))
    message = with_blank_shots(message)
    board = storyboard(message, empty=empty)
    if board is not None:
        hearing.show(board)
        message = board.rest
    order = partial(listed_order, shots=named.shots)
    for clause in clauses(message, order):
        spoken = without_politeness(clause)
        # "Thanks!" is nothing but polite, and is answered.
        hearing.hear(clause if not spoken.text and small_talk(Wish(clause)) else spoken)
    return tidied(hearing.requests)


_THE = re.compile(r"the (?=\w)|[那这]")
