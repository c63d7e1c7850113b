"""Which of the texts a wish is for: that of a shot, one that is called by its words, or several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from skill_runtime.studio.agent.edits import (
    AddSubtitles,
    AddText,
    ChangeText,
    RemoveText,
    Request,
    Role,
    Span,
    Talk,
)
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon

from .shot_shown import shot_shown, times_of_shots
from .text_rules import ROLES
from .wish import Wish

__all__ = ["each_text", "one_for_each_shot", "texts_meant"]

_FOLLOWING_MS = 5000
"""A text that follows another is shown as long as that, and at most so long."""
_OF_SHOT = re.compile(
    r"(?:shot|scene|clip)s? ?#?\d|\d|第.{1,2}[段张幅]|最后一[段个张幅]|第\d+个镜头"
    r"|[a-z\d]+ (?:shot|clip|scene|picture)"
)
_AGAIN = re.compile(
    r"(?:[^,]{0,24}(?:typo|mistake|wrong|misspel\w*)[,.;:]? )?it(?:'s| is| should (?:be|say|read))"
    rf" {QUOTED}[^a-z]*"
    r"|(?:[^,，]{0,8}错[^,，]{0,3}[,，](?:应该|其实|就)?(?:是|写)|(?:应该|其实|就)(?:是|写)|是)"
    rf" ?{QUOTED}[^\u3400-\u9fff]*"
)
"""The words of the one text there is, as they should be."""
_AT_THE_END = re.compile(
    r"(?<![a-z])(?:end|closing|final) ?(?:card|title|screen|slate)(?![a-z])|片尾|尾卡"
)
"""A text that is another one than the title, wherever that stands."""
_INSTEAD = re.compile(rf"{QUOTED},? instead(?![a-z])(?! of)")
_PUTS = re.compile(rf"(?:(?:put|place|bring|stick|set) |[把将放]){QUOTED}")
"""What stands there already is put elsewhere, and not written a second time."""
_TEXT_JOINT = re.compile(
    r"\s*(?:,|、|and|&|和|跟|与|及|以及|还有)\s*(?:and )?(?:the |all (?:the )?)?"
)


def one_for_each_shot(request: AddSubtitles, named: Names) -> bool:
    """Whether there are as many texts without times as shots."""
    timed = any(cue.start is not None for cue in request.cues)
    return len(request.cues) == len(named.shots) > 1 and not timed


def texts_meant(
    request: AddText | ChangeText | RemoveText, wish: Wish, named: Names
) -> Sequence[Request]:
    """A text of the shot that is named; none where it is found as it stands."""
    if isinstance(request, ChangeText) and (other := _of_another_kind(request, wish, named)):
        return other
    if isinstance(request, ChangeText) and _is_new(request, wish, named):
        words, role = request.was or request.text or "", request.role or "title"
        request = AddText(words, role, request.span, request.look)
    if isinstance(request, ChangeText) and request.text in named.texts and request.was is None:
        return [_if_said(replace(request, text=None, was=request.text), wish)]
    if isinstance(request, RemoveText) and wish.has("its_text"):
        own = _shot_of_it(wish)  # that of a shot that is removed goes with it
        return [Talk("kept") if own is None else RemoveText(None, over=own)]
    if not isinstance(request, AddText):
        return [replace(request, index=None, over=n) for n in _shots_of_texts(wish)]
    return _added(request, wish, named)


def _added(request: AddText, wish: Wish, named: Names) -> Sequence[Request]:
    """What is to be written, where it is to stand; or what stands there already, otherwise."""
    again = _AGAIN.fullmatch(wish.folded) or _INSTEAD.search(wish.folded)
    if len(named.texts) == 1 and again and request.span is None:
        return [ChangeText(None, text=request.text, look=request.look)]
    if request.text in named.texts and _speaks_of_it(wish):
        return [_if_said(_of_text_there(request, wish), wish)]
    several = times_of_shots(wish, named) if request.span is None else []
    if several:
        return [replace(request, span=span) for span in several]
    over = shot_shown(wish, named)
    if over is None and (later := _after_that(request, wish, named)) is not None:
        return [later]
    beside = over is None and request.span is None and wish.has("another_text")
    if beside and wish.has("under_that") and named.shown:
        _, start, end = named.shown[-1]
        return [replace(request, span=Span(start=start, end=end))]
    return [replace(request, over=over)]


def _after_that(request: AddText, wish: Wish, named: Names) -> AddText | None:
    """ "Then fade to “Bye”": once the text that is there is gone, and as long as that."""
    if request.span is not None or not (named.shown and wish.has("text_follows")):
        return None
    _, start, end = max(named.shown, key=lambda text: text[2])
    film = named.times[-1][1] if named.times else 0
    if film and end >= film:
        return None
    return replace(request, span=Span(start=end, length=min(end - start, _FOLLOWING_MS)))


def _of_another_kind(request: ChangeText, wish: Wish, named: Names) -> Sequence[Request]:
    """ "Turn the title into a subtitle": the same words at their time, as the other kind looks."""
    concepts = lexicon().concepts
    match = concepts["becomes_kind"].search(wish.folded)
    if match is None:
        return []
    said = wish.folded[match.end() :].lstrip()
    kind = next((r for word, r in ROLES.items() if concepts[word].match(said)), None)
    before = wish.folded[: match.end()]
    was = next((r for word, r in ROLES.items() if concepts[word].search(before)), None)
    meant = [n for n, (role, _, _) in enumerate(named.shown) if was in {role, None}]
    if kind is None or len(meant) != 1:
        return []
    place, (role, start, end) = meant[0], named.shown[meant[0]]
    shots = slots.ordinals(wish.folded)
    over = shots[0] if len(shots) == 1 else None
    span = request.span or (Span(start=start, end=end) if over is None else None)
    number = sum(r == role for r, _, _ in named.shown[: place + 1])
    old = next((r for r in ROLES.values() if r == role), None)
    new = AddText(named.texts[place], kind, span, request.look, over)
    return [RemoveText(old, number), new]


def _is_new(request: ChangeText, wish: Wish, named: Names) -> bool:
    """ "“Less is more” in a serif font", where there is no text yet: the words are to be shown."""
    only_looks = request == ChangeText(None, was=request.was, span=request.span, look=request.look)
    if request.text and _AT_THE_END.search(wish.folded) and named.times:
        end = named.times[-1][1]
        return not any(stop >= end for _, _, stop in named.shown)
    if request.text and request.index is None and request.was is None and named.shots:
        return not (named.texts or (wish.it and wish.it.is_text))
    there = named.texts or wish.verb() in {"set", "replace"} or (wish.it and wish.it.is_text)
    return bool(request.was and only_looks and not there)


def _shot_of_it(wish: Wish) -> int | None:
    """Whose text "its caption" is."""
    shots = slots.ordinals(wish.folded)
    if len(shots) == 1:
        return shots[0]
    it = wish.it
    return it.number if not shots and it is not None and it.kind == "shot" else None


def _if_said(change: ChangeText, wish: Wish) -> Request:
    """The change, if it is one, and not only a text that is spoken of."""
    nothing = ChangeText(change.role, change.index, was=change.was)
    return Talk("unclear", wish.said()) if change == nothing else change


def each_text(request: Request, wish: Wish) -> list[Request]:
    """ "The title and the subtitle": what is to be done to both."""
    if not isinstance(request, ChangeText | RemoveText):
        return []
    if wish.clause.quotes() or request.index is not None:
        return []
    places: list[tuple[int, int, Role]] = []
    for word, role in ROLES.items():
        match = lexicon().concepts[word].search(wish.folded)
        if match is not None and not any(
            a < match.end() and match.start() < b for a, b, _ in places
        ):
            places.append((match.start(), match.end(), role))
    places.sort()
    joints = [wish.folded[a[1] : b[0]] for a, b in pairwise(places)]
    if not joints or not all(_TEXT_JOINT.fullmatch(joint) for joint in joints):
        return []
    return [replace(request, role=role) for _, _, role in places]


def _shots_of_texts(wish: Wish) -> list[int]:
    """ "Shot 2's title", "the names of the first and the third shot": whose texts are meant."""
    numbers = slots.numbered(wish.folded)
    own = [n for at, n in numbers if n and _OF_SHOT.match(wish.folded, at)]
    return own if own and len(own) == len(numbers) else []


def _speaks_of_it(wish: Wish) -> bool:
    """Whether a quoted text is spoken of, and not to be written."""
    moved = wish.has("later") or wish.has("earlier") or _PUTS.match(wish.folded) is not None
    first = re.match(QUOTED, wish.folded) is not None
    return wish.verb() != "add" or first or moved


def _of_text_there(request: AddText, wish: Wish) -> ChangeText:
    """ "“Hello” a second later": the text that is there, and no new one."""
    time = slots.first_time(wish.folded)
    if time is not None and (wish.has("later") or wish.has("earlier")):
        shift = -time if wish.has("earlier") else time
        return ChangeText(None, shift=shift, look=request.look, was=request.text)
    return ChangeText(None, span=request.span, look=request.look, was=request.text)
