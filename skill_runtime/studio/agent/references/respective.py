"""What is told of several shots in a row: 三个镜头分别剪成3秒、4秒、5秒, "wind and rain on the
lake and the hill, respectively". Each becomes a wish of its own.

Only a row with as many values as there are shots counts; words for the screen have their own rules.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.splitting import begins_wish
from skill_runtime.studio.agent.words.utterance import Clause, lift, unlifted

from .pointing import pointed

__all__ = ["with_each_its_own", "with_topics"]

_LONGEST = 1000
_SEVERAL = 2
_SENTENCE = re.compile(r"[^。；;!！?？\n]+")
_HAN = re.compile(
    r"^(?P<before>.*?[,，])?(?:把|给|让|在|对)?(?P<shots>[^,，]{2,40}?)(?:都)?(?:分别|依次|各自)"
    r"(?P<verb>(?:[给把]它们?)?(?:改成|改为|换成|换为|变成|设为|设成|剪成|剪到|裁到|截到|缩短到?|延长到?|缩到"
    r"|调成|调到|[配加放用停长短调剪要来是为做打](?!字|标题)[上个成到点]?)?)"
    r"(?P<values>[^,，]+?(?:[,，][^,，]+?)*)(?P<end>吧|就行|即可)?$"
)
_LATIN = re.compile(
    r"^(?P<before>(?:please )?(?:add|put|play|make|trim|cut|set|turn|give|use) )"
    r"(?P<middle>.+?),? respectively$"
)
_SHOT = r"(?:shot \d|the (?:first|second|third|fourth|fifth|last)(?: shot)?)"
_ROW = re.compile(rf"(?:the shots )?{_SHOT}(?:(?:,? and |, ){_SHOT})+")
_ALL = re.compile(r"(?:[两三四五六七八九]|每|各|所有|全部)个?(?:镜头|画面|片段)|all (?:\w+ )?shots")
_JOINT = re.compile(r"、|和|与|跟|及|/|(?<=\D)[,，](?=\S)|(?<=秒)[,，]")
_AND = re.compile(r",? and |, ")
_NUMBER = re.compile(r"[\d.]+|[一二两三四五六七八九十]+")
_UNIT = re.compile(
    r"(?:[\d.]+|[一二两三四五六七八九十]+)(?P<unit>秒钟?|倍速?| ?s(?:ec(?:ond)?s?)?.*)"
)
_TEXTS = ("title", "subtitle", "caption")


def with_each_its_own(message: str, shots: Sequence[str]) -> str:
    """The message with such a row as one wish for each of its shots."""
    if len(shots) < _SEVERAL or len(message) > _LONGEST:
        return message
    masked, lifted = lift(message)
    told = _SENTENCE.sub(lambda m: _apart(m[0], shots) or m[0], masked)
    return message if told == masked else unlifted(told, lifted)


def _apart(sentence: str, shots: Sequence[str]) -> str | None:
    folded = fold(sentence, lexicon()).strip()
    if len(folded) != len(sentence.strip()):
        return None
    if (match := _HAN.match(folded)) is not None:
        return _in_chinese(match, shots)
    match = _LATIN.match(folded)
    return _in_english(match, shots) if match is not None else None


def _in_chinese(match: re.Match[str], shots: Sequence[str]) -> str | None:
    numbers = _numbers(match["shots"], shots)
    values = _values(_JOINT.split(match["values"]))
    if (
        len(numbers) != len(values)
        or len(numbers) < _SEVERAL
        or _writes(match["verb"] + match["values"], match[0])
    ):
        return None
    said = [f"第{n}个镜头{match['verb']}{v}" for n, v in zip(numbers, values, strict=True)]
    return f"{match['before'] or ''}" + "；".join(said)


def _in_english(match: re.Match[str], shots: Sequence[str]) -> str | None:
    middle = pointed(Clause(match["middle"], match["middle"], ()), shots).folded
    row = _ROW.search(middle) or _ALL.search(middle)
    if row is None:
        return None
    numbers = _numbers(row[0], shots)
    before, after = middle[: row.start()].strip(), middle[row.end() :].strip()
    joint = re.search(r"^(.*\S) (to|on|over|under|in|for|with)$", before)
    lead = re.match(r"(?:to |by )?", after)
    listed = joint[1] if joint else after[lead.end() if lead else 0 :]
    values = _values(_AND.split(listed))
    if len(numbers) != len(values) or len(numbers) < _SEVERAL or _writes(listed, match[0]):
        return None
    pairs = zip(numbers, values, strict=True)
    if joint:
        return "; ".join(f"{match['before']}{v} {joint[2]} shot {n}" for n, v in pairs)
    to = lead[0] if lead else ""
    return "; ".join(f"{match['before']}shot {n} {to}{v}" for n, v in pairs)


def _numbers(said: str, shots: Sequence[str]) -> list[int]:
    """The shots that are named, and nothing but them; all of them where they are counted."""
    told = pointed(Clause(said, said, ()), shots).folded
    numbers = list(dict.fromkeys(slots.ordinals(told)))
    if not numbers and _ALL.fullmatch(said.strip()):
        return list(range(1, len(shots) + 1))
    rest = re.sub(r"第\d+个镜头|前[两三四]个?(?:镜头|画面|片段)?", " ", told)
    rest = re.sub(rf"{_SHOT}|the shots", " ", rest)
    return [] if re.search(r"[a-z]{4}|[\u3400-\u9fff]{2}", _JOINT.sub(" ", rest)) else numbers


def _values(said: Sequence[str]) -> list[str]:
    """The values, with the unit that is told of the last one only: "3, 4 and 5 seconds"."""
    values = [v.strip() for v in said if v.strip()]
    unit = _UNIT.fullmatch(values[-1]) if values else None
    if unit is None:
        return values
    return [v + unit["unit"] if _NUMBER.fullmatch(v) else v for v in values]


def _writes(verb: str, sentence: str) -> bool:
    named = any(lexicon().concepts[k].search(sentence) for k in _TEXTS)
    return named or verb.startswith(("写", "打", "标")) or re.search(QUOTED, verb) is not None


def with_topics(message: str, shots: Sequence[str]) -> str:
    """The message with the shot before each wish that is told under its name: 雪山：调亮、放慢,
    湖面（调暗）.
    """
    if not shots or len(message) > _LONGEST:
        return message
    masked, lifted = lift(message)
    told = _BRACKETED.sub(lambda m: _each_of(m, shots, m[0]), masked)
    told = _TOPIC.sub(lambda m: _each_of(m, shots, m[0]), told)
    return message if told == masked else unlifted(told, lifted)


def _each_of(match: re.Match[str], shots: Sequence[str], whole: str) -> str:
    """Each wish with its shot; the whole where it is no shot, or not all of it are wishes."""
    numbers = _numbers(fold(match["name"], lexicon()), shots)
    wishes = [w for w in re.split("[、,，]", match["wishes"]) if w.strip()]
    wanted = all(begins_wish(fold(w, lexicon()), lexicon()) for w in wishes)
    if len(numbers) != 1 or not wanted or not wishes:
        return whole
    return "；".join(f"第{numbers[0]}个镜头{w.strip()}" for w in wishes) + "；"


_NAME = r"(?P<name>[\u3400-\u9fff]{1,10})"
_BRACKETED = re.compile(
    rf"(?:(?<=[,，。；;\n])|^){_NAME}[(（](?P<wishes>[^()（）\d]{{2,40}})[)）][,，]?"
)
_TOPIC = re.compile(rf"(?:(?<=[。；;\n])|^){_NAME}[:：] ?(?P<wishes>[^。；;\n:：]{{2,80}})")
"""The name of a shot, and what is wished for it."""
