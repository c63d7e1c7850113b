"""What the backend's codes ask for: CONTRACT's error table, with a skill's own rows below it.

A SKILL.md is untrusted: it may explain a code that the contract doesn't know, and changes no other.
So none can turn "out of credits" into a new token, or a passing fault into a paid repeat.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Handling(StrEnum):
    """The names are those of `Skill.errors`."""

    OK = "ok"
    REAUTH = "reauth"
    NEW_SESSION = "new_session"
    OUT_OF_CREDITS = "out_of_credits"
    SHOW_FORMATS = "show_formats"
    TOO_LARGE = "too_large"
    NEW_CLIENT_ID = "new_client_id"
    PLAN_BLOCKED = "plan_blocked"
    RETRY_ONCE = "retry_once_30s"
    PASSING = "passing_fault"
    """A server's fault, or one on the way to it: worth another try where that costs nothing."""
    NONE = ""
    """Nobody says what to do: the user is told the code and the backend's words."""


_CONTRACT = {
    0: Handling.OK,
    400: Handling.NEW_CLIENT_ID,
    401: Handling.REAUTH,
    402: Handling.PLAN_BLOCKED,
    413: Handling.TOO_LARGE,
    429: Handling.RETRY_ONCE,
    1001: Handling.REAUTH,
    1002: Handling.NEW_SESSION,
    2001: Handling.OUT_OF_CREDITS,
    4001: Handling.SHOW_FORMATS,
    4002: Handling.TOO_LARGE,
}
_NAMES = frozenset(Handling) - {Handling.OK}


def handling_of(code: int, rows: Mapping[str, str]) -> Handling:
    """`rows` are `Skill.errors`: code → handling."""
    if code in _CONTRACT:
        return _CONTRACT[code]
    if 500 <= code < 600:
        return Handling.PASSING
    stated = rows.get(str(code), "")
    return Handling(stated) if stated in _NAMES else Handling.NONE
