"""Sentences and tables of a bundle's page that the skill reader understands: a `Skill`, said again.

What is the family's default stays unsaid, as it does in the skills themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from skill_runtime.model.skill import GuiRow, Skill

_DEFAULTS = Skill(name="", version="")
_LONGEST_NUMBER = 99_999  # the reader takes five digits for a duration
_SIZES = (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024), ("TB", 1024**4))
_DECIMALS = range(4)
_ROUTES = {
    "export": "Export",
    "srt_export": "Export the subtitles",
    "credits": "Credits",
    "status": "State",
    "upload": "Upload",
    "chat": "SSE",
    "cancel": "Cancel the job",
}
_REMEDIES = {
    "run_api": "Call the API",
    "show_state": "Show the state",
    "send_edit": "Send the edit",
    "track_summary": "Summary of the tracks",
    "export": "Export",
    "export_or_srt": "Export the video or its SRT subtitles",
    "credits": "Show the credits",
    "ask_user": "Ask the user",
}
_MEANINGS = {
    "ok": "Done",
    "reauth": "The token has ended: a new one is fetched",
    "new_session": "The session is gone: a new one is made",
    "out_of_credits": "No credits left: the user gets the link",
    "show_formats": "The file's type is not taken",
    "too_large": "The file is too large",
    "new_client_id": "The client is unknown: an id is made",
    "plan_blocked": "The plan has no export",
    "retry_once_30s": "Too many requests: once more, later",
}


def files_sentence(skill: Skill) -> str:
    """What may be uploaded."""
    formats = f"Accepted formats: {', '.join(skill.formats)}."
    if skill.size_limit_bytes is None:
        return formats
    return f"{formats} A file may have up to {_size(skill.size_limit_bytes)}."


def opening(skill: Skill) -> Iterator[str]:
    """The greeting and what to try. In quotes of its own, a text that begins with one stays
    whole.
    """
    if skill.greeting:
        lines = f"“{skill.greeting}”".split("\n")
        yield "\n".join(f"> {line}".rstrip() for line in lines)
    if skill.examples:
        yield "\n".join(["**Try saying:**", *(f"- “{example}”" for example in skill.examples)])


def rules(skill: Skill) -> Iterator[str]:
    """The tables and sentences that only the program needs, a block each."""
    if skill.skip_sse:
        yield _table(("User says", "Action", "Skip SSE?"), tuple(_routes(skill)))
    if skill.gui:
        yield _table(("Backend says", "What is done"), (*map(_gui, skill.gui), _OTHER_TALK))
    if skill.errors:
        rows = tuple((code, _MEANINGS.get(action, action)) for code, action in skill.errors.items())
        yield _table(("Code", "Meaning"), rows)
    if sentences := [*_service(skill), *_timings(skill), *_platforms(skill)]:
        yield "\n".join(f"- {sentence}" for sentence in sentences)


# Nothing else of a mouse reaches the user either; it also makes a table of one rule known as one.
_OTHER_TALK = ("Everything else about a click, a button or a menu", "Left out of the reply")


def _routes(skill: Skill) -> Iterator[tuple[str, ...]]:
    for action, skips in skill.skip_sse.items():
        words = skill.intents.get(action, ())
        falls_here = action == skill.fallback
        route = (_ROUTES.get(action, action), "✅" if skips else "❌")
        if words or not falls_here:
            yield " / ".join(map(_quoted, words)) or "user asks for it in other words", *route
        if falls_here and (action != "chat" or not words):
            yield "Everything else", *route


def _gui(row: GuiRow) -> tuple[str, str]:
    return " / ".join(map(_quoted, row.match)), _REMEDIES.get(row.do, row.do)


def _quoted(phrase: str) -> str:
    return f"`{phrase}`" if '"' in phrase else f'"{phrase}"'


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = (header, ["---"] * len(header), *rows)
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _service(skill: Skill) -> Iterator[str]:
    if skill.api_base:
        yield f"API base: `{skill.api_base}`"
    if skill.app_name != _DEFAULTS.app_name:
        yield f'Messages carry `"app_name":"{skill.app_name}"`.'
    if skill.session_task_name != _DEFAULTS.session_task_name:
        yield f'Sessions are made with `"task_name":"{skill.session_task_name}"`.'
    if skill.token_field != _DEFAULTS.token_field:
        yield f"The token is read from the answer's field `{skill.token_field}`."
    if skill.client_id_path:
        yield f"The client id is kept in `{skill.client_id_path}`."
    if skill.claim_link:
        yield f"A project is claimed at `{skill.claim_link}`."


def _timings(skill: Skill) -> Iterator[str]:
    if skill.sse_timeout_s:
        yield f"A message on `/run_sse` streams for up to {_duration(skill.sse_timeout_s)}."
    if skill.heartbeat_only_timeout_s:
        quiet = _duration(skill.heartbeat_only_timeout_s)
        yield f"{quiet} of heartbeats alone count as a timeout."
    if skill.progress_every_s:
        notice = _duration(skill.progress_every_s)
        yield f"While it is still working, the user hears so every {notice}."
    pace = f" every {_duration(skill.poll_interval_s)}" if skill.poll_interval_s else ""
    limit = f" at most {skill.poll_max} times" if skill.poll_max else ""
    if pace or limit:
        yield f"Renders are polled{','.join(filter(None, (pace, limit)))}."


def _platforms(skill: Skill) -> Iterator[str]:
    if skill.skill_source_env:
        yield "`SKILL_SOURCE` names the platform where it is set."
    rules = {path: name for path, name in skill.platform_rules.items() if isinstance(name, str)}
    other = rules.pop("*", "")
    if "names_only" in skill.platform_rules:
        yield "The platform is `clawhub` / `cursor` / `unknown`."
    elif rules:
        places = ", ".join(f"`{path}` → `{name}`" for path, name in sorted(rules.items()))
        yield f"The platform by the install path: {places}; otherwise `{other}`."
    elif other:
        yield f"X-Skill-Platform: {other}"


def _size(limit: int) -> str:
    """The shortest way to write a size that the reader takes for just so many bytes."""
    written = [
        f"{limit / factor:.{decimals}f} {unit}"
        for decimals in _DECIMALS
        for unit, factor in _SIZES
        if round(float(f"{limit / factor:.{decimals}f}") * factor) == limit
    ]
    return min(written, key=len, default=f"{limit} bytes")


def _duration(seconds: float) -> str:
    whole = int(seconds)
    if whole <= _LONGEST_NUMBER:
        return f"{whole} s"
    return f"{whole // 60} min" if whole // 60 <= _LONGEST_NUMBER else f"{whole // 3600} h"
