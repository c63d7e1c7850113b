"""A message planned: what it will do, what that costs, and whether it is done in silence.

Planning is pure: nothing is changed yet. A message may also be the answer to a question that was
asked before, or a correction of what was said last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from typing import Literal

from skill_runtime.studio.agent.hearing.parsing import parse
from skill_runtime.studio.agent.references.correcting import (
    Said,
    correction_of,
    said_last,
    said_of_all,
    said_otherwise,
)
from skill_runtime.studio.agent.references.naming import Names, names_of
from skill_runtime.studio.agent.references.pointing import pointed
from skill_runtime.studio.agent.references.reference import remembered
from skill_runtime.studio.agent.rules.ruling import is_edit
from skill_runtime.studio.agent.rules.shot_shown import place_of
from skill_runtime.studio.agent.speaking.speech import seeded
from skill_runtime.studio.agent.timeline.applying import EditRefused, apply
from skill_runtime.studio.agent.timeline.media_edits import placed, waiting_uploads
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.slots import ordinals
from skill_runtime.studio.agent.words.utterance import Clause, language_of
from skill_runtime.studio.draft import AUDIO, VIDEO, Draft, segments

from .edits import (
    Backwards,
    Clear,
    Crop,
    Duck,
    Duration,
    Fade,
    Filter,
    Fit,
    Flip,
    Generate,
    Inset,
    MatchText,
    MoveShot,
    Place,
    PlaceMusic,
    Redo,
    RemoveShot,
    Request,
    SetMotion,
    SetMusic,
    Speed,
    Split,
    Talk,
    Turn,
    Undo,
    UseUpload,
    Volume,
)
from .lengths_of_uploads import at_their_lengths, shared_by_stills, told_shorter, with_clips_whole
from .project import Project

__all__ = ["NOTHING_DONE", "REFUSED", "Plan", "Silence", "cost_of", "make_plan"]

Silence = Literal["seeded", "always", "never"]
GENERATION_COST, EDIT_COST = 10, 1
SILENT_PERCENT = 30
NOTHING_DONE = "-"
"""Asked after a message that changed nothing: the next one can't correct what was before."""
REFUSED = "!"
"""Asked after a message of which nothing could be done: there is nothing of it to bring back."""
_SHORT = 40
"""Whoever only finds the direction wrong says no more than that."""
_ARTICLE = 4
"""So many characters stand before what is only named: "the ", 一只."""
_OPPOSITES = {
    "pan-left": "pan-right",
    "pan-right": "pan-left",
    "push": "pull",
    "pull": "push",
}
_OF_ONE_SHOT = Backwards | Crop | Duration | Fade | Filter | Fit | Flip | SetMotion | Speed | Turn
"""What may be done to one shot, and then to another."""
_QUESTIONS = frozenset({"needs_text", "needs_value"})
_ANSWERS = frozenset({"unclear", "hello", "bye", "thanks", "unsupported", "empty"})
"""What the answer to a question may look like by itself."""


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
    by_pronoun: bool = False
    """Whether it says "it", and names no shot."""


def make_plan(message: str, project: Project, *, silence: Silence = "seeded") -> Plan:
    """Reads the message; nothing is changed yet."""
    requests, said = _understood(message, project)
    requests = _with_waiting_uploads(requests, said, project)
    requests = with_clips_whole(requests, message, project)
    requests = told_shorter(shared_by_stills(requests, project), message, project.draft)
    requests = _with_waiting_song(requests, project)
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
        by_pronoun=_by_pronoun(message, said),
    )


def _by_pronoun(message: str, said: Said) -> bool:
    folded = fold(message, lexicon())
    named = ordinals(pointed(Clause(folded, folded, ()), said.names.shots).folded)
    return lexicon().concepts["it"].search(folded) is not None and not named


def _understood(message: str, project: Project) -> tuple[list[Request], Said]:
    """The requests of the message, which may be the answer to a question that was asked before, or
    a correction of what was said.
    """
    draft = project.draft
    files = (media.name for media in project.uploads())
    said = Said(message, names_of(draft, files), remembered(draft))
    requests = _requests_of(message, said, project)
    if not project.asked:
        return _corrected(message, draft, requests) or (requests, said)
    if project.asked == REFUSED and _brings_back(message, requests):
        return [Talk("nothing_gone")], said
    if project.asked in {NOTHING_DONE, REFUSED}:
        return requests, said
    asked = replace(said, words=project.asked)
    for_words = Talk("needs_text", project.asked) in _parsed(asked)
    if not all(_may_answer(r) or (for_words and _is_named(r, message)) for r in requests):
        return requests, said
    if for_words and lexicon().concepts["no_answer"].search(fold(message.strip(), lexicon())):
        return requests, said
    answer = f"“{message}”" if for_words else message
    asked = replace(said, words=f"{project.asked} {answer}")
    found = _parsed(asked)
    return (found, asked) if all(is_edit(r) for r in found) else (requests, said)


def _requests_of(message: str, said: Said, project: Project) -> list[Request]:
    """What is to be done; where uploads wait and nothing is on the timeline, what is merely
    described is what they show, unless nothing else is said.
    """
    draft = project.draft
    if again := _same_for_others(message, said, draft):
        return again
    back = _comes_back(message, draft)
    read = partial(parse, message, empty=not draft["t"], it=said.it, named=said.names, back=back)
    if not draft["t"] and waiting_uploads(project.uploads(), draft):
        there = replace(said, names=_names_with_uploads(said, project))
        for requests in (read(material=True), _parsed(there, material=True)):
            if any(is_edit(r) for r in requests):
                return requests
    return read()


def _same_for_others(message: str, said: Said, draft: Draft) -> list[Request]:
    """ "Do the same for the other one": what was done to some shots by the message before."""
    before, words = said_last(draft), lexicon().concepts
    folded = fold(message.strip(" .。!！"), lexicon())
    if before is None or not words["same_again"].search(folded):
        return []
    done = [r for r in _parsed(before) if isinstance(r, _OF_ONE_SHOT) and r.shot is not None]
    if len(done) < len(_parsed(before)):
        return []
    count = len(said.names.shots)
    named = ordinals(pointed(Clause(folded, folded, ()), said.names.shots).folded)
    meant = [place_of(n, count) for n in named]
    spared = [place_of(r.shot, count) for r in done if r.shot is not None]
    if not meant and words["other_one"].search(folded):
        meant = [n for n in range(1, count + 1) if n not in spared]
    first = [r for r, n in zip(done, spared, strict=True) if n == spared[0]]
    return [replace(r, shot=n) for n in meant for r in first]


def _comes_back(message: str, draft: Draft) -> int | None:
    """The number of the shot that the message before removed and this one brings back."""
    before = said_last(draft)
    if before is None or not lexicon().concepts["bring_back"].search(fold(message, lexicon())):
        return None
    gone = [r.shot for r in _parsed(before) if isinstance(r, RemoveShot)]
    count = len(before.names.shots)
    if len(gone) != 1 or not count:
        return None
    return count // 2 + 1 if gone[0] == 0 else gone[0] % (count + 1)


def _brings_back(message: str, requests: Sequence[Request]) -> bool:
    """ "Bring it back" of what was never taken away; a plain "undo" is of the change before."""
    undoes = all(isinstance(r, Undo) for r in requests)
    return undoes and lexicon().concepts["bring_back"].search(fold(message, lexicon())) is not None


def _parsed(said: Said, *, material: bool = False) -> list[Request]:
    return parse(said.words, it=said.it, named=said.names, material=material)


def _names_with_uploads(said: Said, project: Project) -> Names:
    """What is on the timeline once the waiting uploads are."""
    uploads = waiting_uploads(project.uploads(), project.draft)
    return names_of(reduce(apply, uploads, project.draft), said.names.files)


def _corrected(
    message: str, draft: Draft, requests: Sequence[Request]
) -> tuple[list[Request], Said] | None:
    """What was said before done otherwise, instead of how it was done."""
    before = said_last(draft)
    if before is None:
        return None
    if turned := _other_way_round(message, before):
        return [Undo(), *turned], before
    words = said_of_all(message, before) or _otherwise(message, before, requests)
    if words is None or words == before.words:
        return None
    again = replace(before, words=words)
    found = parse(words, empty=not before.names.shots, it=before.it, named=before.names)
    return ([Undo(), *found], again) if all(is_edit(r) for r in found) else None


def _otherwise(message: str, before: Said, requests: Sequence[Request]) -> str | None:
    """The words of the message before with the values of this one, which is a correction."""
    correction = correction_of(message, before.names)
    if correction is None or (not correction.sure and all(is_edit(r) for r in requests)):
        return None
    return said_otherwise(before.words, correction.values, before.names)


def _other_way_round(message: str, before: Said) -> list[Request]:
    """ "The other way round", of one text that was made to look like another; "the wrong way", of a
    picture that was turned or a camera that moves.
    """
    folded = fold(message, lexicon())
    if lexicon().concepts["other_way"].search(folded):
        found = _parsed(before)
        alike = [MatchText(r.like, r.index) for r in found if isinstance(r, MatchText)]
        if len(alike) == len(found):
            return [*alike]
    if not lexicon().concepts["opposite"].search(folded) or len(message) > _SHORT:
        return []
    turned = [_opposite(r) for r in _parsed(before) if is_edit(r)]
    return [r for r in turned if r is not None] if all(turned) else []


def _opposite(request: Request) -> Request | None:
    """The same to the other side; None where it has none."""
    match request:
        case Turn(back=False, degrees=degrees) if degrees % 180:
            return replace(request, degrees=360 - degrees % 360)
        case SetMotion(motion=motion) if motion in _OPPOSITES:
            return replace(request, motion=_OPPOSITES[motion])
        case _:
            return None


def _may_answer(request: Request) -> bool:
    return isinstance(request, Talk) and request.topic in _ANSWERS


def _is_named(request: Request, message: str) -> bool:
    """ "The wolf", of which a picture could be made: nothing says that one shall be."""
    prompt = request.prompt if isinstance(request, Generate) and request.replace is None else ""
    return bool(prompt) and len(message.strip(" .。!！")) - len(prompt) <= _ARTICLE


def cost_of(request: Request) -> int:
    """Credits: a generation 10, another edit 1, words and undoing nothing."""
    if isinstance(request, Generate):
        return GENERATION_COST
    return EDIT_COST if is_edit(request) and not isinstance(request, Undo | Redo) else 0


def _with_waiting_uploads(requests: list[Request], said: Said, project: Project) -> list[Request]:
    """Uploads go on the timeline by themselves when an empty one is to be edited; then the message
    is about them ("a caption on the first shot").
    """
    uploads = waiting_uploads(project.uploads(), project.draft)
    if segments(project.draft, VIDEO) or not uploads:
        return requests
    if (over := _laid_over(requests, project)) is not None:
        return [*(u for u in uploads if not (isinstance(u, Place) and u.source in over)), *requests]
    again = _parsed(replace(said, names=_names_with_uploads(said, project)), material=True)
    again = at_their_lengths(again, said, reduce(apply, uploads, project.draft))
    beside = any(isinstance(r, MoveShot | Split) for r in again) or _is_at_the_end(said.words)
    if beside and _around_them(again):
        return [*uploads, *again]
    if not _edits_only(requests):
        return requests
    return [*uploads, *(again if _edits_only(again) else requests)]


def _is_at_the_end(message: str) -> bool:
    return lexicon().generation["closes"].match(fold(message.strip(), lexicon())) is not None


def _around_them(requests: Sequence[Request]) -> bool:
    """Whether pictures are painted to go before what is there: "open with a painted sky"."""
    painted = any(isinstance(r, Generate) for r in requests)
    return painted and not any(isinstance(r, UseUpload) for r in requests)


def _laid_over(requests: Sequence[Request], project: Project) -> set[str] | None:
    """The uploads that shall lie over the others, if no upload is wanted in another way."""
    used = [r for r in requests if isinstance(r, UseUpload)]
    if not used or any(r.over is None for r in used):
        return None
    try:
        found = [e for r in used for e in placed(r, project.uploads(), project.draft)]
    except EditRefused:
        return None
    return {e.source for e in found if isinstance(e, Inset)}


def _with_waiting_song(requests: list[Request], project: Project) -> list[Request]:
    """A song that was uploaded is the music that is spoken of, where there is no other."""
    songs = [m for m in project.uploads() if m.kind == "audio" and m.origin == "upload"]
    own = any(isinstance(r, SetMusic | Undo | Redo | Clear | Generate) for r in requests)
    own = own or any(isinstance(r, UseUpload) and r.over is None for r in requests)
    about = next((n for n, r in enumerate(requests) if _is_of_music(r)), None)
    if about is None or own or not songs or segments(project.draft, AUDIO):
        return requests
    uploads = (
        [] if segments(project.draft, VIDEO) else waiting_uploads(project.uploads(), project.draft)
    )
    there = [u for u in uploads if u not in requests]
    song = SetMusic(words="", source=songs[-1].id, name=songs[-1].name, level=1.0)
    left = [r for r in requests if r != Talk("music_repeats")]
    return [*there, *left[:about], song, *left[about:]]


def _is_of_music(request: Request) -> bool:
    if isinstance(request, Fade | Volume):
        return request.target == "music"
    return isinstance(request, PlaceMusic | Duck) or request == Talk("music_repeats")


def _edits_only(requests: Sequence[Request]) -> bool:
    """Whether something is to be done, and to pictures that are there by then."""
    edits = [r for r in requests if is_edit(r)]
    own_way = Generate | UseUpload | Undo | Redo | Clear
    return bool(edits) and not any(isinstance(r, own_way) for r in edits)
