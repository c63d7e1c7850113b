"""Installed by each host into an empty HOME, the one command of SKILL.md works from any directory,
without a network after the first start, and leaves the skill's folder byte for byte as it was.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.adapters.loopback import Loopback, json_answer
from tests.hosts.installing import WAYS, Place, Way, ran
from tests.hosts.machine import Machine
from tests.hosts.registry import Registry
from tests.skill_copy import fingerprint

pytestmark = pytest.mark.hosts

_BALANCE = {"code": 0, "data": {"available": 42, "frozen": 0, "total": 42}}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_the_one_command_works_after_any_installer(
    machine: Machine, release: Path, registry: Registry, way: Way
) -> None:
    way.install(machine, release, registry)
    place = machine.home / way.places[0].path
    before = fingerprint(place)
    assert "SKILL.md" in before

    first = ran(machine.skill(place, "say", "generate a quiet lake"))
    assert first.stderr.startswith("Preparing skill-runtime (once")
    machine.stop_studio()

    works_offline(machine, place)
    for agent in way.places:
        is_attributed(machine, agent)
    assert fingerprint(place) == before


def works_offline(machine: Machine, place: Path) -> None:
    said = machine.skill_offline(
        place, ["say", "add a title “Lake”"], ["credits"], ["export"], ["status", "--json"]
    )
    for done in said:
        ran(done)
        assert "Preparing" not in done.stderr
    film = Path(said[2].stdout.splitlines()[-1])
    assert film.parent == machine.elsewhere
    assert film.stat().st_size > 1000


def is_attributed(machine: Machine, agent: Place) -> None:
    """`doctor` tells the finer name, and the backend gets the one of its three."""
    place = machine.home / agent.path
    findings = machine.skill(place, "doctor", "--json", more=agent.environment).stdout
    told = [json.loads(line) for line in findings.splitlines()]
    (platform,) = (finding for finding in told if finding["subject"] == "platform")
    assert (platform["host"], platform["header"]) == (agent.host, agent.header)
    with Loopback() as backend:
        backend.on("/api/credits/balance/simple", lambda line: line.send(json_answer(_BALANCE)))
        cloud = {"NEMO_API_URL": backend.url, "NEMO_TOKEN": "t"}
        ran(machine.skill(place, "credits", more={**agent.environment, **cloud}))
        sent = backend.requests[-1].headers
    assert sent["x-skill-platform"] == agent.header
    assert sent["x-skill-source"] == "image-generation-generator"
