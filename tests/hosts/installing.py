"""How each host installs this skill, and where its agents then find it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.hosts.machine import Done, Machine
from tests.hosts.registry import OWNER, Registry
from tests.skill_copy import NAME

MARKETPLACE = "skill-runtime"


@dataclass(frozen=True, slots=True)
class Place:
    """A path at which an agent runs the skill, below HOME; and what has to be made out of it."""

    path: str
    host: str
    header: str
    environment: Mapping[str, str] = field(default_factory=dict)
    """What that agent sets, where the path alone can't tell."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to install: the commands, and the places that are there afterwards."""

    name: str
    install: Callable[[Machine, Path, Registry], None]
    places: tuple[Place, ...]


def ran(done: Done) -> Done:
    """The same; a tool that failed fails the test with all that it said."""
    assert done.returncode == 0, f"{done.args}\n{done.stdout}\n{done.stderr}"
    return done


def clawhub(machine: Machine, registry: Registry, *words: str, cwd: Path | None = None) -> Done:
    return machine.tool("clawhub", *words, more={"CLAWHUB_REGISTRY": registry.url}, cwd=cwd)


def openclaw(machine: Machine, registry: Registry, *words: str) -> Done:
    return machine.tool("openclaw", "skills", *words, more={"CLAWHUB_URL": registry.url})


def publish(machine: Machine, release: Path, registry: Registry) -> None:
    """As its author does it; the author's machine is somebody else's HOME."""
    author = Machine(machine.home.parent / "author", machine.python)
    ran(clawhub(author, registry, "login", "--token", "t"))
    ran(clawhub(author, registry, "skill", "publish", str(release)))


def _openclaw_from_folder(machine: Machine, release: Path, registry: Registry) -> None:
    ran(openclaw(machine, registry, "install", str(release)))


def _openclaw_from_clawhub(machine: Machine, release: Path, registry: Registry) -> None:
    publish(machine, release, registry)
    ran(openclaw(machine, registry, "install", f"@{OWNER}/{NAME}"))


def _clawhub_by_slug(machine: Machine, release: Path, registry: Registry) -> None:
    publish(machine, release, registry)
    ran(clawhub(machine, registry, "install", NAME, cwd=machine.home / "project"))


def _clawhub_by_owner(machine: Machine, release: Path, registry: Registry) -> None:
    publish(machine, release, registry)
    ran(clawhub(machine, registry, "install", f"@{OWNER}/{NAME}", cwd=machine.home / "project"))


def _skills_for_the_user(machine: Machine, release: Path, _: Registry) -> None:
    agents = [word for agent in _AGENTS for word in ("--agent", agent)]
    ran(machine.tool("skills", "add", str(release), "--global", "--yes", *agents))


def _skills_for_a_project(machine: Machine, release: Path, _: Registry) -> None:
    agents = [word for agent in _AGENTS for word in ("--agent", agent)]
    project = machine.home / "project"
    ran(machine.tool("skills", "add", str(release), "--yes", *agents, cwd=project))


def _claude_code(machine: Machine, release: Path, _: Registry) -> None:
    ran(machine.tool("claude", "plugin", "marketplace", "add", str(release)))
    ran(machine.tool("claude", "plugin", "install", f"{NAME}@{MARKETPLACE}"))


_AGENTS = ("claude-code", "cursor", "codex", "openclaw")
_SHARED = (
    Place(f".agents/skills/{NAME}", "cursor", "cursor", {"CURSOR_AGENT": "1"}),
    Place(f".agents/skills/{NAME}", "codex", "unknown", {"CODEX_SANDBOX": "seatbelt"}),
    Place(f".agents/skills/{NAME}", "unknown", "unknown"),
    Place(f".claude/skills/{NAME}", "claude-code", "unknown", {"CURSOR_AGENT": "1"}),
)
WAYS = (
    Way(
        "openclaw, from a folder",
        _openclaw_from_folder,
        (Place(f".openclaw/workspace/skills/{NAME}", "openclaw", "unknown"),),
    ),
    Way(
        "openclaw, from ClawHub",
        _openclaw_from_clawhub,
        (Place(f".openclaw/workspace/skills/{NAME}", "openclaw", "clawhub"),),
    ),
    Way(
        "clawhub",
        _clawhub_by_slug,
        (Place(f"project/skills/{NAME}", "clawhub", "clawhub", {"CLAUDECODE": "1"}),),
    ),
    Way(
        "clawhub, with the owner",
        _clawhub_by_owner,
        (Place(f"project/skills/@{OWNER}/{NAME}", "clawhub", "clawhub"),),
    ),
    Way(
        "skills, for the user",
        _skills_for_the_user,
        (*_SHARED, Place(f".openclaw/skills/{NAME}", "openclaw", "unknown")),
    ),
    Way(
        "skills, for a project",
        _skills_for_a_project,
        (
            *(
                Place(f"project/{place.path}", place.host, place.header, place.environment)
                for place in _SHARED
            ),
            Place(f"project/skills/{NAME}", "openclaw", "unknown", {"OPENCLAW_SHELL": "exec"}),
        ),
    ),
    Way(
        "Claude Code",
        _claude_code,
        (
            Place(
                f".claude/plugins/cache/{MARKETPLACE}/{NAME}/0.1.0",
                "claude-code",
                "unknown",
                {"CURSOR_TRACE_ID": "1"},
            ),
        ),
    ),
)
