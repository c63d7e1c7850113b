"""Addresses that a sentence only mentions: those of documentation, and those that it says are not
used. They are no calls of the skill.

Deciding so is safe: what is a mere mention is never chosen as the base, and the token goes to the
chosen base alone (CONTRACT, Trust).
"""

from __future__ import annotations

import re

# The verb and the address must stand close together, with no clause between: in "if it is not set,
# call …" and "never show the token when calling …" the address is called.
_NOT_USED = re.compile(
    r"""(?:\b(?:not|never|no\s+longer|cannot|without)|n['’]t)\s+
        (?:(?:use|call|contact|touch)s?|reach(?:es)?|using|calling|(?:talk|speak)s?\s+to
            |go(?:es)?\s+to|rel(?:y|ies)\s+on)\b
        [^.;:,!?。，；]{0,30}$
    | (?:不(?:再|会|要|得)?|从不|请勿)(?:使用|调用|访问|用)[^.;:,!?。，；]{0,15}$""",
    re.IGNORECASE | re.VERBOSE,
)
_IN_CONTRAST = re.compile(
    r"\b(?:instead\s+of|rather\s+than|unlike)\b[^.;:,!?。，；]{0,30}$", re.IGNORECASE
)
_CALLED = re.compile(r"\b(?:POST|GET|PUT|PATCH|DELETE|curl|wget)\b[^;。；]*$", re.IGNORECASE)
_DOCUMENTS = r"(?:docs?|documentation|developers?|help|support|wiki|blog)"
_IN_DOCUMENTS = re.compile(
    rf"(?:^|://)(?:[\w-]+\.)*{_DOCUMENTS}\.|/{_DOCUMENTS}(?:/|$)", re.IGNORECASE
)
_REACH = 80  # characters


def is_mentioned_only(before: str, address: str = "") -> bool:
    """Whether an address after these words of its line is no call."""
    before = before[-_REACH:]
    if _NOT_USED.search(before):
        return True
    aside = _IN_DOCUMENTS.search(address) or _IN_CONTRAST.search(before)
    return aside is not None and _CALLED.search(before) is None
