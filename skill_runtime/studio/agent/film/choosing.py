"""Which of the candidates of a message are the shots of its film: those that carry the same strong
evidence, or else a row, the only one that is called a picture, or the only one of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from skill_runtime.studio.agent.words.lexicon import lexicon

from .candidate import Candidate
from .kinds import is_sound, is_style, kind_of, only_words, own_length
from .part import SENTENCE, Part
from .rows import announced, announced_row, best_row

__all__ = ["COUNTED", "PAIR", "in_order", "leave_rest", "shots_among"]

PAIR = 2
COUNTED = ("count", "bullet", "item", "span")
"""Marks that count the shots, or say that one begins."""
_TURNED = ("first", "next", "last", "arrow")
_NOTHING = frozenset({"chatter", "film", "parameter"})
"""What may stand before the only picture of a message."""
Parts = Sequence[tuple[Part, str]]


def shots_among(candidates: Sequence[Candidate], parts: Parts) -> list[Candidate] | None:
    """The shots; None where nothing strong tells them."""
    asked = next((part.start + 1 for part, kind in parts if kind == "film"), 0)
    return (
        _alike(candidates, asked)
        or _row(parts)
        or _headed(parts)
        or _item(candidates)
        or _one(parts)
        or _timed_alone(candidates, parts)
    )


def _alike(candidates: Sequence[Candidate], asked: int) -> list[Candidate] | None:
    """Those that are told alike; two are enough behind where a film is `asked` for (0: nowhere):
    "An invitation. Rings on a pillow, then a garden".
    """
    _mark_first(candidates)
    if asked:
        candidates = [c for c in candidates if c.parts[0][0].start > asked] or candidates
    counted = [c for c in candidates if c.mark in COUNTED]
    timed = [c for c in candidates if c.length is not None and c.shows]
    if _only_said_of(counted, timed):
        candidates, counted = [c for c in candidates if c not in counted], []
    turned = [c for c in candidates if c.mark in _TURNED and c.shows]
    if len(counted) > 1:
        every = all(c.length is not None for c in counted)
        return [
            c
            for c in candidates
            if c in counted
            or (every and c.length is not None and c.shows)
            or (c.mark in _TURNED and not any(only_words(part) for part, _ in c.parts))
        ]
    if len(timed) > 1:
        rows = {c.sentence for c in timed}
        more = [c for c in turned if c.mark != "arrow" or c.sentence in rows]
        return [c for c in candidates if c in timed or c in more]
    if asked and len(turned) == len(candidates) == PAIR:
        return turned
    return turned if len(turned) > PAIR else None


def _only_said_of(counted: Sequence[Candidate], timed: Sequence[Candidate]) -> bool:
    """Whether shots that were told with their lengths are counted for what stands on them: "a lake
    5 s, a hill 5 s; shot 1: “A”, shot 2: “B”".
    """
    parts = [one for c in counted for one in c.parts]
    bare = all(kind != "picture" or only_words(part) for part, kind in parts)
    bare = bare and not any(c.length is not None for c in counted)
    told = [c for c in timed if c not in counted]
    before = told and counted and told[-1].parts[0][0].start < counted[0].parts[0][0].start
    return bare and len(told) > 1 and bool(before)


def leave_rest(shots: Sequence[Candidate]) -> None:
    """Takes what is said behind the last shot of a sentence, of the whole film by its words, out of
    that shot, unless others of the shots have told the like.
    """
    last = shots[-1]
    _leave_music(shots)
    beside = [c for c in shots[:-1] if c.sentence == last.sentence]
    if not beside or any(part.joint == ";" for part, _ in last.parts) or last.mark in COUNTED:
        return
    for kinds in (("words", "style"), ("sound",), ("look",), ("fade",)):
        if any(k in kinds for c in beside for _, k in c.parts):
            continue
        last.parts = [(p, k) for p, k in last.parts if k not in kinds or p.said("of_it")]


def _leave_music(shots: Sequence[Candidate]) -> None:
    """What is said of the music behind the last of several shots is of the whole film, if nothing
    of the kind is said of another.
    """
    music = [lexicon().concepts[k] for k in ("music", "style_of_music")]

    def told(part: Part, kind: str) -> bool:
        return kind == "wish" and any(p.match(part.folded) for p in music)

    if len(shots) > 1 and not any(told(*one) for shot in shots[:-1] for one in shot.parts):
        shots[-1].parts = [one for one in shots[-1].parts if not told(*one)]


def _row(parts: Parts) -> list[Candidate] | None:
    row = announced_row(parts) or best_row(parts) if parts else None
    if row is None:
        return None
    members = [*row.members, *([part] for part in _last_behind(parts, row.members[-1][-1]))]
    shots = [Candidate("row") for _ in members]
    for shot, shown in zip(shots, members, strict=True):
        for part in shown:
            shot.add(part, "picture")
    return shots


def _last_behind(parts: Parts, before: Part) -> list[Part]:
    """The last shot, told behind a row: 蛋糕、气球，最后是烟花."""
    behind = next((p for p in parts if p[0].start > before.start), None)
    if behind is None or announced(parts):
        return []
    part, kind = behind
    last = part.mark is not None and part.mark.kind == "last" and part.mark.shown
    return [part] if last and kind == "picture" and part.joint == "," else []


def _headed(parts: Parts) -> list[Candidate] | None:
    """Pictures of which each has a heading of its own: 装修前：旧客厅，装修后：新客厅."""
    shots = list[Candidate]()
    for (label, kind), (part, of) in pairwise(parts):
        if kind == "topic" and label.label and of == "picture":
            shots.append(Candidate("headed"))
            shots[-1].add(part, "picture")
    return shots if len(shots) > 1 else None


def _item(candidates: Sequence[Candidate]) -> list[Candidate] | None:
    """The only picture, where a word says that it is one: "picture: a lake", 画面是一片湖."""
    found = [c for c in candidates if c.mark == "item" and c.shows]
    shown = [c for c in candidates if c.shows]
    said = len(shown) == 1 and shown[0].parts[0][0].said("shown_is") is not None
    return found or (shown if said else None)


def _one(parts: Parts) -> list[Candidate] | None:
    """The only scene, told in several parts, of a film that is asked for with its length."""
    films = [part for part, kind in parts if kind == "film"]
    about = any(lexicon().storyboard["of_one"].search(part.folded) for part in films)
    in_all = lexicon().storyboard["in_all"]
    lasts = [p for p, kind in parts if kind == "parameter" and in_all.search(p.folded)]
    timed = any(kind == "length" for _, kind in parts) or any(
        own_length(p) for p in (*films, *lasts)
    )
    labelled = any(kind == "topic" and part.label for part, kind in parts)
    alone = any(part.said("single_shot") for part, _ in parts)
    if not (films or labelled or alone) or about or not timed or announced(parts) > 1:
        return None
    row = list[Part]()
    heads = (n for n, (p, k) in enumerate(parts) if k in {"film", "topic"} or p.said("single_shot"))
    first = next(heads)
    for part, kind in parts[first + 1 :]:
        if kind == "picture" and not is_style(part) and (not row or part.joint not in SENTENCE):
            row.append(part)
        elif row or kind not in {"film", "length", "parameter", "chatter", "topic", "picture"}:
            break
    if not row:
        return None
    shot = Candidate("one")
    for part in row:
        shot.add(part, "picture")
    return [shot]


def _timed_alone(candidates: Sequence[Candidate], parts: Parts) -> list[Candidate] | None:
    """The only picture of a message that begins with it and tells how long it is: "A scene of a
    ring, 8 s, drums".
    """
    shown = [c for c in candidates if c.shows and not all(is_sound(p) for p, _ in c.parts)]
    if len(shown) != 1 or not _tells_length(shown[0]) or announced(parts) > 1:
        return None
    first = shown[0].parts[0][0].start
    mine = {part.start for part, _ in shown[0].parts}
    behind = [
        "sound" if is_sound(part) else kind
        for part, kind in parts
        if part.start > first and part.start not in mine
    ]
    before = ["topic" if _is_about(p, k) else k for p, k in parts if p.start < first]
    return shown if "picture" not in behind and set(before) <= _NOTHING else None


def _is_about(part: Part, kind: str) -> bool:
    """Whether a film is asked for and what it shows is told with it: "a video of rain"."""
    return kind == "film" and lexicon().storyboard["of_one"].search(part.folded) is not None


def _tells_length(shot: Candidate) -> bool:
    """Whether it is told in one part, with its length at the end or behind a comma."""
    (part, _), *others = shot.parts
    told = own_length(part)
    at_end = (
        told is not None and bool(told[1].text) and (not told[2].text or kind_of(told[2]) == "look")
    )
    article = lexicon().storyboard["article"]
    more = [p for p, kind in shot.parts[1:] if kind == "picture"]
    alone = not any(article.match(p.folded) or p.joint != "," for p in more)
    others = [(p, kind) for p, kind in others if p not in more]
    behind = bool(others) and others[0][1] == "length"
    return not shot.mark and alone and (at_end or behind)


def _mark_first(candidates: Sequence[Candidate]) -> None:
    """What stands before the second shot of a row is its first: "a lake, then a hill"."""
    for before, after in pairwise(candidates):
        alike = after.mark in {"next", "last", "arrow"} and before.sentence == after.sentence
        if alike and not before.mark and before.shows:
            before.mark = "first"


def in_order(shots: Sequence[Candidate]) -> list[Candidate]:
    """As they are seen, where the last is told before another: opening, closing, in between."""
    return sorted(shots, key=lambda shot: shot.mark == "last")
