"""The rules for greetings, questions, undoing, uploads, and what can't be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from skill_runtime.studio.agent.edits import (
    Clear,
    Redo,
    RemoveEffect,
    RemoveMusic,
    Request,
    Span,
    Talk,
    Undo,
    UseUpload,
)
from skill_runtime.studio.agent.words import amounts, slots
from skill_runtime.studio.agent.words.lexicon import lexicon

from .inset_rules import uploaded_inset
from .text_rules import ROLES
from .wish import Wish

__all__ = [
    "back",
    "complaint",
    "forbidden",
    "kept",
    "question",
    "question_about_detail",
    "remark",
    "small_talk",
    "superlative",
    "unsupported",
    "untouched",
    "upload",
    "without_value",
]


MOST_STEPS = 30
_UPLOADED: Mapping[str, Literal["video", "image", "audio"]] = {
    "uploaded_audio": "audio",
    "uploaded_image": "image",
    "uploaded_video": "video",
}


def small_talk(wish: Wish) -> Request | None:
    topics = ("hello", "bye", "thanks", "negated", "export", "upload", "credits", "status")
    topic = next((t for t in topics if wish.has(t)), None)
    if topic == "negated" and wish.has("not_played"):
        return None  # "don't play rain there"
    if topic is None and wish.has("rights") and wish.verb() != "add":
        topic = "rights"
    return Talk(topic) if topic else None


def question(wish: Wish) -> Request | None:
    if wish.has("question_help"):
        return Talk("help")
    if not wish.has("question"):
        return None
    if wish.has("question_starts"):
        return Talk("shot_times")
    if wish.has("question_lengths"):
        return Talk("lengths")
    return Talk("length" if wish.has("question_length") else "status_question")


def superlative(wish: Wish) -> Request | None:
    """ "Trim the longest shot", where several are as long: how long each is."""
    if wish.has("former") or wish.has("latter"):
        return Talk("unclear", wish.said())  # of no two that were named
    return Talk("lengths") if wish.has("longest_shot") or wish.has("shortest_shot") else None


def question_about_detail(wish: Wish) -> Request | None:
    """ "Is there sound in it?", "what did you just do?"."""
    if not wish.has("question") or wish.clause.quotes():
        return None
    topics = ("question_sound", "question_last")
    return next((Talk(topic) for topic in topics if wish.has(topic)), _question_about_text(wish))


def _question_about_text(wish: Wish) -> Request | None:
    """ "What does the second subtitle say?", "how long does it stay?": before its words and its
    time are taken for new ones.
    """
    topic = "text_times" if wish.has("question_time") else "text_says"
    asked = topic == "text_times" or wish.has("question_text")
    role = next((r for word, r in ROLES.items() if wish.has(word)), None)
    asks = lexicon().says["asks"].match(wish.folded)
    if not asked or role is None or not (asks or wish.verb() not in {"add", "replace", "remove"}):
        return None
    number = slots.ordinal(wish.folded)
    return Talk(topic, f"{role} {number or 0}")


def unsupported(wish: Wish) -> Request | None:
    """What the studio can't do, unless the clause quotes a title."""
    words = lexicon().unsupported
    found = next((name for name, pattern in words.items() if pattern.search(wish.folded)), None)
    on_screen = any(wish.has(text) for text in ("title", "subtitle", "caption"))
    if found is None or (wish.clause.quotes() and on_screen):
        return None
    return Talk("unsupported", found)


def complaint(wish: Wish) -> Request | None:
    """ "the second clip is too long", "I don't like the jazz": what is wanted instead is still to
    be said, often in the next clause.
    """
    if wish.has("opinion") and not wish.clause.quotes():
        return Talk("remark", wish.said())
    if not wish.has("too_long") or slots.first_time(wish.folded) is not None:
        return None
    return Talk("needs_value", wish.said())


def kept(wish: Wish) -> Request | None:
    """ "… but keep the music": nothing is to be done to it. Alone, "keep the hill" means the others
    go.
    """
    if wish.has("kept_on") and _names_only_a_sound(wish):
        return Talk("kept", wish.said())
    names_shot = slots.ordinal(wish.folded) is not None
    if not wish.has("left_alone") or (names_shot and not wish.inherited):
        return None
    return Talk("kept", wish.said())


def _names_only_a_sound(wish: Wish) -> bool:
    """ "Keep the rain"."""
    words, rest = lexicon(), wish.folded
    if len(named := wish.named("effects")) != 1:
        return False
    for pattern in (words.effects[named[0]], words.concepts["kept_on"], words.lists["light"]):
        rest = pattern.sub(" ", rest)
    return not rest.strip(" ,，、")


def untouched(wish: Wish) -> Request | None:
    """ "leave the slope alone", 别的原封不动: before "as it was" is taken for going back."""
    left = wish.has("untouched") and not wish.clause.quotes()
    return Talk("kept", wish.said()) if left else None


def forbidden(wish: Wish) -> Request | None:
    """ "Without removing the title", 一个镜头都别删: before the verb in it is taken for a wish."""
    left = wish.has("forbidden") and not wish.clause.quotes()
    return Talk("kept", wish.said()) if left else None


def remark(wish: Wish) -> Request | None:
    """ "it's covering everything": a reason for another wish, and none of its own."""
    if not wish.has("remark") or wish.clause.quotes():
        return None
    return Talk("remark", wish.said())


def back(wish: Wish) -> Request | None:
    if wish.has("redo"):
        return Redo(amounts.steps(wish.folded))
    if wish.has("clear") and not wish.has("except"):
        return Clear()
    if not wish.has("undo") or wish.has("undo_of"):
        return None
    if (other := _of_something_else(wish)) is not None:
        return other
    every = wish.has("every") and not wish.has("both")
    steps = MOST_STEPS if every else amounts.steps(wish.folded)
    return Undo(steps, restores=wish.has("restore"))


def _of_something_else(wish: Wish) -> Request | None:
    """What is taken back by its name, and was not edited last: "undo the jazz", 音乐算了."""
    sound = "music" if wish.has("music") or wish.has("genre") else None
    sound = sound or next(iter(wish.named("effects")), None)
    text = next((role for word, role in ROLES.items() if wish.has(word)), None)
    kind = "music" if sound == "music" else "effect" if sound else text
    if kind is None or (wish.it is not None and wish.it.kind == kind):
        return None
    if wish.has("let_be"):
        return Talk("kept", wish.said())
    if sound is None or not wish.has("undone_thing"):
        return None
    return RemoveMusic() if sound == "music" else RemoveEffect(sound)


def upload(wish: Wish) -> Request | None:
    names = wish.clause.files()
    if not (names or wish.has("uploaded") or wish.has("slideshow")) or wish.has("remove"):
        return None
    kind = next((v for k, v in _UPLOADED.items() if wish.has(k)), None)
    if (wish.has("every") and wish.has("material")) or (wish.has("slideshow") and kind != "image"):
        kind = None
    elif kind is None and not names and wish.has("music"):
        kind = "audio"
    shot = slots.ordinal(wish.folded) if wish.has("replace") and wish.has("shot") else None
    span = slots.span(wish.folded)
    timed = names and (span is None or span == Span(length=span.length))
    over = None if kind == "audio" else uploaded_inset(wish)
    every = any(wish.has(k) for k in ("every", "slideshow", "several_uploads"))
    return UseUpload(
        kind=kind,
        name=names[0] if names else None,
        every=every and (over is None or wish.has("several_uploads")),
        replace=shot,
        level=amounts.level(wish.folded),
        over=over,
        length=slots.first_time(wish.folded) if timed else None,
    )


def without_value(wish: Wish) -> Request | None:
    """A loudness, speed or length was asked for without its value."""
    asked = any(wish.has(k) for k in ("volume", "speed", "longer", "shorter", "trim"))
    return Talk("needs_value", wish.said()) if asked else None
