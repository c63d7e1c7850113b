"""Rewrites one sentence: its GUI spans give way to a short statement or an offer, or to nothing.

Everything else stays to the letter. What would be left over broken (a lone colon, half a pair of
emphasis signs, a joint with nothing behind it) is repaired here and nowhere else.
"""

from __future__ import annotations

import re

from skill_runtime.core.gui.grammar import Grammar
from skill_runtime.core.gui.masking import LITERAL, Masked
from skill_runtime.core.gui.reading import Reader
from skill_runtime.core.gui.rules import Wording
from skill_runtime.core.gui.spans import Context, Kept, Span
from skill_runtime.core.gui.steps import Clause
from skill_runtime.model.gui import GuiAction, Mode
from skill_runtime.model.plan import Action
from skill_runtime.model.values import dataclass

_OPENING = re.compile(r"[^\w\"'“「『\ue000-\ue002]*")
_CLOSING = re.compile(r"[^\w\"'”」』》%⬇⤓↓📥📎➕↩↶⟲▶\ue000-\ue002)）]")
_LABEL_WORDS = 4
_VARIATION = "\ufe0f"
"""Goes with the pictograph before it."""
_PICTOGRAPHS = re.compile("[\u2600-\u27bf\u2b05-\u2b55\U0001f300-\U0001faff\ufe0f]+")
_CLOSED = re.compile(r"[:：]\*+\s*")
"""The end of a label in bold: "**Next:** click ..."."""
_LITERALS = re.compile(rf"{LITERAL}+")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A sentence after translation; empty text: nothing of it is left."""

    text: str
    actions: tuple[GuiAction, ...] = ()
    changed: bool = False
    inner_span: bool = False
    """Its last words were a GUI span, so that the next sentence may go on with it."""
    left_open: bool = False
    """A condition on the user's will stands beside that span."""
    leads_on: bool = False
    """It is nothing but a step that may be on the way to what the next sentence asks for."""


def rewrite(text: str, grammar: Grammar, context: Context) -> Rewritten:
    """The sentence as the user shall read it, and what it asked for."""
    masked = grammar.mask(text)
    if grammar.is_sentence("content", masked.shadow):
        return Rewritten(text)
    asides = _Asides(masked, grammar, context)
    shadow = masked.shadow
    opening = _OPENING.match(shadow)
    start = opening.end() if opening else 0
    end = len(shadow)
    while end > start and _CLOSING.match(shadow, end - 1):
        end -= 1
    if _asks(shadow[end:]) and not grammar.is_sentence("request", shadow):
        return asides.applied()
    reader = Reader(grammar, shadow, context)
    units = reader.read(start, end)
    if not reader.dropped and not any(isinstance(unit, Span) for unit in units):
        return asides.applied()
    return _Composer(masked, grammar, context, asides).compose(units, start, end)


def _asks(closing: str) -> bool:
    return "?" in closing or "？" in closing


class _Asides:
    """The bracketed passages of a sentence, each translated on its own."""

    def __init__(self, masked: Masked, grammar: Grammar, context: Context) -> None:
        around = Context(context.said, planned=context.planned, before=context.before + masked.text)
        self._text = masked.text
        self.edits: list[tuple[int, int, str]] = []
        self.actions: list[tuple[int, GuiAction]] = []
        for start, end in masked.asides:
            inner = rewrite(self._text[start + 1 : end - 1], grammar, around)
            if not inner.changed:
                continue
            words = f"{self._text[start]}{inner.text}{self._text[end - 1]}" if inner.text else ""
            begin = start - 1 if not words and self._text[start - 1 : start] == " " else start
            self.edits.append((begin, end, words))
            self.actions.extend((start, action) for action in inner.actions)

    def applied(self) -> Rewritten:
        """The sentence with nothing but its asides changed."""
        if not self.edits:
            return Rewritten(self._text)
        actions = tuple(action for _, action in self.actions)
        return Rewritten(self.between(0, len(self._text)), actions, changed=True)

    def between(self, start: int, end: int) -> str:
        """A stretch of the text with the edits that fall into it."""
        parts, at = [], start
        for begin, stop, words in self.edits:
            if start <= begin and stop <= end:
                parts += [self._text[at:begin], words]
                at = stop
        return "".join([*parts, self._text[at:end]])


class _Composer:
    """Builds the new sentence from its units."""

    def __init__(self, masked: Masked, grammar: Grammar, context: Context, asides: _Asides) -> None:
        self._masked = masked
        self._grammar = grammar
        self._rules = grammar.rules
        self._said = context.said
        self._before = context.before
        self._planned = context.planned
        self._asides = asides
        self._parts: list[str] = []
        self._appended: list[str] = []
        self._after_aside = False
        """A relative clause was just taken out: its second comma goes too."""
        self._actions: list[tuple[int, GuiAction]] = list(asides.actions)

    def compose(self, units: list[Kept | Span], start: int, end: int) -> Rewritten:
        """The sentence; `start` and `end` bound the units, signs around them stay."""
        for unit in units:
            if isinstance(unit, Kept):
                clause = unit.clause
                self._add(self._slice(clause.joint, clause.start), clause.start, clause.end)
            else:
                self._add_span(unit, units)
        body = "".join(self._parts).strip()
        text = self._finish(body, units, start, end)
        self._actions.sort(key=lambda pair: pair[0])
        last = not units or (isinstance(units[-1], Span) and not units[-1].forbidden)
        left_open = last and any(isinstance(u, Span) and u.conditional for u in units[-1:])
        actions = tuple(action for _, action in self._actions)
        leads_on = len(units) == 1 and last and self._leads_on(units[0])
        return Rewritten(
            text,
            actions,
            changed=True,
            inner_span=last,
            left_open=left_open,
            leads_on=leads_on,
        )

    def _leads_on(self, unit: Kept | Span) -> bool:
        if isinstance(unit, Kept) or unit.before or not unit.step.lead <= {"tell", "link"}:
            return False
        aims = unit.step.look or self._grammar.is_clause("goal", self._words(unit))
        return unit.action is Action.STATUS and not aims

    def _slice(self, start: int, end: int) -> str:
        offsets = self._masked.offsets
        return self._asides.between(offsets[start], offsets[end])

    def _add(self, joint: str, start: int, end: int) -> None:
        words = self._slice(start, end)
        if self._after_aside:
            joint, self._after_aside = self._rules.spaced * " ", False
        self._parts.append(joint + words if self._parts else words.lstrip())

    def _add_span(self, span: Span, units: list[Kept | Span]) -> None:
        action = span.action
        if action is not None:
            at = self._masked.offsets[span.step.verb]
            self._actions.append((at, GuiAction(action, span.mode)))
        words = self._replacement(span, units)
        if "{detail}" in words:
            shadow = self._masked.shadow[self._first(span) : span.end]
            words = words.replace("{detail}", self._grammar.detail(shadow))
        words = self._grammar.written_like(self._before + self._masked.text, words)
        literals = _LITERALS.finditer(self._masked.shadow, span.start, span.end)
        kept = [self._slice(*match.span()) for match in literals]
        words = " ".join([words, *(f"({literal})" if words else literal for literal in kept)])
        if not words:
            self._keep_pictographs(span)
            self._drop_label(span)
        elif "aside" in span.step.lead and self._parts:
            self._appended.append(words)
            self._after_aside = True
        else:
            self._add_words(span, words)

    def _add_words(self, span: Span, words: str) -> None:
        joint = self._masked.shadow[span.joint : self._first(span)]
        joint = self._rules.joints.get(joint, joint) or self._comma()
        if closed := _CLOSED.match(self._slice(span.joint, self._first(span))):
            joint = closed[0]
        words = self._lead_in(span) + words + self._follow_up(span)
        self._parts.append(joint + words if self._parts else words)

    @staticmethod
    def _first(span: Span) -> int:
        return span.before[0][1].start if span.before else span.start

    def _lead_in(self, span: Span) -> str:
        """The clauses before the step that still make sense with what is said instead."""
        kept = {"condition"}
        if not any(self._grammar.names_control(self._words(c)) for _, c in span.before):
            kept |= {"wait"}
        if span.mode is Mode.OFFER or span.action is Action.UPLOAD:
            kept |= {"purpose"}
        clauses = [clause for kind, clause in span.before if kind in kept]
        if not clauses:
            return ""
        first, last = clauses[0], clauses[-1]
        words = self._slice(first.start, first.end)
        for clause in clauses[1:]:
            words += self._slice(clause.joint, clause.end)
        joint = self._slice(last.end, span.start) if last is span.before[-1][1] else ""
        return words + (joint or self._comma())

    def _comma(self) -> str:
        return ", " if self._rules.spaced else "，"

    def _words(self, stretch: Clause | Span) -> str:
        return self._masked.shadow[stretch.start : stretch.end]

    def _follow_up(self, span: Span) -> str:
        if not span.after:
            return ""
        return self._slice(span.after[0].joint, span.after[-1].end)

    def _replacement(self, span: Span, units: list[Kept | Span]) -> str:
        """What is said instead; empty: nothing."""
        action = span.action
        if action is None:
            stays = span.after or self._is_joined(span, units)
            return self._rules.patience if span.forbidden and stays else ""
        wording = span.wording or self._rules.wording.get(action, Wording())
        if span.mode is Mode.EXECUTE:
            if action in self._said and len(units) == 1:
                return ""
            waits = span.has_before("wait") and bool(wording.later)
            return wording.later if waits else wording.execute
        if action in self._planned:
            return ""
        if action is Action.CHAT and self._invites(units):
            return ""
        if "subordinate" in span.step.lead:
            return self._subordinate(span, wording)
        conditional = span.conditional or bool(span.before)
        return wording.offer if conditional else wording.offer_alone or wording.offer

    def _is_joined(self, span: Span, units: list[Kept | Span]) -> bool:
        """Whether what follows a span at the beginning says why: "..., because it renders yet"."""
        follower = units[1] if units[0] is span and len(units) > 1 else None
        if self._parts or not isinstance(follower, Kept):
            return False
        reason = follower.clause
        joined = any(map(str.isalpha, self._masked.shadow[reason.joint : reason.start]))
        return joined or self._grammar.is_clause("reason", self._words(reason))

    def _invites(self, units: list[Kept | Span]) -> bool:
        kept = (self._words(unit.clause) for unit in units if isinstance(unit, Kept))
        return any(self._grammar.is_enough(words) for words in kept)

    def _subordinate(self, span: Span, wording: Wording) -> str:
        """ "Once you click Export" → "once you say 'export'"."""
        if span.action is Action.CHAT:
            return ""
        lead = self._masked.shadow[span.start : span.step.verb].strip()
        joined = lead if lead.endswith("you") else f"{lead} you"
        return f"{joined} {wording.asked or wording.offer}"

    def _keep_pictographs(self, span: Span) -> None:
        """Those that part the span from the words before it belong to these."""
        joint = self._masked.shadow[span.joint : self._first(span)].strip()
        if self._parts and _PICTOGRAPHS.fullmatch(joint):
            self._parts.append(joint)

    def _drop_label(self, span: Span) -> None:
        """A label whose whole content went ("Next step: ...") goes too."""
        joint = self._masked.shadow[span.joint : self._first(span)]
        label = "".join(self._parts)
        limit = _LABEL_WORDS * (1 if self._rules.spaced else 2)
        short = len(self._parts) == 1 and self._grammar.weight(label) <= limit
        if short and joint.strip().startswith((":", "：")):
            self._parts.clear()

    def _finish(self, body: str, units: list[Kept | Span], start: int, end: int) -> str:
        """Signs around the words, capital, stop, appended offers."""
        text, offsets = self._masked.text, self._masked.offsets
        before, after = text[: offsets[start]], text[offsets[end] :].lstrip(_VARIATION)
        if not body:
            return ""
        if self._rules.spaced and not text[offsets[start] : offsets[start] + 1].islower():
            body = body[0].upper() + body[1:]
        changed_end = isinstance(units[-1], Span)
        if changed_end and after.strip(" *")[:1] in tuple(":：?？"):
            after = _replace_stop(after, "." if self._rules.spaced else "。")
        joined = _paired(before, body, after, text)
        return " ".join([joined, *map(self._as_sentence, self._appended)])

    def _as_sentence(self, words: str) -> str:
        return words[0].upper() + words[1:] + ("." if self._rules.spaced else "。")


def _replace_stop(after: str, stop: str) -> str:
    return re.sub(r"[:：?？]+", stop, after, count=1)


def _paired(before: str, body: str, after: str, source: str) -> str:
    """Emphasis signs stay in pairs where they were."""
    joined = before + body + after
    if joined.count("**") % 2 == source.count("**") % 2:
        return joined
    if before.rstrip().endswith("**"):
        return before.rstrip()[:-2] + body + after
    if after.startswith("**"):
        return before + body + after[2:]
    if "**" in body:
        return before + body.replace("**", "", 1) + after
    return joined
