"""Secrets out of words that come in pieces: what may be the beginning of one is held back until it
is plain.

However a text is cut, the same comes out as from `redaction.hidden` of the whole. Held back is a
few characters at most, unless a secret is coming in; one without an end is swallowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from skill_runtime.core.redaction import FORMS, LETTERS, SHORTEST, hidden, hidden_in
from skill_runtime.model.stream import Delta, Fault, Heard, Message, Question

_LONGEST = 4096
"""Characters; a token that goes on for longer is swallowed as it comes."""


_BEARER = "bearer "


def _growing(word: str, rest: str) -> str:
    """A pattern for each beginning of a word, and for all of it with what follows."""
    pattern = rest
    for letter in reversed(word):
        pattern = f"{re.escape(letter)}(?:{pattern})?"
    return pattern


_TOKEN = rf"[{LETTERS}]*"
_BEGUN = re.compile(
    rf"(?P<bearer>{_growing(_BEARER, '[!-~]*')})\Z"
    rf"|(?P<link>{_growing('?ct=clm_', _TOKEN)})\Z"
    rf"|(?:{_growing('clm_', _TOKEN)}|{_growing('nmv_', f'[a-z]{{1,8}}(?:_{_TOKEN})?')})\Z",
    re.IGNORECASE,
)
"""What may become one of the forms, up to the end of the text."""


class Veil:
    """One text in pieces. `secrets` may grow while it comes."""

    def __init__(self, secrets: Callable[[], Iterable[str]] = tuple) -> None:
        self.secrets = secrets
        self._held = ""
        self._swallowed = ""
        """The letters of a secret that is longer than all that is held, while it goes on."""

    def feed(self, piece: str) -> str:
        """What can't change any more."""
        text = self._held + self._after_swallowed(piece)
        cut = self._cut(text)
        if len(text) - cut > _LONGEST:
            return self._swallow(text, cut)
        self._held = text[cut:]
        return hidden(text[:cut], self.secrets())

    def close(self) -> str:
        """The rest; then another text may begin."""
        rest, self._held, self._swallowed = self._held, "", ""
        return hidden(rest, self.secrets())

    def _cut(self, text: str) -> int:
        """Where what may be the beginning of a secret begins."""
        begun = _BEGUN.search(text)
        cut = begun.start() if begun else len(text)
        secrets = [secret for secret in self.secrets() if len(secret) >= SHORTEST]
        for secret in secrets:
            for length in range(min(len(secret) - 1, len(text)), len(text) - cut, -1):
                if text.endswith(secret[:length]):
                    cut = len(text) - length
                    break
        return _before_whole(text, cut, secrets)

    def _swallow(self, text: str, cut: int) -> str:
        begun = _BEGUN.search(text, cut)
        self._held = ""
        if begun and not begun["link"]:
            self._swallowed = "!-~" if begun["bearer"] else LETTERS
        return hidden(text, self.secrets())

    def _after_swallowed(self, piece: str) -> str:
        if self._swallowed:
            rest = re.sub(rf"\A[{self._swallowed}]+", "", piece)
            self._swallowed = self._swallowed if not rest else ""
            return rest
        return piece


def _before_whole(text: str, cut: int, secrets: Iterable[str]) -> int:
    """Not in the middle of a whole secret, such as one that ends as it begins, nor between one and
    the word that makes it one.
    """
    patterns = (FORMS, *(re.compile(re.escape(secret)) for secret in secrets))
    while True:
        spans = (found.span() for pattern in patterns for found in pattern.finditer(text))
        moved = min((begin for begin, end in spans if begin < cut < end), default=cut)
        if text[:moved].casefold().endswith(_BEARER):
            moved -= len(_BEARER)
        if moved == cut:
            return cut
        cut = moved


def veiled(veil: Veil, heard: Heard) -> Heard:
    """What was heard, without secrets; a whole message begins a new text."""

    def hide(text: str) -> str:
        return hidden(text, veil.secrets())

    match heard:
        case Delta(text=text):
            return Delta(veil.feed(text))
        case Message(text=text):
            veil.close()
            return replace(heard, text=hide(text))
        case Fault(message=message, code=code):
            return Fault(hide(message), hide(code))
        case Question(prompt=prompt, args=args):
            args = {hide(name): hidden_in(value, hide) for name, value in args.items()}
            return replace(heard, prompt=hide(prompt), args=args)
        case _:
            return heard
