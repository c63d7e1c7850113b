"""What the router understands and what it costs, beside hassil and the table of keywords.

All three read the same labelled examples in one run. Those under `benchmarks/utterances` were
written blind by others and kept out of the tests, the model's training and the vocabulary; the
examples of the tests show no more than that nothing was lost. hassil and the table know single
actions and no slots.

hassil is a maintained matcher of sentence templates; install it with the `benchmarks` extra.
"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from skill_runtime.adapters.vocabulary import load_vocabulary
from skill_runtime.core.routing import Router
from skill_runtime.model.utterance import Utterance
from tests.routing.hostile import hostile_texts
from tests.routing.labelled import Example, examples

_HERE = Path(__file__).parent
_INTENTS = _HERE.parent / "intents"
_REPEATS = 7
_CHECKS = 9
"""Fresh processes for import and load."""
TABLE: Mapping[str, tuple[str, ...]] = {
    "export": ("export", "导出", "download", "下载", "send me the video"),
    "credits": ("credits", "积分", "balance", "余额"),
    "status": ("status", "状态", "show tracks"),
    "upload": ("upload", "上传"),
}
"""The table of the skills, read as the agents read it: a keyword anywhere in the message."""

_T = TypeVar("_T")
Slots = Mapping[str, tuple[str, ...]]
Steps = Sequence[tuple[str, Slots]]
Route = Callable[[str, tuple[str, ...]], Steps]


@dataclass(frozen=True, slots=True)
class Contestant:
    name: str
    route: Route
    load: str
    """A program that imports and loads it and prints the seconds."""
    memory: int
    """Bytes that its tables take."""


@dataclass(frozen=True, slots=True)
class Score:
    plans: float
    """Share of utterances whose actions are exactly the labelled ones, in order."""
    triggered: float
    """Share of the utterances without an action that one was found in."""
    slots: float
    """F1 over (action, slot, value)."""
    middle: float
    """Microseconds of the median utterance, the fastest of several runs each."""
    slowest: float
    """Microseconds of the 99th percentile."""

    def __str__(self) -> str:
        return (
            f"plan {self.plans:6.1%}   false triggers {self.triggered:6.2%}   "
            f"slots F1 {self.slots:.3f}   p50 {self.middle:4.0f} µs   p99 {self.slowest:4.0f} µs"
        )


def report() -> Iterator[str]:
    """The scores by set and language, then the costs, each beside ours."""
    contestants = list(_contestants())
    for title, rows in _sets():
        yield f"{title}: {len(rows)} utterances"
        scores = [(one.name, _score(one.route, rows)) for one in contestants]
        ours = scores[0][1]
        for name, score in scores:
            beside = f"   time {score.middle / ours.middle:5.2f} × ours"
            yield f"  {name:8} {score}{beside if score is not ours else ''}"
    yield "repetition that looks for a catastrophic pattern, milliseconds for each kilobyte"
    for one in contestants:
        worst, text = max((_hostile(one.route, text), text) for text in hostile_texts(900, 1900))
        yield f"  {one.name:8} at worst {worst:8.2f}, with {text[:12]!r}"
    loads = {one.name: _loading(one.load) for one in contestants}
    for one in contestants:
        yield (
            f"  {one.name:8} import and load {loads[one.name] * 1e3:5.1f} ms "
            f"({loads[one.name] / loads['router']:.2f} × ours)   "
            f"tables {one.memory / 2**20:5.2f} MB"
        )


def _sets() -> Iterator[tuple[str, list[Example]]]:
    """Each set with a language, those of the tests last."""
    for name, found in (
        ("held out", examples(_HERE / "utterances")),
        ("tests", examples()),
    ):
        rows = list(found)
        for language in sorted({row.source.partition("/")[0] for row in rows}):
            part = [row for row in rows if row.source.startswith(f"{language}/")]
            yield f"{name}, {language}", part


# --- the contestants --------------------------------------------------------------------------


def _contestants() -> Iterator[Contestant]:
    router, size = _measured(lambda: Router.build(load_vocabulary(_INTENTS)))

    def ours(text: str, attachments: tuple[str, ...]) -> Steps:
        plan = router.route(Utterance(text, attachments)).plan
        return [(step.action.value, step.slots.given()) for step in plan.steps]

    yield Contestant("router", ours, _LOAD_ROUTER, size)
    intents, size = _measured(_hassil)

    def hassil(text: str, attachments: tuple[str, ...]) -> Steps:
        from hassil import recognize

        found = recognize(text, intents)
        return [] if found is None and not text else [(found.intent.name if found else "chat", {})]

    yield Contestant("hassil", hassil, _LOAD_HASSIL, size)
    yield Contestant("table", _by_table, "print(0.0001)", sys.getsizeof(TABLE))


def _by_table(text: str, attachments: tuple[str, ...]) -> Steps:
    folded = text.lower()
    for action, words in TABLE.items():
        if any(word in folded for word in words):
            return [(action, {})]
    return [("chat", {})]


def _hassil() -> object:
    import yaml
    from hassil import Intents

    return Intents.from_dict(yaml.safe_load((_HERE / "hassil_intents.yaml").read_text("utf-8")))


def _measured(make: Callable[[], _T]) -> tuple[_T, int]:
    """What is made, and the bytes that stay with it."""
    gc.collect()
    tracemalloc.start()
    made = make()
    gc.collect()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return made, size


# --- scores -----------------------------------------------------------------------------------


def _score(route: Route, rows: Sequence[Example]) -> Score:
    exact = triggered = silent = hits = found = wanted = 0
    for row in rows:
        got = [step for step in route(row.text, row.attachments) if step[0] != "nothing"]
        actions, labelled = [a for a, _ in got], [a for a, _ in row.steps]
        exact += actions == labelled
        if not set(labelled) - {"chat"}:
            silent += 1
            triggered += bool(set(actions) - {"chat"})
        ours, theirs = _triples(got), _triples(row.steps)
        hits, found, wanted = hits + len(ours & theirs), found + len(ours), wanted + len(theirs)
    times = sorted(_times(route, [(row.text, row.attachments) for row in rows]))
    return Score(
        exact / len(rows),
        triggered / max(silent, 1),
        2 * hits / max(found + wanted, 1),
        statistics.median(times),
        times[min(len(times) - 1, len(times) * 99 // 100)],
    )


def _triples(steps: Iterable[tuple[str, Slots]]) -> set[tuple[str, str, str]]:
    return {
        (action, slot, value)
        for action, slots in steps
        for slot, values in slots.items()
        for value in values
    }


def _times(route: Route, said: Iterable[tuple[str, tuple[str, ...]]]) -> Iterator[float]:
    """Microseconds for each utterance; the fastest run is the one that nothing interrupted."""
    for text, attachments in said:
        best = float("inf")
        for _ in range(_REPEATS):
            began = time.perf_counter_ns()
            route(text, attachments)
            best = min(best, time.perf_counter_ns() - began)
        yield best / 1000


def _hostile(route: Route, text: str) -> float:
    """Milliseconds for each kilobyte of a text."""
    [best] = _times(route, [(text, ())])
    return best / 1000 / (len(text.encode("utf-8", "surrogatepass")) / 1024)


# --- import and load --------------------------------------------------------------------------

_LOAD_ROUTER = f"""
import time
began = time.perf_counter()
from skill_runtime.adapters.derived_cache import DerivedCache
from skill_runtime.core.routing import Router
def build():
    from pathlib import Path
    from skill_runtime.adapters.vocabulary import load_vocabulary
    return Router.build(load_vocabulary(Path({str(_INTENTS)!r})))
DerivedCache("KEPT").get(Router, [{str(_INTENTS)!r}], build)
print(time.perf_counter() - began)
"""
_LOAD_HASSIL = f"""
import time
began = time.perf_counter()
import yaml
from hassil import Intents, recognize
text = open({str(_HERE / "hassil_intents.yaml")!r}, encoding="utf-8").read()
recognize("export", Intents.from_dict(yaml.load(text, Loader=yaml.CSafeLoader)))
print(time.perf_counter() - began)
"""


def _loading(program: str) -> float:
    """Seconds in a process that finds the bytecode and what was kept: the median of some."""
    seconds = []
    environment = {**os.environ}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as kept:
        command = [sys.executable, "-c", program.replace("KEPT", kept)]
        for _ in range(_CHECKS + 1):
            done = subprocess.run(
                command, capture_output=True, check=True, text=True, env=environment
            )
            seconds.append(float(done.stdout))
    return statistics.median(seconds[1:])
