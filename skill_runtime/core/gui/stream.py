"""A reply while it arrives: sentence by sentence in, translated text and actions out.

How long words may be held back: a sentence until its end can't move any more (at most `LIMIT`
characters); an excuse, the name of a button, an announced list of steps or a step that only leads
on ("Open the File menu.") until the next sentence is known; a trailing error with its "please try
again" (at most four sentences) until something else follows or the reply ends. Nothing else is ever
held.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from skill_runtime.core.gui.grammar import Grammar
from skill_runtime.core.gui.page import Page
from skill_runtime.core.gui.prescan import Scan
from skill_runtime.core.gui.rewriting import Rewritten, rewrite
from skill_runtime.core.gui.segments import Segment, Segmenter, last_sentence
from skill_runtime.core.gui.spans import Context
from skill_runtime.model.gui import GuiAction, Mode
from skill_runtime.model.plan import Action

_PICTOGRAPH = re.compile("[\u2600-\u27bf\U0001f300-\U0001faff]\ufe0f? ")
"""Ends a sentence that has no stop."""

_HELD = 4
"""Sentences that may be held back at once."""

_NO_END = (Action.CHAT, Action.STATUS)
"""A press behind a span for one of these may be for something else."""

_AROUND = ' *_"”'

_WITH_A_SPAN = ("inability", "presented")
"""What is held and goes with the span behind it, in the same paragraph too."""

PickGrammars = Callable[[str], tuple[Grammar, ...]]
"""The grammars for a sentence, the likeliest first."""


class TranslationStream:
    """Feed it chunks as they come; any chunking gives the same text and the same actions."""

    def __init__(
        self,
        pick: PickGrammars,
        unusual: Scan,
        planned: frozenset[Action] = frozenset(),
    ) -> None:
        self._pick = pick
        self._planned = planned
        self._unusual = unusual
        self._segmenter = Segmenter(self._find)
        self._holds = self._segmenter.holds
        self._page = Page()
        self._held: list[tuple[Segment, Rewritten | None]] = []
        self._holding = ""
        self._before = ""
        """The sentence before, or some, as the backend wrote them."""
        self._in_span = False
        self._left_open = False
        """The span that the sentence before ended in was left to the user."""
        self._in_table = False
        self._table_offers = False
        """Its header leaves it to the user what is done."""
        self._list_offers = False
        """So does the line above the list: "When you like it:"."""
        self._goal: Action | None = None
        """What the last span was for."""
        self._content = _ContentScope()
        self._calm = True
        """Nothing of what was before can change what comes."""
        self._modes: dict[Action, Mode] = {}
        self._said: set[Action] = set()

    @property
    def actions(self) -> tuple[GuiAction, ...]:
        """What was asked for so far, in order of first mention, each action once."""
        return tuple(GuiAction(action, mode) for action, mode in self._modes.items())

    def feed(self, chunk: str) -> str:
        """The text that is whole and can't change any more; "" if there is none yet."""
        if self._holds(chunk):
            return ""
        if self._calm and (run := self._segmenter.take_run(self._unusual.matches)) is not None:
            if run:
                self._before, self._page.empty = run, False
            return run
        for segment in self._segmenter.completed():
            self._take(segment)
        self._calm = not (self._in_table or self._goes_on())
        return self._page.taken()

    def close(self) -> str:
        """The rest."""
        if self._calm and (rest := self._segmenter.take_rest(self._unusual.matches)) is not None:
            return rest
        for segment in self._segmenter.close():
            self._take(segment)
        if self._holding == "trouble" and self._before:
            self._held = []
            self._page.skip("")
        self._release()
        return self._page.taken()

    def _find(self, text: str, at: int) -> int:
        """Where something must be looked at: at once, while what was before may go on."""
        return at if self._goes_on() else self._unusual.find(text, at)

    def _goes_on(self) -> bool:
        """Whether what was before can change what comes."""
        held = bool(self._held) or self._page.has_gap
        return held or self._in_span or self._list_offers or self._content.is_open

    def _take(self, segment: Segment) -> None:
        if segment.run:
            self._write(segment)
        elif not segment.text:
            self._take_blanks(segment)
        elif self._content.covers(segment) or (segment.verbatim and not _is_row(segment)):
            self._release()
            self._write(segment)
        elif segment.verbatim:
            self._release()
            self._take_row(segment)
        else:
            self._take_sentence(segment, self._pick(segment.text))

    def _take_row(self, row: Segment) -> None:
        """A table's cells are read on their own; below a header of shots they are content."""
        header = not self._in_table
        if header:
            self._read_header(row.text)
        found = [self._cell(cell) for cell in row.text.split("|")] if not header else []
        actions = tuple(action for cell in found for action in cell.actions)
        if any(cell.changed for cell in found):
            text = "|".join(cell.text for cell in found)
            self._write(row, Rewritten(text, actions, changed=True))
        else:
            self._write(row)
        self._in_table = True

    def _read_header(self, text: str) -> None:
        grammar = self._pick(text)[0]
        if grammar.is_sentence("shot_table", text):
            self._content.open_table()
        self._table_offers = grammar.is_sentence("offer_table", text)

    def _cell(self, cell: str) -> Rewritten:
        words = cell.strip()
        offered = self._table_offers
        results = (self._translate(each, words, offered=offered) for each in self._pick(words))
        heard = next((each for each in results if each.changed), None)
        if heard is None:
            return Rewritten(cell)
        return Rewritten(cell.replace(words, heard.text or "–"), heard.actions, changed=True)

    def _take_blanks(self, segment: Segment) -> None:
        """Blanks at the end of a reply: they wait with what is held, which may still be dropped."""
        if self._held:
            self._held.append((segment, None))
        else:
            self._page.write(segment.glue, "")

    def _take_sentence(self, segment: Segment, grammars: tuple[Grammar, ...]) -> None:
        text, grammar = segment.text, grammars[0]
        if self._goes_on_with_trouble(grammar, text):
            self._held.append((segment, None))
            return
        if self._holding == "trouble":
            self._release()
        if "\n" in segment.glue and not _is_listed(segment.glue):
            self._list_offers = False
        offered = self._list_offers or (self._left_open and grammar.is_sentence("then", text))
        results = (self._translate(each, text, offered=offered) for each in grammars)
        result = next((each for each in results if each.changed), Rewritten(text))
        if not result.changed and (kind := self._kind(grammar, text)):
            self._release()
            self._held, self._holding = [(segment, None)], kind
            return
        if self._held and self._settle(segment, result, grammar):
            return
        if result.leads_on:
            self._held, self._holding = [(segment, result)], "step"
            self._remember(segment, result)
            return
        self._write(segment, result)
        self._list_offers = self._list_offers or grammar.leaves_it_open(text)
        if grammar.opens_content(segment.glue, text):
            self._content.open()

    def _goes_on_with_trouble(self, grammar: Grammar, text: str) -> bool:
        holding = self._holding == "trouble" and len(self._held) < _HELD
        return holding and grammar.is_sentence("trouble_more", text)

    @staticmethod
    def _kind(grammar: Grammar, text: str) -> str:
        """Why a sentence must be held back; empty: it needn't."""
        if not grammar.hints(text):
            return ""
        kinds = ("trouble", "inability", "presented", "steps_intro")
        return next((kind for kind in kinds if grammar.is_sentence(kind, text)), "")

    def _translate(self, grammar: Grammar, text: str, *, offered: bool = False) -> Rewritten:
        question = self._question(grammar)
        named = question or self._presented()
        if not (self._in_span or named or grammar.may_hold_step(text)):
            return Rewritten(text)
        asked = bool(question) or offered
        said = frozenset(self._said)
        context = Context(
            said, asked, self._in_span, self._goal, named, self._before, self._planned
        )
        return rewrite(text, grammar, context)

    def _question(self, grammar: Grammar) -> str:
        """The sentence before, where it asked for the user's will."""
        before = self._before.rstrip(_AROUND)
        if not before.endswith(("?", "？")):
            return ""
        question = _PICTOGRAPH.split(last_sentence(before))[-1]
        return question if grammar.is_sentence("will", question) else ""

    def _presented(self) -> str:
        """The sentence before, where it named what this one may press."""
        return self._held[-1][0].text if self._holding == "presented" else ""

    def _settle(self, segment: Segment, result: Rewritten, grammar: Grammar) -> bool:
        """What was held goes with the span that follows it, or is written after all.

        True: the sentence itself is held, too.
        """
        if self._holding == "step":
            follows = self._follows_step(segment, grammar)
            empty = result.changed and not result.text.strip() and not result.actions
            if follows and empty and len(self._held) < _HELD:
                self._held.append((segment, result))
                self._remember(segment, result)
                return True
            gone = follows and self._is_goal(result)
        else:
            gone = result.inner_span and (self._holding in _WITH_A_SPAN or "\n" in segment.glue)
        if gone:
            for held, _ in self._held:
                self._page.skip(held.glue)
            self._held = []
        self._release()
        return False

    def _is_goal(self, result: Rewritten) -> bool:
        """Whether it is what the held steps led to, and not left to the user unlike them."""
        held = self._held[0][1]
        if held is None or not result.actions:
            return False
        found = result.actions[0]
        return found.action is Action.CHAT or found.mode is held.actions[0].mode

    def _follows_step(self, segment: Segment, grammar: Grammar) -> bool:
        """Whether a sentence is the next step towards the goal of the one before it."""
        if "\n" in segment.glue:
            return _is_numbered(segment.glue) and _is_numbered(self._held[0][0].glue)
        return grammar.is_sentence("then", segment.text)

    def _release(self) -> None:
        held, self._held, self._holding = self._held, [], ""
        for segment, result in held:
            if segment.text:
                self._write(segment, result)
            else:
                self._page.write(segment.glue, "")

    def _write(self, segment: Segment, result: Rewritten | None = None) -> None:
        text = segment.text if result is None else result.text
        if result is not None and result.changed and not text.strip():
            self._page.skip(segment.glue)
        else:
            self._page.write(segment.glue, text)
        self._in_table = False
        self._remember(segment, result)
        for action in result.actions if result else ():
            self._note(action)

    def _remember(self, segment: Segment, result: Rewritten | None) -> None:
        """What the next sentence may go on with."""
        self._before = segment.text
        self._in_span = result is not None and result.inner_span
        self._left_open = result is not None and result.left_open
        for action in result.actions if result else ():
            self._goal = None if action.action in _NO_END else action.action

    def _note(self, found: GuiAction) -> None:
        if found.mode is Mode.EXECUTE:
            self._said.add(found.action)
            self._modes[found.action] = Mode.EXECUTE
        self._modes.setdefault(found.action, found.mode)


class _ContentScope:
    """What was introduced as a script, a storyboard or title ideas is content."""

    def __init__(self) -> None:
        self._state = ""
        """"" · "next": the block that follows · "block": inside it · "list": lists that follow ·
    "table": its rows"""

    @property
    def is_open(self) -> bool:
        return bool(self._state)

    def open(self) -> None:
        self._state = "next"

    def open_table(self) -> None:
        """The rows below are content; what stands below the table is not."""
        self._state = "table"

    def covers(self, segment: Segment) -> bool:
        """Whether this sentence belongs to what was introduced."""
        if not self._state:
            return False
        blank = segment.glue.count("\n") > 1
        listed = _is_listed(segment.glue)
        if self._state == "table":
            self._state = "table" if _is_row(segment) else ""
        elif self._state == "next":
            self._state = "block"
        elif blank:
            self._state = "list" if listed else ""
        return bool(self._state)


def _is_row(segment: Segment) -> bool:
    return segment.text.startswith("|")


def _is_numbered(glue: str) -> bool:
    return glue.lstrip()[:1].isdigit()


def _is_listed(glue: str) -> bool:
    return not glue[glue.rfind("\n") + 1 :].isspace() and not glue.endswith("\n")
