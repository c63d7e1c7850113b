"""One turn: a plan performed as a stream of events.

It edits one thing after another; each edit is saved before it is told, so that a turn that is cut
off leaves what has landed. A run of edits is silent (tool calls without words) for about three
messages in ten, as with the real backend; what needs words always has them.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from skill_runtime.studio.agent.film.storyboard import MOST_PICTURES
from skill_runtime.studio.agent.references.correcting import with_said
from skill_runtime.studio.agent.references.naming import tool_arguments, tool_name
from skill_runtime.studio.agent.references.reference import with_memory
from skill_runtime.studio.agent.rules.ruling import is_edit
from skill_runtime.studio.agent.speaking.answering import answered
from skill_runtime.studio.agent.speaking.events import Event, Speaker
from skill_runtime.studio.agent.speaking.losses import lost
from skill_runtime.studio.agent.speaking.speech import Voice
from skill_runtime.studio.agent.timeline.applying import EditRefused, apply, of_marks
from skill_runtime.studio.agent.timeline.media_edits import MUSIC_SECONDS, marks_among, placed
from skill_runtime.studio.agent.timeline.pieces import piece_of
from skill_runtime.studio.agent.timeline.shots import painted as painted_shots
from skill_runtime.studio.draft import VIDEO, Draft, segments, total

from .edits import (
    AddEffect,
    Canvas,
    Crop,
    Edit,
    Filter,
    Flip,
    Generate,
    MoveShot,
    Place,
    Redo,
    Request,
    SetMotion,
    SetMusic,
    Span,
    Talk,
    Undo,
    UseUpload,
    Within,
)
from .planning import NOTHING_DONE, REFUSED, Plan, cost_of
from .project import Media, Painted, Project, Tools, Work

__all__ = ["HEARTBEAT", "Turn"]

HEARTBEAT: None = None
"""Yielded instead of an event before slow work."""

EFFECT_SECONDS = 20.0
"""What lasts longer repeats a sound of this length."""
_MEMORY = dict.fromkeys(("it", "said"))
"""What a draft knows of the messages; no edit by itself."""
MISSED_TOLD = 8
"""So many words that were not painted are named."""


@dataclass(frozen=True, slots=True)
class Landed:
    """A picture that was put on the timeline, which later edits may still move."""

    edit: Edit
    source: str
    draft: Draft
    """As it came out of the edit."""


class Turn:
    """A plan being performed on a project."""

    def __init__(self, plan: Plan, project: Project, tools: Tools, work: Work) -> None:
        self._plan = plan
        self._project = project
        self._tools = tools
        self._work = work
        self._speaker = Speaker()
        self._voice = Voice(plan.language, plan.seed)
        self._told: list[str | Landed] = []
        self._painted: list[Painted] = []
        self._shows_range = False
        self._is_first = not project.asked and not project.draft["t"]
        """Whether nothing was done or answered before: only then all is told that can be had."""
        self._was_empty = not project.draft["t"]
        self._shows_paintings = bool(painted_shots(project.draft))
        """What they are was told with the first of them."""
        self._last: Edit | None = None

    async def events(self) -> AsyncGenerator[Event | None, None]:
        """The turn's events in order; None where a heartbeat belongs."""
        self._project.ask(self._plan.asked or NOTHING_DONE)
        first, rest = _stages(self._plan.requests)
        async for event in self._stage(first):
            yield event
        if rest:
            for event in self._speaker.text(self._spoken(self._voice.say("first_stage"))):
                yield event
            async for event in self._stage(rest):
                yield event
        self._told.append(self._marks_left_out())
        if any(self._told) and not self._plan.silent:
            for event in self._speaker.text(self._spoken(self._closing())):
                yield event

    def _closing(self) -> str:
        """What the agent can do, where it has refused; else advice about the last edit, to whoever
        begins.
        """
        if self._shows_range:
            return self._voice.say("can" if self._is_first else "can_more")
        begins = self._was_empty and bool(segments(self._project.draft, VIDEO))
        return self._voice.hint(self._last) if self._last is not None and begins else ""

    def _marks_left_out(self) -> str:
        """Which logo was made no shot of the film, when all uploads were used."""
        used = [r for r in self._plan.requests if isinstance(r, UseUpload)]
        every = any(r.every and r.kind != "video" for r in used)
        if not every and not any(isinstance(r, Place) for r in self._plan.requests):
            return ""
        uploads = self._project.uploads()
        shown = {s["m"].get("src") for t in self._project.draft["t"] for s in t["sg"]}
        left = marks_among(uploads) - shown
        names = [m.name for m in uploads if m.id in left]
        return self._voice.say("marks_left_out", names=self._voice.listed(names)) if names else ""

    def trouble(self, words: str) -> Iterator[Event]:
        """One more reply, as the real backend sometimes adds after a good one."""
        return self._speaker.text(words)

    def _spoken(self, last: str) -> str:
        told = [t if isinstance(t, str) else self._as_it_is(t) for t in self._told]
        words = self._voice.together([*told, *self._painting_note(), last])
        self._told, self._painted = [], []
        return words

    def _as_it_is(self, landed: Landed) -> str:
        """Told with the times that the picture has by now; what has become several pieces, or is
        gone, with those that it had.
        """
        now = [s for s in segments(self._project.draft, VIDEO) if s["m"]["src"] == landed.source]
        draft = self._project.draft if len(now) == 1 else landed.draft
        return self._voice.landed(landed.edit, draft)

    def _painting_note(self) -> list[str]:
        """Who made the pictures, and of painted ones which words they left out: once for all of
        them.
        """
        models = dict.fromkeys(p.model for p in self._painted if p.model)
        troubles = dict.fromkeys(p.trouble for p in self._painted if p.trouble)
        note = [self._voice.say("image_model", model=model) for model in models]
        note += [self._voice.say(f"image_{trouble}") for trouble in troubles]
        return [*note, *self._painter_note([p for p in self._painted if not p.model])]

    def _painter_note(self, painted: Sequence[Painted]) -> list[str]:
        if not painted:
            return []
        words = any(p.words for p in painted)
        missed = list(dict.fromkeys(w for p in painted for w in p.missed))[:MISSED_TOLD]
        note = [] if self._shows_paintings else [self._voice.say("placeholder")]
        self._shows_paintings = True
        if not words:
            note.append(self._voice.say("abstract"))
        if any(p.photo for p in painted):
            note.append(self._voice.say("no_photograph"))
        if words and missed:
            note.append(self._voice.say("not_painted", missed=self._voice.listed(missed)))
        return note

    async def _stage(self, requests: Sequence[Request]) -> AsyncIterator[Event | None]:
        for number, request in enumerate(requests, start=1):
            if isinstance(request, Talk):
                self._told.append(self._answer(request))
                continue
            async for event in self._edit(request, last=number == len(requests)):
                yield event

    def _answer(self, talk: Talk) -> str:
        draft = self._project.draft
        with_sound = {media.id for media in self._project.uploads() if media.has_audio}
        if (answer := answered(talk, draft, self._voice, with_sound)) is not None:
            return answer
        key = talk.topic if draft["t"] else _OF_NOTHING.get(talk.topic, talk.topic)
        facts = {
            "total": draft["d"] / 1000,
            "summary": self._voice.summary(draft),
            "lengths": self._voice.lengths(draft),
            "effects": self._voice.effects(),
            "stickers": self._voice.stickers(),
            "most": MOST_PICTURES,
        }
        instead = self._voice.instead(talk.about) if key == "unsupported" else ""
        if key in {"unclear", "unsupported"} and not instead:
            self._shows_range = True
        if key == "unclear":
            return self._voice.unclear(talk.about)
        about = self._voice.beyond(talk.about) if key == "unsupported" else talk.about
        return self._voice.together([self._voice.say(key, about=about, **facts), instead])

    async def _edit(self, request: Edit, *, last: bool) -> AsyncIterator[Event | None]:
        call = self._speaker.call(tool_name(request), tool_arguments(request))
        yield call
        if isinstance(request, Generate | SetMusic | AddEffect | Canvas):
            yield HEARTBEAT
        try:
            await self._perform(request)
        except EditRefused as refused:
            # What was refused has to be said, whatever the plan meant to keep quiet about.
            self._plan = replace(self._plan, silent=False)
            if self._last is None and not self._plan.asked:
                self._project.ask(REFUSED)
            sentence = self._voice.say(refused.key, **refused.values)
            self._told.append(sentence)
            yield self._speaker.response(call, {"ok": False, "error": sentence}, {}, last=False)
            return
        draft = self._project.draft
        answer = {"ok": True, "duration_ms": draft["d"]}
        silent = last and self._plan.silent
        yield self._speaker.response(call, answer, {"draft": draft}, last=silent)

    async def _perform(self, request: Edit) -> None:
        if isinstance(request, Undo | Redo):
            self._go_back(request)
            return
        for number, edit in enumerate(self._resolved(request)):
            apply(self._project.draft, edit)  # refused before anything is painted for it
            self._land(await self._made(edit), cost=0 if number else cost_of(request))

    def _go_back(self, request: Undo | Redo) -> None:
        if isinstance(request, Undo) and request.restores and self._project.redo():
            self._told.append(self._voice.say("redo"))
            return
        key = tool_name(request)
        go = self._project.undo if isinstance(request, Undo) else self._project.redo
        if not go():
            raise EditRefused(f"no_{key}")
        count = 1
        while count < request.steps and go():
            count += 1
        self._told.append(self._voice.say(key if count == 1 else f"{key}_some", count=count))
        if not self._project.draft["t"]:
            self._told.append(self._voice.say("emptied"))

    def _resolved(self, request: Edit) -> Sequence[Edit]:
        if isinstance(request, UseUpload):
            return placed(request, self._project.uploads(), self._project.draft)
        if isinstance(request, Within):
            # Told by the times that it had before it was done.
            start, stop = piece_of(self._project.draft, request)
            return [Within(request.edit, Span(start=start, end=stop))]
        return [of_marks(self._project.draft, request)]

    def _land(self, edit: Edit, *, cost: int) -> None:
        before = self._project.draft
        draft = with_memory(apply(before, edit), edit)
        changed = (draft["t"], draft["m"] | _MEMORY) != (before["t"], before["m"] | _MEMORY)
        if self._plan.said is not None:
            draft = with_said(draft, self._plan.said)
        self._project.land(draft, cost=cost)
        self._project.ask(self._plan.asked)
        if isinstance(edit, Generate | Place) and _is_shot(edit):
            self._told.append(Landed(edit, edit.source, draft))
        else:
            landed = self._voice.landed(edit, draft)
            self._told.append(landed if changed else self._voice.say("unchanged"))
        self._told += lost(self._voice, edit, before, draft)
        if isinstance(edit, Filter | SetMotion | Flip | Crop) and self._plan.by_pronoun:
            self._told.append("" if edit.shot is None else self._voice.one_shot(edit.shot, draft))
        self._last = edit

    async def _made(self, edit: Edit) -> Edit:
        """The edit with the media that it needs."""
        if isinstance(edit, Generate):
            return await self._with_picture(edit)
        if isinstance(edit, SetMusic) and not edit.source:
            return await self._composed(edit)
        if isinstance(edit, AddEffect):
            return await self._with_sound(edit)
        if isinstance(edit, Canvas):
            return await self._with_pictures_anew(edit)
        return edit

    async def _with_picture(self, edit: Generate) -> Generate:
        name = edit.name or await self._work(lambda: self._tools.subject(edit.prompt))
        number, painted = await self._paint(edit.prompt, name, self._canvas_for(edit))
        self._painted.append(painted)
        return replace(edit, source=number, name=name)

    async def _paint(self, prompt: str, name: str, size: tuple[int, int]) -> tuple[str, Painted]:
        """A picture among the project's media, and what its maker says of it."""
        number, path = self._project.new_file(".png")
        with _removed_if_unfinished(path):
            painted = await self._work(lambda: self._tools.paint(prompt, *size, path))
            made = Media(number, "image", name, "image/png", *size, origin="generated")
            self._project.keep(_stored(made, path))
        return number, painted

    async def _with_pictures_anew(self, edit: Canvas) -> Canvas:
        """Painted shots are painted for the new format: cropped to it, they would lose what they
        show at their edges.
        """
        draft, size = self._project.draft, (edit.width, edit.height)
        alike = draft["m"]["width"] * edit.height == draft["m"]["height"] * edit.width
        if alike or not self._tools.paints_alike:
            return edit
        anew = []
        for source, shot in painted_shots(draft).items():
            number, _ = await self._paint(shot["m"]["prompt"], shot["m"]["name"], size)
            anew.append((source, number))
        return replace(edit, anew=tuple(anew))

    def _canvas_for(self, edit: Generate) -> tuple[int, int]:
        draft: Draft = self._project.draft
        if edit.canvas is not None and (edit.replace is not None or not segments(draft, VIDEO)):
            return edit.canvas
        return draft["m"]["width"], draft["m"]["height"]

    async def _composed(self, edit: SetMusic) -> SetMusic:
        mood, name = await self._work(lambda: self._tools.mood(edit.words))
        number, path = self._project.new_file(".wav")
        seconds = max(total(self._project.draft) / 1000, MUSIC_SECONDS)
        tune = hashlib.sha256(self._plan.seed.encode(errors="replace")).hexdigest()[:16]
        with _removed_if_unfinished(path):
            await self._work(lambda: self._tools.compose(mood, seconds, tune, path))
            made = Media(number, "audio", name, "audio/wav", has_audio=True, origin="generated")
            self._project.keep(_stored(replace(made, duration_ms=round(seconds * 1000)), path))
        return replace(edit, source=number, name=name, mood=mood, tune=tune)

    async def _with_sound(self, edit: AddEffect) -> AddEffect:
        number, path = self._project.new_file(".wav")
        wanted = max(1.0, min(EFFECT_SECONDS, total(self._project.draft) / 1000))
        with _removed_if_unfinished(path):
            own = await self._work(
                lambda: self._tools.effect(edit.effect, wanted, self._plan.seed, path)
            )
            length = round((own or wanted) * 1000)
            made = Media(number, "audio", edit.effect, "audio/wav", duration_ms=length,
                         has_audio=True, origin="generated")  # fmt: skip
            self._project.keep(_stored(made, path))
        return replace(edit, source=number, length=round(own * 1000))


_OF_NOTHING = {
    **dict.fromkeys(
        ("status", "status_question", "length", "lengths", "shot_times"), "status_empty"
    ),
    "thanks": "thanks_empty",
    "export": "export_empty",
}
"""What is answered instead while the timeline is empty."""


@contextmanager
def _removed_if_unfinished(path: Path) -> Iterator[None]:
    """A file that could not be made whole (a full disk) takes no more room."""
    try:
        yield
    except Exception:
        path.unlink(missing_ok=True)
        raise


def _is_shot(edit: Generate | Place) -> bool:
    """And no picture that lies over the others."""
    return not (isinstance(edit, Generate) and edit.inset is not None)


def _stored(media: Media, path: Path) -> Media:
    return replace(media, bytes=path.stat().st_size, file=path.name)


def _stages(requests: Sequence[Request]) -> tuple[Sequence[Request], Sequence[Request]]:
    """The raw video first, then what is added to it (CONTRACT, Rules of a turn: two stages)."""
    generated = [i for i, r in enumerate(requests) if isinstance(r, Generate)]
    cut = generated[-1] + 1 if generated else len(requests)
    while cut < len(requests) and isinstance(requests[cut], MoveShot):
        cut += 1  # where the new picture goes
    rest = requests[cut:]
    if not any(is_edit(r) for r in rest):
        return requests, ()
    return requests[:cut], rest
