"""Skills that were mutated, read one after another: whether each is understood or refused in order,
and how long the slowest took.

    python -m benchmarks.fuzzing --inputs 1000000 [--first N] [--processes 2]

Every input is made from its number and the samples of the tests, so that a finding is repeated by
`--first NUMBER --inputs 1` as long as no sample changes.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from benchmarks import campaign
from benchmarks.mutations import mutated
from skill_runtime.adapters.strict_yaml import parse_strict_yaml
from skill_runtime.core.inspection import inspection, inspection_lines
from skill_runtime.core.skill_reader import read_skill
from skill_runtime.core.trust import is_allowed_path, judge_api_base
from skill_runtime.errors import SkillError
from skill_runtime.model.skill import Skill

_SHORT = 5_000
_BATCH = 2_000
_TOO_SLOW = 1.0  # seconds
_SHOWN = 20


@dataclass(slots=True)
class Outcome:
    """Of a batch, or of many."""

    inputs: int = 0
    refused: int = 0
    slowest: float = 0.0
    """Seconds of processor time."""
    slowest_input: int = 0
    findings: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        self.inputs += other.inputs
        self.refused += other.refused
        self.findings += other.findings
        if other.slowest > self.slowest:
            self.slowest, self.slowest_input = other.slowest, other.slowest_input


def report(inputs: int = _SHORT, first: int = 0, processes: int = 2) -> Iterator[str]:
    """The figures, then each finding."""
    began = time.perf_counter()
    total = Outcome()
    starts = range(first, first + inputs, _BATCH)
    sizes = [min(_BATCH, first + inputs - start) for start in starts]
    with ProcessPoolExecutor(processes) as pool:
        for outcome in pool.map(_batch, starts, sizes):
            total.add(outcome)
    seconds = time.perf_counter() - began
    yield (
        f"{total.inputs} mutated skills                  (no findings)   "
        f"{total.inputs / seconds:.0f} inputs/s, {total.refused} refused, "
        f"{len(total.findings)} findings, slowest {total.slowest * 1e3:.0f} ms "
        f"(input {total.slowest_input})"
    )
    yield from total.findings[:_SHOWN]


def _batch(first: int, inputs: int) -> Outcome:
    outcome = Outcome(inputs)
    for number in range(first, first + inputs):
        text = mutated(number)
        began = time.process_time()  # a busy machine is no finding
        refused, faults = _judged(text)
        seconds = time.process_time() - began
        outcome.refused += refused
        outcome.findings += [f"input {number}: {fault}" for fault in faults]
        if seconds > _TOO_SLOW:
            outcome.findings.append(f"input {number}: took {seconds:.1f} s")
        if seconds > outcome.slowest:
            outcome.slowest, outcome.slowest_input = seconds, number
    return outcome


def _judged(text: str) -> tuple[bool, list[str]]:
    """Whether it was refused, and what is wrong with the answer. An exception other than the
    reader's own is what this is looking for.
    """
    try:
        skill = read_skill(text, parse_strict_yaml)
        return False, list(_faults_of_skill(skill, text))
    except SkillError as error:
        return True, list(_faults_of_refusal(error, text))
    except Exception as error:  # noqa: BLE001 - any other exception is a finding
        return True, [f"{type(error).__name__}: {error}"[:200]]


def _faults_of_refusal(error: SkillError, text: str) -> Iterator[str]:
    if not error.problems:
        yield "refused without a problem"
    for problem in error.problems:
        if not problem.message.isprintable():
            yield f"a message that could steer a terminal: {problem.message!r}"
        if not 0 <= problem.line <= _lines(text):
            yield f"line {problem.line} lies outside of the file"


def _faults_of_skill(skill: Skill, text: str) -> Iterator[str]:
    json.dumps(inspection(skill))
    if not all(line.isprintable() for line in inspection_lines(skill)[1:]):
        yield "a listing that could steer a terminal"
    if not all(1 <= line <= _lines(text) for line in skill.lines.values()):
        yield "a fact from outside of the file"
    if not skill.name.isprintable() or len(skill.name) > 64 or set(skill.name) & set("/\\"):
        yield f"the name {skill.name!r}"
    if skill.api_base and judge_api_base(skill.api_base).fault:
        yield f"the API base {skill.api_base!r}"
    paths = (*skill.config_paths, *filter(None, [skill.client_id_path]))
    if not all(is_allowed_path(path, skill.name) for path in paths):
        yield f"one of the paths {paths}"


def _lines(text: str) -> int:
    return text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


if __name__ == "__main__":
    sys.exit(campaign.run("fuzzing", report, _SHORT))
