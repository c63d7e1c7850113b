"""The process that runs turns to their end, whatever becomes of the command that sent them.

An order is a line on standard input; one line of JSON goes back: `{"turn": 12}` once its turn is
begun, `{"busy": true}`, or `{"fault": "…"}` where none could begin. All else goes into the store.
An empty line asks whether it is still there.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from contextlib import aclosing

from skill_runtime.adapters.worker_process import read_order
from skill_runtime.assembly import keep_translator, load_faults, load_skill, open_place
from skill_runtime.errors import SkillRuntimeError
from skill_runtime.model.errand import Errand, Place
from skill_runtime.model.records import Outcome, Turn
from skill_runtime.model.told import Told
from skill_runtime.runtime.conversation import Conversation
from skill_runtime.runtime.detached import FAULT
from skill_runtime.surfaces import exit_codes


def run() -> int:
    sender = _Sender()
    code = exit_codes.OK
    served: Place | None = None
    for order in sys.stdin.buffer:
        sender.waits = True
        if not order.strip():
            sender.answer({})
            continue
        try:
            place, errand = read_order(order)
        except ValueError:  # its sender was ended while it spoke
            return exit_codes.USAGE
        try:
            asyncio.run(_work(place, errand, sender))
        except SkillRuntimeError as error:
            sender.answer({"fault": load_faults().words(error, errand.language or "en")})
            code = exit_codes.SETUP
        else:
            served = place
        sender.answer({})
    if served:
        with contextlib.suppress(SkillRuntimeError):  # the skill was removed meanwhile
            keep_translator(load_skill(served.skill or None))
    return code


class _Sender:
    """Whoever sends the orders, who waits for one answer to each; it may be gone."""

    def __init__(self) -> None:
        self._pipe = os.dup(sys.stdout.fileno())
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what else is printed, is logged
        self.waits = False

    def answer(self, value: dict[str, object]) -> None:
        """Does nothing where this order was answered already."""
        if self.waits:
            self.waits = False
            with contextlib.suppress(OSError):
                os.write(self._pipe, json.dumps(value).encode() + b"\n")


async def _work(place: Place, errand: Errand, sender: _Sender) -> None:
    async with open_place(place) as conversation:
        await _Work(conversation, errand, sender).run()


class _Work:
    def __init__(self, conversation: Conversation, errand: Errand, sender: _Sender) -> None:
        self._conversation = conversation
        self._errand = errand
        self._sender = sender
        self._turn: Turn | None = None

    async def run(self) -> None:
        plan, text, language = self._errand
        if plan is None:
            events = self._conversation.wait(language, self._begun)
        else:
            events = self._conversation.run(plan, text, language, self._begun)
        try:
            async with aclosing(events) as turn:
                async for told in turn:
                    if told.type == "busy":
                        self._sender.answer({"busy": True})
        except SkillRuntimeError as error:
            if self._turn is None:
                raise
            self._fail(self._turn, load_faults().words(error, self._turn.language))

    def _begun(self, turn: Turn) -> None:
        self._turn = turn
        self._conversation.ports.store.history.show(turn, 0)
        self._sender.answer({"turn": turn.id})

    def _fail(self, turn: Turn, words: str) -> None:
        """Left without an end where a message had gone out: the next command looks after it."""
        store = self._conversation.ports.store
        store.append(turn, Told(FAULT, {}, words))
        record = store.history.find(turn.id)
        if record is None or not record.messaged:
            store.end(turn, Outcome.FAULT)
