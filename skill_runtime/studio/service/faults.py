"""Fault switches for tests: a named call made to misbehave as real ones do, so many times.

A spec is `CALL:KIND[=VALUE][*TIMES]`, several separated by commas:
`run:drop_after=3*1,credits:503*2,render:fail`.

`CALLS`, `KINDS` and `CODES` are what there is; `fault_list` says it to a user.

A spec that can't be read is refused with ValueError. Without `*TIMES` a fault stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["Fault", "FaultBook", "fault_list", "parse_fault", "parse_faults", "spec_pattern"]

CALLS = (
    "token",
    "claim",
    "session",
    "run",
    "upload",
    "credits",
    "state",
    "submit",
    "status",
    "download",
    "preview",
    "render",
    "any",
)
KINDS: Mapping[str, str] = {
    "drop": "the connection is closed without an answer",
    "drop_after": "… after VALUE events (pieces of a body)",
    "truncate": "… in the middle of the event after VALUE of them",
    "raise": "after VALUE events the error frame of ADK, then a clean end",
    "slow": "VALUE milliseconds between two pieces",
    "duplicate": "every event twice",
    "html": "a page instead of JSON, with status VALUE or 200",
    "truncated_json": "half of the JSON",
    "silent": "(run) an edit always without words",
    "talk": "(run) an edit never without words",
    "trouble": '(run) the trailing "temporary issue"',
    "fail": "(render) the job fails",
    "stall": "(render) the job goes on without end",
}
"""And what each does."""
CODES = (*range(400, 600), 1001, 1002, 2001, 4001, 4002)
"""HTTP's, and the contract's own."""
_SPEC = re.compile(
    r"(?P<call>\w+):(?P<kind>\w+)(?:=(?P<value>[0-9]{1,6}))?(?:\*(?P<times>[0-9]{1,6}))?", re.ASCII
)
_IN_THE_TURN = frozenset({"silent", "talk", "trouble"})
_IN_THE_JOB = frozenset({"fail", "stall"})


@dataclass(frozen=True, slots=True)
class Fault:
    call: str
    kind: str
    value: int = 0
    times: int | None = None

    @property
    def code(self) -> int | None:
        return int(self.kind) if self.kind.isdigit() else None


@dataclass(slots=True)
class _Rule:
    fault: Fault
    left: int | None
    client: str | None
    session: str | None

    def fits(self, call: str, client: str, session: str) -> bool:
        if self.fault.call not in {call, "any"} or self.left == 0:
            return False
        if self.client is not None and self.client != client:
            return False
        # A call that names no session (credits, token) is the client's.
        return self.session is None or session in {"", self.session}


class FaultBook:
    """The switches that are on."""

    def __init__(self, specs: str = "") -> None:
        self._rules: list[_Rule] = []
        self.add(parse_faults(specs))

    def add(
        self, faults: Iterable[Fault], *, client: str | None = None, session: str | None = None
    ) -> None:
        """Switches on: for everybody, or for one session of a client."""
        self._rules += [_Rule(f, f.times, client, session) for f in faults]

    def clear(self, *, session: str | None = None) -> None:
        """Switches off: those of a session, or all."""
        self._rules = [r for r in self._rules if session is not None and r.session != session]

    def on_the_wire(self, call: str, client: str = "", session: str = "") -> Fault | None:
        """The fault of an answer, counted as used."""
        return self._take(call, client, session, without=_IN_THE_TURN | _IN_THE_JOB)

    def in_the_turn(self, client: str, session: str) -> Fault | None:
        return self._take("run", client, session, only=_IN_THE_TURN)

    def in_the_job(self, client: str, session: str) -> Fault | None:
        return self._take("render", client, session, only=_IN_THE_JOB)

    def __bool__(self) -> bool:
        return bool(self._rules)

    def _take(
        self,
        call: str,
        client: str,
        session: str,
        *,
        only: frozenset[str] | None = None,
        without: frozenset[str] = frozenset(),
    ) -> Fault | None:
        for rule in self._rules:
            wanted = only is None or rule.fault.kind in only
            if wanted and rule.fault.kind not in without and rule.fits(call, client, session):
                rule.left = None if rule.left is None else rule.left - 1
                return rule.fault
        return None


def parse_faults(specs: str) -> list[Fault]:
    """Specs between commas as faults; ValueError names the one that can't be read."""
    return [parse_fault(spec.strip()) for spec in specs.split(",") if spec.strip()]


def parse_fault(spec: str) -> Fault:
    """One spec, with nothing around it."""
    match = _SPEC.fullmatch(spec)
    if match is None or match["call"] not in CALLS:
        raise ValueError(
            f"{spec!r} is no fault: write CALL:KIND[=VALUE][*TIMES], CALL being one of"
            f" {', '.join(CALLS)}."
        )
    kind = match["kind"]
    if kind not in KINDS and kind not in map(str, CODES):
        raise ValueError(
            f"{spec!r}: there is no fault {kind!r}; there are {', '.join(KINDS)} and codes."
        )
    times = int(match["times"]) if match["times"] else None
    return Fault(match["call"], kind, int(match["value"] or 0), times)


def spec_pattern() -> str:
    """A spec as a regular expression of JSON Schema."""
    calls, kinds = "|".join(sorted(CALLS)), "|".join(sorted(KINDS))
    codes = "|".join(str(code) for code in CODES if code >= 600)
    return rf"^({calls}):({kinds}|[45][0-9]{{2}}|{codes})(=[0-9]{{1,6}})?(\*[0-9]{{1,6}})?$"


def fault_list() -> str:
    """What can be made to misbehave, and how, one kind a line."""
    own = ", ".join(str(code) for code in CODES if code >= 600)
    codes = f"that error: 400 to 599, {own}; of 429, VALUE says after how many seconds to come back"
    rows = [f"  {kind:<16}{what}" for kind, what in {"CODE": codes, **KINDS}.items()]
    return "\n".join([
        "CALL:KIND[=VALUE][*TIMES], several between commas; without *TIMES a fault stays.",
        f"CALL  {', '.join(CALLS)}",
        "KIND",
        *rows,
    ])
