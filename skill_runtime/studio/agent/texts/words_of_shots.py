"""Words for the screen that stand without quotation marks beside the shot they are for: "over the
candle: Always with us", "write Eid Mubarak on the moon in gold", 首屏文案：全场六折.

Each becomes a wish of its own with its words in quotation marks. Only a shot that is named counts:
by its number, or by what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skill_runtime.studio.agent.edits import ChangeText
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.references.pointing import pointed
from skill_runtime.studio.agent.rules.qualifying import only_qualifies
from skill_runtime.studio.agent.rules.shot_shown import place_of
from skill_runtime.studio.agent.rules.text_rules import ROLES
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.leftover import leftover
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.splitting import begins_wish
from skill_runtime.studio.agent.words.utterance import Clause, lift, unlifted

__all__ = ["sound_beside", "with_words_of_shots"]

_MOST = 12
"""Texts that one tells in a message."""
_LONGEST = 80
_ITS_STOP = re.compile(r"(?<=[^.])\.$")
_ITS_END = re.compile(r"[;；。\n]|(?<!\s\d)[.!?！](?=\s+[^a-z\s]|\s*$)|\.\s*$")
_JOINT = re.compile(
    r"[,，](?: |(?=[^\d\s]))|,? and (?=(?:on|over|across|in|the) )"
    r"|[,，]? ?(?=in [a-z])| with (?=an? )"
)
_BELOW = re.compile(
    r"[,，]? (?:and )?(?:below|under|beneath|underneath) (?:it|that|this):? (?=\w)", re.IGNORECASE
)
_WITH = re.compile(r"[,，]? with (?P<sound>[^,.;:{}\n]{3,40}?)(?=\s*(?:[,.;\n]|$| and ))")
_PART_OF_NAME = re.compile(
    r" (?:under|over|on|in|at|with|of|by|from|near|into|to|through|above|behind|beside|[a-z]+ing) "
)
_SIZE = re.compile(r"(?:big|small|large|huge|bold)(?= )")
_BY_NUMBER = re.compile(
    r"(?<![a-z])((?:lower[- ]thirds?|supers?|titles?|texts?|captions?|subtitles?|words"
    r"|sfx|sounds?|noise)"
    r" (?:on|over|under)) ([1-9])(?=\s*[:,;\n]|\s*\.(?:\s|$)|\s*$)",
    re.IGNORECASE,
)
"""A shot by its number alone: "super on 4: …"."""
_AND = re.compile(r"[\s,，]*(?:and)?\s*$")
_LOOK = re.compile(r"\s*(?P<look>[^,.;:。；\n]{2,48}?)(?=\s*(?:[,.;。；\n]|$| and ))")


def with_words_of_shots(message: str, named: Names) -> str:
    """The message with each of such words as a wish of its own."""
    if not named.shots:
        return message
    message = _BY_NUMBER.sub(r"\1 shot \2", _at_the_ends(message, len(named.shots)))
    role = "title"
    for _ in range(_MOST):
        masked, lifted = lift(message)
        found = next(_found(masked, named, role), None)
        if found is None:
            break
        start, end, said, role = found
        masked = f"{masked[:start].rstrip(' ,')}\n{said}\n{masked[end:].lstrip(' ,')}"
        message = unlifted(masked, lifted)
    return _with_words_placed(message)


def _at_the_ends(message: str, shots: int) -> str:
    """The message with "Open with text “A”" and "Close: “B”" as wishes for the first and the last
    shot.
    """
    masked, lifted = lift(message)
    told = masked
    for match in reversed(list(lexicon().says["at_an_end"].finditer(fold(masked, lexicon())))):
        number = 1 if any(match.groups()) else shots
        words = masked[match.end() - 1]
        wish = f"\nadd the title {words} over shot {number}"
        told = f"{told[: match.start()].rstrip()}{wish}{told[match.end() :]}"
    return message if told == masked else unlifted(told, lifted)


def _found(masked: str, named: Names, before: str) -> Iterator[tuple[int, int, str, str]]:
    """Where such words stand with their shot, the wish that they are, and their role: that of
    those `before` them, where it isn't told.
    """
    folded = fold(masked, lexicon())
    for match, (start, stop), shot, end in _pairs(masked, folded):
        place, words = _place(shot, named), masked[start:stop]
        if place is None or not _for_screen(words, folded[start:stop]):
            continue
        look, end = _look(masked, folded, end)
        said = _two_lines(_without_look(_ITS_STOP.sub("", words.strip(" :：,"))))
        if (shown := _without_music(said)) != said:
            end = start + words.index(shown) + len(shown)
        heard, end = sound_beside(masked, end)
        if not heard and (inside := _WITH.search(match[0])):
            heard, _ = sound_beside(inside[0], 0)
        size = _SIZE.match(match[0])
        look += f", {size[0]}" if size else ""
        role = next((r for r in ROLES if lexicon().concepts[r].search(match[0])), before)
        yield match.start(), end, _wish(shown, place, look, role) + heard.format(place), role


def _pairs(masked: str, folded: str) -> Iterator[tuple[re.Match[str], tuple[int, int], str, int]]:
    """What tells words with a shot, where the words stand, the shot's name, and where both end."""
    for key in ("shot_then_words", "words_then_shot", "words_over_shot"):
        for match in lexicon().says[key].finditer(folded):
            told = [g for g in range(1, len(match.groups()) + 1) if match[g] is not None]
            if key == "shot_then_words":
                words = _words_behind(masked, folded, match.end())
                yield match, words, match[told[0]], words[1]
            elif key == "words_then_shot" or _has_a_name(masked, *match.span(told[0])):
                yield match, match.span(told[0]), match[told[1]], match.end()


def _with_words_placed(message: str) -> str:
    """The message with quotation marks around words that begin with a capital and are told with
    their place or time: "put Book now: dogs.com for the last 2 seconds".
    """
    masked, lifted = lift(message)
    before = masked
    for match in reversed(list(lexicon().says["words_placed"].finditer(fold(masked, lexicon())))):
        start, end = match.span(next(g for g in range(1, 9) if match[g] is not None))
        end = start + len(_without_look(masked[start:end]))
        if _has_a_name(masked, start, end) and not re.search(QUOTED, masked[start:end]):
            masked = f"{masked[:start]}“{masked[start:end]}”{masked[end:]}"
    return message if masked == before else unlifted(masked, lifted)


def _words_behind(masked: str, folded: str, start: int) -> tuple[int, int]:
    """From where to where the words go: to the end of the sentence, or to where a wish begins or
    their look is told.
    """
    whole = _ITS_END.search(masked, start)
    stop = whole.start() if whole else len(masked)
    others = lexicon().says["shot_then_words"].finditer(folded, start + 1, stop)
    if (other := next(others, None)) is not None:
        stop = start + len(_AND.sub("", masked[start : other.start()]))
        whole = None
    for joint in _JOINT.finditer(folded, start, stop):
        rest = folded[joint.end() : stop]
        look = _LOOK.match(folded, joint.end())
        is_look = look is not None and _qualifies(look["look"])
        if is_look or "and" in joint[0] or begins_wish(rest, lexicon()):
            return start, joint.start()
    mark = 1 if whole and whole[0] in "!?！" and stop < len(masked) else 0
    return start, stop + mark


def _qualifies(said: str) -> bool:
    return only_qualifies(Clause(said, said, ()))


def _look(masked: str, folded: str, end: int) -> tuple[str, int]:
    """How the words are wished to look, where that is told behind them."""
    match = _LOOK.match(folded, end)
    if match is None or not _qualifies(match["look"]):
        return "", end
    return f" {masked[slice(*match.span('look'))]}", match.end()


def _place(said: str, named: Names) -> int | None:
    """The number of the shot that is called so."""
    if (place := _headed_by(said, named.shots)) is not None:
        return place
    clause = pointed(Clause(said, said, ()), named.shots)
    numbers = slots.ordinals(clause.folded)
    if len(numbers) != 1:
        return None
    place = place_of(numbers[0], len(named.shots))
    return place if 0 < place <= len(named.shots) else None


def _headed_by(said: str, shots: Sequence[str]) -> int | None:
    """The shot whose own noun that is: "the sea" is "sea under a hot sun", not "a river to the
    sea".
    """
    word = re.sub(r"^(?:the|my) | (?:shot|one|scene|picture|part)$", "", said.strip())
    heads = [_PART_OF_NAME.split(fold(shot, lexicon()), maxsplit=1)[0] for shot in shots]
    found = [
        n for n, h in enumerate(heads, 1) if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", h)
    ]
    return found[0] if len(found) == 1 and re.fullmatch("[a-z ]{3,}", word) else None


def _for_screen(said: str, folded: str) -> bool:
    """Whether they can be words for the screen, and not how something looks or sounds."""
    if not re.search(r"\w", said) or len(said) > _LONGEST or re.search(QUOTED, said):
        return False
    if re.match(r"\W*(?:an?|the|it|some|into?|on|over|at) ", said):
        return False
    words = lexicon()
    heard = [*words.effects.values(), words.concepts["music"], words.concepts["effect"]]
    return not _qualifies(folded) and not any(p.search(folded) for p in heard)


def _has_a_name(masked: str, start: int, end: int) -> bool:
    """Whether there are words with capitals among them that the editor has no other use for."""
    said = masked[start:end]
    unknown = leftover(Clause(said, fold(said, lexicon()), ()), ChangeText(None))
    return said[:1].isupper() and (bool(unknown) or said.isupper())


def sound_beside(masked: str, end: int) -> tuple[str, int]:
    """What is to be heard with the words, as a wish for the shot with the number `{}`: "…, with a
    rain sound"; and where it ends.
    """
    match = _WITH.match(masked, end)
    if match is None:
        return "", end
    said = fold(match["sound"], lexicon())
    if not any(p.search(said) for p in lexicon().effects.values()):
        return "", end
    return f"\n{match['sound']} over shot {{}}", match.end()


def _two_lines(said: str) -> str:
    """ "Harold Whitby, and below it 1941 – 2024": the second line under the first."""
    return _BELOW.sub("\n", said, count=1)


def _without_look(said: str) -> str:
    """Without how they look, told right behind them: BIG DAY in yellow."""
    at = said.rfind(" in ")
    return said[:at] if at > 0 and _qualifies(fold(said[at + 1 :], lexicon())) else said


def _without_music(said: str) -> str:
    """Without the music that is told right behind the words: CHAMPIONS energetic rock."""
    words = lexicon().concepts["mood_alone"]
    for gap in re.finditer(" ", said):
        if words.fullmatch(fold(said[gap.end() :], lexicon())):
            return said[: gap.start()]
    return said


def _wish(said: str, place: int, look: str, role: str) -> str:
    if is_chinese(said):
        return f"给第{place}个镜头加标题“{said}”{look}"
    return f"add the {role.replace('_', ' ')} “{said}” over shot {place}{look}"
