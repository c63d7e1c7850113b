"""What users read in the kill test, beside what really happened."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from benchmarks.kill_backend import Ledger

Event = dict[str, Any]
_ECHOES = frozenset({"command", "meanwhile", "interrupted", "turns", "goes_on", "end"})
"""Events that hold the user's own words."""
_REFUSALS = frozenset({"refused", "no_connection", "bad_input", "no_credits", "fault"})


@dataclass(frozen=True)
class Request:
    kind: str
    """edit · both (an edit, then an export) · upload · export"""
    token: str
    """What its edit, its file or its words have for a name, and no other's."""
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """As the record of turns has it."""
        return self.words[1] if self.words[0] == "say" else " ".join(self.words)


@dataclass(frozen=True)
class Asked:
    request: Request
    read: list[Event]
    """All that was read in its conversation."""
    since: int
    """Where in that it was asked."""

    @property
    def later(self) -> list[Event]:
        return self.read[self.since :]


@dataclass(frozen=True)
class Verdict:
    """Counts of what must not be, of what was done to bring it about, and a line for each fault."""

    lost: int = 0
    paid_twice: int = 0
    delivered_twice: int = 0
    wrong: int = 0
    untold: int = 0
    in_doubt: int = 0
    turns: int = 0
    kills: int = 0
    studio_kills: int = 0
    details: tuple[str, ...] = ()

    def __add__(self, other: Verdict) -> Verdict:
        pairs = ((getattr(self, f.name), getattr(other, f.name)) for f in fields(self))
        return Verdict(*(one + two for one, two in pairs))

    @property
    def faults(self) -> int:
        return self.lost + self.paid_twice + self.delivered_twice + self.wrong + self.untold

    def __str__(self) -> str:
        return (
            f"{self.turns} turns, {self.kills} kills, {self.studio_kills} of the studio: "
            f"lost {self.lost}, paid twice {self.paid_twice}, "
            f"delivered twice {self.delivered_twice}, reported wrongly {self.wrong}; "
            f"in doubt {self.in_doubt}, of which untold {self.untold}"
        )


def fault(kind: str, why: str) -> Verdict:
    return replace(Verdict(details=(f"{kind}: {why}",)), **{kind: 1})


def judge(asked: Sequence[Asked], truth: Ledger, home: Path) -> Verdict:
    store = _Store(home / "state" / "state.db")
    files = Counter(path.read_bytes() for path in (home / "out").iterdir())
    verdict = Verdict(turns=len(asked))
    for one in asked:
        case = _Case(one, truth, store, files)
        verdict = sum(case.faults(), verdict)
    for session in {id(one.read): one.read for one in asked}.values():
        if session[-1]["type"] == "never_ended":
            verdict += fault("lost", "something is under way for ever")
    return verdict


class _Store:
    """What the runtime has on record."""

    def __init__(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as db:
            self.turns = dict(db.execute("SELECT text, outcome FROM turn WHERE text != ''"))
            rows = db.execute("SELECT text, job.id FROM job JOIN turn ON turn.id = job.turn")
            self.jobs = [tuple(row) for row in rows]


class _Case:
    """One request."""

    def __init__(self, asked: Asked, truth: Ledger, store: _Store, files: Counter[bytes]) -> None:
        self._asked = asked
        self._request = asked.request
        self._truth = truth
        self._begun = asked.request.text in store.turns
        self._outcome = store.turns.get(asked.request.text)
        self._jobs = [id_ for text, id_ in store.jobs if text == asked.request.text]
        self._files = files

    def faults(self) -> Iterator[Verdict]:
        kind = self._request.kind
        if kind in {"edit", "both"}:
            yield from self._of_message()
        if kind in {"export", "both"}:
            yield from self._of_renders()
        if kind == "upload":
            yield from self._of_upload()

    def _fault(self, kind: str, why: str) -> Verdict:
        read = [json.dumps(event)[:300] for event in self._asked.later[:14]]
        said = f"{self._request.text} ({self._outcome}): {why}"
        return fault(kind, "\n    ".join([said, *read]))

    def _read(self, *types: str) -> list[Event]:
        return [event for event in self._asked.later if event["type"] in types]

    def _cut_off(self, action: str) -> bool:
        """The user was told that this part was never begun."""
        return any(
            event["said"] == self._request.text and event["action"] == action
            for event in self._read("interrupted")
        )

    def _stopped_before(self, action: str) -> bool:
        return any(action in event["left"] for event in self._read("plan_stopped"))

    # --- a message

    def _of_message(self) -> Iterator[Verdict]:
        paid = sum(n for said, n in self._truth.messages.items() if self._request.token in said)
        landed = any(self._request.token in said for said in self._truth.landed)
        if paid > 1:
            yield self._fault("paid_twice", f"sent {paid} times")
        if paid and self._cut_off("chat"):
            yield self._fault("wrong", "told that it was never begun")
        if landed:
            yield from self._of_landed()
        elif self._outcome == "done":
            yield self._fault("wrong", "told as done, and it was not")
        elif paid:
            yield Verdict(in_doubt=1)
            if not self._read("not_confirmed"):
                yield self._fault("untold", "it was paid for, did not land, and nobody said so")
        else:
            yield from self._of_unsent()

    def _of_unsent(self) -> Iterator[Verdict]:
        """Its sending may be on record all the same: the backend died before it came."""
        if self._read("not_confirmed"):
            yield Verdict(in_doubt=1)
        elif self._begun and not (self._cut_off("chat") or self._refused()):
            yield self._fault("untold", "it was never sent, and nobody said so")

    def _of_landed(self) -> Iterator[Verdict]:
        doubted = self._read("not_confirmed")
        blind = any(self._request.token in said for said in self._truth.blind)
        if not self._told_of_change() and not doubted:
            yield self._fault("lost", "it was paid for, and nobody told of it")
        elif not self._told_of_change() and not blind:
            yield self._fault("wrong", "told as not done, and it was")

    def _told_of_change(self) -> bool:
        return any(
            self._request.token in json.dumps(event)
            for event in self._asked.later
            if event["type"] not in _ECHOES
        )

    def _refused(self) -> bool:
        return self._outcome in _REFUSALS

    # --- an export

    def _of_renders(self) -> Iterator[Verdict]:
        made = [id_ for id_ in self._jobs if id_ in self._truth.films]
        for id_ in made:
            yield from self._of_film(id_, self._truth.films[id_])
        if any(self._truth.submits[id_] > 1 for id_ in self._jobs):
            yield self._fault("paid_twice", "one render was submitted twice")
        failed = self._read("render_failed")
        if made and any(self._request.token in event["name"] for event in failed):
            yield self._fault("wrong", "told as failed, and it was rendered")
        told = self._cut_off("export") or self._stopped_before("export") or self._refused()
        if self._begun and not made and not (failed or told):
            yield self._fault("untold", "there is no film, and nobody said so")

    def _of_film(self, id_: str, film: bytes) -> Iterator[Verdict]:
        same = sum(one == film for one in self._truth.films.values())
        here = self._files[film]
        if here < same:
            yield self._fault("lost", f"{id_} was rendered and is not here")
        if here > same:
            yield self._fault("delivered_twice", f"{id_} is here {here} times")
        told = {event["path"] for event in self._read("exported")}
        if here and not any(Path(path).read_bytes() == film for path in told):
            yield self._fault("lost", f"{id_} is here, and nobody said where")

    # --- an upload

    def _of_upload(self) -> Iterator[Verdict]:
        file = f"{self._request.token}.png"
        arrived = self._truth.uploads[file]
        told = any(file in event["names"] for event in self._read("uploaded"))
        if arrived > 1:
            yield self._fault("paid_twice", f"{file} went up {arrived} times")
        if told and not arrived:
            yield self._fault("wrong", "told as done, and it was not")
        doubted = any(file in event["names"] for event in self._read("upload_unclear"))
        if arrived and self._cut_off("upload"):
            yield self._fault("wrong", "told as not arrived, and it was")
        if doubted:
            yield Verdict(in_doubt=1)
        if self._begun and not (told or doubted or self._cut_off("upload") or self._refused()):
            yield self._fault("untold", "nobody said what became of it")


def studio_ledger(state: Path) -> Ledger:
    """The same of a real studio, from its own records."""
    ledger = Ledger(0)
    studio = state / "studio"
    with closing(sqlite3.connect(studio / "studio.db")) as db:
        for session, draft in db.execute("SELECT session, draft FROM projects"):
            titles = [
                str(segment)
                for track in json.loads(draft)["t"]
                if track["tt"] == 7
                for segment in track["sg"]
            ]
            ledger.drafts[session] = titles
            ledger.messages.update(titles)
        for id_, status, file in db.execute("SELECT id, status, file FROM renders"):
            ledger.submits[id_] = 1
            if status == "completed":
                ledger.films[id_] = (studio / "renders" / file).read_bytes()
        for (facts,) in db.execute("SELECT facts FROM media"):
            if (media := json.loads(facts)).get("origin") == "upload":
                ledger.uploads[media["name"]] += 1
    return ledger
