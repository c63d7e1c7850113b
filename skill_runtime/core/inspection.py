"""What `skill-runtime inspect` shows: what was understood of a SKILL.md, and from which line."""

from __future__ import annotations

from collections.abc import Mapping

from skill_runtime.model.skill import GuiRow, Skill

KEYS = (
    "name", "version", "display_name", "surface", "api_base", "app_name", "intents", "skip_sse",
    "fallback", "gui", "errors", "formats", "size_limit_bytes", "poll_interval_s", "poll_max",
    "sse_timeout_s", "heartbeat_only_timeout_s", "progress_every_s", "greeting", "examples",
    "primary_env", "requires_env", "config_paths", "variant", "client_id_path", "token_field",
    "session_task_name", "platform_rules", "skill_source_env", "warnings",
)  # fmt: skip
_INDENT = "    "


def inspection(skill: Skill) -> dict[str, object]:
    """The keys of `inspect --json`, ready for JSON. None: not stated, the family's default
    applies.
    """
    return {key: _plain(key, getattr(skill, key)) for key in KEYS}


def inspection_lines(skill: Skill) -> list[str]:
    """A listing for a terminal: each field with its value and the line that it was understood
    from.
    """
    lines = [f"{skill.source or 'SKILL.md'}"]
    for key in KEYS:
        if key != "warnings":
            lines += _field_lines(key, getattr(skill, key), skill.lines.get(key, 0))
    for warning in skill.warnings:
        where = f"line {warning.line}: " if warning.line else ""
        lines.append(f"warning: {where}{_printable(warning.message)}")
    return lines


def _plain(key: str, value: object) -> object:
    if key == "warnings" and isinstance(value, tuple):
        return [str(warning) for warning in value]
    if isinstance(value, GuiRow):
        return {"match": list(value.match), "do": value.do}
    if isinstance(value, tuple):
        return [_plain(key, entry) for entry in value]
    if isinstance(value, Mapping):
        return {str(name): _plain(key, entry) for name, entry in value.items()}
    return value


def _field_lines(key: str, value: object, line: int) -> list[str]:
    origin = f"  (from line {line})" if line else ""
    if value is None or value in ("", (), {}):
        return [f"  {key}: not stated"]
    if isinstance(value, Mapping):
        entries = [f"{name}: {_shown(entry)}" for name, entry in value.items()]
    elif key in {"gui", "examples"} and isinstance(value, tuple):
        entries = [_shown(entry) for entry in value]
    else:
        return [f"  {key}: {_shown(value)}{origin}"]
    return [f"  {key}:{origin}", *(f"{_INDENT}{entry}" for entry in map(_printable, entries))]


def _shown(value: object) -> str:
    if isinstance(value, GuiRow):
        return f"{_shown(value.match)} → {value.do}"
    if isinstance(value, tuple):
        return ", ".join(_shown(entry) for entry in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    return _printable(str(value))


def _printable(text: str) -> str:
    """Text from a file of unknown origin, on one line and without what could steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
