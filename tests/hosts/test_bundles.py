"""The bundles of `skill-runtime package` in the real hosts: checked, installed, run from there."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from skill_runtime.adapters.bundle_files import build, write_bundles
from tests.adapters.loopback import Loopback, json_answer
from tests.hosts.installing import clawhub, openclaw, ran
from tests.hosts.machine import Machine
from tests.hosts.registry import Registry
from tests.skill_copy import fingerprint

pytestmark = pytest.mark.hosts

_SAMPLES = Path(__file__).parents[1] / "skill_reader" / "data"
_SKILLS = (
    "v08-official-numbered-claim-token.md",
    "v12-block-metadata-hardcoded-headers.md",
    "v15-nasty-bom-crlf.md",
)
_MARKETPLACE = "somebody"
_BALANCE = {"code": 0, "data": {"available": 42, "frozen": 0, "total": 42}}


@dataclass(frozen=True, slots=True)
class Bundles:
    """A packaged skill, in a folder with a marketplace file as a publisher keeps one."""

    name: str
    version: str
    folder: Path

    @property
    def skill(self) -> Path:
        return self.folder / "clawhub" / self.name

    @property
    def plugin(self) -> Path:
        return self.folder / "plugin" / self.name


@pytest.fixture(scope="module", params=_SKILLS, ids=lambda file: file.split("-")[0])
def bundles(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Bundles:
    listing, files = build(_SAMPLES / request.param)
    skill = listing.skill
    folder = write_bundles(tmp_path_factory.mktemp("bundles") / "made", files, skill.name)
    entry = {"name": skill.name, "source": f"./plugin/{skill.name}"}
    marketplace = {"name": _MARKETPLACE, "owner": {"name": "Somebody"}, "plugins": [entry]}
    (folder / ".claude-plugin").mkdir()
    (folder / ".claude-plugin" / "marketplace.json").write_text(json.dumps(marketplace), "utf-8")
    return Bundles(skill.name, skill.version, folder)


def lint(machine: Machine, *command: str) -> None:
    """A validator of Python's, which lies beside the interpreter of these tests."""
    ran(machine.tool(str(Path(sys.executable).with_name(command[0])), *command[1:]))


def test_the_reference_validator_and_the_linter_find_no_error(
    machine: Machine, bundles: Bundles
) -> None:
    lint(machine, "agentskills", "validate", str(bundles.skill))
    lint(machine, "agentskills", "validate", str(bundles.plugin / "skills" / bundles.name))
    lint(machine, "skillsaw", "lint", str(bundles.skill))
    lint(machine, "skillsaw", "lint", str(bundles.plugin))


def test_claude_code_takes_the_plugin_and_finds_its_skill(
    machine: Machine, bundles: Bundles
) -> None:
    plugin = f"{bundles.name}@{_MARKETPLACE}"
    ran(machine.tool("claude", "plugin", "validate", str(bundles.plugin), "--strict"))
    ran(machine.tool("claude", "plugin", "marketplace", "add", str(bundles.folder)))
    ran(machine.tool("claude", "plugin", "install", plugin))
    details = ran(machine.tool("claude", "plugin", "details", plugin)).stdout
    assert f"Skills (1)  {bundles.name}" in details


def test_codex_takes_the_plugin_and_tells_its_model_about_the_skill(
    machine: Machine, bundles: Bundles
) -> None:
    ran(machine.tool("codex", "plugin", "marketplace", "add", str(bundles.folder)))
    ran(machine.tool("codex", "plugin", "add", f"{bundles.name}@{_MARKETPLACE}"))
    seen = ran(machine.tool("codex", "debug", "prompt-input", "hello")).stdout
    assert f"{bundles.name}: " in seen


@pytest.mark.parametrize("kind", ["skill", "plugin"])
def test_skills_finds_one_skill_in_either_bundle(
    machine: Machine, bundles: Bundles, kind: str
) -> None:
    listed = ran(machine.tool("skills", "add", str(getattr(bundles, kind)), "--list")).stdout
    assert "Found 1 skill" in listed
    assert bundles.name in listed


def test_openclaw_finds_it_eligible_and_visible(
    machine: Machine, bundles: Bundles, registry: Registry
) -> None:
    ran(openclaw(machine, registry, "install", str(bundles.skill)))
    info = json.loads(ran(openclaw(machine, registry, "info", bundles.name, "--json")).stdout)
    assert (info["eligible"], info["modelVisible"]) == (True, True)
    assert info["primaryEnv"] == "NEMO_TOKEN"
    assert not any(info["missing"].values())


def test_clawhub_publishes_every_file_of_it(
    machine: Machine, bundles: Bundles, registry: Registry
) -> None:
    said = ("skill", "publish", str(bundles.skill))
    ran(clawhub(machine, registry, "login", "--token", "t"))
    checked = json.loads(ran(clawhub(machine, registry, *said, "--dry-run", "--json")).stdout)
    assert (checked["status"], checked["slug"]) == ("would-publish", bundles.name)
    ran(clawhub(machine, registry, *said))
    (version,) = registry.published[bundles.name]
    files = [path for path in bundles.skill.rglob("*") if path.is_file()]
    sent = {path.relative_to(bundles.skill).as_posix(): path.read_bytes() for path in files}
    assert version.files == sent


def test_installed_it_makes_a_film_and_is_attributed_to_the_packaged_skill(
    machine: Machine, bundles: Bundles
) -> None:
    ran(machine.tool("claude", "plugin", "marketplace", "add", str(bundles.folder)))
    ran(machine.tool("claude", "plugin", "install", f"{bundles.name}@{_MARKETPLACE}"))
    (place,) = (machine.home / ".claude" / "plugins" / "cache").glob(
        f"{_MARKETPLACE}/{bundles.name}/*/skills/{bundles.name}"
    )
    before = fingerprint(place)
    ran(machine.skill(place, "say", "generate a red lighthouse at dawn"))
    exported = ran(machine.skill(place, "export"))
    machine.stop_studio()
    assert Path(exported.stdout.splitlines()[-1]).stat().st_size > 1000
    with Loopback() as backend:
        backend.on("/api/credits/balance/simple", lambda line: line.send(json_answer(_BALANCE)))
        cloud = {"NEMO_API_URL": backend.url, "NEMO_TOKEN": "t"}
        ran(machine.skill(place, "credits", more=cloud))
        sent = backend.requests[-1].headers
    assert sent["x-skill-source"] == bundles.name
    assert sent["x-skill-version"] == bundles.version
    assert fingerprint(place) == before
