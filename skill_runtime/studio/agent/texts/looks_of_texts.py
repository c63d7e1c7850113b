"""What is said of the looks of the texts that a message adds: of all of them ("bold, yellow" after
one for each shot, 两个文案都用黄底黑字), or before they are told (字一定要大).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, replace

from skill_runtime.studio.agent.edits import AddSubtitles, AddText, LabelShots, Look, Request, Talk
from skill_runtime.studio.agent.rules.qualifying import only_letters
from skill_runtime.studio.agent.words import looking, slots
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause

__all__ = ["NewText", "looks_told", "names_several", "names_texts", "with_look", "with_looks"]

NewText = AddSubtitles | AddText | LabelShots
"""Edits that bring words."""
_SEVERAL = ("every", "them", "of_each")
_NOUNS = ("title", "subtitle", "caption", "lower_third", "label", "font")
_PLURAL = re.compile(
    r"(?<![a-z])(?:titles|captions|subtitles|labels|texts|words|letters|lettering|type)(?![a-z])"
    r"|[两三四五六\d][个条行句段](?:文案|文字|字幕|标题|字)?"
)


def looks_told(clause: Clause) -> Look | None:
    """How texts are wished to look, if the clause says nothing else."""
    if clause.lifted and clause.quotes():
        return None
    if not only_letters(clause) or slots.first_time(clause.folded) is not None:
        return None
    look = looking.look(clause.folded)
    fade_in, fade_out = slots.fades(clause.folded)
    if look == Look(fade_in=look.fade_in, fade_out=look.fade_out) and not names_texts(clause):
        return None  # "fade it out": of whatever was edited last
    return replace(look, fade_in=fade_in, fade_out=fade_out)


def names_several(clause: Clause) -> bool:
    """Whether several texts, or what they are written with, are named."""
    return _PLURAL.search(clause.folded) is not None


def names_texts(clause: Clause) -> bool:
    """Whether it is told that words are meant."""
    return any(lexicon().concepts[k].search(clause.folded) for k in _NOUNS)


def with_looks(requests: Sequence[Request], look: Look, clause: Clause) -> list[Request] | None:
    """The requests with that look of each of the new texts that it is said of; None: of none, or of
    the last alone.
    """
    new = [n for n, r in enumerate(requests) if isinstance(r, NewText)]
    if not new:
        return None
    last = requests[new[-1]]
    edits = [r for r in requests if not isinstance(r, Talk)]
    if not (names_texts(clause) or isinstance(edits[-1], NewText)):
        return None
    of_several = _PLURAL.search(clause.folded) is not None or any(
        lexicon().concepts[k].search(clause.folded) for k in _SEVERAL
    )
    role = next(
        (r for r in ("caption", "subtitle") if lexicon().concepts[r].search(clause.folded)), ""
    )
    of_role = [n for n in new if getattr(requests[n], "role", "") == role]
    meant = (of_role or new) if of_several else [n for n in new if _alike(requests[n], last)]
    if len(meant) < 2 and not isinstance(last, LabelShots | AddSubtitles):
        return None
    return [with_look(r, look) if n in meant else r for n, r in enumerate(requests)]


def _alike(one: Request, last: Request) -> bool:
    """Whether both are texts of their own shots, of one kind and with the same looks so far."""
    if not isinstance(one, AddText) or not isinstance(last, AddText):
        return one is last
    own = one.over is not None and last.over is not None
    return own and (one.role, one.look) == (last.role, last.look)


def with_look(request: Request, look: Look, *, unless_told: bool = False) -> Request:
    """A new text that looks so too; `unless_told`: but for what is told of it."""
    if not isinstance(request, NewText):
        return request
    wanted = {k: v for k, v in asdict(look).items() if v is not None}
    if unless_told:
        wanted = {k: v for k, v in wanted.items() if getattr(request.look, k) is None}
    return replace(request, look=replace(request.look, **wanted))
