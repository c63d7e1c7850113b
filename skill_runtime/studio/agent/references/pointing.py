"""Shots that are called by what they show: "the hill", "the coffee clip", "山那段".

A mention is put into the words that every rule knows ("shot 2", "第2个镜头"). Only a name that fits
one shot alone counts, and never one in a clause that asks for a new picture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from skill_runtime.studio.agent.edits import Generate
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.generation import generation
from skill_runtime.studio.agent.words.lexicon import WRITTEN, lexicon
from skill_runtime.studio.agent.words.utterance import Clause

__all__ = [
    "called",
    "gone_with",
    "of_halves",
    "of_kind",
    "part_of_one",
    "pointed",
    "recounted",
    "reworded",
]

_HAN = "\u3400-\u9fff"
_WORD = re.compile(r"[a-z][a-z'-]{2,}")
_ENDING = re.compile(r"\.[a-z0-9]{2,4}$")
_SMALL = frozenset([
    "the",
    "and",
    "with",
    "for",
    "from",
    "into",
    "over",
    "under",
    "near",
    "its",
    "his",
    "her",
    "their",
    "this",
    "that",
    "some",
    "one",
    "two",
    "three",
    "at",
    "in",
    "on",
    "of",
    "by",
    "night",
    "day",
    "shot",
    "clip",
    "scene",
    "video",
    "picture",
    "image",
    "photo",
    "style",
])
_HOURS = frozenset({"night", "day"})
"""What a shot may be called beside "one" or "shot" alone."""
_PLURAL = 4
"""A shorter word that ends in s may be no plural."""
_NOUNS = (
    "shots?|clips?|vids?|scenes?|ones?|parts?|bits?|sections?|pictures?|photos?|images?|videos?"
)
_BEFORE = (
    f"(?:(?<!{WRITTEN})|(?<=[把将给让和跟与、到在比拿先放播了掉留除是从后切接进但着])|(?<=个镜头))"
)
_AFTER = (
    "(?=$|[0-9一二三四五六七八九十和跟与、那这的先多放移挪换剪删弄改变调提排前后加静太要应延缩短长快慢倒转做拼之,，再只虚模裁旋镜淡"
    "推拉停定循出进亮降升提增以用左右并同稍略也都有是在对互开收当不别留从复重取设染切分压缩保其配跑挤塞去掐头尾劈砍没里太偏第冷暖黑暗写打出显标最往向朝跟各像给被由每横竖绕渐突只仅稳抖晃正想能可该需来中直硬接之什走结外以占]"
    "|上面|上(?=[写打放加]))"
)
"""What goes on after a short name, so that it is no part of another word."""
_NOT_ONE_MORE = r"(?<!\banother )(?<!\ba )(?<!\ban )(?<!\bof )"
_GOES_ON = (
    rf"$|[,.;:!?]|{WRITTEN}| \d"
    r"| (?:and|with|to|before|after|at|only|first|last|then|is|should|needs|gets|goes"
    r"|comes|looks|feels|seems|sounds|drags|next|side|together|but|so|until|when"
    r"|while|pls|please|in|on|for|by|down|a bit|a little|twice|half|double|faster|slower|longer"
    r"|shorter|lasts|stays|runs|can|could|must|backwards?|alone|black|warm(?:er)?|cool(?:er)?)(?![a-z])"
)
"""What goes on after a name without an article: "swap lake and road"."""
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "7th", "8th", "9th")
_CALLED = re.compile(
    r"(?:(?:shot|scene|clip)s? ?#?(?P<one>\d)(?: ?and ?#?(?P<two>\d))?"
    r"|(?P<zh>第[\d一二三四五六])|[a-z]+|\d(?:st|nd|rd|th))"
)
_MEASURE = (
    "(?:的?[那这]?(?:一?[个段张幅条])(?:镜头|画面|片段|视频|图片?|照片)?"
    "|的?(?:镜头|画面|片段|视频|图片|照片|素材))"
)


_COUNTED = re.compile("[一二两三四五六七八九十几各每这那第]")
_EXCHANGED = re.compile(rf"(?:把|将)?(?P<name>[{_HAN}]{{2,8}}?)(?=(?:换|改|替换)(?:成|为))")
_PART = re.compile(
    rf"([{_HAN}]{{2,8}}?)的?(?:那|这)(?:一?[个段张幅下刻])(?:镜头|画面|片段|视频|图片?)?"
)
"""What a shot may be called by a piece of its name."""
_BESIDE = re.compile(r" (?:at|in|on|of|with|by|from|under|over|near|full|after|before|through) ")
"""What stands before is the thing, and behind it where it is."""
_BEGUN = re.compile(
    r"(?:^[把将让给]?|(?<=[,、 ])[把将让给]?|(?<=[和跟与到在从把将让给]))"
    rf"(?=(?P<said>[{_HAN}]{{1,9}}))"
)
"""Where a wish begins."""
_LONGEST_CALL = 8
_TWICE = re.compile(r"((?<![a-z])shot (\d+)) and (?:the )?shot \2(?!\d)")


def pointed(clause: Clause, shots: Sequence[str]) -> Clause:
    """The clause with every mention of a shot's name as its number."""
    inset = lexicon().concepts["painted_inset"].search(clause.folded)
    made = generation(clause) if shots and not inset else None
    if not shots or (made is not None and not _is_there(made, shots)):
        return clause
    clause = _exchanged_in_part(_called_in_part(clause, shots), shots)
    clause = _begun_in_part(clause, shots)
    for number, pattern in _patterns(tuple(shots)):
        # Each once: a shot may be called "1".
        for match in reversed(list(pattern.finditer(clause.folded))):
            named = f"第{number}个镜头" if re.search(f"[{_HAN}]", match[0]) else f"shot {number}"
            last = clause.folded[: match.start()].endswith("最后") and named.startswith("第")
            clause = clause.with_words(match.start() - 2 * last, match.end(), named)
    return _once(clause)


def _once(clause: Clause) -> Clause:
    """ "The horse and cart", where both are of one shot: that shot, once."""
    for match in reversed(list(_TWICE.finditer(clause.folded))):
        clause = clause.with_words(match.end(1), match.end(), "")
    return clause


def _called_in_part(clause: Clause, shots: Sequence[str]) -> Clause:
    """女孩那段, where one shot alone is called something with 女孩 in it."""
    names = [fold(shot, lexicon()) for shot in shots]
    for match in reversed(list(_PART.finditer(clause.folded))):
        for start in range(match.start(1), match.end(1) - 1):
            said = clause.folded[start : match.end(1)]
            found = [n for n, name in enumerate(names, 1) if said in name]
            if not found:
                found = [n for n, name in enumerate(names, 1) if _stands_apart(said, name)]
            if len(found) == 1:
                clause = clause.with_words(start, match.end(), f"第{found[0]}个镜头")
                break
    return clause


def _stands_apart(said: str, name: str) -> bool:
    """Whether all characters stand in the name, in their order: 跳舞 in 跳扇子舞."""
    said = said.removesuffix("的")
    rest = iter(name)
    return len(said) > 1 and all(c in rest for c in said)


def _begun_in_part(clause: Clause, shots: Sequence[str]) -> Clause:
    """旅馆去尾两秒, where one shot alone has 旅馆 in its name, and 茶也4秒, where one alone ends
    with 茶: what a wish begins with, and is something of its own.
    """
    names = [fold(shot, lexicon()) for shot in shots]
    for match in reversed(list(_BEGUN.finditer(clause.folded))):
        said = match["said"]
        for end in range(min(len(said), _LONGEST_CALL), 0, -1):
            rest = clause.folded[match.start("said") + end :]
            part = said[:end]
            if not clause.folded.startswith(part, match.start("said")):
                continue  # a shot was found in it
            fits = [n for n, s in enumerate(names, 1) if (part in s if end > 1 else s[-1:] == part)]
            if len(fits) == 1 and re.match(_AFTER, rest) and not _means_more(part):
                span = match.start("said"), match.start("said") + end
                clause = clause.with_words(*span, f"第{fits[0]}个镜头")
                break
    return clause


def part_of_one(folded: str, at: int, names: Sequence[str]) -> tuple[int, int] | None:
    """Where a piece of a name ends that begins there and is of one shot alone, and its number:
    摘苹果 of 果园摘苹果.
    """
    said = re.compile(f"[{_HAN}]{{2,{_LONGEST_CALL}}}").match(folded, at)
    for end in range(len(said[0]) if said else 0, 1, -1):
        part = folded[at : at + end]
        fits = [n for n, name in enumerate(names, 1) if part in name]
        if len(fits) == 1 and not _means_more(part):
            return at + end, fits[0]
    return None


def _exchanged_in_part(clause: Clause, shots: Sequence[str]) -> Clause:
    """火箭换成空间站, where one shot alone is called something with 火箭 in it."""
    match = _EXCHANGED.match(clause.folded)
    if match is None:
        return clause
    names = [fold(shot, lexicon()) for shot in shots]
    found = [n for n, name in enumerate(names, 1) if match["name"] in name]
    if len(found) != 1 or _means_more(match["name"]):
        return clause
    return clause.with_words(*match.span("name"), f"第{found[0]}个镜头")


def gone_with(gone: tuple[int, ...], shot: int) -> tuple[int, ...]:
    """The removed shots and one more, which is told by its number without them."""
    if shot < 1:
        return gone  # counted from the end: no number before it changes
    for each in sorted(gone):
        shot += each <= shot
    return (*gone, shot)


def recounted(clause: Clause, gone: Sequence[int]) -> Clause:
    """The clause with shots called by the numbers that they have without those that are gone:
    "delete the second clip and speed up the third".
    """
    for start, number in reversed(slots.numbered(clause.folded) if gone else []):
        less = sum(each < number for each in gone)
        match = _CALLED.match(clause.folded, start)
        if match is None or number < 1 or number in gone or not less:
            continue
        group = next((g for g in ("one", "two") if match[g] == str(number)), 0)
        named = f"第{number - less}" if match["zh"] else _ORDINALS[number - less]
        clause = clause.with_words(*match.span(group), str(number - less) if group else named)
    return clause


def of_halves(clause: Clause, cut: int | None) -> Clause:
    """The clause with the halves of the shot that was cut in two by their numbers."""
    if cut is None or cut < 1:
        return clause
    for name, number in (("second_half", cut + 1), ("first_half", cut)):
        match = lexicon().lists[name].search(clause.folded)
        if match is not None:
            han = re.search(f"[{_HAN}]", match[0]) is not None
            named = f"第{number}个镜头" if han else f"shot {number}"
            clause = clause.with_words(match.start(), match.end(), named)
    return clause


def of_kind(clause: Clause, kind: str, shots: Sequence[int]) -> Clause:
    """The clause with what is called so ("the slow part") by its number, if one shot alone is."""
    match = lexicon().concepts[kind].search(clause.folded) if len(shots) == 1 else None
    if match is None:
        return clause
    han = re.search(f"[{_HAN}]", match[0]) is not None
    named = f"第{shots[0]}个镜头" if han else f"shot {shots[0]}"
    return clause.with_words(match.start(), match.end(), named)


def reworded(message: str, texts: Sequence[str]) -> str:
    """The message with quotation marks where the words of a text are to become others: "change
    Home to Sweet Home".
    """
    known = {fold(text, lexicon()).strip(): text for text in texts}
    for match in lexicon().says["rewords"].finditer(fold(message, lexicon())):
        group = next(n for n in range(1, len(match.groups()) + 1) if match[n] is not None)
        start, end = match.span(group)
        after = message[match.end() :].strip(" .。!！\"“”'")
        if match[group].strip() in known and after:
            joint = message[end : match.end()]
            return f"{message[:start]}“{message[start:end].strip()}”{joint}“{after}”"
    return message


def _is_there(made: Generate, shots: Sequence[str]) -> bool:
    """Whether what another is swapped with is a shot already: "swap the hill with the road"."""
    prompt = fold(made.prompt, lexicon())
    return made.replace is not None and any(prompt in _calls(fold(s, lexicon())) for s in shots)


@lru_cache(maxsize=64)
def called(shots: tuple[str, ...]) -> Mapping[str, int]:
    """What fits one shot alone, folded → its number; the longest first."""
    calls = [set(_calls(_ENDING.sub("", fold(name, lexicon())))) for name in shots]
    count = Counter(call for own in calls for call in own)
    pairs = [(c, n) for n, own in enumerate(calls, 1) for c in own if count[c] == 1 and c]
    return dict(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


@lru_cache(maxsize=64)
def _patterns(shots: tuple[str, ...]) -> tuple[tuple[int, re.Pattern[str]], ...]:
    """The mentions of each shot, longest names first."""
    found = called(shots)
    own = {n: [call for call, number in found.items() if number == n] for n in found.values()}
    return tuple((number, _mention(calls, tuple(found))) for number, calls in sorted(own.items()))


def _calls(name: str) -> Iterator[str]:
    """What a shot may be called: its whole name, a word of it, the noun at its end."""
    name = name.strip()
    if re.search(f"[{_HAN}]", name):
        yield name
        yield name.rpartition("的")[2]
        first = name.partition("的")[0]
        if not _means_more(first):
            yield first
        yield from (end for end in _ends(name) if not _means_more(end))
        return
    bare = re.sub(r"^(?:an?|the) ", "", name)
    yield bare
    if not _means_more(head := _BESIDE.split(bare)[0]) and head not in _SMALL:
        yield head
    for word in _WORD.findall(name):
        if word in _HOURS:
            yield word
        elif word not in _SMALL and not _means_more(word):
            yield word
            yield word.removesuffix("s") if len(word) > _PLURAL else word


def _ends(name: str) -> Iterator[str]:
    """What a Chinese name may be cut down to: 山间小溪 to 小溪, 城市夜景 to 城市."""
    for piece in re.findall(f"[{_HAN}]{{3,}}", name.replace("的", " ")):
        yield piece[-2:]
        if not _COUNTED.match(piece):
            yield piece[:2]


@lru_cache(maxsize=1024)
def _means_more(word: str) -> bool:
    """Whether it is a word of the editor's own ("music", "warm")."""
    words = lexicon()
    patterns = [*words.concepts.values(), *words.filters.values(), *words.effects.values()]
    patterns += [*words.positions.values(), words.words["colours"]]
    return any(p.fullmatch(word) for p in patterns)


def _next_called(known: Sequence[str]) -> str:
    """雪山小屋都放慢: another name, and what is said of both."""
    names = "|".join(re.escape(c) for c in known if re.fullmatch(f"[{_HAN}]{{2,}}", c))
    return f"(?:{names})都" if names else "(?!)"


def _mention(calls: Sequence[str], known: Sequence[str]) -> re.Pattern[str]:
    """How a shot is called so; `known`: what any shot is, one of which may go on right after it."""
    hours = [c for c in calls if c in _HOURS]
    calls = [c for c in calls if c not in _HOURS]
    latin = "|".join(re.escape(c) for c in calls if c and not re.search(f"[{_HAN}]", c))
    chinese = "|".join(re.escape(c) for c in calls if re.search(f"[{_HAN}]", c))
    forms = []
    if latin:
        forms += [
            rf"(?<![a-z0-9])(?:the|that|this|these|those|my) (?:{latin})(?:s| (?:{_NOUNS}))?"
            r"(?![a-z0-9])",
            rf"(?<![a-z0-9])(?:{latin})(?='s )",
            rf"(?<![a-z0-9])(?:{latin}) (?:{_NOUNS})(?![a-z0-9])",
            *(rf"(?<![a-z0-9])the {h} (?:{_NOUNS})(?![a-z0-9])" for h in hours),
            rf"(?:^|(?<=[ ,])|(?<={WRITTEN})){_NOT_ONE_MORE}(?:{latin})(?={_GOES_ON})",
        ]
    if chinese:
        forms += [
            rf"(?:那[个段张]|这[个段张])?(?:{chinese}){_MEASURE}",
            rf"{_BEFORE}(?:{chinese})(?:{_AFTER}|(?={_next_called(known)}))",
        ]
    return re.compile("|".join(forms))
