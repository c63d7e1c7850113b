"""What "it" means: the thing that an edit was about, remembered from one message to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

from skill_runtime.studio.agent.edits import (
    AddEffect,
    AddSubtitles,
    AddText,
    ChangeInset,
    ChangeText,
    Duck,
    Edit,
    Fade,
    Generate,
    Inset,
    MoveEffect,
    MoveShot,
    Place,
    PlaceMusic,
    RemoveShot,
    Repeat,
    Role,
    SetMusic,
    SplitScreen,
    UseUpload,
    Volume,
    Within,
)

from .naming import SONGS

__all__ = ["Referent", "referent", "remembered", "with_memory"]

TEXTS = frozenset(get_args(Role))
_KEY = "it"


@dataclass(frozen=True, slots=True)
class Referent:
    kind: str
    """The role of a text, or `music`, `effect`, `inset`, `shot`."""
    name: str | None = None
    """Of a sound effect."""
    number: int | None = None
    """Of a shot or a text; None: all shots, the newest text."""

    @property
    def is_text(self) -> bool:
        return self.kind in TEXTS

    @property
    def role(self) -> Role | None:
        """Of a text."""
        return next((role for role in get_args(Role) if role == self.kind), None)


def referent(edit: Edit) -> Referent | None:
    """What the edit is about; None for edits of the whole, which change nothing about "it"."""
    edit = _done(edit)
    match edit:
        case AddText() | ChangeText() | AddSubtitles():
            return Referent(edit.role or "title", number=getattr(edit, "index", None))
        case AddEffect() | MoveEffect():
            return Referent("effect", name=edit.effect)
        case SetMusic() | PlaceMusic() | Duck():
            return Referent("music")
        case Inset() | ChangeInset() | SplitScreen():
            is_mark = isinstance(edit, Inset) and edit.kind == "mark"
            return Referent("watermark" if is_mark else "inset")
        case UseUpload() if edit.over is None:
            music = edit.kind == "audio" or (edit.name or "").endswith(SONGS)
            return Referent("music") if music else Referent("shot", number=edit.replace or -1)
        case Generate() | Place():
            return Referent("shot", number=edit.replace or -1)
        case Volume() | Fade():
            return _of_target(edit)
        case _:
            return _of_shot(edit)


def _of_shot(edit: Edit) -> Referent | None:
    shot = None if isinstance(edit, RemoveShot) else getattr(edit, "shot", None)
    if isinstance(edit, MoveShot):
        shot = _place_of(edit)
    if isinstance(edit, Repeat) and shot is not None and shot > 0:
        shot += 1  # the copy
    return None if shot is None else Referent("shot", number=shot)


def _place_of(moved: MoveShot) -> int:
    """The number that the shot has once it is moved."""
    forwards = moved.shot > moved.to or moved.shot < 0
    if moved.beside is None or moved.to < 0:
        return moved.to
    if moved.beside == "after":
        return moved.to + 1 if forwards else moved.to
    return moved.to if forwards else moved.to - 1


def _done(edit: Edit) -> Edit:
    return edit.edit if isinstance(edit, Within) else edit


def _of_target(edit: Volume | Fade) -> Referent | None:
    if edit.shot is not None:
        return Referent("shot", number=edit.shot)
    if edit.target == "effects":
        return Referent("effect", name=getattr(edit, "effect", None))
    return Referent(edit.target) if edit.target in {"music", "title"} else None


def remembered(draft: Mapping[str, Any]) -> Referent | None:
    """What the last edit of a draft was about."""
    found = draft["m"].get(_KEY)
    return Referent(**found) if isinstance(found, dict) else None


def with_memory(draft: dict[str, Any], edit: Edit) -> dict[str, Any]:
    """The draft, knowing what was edited last."""
    about = referent(edit)
    if about is None:
        return draft
    return {**draft, "m": {**draft["m"], _KEY: asdict(about)}}
