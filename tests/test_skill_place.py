"""Every row of HOSTS' table and every step of its order, through real folders and links."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from skill_runtime.adapters.skill_place import locate
from skill_runtime.core.platform import Platform

CLAUDE = {"CLAUDECODE": "1"}
CURSOR = {"CURSOR_TRACE_ID": "1"}
SAID = {"SKILL_SOURCE": "Cursor"}


@dataclass(frozen=True)
class Row:
    """A skill at `path` below HOME, and what is found there."""

    path: str
    host: str
    header: str = "unknown"
    rule: str = "path"
    origin: bool = False
    link_to: str = ""
    """Where the skill really lies, if `path` is a link."""
    environment: Mapping[str, str] = field(default_factory=dict)


TABLE = [
    Row(".cursor/skills/x", "cursor", "cursor"),
    Row("work/app/.cursor/skills/x", "cursor", "cursor"),
    Row(".cursor/plugins/cache/m/p/1.0/skills/x", "cursor", "cursor"),
    Row(".cursor/plugins/local/p/skills/x", "cursor", "cursor"),
    Row(".clawhub/skills/x", "clawhub", "clawhub"),
    Row("app/skills/x", "clawhub", "clawhub", origin=True),
    Row("app/skills/@owner/x", "clawhub", "clawhub", origin=True),
    Row("app/skills/x", "clawhub", "clawhub", origin=True, environment=CLAUDE),
    Row("app/skills/x", "unknown", rule="nothing"),
    Row(".openclaw/workspace/skills/x", "openclaw"),
    Row(".openclaw/workspace/skills/x", "openclaw", "clawhub", origin=True),
    Row(".openclaw/workspace-helper/skills/x", "openclaw"),
    Row(".openclaw/skills/x", "openclaw"),
    Row(".openclaw/extensions/p/skills/x", "openclaw"),
    Row(".openclaw/plugin-skills/x", "openclaw"),
    Row(".claude/skills/x", "claude-code"),
    Row("work/app/.claude/skills/x", "claude-code"),
    Row(".claude/skills/x", "claude-code", origin=True),
    Row(".claude/plugins/cache/m/p/1.0.0", "claude-code"),
    Row(".codex/skills/x", "codex"),
    Row("work/app/.codex/skills/x", "codex"),
    Row(".codex/plugins/cache/m/p/1.0.0", "codex"),
    Row(".agents/skills/x", "claude-code", rule="marker", environment=CLAUDE),
    Row(".agents/skills/x", "cursor", "cursor", "marker", environment=CURSOR),
    Row(".agents/skills/x", "codex", rule="marker", environment={"CODEX_HOME": "x"}),
    Row(".agents/skills/x", "openclaw", rule="marker", environment={"OPENCLAW_SHELL": "exec"}),
    Row("app/.agents/skills/x", "clawhub", "clawhub", "origin", origin=True),
    Row("app/.agents/skills/x", "cursor", "cursor", "marker", origin=True, environment=CURSOR),
    Row("app/.agents/skills/x", "unknown", rule="nothing"),
]
_SHARED = ".agents/skills/x"
ORDER = [
    # SKILL_SOURCE before the path
    Row(".claude/skills/x", "cursor", "cursor", "skill_source", environment=SAID),
    # the path as given before the real one
    Row(".claude/skills/x", "claude-code", link_to=_SHARED, environment=CURSOR),
    Row(".cursor/skills/x", "cursor", "cursor", link_to=".claude/skills/x"),
    Row("app/skills/x", "clawhub", "clawhub", origin=True, link_to=".codex/skills/x"),
    # the real one before a marker
    Row("app/mine", "codex", rule="real_path", link_to=".codex/skills/x", environment=CLAUDE),
    Row("app/skills/x", "cursor", "cursor", "real_path", link_to=".cursor/skills/x"),
    # a marker before the origin file, and that before nothing
    Row("app/mine", "claude-code", "unknown", "marker", True, _SHARED, CLAUDE),
    Row("app/mine", "openclaw", "clawhub", "marker", True, _SHARED, {"OPENCLAW_SHELL": "exec"}),
    Row("app/mine", "clawhub", "clawhub", "origin", True, _SHARED),
    Row("app/mine", "unknown", rule="nothing", link_to=_SHARED),
]  # fmt: skip


def install(home: Path, row: Row) -> Path:
    """The skill's files at their real place, and the link by which they are reached."""
    real = home / (row.link_to or row.path)
    real.mkdir(parents=True)
    (real / "SKILL.md").write_text("---\nname: x\n---\n")
    if row.origin:
        (real / ".clawhub").mkdir()
        origin = {"version": 1, "registry": "https://clawhub.ai", "slug": "x"}
        (real / ".clawhub" / "origin.json").write_text(json.dumps(origin))
    given = home / row.path
    if row.link_to:
        given.parent.mkdir(parents=True, exist_ok=True)
        given.symlink_to(os.path.relpath(real, given.parent))  # relative, as `skills add` links
    return given


@pytest.mark.parametrize("row", TABLE + ORDER, ids=lambda row: f"{row.path} {row.rule}")
@pytest.mark.parametrize("named", ["folder", "file"])
def test_where_a_skill_lies_tells_its_platform(tmp_path: Path, row: Row, named: str) -> None:
    given = install(tmp_path, row)
    found = locate(given / "SKILL.md" if named == "file" else given, row.environment)
    assert (found.host, found.header, found.rule) == (row.host, row.header, row.rule)


def test_a_relative_path_is_read_by_the_name_that_the_shell_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = install(tmp_path, Row(".claude/skills/x", "", link_to=".agents/skills/x"))
    monkeypatch.chdir(given)
    assert locate(Path(), {"PWD": str(given)}).host == "claude-code"
    assert locate(Path("SKILL.md"), {"PWD": str(given)}).host == "claude-code"
    assert locate(Path(), {"PWD": "/somewhere/.cursor/skills/x"}).host == "unknown"


def test_what_gave_it_away_is_told(tmp_path: Path) -> None:
    def evidence(row: Row) -> Platform:
        return locate(install(tmp_path / row.rule, row), row.environment)

    by_path = evidence(Row(".claude/skills/x", ""))
    assert (by_path.rule, by_path.evidence) == ("path", ".claude/skills")
    by_marker = evidence(Row("x", "", rule="marker", environment=CLAUDE))
    assert (by_marker.rule, by_marker.evidence) == ("marker", "CLAUDECODE")
    by_origin = evidence(Row("y", "", rule="origin", origin=True))
    assert (by_origin.rule, by_origin.evidence) == ("origin", ".clawhub/origin.json")
    said = evidence(Row("z", "", rule="skill_source", environment={"SKILL_SOURCE": " who "}))
    assert (said.rule, said.evidence, said.host) == ("skill_source", "who", "unknown")


@pytest.mark.parametrize(
    "contents", [b"", b"\xff", b"[]", b'{"slug": ""}', b"[" * 70_000, b'{"slug": 1}', None]
)
def test_an_origin_file_that_says_nothing_proves_nothing(
    tmp_path: Path, contents: bytes | None
) -> None:
    given = install(tmp_path, Row("skills/x", ""))
    (given / ".clawhub").mkdir()
    if contents is None:
        (given / ".clawhub" / "origin.json").mkdir()
    else:
        (given / ".clawhub" / "origin.json").write_bytes(contents)
    assert locate(given, {}).host == "unknown"


def test_a_loop_of_links_and_a_folder_that_is_gone_are_no_stop(tmp_path: Path) -> None:
    loop = tmp_path / ".cursor" / "skills" / "x"
    loop.parent.mkdir(parents=True)
    loop.symlink_to(loop)
    assert locate(loop, {}).host == "cursor"
    assert locate(tmp_path / "gone", CLAUDE).host == "claude-code"
