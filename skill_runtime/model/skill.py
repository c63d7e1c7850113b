"""A skill as it was understood from its SKILL.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from skill_runtime.model.values import dataclass

FAMILY_API_BASE = "https://mega-api-prod.nemovideo.ai"
FAMILY_WEB_BASE = "https://nemovideo.com"
FAMILY_FORMATS = (
    "mp4", "mov", "avi", "webm", "mkv", "jpg", "png", "gif", "webp", "mp3", "wav", "m4a", "aac",
)  # fmt: skip
FAMILY_SIZE_LIMIT = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class GuiRow:
    """A row of a skill's own GUI table."""

    match: tuple[str, ...]
    """The phrasings, as they stand in the cell, without quotes."""
    do: str
    """run_api · show_state · send_edit · track_summary · export · export_or_srt · credits ·
    ask_user"""


@dataclass(frozen=True, slots=True)
class SkillWarning:
    """Something in a SKILL.md that the runtime could live with, and what it made of it."""

    code: str
    """duplicate-key · hardcoded-source-differs · hardcoded-version-differs · api-base-differs ·
    mojibake-repaired · row-not-understood · version-missing"""
    detail: str
    """What it is about, short; may be empty."""
    line: int
    """1-based; 0 where something is missing."""
    message: str
    """One sentence for the skill's author."""

    def __str__(self) -> str:
        return f"{self.code}:{self.detail}" if self.detail else self.code


@dataclass(frozen=True, slots=True)
class Skill:
    """Everything that a SKILL.md says. None or empty: not stated, the family's default applies.

    The names are the keys of `skill-runtime inspect --json`.
    """

    name: str
    version: str
    """Exactly as written: 2.3 stays "2.3". Empty where the file has none."""
    display_name: str | None = None
    description: str = ""
    surface: str = "chat"
    """`chat` is this family's contract; any other (generate · run · jobs · websocket) is loaded,
    named and refused when run."""
    api_base: str | None = None
    app_name: str = "nemo_agent"
    intents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Action → the keywords of the skill's own router table. Actions: export · credits · status ·
    upload · chat · srt_export · cancel."""
    skip_sse: Mapping[str, bool] = field(default_factory=dict)
    """Action → True where the runtime does it itself; for the rows of the router table alone."""
    fallback: str = "chat"
    gui: tuple[GuiRow, ...] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    """Code → ok · reauth · new_session · out_of_credits · show_formats · too_large ·
    new_client_id · plan_blocked · retry_once_30s"""
    formats: tuple[str, ...] = FAMILY_FORMATS
    size_limit_bytes: int | None = None
    poll_interval_s: float | None = None
    poll_max: int | None = None
    sse_timeout_s: float | None = None
    heartbeat_only_timeout_s: float | None = None
    progress_every_s: float | None = None
    greeting: str | None = None
    examples: tuple[str, ...] = ()
    primary_env: str | None = None
    requires_env: tuple[str, ...] = ()
    config_paths: tuple[str, ...] = ()
    variant: str | None = None
    client_id_path: str | None = None
    token_field: str = "data.token"  # noqa: S105 - a path into an answer, no secret
    session_task_name: str = "project"
    platform_rules: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    """Install path → platform; `*` is the rule for any other path. Under `names_only`: platforms
    that the file names without saying where they install."""
    skill_source_env: bool = False
    """Whether the file lets the variable SKILL_SOURCE name the platform."""
    claim_link: str | None = None
    """The page of the claim link, without its query."""
    warnings: tuple[SkillWarning, ...] = ()
    source: str = ""
    """Where it was read from, as the user named it."""
    lines: Mapping[str, int] = field(default_factory=dict)
    """Field → the 1-based line that it was understood from."""
