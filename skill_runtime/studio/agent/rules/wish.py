"""One clause with what it inherits from the clauses before it ("remove the title *and the
music*").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from skill_runtime.studio.agent.edits import Target
from skill_runtime.studio.agent.references.reference import Referent
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause

__all__ = ["TEXTS", "TO_THE_END", "Wish"]

TEXTS = ("title", "subtitle", "caption", "watermark", "lower_third", "sticker")
"""The concepts of words on the screen."""
TO_THE_END = 24 * 3600 * 1000
"""Later than any film ends, ms."""
_VERBS = ("remove", "replace", "add", "set")
_RELATIVE = re.compile(
    r"\b(?:by|more|longer|shorter)\b|延长|缩短|加长|多|再|加|(?<!最)[长短](?:[个出了掉]|\d|[一二两三四五六七八九十半])"
)
_ABSOLUTE = re.compile(
    r"(?<!need )(?<!needs )(?<!has )(?<!have )(?<!want )(?<!like )\bto\b"
    r"|到|至|成|为|给(?=[\d一二两三四五六七八九十])"
)


@lru_cache(maxsize=4096)
def _has(concept: str, folded: str) -> bool:
    """Every rule asks it of the same few clauses."""
    return lexicon().concepts[concept].search(folded) is not None


def _lies_in(part: tuple[int, int], whole: tuple[int, int]) -> bool:
    return part != whole and whole[0] <= part[0] and part[1] <= whole[1]


@dataclass(frozen=True, slots=True)
class Wish:
    clause: Clause
    inherited: str = ""
    """The verb of the clause before, for one that has none of its own."""
    it: Referent | None = None
    """What was edited last, which "it" may mean."""
    going_on: bool = False
    """Whether that was in the same message: a clause without a subject goes on about it."""

    @property
    def folded(self) -> str:
        return self.clause.folded

    def followed_by(self, more: str) -> Wish:
        """The same with more at its end."""
        clause = replace(
            self.clause, text=self.clause.text + more, folded=self.clause.folded + more
        )
        return replace(self, clause=clause)

    def besides(self, concept: str) -> Wish:
        """The same without what a concept names."""
        match = lexicon().concepts[concept].search(self.folded)
        if match is None:
            return self
        return replace(self, clause=self.clause.with_words(match.start(), match.end(), " "))

    def said(self) -> str:
        """The clause in the user's own words."""
        return self.clause.restore(self.clause.text).strip()

    def has(self, concept: str) -> bool:
        return _has(concept, self.clause.folded)

    def at(self, concept: str) -> int:
        """Where the concept is named first; beyond the end if nowhere."""
        match = lexicon().concepts[concept].search(self.clause.folded)
        return match.start() if match else len(self.clause.folded)

    def verb(self) -> str:
        """The first verb of the clause, as a concept."""
        found = [(self.at(v), v) for v in _VERBS if self.has(v)]
        return min(found)[1] if found else ""

    def inherits(self, verb: str) -> bool:
        return not self.verb() and self.inherited == verb and not self.has("keep")

    def removes(self) -> bool:
        return self.verb() == "remove" or (self.inherits("remove") and self._only_names())

    def _only_names(self) -> bool:
        """ "… and the last clip", and not "… and zoom into the last clip"."""
        words = lexicon()
        others = (
            "motion",
            "rotate",
            "flip",
            "backwards",
            "faster",
            "slower",
            "crop",
            "mute",
            "move",
            "is_there",
        )
        return not any(words.concepts[k].search(self.folded) for k in others)

    def shot(self) -> int | None:
        """The shot that is named, or that "it" means; None: all of them."""
        named = slots.ordinal(self.folded)
        if named is not None or self.it is None or self.it.kind != "shot":
            return named
        if self.has("that_shot"):
            return self.it.number
        others = self.has("video") or self.has("shot") or self.has("every")
        means_it = (self.has("it") or self.going_on) and not others
        return self.it.number if means_it else None

    def named(self, section: str) -> list[str]:
        """The keys of a section whose words stand in the clause, as they stand there; what is a
        part of other words ("keyboard clicks") is none of its own.
        """
        patterns: Mapping[str, re.Pattern[str]] = getattr(lexicon(), section)
        found = [(m.span(), key) for key, p in patterns.items() if (m := p.search(self.folded))]
        spans = {span for span, _ in found}
        wider = [pair for pair in found if not any(_lies_in(pair[0], s) for s in spans)]
        return [key for _, key in sorted(wider)]

    def says_relative(self) -> bool:
        """ "5 seconds longer", "缩短2秒" and not "extend to 15 seconds" or "longer, 20 seconds"."""
        if "," in self.folded or _ABSOLUTE.search(self.folded):
            return False
        return bool(_RELATIVE.search(self.folded))

    def says_absolute(self) -> bool:
        """ "to 3 seconds", "剪到3秒"."""
        return _ABSOLUTE.search(self.folded) is not None

    def target(self) -> Target | None:
        """What a volume or a fade is about."""
        if self.has("every"):
            return "all"
        if self.has("music"):
            return "music"
        if self.has("effect"):
            return "effects"
        if any(self.has(text) for text in TEXTS):
            return "title"
        if self.has("video") or self.has("shot") or self.has("sound"):
            return "video"
        return None
