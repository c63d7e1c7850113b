"""One turn: a message planned, then performed as a stream of events.

Planning is pure and tells the price before anything is done. Performing edits one thing after
another; each edit is saved before it is told, so that a turn that is cut off leaves what has
landed. A run of edits is silent (tool calls without words) for about three messages in ten, as
with the real backend; what needs words always has them.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from skill_runtime.studio.draft import VIDEO, Draft, segments, total

from .applying import EditRefused, apply, of_marks
from .correcting import Said, correction_of, said_last, said_otherwise, with_said
from .edits import (
    AddEffect,
    Clear,
    Edit,
    Generate,
    Redo,
    Request,
    SetMusic,
    Span,
    Talk,
    Undo,
    UseUpload,
    Within,
)
from .events import Event, Speaker
from .media_edits import MUSIC_SECONDS, placed, waiting_uploads
from .naming import names_of, tool_arguments, tool_name
from .parsing import is_edit, parse
from .pieces import piece_of
from .project import Media, Painted, Project, Tools, Work
from .reference import remembered, with_memory
from .speech import Voice, seeded
from .utterance import language_of

__all__ = ["HEARTBEAT", "Plan", "Silence", "Turn", "make_plan"]

Silence = Literal["seeded", "always", "never"]
HEARTBEAT: None = None
"""Yielded instead of an event before slow work."""

GENERATION_COST, EDIT_COST = 10, 1
SILENT_PERCENT = 30
EFFECT_SECONDS = 20.0
"""What lasts longer repeats a sound of this length."""
NOTHING_DONE = "-"
"""Asked after a message that changed nothing: the next one can't correct what was before."""
_QUESTIONS = frozenset({"needs_text", "needs_value"})
_ANSWERS = frozenset({"unclear", "hello", "thanks", "unsupported", "empty"})
"""What the answer to a question may look like by itself."""
MISSED_TOLD = 8
"""So many words that were not painted are named."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a message will do; `cost` in credits."""

    requests: tuple[Request, ...]
    cost: int
    language: str
    seed: str
    silent: bool
    asked: str = ""
    """The clause whose missing value is asked for."""
    said: Said | None = None
    """What a correction of it goes back to."""


def make_plan(message: str, project: Project, *, silence: Silence = "seeded") -> Plan:
    """Reads the message; nothing is changed yet."""
    requests, said = _understood(message, project)
    requests = _with_waiting_uploads(requests, project)
    seed = f"{project.id}\0{message}"
    chosen = seeded(seed) % 100 < SILENT_PERCENT if silence == "seeded" else silence == "always"
    questions = [r for r in requests if isinstance(r, Talk) and r.topic in _QUESTIONS]
    plain = all(is_edit(r) and not isinstance(r, Generate) for r in requests)
    return Plan(
        requests=tuple(requests),
        cost=sum(cost_of(r) for r in requests),
        language=language_of(message, project.language),
        seed=seed,
        silent=chosen and plain,
        asked=questions[0].about if questions else "",
        said=said,
    )


def _understood(message: str, project: Project) -> tuple[list[Request], Said]:
    """The requests of the message, which may be the answer to a question that was asked before, or
    a correction of what was said.
    """
    draft = project.draft
    files = (media.name for media in project.uploads())
    said = Said(message, names_of(draft, files), remembered(draft))
    requests = parse(message, empty=not draft["t"], it=said.it, named=said.names)
    if not project.asked:
        return _corrected(message, draft, requests) or (requests, said)
    if project.asked == NOTHING_DONE or not all(_may_answer(r) for r in requests):
        return requests, said
    asked = replace(said, words=project.asked)
    for_words = Talk("needs_text", project.asked) in _parsed(asked)
    answer = f"“{message}”" if for_words else message
    asked = replace(said, words=f"{project.asked} {answer}")
    found = _parsed(asked)
    return (found, asked) if all(is_edit(r) for r in found) else (requests, said)


def _parsed(said: Said) -> list[Request]:
    return parse(said.words, it=said.it, named=said.names)


def _corrected(
    message: str, draft: Draft, requests: Sequence[Request]
) -> tuple[list[Request], Said] | None:
    """What was said before done otherwise, instead of how it was done."""
    before = said_last(draft)
    correction = correction_of(message, before.names) if before is not None else None
    if before is None or correction is None:
        return None
    if not correction.sure and all(is_edit(r) for r in requests):
        return None
    words = said_otherwise(before.words, correction.values, before.names)
    if words is None or words == before.words:
        return None
    again = replace(before, words=words)
    found = parse(words, empty=not before.names.shots, it=before.it, named=before.names)
    return ([Undo(), *found], again) if all(is_edit(r) for r in found) else None


def _may_answer(request: Request) -> bool:
    return isinstance(request, Talk) and request.topic in _ANSWERS


def cost_of(request: Request) -> int:
    """Credits: a generation 10, another edit 1, words and undoing nothing."""
    if isinstance(request, Generate):
        return GENERATION_COST
    return EDIT_COST if is_edit(request) and not isinstance(request, Undo | Redo) else 0


class Turn:
    """A plan being performed on a project."""

    def __init__(self, plan: Plan, project: Project, tools: Tools, work: Work) -> None:
        self._plan = plan
        self._project = project
        self._tools = tools
        self._work = work
        self._speaker = Speaker()
        self._voice = Voice(plan.language, plan.seed)
        self._told: list[str] = []
        self._painted: list[Painted] = []
        self._shows_range = False
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
        if self._told and not self._plan.silent:
            for event in self._speaker.text(self._spoken(self._closing())):
                yield event

    def _closing(self) -> str:
        """What the agent can do, where it has refused; else advice about the last edit."""
        if self._shows_range:
            return self._voice.say("can")
        return self._voice.hint(self._last) if self._last is not None else ""

    def trouble(self, words: str) -> Iterator[Event]:
        """One more reply, as the real backend sometimes adds after a good one."""
        return self._speaker.text(words)

    def _spoken(self, last: str) -> str:
        words = self._voice.together([*self._told, *self._painting_note(), last])
        self._told, self._painted = [], []
        return words

    def _painting_note(self) -> list[str]:
        """Who made the pictures, and of painted ones which words they took and left out: once for
        all of them.
        """
        models = dict.fromkeys(p.model for p in self._painted if p.model)
        troubles = dict.fromkeys(p.trouble for p in self._painted if p.trouble)
        note = [self._voice.say("image_model", model=model) for model in models]
        note += [self._voice.say(f"image_{trouble}") for trouble in troubles]
        return [*note, *self._painter_note([p for p in self._painted if not p.model])]

    def _painter_note(self, painted: Sequence[Painted]) -> list[str]:
        if not painted:
            return []
        words = list(dict.fromkeys(w for p in painted for w in p.words))
        missed = list(dict.fromkeys(w for p in painted for w in p.missed))[:MISSED_TOLD]
        key = "placeholder" if words else "placeholder_abstract"
        note = [self._voice.say(key, words=self._voice.listed(words))]
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
        about_timeline = talk.topic in {"status", "status_question", "length"}
        key = "status_empty" if about_timeline and not draft["t"] else talk.topic
        facts = {
            "total": draft["d"] / 1000,
            "summary": self._voice.summary(draft),
            "effects": self._voice.effects(),
            "stickers": self._voice.stickers(),
        }
        instead = self._voice.instead(talk.about) if key == "unsupported" else ""
        if key in {"unclear", "unsupported"} and not instead:
            self._shows_range = True
        if key == "unclear":
            return self._voice.unclear(talk.about)
        return self._voice.together([self._voice.say(key, about=talk.about, **facts), instead])

    async def _edit(self, request: Edit, *, last: bool) -> AsyncIterator[Event | None]:
        call = self._speaker.call(tool_name(request), tool_arguments(request))
        yield call
        if isinstance(request, Generate | SetMusic | AddEffect):
            yield HEARTBEAT
        try:
            await self._perform(request)
        except EditRefused as refused:
            # What was refused has to be said, whatever the plan meant to keep quiet about.
            self._plan = replace(self._plan, silent=False)
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
        key = tool_name(request)
        go = self._project.undo if isinstance(request, Undo) else self._project.redo
        if not go():
            raise EditRefused(f"no_{key}")
        for _ in range(request.steps - 1):
            go()
        self._told.append(self._voice.say(key))

    def _resolved(self, request: Edit) -> Sequence[Edit]:
        if isinstance(request, UseUpload):
            return placed(request, self._project.uploads(), self._project.draft)
        if isinstance(request, Within):
            # Told by the times that it had before it was done.
            start, stop = piece_of(self._project.draft, request)
            return [Within(request.edit, Span(start=start, end=stop))]
        return [of_marks(self._project.draft, request)]

    def _land(self, edit: Edit, *, cost: int) -> None:
        draft = with_memory(apply(self._project.draft, edit), edit)
        if self._plan.said is not None:
            draft = with_said(draft, self._plan.said)
        self._project.land(draft, cost=cost)
        self._project.ask(self._plan.asked)
        self._told.append(self._voice.landed(edit, draft))
        self._last = edit

    async def _made(self, edit: Edit) -> Edit:
        """The edit with the media that it needs."""
        if isinstance(edit, Generate):
            return await self._with_picture(edit)
        if isinstance(edit, SetMusic) and not edit.source:
            return await self._composed(edit)
        if isinstance(edit, AddEffect):
            return await self._with_sound(edit)
        return edit

    async def _with_picture(self, edit: Generate) -> Generate:
        width, height = self._canvas_for(edit)
        number, path = self._project.new_file(".png")
        with _removed_if_unfinished(path):
            painted = await self._work(lambda: self._tools.paint(edit.prompt, width, height, path))
            name = await self._work(lambda: self._tools.subject(edit.prompt))
            made = Media(number, "image", name, "image/png", width, height, origin="generated")
            self._project.keep(_stored(made, path))
        self._painted.append(painted)
        return replace(edit, source=number, name=name)

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


@contextmanager
def _removed_if_unfinished(path: Path) -> Iterator[None]:
    """A file that could not be made whole (a full disk) takes no more room."""
    try:
        yield
    except Exception:
        path.unlink(missing_ok=True)
        raise


def _stored(media: Media, path: Path) -> Media:
    return replace(media, bytes=path.stat().st_size, file=path.name)


def _stages(requests: Sequence[Request]) -> tuple[Sequence[Request], Sequence[Request]]:
    """The raw video first, then what is added to it (CONTRACT, Rules of a turn: two stages)."""
    generated = [i for i, r in enumerate(requests) if isinstance(r, Generate)]
    cut = generated[-1] + 1 if generated else len(requests)
    rest = requests[cut:]
    if not any(is_edit(r) for r in rest):
        return requests, ()
    return requests[:cut], rest


def _with_waiting_uploads(requests: list[Request], project: Project) -> list[Request]:
    """Uploads go on the timeline by themselves when an empty one is to be edited."""
    edits = [r for r in requests if is_edit(r)]
    own_way = Generate | UseUpload | Undo | Redo | Clear
    if not edits or segments(project.draft, VIDEO) or any(isinstance(r, own_way) for r in edits):
        return requests
    return [*waiting_uploads(project.uploads(), project.draft), *requests]
