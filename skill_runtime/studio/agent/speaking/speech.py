"""The agent's sentences: an edit that landed, or a key, put into words of the wanted language.

Sentences are data (`speech.<language>.yaml`). Which of several is taken depends on a seed, so that
the same message in the same project is always answered alike.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from skill_runtime.studio.agent.edits import (
    AddSubtitles,
    AddText,
    Backwards,
    Canvas,
    ChangeInset,
    ChangeText,
    Clear,
    CutRange,
    Dissolve,
    Duck,
    Duration,
    Edit,
    Fade,
    Filter,
    Generate,
    LabelShots,
    Level,
    Look,
    Place,
    RemoveText,
    SetMotion,
    SetMusic,
    Speed,
    Turn,
    Volume,
    Within,
)
from skill_runtime.studio.agent.references.naming import tool_name
from skill_runtime.studio.agent.timeline.cutting import shot_index
from skill_runtime.studio.agent.timeline.effects import effects_named
from skill_runtime.studio.agent.timeline.mixing import LOUDEST, loudness_target
from skill_runtime.studio.agent.timeline.particulars import facts_of
from skill_runtime.studio.agent.timeline.pieces import passage_level, piece_of
from skill_runtime.studio.agent.timeline.shots import FASTEST, SLOWEST
from skill_runtime.studio.agent.timeline.texts import (
    LARGEST_TEXT,
    SMALLEST_TEXT,
    left_out,
    meant_text,
    stacked_with,
)
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.draft import AUDIO, EFFECTS, TEXT, VIDEO, Draft, Segment, segments
from skill_runtime.studio.tables import table

__all__ = ["Voice", "seeded"]

_BOUNDS: Mapping[str, dict[str, object]] = {
    "most_volume": {"most": round(LOUDEST * 100)},
    "most_speed": {},
    "most_size": {"least": SMALLEST_TEXT, "most": LARGEST_TEXT},
}
"""What a sentence about a bound names."""
_ONE_FACE = re.compile("[\u2e80-\u9fff\uac00-\ud7ff]")
"""East Asian letters."""
_THREE_QUARTERS = 270
_STICKERS_TOLD = 12
_HINTS: Mapping[type, str] = {
    Generate: "hint_generate",
    SetMusic: "hint_music",
    Volume: "hint_volume",
    AddSubtitles: "hint_text",
    AddText: "hint_text",
    ChangeText: "hint_text",
}


def seeded(*parts: str) -> int:
    """A number that is always the same for the same words."""
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:4], "big")


class Voice:
    """One language, one seed."""

    def __init__(self, language: str, seed: str) -> None:
        self._sentences = _sentences(language if language in {"en", "zh"} else "en")
        self._seed = seed
        self._joint = "" if language == "zh" else " "

    def say(self, key: str, **values: object) -> str:
        """The sentence of that key; numbers are written without needless zeros."""
        variants = self._sentences[key]
        chosen: str = variants[seeded(self._seed, key) % len(variants)]
        return chosen.format_map({k: _plain(v) for k, v in values.items()})

    def listed(self, words: Iterable[str]) -> str:
        return self._words["separator"].join(words)

    def instead(self, about: str) -> str:
        """What can be done in place of something that can't be; empty: nothing comes near."""
        near: str = self._sentences["instead"].get(about, "")
        return near

    def unclear(self, clauses: str) -> str:
        """What was not understood, one clause a line."""
        return self.say("unclear", about=self._words["unclear_joint"].join(clauses.split("\n")))

    def together(self, sentences: list[str]) -> str:
        return self._joint.join(dict.fromkeys(s for s in sentences if s))

    def landed(self, edit: Edit, draft: Draft) -> str:
        """What was done, from the draft that came out of it; and the bound that it met, if any."""
        if isinstance(edit, Within):
            return self._landed_within(edit, draft)
        if isinstance(edit, Generate) and edit.inset is not None:
            return self.landed(replace(edit.inset, source=edit.source, name=edit.name), draft)
        done = self.say(_key(edit, draft), **self._facts(edit, draft))
        return self.together([done, self._besides(edit, draft), self._met(edit, draft)])

    def _besides(self, edit: Edit, draft: Draft) -> str:
        """What came out otherwise than one may think."""
        match edit:
            case AddSubtitles() if count := left_out(edit, draft):
                return self.say("cues_left_out", count=count)
            case LabelShots(sentences=True):
                return self.say("labels_are_names", role=self._words[edit.role])
            case Generate():
                return self._format_kept(edit, draft)
            case Canvas(anew=pictures) if pictures:
                return self.say("painted_anew")
            case AddText() | ChangeText() if _in_one_face(edit.look, meant_text(draft, edit)):
                return self.say("one_typeface")
            case AddText() if (other := stacked_with(draft, meant_text(draft, edit))) is not None:
                return self.say("stacked", text=other["m"]["text"])
            case _:
                return self._besides_time_and_sound(edit, draft)

    def _besides_time_and_sound(self, edit: Edit, draft: Draft) -> str:
        match edit:
            case Duration(each=True, scale=float(scale)) if scale < 1:
                return self.say("shared_out")
            case Volume(target="video", level=0, shot=None):
                return self._still_heard(draft)
            case _:
                return ""

    def _still_heard(self, draft: Draft) -> str:
        """What sounds beside pictures that were muted."""
        others = [s for lane in (AUDIO, EFFECTS) for s in segments(draft, lane)]
        heard = dict.fromkeys(self.sound(s) for s in others if s["m"].get("volume"))
        return self.say("still_heard", sounds=self.listed(heard)) if heard else ""

    def one_shot(self, number: int, draft: Draft) -> str:
        """Which shot alone was meant by "it"; empty: there is no other."""
        shots = segments(draft, VIDEO)
        if len(shots) < 2:
            return ""
        index = shot_index(shots, number)
        return self.say("one_shot", number=index + 1, name=_name(shots[index]))

    def _met(self, edit: Edit, draft: Draft) -> str:
        """The bound that an edit met."""
        bound = _bound(edit)
        if bound is None:
            return ""
        facts = self._text_facts(edit, draft) if bound == "most_size" else {}
        return self.say(bound, **(facts | _BOUNDS[bound]))

    def _format_kept(self, edit: Generate, draft: Draft) -> str:
        """That a picture was wanted in another format than the video has."""
        kept = _format(draft["m"]["width"], draft["m"]["height"])
        wanted = kept if edit.canvas is None else _format(*edit.canvas)
        if wanted == kept:
            return ""
        words = self._words
        return self.say("format_kept", format=words[kept], wanted=words[wanted])

    def _landed_within(self, edit: Within, draft: Draft) -> str:
        start, stop = piece_of(draft, edit)
        times = {"start": start / 1000, "end": stop / 1000}
        if isinstance(edit.edit, Volume):
            level = round(passage_level(draft, edit.edit, start) * 100)
            done = self.say(_loudness_key(edit.edit, draft, level), level=level)
        else:
            shown = [n for n, s in enumerate(segments(draft, VIDEO), 1) if s["s"] <= start]
            done = self.landed(replace(edit.edit, shot=shown[-1]), draft)
        return self.together([done, self.say("within", **times)])

    def hint(self, edit: Edit) -> str:
        """An editor's advice, in terms of its window; none for an empty timeline."""
        if isinstance(edit, Clear):
            return ""
        return self.say(_HINTS.get(type(edit), "hint_shots"))

    def summary(self, draft: Draft) -> str:
        """What is on the timeline, in a few words."""
        shots = [_name(s) for s in segments(draft, VIDEO)]
        music = [self.mood(_name(s)) for s in segments(draft, AUDIO)]
        texts = [f"“{s['m'].get('text', '')}”" for s in segments(draft, TEXT)]
        return self.listed([*shots, *music, *texts])

    def lengths(self, draft: Draft) -> str:
        """Each shot and how long it is."""
        unit = self._words["second"]
        shots = segments(draft, VIDEO)
        return self.listed(f"{_name(s)} {_plain(s['d'] / 1000)}{unit}" for s in shots)

    def times(self, draft: Draft) -> str:
        """Each shot and when it is shown."""
        return self.listed(f"{_name(s)} {self.span(s)}" for s in segments(draft, VIDEO))

    def sound(self, segment: Segment) -> str:
        """What a piece of music, a sound effect or a clip is called, and how loud it is."""
        name = self.mood(_name(segment))
        named = self._sentences["effects"].get(segment["m"].get("effect"), name)
        return f"{named} {round(segment['m']['volume'] * 100)}%"

    def effect(self, segment: Segment) -> str:
        """What a sound effect is called; empty: it is none that is known."""
        named: Mapping[str, str] = self._sentences["effects"]
        return named.get(str(segment["m"].get("effect")), "")

    def effects(self) -> str:
        """Every sound effect that there is."""
        return self.listed(self._sentences["effects"].values())

    def stickers(self) -> str:
        """Some of the stickers that there are."""
        names = [n for n in lexicon().values["stickers"] if n.isascii() == (self._joint == " ")]
        return self.listed(names[:_STICKERS_TOLD])

    @property
    def _words(self) -> Mapping[str, str]:
        words: Mapping[str, str] = self._sentences["words"]
        return words

    def _facts(self, edit: Edit, draft: Draft) -> dict[str, object]:
        common: dict[str, object] = {"total": draft["d"] / 1000}
        shots = segments(draft, VIDEO)
        common["shots"] = self.listed(_name(s) for s in shots)
        if isinstance(edit, Duration | Speed | Fade) and edit.shot is not None:
            number = shot_index(shots, edit.shot) + 1
            common |= {"number": number, "length": shots[number - 1]["d"] / 1000}
        return common | self._particulars(edit, draft)

    def _particulars(self, edit: Edit, draft: Draft) -> dict[str, object]:
        if (more := facts_of(edit, draft, self._sentences)) is not None:
            return more
        for types, facts in (
            ((Generate, Place), self._shot_facts),
            ((SetMusic, Volume), self._sound_facts),
            ((AddText, ChangeText), self._text_facts),
            ((Fade, RemoveText), self._small_facts),
        ):
            if isinstance(edit, types):
                return facts(edit, draft)
        if isinstance(edit, LabelShots):
            labels = [s["m"]["text"] for s in segments(draft, TEXT) if s["m"].get("over")]
            told = self.listed(labels[-len(segments(draft, VIDEO)) :])
            return {"role": self._words[edit.role], "texts": told}
        if isinstance(edit, AddSubtitles):
            return {"count": len(edit.cues) - left_out(edit, draft)}
        if isinstance(edit, Speed):
            shots = segments(draft, VIDEO)
            at = 0 if edit.shot is None else shot_index(shots, edit.shot)
            return {"factor": shots[at]["m"].get("speed", 1.0)}
        if isinstance(edit, Canvas):
            name = _format(edit.width, edit.height)
            return {"width": edit.width, "height": edit.height, "format": self._words[name]}
        return {"motion": self._words[edit.motion]} if isinstance(edit, SetMotion) else {}

    def _shot_facts(self, edit: Any, draft: Draft) -> dict[str, object]:
        shot = next(s for s in reversed(segments(draft, VIDEO)) if s["m"]["src"] == edit.source)
        return {"name": edit.name, "span": self.span(shot)}

    def _sound_facts(self, edit: Any, draft: Draft) -> dict[str, object]:
        segment = _heard(edit, draft)
        name = self.mood(_name(segment))
        return {"name": name, "level": round(segment["m"]["volume"] * 100)}

    def mood(self, name: str) -> str:
        """A style, and the instrument behind it where one is named: "Upbeat, Harp"."""
        named: Mapping[str, str] = self._sentences["moods"]
        return self.listed([named.get(part, part) for part in name.split(", ")])

    def _text_facts(self, edit: Any, draft: Draft) -> dict[str, object]:
        text = meant_text(draft, edit)
        meta = text["m"]
        return {
            "role": self._words[meta["role"]],
            "size": meta["size"],
            "text": meta["text"],
            "changes": self._changes(edit, text) if isinstance(edit, ChangeText) else "",
            "span": self.span(text),
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
        values = {"span": self.span(text), "position": self._words.get(place, place)}
        changed = [self._words[k].format_map(values) for k, v in said.items() if v is not None]
        if len(changed) < 2:
            return "".join(changed)
        return self._words["and"].join([self.listed(changed[:-1]), changed[-1]])

    def _small_facts(self, edit: Any, draft: Draft) -> dict[str, object]:
        if isinstance(edit, RemoveText):
            return {"role": self._words[edit.role or "text"]}
        both = edit.fade_in is not None and edit.fade_out is not None
        what = "both" if both else "fade_in" if edit.fade_in is not None else "fade_out"
        seconds = (edit.fade_in or edit.fade_out or 0) / 1000
        if edit.since is not None:
            sounds = segments(draft, EFFECTS) if edit.target == "effects" else []
            told = [s["m"]["fade_out"] for s in sounds if "fade_out" in s["m"]]
            seconds = (max(told) if told else max(0, draft["d"] - edit.since)) / 1000
        target = self._words["own_sound" if edit.heard else edit.target or "video"]
        return {"what": self._words[what], "seconds": seconds, "target": target}

    def span(self, segment: Segment) -> str:
        """From when to when it is shown."""
        start, end = segment["s"] / 1000, (segment["s"] + segment["d"]) / 1000
        return f"{_plain(start)}-{_plain(end)}{self._words['second']}"


def _key(edit: Edit, draft: Draft) -> str:
    """Which sentence tells that the edit landed."""
    if isinstance(edit, Volume):
        return _loudness_key(edit, draft, edit.level)
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


def _loudness_key(edit: Volume, draft: Draft, level: float | None) -> str:
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


def _bound(edit: Edit) -> str | None:
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


def _name(segment: Segment) -> str:
    return str(segment["m"].get("name") or "")


def _format(width: int, height: int) -> str:
    if width == height:
        return "square"
    return "landscape" if width > height else "portrait"


def _plain(value: object) -> object:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


@cache
def _sentences(language: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = table(__package__, f"speech.{language}.yaml")
    return loaded


def _in_one_face(look: Look, text: Segment) -> bool:
    """Whether a typeface was wanted for letters that have only one."""
    return look.typeface not in {None, "sans"} and _ONE_FACE.search(text["m"]["text"]) is not None
