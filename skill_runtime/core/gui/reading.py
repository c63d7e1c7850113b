"""Puts the clauses of one sentence together: which stretches are GUI spans, for which action.

A `Span` is the smallest stretch that carries an instruction, with the clauses that only make sense
beside it: its place, purpose, dialog choices, the wait before it. What is no span is `Kept`.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest

from skill_runtime.core.gui.chains import ENDS, continues, goal, leading_on, looking
from skill_runtime.core.gui.grammar import Grammar
from skill_runtime.core.gui.joints import COLONS, COMMAS, begins_anew, is_bare, is_dash
from skill_runtime.core.gui.leads import addresses
from skill_runtime.core.gui.spans import Context, Kept, Span
from skill_runtime.core.gui.steps import Clause, Step
from skill_runtime.model.plan import Action

_BEFORE_A_STEP = (
    "named",
    "presented",
    "condition",
    "choice",
    "wait",
    "purpose",
    "place",
    "inability",
)
_POINTING = {"condition", "presented", "named", "place"}
"""Of these clauses alone, one names what is pressed and one tells where it is (`_WHERE`)."""
_WHERE = {"presented", "place"}
_WITHIN_A_CHAIN = {"place", "purpose", "choice", "presented"}
_NO_STEPS = ("condition", "wait")
_NEVER_ABSORBED = ("condition", "own")
_AFTER_A_STEP = ("continuation", "consequence", "place", "purpose", "wait")


class Reader:
    """Reads one sentence's shadow."""

    def __init__(self, grammar: Grammar, shadow: str, context: Context) -> None:
        self._grammar = grammar
        self._shadow = shadow
        self._asked = self._conditional = context.conditional
        self._in_span = context.in_span
        self._goes_on_from = context.goal if context.in_span else None
        self._question = grammar.as_read(context.question)
        self.dropped = False
        """Whether words went that have no step beside them in this sentence."""
        self._other_actor = False
        self._units: list[Kept | Span] = []
        self._waiting: list[tuple[str, Clause]] = []

    def read(self, start: int, end: int) -> list[Kept | Span]:
        """The units of a stretch of the shadow, in order."""
        clauses = self._grammar.split(self._shadow, start, end)
        for clause, following in zip_longest(clauses, clauses[1:]):
            if begins_anew(self._joint(clause)):
                self._conditional = self._asked
            if self._take_setting(clause) or self._take_end(clause):
                continue
            step = None if self._is_heading(clause) else self._read_step(clause)
            if step is not None and self._reports(clause, step, following):
                step = None
            if step is not None and not (self._other_actor and not addresses(step.lead)):
                self._take_step(clause, step)
            elif not self._absorb(clause):
                self._take_words(clause)
        self._settle_waiting()
        return self._units

    def _read_step(self, clause: Clause) -> Step | None:
        step = self._grammar.steps.read(self._shadow, clause)
        step = step or self._read_next(clause) or self._read_handling(clause)
        if step is None or (step.wished and not self._is_wished(clause)):
            return None
        return None if self._follows_from_step(clause, step) else step

    def _is_wished(self, clause: Clause) -> bool:
        """Whether the user's will decides, as what stands around the clause tells."""
        before = any(kind == "condition" for kind, _ in self._waiting)
        behind = self._shadow[clause.end :].strip()
        return self._conditional or before or self._grammar.is_clause("condition", behind)

    def _reports(self, clause: Clause, step: Step, following: Clause | None) -> bool:
        """Whether a step was done, as it says itself ("又点开字幕轨") or what follows tells:
        "切换到特效库，添加了三处转场". One that tells what it is good for is still to be done:
        "点开预览窗就能看到，新增了倒计时".
        """
        is_clause = self._grammar.is_clause
        if is_clause("reported", self._words(clause)):
            return True
        if step.lead or following is None:
            return False
        done = is_clause("done", self._words(following))
        return done and not is_clause("consequence", self._words(clause))

    def _is_heading(self, clause: Clause) -> bool:
        """Whether it only names what a colon brings: "Order on the timeline: ..."."""
        behind = self._shadow[clause.end :].lstrip("* ")
        return behind.startswith(COLONS) and self._grammar.is_clause("heading", self._words(clause))

    def _only_waits_for(self, kind: str) -> bool:
        return bool(self._waiting) and all(waiting == kind for waiting, _ in self._waiting)

    def _words(self, clause: Clause) -> str:
        return self._shadow[clause.start : clause.end].strip()

    def _joint(self, clause: Clause) -> str:
        return self._shadow[clause.joint : clause.start]

    def _last_span(self) -> Span | None:
        last = self._units[-1] if self._units else None
        return last if isinstance(last, Span) else None

    def _goes_on(self) -> bool:
        """Whether the clause right before was a step that is to be done."""
        previous = self._last_span()
        return previous is not None and not self._waiting and not previous.forbidden

    def _read_next(self, clause: Clause) -> Step | None:
        """What a clause asks for only because a step stands right before it. What is forbidden
        goes on with nothing but what is forbidden, too.
        """
        previous = self._last_span()
        if previous is None or self._waiting or begins_anew(self._joint(clause)):
            return None
        words, is_clause = self._words(clause), self._grammar.is_clause
        chooses = is_clause("setting", words) and not self._is_part(clause)
        if chooses or any(is_clause(kind, words) for kind in _NO_STEPS):
            return None
        step = self._grammar.steps.read_next(self._shadow, clause)
        return step if step and (not previous.forbidden or "forbid" in step.lead) else None

    def _read_handling(self, clause: Clause) -> Step | None:
        """What is done to a thing in the video that was taken up before ("grab the clip, slide it
        left"), or with what a panel has ("open the Effects panel and lay it over the clip").
        """
        chosen = [self._words(clause) for kind, clause in self._waiting if kind == "choice"]
        previous = self._last_span()
        opened = previous is not None and self._goes_on() and previous.action not in ENDS
        opened = opened or (self._in_span and not self._units and self._goes_on_from is None)
        opened = opened or any(map(self._grammar.names_control, chosen))
        taken = any(self._grammar.is_clause("part", words) for words in chosen)
        if not (taken or (opened and self._is_part(clause))):
            return None
        return self._grammar.steps.read_handling(self._shadow, clause)

    def _is_part(self, clause: Clause) -> bool:
        return self._grammar.is_clause("part", self._words(clause))

    def _take_setting(self, clause: Clause) -> bool:
        """A choice on the way to what the step before has asked for goes with it."""
        previous = self._last_span()
        aim = previous.action if previous else self._goes_on_from
        opened = previous is not None or not self._units
        in_dialog = self._only_waits_for("place")
        if (self._waiting and not in_dialog) or not opened or aim not in ENDS:
            return False
        words, grammar = self._words(clause), self._grammar
        if not (grammar.is_clause("setting", words) or (in_dialog and self._chooses(clause))):
            return False
        self._waiting = []
        if previous:
            previous.step = leading_on(previous.step)
            previous.end = clause.end
        else:
            self.dropped = True
        return True

    def _take_end(self, clause: Clause) -> bool:
        """What only ends the step of the sentence before ("Let go.") goes with it."""
        if not self._in_span or self._units or self._waiting:
            return False
        ends = self._grammar.is_clause("end", self._words(clause))
        self.dropped = self.dropped or ends
        return ends

    def _chooses(self, clause: Clause) -> bool:
        """Whether it is a choice and no more: a press is a step of its own."""
        step = self._grammar.steps.read(self._shadow, clause)
        return step is None and self._grammar.is_clause("choice", self._words(clause))

    def _follows_from_step(self, clause: Clause, step: Step) -> bool:
        """What the step before makes possible is no invitation: "... and you can save it"."""
        if "allow" not in step.lead or not self._goes_on():
            return False
        return self._grammar.is_clause("consequence", self._words(clause))

    def _only_goes_on(self) -> bool:
        """Nothing but choices in a dialog that the sentence before has opened, or the wait for what
        only an editor shows ("wait for the bar").
        """
        return bool(self._waiting) and all(
            self._is_on_the_way(kind, clause) for kind, clause in self._waiting
        )

    def _is_on_the_way(self, kind: str, clause: Clause) -> bool:
        words = self._words(clause)
        if kind == "choice":
            return self._grammar.is_dialog_choice(words)
        return kind == "wait" and self._grammar.names_control(words)

    def _take_step(self, clause: Clause, step: Step) -> None:
        kinds = {kind for kind, _ in self._waiting}
        before = [waiting for kind, waiting in self._waiting if kind != "inability"]
        whole = [Clause(each.joint, each.start, clause.end) for each in before[-1:]]
        stretches = map(self._words, [clause, *before, *whole])
        chosen = any(self._grammar.is_clause("advice", words) for words in stretches)
        self._conditional |= chosen or "condition" in kinds or self._or_else(clause)
        if step.neutral and self._goes_on_from is not None and not self._units:
            step = replace(step, action=None)
        joint = self._waiting[0][1].joint if self._waiting else clause.joint
        previous = self._last_span()
        if previous and not kinds and self._is_forbidden_too(previous, clause, step):
            previous.end = clause.end
            return
        step = self._with_what_it_means(clause, step)
        if previous and kinds <= _WITHIN_A_CHAIN and self._continues(previous, clause, step):
            parted = self._joint(clause).startswith(COMMAS)
            previous.step = goal(leading_on(previous.step) if parted else previous.step, step)
            previous.end = clause.end
            self._waiting = []
            return
        span = Span(step, joint, clause.start, clause.end, before=self._waiting)
        span.conditional = self._conditional
        self._units.append(span)
        self._waiting = []

    def _or_else(self, clause: Clause) -> bool:
        """Whether the user may do something else: "Say the word or press Export"."""
        last = self._units[-1] if self._units else None
        if not isinstance(last, Kept) or self._joint(clause) != " or ":
            return False
        return self._grammar.is_enough(self._words(last.clause))

    def _continues(self, previous: Span, clause: Clause, step: Step) -> bool:
        """Whether a step is only the next one towards the same goal (RULES, Chains)."""
        if begins_anew(self._joint(clause)) and not step.lead.isdisjoint({"allow", "subordinate"}):
            return False
        if previous.action in ENDS and step.action is Action.CHAT and "allow" not in step.lead:
            anew = previous.action is Action.CREDITS and not step.vague
            return not (anew or self._is_part(clause))
        return continues(previous, step)

    def _is_forbidden_too(self, previous: Span, clause: Clause, step: Step) -> bool:
        """The second of two things that are forbidden: "don't open Billing and press Renew", or the
        end of a chain: "don't open the File menu, then press Save As".
        """
        if not previous.forbidden or not step.lead <= {"link"}:
            return False
        words = self._shadow[clause.joint : clause.end].lower()
        on_the_way = previous.step.vague or previous.step.action is Action.STATUS
        chained = on_the_way and words.startswith(tuple(self._grammar.rules.joints))
        if chained or step.lead:
            return chained
        joint = self._joint(clause).lower()
        ored = joint.strip(" ,") in ("or", "nor")
        return ored or joint in (" and ", " and then ") or previous.step.neutral

    def _label(self, clause: Clause) -> list[Clause]:
        """What a colon parts from the clause: "Download: click the arrow"."""
        last = self._units[-1] if self._units else None
        joint = self._joint(clause).lstrip()
        labelled = isinstance(last, Kept) and joint.startswith(COLONS)
        return [last.clause] if isinstance(last, Kept) and labelled else []

    def _with_what_it_means(self, clause: Clause, step: Step) -> Step:
        """A step that says nothing of its own ("click it") means what was named before it."""
        waiting = " ".join(self._words(clause) for _, clause in self._waiting)
        if step.action is Action.CHAT and self._grammar.steps.is_settled(waiting):
            return replace(step, action=None)
        telling = {"presented", "named"}
        if step.neutral or step.generic:
            telling |= {"purpose"}
        if step.generic:
            telling |= {"condition"}
        named = [clause for kind, clause in self._waiting if kind in telling]
        named += self._label(clause)
        unsaid = step.generic and step.action in ENDS
        if not (step.neutral or unsaid) and step.action is not Action.CHAT:
            return step
        words = " ".join([self._question, *map(self._words, named)]).strip()
        return self._grammar.steps.answer(step, words) if words else step

    def _absorb(self, clause: Clause) -> bool:
        """Whether the clause goes with the step right before it."""
        previous = self._last_span()
        if previous is None or self._waiting:
            return False
        if previous.forbidden and self._threatens(clause):
            previous.after = [clause]
            return True
        words, grammar = self._words(clause), self._grammar
        if grammar.is_enough(words) or any(grammar.is_clause(k, words) for k in _NEVER_ABSORBED):
            return False
        joint = self._joint(clause)
        if is_dash(joint) and is_dash(self._shadow[previous.joint : previous.start]):
            return False
        kinds: tuple[str, ...] = _AFTER_A_STEP
        if not previous.step.lead.isdisjoint({"forbid", "subordinate"}):
            kinds = ("wait",)
        if is_bare(joint) or any(grammar.is_clause(kind, words) for kind in kinds):
            previous.end = clause.end
            if not grammar.is_clause("wait", words):
                previous.step = self._with_its_purpose(previous.step, words)
            return True
        return False

    def _with_its_purpose(self, step: Step, words: str) -> Step:
        """A step that says nothing of its own means what it is for: "press Go to get the file"."""
        if not step.vague:
            return step
        meant = self._grammar.steps.answer(step, words)
        if meant.action in ENDS:
            return meant
        aimed = step.neutral and self._grammar.is_clause("goal", words)
        return looking(step) if aimed else step

    def _threatens(self, clause: Clause) -> bool:
        """Whether it says what happens otherwise: "..., or the export stops"."""
        words = self._shadow[clause.joint : clause.end].lstrip(" ,;，；")
        return self._grammar.is_clause("otherwise", words)

    def _take_words(self, clause: Clause) -> None:
        words = self._words(clause)
        if self._adds_to_condition(clause):
            self._waiting.append(("condition", clause))
            return
        for kind in _BEFORE_A_STEP:
            if self._grammar.is_clause(kind, words) or (kind == "choice" and self._chosen(words)):
                self._waiting.append((kind, clause))
                return
        self._settle_waiting()
        self._conditional = self._conditional or self._grammar.is_clause("advice", words)
        self._other_actor = self._grammar.steps.has_other_actor(self._shadow, clause)
        self._units.append(Kept(clause))

    def _chosen(self, words: str) -> bool:
        """Whether the user is told to choose something: "you just have to pick one"."""
        told = self._grammar.steps.leads.parse(words)[1]
        is_clause = self._grammar.is_clause
        return is_clause("choice", told) and not is_clause("actor", words)

    def _adds_to_condition(self, clause: Clause) -> bool:
        """Whether it is the second half of one: "once you've seen it and you're happy"."""
        last = self._waiting[-1][0] if self._waiting else ""
        return last == "condition" and self._joint(clause) == " and "

    def _settle_waiting(self) -> None:
        """No step follows what was waiting for one."""
        if self._take_whereabouts():
            return
        previous = self._last_span()
        if previous and self._waiting and self._waiting[0][0] == "condition":
            previous.after = [clause for _, clause in self._waiting]
            previous.conditional = True
        elif self._in_span and not self._units and self._only_goes_on():
            self.dropped = True
        elif previous is None or any(kind != "wait" for kind, _ in self._waiting):
            self._units.extend(Kept(clause) for _, clause in self._waiting)
        self._waiting = []

    def _take_whereabouts(self) -> bool:
        """Takes a name and where it stands for the step that they mean: "Top right: the Export
        button", or "It's top right" behind a sentence that has named it.
        """
        kinds = [kind for kind, _ in self._waiting]
        if not _POINTING.issuperset(kinds) or _WHERE.isdisjoint(kinds):
            return False
        first = next(at for at, kind in enumerate(kinds) if kind != "condition")
        before, pointing = self._waiting[:first], [clause for _, clause in self._waiting[first:]]
        step = self._grammar.steps.named(self._named(), pointing[0].start)
        if step is None or (before and step.action is None):
            return False
        if "place" not in kinds and step.action not in ENDS:
            return False
        joint = self._waiting[0][1].joint
        span = Span(step, joint, pointing[0].start, pointing[-1].end, before)
        span.conditional = self._conditional or bool(before)
        self._units.append(span)
        self._waiting = []
        return True

    def _named(self) -> str:
        """What the waiting clauses name: a button, else what was asked about, else a part of the
        editor that a condition leads to ("If you miss the old cut, it's in the History tab").
        """
        names = [self._words(clause) for kind, clause in self._waiting if kind == "named"]
        if names:
            return names[-1]
        first, last = self._waiting[0], self._waiting[-1]
        if first[0] == "condition":
            return self._words(last[1])
        if self._units or not self._question:
            return ""
        asked = self._grammar.steps.named(self._question, 0)
        return self._question if asked else self._words(last[1])
