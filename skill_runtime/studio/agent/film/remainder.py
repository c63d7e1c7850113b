"""What a message that orders a film says besides its pictures, put together again: each wish that
has its own subject as a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon

from .parting import is_heard
from .piece import HAN, Piece
from .script import ROW

__all__ = ["remainder", "staying_words"]

_SUBJECTS = (
    "music",
    "style_of_music",
    "title_alone",
    "subtitle",
    "effect",
    "transition",
    "watermark",
)
"""What a wish may be about."""


def staying_words(piece: Piece) -> Piece:
    """The words of a card, which are read as long as it is seen."""
    if not _is_quotation(piece):
        return piece
    text = f"title {piece.text} the whole time"
    return replace(piece, text=text, folded=text)


def remainder(left: Sequence[Piece], told: Sequence[str]) -> str:
    """What is left to be done, each wish that has its own subject as a sentence."""
    said, before = "", Piece("", "", ".")
    parts = [part for piece in _with_values(left) for part in _sides(piece)]
    for piece in _fades_first(parts):
        said += f"{'. ' if _has_subject(piece, before) else _mark(piece.joint)}{_added(piece)}"
        before = piece
    rest = [wish for wish in [*told, said.lstrip(" ,.、:")] if wish]
    return ". ".join(rest)


def _with_values(left: Sequence[Piece]) -> list[Piece]:
    """ "Lower third: shot 3 “Ann Lee, engineer”": what the words are called, before them."""
    found = list[Piece]()
    for piece in left:
        label = found[-1] if found and piece.joint == ":" else None
        quote = re.search(QUOTED, piece.text)
        if label is not None and _is_sound_field(label):
            found[-1] = replace(piece, joint=label.joint)
            continue
        if label is None or not quote or not quote.start() or not _is_role(label):
            found.append(piece)
            continue
        text = f"{piece.text[: quote.start()]}{label.text} {piece.text[quote.start() :]}"
        folded = f"{piece.folded[: quote.start()]}{label.folded} {piece.folded[quote.start() :]}"
        found[-1] = replace(piece, text=text, folded=folded, joint=label.joint)
    return found


def _is_sound_field(piece: Piece) -> bool:
    return lexicon().concepts["effect"].fullmatch(piece.folded) is not None


def _is_role(piece: Piece) -> bool:
    roles = ("title_alone", "subtitle", "caption", "lower_third", "watermark")
    return any(lexicon().concepts[role].fullmatch(piece.folded) for role in roles)


def _fades_first(pieces: Sequence[Piece]) -> list[Piece]:
    """Fades of all that is seen before its words, of which they would be read behind them."""
    fades, others, worded = list[Piece](), list[Piece](), False
    for piece in pieces:
        told = re.search(QUOTED, piece.folded) and not lexicon().spans["start"].search(piece.folded)
        worded = bool(told) or (worded and piece.joint != ".")
        (fades if piece.said("fades") and not worded else others).append(piece)
    return [*(replace(fade, joint=".") for fade in fades), *others]


def _sides(piece: Piece) -> list[Piece]:
    """ "Soft piano and applause at the end": music and a sound, each a wish of its own."""
    joint = piece.said("and") if not re.search(QUOTED, piece.folded) else None
    if joint is None:
        return [piece]
    sides = [piece.part(0, joint.start()), piece.after(joint)]
    kinds = [_names_music(side) for side in sides]
    sounds = [*lexicon().effects.values(), lexicon().concepts["effect"]]
    heard = [any(p.search(s.folded) for p in sounds) for s in sides]
    if sorted(kinds) != [False, True] or heard != [not kind for kind in kinds]:
        return [piece]
    return [sides[0], replace(sides[1], joint=".")]


def _names_music(piece: Piece) -> bool:
    return any(lexicon().concepts[k].search(piece.folded) for k in ("music", "style_of_music"))


def _has_subject(piece: Piece, before: Piece) -> bool:
    """Whether it says what it is about, and is no value of the wish before: "“Coast”, in red"."""
    if piece.joint in ROW or _is_quotation(piece) or _is_quotation(before):
        return False
    if re.search(QUOTED, piece.folded):
        row = re.match(QUOTED, piece.folded) and re.search(rf"{QUOTED}$", before.folded)
        leads = re.match(QUOTED, piece.folded) or piece.joint == ":"
        return not (row or (leads and _wants_words(before)))
    if piece.joint == ":" and lexicon().concepts["music"].search(before.folded):
        return False
    concepts = [lexicon().concepts[k] for k in _SUBJECTS]
    return any(p.search(piece.folded) for p in (*concepts, *lexicon().effects.values()))


def _wants_words(piece: Piece) -> bool:
    """ "Text: …": what stands behind it is what it says."""
    named = (lexicon().concepts[k].search(piece.folded) for k in ("title", "subtitle", "caption"))
    return any(named) and not re.search(QUOTED, piece.folded)


def _is_quotation(piece: Piece) -> bool:
    return re.fullmatch(rf"\W*{QUOTED}\W*", piece.folded) is not None


def _added(piece: Piece) -> str:
    """ "with the date “20 July”": words that the film is to have."""
    shot = piece.said("on_shot")
    if shot is not None and is_heard(piece.after(shot)):
        return f"{shot[1]}镜头加{piece.after(shot).text}"
    match = piece.said("with_words")
    if match is not None:
        told = piece.after(match).text
        return f"写{told}" if re.search(f"[{HAN}]", told) else f"add {told}"
    joint = lexicon().storyboard["and_words"].match(piece.folded)
    words = piece.after(joint) if joint else piece
    if (named := lexicon().storyboard["has_name"].match(words.folded)) is not None:
        return f"show its name{words.text[named.end() :]}"
    begins = re.match(rf"{QUOTED} *(?:in|on|over|at|from)(?= )", words.folded)
    own = joint is not None or piece.joint == "."
    return f"add the title {words.text}" if begins and own else words.text


def _mark(joint: str) -> str:
    return joint if joint in ROW else f"{joint} "
