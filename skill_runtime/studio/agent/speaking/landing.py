"""Which sentence tells that an edit landed, and which that it met a bound, by their keys."""

from __future__ import annotations

from skill_runtime.studio.agent.edits import (
    AddSubtitles,
    AddText,
    Backwards,
    ChangeInset,
    ChangeText,
    CutRange,
    Dissolve,
    Duck,
    Duration,
    Edit,
    Fade,
    Filter,
    Level,
    Speed,
    Turn,
    Volume,
)
from skill_runtime.studio.agent.references.naming import tool_name
from skill_runtime.studio.agent.timeline.mixing import LOUDEST, loudness_target
from skill_runtime.studio.agent.timeline.shots import FASTEST, SLOWEST
from skill_runtime.studio.agent.timeline.texts import LARGEST_TEXT, SMALLEST_TEXT
from skill_runtime.studio.draft import Draft

__all__ = ["bound_met", "key_of", "loudness_key"]

_THREE_QUARTERS = 270


def key_of(edit: Edit, draft: Draft) -> str:
    """Which sentence tells that the edit landed."""
    if isinstance(edit, Volume):
        return loudness_key(edit, draft, edit.level)
    if isinstance(edit, Turn) and (edit.back or edit.degrees == _THREE_QUARTERS):
        return "turn_back" if edit.back else "turn_left"
    if isinstance(edit, Backwards | Duck | Level | Filter | Dissolve):
        return _switched(edit)
    if isinstance(edit, ChangeText) and (edit.text is not None or edit.case is not None):
        return "reword_text"
    if isinstance(edit, CutRange) and edit.shot is not None:
        return "cut_shot"
    if isinstance(edit, AddSubtitles) and edit.role != "subtitle":
        return "add_texts"
    if isinstance(edit, ChangeInset) and edit != ChangeInset(edit.look):
        return "inset_times"
    name = tool_name(edit)
    return f"{name}_shot" if isinstance(edit, Duration | Speed | Fade) and edit.shot else name


def loudness_key(edit: Volume, draft: Draft, level: float | None) -> str:
    return f"{'muted' if level == 0 else 'volume'}_{loudness_target(draft, edit)}"


def _switched(edit: Backwards | Duck | Level | Filter | Dissolve) -> str:
    """Which sentence tells that something was turned on or off."""
    if isinstance(edit, Filter):
        return "filter" if edit.names else "filter_off"
    if isinstance(edit, Dissolve):
        way = "dissolve" if edit.kind == "dissolve" else "transition"
        return way if edit.length or edit.scale is not None else "hard_cut"
    if isinstance(edit, Backwards):
        return "backwards" if edit.on else "forwards"
    return tool_name(edit) if edit.on else f"{tool_name(edit)}_off"


def bound_met(edit: Edit) -> str | None:
    """Which bound the edit met, as the sentence that tells it."""
    match edit:
        case Volume(level=level) if level is not None and level > LOUDEST:
            return "most_volume"
        case Speed(factor=factor) if not SLOWEST <= factor <= FASTEST:
            return "most_speed"
        case AddText(look=look) | ChangeText(look=look) if look.size is not None:
            return None if SMALLEST_TEXT <= look.size <= LARGEST_TEXT else "most_size"
        case _:
            return None
