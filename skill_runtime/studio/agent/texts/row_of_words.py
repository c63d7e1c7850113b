"""Words for the screen that are told in a row, one for each shot: "subtitles in order: A / B / C",
字幕依次是：甲 / 乙 / 丙, "text 1: A", ①“A”②“B”; or for some of them: 后面两个镜头分别配：甲；乙.

They get quotation marks, which every rule knows. Only a row with as many words as there are shots
(or as are named beside it) counts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from skill_runtime.studio.agent.rules.shot_shown import place_of
from skill_runtime.studio.agent.rules.text_rules import ROLES
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.said_texts import is_look
from skill_runtime.studio.agent.words.utterance import lift, unlifted

from .words_of_shots import sound_beside

__all__ = ["with_row_of_words"]

_SEVERAL, _MOST = 2, 12
_LONGEST = 60
_END = re.compile(r"\s*(?:[\n。!！]|\.(?:\s|$)|$)")
_SEPARATORS = tuple(
    re.compile(p)
    for p in (
        rf"(?<={QUOTED})[\s,，、;；/|]*(?:(?:and|then) |[和再])?(?={QUOTED})",
        r"\s*[/|｜]\s*",
        r"\s*[;；]\s*",
        r"\s*、\s*",
        r"\s*[,，]\s*(?:and )?|\s+and\s+",
    )
)
_MARK = re.compile(
    r"(?:^|(?<=[\n,，;；。])|(?<=[\n,，;；。] )|(?=[①-⑨]))[ \t]*"
    r"(?P<noun>(?:text|title|caption|subtitle|words?|文字|文案|字幕|标题|字) ?(?=\d))?"
    r"(?:(?P<sign>[①-⑨])|(?P<number>[1-9]) ?[:：.、)）](?!\d))[ \t]*",
    re.IGNORECASE,
)
_STEP = re.compile(
    r"(?<![a-z])(?:step|shot|scene|part|picture|clip|镜头|画面|步骤) ?(?P<number>[1-9])"
    rf"(?: ?[:：,，-]| (?:says?|reads?|text|title|caption))* ?(?P<words>{QUOTED})",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"^(?:就|分别|依次)(?:是|写|用)?(?=.、)|各(?:写|用|是)?(?:一个?)?(?:大|小)?字$"
)
"""就春、夏、秋、冬各一个字: what stands around the words."""
_NAMES_OF_ROLES = {"subtitle": "字幕", "caption": "说明文字"}


def with_row_of_words(message: str, shots: int) -> str:
    """The message with such a row in quotation marks; `shots`: how many there are."""
    if shots < _SEVERAL:
        return message
    masked, lifted = lift(message)
    if any(q.cues for q in lifted):
        return message
    told = _stepped(masked, shots) or _numbered(masked, shots)
    told = _headed(masked, shots) if told is None else told
    return message if told is None else unlifted(told, lifted)


def _stepped(masked: str, shots: int) -> str | None:
    """The entries "step 1 “A”, step 2 “B” with a bell, …": each a wish for its shot."""
    marks = [*_STEP.finditer(masked)]
    numbers = [int(m["number"]) for m in marks]
    if len(numbers) < _SEVERAL or numbers != sorted(set(numbers)) or numbers[-1] > shots:
        return None
    told, at = "", 0
    for mark in marks:
        heard, end = sound_beside(masked, mark.end())
        wish = _of_some([mark["words"]], [int(mark["number"])], mark[0])
        before = masked[at : mark.start()].rstrip(" ,，、;；")
        told, at = f"{told}{before}\n{wish}{heard.format(mark['number'])}\n", end
    return f"{told}{masked[at:].lstrip(' ,，、;；')}"


def _numbered(masked: str, shots: int) -> str | None:
    """The entries "text 1: A", "①A", which stand one below or behind the other."""
    marks = [*_MARK.finditer(masked)]
    numbers = [ord(m["sign"]) - ord("①") + 1 if m["sign"] else int(m["number"]) for m in marks]
    if numbers != list(range(1, shots + 1)):
        return None
    last = re.compile(rf"\n|(?<={QUOTED})(?=[\s,，。.])").search(masked, marks[-1].end())
    ends = [*(m.start() for m in marks[1:]), last.start() if last else len(masked)]
    words = [masked[m.end() : e].strip(" ,，;；\n") for m, e in zip(marks, ends, strict=True)]
    texts = all(m["noun"] for m in marks) or all(re.fullmatch(QUOTED, w) for w in words)
    if not texts or not all(_are_words(w) for w in words):
        return None
    tail = lexicon().says["one_each"].sub(" ", masked[ends[-1] :])
    head = masked[: marks[0].start()].rstrip()
    return f"{head}\n{_wish(words, _role(marks[0][0]), head + tail)}\n{tail.lstrip()}"


def _headed(masked: str, shots: int) -> str | None:
    """The words that are listed behind what tells that there is one for each."""
    folded = fold(masked, lexicon())
    for match in islice(lexicon().says["row"].finditer(folded), _MOST):
        end = _END.search(masked, match.end())
        stop = end.start() if end else len(masked)
        places = [place_of(n, shots) for n in dict.fromkeys(slots.ordinals(match[0]))]
        count = len(places) if len(places) > 1 else shots
        for edge in dict.fromkeys((stop, *_commas(masked, match.end(), stop))):
            words = _listed(masked[match.end() : edge], count)
            if not words:
                continue
            head, tail = masked[: match.start()], masked[edge:]
            if len(places) > 1:
                return f"{head}\n{_of_some(words, places, match[0])}{tail}"
            if _is_look_of_row(match[0]) and (begin := _clause(masked, match.start())):
                row = "".join(_quoted(w) for w in words)
                said = masked[begin : match.end()].lstrip()
                return f"{masked[:begin]}\n每个镜头{said}{row}{tail}"
            if not all(re.fullmatch(QUOTED, w) for w in words):
                return f"{masked[: match.end()]} {', '.join(_quoted(w) for w in words)}{tail}"
    return None


def _clause(masked: str, start: int) -> int:
    """Where the clause begins that stands there; 0 where it begins the message."""
    return max(masked.rfind(mark, 0, start) for mark in ",，。;；\n") + 1


def _is_look_of_row(said: str) -> bool:
    """Whether it tells in Chinese how the words look, and not that each shot has one of them."""
    each = lexicon().concepts["of_each"].search(fold(said, lexicon()))
    return each is None and is_chinese(said) and said.rstrip(" ").endswith((":", "："))


def _commas(masked: str, start: int, stop: int) -> list[int]:
    return [m.start() for m in re.compile("[,，;；]| [-–—] ").finditer(masked, start, stop)]


def _listed(listed: str, count: int) -> list[str]:
    """The words of a row of so many; none where it is another one."""
    for separator in _SEPARATORS:
        words = [w.strip(" :：") for w in separator.split(_AROUND.sub("", listed.strip()))]
        if "、" in listed and any("，" in word or "," in word for word in words):
            continue  # 甲、乙，轻快的音乐
        looks = sum(not _are_words(w) for w in words)
        if len(words) == count and (not looks or ("、" in listed and 2 * looks < count)):
            return words
    return []


def _are_words(said: str) -> bool:
    """Whether they can be words for the screen, and not how these look or when they are shown."""
    if re.fullmatch(rf"{QUOTED}|\d{{1,2}}[:：]\d\d", said):
        return True
    if not 0 < len(said) <= _LONGEST or "\n" in said or re.search(QUOTED, said):
        return False
    if re.match(r"\d[\d.:]* ?(?:到|-|–|~|to )", said):
        return False
    pieces = re.split("[,，] *", fold(said, lexicon()))
    return not any(is_look(piece, lexicon()) for piece in pieces)


def _quoted(words: str) -> str:
    return words if re.fullmatch(QUOTED, words) else f"“{words}”"


def _role(said: str) -> str:
    folded = fold(said, lexicon())
    return next((r for r in ROLES if lexicon().concepts[r].search(folded)), "title")


def _wish(words: Sequence[str], role: str, message: str) -> str:
    """One text for each shot, as it would be said."""
    row = [_quoted(w) for w in words]
    if is_chinese(message):
        return f"每个镜头分别加{_NAMES_OF_ROLES.get(role, '标题')}{''.join(row)}"
    return f"add the {role.replace('_', ' ')}s {', '.join(row)} to each shot"


def _of_some(words: Sequence[str], places: Sequence[int], said: str) -> str:
    """A text for each of some of the shots."""
    role = _role(said)
    pairs = zip(places, words, strict=True)
    if is_chinese(said):
        noun = _NAMES_OF_ROLES.get(role, "标题")
        return "\n".join(f"给第{n}个镜头加{noun}{_quoted(w)}" for n, w in pairs)
    noun = role.replace("_", " ")
    return "\n".join(f"add the {noun} {_quoted(w)} over shot {n}" for n, w in pairs)
