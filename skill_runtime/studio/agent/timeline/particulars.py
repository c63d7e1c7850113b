"""What the sentences about pictures and sound effects name, from the draft that came out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from skill_runtime.studio.agent.edits import (
    AddEffect,
    ChangeInset,
    Dissolve,
    Edit,
    Filter,
    Fit,
    Inset,
    PlaceMusic,
    Turn,
)
from skill_runtime.studio.draft import AUDIO, OVERLAY, VIDEO, Draft, segments

from .cutting import chosen
from .effects import effects_named

__all__ = ["facts_of"]

_LEFT, _THREE_QUARTERS = 90, 270


def facts_of(edit: Edit, draft: Draft, sentences: Mapping[str, Any]) -> dict[str, object] | None:
    """The facts of such an edit in the language of the sentences; None for any other edit."""
    words = sentences["words"]
    match edit:
        case Turn():
            return {"degrees": _LEFT if edit.degrees == _THREE_QUARTERS else edit.degrees}
        case Fit():
            return {"fit": words[edit.fit]}
        case Dissolve():
            way = words.get(edit.kind.partition("-")[0], "")
            longest = max((s["m"].get("dissolve", 0) for s in segments(draft, VIDEO)), default=0)
            length = edit.length if edit.scale is None else longest
            return {"seconds": length / 1000, "kind": way}
        case Filter():
            return {"filters": words["separator"].join(_filters(edit, draft, sentences))}
        case AddEffect():
            made = effects_named(draft, edit.effect)[-1]
            name = sentences["effects"][edit.effect]
            return {"name": name, "level": round(made["m"]["volume"] * 100)}
        case Inset() | ChangeInset():
            lying = segments(draft, OVERLAY)
            newest = max(lying, key=lambda s: int("".join(filter(str.isdigit, s["id"])) or 0))
            position = newest["m"]["position"]
            times = {"start": newest["s"] / 1000, "end": (newest["s"] + newest["d"]) / 1000}
            name = newest["m"]["name"]
            return {"name": name, "position": words.get(position, position), **times}
        case PlaceMusic():
            music = segments(draft, AUDIO)[0]
            return {"start": music["s"] / 1000, "end": (music["s"] + music["d"]) / 1000}
        case _:
            return None


def _filters(edit: Filter, draft: Draft, sentences: Mapping[str, Any]) -> list[str]:
    shots = segments(draft, VIDEO)
    shot = shots[min(chosen(shots, edit.shot))]
    named: Mapping[str, float] = shot["m"].get("filters", {})
    return [f"{sentences['filters'][k]} ({round(v * 100)}%)" for k, v in named.items()]
