"""What a wish comes to beside those before it in the message, and they beside it: what the clause
alone says may be a length of theirs, the same once more, or instead of one of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from skill_runtime.studio.agent.edits import Fade, Request
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.rules.wish import Wish
from skill_runtime.studio.agent.words import slots

from .carrying import are_such, as_long, but_for_none, but_for_the_unknown, of_the_same_kind
from .going_on import (
    at_that_time,
    but_all_along,
    but_cuts_nothing,
    heard_until_then,
    of_that_joint,
    of_what_there_was,
    shortened,
    shown_as_long,
    without_looser,
    without_the_rest,
)
from .said_already import found_again

__all__ = ["settled"]


def settled(
    requests: list[Request],
    found: list[Request],
    wish: Wish,
    named: Names,
    fault: Sequence[Request],
) -> tuple[list[Request], list[Request], list[Request]]:
    """What stays of the requests, what is to be done of what was `found`, and what is said of words
    that nothing was made of. `fault`: those of the requests that only found fault with something.
    """
    found = shortened(requests, found, wish)
    found = but_cuts_nothing(requests, found, wish)
    requests = without_looser(requests, found[0])
    requests, found = of_what_there_was(requests, found, wish)
    if fault and found_again(fault[0], found[0]):
        requests = requests[: -len(fault)]  # "the title is small, make it bigger": once
    found, unused = but_for_the_unknown(wish.clause, found)
    if isinstance(found[0], Fade) and wish.has("each_time"):
        time = slots.first_time(wish.folded)
        requests = [as_long(r, time) for r in requests]
    found = of_that_joint(requests, shown_as_long(requests, found, wish), wish)
    found = heard_until_then(requests, found, wish)
    found = but_for_none(at_that_time(requests, found, wish), wish, named)
    requests = without_the_rest(requests, found[0], wish)
    requests = but_all_along(requests, found[0], wish)
    found = of_the_same_kind(requests, found, wish)
    are_such(requests, found[0], wish)
    return requests, found, unused
