"""The agent's sentences: an edit that landed, or a key, put into words of the wanted language.

Sentences are data (`speech.<language>.yaml`). Which of several is taken depends on a seed, so that
the same message in the same project is always answered alike.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from skill_runtime.studio.agent.edits import (
    AddSubtitles,
    AddText,
    Canvas,
    ChangeText,
    Clear,
    Duration,
    Edit,
    Generate,
    LabelShots,
    Look,
    SetMusic,
    Volume,
    Within,
)
from skill_runtime.studio.agent.timeline.cutting import shot_index
from skill_runtime.studio.agent.timeline.mixing import LOUDEST
from skill_runtime.studio.agent.timeline.pieces import passage_level, piece_of
from skill_runtime.studio.agent.timeline.texts import (
    LARGEST_TEXT,
    SMALLEST_TEXT,
    left_out,
    meant_text,
    stacked_with,
)
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.draft import AUDIO, EFFECTS, TEXT, VIDEO, Draft, Segment, segments

from .facts import Facts
from .landing import bound_met, key_of, loudness_key
from .wording import Wording, format_of, name_of, plain

__all__ = ["Voice", "seeded"]

_BOUNDS: Mapping[str, dict[str, object]] = {
    "most_volume": {"most": round(LOUDEST * 100)},
    "most_speed": {},
    "most_size": {"least": SMALLEST_TEXT, "most": LARGEST_TEXT},
}
"""What a sentence about a bound names."""
_ONE_FACE = re.compile("[\u2e80-\u9fff\uac00-\ud7ff]")
"""East Asian letters."""
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
        self._wording = Wording(language)
        self._facts = Facts(self._wording)
        self._seed = seed
        self._joint = "" if language == "zh" else " "

    def say(self, key: str, **values: object) -> str:
        """The sentence of that key; numbers are written without needless zeros."""
        variants = self._wording.sentences[key]
        chosen: str = variants[seeded(self._seed, key) % len(variants)]
        return chosen.format_map({k: plain(v) for k, v in values.items()})

    def listed(self, words: Iterable[str]) -> str:
        return self._wording.listed(words)

    def beyond(self, about: str) -> str:
        """What is called so of that which can't be done."""
        name: str = self._wording.sentences["beyond"][about]
        return name

    def instead(self, about: str) -> str:
        """What can be done in place of something that can't be; empty: nothing comes near."""
        near: str = self._wording.sentences["instead"].get(about, "")
        return near

    def unclear(self, clauses: str) -> str:
        """What was not understood, one clause a line."""
        joint = self._wording.words["unclear_joint"]
        return self.say("unclear", about=joint.join(clauses.split("\n")))

    def together(self, sentences: list[str]) -> str:
        return self._joint.join(dict.fromkeys(s for s in sentences if s))

    def landed(self, edit: Edit, draft: Draft) -> str:
        """What was done, from the draft that came out of it; and the bound that it met, if any."""
        if isinstance(edit, Within):
            return self._landed_within(edit, draft)
        if isinstance(edit, Generate) and edit.inset is not None:
            return self.landed(replace(edit.inset, source=edit.source, name=edit.name), draft)
        done = self.say(key_of(edit, draft), **self._facts.of(edit, draft))
        return self.together([done, self._besides(edit, draft), self._met(edit, draft)])

    def _besides(self, edit: Edit, draft: Draft) -> str:
        """What came out otherwise than one may think."""
        match edit:
            case AddSubtitles() if count := left_out(edit, draft):
                return self.say("cues_left_out", count=count)
            case LabelShots(sentences=True):
                return self.say("labels_are_names", role=self._wording.words[edit.role])
            case Generate():
                return self._format_kept(edit, draft)
            case Canvas(anew=pictures) if pictures:
                return self.say("painted_anew")
            case AddText() | ChangeText():
                return self._besides_words(edit, draft)
            case Duration(each=True, scale=float(scale)) if scale < 1:
                return self.say("shared_out")
            case Volume(target="video", level=0, shot=None):
                return self._still_heard(draft)
            case _:
                return ""

    def _besides_words(self, edit: AddText | ChangeText, draft: Draft) -> str:
        text = meant_text(draft, edit)
        if _in_one_face(edit.look, text):
            return self.say("one_typeface")
        other = stacked_with(draft, text) if isinstance(edit, AddText) else None
        return "" if other is None else self.say("stacked", text=other["m"]["text"])

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
        return self.say("one_shot", number=index + 1, name=name_of(shots[index]))

    def _met(self, edit: Edit, draft: Draft) -> str:
        """The bound that an edit met."""
        bound = bound_met(edit)
        if bound is None:
            return ""
        facts = self._facts.of_text(edit, draft) if bound == "most_size" else {}
        return self.say(bound, **(facts | _BOUNDS[bound]))

    def _format_kept(self, edit: Generate, draft: Draft) -> str:
        """That a picture was wanted in another format than the video has."""
        kept = format_of(draft["m"]["width"], draft["m"]["height"])
        wanted = kept if edit.canvas is None else format_of(*edit.canvas)
        if wanted == kept:
            return ""
        words = self._wording.words
        return self.say("format_kept", format=words[kept], wanted=words[wanted])

    def _landed_within(self, edit: Within, draft: Draft) -> str:
        start, stop = piece_of(draft, edit)
        times = {"start": start / 1000, "end": stop / 1000}
        if isinstance(edit.edit, Volume):
            level = round(passage_level(draft, edit.edit, start) * 100)
            done = self.say(loudness_key(edit.edit, draft, level), level=level)
        else:
            shown = [n for n, s in enumerate(segments(draft, VIDEO), 1) if s["s"] <= start]
            done = self.landed(replace(edit.edit, shot=shown[-1]), draft)
        return self.together([done, self.say("within", **times)])

    def hint(self, edit: Edit) -> str:
        """An editor's advice, in terms of its window; none for an empty timeline."""
        if isinstance(edit, Clear):
            return ""
        return self.say(_HINTS.get(type(edit), "hint_shots"))

    def span(self, segment: Segment) -> str:
        """From when to when it is shown."""
        return self._wording.span(segment)

    def summary(self, draft: Draft) -> str:
        """What is on the timeline, in a few words."""
        shots = [name_of(s) for s in segments(draft, VIDEO)]
        music = [self._wording.mood(name_of(s)) for s in segments(draft, AUDIO)]
        texts = [f"“{s['m'].get('text', '')}”" for s in segments(draft, TEXT)]
        return self.listed([*shots, *music, *texts])

    def lengths(self, draft: Draft) -> str:
        """Each shot and how long it is."""
        unit = self._wording.words["second"]
        shots = segments(draft, VIDEO)
        return self.listed(f"{name_of(s)} {plain(s['d'] / 1000)}{unit}" for s in shots)

    def times(self, draft: Draft) -> str:
        """Each shot and when it is shown."""
        return self.listed(f"{name_of(s)} {self.span(s)}" for s in segments(draft, VIDEO))

    def sound(self, segment: Segment) -> str:
        """What a piece of music, a sound effect or a clip is called, and how loud it is."""
        name = self._wording.mood(name_of(segment))
        named = self._wording.sentences["effects"].get(segment["m"].get("effect"), name)
        return f"{named} {round(segment['m']['volume'] * 100)}%"

    def mood(self, name: str) -> str:
        """A style, and the instrument behind it where one is named: "Upbeat, Harp"."""
        return self._wording.mood(name)

    def effect(self, segment: Segment) -> str:
        """What a sound effect is called; empty: it is none that is known."""
        named: Mapping[str, str] = self._wording.sentences["effects"]
        return named.get(str(segment["m"].get("effect")), "")

    def effects(self) -> str:
        """Every sound effect that there is."""
        return self.listed(self._wording.sentences["effects"].values())

    def stickers(self) -> str:
        """Some of the stickers that there are."""
        names = [n for n in lexicon().values["stickers"] if n.isascii() == (self._joint == " ")]
        return self.listed(names[:_STICKERS_TOLD])


def _in_one_face(look: Look, text: Segment) -> bool:
    """Whether a typeface was wanted for letters that have only one."""
    return look.typeface not in {None, "sans"} and _ONE_FACE.search(text["m"]["text"]) is not None
