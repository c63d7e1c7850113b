"""The wishes in a clause that its commas alone do not tell: those of each shot, of each file, and
the looks of the texts.
"""

from __future__ import annotations

import re

from skill_runtime.studio.agent.rules import inset_rules
from skill_runtime.studio.agent.rules.wish import Wish
from skill_runtime.studio.agent.texts.looks_of_texts import looks_told, names_several
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.splitting import cut_at, split
from skill_runtime.studio.agent.words.utterance import Clause

__all__ = ["by_files", "by_letters", "cut_by_shots"]

_COMMA = re.compile(r"[,、]|(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
_COMMA_ALONE = re.compile(r"[,、]")
_FILE_JOINT = re.compile(rf"[,、]|(?<= )and (?=(?:the |my )? *{QUOTED})|[和与](?= *{QUOTED})")


def cut_by_shots(said: Clause, named: Clause) -> list[Clause]:
    """The wishes in a clause that are told apart only once its shots are known: "早餐删掉，星空挪到
    第一个".
    """
    commas = [m.start() for m in _COMMA.finditer(said.folded)]
    if said is named or len(commas) != len(_COMMA.findall(named.folded)):
        return [said]
    cuts, end = list[int](), 0
    for part in split(named.text, lexicon())[:-1]:
        end = named.text.index(part, end) + len(part)
        if end < len(named.text) and _COMMA.match(named.folded, end):
            cuts.append(commas[len(_COMMA.findall(named.folded[:end]))])
    edges = [0, *(i for cut in cuts for i in (cut, cut + 1)), len(said.folded)]
    return [said.part(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def by_files(clause: Clause) -> list[Clause]:
    """ "beach.mp4, cat.png in the corner": each file with what is said of it, where they stand in
    pieces of their own and something is said.
    """
    pieces = [clause.part(a, b) for a, b in cut_at(clause.folded, _FILE_JOINT)]
    own = [p for p in pieces if len(p.files()) == 1]
    said = any(inset_rules.uploaded_inset(Wish(p)) is not None for p in own)
    return pieces if len(own) == len(pieces) > 1 and said else [clause]


def by_letters(clause: Clause) -> list[Clause]:
    """The looks of several texts apart: "“A” on shot 1 and “B” on shot 2, white letters"."""
    for comma in _COMMA_ALONE.finditer(clause.folded):
        piece = clause.part(comma.end(), len(clause.folded))
        if clause.quotes() and names_several(piece) and looks_told(piece) is not None:
            return [clause.part(0, comma.start()), piece]
    return [clause]
