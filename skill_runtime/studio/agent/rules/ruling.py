"""A clause → the requests in it: rules over the words of the lexicon, in a fixed order.

Each rule looks at one clause and gives a request or None; the first that answers wins. The order
is the meaning: what is most specific stands first. A clause that no rule knows becomes
`Talk("unclear")`, never a guess that costs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import get_args

from skill_runtime.studio.agent.edits import (
    AddEffect,
    Backwards,
    Canvas,
    Crop,
    CutRange,
    Duration,
    Edit,
    Filter,
    Fit,
    Flip,
    Generate,
    PlaceMusic,
    RemoveText,
    Repeat,
    Request,
    SetMotion,
    SetMusic,
    Span,
    Speed,
    Talk,
    Turn,
    UseUpload,
    Volume,
)
from skill_runtime.studio.agent.references.naming import SONGS
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.generation import (
    added,
    bare_prompt,
    described,
    generation,
    seen,
)
from skill_runtime.studio.agent.words.leftover import leftover
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.utterance import Clause
from skill_runtime.studio.painting.vocabulary import find_words

from . import (
    effect_rules,
    fade_rules,
    frame_rules,
    inset_rules,
    label_rules,
    reference_rules,
    shot_rules,
    sound_rules,
    talk_rules,
    text_rules,
)
from .qualifying import qualified, without_qualifiers
from .wish import TEXTS, Wish

__all__ = ["is_edit", "requests_of", "ruled", "tells_of_material"]


def is_edit(request: Request) -> bool:
    return isinstance(request, get_args(Edit))


def requests_of(wish: Wish, *, empty: bool) -> list[Request]:
    """What the clause asks for; several where one wish is said beside another without a comma."""
    if (slides := _slides_under_mark(wish)) is not None:
        return [r for part in slides for r in requests_of(part, empty=empty)]
    if len(files := wish.clause.files()) > 1 and talk_rules.upload(wish) is not None:
        later_first = _AFTER.search(wish.folded) is not None  # "put the whale after the fox"
        used = [UseUpload(name=name) for name in (files[::-1] if later_first else files)]
        unnamed = re.sub(QUOTED, " ", wish.folded)
        clause = replace(wish.clause, text=unnamed, folded=unnamed)
        together = inset_rules.split_screen(replace(wish, clause=clause))
        return [*used, *([] if together is None else [together])]
    return _copies(wish) or _with_wishes_beside(wish, empty=empty)


def _with_wishes_beside(wish: Wish, *, empty: bool) -> list[Request]:
    found = _qualified_request(wish, empty=empty)
    beside = [rule(wish) for rule in _BESIDE] if isinstance(found, _GOES_WITH) else []
    beside += _around(found, wish)
    if isinstance(found, SetMusic) and wish.has("replace") and wish.has("own_sound"):
        beside.append(Volume("video", level=0.0))
    if isinstance(found, CutRange) and found.span.end is not None and found.span.start == 0:
        beside.append(shot_rules.cut_end(wish))
    if isinstance(found, Crop):
        return frame_rules.crops(found, wish)
    if isinstance(found, RemoveText) and wish.has("music"):
        beside.append(sound_rules.music(wish))
    if isinstance(found, RemoveText) and wish.has("shot") and _BOTH.search(wish.folded):
        beside.append(shot_rules.remove_shot(wish))  # "the second clip and the subtitle"
    same = () if isinstance(found, CutRange) else type(found)
    return [found, *(b for b in beside if b is not None and type(b) is not same)]


def _slides_under_mark(wish: Wish) -> list[Wish] | None:
    """ "A slideshow of my photos with the logo in the corner": the slideshow, and the logo."""
    at = re.search(QUOTED, wish.folded)
    shows = wish.has("slideshow") or wish.has("several_uploads")
    if at is None or not shows or len(wish.clause.files()) != 1:
        return None
    mark = replace(wish, clause=wish.clause.part(at.start(), len(wish.folded)))
    slides = replace(wish, clause=wish.clause.part(0, at.start()))
    told = slides.has("slideshow") or slides.has("several_uploads")
    over = inset_rules.uploaded_inset(mark) if told else None
    return None if over is None else [slides, mark]


def _copies(wish: Wish) -> list[Request]:
    """A shot there and back, or once more in another place."""
    if not wish.has("boomerang") or wish.clause.quotes():
        return shot_rules.copied(wish)
    shot = wish.shot()
    copy = -1 if shot is None or shot < 0 else shot + 1
    return [Repeat(2, None, shot), Backwards(shot=copy)]


def _around_upload(found: UseUpload, wish: Wish) -> Request | None:
    """ "Then the clip, vertical", "the song with a 2 second fade in"."""
    heard = found.kind == "audio" or (found.name or "").endswith(SONGS)
    return fade_rules.fades_of_song(wish) if heard else frame_rules.canvas(wish)


def _around(found: Request, wish: Wish) -> list[Request | None]:
    """What is said of the whole film beside one wish."""
    match found:
        case UseUpload(every=True):  # "a slideshow of 3 seconds each with piano music"
            return [frame_rules.canvas(wish), _length_of(wish), sound_rules.music(wish)]
        case UseUpload():
            return [_around_upload(found, wish)]
        case Fit() | Duration():  # "fit it in vertical", "a square of 8 seconds"
            longer = shot_rules.duration(wish) if wish.has("shows_for") else None
            return [frame_rules.canvas(wish), longer]
        case Canvas():  # "landscape, 5 seconds"
            time = slots.first_time(wish.folded)
            return [Duration(time) if time is not None else None]
        case Generate() if lexicon().generation["resolution"].search(wish.folded):
            return [Talk("resolution")]
        case SetMusic() if wish.has("not_composed"):
            return [Talk("nearest_music")]
        case PlaceMusic():
            return [fade_rules.fade_of_music(wish), sound_rules.level_of_music(wish)]
        case _:
            return []


def _length_of(wish: Wish) -> Request | None:
    """ "A 9 second slideshow": how long all of it is, where not each picture has its length."""
    span = slots.span(wish.folded)
    made = wish.has("slideshow") or wish.has("video")
    of_all = made and (span is None or span == Span(length=span.length))
    time = slots.first_time(wish.folded) if of_all else None
    return shot_rules.duration(wish) or (None if time is None else Duration(time))


def _qualified_request(wish: Wish, *, empty: bool) -> Request:
    """The request with the qualifiers that follow it after commas."""
    head, qualifiers = without_qualifiers(wish.clause)
    found: Request | None = ruled(replace(wish, clause=head), empty=empty)
    if isinstance(found, Talk) and found.topic == "needs_text" and wish.verb() == "add":
        return replace(found, about=wish.said())
    for qualifier in qualifiers:
        found = qualified(found, qualifier) if found is not None else None
    # Where they belong to the edit in another way ("trim it, 5 seconds"), all is read at once.
    return found or ruled(wish, empty=empty)


def ruled(wish: Wish, *, empty: bool) -> Request:
    if empty and wish.has("all_uploads"):
        return UseUpload(every=True)
    if empty and generation(wish.clause) is None:
        picture = described(wish.clause)
        if picture is not None:
            return picture
    for rule in _RULES:
        if (found := rule(wish)) is not None:
            return (_still_painted(found, wish.clause) if empty else None) or found
    picture = (bare_prompt(wish.clause) or seen(wish.clause)) if empty else added(wish.clause)
    if picture is not None:
        return picture
    return Talk("unclear", wish.clause.restore(wish.clause.text).strip())


def tells_of_material(found: Request, wish: Wish) -> bool:
    """Whether a clause only says what the uploads show: "my son's goal", 公开课的录像. What is
    ordered as a picture, or begins with an article, is to be painted.
    """
    if wish.clause.quotes() or wish.clause.files() or generation(wish.clause) is not None:
        return False
    if isinstance(found, Generate):
        article = lexicon().generation["article"].match(wish.folded)
        return wish.has("tells_of_material") or article is None
    unheard = isinstance(found, Talk) and found.topic in {"unclear", "remark"}
    return unheard and wish.has("tells_of_material")


def _still_painted(found: Request, clause: Clause) -> Generate | None:
    """ "An anime girl in the rain", where nothing is yet: what can't be had leaves a picture to be
    painted.
    """
    if isinstance(found, _OF_SHOTS):
        return bare_prompt(clause)  # "a snowy peak, slow zoom in"
    if isinstance(found, AddEffect):
        return _seen_too(found, clause)
    if not isinstance(found, Talk) or found.topic != "unsupported":
        return None
    if found.about in _OF_THE_FILM:
        return None  # "post it on my channel"
    if any(lexicon().concepts[text].search(clause.folded) for text in TEXTS):
        return None  # "I want the title in Comic Sans"
    rest = lexicon().unsupported[found.about].sub(" ", clause.folded)
    for name in ("light", "filler"):
        rest = lexicon().lists[name].sub(" ", rest)
    return bare_prompt(clause) if re.search(r"[a-z]{3}|[\u3400-\u9fff]", rest) else None


def _seen_too(found: AddEffect, clause: Clause) -> Generate | None:
    """ "A dog in the rain": more is to be seen than a sound can tell."""
    words = lexicon()
    if any(words.concepts[k].search(clause.folded) for k in ("effect", "add")):
        return None
    besides = clause.folded
    for said in (*words.effects.values(), words.lists["light"], words.lists["filler"]):
        besides = said.sub(" ", besides)
    more = leftover(clause, found) or any(word.told for word in find_words(besides))
    return bare_prompt(clause) or seen(clause) if more else None


_BOTH = re.compile(r"[和跟与及、,]|(?<![a-z])and(?![a-z])")
_AFTER = re.compile(rf"{QUOTED} *(?:right )?(?:after|behind|following) *{QUOTED}")
_OF_THE_FILM = frozenset({"publishing", "accounts", "knowledge"})
"""What can't be had, and is never said of a picture."""
_GOES_WITH = Backwards | Speed | Filter | Flip | Turn | Repeat | SetMotion | Volume
_OF_SHOTS = (Filter, Fit, SetMotion, Speed, Turn)
_BESIDE: tuple[Callable[[Wish], Request | None], ...] = (
    shot_rules.backwards,
    shot_rules.repeat,
    shot_rules.speed,
    frame_rules.filters,
    frame_rules.flip,
)
"""Wishes that need no verb of their own: "in reverse", "at double speed", "and black and white"."""
_RULES: tuple[Callable[[Wish], Request | None], ...] = (
    text_rules.subtitles,
    talk_rules.forbidden,
    talk_rules.question_about_detail,
    talk_rules.superlative,
    text_rules.match,
    label_rules.labels,
    sound_rules.ducking,
    talk_rules.complaint,
    talk_rules.small_talk,
    inset_rules.painted_inset,
    frame_rules.picture,
    talk_rules.untouched,
    talk_rules.back,
    frame_rules.hard_cuts,
    talk_rules.kept,
    sound_rules.levelling,
    shot_rules.backwards,
    inset_rules.split_screen,
    inset_rules.inset,
    sound_rules.mute,
    talk_rules.unsupported,
    talk_rules.upload,
    reference_rules.removed,
    reference_rules.shown_otherwise,
    reference_rules.kept_on_screen,
    effect_rules.effect,
    text_rules.instead_of,
    text_rules.text,
    shot_rules.freeze,
    shot_rules.repeat,
    shot_rules.split,
    shot_rules.speed,
    frame_rules.transition,
    fade_rules.fade,
    sound_rules.music,
    talk_rules.question,
    shot_rules.order,
    frame_rules.turn,
    frame_rules.flip,
    frame_rules.crop,
    frame_rules.fit,
    frame_rules.filters,
    reference_rules.shifted,
    sound_rules.volume,
    shot_rules.cut,
    shot_rules.remove_shot,
    shot_rules.duration,
    frame_rules.motion,
    frame_rules.canvas,
    talk_rules.without_value,
    talk_rules.remark,
    effect_rules.unknown_effect,
)
