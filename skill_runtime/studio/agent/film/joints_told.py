"""How a shot comes, told where it is: "Dissolve 1 s into a boat leaving, 5 s", 叠化到小屋. That is
the next shot, with how it comes in brackets behind it.
"""

from __future__ import annotations

import re

from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.lexicon import lexicon

__all__ = ["joint_before", "with_joints_apart"]

_JOINT = re.compile(r"(?P<kind>dissolve|wipe)(?: over (?P<ms>\d+) ms)?")
_ENDS = re.compile(r"[,，;；\n]|[.。!！?？](?!\d)|$")


def with_joints_apart(masked: str) -> str:
    """The message with the shots that come so as shots that come next."""
    found = list(lexicon().shot_list["comes_by"].finditer(fold(masked, lexicon())))
    for match in reversed(found):
        end = _ENDS.search(masked, match.end())
        at = end.start() if end else len(masked)
        kind = "wipe" if lexicon().concepts["wipe"].search(match[0]) else "dissolve"
        time = slots.first_time(match[0])
        told = f" ({kind} over {time} ms)" if time else f" ({kind})"
        lead = "然后是" if is_chinese(match[0]) else "Then "
        masked = f"{masked[: match.start()]}{lead}{masked[match.end() : at]}{told}{masked[at:]}"
    return masked


def joint_before(folded: str, number: int) -> str:
    """How that shot comes, as a wish; nothing where the words tell nothing of the kind."""
    match = _JOINT.fullmatch(folded)
    if match is None or number == 1:
        return ""
    time = f"{int(match['ms']) / 1000:g} s " if match["ms"] else ""
    return f"add a {time}{match['kind']} between shots {number - 1} and {number}"
