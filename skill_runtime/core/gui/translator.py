"""The way in: compiled rules of all languages, and the choice among them for each sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from itertools import chain

from skill_runtime.core.gui.expressions import complete
from skill_runtime.core.gui.grammar import Grammar
from skill_runtime.core.gui.prescan import Scan
from skill_runtime.core.gui.rules import GuiRules, LanguageRules
from skill_runtime.core.gui.stream import TranslationStream
from skill_runtime.model.gui import Translation
from skill_runtime.model.plan import Action
from skill_runtime.model.skill import GuiRow

_SIGNS = ('"', r"\(", r"\|", *"“”「『《‘（`<>#~→›»▸▶➔➜⇒")
_AT_THE_END = tuple(rf"{sign}(?=[\s*_]*(?:\n|\Z))" for sign in (":", "：", r"\*"))
_NEAR = 0.1
"""How much of the likeliest language's claim lets another one try, too."""
_HOME = 0.3
"""What being the reply's own language adds to a claim."""
_DOES = {
    "show_state": Action.STATUS,
    "track_summary": Action.STATUS,
    "send_edit": Action.CHAT,
    "ask_user": Action.CHAT,
    "export": Action.EXPORT,
    "export_or_srt": Action.EXPORT,
    "credits": Action.CREDITS,
}


class GuiTranslator:
    """Turns what a backend tells a user to do in an editor into actions of the runtime."""

    def __init__(self, grammars: Sequence[Grammar]) -> None:
        self._grammars = tuple(grammars)

    @classmethod
    def build(cls, rules: GuiRules, extra: Sequence[GuiRow] = ()) -> GuiTranslator:
        """Compiles the rules once.

        Args:
            extra: a skill's own rows; those that name a thing for a known action are added.
        """
        grammars = []
        for language in rules.languages:
            merged = language
            for row in extra:
                merged = _with_row(merged, row)
            grammars.append(Grammar(merged))
        return cls(grammars)

    def completed(self) -> GuiTranslator:
        """Itself, with everything compiled that is else compiled when a reply needs it."""
        complete(self)
        for grammar in self._grammars:
            grammar.complete()
        return self

    def translate(
        self, text: str, language: str | None = None, planned: frozenset[Action] = frozenset()
    ) -> Translation:
        """A whole reply; the arguments are `stream`'s."""
        stream = self.stream(language, planned)
        translated = stream.feed(text) + stream.close()
        return Translation(translated, stream.actions)

    def stream(
        self, language: str | None = None, planned: frozenset[Action] = frozenset()
    ) -> TranslationStream:
        """A reply that comes in chunks.

        Args:
            language: for sentences that don't show it themselves; None: the first of the rules.
            planned: what is run after the reply whatever it says, so that it is not offered.
        """
        pick = partial(self._pick, self._default(language))
        return TranslationStream(pick, self._unusual, planned)

    @cached_property
    def _unusual(self) -> Scan:
        """Finds all that keeps text from being passed on as it is: words of the vocabularies,
        quotes and brackets, Markdown that changes how a line is read, lines that introduce others.
        """
        return Scan((), [*_SIGNS, *_AT_THE_END]).joined(
            *(grammar.words for grammar in self._grammars)
        )

    def _default(self, language: str | None) -> Grammar:
        named = (g for g in self._grammars if g.rules.name == language)
        return next(named, self._grammars[0])

    def _pick(self, default: Grammar, text: str) -> tuple[Grammar, ...]:
        """The grammars that a sentence is read by, one after the other until one hears it."""
        if text.isascii():
            reads_ascii = default.weight("a") > 0
            return (default if reads_ascii else self._grammars[0],)
        weights = [(grammar.weight(text), grammar) for grammar in self._grammars]
        spoken = tuple(grammar for weight, grammar in weights if weight) or (default,)
        if len(spoken) == 1:
            return spoken
        claims = {g: g.claim(text) + _HOME * (g is default) for g in spoken}
        near = (g for g in spoken if claims[g] >= _NEAR * max(claims.values()))
        return tuple(sorted(near, key=lambda g: (claims[g], g is default), reverse=True))


def _with_row(rules: LanguageRules, row: GuiRow) -> LanguageRules:
    action = _DOES.get(row.do)
    if action is None:
        return rules
    parts = (part for phrase in row.match for part in phrase.split("/"))
    names = tuple(name for part in parts if (name := _object_name(rules, part)))
    return rules.with_names(action, names) if names else rules


def _object_name(rules: LanguageRules, phrase: str) -> str:
    """What a phrase names once its verb is off; empty where that is nothing, or known already:
    "preview in timeline" must not give the timeline another meaning.
    """
    if "[" in phrase or not re.search(rules.letters, phrase):
        return ""
    verbs = "|".join(_forms(rules, itself=False))
    name = re.sub(rf"^\s*(?:{verbs})(?:\s+(?:on|in|the|your)\b)*\s*", "", phrase, flags=re.I)
    name = name.strip()
    objects = (known for row in rules.objects for known in row.names)
    editor = chain(rules.evidence["control"], rules.evidence["interface"])
    known = (*_forms(rules, itself=True), *editor, *objects)
    if len(name) < 2 or re.fullmatch("|".join(known), name, re.I):
        return ""
    return re.escape(name).replace("\\ ", " ")


def _forms(rules: LanguageRules, *, itself: bool) -> Iterator[str]:
    """The verbs that name nothing beside what they do, or the others."""
    return (form for verb in rules.verbs if verb.itself is itself for form in verb.forms)
