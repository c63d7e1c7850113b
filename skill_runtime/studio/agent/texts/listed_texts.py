"""Words for the screen that are listed with the numbers of their shots: "caption the first “A”, the
second “B”", 第一张写“A”，第二张“B”. Each becomes a wish of its own before clauses are told apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from skill_runtime.studio.agent.references.pointing import pointed
from skill_runtime.studio.agent.rules.text_rules import ROLES
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.utterance import Clause, lift, unlifted

__all__ = ["with_texts_of_shots"]

_ENTRY = re.compile(rf"[^,、;.:。\n{QUOTED[1:-1]}]{{1,40}}:? ?{QUOTED}")
_JOINT = re.compile(r"[\s,、;.。]*(?:and |then |和|再)?")
_HEAD = re.compile(r"[^,，;；.。!！?？\n]{1,60}[:：]\s*$")
"""What is told of the whole list before it."""
_LIGHT = ("filler", "light", "politeness")


@dataclass(frozen=True, slots=True)
class _Entry:
    start: int
    end: int
    shot: int
    words: str
    """What is said before the quotation."""
    named: bool
    """Whether the shot is called by what it shows, which no text is."""


def with_texts_of_shots(message: str, shots: Sequence[str] = ()) -> str:
    """The message with such a list as one wish for each of its shots, which may be called by what
    they show: "subtitles: lake “A”, cabin “B”".
    """
    masked, lifted = lift(message)
    if any(q.cues for q in lifted):
        return message
    folded = fold(masked, lexicon())
    row = _row(folded, shots)
    if len({entry.shot for entry in row}) < 2:
        return message
    head = _HEAD.search(folded, 0, row[0].start)
    start = head.start() if head and _asks_for_texts(head[0]) else row[0].start
    noun = folded[start : row[0].start] + row[0].words
    if not _asks_for_texts(noun) and not all(entry.named for entry in row):
        return message
    said = "".join(_wish(entry, masked, noun) for entry in row)
    return unlifted(f"{masked[:start]}\n{said}{masked[row[-1].end :]}", lifted)


def _row(folded: str, shots: Sequence[str]) -> list[_Entry]:
    """The longest beginning of a list: entries with nothing but joints between them."""
    row: list[_Entry] = []
    for match in _ENTRY.finditer(folded):
        entry = _entry(match, shots)
        if entry is None or (row and not _JOINT.fullmatch(folded[row[-1].end : entry.start])):
            if len(row) > 1:
                break
            row = []
        if entry is not None:
            row.append(entry)
    return row


def _entry(match: re.Match[str], shots: Sequence[str]) -> _Entry | None:
    said = match[0][:-1].strip(" :")
    words = pointed(Clause(said, said, ()), shots).folded
    told = slots.ordinals(words)
    if len(told) != 1 or not _bare(words):
        return None
    return _Entry(*match.span(), told[0], words, words != said)


def _bare(words: str) -> bool:
    """Whether they name the shot, that something is written, and nothing else."""
    known = lexicon()
    patterns = [known.words["ordinals"], known.concepts["shot"], known.concepts["add"]]
    patterns += [known.concepts["written_over"]]
    patterns += [known.concepts[role] for role in ROLES]
    for pattern in (*patterns, *(known.lists[k] for k in _LIGHT)):
        words = pattern.sub(" ", words)
    return re.search(r"[a-z\u3400-\u9fff]", words) is None


def _asks_for_texts(words: str) -> bool:
    known = lexicon()
    return any(known.concepts[k].search(words) for k in (*ROLES, "written_over"))


def _wish(entry: _Entry, masked: str, head: str) -> str:
    """One entry as it would be said alone; the nouns of the first are those of all."""
    role = next((r for r in ROLES if lexicon().concepts[r].search(entry.words)), None)
    role = role or next((r for r in ROLES if lexicon().concepts[r].search(head)), "title")
    quote = masked[entry.end - 1]
    if is_chinese(entry.words):
        shot = "最后一个镜头" if entry.shot < 0 else f"第{entry.shot}个镜头"
        return f"给{shot}加{_CHINESE.get(role, '标题')}{quote}\n"
    shot = "the last shot" if entry.shot < 0 else f"shot {entry.shot}"
    return f"add the {role.replace('_', ' ')} {quote} over {shot}\n"


_CHINESE = {"subtitle": "字幕", "caption": "说明文字", "title": "标题"}
