"""Edits applied to a draft: pure functions from a draft to a draft.

What can't be done (a title that isn't there, a clip longer than it is) is refused with
`EditRefused`, whose key names a sentence; a draft that comes out is always settled: shots in a
row, titles inside, music fitted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from skill_runtime.studio.agent.edits import (
    AddEffect,
    AddSubtitles,
    AddText,
    Backwards,
    Canvas,
    ChangeInset,
    ChangeText,
    Clear,
    Crop,
    CutRange,
    Dissolve,
    Duck,
    Duration,
    Edit,
    ExchangeSides,
    Fade,
    FadeThrough,
    Filter,
    Fit,
    Flip,
    Freeze,
    Generate,
    Inset,
    InsetLook,
    LabelShots,
    Level,
    MatchText,
    MoveEffect,
    MoveShot,
    OrderShots,
    Place,
    PlaceMusic,
    RemoveEffect,
    RemoveInset,
    RemoveMusic,
    RemoveShot,
    RemoveText,
    Repeat,
    ReverseShots,
    SetMotion,
    SetMusic,
    Speed,
    Split,
    SplitScreen,
    SwapShots,
    Turn,
    Volume,
    Within,
)
from skill_runtime.studio.draft import (
    OVERLAY,
    TEXT,
    VIDEO,
    Draft,
    new_draft,
    segments,
    settle,
    with_canvas,
    with_segments,
)

from . import cutting, effects, insets, mixing, pictures, pieces, shots, texts
from .refusal import EditRefused

__all__ = ["EditRefused", "apply", "of_marks"]


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
    changed = with_canvas(draft, edit.width, edit.height, edit.platform)
    if found := segments(draft, VIDEO):
        return with_segments(changed, VIDEO, shots.painted_anew(found, dict(edit.anew)))
    return {**changed, "m": {**changed["m"], "chosen": True}}


def _generate(draft: Draft, edit: Generate) -> Draft:
    if edit.inset is None:
        return shots.generate(draft, edit)
    return insets.inset(draft, replace(edit.inset, source=edit.source, name=edit.name))


def _clear(draft: Draft, edit: Clear) -> Draft:
    canvas = draft["m"]
    return new_draft(draft["id"], width=canvas["width"], height=canvas["height"])


def of_marks(draft: Draft, edit: Edit) -> Edit:
    """ "The watermark" is a picture where no text is one."""
    if isinstance(edit, Flip) and edit.sides and insets.shares_screen(draft):
        return ExchangeSides()
    about_mark = isinstance(edit, ChangeText | RemoveText) and edit.role == "watermark"
    texts = {s["m"].get("role") for s in segments(draft, TEXT)}
    lying = {s["m"].get("inset") for s in segments(draft, OVERLAY)}
    if not about_mark or "watermark" in texts or not lying & {"mark", "inset"}:
        return edit
    if isinstance(edit, ChangeText):
        look = InsetLook(edit.look.position, edit.look.scale, edit.look.opacity)
        return ChangeInset(look, edit.span, edit.shift, edit.longer, edit.over)
    return RemoveInset(marks="mark" in lying)


_HANDLERS: Mapping[type, Callable[[Draft, Any], Draft]] = {
    AddEffect: effects.add_effect,
    AddSubtitles: texts.add_subtitles,
    AddText: texts.add_text,
    Backwards: pictures.play_backwards,
    Canvas: _canvas,
    ChangeInset: insets.change_inset,
    ChangeText: texts.change_text,
    Clear: _clear,
    Crop: pictures.crop,
    CutRange: cutting.cut,
    Dissolve: pictures.dissolve,
    Duck: effects.duck,
    Duration: shots.set_duration,
    ExchangeSides: insets.exchange_sides,
    Fade: mixing.fade,
    FadeThrough: pictures.fade_through,
    Filter: pictures.lay_filter,
    Fit: pictures.fit,
    Flip: pictures.flip,
    Freeze: cutting.freeze,
    Generate: _generate,
    Inset: insets.inset,
    LabelShots: texts.label_shots,
    Level: effects.level_sound,
    MatchText: texts.match_text,
    MoveEffect: effects.move_effect,
    MoveShot: shots.rearrange,
    OrderShots: shots.rearrange,
    Place: shots.place,
    PlaceMusic: effects.place_music,
    RemoveEffect: effects.remove_effect,
    RemoveInset: insets.remove_inset,
    RemoveMusic: mixing.remove_music,
    RemoveShot: shots.rearrange,
    RemoveText: texts.remove_text,
    Repeat: cutting.repeat,
    ReverseShots: shots.rearrange,
    SetMotion: shots.set_motion,
    SetMusic: mixing.set_music,
    Speed: shots.set_speed,
    Split: cutting.split,
    SplitScreen: insets.split_screen,
    SwapShots: shots.rearrange,
    Turn: pictures.turn,
    Volume: mixing.set_volume,
    Within: lambda draft, edit: pieces.within(draft, edit, apply),
}
