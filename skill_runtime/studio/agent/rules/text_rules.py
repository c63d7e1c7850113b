"""The rules for words on the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from skill_runtime.studio.agent.edits import (
    AddSubtitles,
    AddText,
    ChangeText,
    Look,
    MatchText,
    RemoveText,
    Request,
    Role,
    Span,
    Talk,
)
from skill_runtime.studio.agent.edits.text_edits import Cue
from skill_runtime.studio.agent.words import looking, slots
from skill_runtime.studio.agent.words.folding import is_chinese
from skill_runtime.studio.agent.words.leftover import leftover
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon

from .wish import TO_THE_END, Wish

__all__ = ["ROLES", "match", "subtitles", "text", "times_on_screen"]

ROLES: Mapping[str, Role] = {
    "lower_third": "lower-third",
    "sticker": "sticker",
    "watermark": "watermark",
    "caption": "caption",
    "subtitle": "subtitle",
    "title": "title",
}
"""Words for it → what it is."""
_EMOJI = re.compile(
    "[\u203c-\u2bff\U0001f000-\U0001faff][\u200d\ufe0e\ufe0f\U0001f000-\U0001faff]*"
)
_BETWEEN = re.compile(r"\s*[,，、/|;；\n]\s*|\s+[-–—]\s+")
_CORNERS = frozenset({"top-left", "top-right", "bottom-left", "bottom-right"})
_SUBJECT = re.compile(
    rf"(?:把|将|让|(?:make|turn|let|move|keep|shift|nudge) )?{QUOTED}(?! ?(?:to|into) ?{QUOTED})"
)
"""A text that is called by its words, and not one that is new."""
_THERE = re.compile(r"(?:put|place|bring|move|get|have) (?:the|my|that|this) ")
_NEW = re.compile(r"(?:and |then )*(?:end|finish|close|open|start|begin)s? (?:on|with)(?![a-z])")
_ANIMATED = re.compile(r"(?:'s)? ?(?:animations?|effects?)(?![a-z])|的?(?:动画|特效)")
_INSTEAD_OF = re.compile(rf"(?:instead of|rather than|in place of)(?: the)? (?P<was>{QUOTED})")
_ON = re.compile(r"(?:and )?(?:on|over|across) |[在给]?第")
_BESIDE_A_TEXT = ("remove", "every", "shot", "music", "video", "it", "them", "effect", "hide")
_SHIFT = ("later", "earlier")


def subtitles(wish: Wish) -> Request | None:
    """A list of subtitles, or a subtitle file in the message."""
    cues = wish.clause.cues()
    if not cues:
        return None
    rest = wish.folded.replace("srt", " ")
    return AddSubtitles(cues, looking.look(rest))


def match(wish: Wish) -> Request | None:
    """ "Make the text at the end look like the one at the beginning"."""
    if not wish.has("same_look") or not any(wish.has(word) for word in ROLES):
        return None
    ends = [(wish.at(k), n) for k, n in (("at_start", 1), ("at_end", -1)) if wish.has(k)]
    places = [n for _, n in sorted([*ends, *slots.numbered(wish.folded)])]
    return MatchText(places[0], places[1]) if len(places) == 2 else None


def instead_of(wish: Wish) -> Request | None:
    """ "Write “South” instead of “North”", in either order."""
    old, quotes = _INSTEAD_OF.search(wish.folded), wish.clause.quotes()
    if old is None or len(quotes) != 2:
        return None
    first = re.search(QUOTED, wish.folded)
    was, new = quotes if first and first.start() == old.start("was") else quotes[::-1]
    return ChangeText(None, text=new, span=slots.span(wish.folded), was=was)


def text(wish: Wish) -> Request | None:
    """Titles, subtitles and captions: added, changed, moved, removed."""
    role = next((r for word, r in ROLES.items() if wish.has(word)), None)
    if wish.clause.files():
        return None
    quotes = _words_on_screen(wish, role)
    if role is None:
        # "Some soft jazz under it" is no place for a text.
        of_music = not quotes and (wish.has("genre") or wish.has("music"))
        return None if of_music else _called_so(wish, quotes) or _unnamed_text(wish, quotes)
    timed = slots.first_time(wish.folded) is not None or slots.span(wish.folded) is not None
    hides = wish.has("hide") and not timed
    if wish.removes() and looking.look(wish.folded).style not in {None, "plain"}:
        return _change(wish, role, None, Look(style="plain"))
    if (wish.removes() or hides) and not _names_part(wish):
        return _taken_away(wish, role)
    lasts = wish.has("until") and slots.first_time(wish.folded) is not None
    if wish.has("fade") and not quotes and not (lasts or _says_more(wish)):
        return None
    if quotes and (wish.has("another_text") or not _changes(wish)):
        return _added(wish, role, quotes)
    change = _change(wish, role, quotes[-1] if quotes else None)
    if role == "sticker" and wish.verb() == "add":
        return Talk("unknown_sticker")
    return change or _no_words(wish)


def _taken_away(wish: Wish, role: Role) -> Request:
    """The text removed, unless only its length or its look is not wanted."""
    time = slots.first_time(wish.folded) if wish.has("cut_to") else None
    if time is not None:
        return ChangeText(role, slots.ordinal(wish.folded), span=Span(length=time))
    if wish.removes() and _is_of_its_look(wish, role):
        return Talk("kept", wish.said())
    if _says_more_of_it(wish, role):
        return Talk("unclear", wish.said())
    quotes = wish.clause.quotes()
    return RemoveText(*_removed(wish, role), was=quotes[-1] if quotes else None)


def _is_of_its_look(wish: Wish, role: Role) -> bool:
    """ "I don't want the title in red", 标题不要红色: the text itself is wanted."""
    noun = lexicon().concepts[role.replace("-", "_")].search(wish.folded)
    behind = wish.folded[noun.end() :] if noun else ""
    look = replace(looking.look(behind), position=None, fade_in=None, fade_out=None, size=None)
    return look != Look() or _ANIMATED.match(behind) is not None


def _says_more_of_it(wish: Wish, role: Role) -> bool:
    """标题倾斜不用, 标题不要那么花哨: something of the text is not wanted, and not the text."""
    words = lexicon()
    noun = words.concepts[role.replace("-", "_")].search(wish.folded)
    if noun is None or wish.clause.quotes() or not is_chinese(noun[0]):
        return False
    behind = wish.folded[noun.end() :]
    patterns = [*words.spans.values(), *words.positions.values(), *words.effects.values()]
    patterns += [words.concepts[k] for k in (*ROLES, *_BESIDE_A_TEXT)]
    patterns += [words.words["ordinals"], words.words["any_time"]]
    patterns += [words.lists[k] for k in ("light", "filler", "politeness")]
    for pattern in patterns:
        behind = pattern.sub(" ", behind)
    return re.search(r"[\u3400-\u9fff]{2,}", behind) is not None


def _removed(wish: Wish, role: Role) -> tuple[Role | None, int | None]:
    """The role of what is removed, and its number where that is not a shot's."""
    every = wish.has("every") and not wish.has("shot")
    number = None if every or wish.has("shot") else slots.ordinal(wish.folded)
    return None if every and role == "title" else role, number


def _says_more(wish: Wish) -> bool:
    """Whether a clause about fading says something else of the text's looks."""
    look = replace(looking.look(wish.folded), fade_in=None, fade_out=None)
    return look != Look()


def _added(wish: Wish, role: Role, quotes: list[str]) -> AddText | AddSubtitles:
    """A new text; several quotations are as many texts, one after the other."""
    if len(quotes) > 1 and wish.verb() in {"add", ""}:
        return AddSubtitles(tuple(Cue(words) for words in quotes), _look(wish, role), role)
    return AddText(quotes[-1], role, slots.span(wish.folded), _look(wish, role))


def _words_on_screen(wish: Wish, role: Role | None) -> list[str]:
    """What the texts of this clause say: a sticker is a sign, a lower third has two lines."""
    quotes = wish.clause.quotes()
    if role == "sticker":
        signs = [*_EMOJI.findall(" ".join([*quotes, wish.clause.text]))]
        named = looking.sticker(wish.folded)
        return signs or ([named[0]] if named else [])
    if role == "lower-third" and quotes:
        lines = quotes if len(quotes) > 1 else _BETWEEN.split(quotes[0], maxsplit=1)
        return ["\n".join(lines[:2])]
    return quotes


def _look(wish: Wish, role: Role) -> Look:
    look, named = looking.look(wish.folded), looking.sticker(wish.folded)
    if role == "sticker" and look.color is None and named:
        return replace(look, color=named[1])
    return look


def _unnamed_text(wish: Wish, quotes: list[str]) -> Request | None:
    """ "write "Hello" at the top", "make it red", "move it to the bottom" after a title."""
    placed = looking.position(wish.folded) or slots.span(wish.folded) or wish.has("same_time")
    placed = placed or wish.has("later") or wish.has("earlier") or _is_on_shot(wish)
    touched = bool(_SUBJECT.match(wish.folded)) and not wish.folded.startswith(tuple(quotes))
    shows = not wish.verb() and (wish.has("display") or placed or touched or wish.has("fade"))
    if quotes and not wish.has("music") and (shows or wish.verb() in {"add", "set", "replace"}):
        look = looking.look(wish.folded)
        subject = _SUBJECT.match(wish.folded) and not wish.inherits("add")
        subject = subject and not wish.has("another_text")
        moved = _moved_text(wish, quotes, look) if subject else None
        if moved is not None:
            return moved
        if len(quotes) == 1 and subject and look != Look():
            return ChangeText(None, was=quotes[0], span=slots.span(wish.folded), look=look)
        if len(quotes) > 2 and wish.verb() in {"add", ""}:
            return _added(wish, "title", quotes)
        changes = wish.verb() in {"set", "replace"} and (wish.has("it") or wish.has("replace"))
        changes = changes and not wish.has("another_text")
        if changes or len(quotes) == 2:
            before = quotes[0] if len(quotes) == 2 else None
            span = slots.span(wish.folded)
            return ChangeText(None, text=quotes[-1], span=span, look=look, was=before)
        return AddText(quotes[-1], "title", slots.span(wish.folded), looking.look(wish.folded))
    look = looking.look(wish.folded)
    sign = _words_on_screen(wish, "sticker")
    emoji = _EMOJI.search(wish.clause.text) is not None
    if sign and (look.position in _CORNERS or emoji) and wish.verb() == "add":
        return AddText(sign[-1], "sticker", slots.span(wish.folded), _look(wish, "sticker"))
    means_text = wish.it is None or wish.it.is_text
    others = any(wish.has(k) for k in ("fade", "video", "shot", "music", "fit", "fill", "blank"))
    letters = _of_letters(look) and not others
    points = wish.has("it") or (wish.it is not None and (letters or _goes_on(wish, look)))
    if wish.has("font") or (points and means_text and _only_text_can(wish)):
        return _change(wish, wish.it.role if wish.it else None, None)
    return None


def _called_so(wish: Wish, quotes: list[str]) -> RemoveText | None:
    """ "Remove “Hello”", where nothing else is named."""
    gone = wish.removes() and len(quotes) == 1 and _only_quoted(wish)
    return RemoveText(None, was=quotes[0]) if gone else None


def _only_quoted(wish: Wish) -> bool:
    rest = re.sub(QUOTED, " ", wish.folded)
    for name in ("light", "filler", "politeness"):
        rest = lexicon().lists[name].sub(" ", rest)
    rest = lexicon().concepts["remove"].sub(" ", rest)
    return not re.search(r"[a-z\u3400-\u9fff]", rest)


def _is_on_shot(wish: Wish) -> bool:
    """ "On the first say “Nectar”", "on the second “Hive”"."""
    return _ON.match(wish.folded) is not None and len(slots.ordinals(wish.folded)) == 1


def _moved_text(wish: Wish, quotes: list[str], look: Look) -> ChangeText | None:
    """ "“Hello” a second later", "“Hello” for four seconds from now on"."""
    span, shift, longer = times_on_screen(wish)
    said = shift is not None or longer is not None
    said = said or (span is not None and wish.verb() in {"set", "replace"} and wish.has("stay"))
    if len(quotes) != 1 or not said:
        return None
    return ChangeText(None, span=span, shift=shift, longer=longer, look=look, was=quotes[0])


def _goes_on(wish: Wish, look: Look) -> bool:
    """ "…, a bit bigger", after a text was spoken of."""
    other = any(wish.has(noun) for noun in ("sound", "music", "volume", "effect", "shot", "inset"))
    moves = look.position is not None and wish.has("move")
    return not other and (moves or look.scale is not None or look.nudge is not None)


def _only_text_can(wish: Wish) -> bool:
    """A colour, a place, a size: of all that is on a timeline only a text has them."""
    found = looking.look(wish.folded)
    looks = found.color or found.position or found.size or found.scale or found.nudge
    looks = looks or _of_letters(found)
    of_text = wish.going_on and wish.it is not None and wish.it.is_text and found.color
    filtered = bool(wish.named("filters")) and not of_text  # "darker, a deep purple"
    of_pictures = wish.has("shot") or wish.has("volume") or filtered
    return bool(looks) and not of_pictures


def _of_letters(look: Look) -> bool:
    """A colour, a weight, a typeface, a ground or a way of coming: no other thing has one."""
    of_text = (look.color, look.weight, look.typeface, look.under, look.enter)
    return any(value is not None for value in of_text)


def _change(
    wish: Wish, role: Role | None, words: str | None, wanted: Look | None = None
) -> ChangeText | None:
    look = looking.look(wish.folded) if wanted is None else wanted
    span, shift, longer = times_on_screen(wish)
    change = ChangeText(
        role, slots.ordinal(wish.folded), words, span, shift, longer, look, case=_case(wish)
    )
    if replace(change, role=None, index=None) == ChangeText(None):
        return None
    if wish.has("earlier_text"):
        return replace(change, role=None, index=None, besides=True)
    return _of_all(wish, change)


def times_on_screen(wish: Wish) -> tuple[Span | None, int | None, int | None]:
    """When it is shown from now on, or how much later and longer."""
    shift, longer, time = _shift(wish), _longer(wish), slots.first_time(wish.folded)
    span = None if shift is not None or longer is not None else slots.span(wish.folded)
    if wish.has("until") and span is not None and not span.start and span.end:
        return Span(end=span.end), shift, longer
    if time is None:
        to_end = wish.has("to_end") and (wish.has("stay") or wish.has("until"))
        return (Span(end=TO_THE_END) if to_end else span), shift, longer
    for kind, sign in (("gone_later", 1), ("gone_sooner", -1)):
        if wish.has(kind):  # "… comes a second later and goes a second sooner"
            gone = lexicon().concepts[kind].search(wish.folded)
            by, moved = slots.first_time(gone[0]) if gone else None, _shift(wish.besides(kind))
            return None, moved, sign * (by or 0) - (moved or 0)
    if wish.has("hide") and (span is None or span.end is None):
        return Span(end=time), None, longer
    stays = span is None and shift is None and longer is None
    if stays and (wish.has("stay") or wish.has("longer")):
        return Span(length=time), None, None
    return span, shift, longer


def _of_all(wish: Wish, change: ChangeText) -> ChangeText:
    """Subtitles are meant together ("make them yellow"), unless one of them is named."""
    role = change.role
    if role is None and wish.has("them") and wish.it is not None and wish.it.is_text:
        role = wish.it.role
    subtitles = role == "subtitle" and (wish.has("subtitle") or not wish.has("it"))
    together = wish.has("every") or wish.has("them") or subtitles
    if role == "title" and wish.has("every") and not wish.has("title_alone"):
        role = None  # "all the text"
    if change.index is None and change.shift is not None and wish.has("every"):
        return replace(change, role=role, every=True)
    only_looks = (change.span, change.shift, change.longer) == (None, None, None)
    if change.index is None and together and only_looks:
        return replace(change, role=role, every=True)
    return change


def _case(wish: Wish) -> Literal["upper", "lower"] | None:
    if wish.has("small_letters"):
        return "lower"
    return "upper" if wish.has("capitals") else None


def _changes(wish: Wish) -> bool:
    """ "change the title to …" and not "add a title …"; "the title should say …" is settled
    when applied.
    """
    verb = wish.verb() or wish.inherited
    new = wish.inherited == "remove" or wish.has("a_new_one") or _NEW.match(wish.folded)
    if not wish.verb() and new:
        return False  # "make it 2 seconds long, a title …", "delete the bike, end on “…”"
    if verb == "add":
        return wish.has("replace") and wish.at("replace") < wish.at("add")
    return verb in {"set", "replace", "remove"}


def _no_words(wish: Wish) -> Request | None:
    """A title was asked for, and no rule knows what it shall say."""
    if wish.has("becomes_kind"):
        return ChangeText(None)  # which one, and what it becomes, is told by what there is
    verb = wish.verb()
    there = _THERE.match(wish.folded) is not None  # "put the title above the subtitle"
    if verb == "remove" or there or (verb != "add" and leftover(wish.clause, ChangeText(None))):
        return None  # "make the title glow"
    return Talk("needs_text", wish.said())


def _names_part(wish: Wish) -> bool:
    """ "remove the fade of the title": something of it goes, not the title."""
    return wish.has("fade")


def _shift(wish: Wish) -> int | None:
    time = slots.first_time(wish.folded)
    if time is None or not any(wish.has(k) for k in _SHIFT):
        return None
    return -time if wish.has("earlier") else time


def _longer(wish: Wish) -> int | None:
    """ "show it 2 seconds longer", "多显示2秒"."""
    time = slots.first_time(wish.folded)
    if time is None or not wish.says_relative():
        return None
    if wish.has("shorter"):
        return -time
    return time if wish.has("longer") else None
