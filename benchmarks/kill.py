"""The kill test: commands, workers and the studio are killed at random, and nothing may be lost,
paid twice, delivered twice or told wrongly.

Two users at once, each with several conversations, make edits, uploads and exports with the real
commands against a backend that counts (`kill_backend`); a third one works with the real studio,
which is killed itself. After a kill a user goes on as users do: with `wait`, or with the next
request. In the end everybody waits until nothing is under way, and what they read is compared with
what happened.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks.kill_backend import Ledger, counting_backend
from benchmarks.kill_verdict import Asked, Request, Verdict, judge, studio_ledger
from skill_runtime.adapters.session_lock import lock_file

_PROGRAM = str(Path(__file__).parents[1] / "skill_runtime")
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
_SESSIONS = ("one", "two")
_USERS = 2
_MOST_WAITS = 20
"""After which a conversation that still has something under way has lost it."""
_COMMAND_S = 100
_LATEST_KILL_S = 1.2
_MOST_POINTS = 16
"""Things that the backend does in a turn: a kill falls before one of them."""

_SHARE_OF_AMBUSHES = 0.7
_MARK = "KILL_MARK"
"""The variable by which the processes of one command are known."""

Strike = Callable[[], None]
Prepare = Callable[[Path], None]


def report() -> Iterator[str]:
    """One line: the counts, which are to be 0."""
    verdict = run(seed=1, turns=150, kills=60, studio_kills=20)
    yield str(verdict)
    yield from verdict.details


def run(
    *, seed: int, turns: int, kills: int, studio_kills: int, prepare: Prepare = lambda _: None
) -> Verdict:
    """The whole test, in a folder of its own. `prepare` is given each user's state folder first."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        verdict = _at_the_counting_backend(home, seed, turns, kills, prepare)
        if studio_kills:
            verdict += _at_the_studio(home / "studio-user", seed, studio_kills, prepare)
        return verdict


def _at_the_counting_backend(
    home: Path, seed: int, turns: int, kills: int, prepare: Prepare
) -> Verdict:
    ledger, ambushes = Ledger(seed), Ambushes()
    with (
        counting_backend(ledger, ambushes.pass_by) as base,
        contextlib.ExitStack() as stack,
    ):
        users = [
            User(home / f"user{number}", random.Random(f"{seed} {number}"), ambushes)  # noqa: S311
            for number in range(_USERS)
        ]
        for user in users:
            prepare(user.state)
            user.visit(base, stack)
        with ThreadPoolExecutor(_USERS) as together:
            shares = [(turns // _USERS, kills // _USERS) for _ in users]
            list(together.map(lambda user, share: user.work(*share), users, shares))
    return sum((judge(user.asked, ledger, user.home) for user in users), Verdict()) + Verdict(
        kills=sum(user.kills for user in users)
    )


def _at_the_studio(home: Path, seed: int, kills: int, prepare: Prepare) -> Verdict:
    user = StudioUser(home, random.Random(f"{seed} studio"), Ambushes())  # noqa: S311
    prepare(user.state)
    try:
        user.work(2 * kills, kills)
        return judge(user.asked, studio_ledger(user.state), home) + Verdict(studio_kills=user.kills)
    finally:
        user.kill_studio()


class Ambushes:
    """Where a client's next request to the backend is to be met by a kill."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[int, Strike]] = {}
        self._lock = threading.Lock()

    def lay(self, client: str, points: int, strike: Strike) -> None:
        with self._lock:
            self._waiting[client] = points, strike

    def lift(self, client: str) -> None:
        with self._lock:
            self._waiting.pop(client, None)

    def pass_by(self, client: str) -> None:
        with self._lock:
            points, strike = self._waiting.pop(client, (0, None))
            if strike and points > 1:
                self._waiting[client] = points - 1, strike
                return
        if strike:
            strike()


class User:
    """One user's machine: a home, a few conversations, and what was read in each of them."""

    def __init__(self, home: Path, chance: random.Random, ambushes: Ambushes) -> None:
        self.home = home
        self.state = home / "state"
        self.asked: list[Asked] = []
        self.kills = 0
        self._chance = chance
        self._ambushes = ambushes
        self._commands = 0
        self._variety = 1.0
        """How far a draw goes among the kinds of requests, of which edits come first."""
        self._timer = threading.Timer(0, print)
        self._read: dict[str, list[dict[str, Any]]] = {name: [] for name in _SESSIONS}
        (home / "out").mkdir(parents=True)

    def visit(self, base: str, stack: contextlib.ExitStack) -> None:
        """The counting backend stands where the studio would, until the stack is closed: its
        commands wait no minutes.
        """
        studio = self.state / "studio"
        studio.mkdir(parents=True)
        stack.enter_context(lock_file(studio / "lock"))
        endpoint = {"url": base, "pid": os.getpid(), "version": ""}
        (studio / "endpoint.json").write_text(json.dumps(endpoint), "utf-8")

    def work(self, turns: int, kills: int) -> None:
        """So many requests, then `wait` until nothing is under way."""
        for number in range(turns):
            session = self._chance.choice(_SESSIONS)
            request = self._request(f"{self.home.name}t{number:03}")
            self.asked.append(Asked(request, self._read[session], len(self._read[session])))
            patience = ("--wait", "0") if self._chance.random() < 0.3 else ("--queue",)
            due = kills - self.kills > 0 and self._chance.random() < 2 * kills / (turns + kills)
            killed = self._command(session, *request.words, *patience, kill=due)
            while killed and self._chance.random() < 0.5:
                killed = self._command(session, "wait", kill=self._chance.random() < 0.3)
        for session in _SESSIONS:
            self._wait_for_all(session)

    def _request(self, token: str) -> Request:
        kind = self._chance.random() * self._variety
        if kind < 0.5:
            return Request("edit", token, ("say", f'add a title "{token}"'))
        if kind < 0.6:
            return Request("both", token, ("say", f'add a title "{token}" and export it'))
        if kind < 0.75:
            file = self.home / f"{token}.png"
            file.write_bytes(_PNG)
            return Request("upload", token, ("upload", str(file)))
        return Request("export", token, ("say", f"export it as {self.home / 'out' / token}.mp4"))

    def _wait_for_all(self, session: str) -> None:
        for _ in range(_MOST_WAITS):
            self._command(session, "wait")
            if any(event["type"] == "nothing_to_wait_for" for event in self._read[session][-3:]):
                return
        self._read[session].append({"type": "never_ended"})

    # --- commands and kills

    def _command(self, session: str, *words: str, kill: bool = False) -> bool:
        """True where something was killed."""
        self._lift_trap()
        self._commands += 1
        before, mark = self.kills, f"{self.home.name}-{self._commands}"
        process = subprocess.Popen(
            [
                *(sys.executable, _PROGRAM, *words, "--json"),
                *("--backend", "studio", "--session", session),
            ],
            env=self._environment(mark),
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with process:
            if kill:
                self._set_trap(mark, process)
            out, _ = process.communicate(timeout=_COMMAND_S)
        if "0" not in words:  # of a turn that nobody follows the worker may still be hit
            self._lift_trap()
        self._read[session] += [{"type": "command", "words": words}, *_events(out)]
        return self.kills > before

    def _set_trap(self, mark: str, process: subprocess.Popen[bytes]) -> None:
        """A kill at a moment, or at one of the things that the backend does meanwhile."""
        target = self._chance.choice(("worker", "worker", "command", "both"))

        def strike() -> None:
            workers = _processes(mark) - {process.pid}
            victims = set() if target == "command" else workers
            if (target != "worker" or not workers) and process.poll() is None:
                victims |= {process.pid}
            self._kill(victims)

        if self._chance.random() < _SHARE_OF_AMBUSHES:
            self._ambushes.lay(self.home.name, self._chance.randint(1, _MOST_POINTS), strike)
        else:
            self._timer = threading.Timer(self._chance.uniform(0, _LATEST_KILL_S), strike)
            self._timer.start()

    def _lift_trap(self) -> None:
        self._ambushes.lift(self.home.name)
        self._timer.cancel()

    def _kill(self, processes: set[int]) -> None:
        for pid in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        while any(map(_is_alive, processes)):
            time.sleep(0.005)
        self.kills += bool(processes)

    def _environment(self, mark: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "SKILL_RUNTIME_HOME": str(self.state),
            "SKILL_RUNTIME_OUTPUT": str(self.home / "out"),
            "NEMO_CLIENT_ID": self.home.name,
            _MARK: mark,
        }


class StudioUser(User):
    """Works with the studio of this machine, which is what is killed."""

    def work(self, turns: int, kills: int) -> None:
        self._variety = 0.8  # its renders are real ones
        self._command(_SESSIONS[0], "say", "generate a city at night")
        self._command(_SESSIONS[1], "say", "generate a forest at dawn")
        super().work(turns, kills)

    def _set_trap(self, mark: str, process: subprocess.Popen[bytes]) -> None:
        self._timer = threading.Timer(self._chance.uniform(0, _LATEST_KILL_S), self.kill_studio)
        self._timer.start()

    def kill_studio(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            endpoint = json.loads((self.state / "studio" / "endpoint.json").read_bytes())
            if str(self.home).encode() in Path(f"/proc/{endpoint['pid']}/cmdline").read_bytes():
                self._kill({endpoint["pid"]})


def _events(out: bytes) -> Iterator[dict[str, Any]]:
    for line in out.splitlines():
        with contextlib.suppress(ValueError):  # the last words of a killed command
            yield json.loads(line)


def _is_alive(pid: int) -> bool:
    """False once its connections are closed."""
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] != b"Z"
    except OSError:
        return False


def _processes(mark: str) -> set[int]:
    """Those of one command, by a variable of their environment."""
    found = set()
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if entry.name.isdecimal() and f"{_MARK}={mark}".encode() in (
                (entry / "environ").read_bytes().split(b"\0")
            ):
                found.add(int(entry.name))
    return found
