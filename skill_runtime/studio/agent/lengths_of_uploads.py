"""How long uploads are shown that a message puts on an empty timeline: told together with what it
wants of them.
"""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from skill_runtime.studio.agent.hearing.parsing import parse
from skill_runtime.studio.agent.references.correcting import Said
from skill_runtime.studio.agent.references.naming import names_of
from skill_runtime.studio.agent.timeline.applying import apply
from skill_runtime.studio.agent.timeline.media_edits import waiting_uploads
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.draft import VIDEO, Draft, segments

from .edits import (
    CutRange,
    Duration,
    Freeze,
    Generate,
    Place,
    Redo,
    RemoveShot,
    Repeat,
    Request,
    Speed,
    Undo,
    UseUpload,
)
from .project import Project

__all__ = ["at_their_lengths", "shared_by_stills", "told_shorter", "with_clips_whole"]

_OF_LENGTHS = (
    CutRange | Duration | Freeze | Generate | Place | Redo | RemoveShot | Repeat | Speed | Undo
) | UseUpload
"""What changes how long a film is."""
_CUTS = ("trims", "trim", "cut", "at_most")


def at_their_lengths(requests: list[Request], said: Said, draft: Draft) -> list[Request]:
    """ "3 seconds each, waves on the first": what is said of single pictures, once each is as long
    as it shall be. `draft`: with the uploads on it.
    """
    each = [r for r in requests if isinstance(r, Duration) and r.each]
    if not each or len(requests) == len(each):
        return requests
    said = replace(said, names=names_of(reduce(apply, each, draft), said.names.files))
    again = parse(said.words, it=said.it, named=said.names, material=True)
    return [*each, *(r for r in again if r not in each)]


def shared_by_stills(requests: list[Request], project: Project) -> list[Request]:
    """ "A slideshow of 9 seconds": pictures that come with it share that time alike."""
    uploads = waiting_uploads(project.uploads(), project.draft)
    stills = all(isinstance(u, Place) and u.kind == "image" for u in uploads)
    used = any((isinstance(r, UseUpload) and r.every) or r in uploads for r in requests)
    if not uploads or segments(project.draft, VIDEO) or not (stills and used):
        return requests
    return [
        Duration(r.length // len(uploads), each=True)
        if isinstance(r, Duration) and r == Duration(r.length)
        else r
        for r in requests
    ]


def with_clips_whole(requests: list[Request], message: str, project: Project) -> list[Request]:
    """ "A slideshow of my files, 3 seconds each": pictures are shown so long, and a clip as long as
    it is.
    """
    each = [r for r in requests if isinstance(r, Duration) and r == Duration(r.length, each=True)]
    slides = [r for r in requests if isinstance(r, UseUpload) and r.every and r.over is None]
    clips = any(m.kind == "video" for m in project.uploads())
    shows = lexicon().concepts["slideshow"].search(fold(message, lexicon()))
    if not shows or len(each) != 1 or len(slides) != 1 or not clips:
        return requests
    shown = replace(slides[0], length=each[0].length)
    return [shown if r is slides[0] else r for r in requests if r is not each[0]]


def told_shorter(requests: list[Request], message: str, draft: Draft) -> list[Request]:
    """ "Make the film 12 seconds", of several pictures that were painted: all of them stay, and
    each is shorter. What is trimmed loses its end, and so do clips, which would lose a piece each.
    """
    shots = segments(draft, VIDEO)
    length = sum(s["d"] for s in shots)
    folded = fold(message, lexicon())
    cuts = any(lexicon().concepts[k].search(folded) for k in _CUTS)
    if len(shots) < 2 or cuts or not all("prompt" in s["m"] for s in shots):
        return requests
    edits = [(n, r) for n, r in enumerate(requests) if isinstance(r, _OF_LENGTHS)]
    if len(edits) != 1 or not isinstance(edits[0][1], Duration):
        return requests
    at, whole = edits[0][0], edits[0][1]
    if whole != Duration(whole.length) or not 0 < whole.length < length:
        return requests
    shared = Duration(0, each=True, scale=whole.length / length)
    return [*requests[:at], shared, *requests[at + 1 :]]
