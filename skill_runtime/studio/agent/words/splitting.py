"""A sentence cut into wishes: at commas and connectives, wherever what follows begins a new one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from .folding import fold
from .lexicon import QUOTED, Lexicon, lexicon

__all__ = ["AND", "begins_wish", "cut_at", "polite_until", "split", "tells_words"]

AND = re.compile(r"\s*[,、]\s*(?:and\s+)?|\s+and\s+|\s*[和跟]\s*")
"""Between things of one kind."""

_BEFORE = re.compile(
    r"(?:in|at|on) the (?:top|bottom|upper|lower)[- ](?:left|right)(?: corner)? of (?:the )?"
    r"[a-z\d ]{2,30}"
    r"|(?:right |just )?(?:before|after) (?:the )?(?:(?!add |put |insert |show )[a-z\d ]){2,40}"
    r"|[^,，]{1,14}(?:出来|出现|开始|结束)(?:以后|之后|的时候)"
)
"""Where in the film what follows shall be."""
_INTO_INSET = re.compile(
    r"[^,，]{0,20}(?:小窗口?|画中画|小画面),(?:里面?|里头)?(?:放(?![在到大小左右上下中])|画|是|显示).*"
)
"""What a small picture shows: 右上角加个小窗，放一只狐狸."""
_ORDER = re.compile(
    r"(?:keep|cut|trim) |(?:move|put|place|bring|shift|nudge|drop) (?:it|them|that|the \w+) "
    r"|[把将让]它?[放挪移提]|保留|截取|留下|.{0,10}[剪截裁留取][到成至]"
)
_POINTING = 60
"""What only points ("for the last 3 seconds", "the second one") is shorter than that."""
_SHORT = 20
"""What is left out of a wish is named in so many characters at most."""
_SOUNDS = ("music", "genre", "sound", "effect")
_TEXTS = ("title", "subtitle", "caption", "lower_third", "watermark")
_AND = frozenset({"和", "跟", "and", "与"})
_LEFT = ("forbidden", "untouched")
"""What nothing is done to, which is no part of the wish beside it."""
_SHARED = ("mute", "louder", "quieter", "fade", "volume", "slightly", "every", "remove")
_PLACED = re.compile(
    rf"(?:and )?(?:below|under|beneath|above|over|then|at|in|on|an?|the)(?: [a-z]+){{0,4}} {QUOTED}"
    rf"|(?:and )?(?:from|after|until|between|for)(?: [a-z\d.:]+){{1,7}} {QUOTED}"
    rf"|(?:第.{{1,2}}|最后一)[张段个幅](?:图|画面|镜头)?[写打加放配显]|[左右上下](?:边|侧|面)[写打加放配显]"
)
_WORDED = re.compile(
    r"(?:names?|slogan|tagline|motto|address|hashtag|website|phone number|message|greeting|quote"
    r"|credits?|dedication|handle|date|名字|口号|地址|网址|电话|寄语|祝福|日期)$"
)
"""What is made of words, which come next."""
_TEXT_ADDED = re.compile(
    r"(?:再|然后|请|帮我|and |then )*(?:加|添加|增加|插入|放|打|配|来|add|put|insert)"
    r"(?:[^,，]*[^,，a-z])?"
    r"(?:标题|字幕|文字|水印|[行句段个]字|[行句段]话|片[头尾]|title|subtitle|caption|text|watermark"
    r"|title card|end card|outro|intro)"
)
"""A text that is wished for, without its words."""
_WRITTEN = re.compile(
    rf" *(?:写(?:上|着|成)?|内容(?:是|为|写)?|(?:and )?(?:write|saying|reading)) *[:：]? *{QUOTED}"
)
_INSTEAD_OF = re.compile(rf"(?:instead of|rather than)(?: the)? {QUOTED}")
_THING = re.compile(r"(?:(?![加剪删放换调改做切裁去拆画生拍设配写])[\u3400-\u9fff\d]){1,8}")
_BESIDE_IT = re.compile(r"(?:[前后][面边头]|[之以][前后]|[之中]间|[上下里][面边])$")
_THAT_ONE = re.compile(r"[那这](?:一?[段个张]|[里边儿])(?:镜头|画面)?$")
_ONLY_SHOTS = re.compile(r"[把将给让在]?第\d+个镜头(?:[、,和跟与及]第\d+个镜头)*")
_THING_TOO = re.compile(r"(?![我你都])[\u3400-\u9fff]{1,6}都(?=要|有|配|加|放)")
_SHOT_NEXT = re.compile(r"第\d+个镜头")
_SHOWN_THERE = re.compile(
    rf"(?:and )?{QUOTED} (?:right |just )?(?:over|on|after|under|in|at)(?![a-z])"
)
_SHOWN = re.compile(r"(?:the|shot) [a-z0-9]+(?: [a-z0-9]+){0,2}")
_SEEN = re.compile(r"(?:^|[^a-z])(?:the )?picture$|画面$")
_HEARD = re.compile(r"(?:the )?(?:sound|music|audio)(?![a-z])|(?:背景)?(?:音乐|声音|配乐)")
_LETTERED = re.compile(
    rf"{QUOTED} in (?:an? )?(?:[a-z-]+ ){{0,2}}(?:font|typeface|letters|lettering|handwriting)"
)
_LETTERS = r"[a-z\u3400-\u9fff\d]"


def split(sentence: str, words: Lexicon) -> list[str]:
    """Cuts at commas and connectives, wherever what follows begins a wish of its own."""
    folded = fold(sentence, words)
    parts, start = [], 0
    for match in _separators().finditer(folded):
        if match.start() < start:
            continue
        bare = not re.search(r"[,、]", match[0])
        part, rest = folded[start : match.start()], folded[match.end() :]
        joint = match[0].strip()
        left = _is_left_alone(part, joint, rest, words)
        named = _is_place(part, joint) or _is_changed(part, joint, words)
        if left or tells_words(part, rest) or named or _lists_shots(part, rest):
            continue
        all_along = _heard_all_along(part, rest, words)
        begun = left is not None or all_along
        if not begun and _goes_on(part, joint, rest, words, first=start == 0):
            continue
        quoted = re.search(rf"{QUOTED}$", part) and not joint
        if quoted and re.match("[a-z]", rest) and not _new_text(rest, words):
            continue
        another = _another_text(part, joint, rest) or _in_letters(part, rest, words)
        another = another or _length_and_look(part, rest, words) or _goes_first(part, rest, words)
        if another or all_along or _begins(rest, words, bare=bare):
            parts.append(sentence[start : match.start()])
            start = match.end()
    return [*parts, sentence[start:]]


def _goes_on(part: str, joint: str, rest: str, words: Lexicon, *, first: bool) -> bool:
    """Whether what follows is said of the same wish, whatever it begins with."""
    short = len(part) < _POINTING
    if words.words["any_time"].fullmatch(part.strip()) and re.match(r" *第?\d", rest):
        return True  # "3秒 和 9秒各打一个雷"
    if joint == "with" and _SHOWN.fullmatch(part.strip()) and _sound_or_text_first(rest, words):
        return True  # "the globe with a whoosh"
    if joint in _AND and (_another_sound(part, rest, words) or _seen_and_heard(part, rest)):
        return True  # 云海那段要风声 和 鸟叫
    if words.concepts["mood_alone"].fullmatch(part.strip()) and _more_of_music(rest, words):
        return True  # "serious, urgent music"
    if (
        first
        and short
        and (
            _only_when_or_where(part, words)
            or _BEFORE.fullmatch(part)
            or _INTO_INSET.fullmatch(f"{part.strip()},{rest[:6]}")
        )
    ):
        return True
    if re.search(r"[,、]", joint):
        return False
    if joint == "with" and (
        words.concepts["replace"].search(part)  # "replace the sound with upbeat music"
        or any(words.spans[k].fullmatch(f"{part.strip()} with") for k in ("start", "end"))
    ):
        return True
    return (short and _only_points(part, words)) or _named_together(part, rest, words)


def _is_left_alone(part: str, joint: str, rest: str, words: Lexicon) -> bool | None:
    """Whether both sides are what is left alone ("leave the music and the title alone"); None where
    nothing is.
    """
    both = re.split(r"[,、]", f"{part} {joint} {rest}")[0].strip()
    alone, together = (
        any(words.concepts[k].search(said) for k in _LEFT) for said in (part.strip(), both)
    )
    if alone:
        return joint in _AND and _only_nouns(rest, words)  # 除了湖都别动，湖改成黑白
    return True if joint in _AND and together else None


def _only_nouns(rest: str, words: Lexicon) -> bool:
    said = re.split(r"[,、]", rest, maxsplit=1)[0]
    nouns = [words.concepts[n] for n in (*_SOUNDS, *_TEXTS, "shot")]
    left = _without(said, [*nouns, words.words["ordinals"], words.lists["light"]])
    return left != said and not left.strip(" 。.")


def tells_words(part: str, rest: str) -> bool:
    """Whether what follows are the words of what was named: "the couple's names, “Anna & Tom”"."""
    if _INSTEAD_OF.fullmatch(part.strip()) and re.search(QUOTED, rest):
        return True  # "instead of “A”, write “B”"
    if _TEXT_ADDED.fullmatch(part.strip()) and _WRITTEN.match(rest):
        return True  # 加字幕，写“A”
    return bool(_WORDED.search(part) and re.match(rf" *{QUOTED}", rest))


def _is_place(part: str, joint: str) -> bool:
    """雪山之后加雷声, 小屋后面再补一个星空: behind a thing, and not behind a wish."""
    placed = joint in {"之后", "以后"} or (joint in {"再", "还要"} and _BESIDE_IT.search(part))
    placed = placed or (joint == "再" and _THAT_ONE.search(part.strip()))
    return bool(placed) and _THING.fullmatch(part.strip()) is not None


def _is_changed(part: str, joint: str, words: Lexicon) -> bool:
    """小屋再加长2秒, 雪山再加一个雷声: a thing that is seen, and what it shall have besides."""
    if joint != "再" or _THING.fullmatch(part.strip()) is None:
        return False
    others = [words.concepts[k] for k in (*_SOUNDS, *_TEXTS, "every", "remove", "it")]
    others += [words.lists["openers"], words.lists["politeness"], *words.effects.values()]
    return not any(p.search(part) for p in others)


def _lists_shots(part: str, rest: str) -> bool:
    """ "第1个镜头、 第2个镜头都调亮", 雪山跟小屋都要下雨声: shots of one wish."""
    if _THING.fullmatch(part.strip()) and _THING_TOO.match(rest):
        return True
    return _ONLY_SHOTS.fullmatch(part.strip()) is not None and _SHOT_NEXT.match(rest) is not None


def _length_and_look(part: str, rest: str, words: Lexicon) -> bool:
    """ "Make it 2 seconds and sepia": how long, and how it looks."""
    if words.concepts["set"].match(part) is None:
        return False
    looks = any(p.fullmatch(rest.strip(" .!")) for p in words.filters.values())
    times = words.words["any_time"].finditer(part) if looks else ()
    return any(m.end() == len(part.rstrip()) for m in times)


def _seen_and_heard(part: str, rest: str) -> bool:
    """ "The picture and the music fade out"."""
    return _SEEN.search(part.strip()) is not None and _HEARD.match(rest) is not None


def _goes_first(part: str, rest: str, words: Lexicon) -> bool:
    """ "Delete the first one, start right from the hill": what comes first by then."""
    said = re.split(r"[,、]", rest, maxsplit=1)[0].strip()
    begins = words.concepts["starts_there"].search(said)
    return begins is not None and words.concepts["remove"].search(part) is not None


def _heard_all_along(part: str, rest: str, words: Lexicon) -> bool:
    """ "Wind all the way through and a bell at 5 s": two sounds, each with its own time."""
    sounds = words.effects.values()
    ends = any(m.end() == len(part.rstrip()) for m in words.spans["whole"].finditer(part))
    return ends and all(any(p.search(side) for p in sounds) for side in (part, rest))


def _another_sound(part: str, rest: str, words: Lexicon) -> bool:
    """Whether both sides name a sound, and the second nothing else."""
    rest = re.split(r"[,、]|(?<![a-z])and(?![a-z])", rest, maxsplit=1)[0].strip()
    sounds = [*words.effects.values()]
    shot = words.words["ordinals"].search(part) or words.concepts["shot"].search(part)
    named = any(p.search(part) for p in sounds) and any(p.fullmatch(rest) for p in sounds)
    return named and shot is not None


def _more_of_music(rest: str, words: Lexicon) -> bool:
    said = re.split(r"[,、]|(?<![a-z])and(?![a-z])", rest, maxsplit=1)[0].strip()
    return any(words.concepts[k].match(said) for k in ("mood_alone", "music"))


def _another_text(part: str, joint: str, rest: str) -> bool:
    """ "“A” at the top and “B” at the bottom", "“A” and below it “B”": two texts, each with a place
    of its own.
    """
    if not re.search(QUOTED, part):
        return joint.startswith((",", "，", "+")) and _SHOWN_THERE.match(rest) is not None
    named = re.match(rf"(?P<noun>(?:[a-z-]+ ){{1,3}}){QUOTED}", rest)
    if named is not None and _WORDED.search(named["noun"].strip()):
        return True  # "title “A” at the start, phone number “B” at the end"
    placed = joint.strip(",， 、") in {"and", ""} and _PLACED.match(rest) is not None
    own_place = re.search(rf"{QUOTED}[^{QUOTED[1:-1]}]{{3,}}$", part)
    return placed or bool(own_place and re.match(rf"{QUOTED} ?\w", rest))


def _in_letters(part: str, rest: str, words: Lexicon) -> bool:
    """ "A lake, “Less is more” in a serif font": words of their own, beside a picture."""
    if _LETTERED.match(rest) is None or re.search(QUOTED, part):
        return False
    return not any(words.concepts[text].search(part) for text in _TEXTS)


def _only_when_or_where(part: str, words: Lexicon) -> bool:
    """ "for the last 3 seconds, …", "在下面，…": what begins so belongs to the wish after it."""
    if (match := words.concepts["except"].match(part)) and len(part) - match.end() < _SHORT:
        return True
    if _ORDER.match(part):
        return False
    rest = _without(part, [*_whens(words), *words.positions.values()])
    return rest != part and not _without(rest, [words.lists["light"]]).strip(" ,，、的")


def _whens(words: Lexicon) -> list[re.Pattern[str]]:
    names = ("range", "from_to_end", "first", "last", "at", "start", "end")
    return [*(words.spans[n] for n in names), words.words["portions"]]


def _without(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return text


def _only_points(part: str, words: Lexicon) -> bool:
    """ "第二个 和 第三个镜头…": what is said of the second comes after the third."""
    if any(p.fullmatch(part.strip()) for p in (words.spans["at"], *words.positions.values())):
        return True  # "第5秒 再加个标题"
    nouns = [words.concepts[n] for n in ("title", "subtitle", "music", "sound")]
    named = _without(part, nouns)
    where = [*_whens(words), *words.positions.values()]
    if named != part and not _without(named, where).strip(" 把将的在"):
        return True  # "文字 和 音乐都去掉", "标题下面 再来一行小字"
    rest = words.words["ordinals"].sub(" ", part)
    if rest == part:
        return False
    rest = _without(rest, [*words.positions.values()])
    rest = words.concepts["shot"].sub(" ", rest)
    return not re.sub(r"[\s个段张把将的]|(?<![a-z])(?:the|shots?|clips?)(?![a-z])", "", rest)


def _named_together(part: str, rest: str, words: Lexicon) -> bool:
    """ "the rain and the music", "the title and the subtitle": one wish for both, unless each comes
    or goes by itself.
    """
    rest = re.split(r"[,、]|(?<![a-z])and(?![a-z])", rest, maxsplit=1)[0]
    sounds = [words.concepts[n] for n in _SOUNDS] + [*words.effects.values()]
    texts = [words.concepts[n] for n in _TEXTS]
    return _one_wish(part, rest, sounds, ("add", "replace", "remove")) or _one_wish(
        part, rest, texts, ("add", "replace")
    )


def _one_wish(part: str, rest: str, nouns: Sequence[re.Pattern[str]], apart: Sequence[str]) -> bool:
    """Whether the nouns of both pieces share what is said of one of them; `apart`: verbs that each
    noun has for itself.
    """
    words = lexicon()
    before, after = (_without(text, nouns) for text in (part, rest))
    own = any(words.concepts[v].search(text) for v in apart for text in (part, rest))
    own = own or re.search(QUOTED, part + rest) is not None
    if own or before == part or after == rest:
        return False
    light = [words.lists[n] for n in ("openers", "light", "filler", "politeness")]
    shared = [words.concepts[n] for n in _SHARED]
    only_named = not re.search(_LETTERS, _without(after, light))
    return not re.search(_LETTERS, _without(before, light + (shared if only_named else [])))


@cache
def _separators() -> re.Pattern[str]:
    word = f"(?:{lexicon().lists['connectives'].pattern})"
    quoted = rf"(?<={QUOTED}) +(?=[a-z])"
    han = r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])"
    return re.compile(rf"\s*[,、]\s*(?:{word}\s*)*|\s*{word}(?:\s*{word})*\s*|{han}|{quoted}")


def begins_wish(rest: str, words: Lexicon) -> bool:
    """Whether what follows a comma is a wish of its own."""
    return _begins(rest, words, bare=False)


def _new_text(rest: str, words: Lexicon) -> bool:
    """ "“A” title on the end: “B”", "“A” gentle music": what goes on right behind a quotation."""
    text = re.match(r"(?:the )?[a-z]+ (?:on|at|over|in|for) [a-z ]{2,20}: ?" + QUOTED, rest)
    first = re.split(r"[,、+]|(?<![a-z])and(?![a-z])", rest, maxsplit=1)[0].strip()
    return text is not None or words.concepts["music_told"].match(first) is not None


def _begins(rest: str, words: Lexicon, *, bare: bool) -> bool:
    rest = rest.lstrip()
    if words.lists["openers"].match(rest):  # "just rain", before "just" is taken as politeness
        return True
    rest = rest[polite_until(rest, words) :]
    if words.lists["openers"].match(rest):
        return True
    when = words.spans["at"].match(rest)
    if when is not None and _sound_or_text_first(rest[when.end() :].lstrip(), words):
        return True  # "…, at 10 s some applause"
    return _sound_or_text_first(rest, words) and (bare or not _only_look(rest, words))


def _sound_or_text_first(rest: str, words: Lexicon) -> bool:
    """ "a title …", "lo-fi music", "some soft jazz": a wish without its verb."""
    article = r"(?:(?:an?|the|some|any|one|my)(?![a-z])|一个|一段|一首|一点|个|段|点) ?"
    head = re.match(f"(?:{article})?", rest)
    rest = re.split(r"[,、]", rest[head.end() if head else 0 :])[0][:24]
    nouns = [words.concepts[n] for n in ("music", "title", "subtitle", "caption", "style_of_music")]
    nouns += [words.concepts["effect"], *words.effects.values()]
    starts = [m.start() for n in nouns if (m := n.search(rest))]
    return bool(starts) and len(rest[: min(starts)].split()) <= 2 and min(starts) <= 16


def _only_look(rest: str, words: Lexicon) -> bool:
    nouns = [
        words.concepts[n] for n in ("music", "genre", "title", "subtitle", "caption", "effect")
    ]
    return not any(p.search(rest) for p in (*nouns, *words.effects.values()))


def polite_until(rest: str, words: Lexicon) -> int:
    """How many characters of "please", "再帮我" … stand before the verb."""
    match = _polite(words.lists["politeness"]).match(rest)
    return match.end() if match else 0


@cache
def _polite(word: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile(rf"(?:\s*(?:{word.pattern}))*\s*")


def cut_at(text: str, joint: re.Pattern[str]) -> list[tuple[int, int]]:
    """Where the pieces between the joints begin and end."""
    edges = [0, *(i for m in joint.finditer(text) for i in m.span()), len(text)]
    return list(zip(edges[::2], edges[1::2], strict=True))
