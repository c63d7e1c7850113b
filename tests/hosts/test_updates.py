"""An update is refused where the installed folder was changed: working with the skill is no change,
and one stray file in it is.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hosts.installing import clawhub, openclaw, publish, ran
from tests.hosts.machine import Done, Machine
from tests.hosts.registry import OWNER, Registry
from tests.skill_copy import NAME, copy_skill

pytestmark = pytest.mark.hosts

_PLACES = {
    "clawhub": f"skills/{NAME}",
    "openclaw": f".openclaw/workspace/skills/{NAME}",
}


@pytest.mark.parametrize(("tool", "said"), [("clawhub", "local changes"), ("openclaw", "local")])
@pytest.mark.parametrize("stray", [False, True], ids=["used", "with a stray file"])
def test_an_update_goes_through_after_the_skill_was_used(
    machine: Machine, registry: Registry, tmp_path: Path, tool: str, said: str, stray: bool
) -> None:
    release = copy_skill(tmp_path)
    publish(machine, release, registry)
    place = machine.home / _PLACES[tool]
    ran(_install(tool, machine, registry))
    ran(machine.skill(place, "say", "generate a lake"))
    ran(machine.skill(place, "export"))
    if stray:
        (place / "skill_runtime" / "uv.lock").write_text("left behind")

    with (release / "CHANGELOG.md").open("a") as changes:
        changes.write("\nA later version.\n")
    publish(machine, release, registry)
    updated = _update(tool, machine, registry)
    arrived = "A later version." in (place / "CHANGELOG.md").read_text()
    assert arrived == (not stray), updated.stdout + updated.stderr
    assert (said in updated.stdout + updated.stderr) == stray


def _install(tool: str, machine: Machine, registry: Registry) -> Done:
    if tool == "clawhub":
        return clawhub(machine, registry, "install", NAME)
    return openclaw(machine, registry, "install", f"@{OWNER}/{NAME}")


def _update(tool: str, machine: Machine, registry: Registry) -> Done:
    command = clawhub if tool == "clawhub" else openclaw
    return command(machine, registry, "update", "--all")
