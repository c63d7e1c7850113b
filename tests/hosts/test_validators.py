"""What each host's own check says about this skill, and about what is published of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.hosts.installing import MARKETPLACE, clawhub, openclaw, publish, ran
from tests.hosts.machine import Machine
from tests.hosts.registry import Registry
from tests.skill_copy import NAME, copy_skill, published_files

pytestmark = pytest.mark.hosts


def test_openclaw_finds_it_eligible_and_visible(
    machine: Machine, release: Path, registry: Registry
) -> None:
    ran(openclaw(machine, registry, "install", str(release)))
    info = json.loads(ran(openclaw(machine, registry, "info", NAME, "--json")).stdout)
    assert (info["eligible"], info["modelVisible"], info["userInvocable"]) == (True, True, True)
    assert info["primaryEnv"] == "NEMO_TOKEN"
    assert info["requirements"]["bins"] == ["python3"]
    assert info["requirements"]["env"] == []
    assert not any(info["missing"].values())


def test_skills_lists_it(machine: Machine, release: Path) -> None:
    listed = ran(machine.tool("skills", "add", str(release), "--list")).stdout
    assert "Found 1 skill" in listed
    assert NAME in listed


def test_claude_code_takes_the_marketplace_and_finds_one_skill_in_the_plugin(
    machine: Machine, release: Path
) -> None:
    ran(machine.tool("claude", "plugin", "validate", str(release), "--strict"))
    ran(machine.tool("claude", "plugin", "marketplace", "add", str(release)))
    ran(machine.tool("claude", "plugin", "install", f"{NAME}@{MARKETPLACE}"))
    details = ran(machine.tool("claude", "plugin", "details", f"{NAME}@{MARKETPLACE}")).stdout
    assert f"Skills (1)  {NAME}" in details


def test_codex_tells_its_model_about_it(machine: Machine, release: Path) -> None:
    ran(machine.tool("skills", "add", str(release), "--global", "--yes", "--agent", "codex"))
    seen = ran(machine.tool("codex", "debug", "prompt-input", "hello")).stdout
    assert f"{NAME}: Make pictures and short videos" in seen


def test_clawhub_accepts_the_root(machine: Machine, release: Path, registry: Registry) -> None:
    checked = ran(
        clawhub(machine, registry, "skill", "publish", str(release), "--dry-run", "--json")
    )
    told = json.loads(checked.stdout)
    assert (told["status"], told["slug"]) == ("would-publish", NAME)
    assert registry.published == {}


def test_clawhub_publishes_what_runs_and_nothing_else(
    machine: Machine, release: Path, registry: Registry
) -> None:
    publish(machine, release, registry)
    (version,) = registry.published[NAME]
    assert set(version.files) == set(published_files())
    assert all(
        contents == (release / path).read_bytes() for path, contents in version.files.items()
    )


@pytest.mark.parametrize("manifest", [".claude-plugin/plugin.json", "openclaw.plugin.json"])
def test_clawhub_would_refuse_a_plugin_s_manifest_in_the_root(
    machine: Machine, registry: Registry, tmp_path: Path, manifest: str
) -> None:
    root = copy_skill(tmp_path)
    (root / manifest).write_text("{}")
    refused = clawhub(machine, registry, "skill", "publish", str(root), "--dry-run")
    assert refused.returncode != 0
    assert "plugin" in refused.stderr
