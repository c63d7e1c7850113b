"""What the files under translations/gui/ say, as plain values.

No file is read and no expression compiled here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from skill_runtime.model.plan import Action
from skill_runtime.model.values import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences that stand in for a GUI span. Empty: nothing is said in its place.

    "{detail}" in one gives way to what the step mentioned, as `LanguageRules.details` puts it.
    """

    execute: str = ""
    """The runtime does it now: "I'm exporting it now"."""
    later: str = ""
    """The same after a wait that stays in the text: "once it is done, I'll export it"."""
    offer: str = ""
    """After a condition that stays in the text: "if you like it, say 'export'"."""
    asked: str = ""
    """What the user does then: "once you say 'export', the file takes two minutes"."""
    offer_alone: str = ""
    """An offer without a condition: "say 'export' whenever you want the file"."""


@dataclass(frozen=True, slots=True)
class VerbClass:
    """Verbs that need the same evidence to count as talk about the editor."""

    name: str
    forms: tuple[str, ...]
    needs: tuple[str, ...]
    """Names of `LanguageRules.evidence`; one of them must follow the verb in its clause."""
    default: Action | None
    """What the verb means when nothing in its clause says more."""
    strict: bool = False
    """Its evidence always has a word of `control` or `objects`, a quotation or an arrow in it;
    a sentence without one isn't looked at (this is for speed alone)."""
    itself: bool = False
    """The verb names what is done ("download it from ..."), so it is read as an object too."""
    goes_on: bool = False
    """Behind another step it needs no evidence: "open the panel and lower the music"."""
    fallback: bool = False
    """Tried where no verb of the other classes gave an instruction."""
    addressed: bool = False
    """It counts only behind words that speak to the user: "please", "you can"."""
    wished: bool = False
    """It counts only with a condition on the user's will beside it: "once you're happy"."""
    forbids: bool = False
    """It tells by itself that nothing is to be done: "leave the Export button alone"."""
    handles: bool = False
    """It counts only where a thing in the video was taken up: "grab the clip and slide it"."""
    look: bool = False
    """It is a goal of its own (preview, check), never a step on the way to another."""
    wording: Wording | None = None
    """Said instead of the action's own wording; a row's comes first."""


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """Names of things in an editor, and the action that stands for using one."""

    action: Action | None
    """None: there is no API for it, the words are dropped."""
    names: tuple[str, ...]
    verbs: tuple[str, ...] = ()
    """The verb classes that it is read after; empty: all."""
    generic: bool = False
    """Any panel or button: a row that says more decides first."""
    neutral: bool = False
    """A step that only goes on with what was begun (OK, Start, a format)."""
    overrides: bool = False
    """Named anywhere in the clause, it decides (the interface's language or theme)."""
    wording: Wording | None = None


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """Everything that one language file says. Strings are regular expression fragments."""

    name: str
    letters: str
    """A character class: the letters that tell a sentence of this language."""
    spaced: bool
    """Words stand between blanks (and a sentence begins with a capital)."""
    letters_per_word: int
    """How many letters weigh as much as one word of another language."""
    verbs: tuple[VerbClass, ...]
    evidence: Mapping[str, tuple[str, ...]]
    objects: tuple[ObjectRow, ...]
    leads: Mapping[str, tuple[str, ...]]
    """What may stand between the beginning of a clause and the verb: tell, link, allow, forbid,
    aside, subordinate, place, thing."""
    clauses: Mapping[str, tuple[str, ...]]
    """How a clause is told that is no step itself: condition, wait, purpose, place, inability,
    continuation, consequence; otherwise: what happens if a forbidden step is taken; reason: why;
    setting: a choice in a dialog; advice: the backend suggests or lets the user choose; part: names
    a part of the video, so that changing it is a goal of its own; goal: what in a step tells that
    it is more than a step on the way; heading: names what a colon brings; named: nothing but
    something to press; done: tells of what was done, and so does the clause before it; reported:
    by its own first word it tells of what was done."""
    breaks: tuple[str, ...]
    """Where a clause ends; what the expression matches joins the two."""
    sentences: Mapping[str, tuple[str, ...]]
    """Whole sentences: content, will, trouble, trouble_more, presented, intro, steps_intro,
    shot_table, offer_table, request."""
    joints: Mapping[str, str]
    """A joint before a replacement → what stands there instead."""
    wording: Mapping[Action, Wording] = field(default_factory=dict)
    adverb: tuple[str, ...] = ()
    """What may stand, beside the leads, between "please" or "you can" and a verb."""
    frame: tuple[str, ...] = ()
    """Small words that tell which language a sentence of several is built in."""
    loans: Mapping[str, str] = field(default_factory=dict)
    """Another language's word, in small letters → this language's, which it is read as."""
    spellings: Mapping[str, str] = field(default_factory=dict)
    """Another way to write a sign or a word → the way it is read, of the same length."""
    respelled: Mapping[str, str] = field(default_factory=dict)
    """What a wording has → how it is written for readers of the spellings above."""
    details: Mapping[str, str] = field(default_factory=dict)
    """What a step may mention → what a wording says for it in the place of its {detail}."""
    patience: str = ""
    """Stands in for what is forbidden where only what happens otherwise is left: "hold on"."""
    enough: tuple[str, ...] = ()
    """The rest of a sentence that already invites the user to speak: no offer is added to it."""

    def with_names(self, action: Action, names: tuple[str, ...]) -> LanguageRules:
        """The same language with more names for an action's objects."""
        row = ObjectRow(action, names)
        return replace(
            self,
            objects=(row, *self.objects),
            evidence={
                **self.evidence,
                "control": (*names, *self.evidence["control"]),
                "interface": (*names, *self.evidence["interface"]),
            },
        )


@dataclass(frozen=True, slots=True)
class GuiRules:
    """All languages; the first is the one for text that shows no script of its own."""

    languages: tuple[LanguageRules, ...]
