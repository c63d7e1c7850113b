"""Edits applied to a draft: pure functions from a draft to a draft.

What can't be done (a title that isn't there, a clip longer than it is) is refused with
`EditRefused`, whose key names a sentence; a draft that comes out is always settled: shots in a
row, titles inside, music fitted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from skill_runtime.studio.draft import Draft, new_draft, settle, with_canvas

from . import layers, shots
from .edits import (
    AddText,
    Canvas,
    ChangeText,
    Clear,
    CutRange,
    Duration,
    Edit,
    Fade,
    Generate,
    MoveShot,
    Place,
    RemoveMusic,
    RemoveShot,
    RemoveText,
    ReverseShots,
    SetMotion,
    SetMusic,
    Speed,
    SwapShots,
    Volume,
)
from .refusal import EditRefused

__all__ = ["EditRefused", "apply"]


def apply(draft: Draft, edit: Edit) -> Draft:
    """The draft after the edit; EditRefused if it can't be done. The one given stays as it is.

    `Generate` and `SetMusic` need their `source` by now; `Undo` and `UseUpload` are resolved
    before (see `turn`).
    """
    handler = _HANDLERS.get(type(edit))
    if handler is None:
        raise EditRefused("not_alone", what=type(edit).__name__)
    return settle(handler(draft, edit))


def _canvas(draft: Draft, edit: Canvas) -> Draft:
    return with_canvas(draft, edit.width, edit.height)


def _clear(draft: Draft, edit: Clear) -> Draft:
    canvas = draft["m"]
    return new_draft(draft["id"], width=canvas["width"], height=canvas["height"])


_HANDLERS: Mapping[type, Callable[[Draft, Any], Draft]] = {
    AddText: layers.add_text,
    Canvas: _canvas,
    ChangeText: layers.change_text,
    Clear: _clear,
    CutRange: shots.cut,
    Duration: shots.set_duration,
    Fade: layers.fade,
    Generate: shots.generate,
    MoveShot: shots.move,
    Place: shots.place,
    RemoveMusic: layers.remove_music,
    RemoveShot: shots.remove,
    RemoveText: layers.remove_text,
    ReverseShots: shots.reverse,
    SetMotion: shots.set_motion,
    SetMusic: layers.set_music,
    Speed: shots.set_speed,
    SwapShots: shots.swap,
    Volume: layers.set_volume,
}
