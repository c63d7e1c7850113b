from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.platform import Platform, detect_platform

ORIGIN = {"registry": "https://clawhub.ai", "slug": "x"}
BY_PATH = [
    ("/home/me/.cursor/skills/x", "cursor", "cursor"),
    ("/projects/app/.cursor/skills/x", "cursor", "cursor"),
    ("~/.cursor/plugins/cache/m/p/1.0/skills/x", "cursor", "cursor"),
    ("~/.cursor/plugins/local/p/skills/x", "cursor", "cursor"),
    ("/home/me/.clawhub/skills/x", "clawhub", "clawhub"),
    ("~/.openclaw/workspace/skills/x", "openclaw", "unknown"),
    ("~/.openclaw/skills/x", "openclaw", "unknown"),
    ("~/.openclaw/extensions/p/skills/x", "openclaw", "unknown"),
    ("~/.openclaw/plugin-skills/x", "openclaw", "unknown"),
    ("~/.claude/skills/x", "claude-code", "unknown"),
    ("/projects/app/.claude/skills/x", "claude-code", "unknown"),
    ("~/.claude/plugins/cache/m/p/1.0.0", "claude-code", "unknown"),
    ("~/.codex/skills/x", "codex", "unknown"),
    ("./.codex/skills/x", "codex", "unknown"),
    ("C:\\Users\\Me\\.cursor\\skills\\x", "cursor", "cursor"),
    ("c:\\Users\\Me\\.Cursor\\Skills\\x", "cursor", "cursor"),
    ("\\\\server\\share\\.clawhub\\x", "clawhub", "clawhub"),
    ("C:/Users/Me/.codex\\skills/x", "codex", "unknown"),
    ("D:\\Work\\app\\.Claude\\Skills\\x", "claude-code", "unknown"),
    ("d:\\work\\app\\.AGENTS\\skills\\x", "unknown", "unknown"),
    ("C:\\Users\\Me\\.openclaw\\workspace\\skills\\x", "openclaw", "unknown"),
    ("C:\\Users\\Me\\.claude\\plugins\\cache\\m\\p\\1.0", "claude-code", "unknown"),
    ("~/.codex/plugins/cache/m/p/1.0.0", "codex", "unknown"),
    ("\\\\?\\C:\\Users\\Me\\.cursor\\plugins\\local\\p\\skills\\x", "cursor", "cursor"),
    ("/home/me/.openclaw/skills/y/.claude/skills/x", "claude-code", "unknown"),
    ("/projects/skills/x", "unknown", "unknown"),
    ("/projects/.agents/skills/x", "unknown", "unknown"),
    ("/home/me/.cursor-backup/skills/x", "unknown", "unknown"),
    ("/home/me/cursor/skills/x", "unknown", "unknown"),
    ("/home/me/.cursor/rules/x", "unknown", "unknown"),
    ("", "unknown", "unknown"),
]
MARKERS = [
    ({"OPENCLAW_SHELL": "exec"}, "openclaw", "unknown"),
    ({"CURSOR_TRACE_ID": "1"}, "cursor", "cursor"),
    ({"CURSOR_AGENT": "1"}, "cursor", "cursor"),
    ({"CLAUDECODE": "1"}, "claude-code", "unknown"),
    ({"CODEX_SANDBOX": "seatbelt"}, "codex", "unknown"),
    ({"CLAUDECODE": ""}, "unknown", "unknown"),
    ({"CODEX_": "1"}, "unknown", "unknown"),
]


@pytest.mark.parametrize(("path", "host", "header"), BY_PATH)
def test_the_install_path_tells_the_platform(path: str, host: str, header: str) -> None:
    found = detect_platform(path, path, {})
    assert (found.host, found.header) == (host, header)


@pytest.mark.parametrize(("environment", "host", "header"), MARKERS)
def test_a_marker_tells_where_the_path_does_not(
    environment: dict[str, str], host: str, header: str
) -> None:
    found = detect_platform("/projects/.agents/skills/x", "/projects/.agents/skills/x", environment)
    assert (found.host, found.header) == (host, header)


@pytest.mark.parametrize(
    ("said", "host", "header"),
    [
        ("clawhub", "clawhub", "clawhub"),
        (" Cursor ", "cursor", "cursor"),
        ("codex", "codex", "unknown"),
        ("unknown", "unknown", "unknown"),
        ("evil\r\nX-Other: 1", "unknown", "unknown"),
    ],
)
def test_skill_source_comes_first(said: str, host: str, header: str) -> None:
    found = detect_platform("~/.claude/skills/x", "", {"SKILL_SOURCE": said, "CURSOR_AGENT": "1"})
    assert (found.host, found.header) == (host, header)


def test_an_empty_skill_source_says_nothing() -> None:
    assert detect_platform("~/.cursor/skills/x", "", {"SKILL_SOURCE": " "}).host == "cursor"


def test_the_path_as_given_counts_before_the_real_one() -> None:
    found = detect_platform("~/.claude/skills/x", "/home/me/.cursor/skills/x", {})
    assert found.host == "claude-code"


@pytest.mark.parametrize(
    "path", ["C:\\w\\.agents\\skills\\x", "C:\\w\\skills\\X\\", "c:\\W\\SKILLS\\@Owner\\x"]
)
def test_windows_separators_and_case_count_in_plain_and_shared_folders_too(path: str) -> None:
    found = detect_platform(path, path, {"CLAUDECODE": "1"}, ORIGIN)
    assert found.host == ("claude-code" if ".agents" in path else "clawhub")


def test_the_real_path_counts_before_a_marker() -> None:
    found = detect_platform("/projects/x", "/home/me/.cursor/skills/x", {"CLAUDECODE": "1"})
    assert found.host == "cursor"


@pytest.mark.parametrize(
    "path", ["/w/skills/x", "/w/skills/@owner/x", "skills/x", "C:\\w\\skills\\x"]
)
def test_a_plain_skills_folder_with_an_origin_file_is_clawhubs(path: str) -> None:
    found = detect_platform(path, path, {"CLAUDECODE": "1"}, ORIGIN)
    assert (found.header, found.host, found.rule) == ("clawhub", "clawhub", "path")


def test_in_the_shared_folder_a_marker_decides_and_else_the_origin_file() -> None:
    path = "/home/me/.agents/skills/x"
    assert detect_platform(path, path, {"CODEX_HOME": "x"}, ORIGIN).host == "codex"
    found = detect_platform(path, path, {}, ORIGIN)
    assert found == Platform("clawhub", "clawhub", "origin", ".clawhub/origin.json")


def test_openclaw_counts_as_clawhub_when_the_skill_came_from_there() -> None:
    path = "~/.openclaw/workspace/skills/x"
    found = detect_platform(path, path, {}, ORIGIN)
    assert (found.header, found.host) == ("clawhub", "openclaw")
    assert detect_platform("/w/x", "/w/x", {"OPENCLAW_SHELL": "1"}, ORIGIN).header == "clawhub"
    assert detect_platform(path, path, {}, {"slug": ""}).header == "unknown"


@given(
    st.text(max_size=60), st.dictionaries(st.text(max_size=12), st.text(max_size=12), max_size=3)
)
def test_any_path_and_environment_give_one_of_the_three(
    path: str, environment: dict[str, str]
) -> None:
    assert detect_platform(path, path, environment).header in {"clawhub", "cursor", "unknown"}
