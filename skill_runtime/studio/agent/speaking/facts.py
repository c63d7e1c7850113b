"""What the sentence about an edit names, from the draft that came out of it."""

from __future__ import annotations

from typing import Any

from skill_runtime.studio.agent.edits import (
    AddSubtitles,
    AddText,
    Canvas,
    ChangeText,
    Duration,
    Edit,
    Fade,
    Generate,
    LabelShots,
    Place,
    RemoveText,
    SetMotion,
    SetMusic,
    Speed,
    Volume,
)
from skill_runtime.studio.agent.timeline.cutting import shot_index
from skill_runtime.studio.agent.timeline.effects import effects_named
from skill_runtime.studio.agent.timeline.mixing import loudness_target
from skill_runtime.studio.agent.timeline.particulars import facts_of
from skill_runtime.studio.agent.timeline.texts import left_out, meant_text
from skill_runtime.studio.draft import AUDIO, EFFECTS, TEXT, VIDEO, Draft, Segment, segments

from .wording import Wording, format_of, name_of

__all__ = ["Facts"]


class Facts:
    """The values of the sentences in one language."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def of(self, edit: Edit, draft: Draft) -> dict[str, object]:
        common: dict[str, object] = {"total": draft["d"] / 1000}
        shots = segments(draft, VIDEO)
        common["shots"] = self._wording.listed(name_of(s) for s in shots)
        if isinstance(edit, Duration | Speed | Fade) and edit.shot is not None:
            number = shot_index(shots, edit.shot) + 1
            common |= {"number": number, "length": shots[number - 1]["d"] / 1000}
        return common | self._particulars(edit, draft)

    def _particulars(self, edit: Edit, draft: Draft) -> dict[str, object]:
        if (more := facts_of(edit, draft, self._wording.sentences)) is not None:
            return more
        for types, facts in (
            ((Generate, Place), self._of_shot),
            ((SetMusic, Volume), self._of_sound),
            ((AddText, ChangeText), self.of_text),
            ((Fade, RemoveText), self._of_small),
        ):
            if isinstance(edit, types):
                return facts(edit, draft)
        if isinstance(edit, LabelShots):
            labels = [s["m"]["text"] for s in segments(draft, TEXT) if s["m"].get("over")]
            told = self._wording.listed(labels[-len(segments(draft, VIDEO)) :])
            return {"role": self._wording.words[edit.role], "texts": told}
        if isinstance(edit, AddSubtitles):
            return {"count": len(edit.cues) - left_out(edit, draft)}
        if isinstance(edit, Speed):
            shots = segments(draft, VIDEO)
            at = 0 if edit.shot is None else shot_index(shots, edit.shot)
            return {"factor": shots[at]["m"].get("speed", 1.0)}
        if isinstance(edit, Canvas):
            name = format_of(edit.width, edit.height)
            return {"width": edit.width, "height": edit.height, "format": self._wording.words[name]}
        return {"motion": self._wording.words[edit.motion]} if isinstance(edit, SetMotion) else {}

    def _of_shot(self, edit: Any, draft: Draft) -> dict[str, object]:
        shot = next(s for s in reversed(segments(draft, VIDEO)) if s["m"]["src"] == edit.source)
        return {"name": edit.name, "span": self._wording.span(shot)}

    def _of_sound(self, edit: Any, draft: Draft) -> dict[str, object]:
        segment = _heard(edit, draft)
        name = self._wording.mood(name_of(segment))
        return {"name": name, "level": round(segment["m"]["volume"] * 100)}

    def of_text(self, edit: Any, draft: Draft) -> dict[str, object]:
        text = meant_text(draft, edit)
        meta = text["m"]
        return {
            "role": self._wording.words[meta["role"]],
            "size": meta["size"],
            "text": meta["text"],
            "changes": self._changes(edit, text) if isinstance(edit, ChangeText) else "",
            "span": self._wording.span(text),
            "start": text["s"] / 1000,
            "end": (text["s"] + text["d"]) / 1000,
        }

    def _changes(self, edit: ChangeText, text: Segment) -> str:
        """What became different, "colour and position (bottom)"."""
        look = edit.look
        said = {
            "color": look.color,
            "size": look.size or look.scale,
            "style": look.style if look.under is None else None,
            "weight": look.weight,
            "typeface": look.typeface,
            "under": look.under,
            "enter": look.enter,
            "position": look.position or look.nudge,
            "time": edit.span or edit.shift or edit.longer,
            "fades": look.fade_in or look.fade_out,
            "opacity": look.opacity,
        }
        place = text["m"]["position"]
        values = {
            "span": self._wording.span(text),
            "position": self._wording.words.get(place, place),
        }
        changed = [
            self._wording.words[k].format_map(values) for k, v in said.items() if v is not None
        ]
        if len(changed) < 2:
            return "".join(changed)
        return self._wording.words["and"].join([self._wording.listed(changed[:-1]), changed[-1]])

    def _of_small(self, edit: Any, draft: Draft) -> dict[str, object]:
        if isinstance(edit, RemoveText):
            return {"role": self._wording.words[edit.role or "text"]}
        both = edit.fade_in is not None and edit.fade_out is not None
        what = "both" if both else "fade_in" if edit.fade_in is not None else "fade_out"
        seconds = (edit.fade_in or edit.fade_out or 0) / 1000
        if edit.since is not None:
            sounds = segments(draft, EFFECTS) if edit.target == "effects" else []
            told = [s["m"]["fade_out"] for s in sounds if "fade_out" in s["m"]]
            seconds = (max(told) if told else max(0, draft["d"] - edit.since)) / 1000
        target = self._wording.words["own_sound" if edit.heard else edit.target or "video"]
        return {"what": self._wording.words[what], "seconds": seconds, "target": target}


def _heard(edit: Any, draft: Draft) -> Segment:
    """The segment whose loudness is told."""
    target = loudness_target(draft, edit) if isinstance(edit, Volume) else None
    if target == "effects":
        return effects_named(draft, edit.effect)[-1]
    if target == "video" and edit.shot is not None:
        shots = segments(draft, VIDEO)
        return shots[shot_index(shots, edit.shot)]
    sounding = [] if target == "video" else segments(draft, AUDIO)
    if isinstance(edit, SetMusic) and edit.source:
        sounding = [s for s in sounding if s["m"]["src"] == edit.source] or sounding
    return (sounding or segments(draft, VIDEO) or segments(draft, EFFECTS))[0]
