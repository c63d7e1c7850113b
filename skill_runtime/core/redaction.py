"""Takes secrets out of what is shown, logged or kept.

A secret is a value that the caller knows, or what has the form of one (CONTRACT, Base, headers,
identity): a token of the family, a claim token outside the link that is made for the user, whatever
follows `Bearer`. It refuses to guess further: a text without these comes back as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

HIDDEN = "[hidden]"
SHORTEST = 6
"""Characters; a shorter value stands in ordinary words, which would be torn."""
LETTERS = "A-Za-z0-9._~+/=-"
"""What a token is made of, as a set in a pattern."""
FORMS = re.compile(
    rf"nmv_[a-z]{{1,8}}_[{LETTERS}]+|(?<!\?ct=)clm_[{LETTERS}]+"
    r"|(?<=bearer )[!-~]{6,}",
    re.IGNORECASE,
)


def hidden(text: str, secrets: Iterable[str] = ()) -> str:
    """The text with every secret in it replaced by a mark."""
    # The longest first: one may be the beginning of another.
    for secret in sorted(secrets, key=len, reverse=True):
        if len(secret) >= SHORTEST:
            text = text.replace(secret, HIDDEN)
    return FORMS.sub(HIDDEN, text)


def hidden_in(value: object, hide: Callable[[str], str]) -> object:
    """JSON with `hide` applied to every text in it, keys included."""
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, Mapping):
        return {hide(str(key)): hidden_in(item, hide) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [hidden_in(item, hide) for item in value]
    return value
