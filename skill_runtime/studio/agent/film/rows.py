"""A row of like things that stands in one sentence, or one in each of several sentences: the shots
of a film of which nothing stronger is told.

Rows are judged against each other: by a number of shots that was announced, by a word with a colon
before them, and by the joints between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile, zip_longest

from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon

from .kinds import kind_of
from .part import SENTENCE, Part
from .piece import HAN

__all__ = ["Row", "best_row"]

Parts = Sequence[tuple[Part, str]]
_FEW = 2
_BESIDE = frozenset({"sound", "look", "length"})
"""What is said of a picture in its own sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """`members`: the parts of each of its things."""

    members: list[list[Part]]
    joint: str
    labelled: bool
    """Whether a colon, or a word that leads to pictures, stands before it."""


def best_row(parts: Parts) -> Row | None:
    """The row that is most likely the pictures of the film; None where none is."""
    count, parts = announced(parts), _between_pictures(parts)
    shared = any(kind == "parameter" and _of_each(part) for part, kind in parts)
    films = [part for part, kind in parts if kind == "film"]
    pointed = any(kind != "picture" and _of_one_shot(part) for part, kind in parts)
    film = any(not lexicon().storyboard["of_one"].search(part.folded) for part in films)
    best, most = None, 0
    for row in _rows(parts):
        told = row if len(row.members) == count else _last_apart(row, count)
        size, fits = len(told.members), len(told.members) == count
        if count > 1 and not fits:
            continue
        alone = row.joint == "." and bool(films) and all(len(m) == 1 for m in row.members)
        scenes = (1 + alone) * ((film or alone) and _is_list_of_scenes(row, films))
        score = scenes + 2 * pointed + 8 * fits + 3 * row.labelled
        score += 2 * (row.joint in " 、;") + 2 * shared + film
        painted = lexicon().storyboard["paint"].match(row.members[0][0].folded)
        if painted and not (fits or shared):
            continue  # "paint a knight, a horse, a castle" is one picture
        pair = size == _FEW and told.joint in ", "
        if pair and not (fits or shared or (row.labelled and _has_article(told))):
            continue
        if size >= _FEW and score > most and (fits or score > 3 or (size > _FEW and score > 1)):
            best, most = told, score
    return best


def _is_list_of_scenes(row: Row, films: Sequence[Part]) -> bool:
    """Whether it stands behind the film that is asked for, where commas part things and not what
    is said of one.
    """
    first = row.members[0][0]
    behind = first.start > min(part.start for part in films)
    sentences = row.joint == "." and len(row.members) > _FEW
    return behind and (row.joint == "," or sentences) and not re.search(f"[{HAN}]", first.folded)


def _between_pictures(parts: Parts) -> Parts:
    """The parts with what stands between two pictures of a row as one: "a laptop with a logo"."""
    found = list(parts)
    for n, (part, kind) in enumerate(parts[1:-1], 1):
        beside = parts[n - 1][1] == parts[n + 1][1] == "picture"
        joined = part.joint == parts[n + 1][0].joint and part.joint in ",、"
        if kind == "wish" and beside and joined and not re.search(QUOTED, part.folded):
            found[n] = (part, "picture")
    return found


def _has_article(row: Row) -> bool:
    article = lexicon().storyboard["article"]
    return any(article.match(members[0].folded) for members in row.members)


def announced_row(parts: Parts) -> Row | None:
    """What stands behind a colon, if that is as many things as were announced, whatever they may
    be: "four steps: wash the lettuce, cut the tomatoes, …".
    """
    count = announced(parts)
    for n, (label, of) in enumerate(parts):
        written = of == "wish" and any(kind == "value" for _, kind in parts[n + 1 : n + 2])
        if not label.label or count < _FEW or (written and _tells_each(label)):
            continue
        row = [part for part, kind in _up_to_stop(parts[n + 1 :]) if kind != "parameter"]
        if any(part.joint == "、" for part in row[1:2]):
            row = [*row[:1], *takewhile(lambda part: part.joint == "、", row[1:])]
        if len(row) == count and not any(re.search(QUOTED, part.folded) for part in row):
            return Row([[part] for part in row], ",", labelled=True)
    return None


def _up_to_stop(parts: Parts) -> Parts:
    stop = next((n for n, (p, _) in enumerate(parts) if n and p.joint in SENTENCE), len(parts))
    return parts[:stop]


def with_pictures_apart(parts: Sequence[Part]) -> list[Part]:
    """The parts with a film and the first of its pictures apart: "a video with a cake, a kite"."""
    found = list[Part]()
    for part, after in zip_longest(parts, parts[1:]):
        lead = lexicon().storyboard["has_pictures"].search(part.folded)
        found += _picture_apart(part, after, lead) if lead and not part.label else [part]
    return found


def _picture_apart(part: Part, after: Part | None, lead: re.Match[str]) -> list[Part]:
    goes_on = after is not None and after.joint == "," and kind_of(after) == "picture"
    tailed = lexicon().storyboard["tail"].search(part.folded) is not None
    if tailed or not (part.held or goes_on) or kind_of(part) != "film":
        return [part]
    film = part.piece(0, lead.start())
    picture = replace(part.piece(lead.end(), len(part.text)), joint=":")
    if lexicon().storyboard["of_one"].search(film.folded) or kind_of(picture) != "picture":
        return [part]
    return [
        replace(film, end=part.start + lead.start(), held=(), label=True),
        replace(picture, start=part.start + lead.end()),
    ]


def announced(parts: Parts) -> int:
    """How many shots were announced; 0 where no number was."""
    for part, kind in parts:
        if (kind in {"film", "parameter"} or part.label) and not _of_some(part):
            match = part.said("number_of") or lexicon().storyboard["count"].search(part.folded)
            if match is not None:
                number = next(g for g in match.groups() if g)
                return int(lexicon().number(number))
    return 0


def _of_some(part: Part) -> bool:
    return any(part.said(name) for name in ("first_of", "last_of", "others_of"))


def _of_one_shot(part: Part) -> bool:
    """Whether it is said of the second shot, or of the last: there are several."""
    number = lexicon().concepts["shot"].search(part.folded) and slots.ordinals(part.folded)
    return bool(number) and number != [1]


def _tells_each(part: Part) -> bool:
    """Whether it is a wish for each of them, of which the values stand behind it."""
    return lexicon().concepts["of_each"].search(part.folded) is not None


def _of_each(part: Part) -> bool:
    names = (lexicon().storyboard["each"], lexicon().shot_list["shared"])
    return any(p.search(part.folded) for p in names)


def _rows(parts: Parts) -> Iterator[Row]:
    run: list[Part] = []
    alone: list[list[Part]] = []
    labelled = False
    for n, (part, kind) in enumerate([*parts, (parts[-1][0], "end")]):
        broken = part.joint in SENTENCE or kind != "picture" or part.joint == ":"
        if broken and run:
            yield from _runs(run, labelled=labelled)
            fresh = run[0].joint in {*SENTENCE, ":"} and not lexicon().storyboard["asker"].match(
                run[0].folded
            )
            alone = [*alone, run] if fresh else []
            run, labelled = [], False
        beside = kind in _BESIDE and part.joint not in SENTENCE
        if broken and kind != "picture" and not beside:
            if len(alone) > 1:
                yield Row(alone, ".", labelled=False)
            alone = []
        if kind == "picture":
            lead = part.said("row_lead")
            if lead is not None and run:
                yield from _runs(run, labelled=labelled)
                run = []
            if not run:
                labelled = lead is not None or (n > 0 and part.joint == ":")
            run.append(part)


def _runs(run: Sequence[Part], *, labelled: bool) -> Iterator[Row]:
    """The rows that one run of pictures may be, by each of the joints in it."""
    joints = [part.joint for part in run[1:]]
    if ";" in joints:
        yield Row(_split(run, ";"), ";", labelled)
    elif "、" in joints:
        first = next(n for n, part in enumerate(run) if part.joint == "、")
        row = [part for n, part in enumerate(run[first - 1 :]) if n == 0 or part.joint == "、"]
        yield Row([[part] for part in row], "、", labelled or first > 1)
    elif " " in joints and (joints.count(" ") > 1 or len(joints) == 1):
        first = next(n for n, part in enumerate(run) if n and part.joint == " ")
        yield Row([[part] for part in run[first - 1 :]], " ", labelled)
    elif joints:
        yield Row([[part] for part in run], ",", labelled)
        yield Row([[part] for part in run[1:]], ",", labelled=False)


def _split(run: Sequence[Part], joint: str) -> list[list[Part]]:
    cuts = [0, *(n for n, part in enumerate(run) if n and part.joint == joint), len(run)]
    return [list(run[start:end]) for start, end in pairwise(cuts)]


def _last_apart(row: Row, count: int) -> Row:
    """ "A kitchen, a bedroom and a balcony" are three."""
    last = row.members[-1][-1]
    joints = list(lexicon().storyboard["and"].finditer(last.folded))
    short = len(row.members) + 1 == count if count else len(row.members) > 1
    if row.joint not in ",、" or len(joints) != 1 or not short:
        return row
    cut = joints[0]
    sides = [last.piece(0, cut.start()), last.piece(cut.end(), len(last.text))]
    if any(len(re.findall(r"\w", side.text)) < _FEW for side in sides):
        return row
    return Row([*row.members[:-1], *([side] for side in sides)], row.joint, row.labelled)
