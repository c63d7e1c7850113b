"""What one part of a message may be: a picture, how long it is shown, what is heard or read on it,
a parameter of the whole film, or a wish of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.lexicon import CANVASES, QUOTED, lexicon
from skill_runtime.studio.agent.words.splitting import polite_until

from .part import SPAN, Part
from .parting import is_heard
from .piece import HAN, Piece
from .script import asks_for_film, begins_wish, names_other

__all__ = [
    "OwnLength",
    "ground_of",
    "is_sound",
    "is_style",
    "kind_of",
    "only_words",
    "own_length",
    "shown",
    "time_of",
    "words_in",
]

_LETTER = re.compile(rf"[a-z{HAN}]")
_WHERE = ("start", "end", "whole", "at", "first", "last", "for", "range", "from_to_end")
_LOOKS = ("ordinals", "colours", "sizes", "styles", "weights", "typefaces")
_MANY = 6
"""Whoever tells so many times at once tells none of one shot."""
_TURNS = ("first", "last")
OwnLength = tuple[int, Part, Part]
"""How long it is shown (ms), and what is said before and behind that."""


def kind_of(part: Part, *, marked: bool = False, rowed: bool = False) -> str:
    """`picture`, `length`, `sound`, `look`, `words`, `parameter`, `film`, `chatter` or `wish`;
    `marked`: something else says that it is a shot; `rowed`: it stands in a row.
    """
    card = part.said("card")
    if card and card.start() == 0 and part.mark is not None:
        rest = part.piece(card.end(), len(part.text))
        return kind_of(rest, marked=marked) if rest.text else "picture"
    told = own_length(part)
    return (
        _of_length(part, told)
        or _of_film(part, marked=marked)
        or _of_picture(part, told, marked=marked)
        or _plain(part, marked=marked, rowed=rowed)
    )


def _of_length(part: Part, told: OwnLength | None) -> str:
    """What it is if it shows nothing by itself."""
    if not part.text or (told and not (told[1].text or told[2].text)):
        return "length" if told else "label"
    return "label" if part.label and part.said("field") else ""


def _of_film(part: Part, *, marked: bool) -> str:
    """What it is if it is said of the whole film."""
    if _is_parameter(part.folded):
        return "parameter"
    if part.said("chatter") or part.said("of_persons"):
        return "chatter"
    is_film = part.label and part.said("is_film")
    asks = not marked and (
        is_film or part.said("asks") or asks_for_film(Piece(part.text, part.folded, ","))
    )
    return "film" if asks else ""


def _of_picture(part: Part, told: OwnLength | None, *, marked: bool) -> str:
    """What it is if it has a length, or words that stand on it."""
    timed = told is not None and bool(told[1].text) and kind_of(told[1], marked=marked) == "picture"
    if part.said("plain") or timed or (part.mark is not None and only_words(part)):
        return "picture"
    if re.search(QUOTED, part.folded) or part.said("says"):
        return _with_words(part)
    return kind_of(told[2], marked=marked) if told and not told[1].text else ""


def _plain(part: Part, *, marked: bool, rowed: bool = False) -> str:
    if is_heard(Piece(part.text, part.folded, ",")) or heard_beside(part):
        return "sound"
    if _is_look(part.folded):
        return "look"
    bare = shown(part.piece(polite_until(part.folded, lexicon()), len(part.text)))
    number = lexicon().words["numbers"].fullmatch(bare.folded)
    if number or not bare.text or not _LETTER.search(part.folded):
        return "chatter"
    told = part.mark is not None and part.mark.kind in _TURNS
    if (told and is_sound(part)) or (bare.text != part.text and is_sound(bare)):
        return "sound"  # "there's a whoosh"
    return "wish" if _is_wish(part, bare, marked=marked, rowed=rowed) else "picture"


def _is_wish(part: Part, bare: Part, *, marked: bool, rowed: bool) -> bool:
    """`bare`: what is left of it without "please" and "I would like"."""
    of_film = lexicon().shot_list["of_film"].match(bare.folded)
    shown = part.mark is not None and part.mark.shown
    told = any(part.said(name) for name in ("speed", "fades_film", "fades_shot"))
    named = [lexicon().concepts[k] for k in ("music_told", "quieter", "louder")]
    told = told or (not marked and any(p.fullmatch(part.folded) for p in named))
    if told or (of_film and not shown) or _only_points(part.folded):
        return True
    if marked or (part.said("pronoun") and not re.search(QUOTED, part.folded)):
        return False
    joint = "、" if rowed or part.joint in "、;" else "."
    orders = (
        not shown
        and part.said("leads") is None
        and begins_wish(Piece(bare.text, bare.folded, joint))
    )
    seen = lexicon().shot_list["performed"].sub(" ", part.folded)
    return orders or names_other(Piece(seen, seen, ","))


def is_style(part: Part) -> bool:
    """ "Watercolour", 水墨风格: how all of the film is painted."""
    medium = lexicon().storyboard["medium"].fullmatch(part.folded)
    return medium is not None or part.said("of_style") is not None


def heard_beside(part: Part) -> bool:
    """ "With rain", 这时候要有掌声: what is heard while the picture is seen."""
    lead = part.said("meanwhile")
    return lead is not None and is_sound(part.piece(lead.end(), len(part.text)))


def is_sound(part: Part) -> bool:
    """Whether nothing but sounds is told, where no picture can be: "applause", in brackets."""
    if end := part.said("polite_end"):
        part = part.piece(0, end.start())
    spans = [lexicon().spans[k] for k in _WHERE]
    rest = _without(part.folded, lexicon().effects.values())
    if rest == part.folded or re.search(QUOTED, rest):
        return False
    heard = [lexicon().storyboard[k] for k in ("heard", "and")]
    return not _LETTER.search(_without(rest, [*spans, *heard, *_lights()]))


def shown(part: Part) -> Part:
    """The part without what leads to its picture: "I would like", 来个."""
    lead = part.said("leads")
    return part.piece(lead.end(), len(part.text)) if lead else part


def _with_words(part: Part) -> str:
    """ "A hill “Home”" is a picture with words; "the title “Home”" words alone."""
    begins = part.mark is not None or re.match(QUOTED, part.folded)
    if (begins and ground_of(part)) or (part.mark is not None and only_words(part)):
        return "picture"
    before = words_in(part)[0]
    if card := before.said("card"):
        before = before.piece(card.end(), len(before.text))
    if before.said("plain"):
        return "picture"
    if not before.text or _only_points(before.folded):
        return "words"
    kind = _plain(before, marked=False)
    return "picture" if kind == "picture" else "words"


def only_words(part: Part) -> bool:
    """ "The logo text “DAWN”", 品牌名“SONO”: what is shown is nothing but words."""
    found = lexicon().shot_list["only_words"].match(part.folded)
    if found is not None and slots.ordinals(part.folded[found.end() :]):
        return False  # "the title “Home” on the last one"
    return (
        found is not None
        and re.match(rf"\W*(?:{QUOTED}|[A-Z])", part.text[found.end() :]) is not None
    )


def ground_of(part: Part) -> tuple[Part, Part] | None:
    """What the words of a part stand on, where it is told behind them (“Home” over a hill), and
    what is said between.
    """
    quotes = list(re.finditer(QUOTED, part.folded))
    after = part.piece(quotes[-1].end() if quotes else 0, len(part.text))
    found = lexicon().storyboard["ground"].search(after.folded)
    if found is None:
        return None
    return after.piece(found.end(), len(after.text)), after.piece(0, found.start())


def words_in(part: Part) -> tuple[Part, Part]:
    """What is said before the words that stand on a picture, and these, with what leads to them."""
    found = part.said("says") or re.search(QUOTED, part.folded)
    at = found.start() if found else len(part.text)
    only = lexicon().shot_list["only_words"].match(part.folded)
    lead = lexicon().shot_list["introduces"].search(part.folded[:at])
    at = 0 if only and only.end() == at else lead.start() if lead else at
    return part.piece(0, at), part.piece(at, len(part.text))


def own_length(part: Part) -> OwnLength | None:
    """The time that a part tells of what it shows, if it tells one."""
    words = lexicon()
    times = list(words.words["any_time"].finditer(part.folded))
    for match in times if len(times) < _MANY else []:
        before, after = part.folded[: match.start()], part.folded[match.end() :]
        if words.shot_list["not_own_before"].search(before) or words.shot_list[
            "not_own_after"
        ].match(after):
            continue
        time = slots.first_time(match[0])
        if time:
            return _around(part, match, time)
    return None


def time_of(folded: str) -> int | None:
    """Of "0-3s", "0:05-0:08", "3 seconds", "3", in ms."""
    if (span := SPAN.match(folded)) is not None:
        start, end = (_seconds(group) for group in span.groups())
        return round((end - start) * 1000) if end > start else None
    time = slots.first_time(folded)
    if time is None and re.fullmatch(r"\s*\d{1,3}(?:\.\d)?\s*", folded):
        return round(float(folded) * 1000)
    return time


def _seconds(told: str) -> float:
    minutes, _, seconds = told.rpartition(":")
    return float(minutes or 0) * 60 + float(seconds)


def _around(part: Part, match: re.Match[str], time: int) -> OwnLength:
    lead = lexicon().shot_list["length_lead"].search(part.folded[: match.start()])
    before = part.piece(0, lead.start() if lead else match.start())
    after = part.piece(match.end(), len(part.text))
    tail = lexicon().shot_list["length_tail"].match(after.folded)
    return time, before, after.piece(tail.end() if tail else 0, len(after.text))


def _is_parameter(folded: str) -> bool:
    """Whether it tells nothing but how long, how many or in which format the shots are."""
    words, found, rest = lexicon(), False, folded
    if re.search(QUOTED, folded):
        return False
    strong = [words.storyboard[k] for k in ("each", "in_all")]
    strong += [
        words.shot_list[k] for k in ("occasion", "each_of", "shared", "in_order", "number_of")
    ]
    strong += [words.concepts[k] for k in CANVASES] + [*words.platforms.values()]
    for pattern in strong:
        found = found or pattern.search(rest) is not None
        rest = pattern.sub(" ", rest)
    if not found:
        return False
    light = [words.words["any_time"], words.words["ordinals"], words.words["numbers"]]
    light += [words.concepts["shot"], words.concepts["video"], words.shot_list["of_length"]]
    light += [words.shot_list[k] for k in ("first_of", "last_of", "others_of")]
    return not _LETTER.search(_without(rest, [*light, *_lights()]))


def _is_look(folded: str) -> bool:
    words = lexicon()
    rest = _without(folded, words.filters.values())
    if rest == folded:
        return False
    named = [words.concepts["filter"], words.shot_list["look_of"]]
    return not _LETTER.search(_without(rest, [*named, *_lights()]))


def _only_points(folded: str) -> bool:
    """Whether it says nothing but where, when or in which letters: "on the last shot, in red"."""
    words = lexicon()
    patterns = [*(words.spans[k] for k in _WHERE), *words.positions.values()]
    patterns += [words.words[k] for k in _LOOKS]
    patterns += [words.concepts[k] for k in ("shot", "title", "video", "bigger", "smaller")]
    patterns.append(words.shot_list["places"])
    return not _LETTER.search(_without(folded, [*patterns, *_lights()]))


def _lights() -> list[re.Pattern[str]]:
    return [lexicon().lists[k] for k in ("light", "filler", "politeness")]


def _without(text: str, patterns: Iterable[re.Pattern[str]]) -> str:
    for pattern in patterns:
        if not _LETTER.search(text):
            break
        text = pattern.sub(" ", text)
    return text
