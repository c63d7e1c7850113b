"""Clauses that ask for a picture: "draw a cat", "add a scene of a beach", "生成一张雪山的图片".

A picture's words can hold anything ("a girl listening to music"), so these clauses are recognised
by how they begin, before any other rule looks at them. Words that set parameters (a length, a
format) are taken out of the prompt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from skill_runtime.studio.agent.edits import Generate
from skill_runtime.studio.painting.vocabulary import find_words

from . import slots
from .folding import fold
from .lexicon import MOTIONS, QUOTED, Lexicon, lexicon
from .utterance import Clause

__all__ = [
    "bare_prompt",
    "canvas",
    "described",
    "generation",
    "instead_of_it",
    "is_scene",
    "listed",
    "motion",
    "seen",
]

_MOST_LISTED = 12
_EDGES = " ,，.。:：的-"
_COMMAS = re.compile(r"\s*[,、]\s*(?:and\s+)?")
_EMPTY = re.compile(r"\s*[(（]\s*[)）]")
"""What is left of a length in brackets."""
_SHALL_BE = re.compile(
    r"(?P<thing>[\u3400-\u9fff]{1,12})[,，] ?(?:要|得是?|要是)(?!有点)"
    r"(?P<like>[\u3400-\u9fff]{2,12}?)的?(?:那种|样子)?"
)
_TWO_COMMAS = re.compile(r"([,，、])(?:\s*[,，、])+")
_FEW = 2
_NO_SCENE = ("no_scene", "of_a_change")
_HEAD = 3
"""In "generate some soft music" the object stands within so many words of the verb."""
_HEAD_CHARACTERS = 12
_OTHER_THINGS = (
    "transition",
    "filter",
    "fade",
    "motion",
    "dissolve",
    "sticker",
    "lower_third",
    "watermark",
    "inset",
    "uploaded",
    "it",
)
_NOT_SEEN = (
    "fade",
    "transition",
    "music",
    "title",
    "subtitle",
    "effect",
    "mute",
    "faster",
    "slower",
)
"""What follows a picture and is none ("… then fade out")."""
_ON_PICTURES = (
    *("title_alone", "subtitle", "caption", "lower_third", "watermark", "sticker"),
    *("transition", "dissolve"),
)
_OTHER_SUBJECTS = ("music", "title", "subtitle", "caption", "effect", "video", "shot")


def generation(clause: Clause) -> Generate | None:
    """The picture that the clause asks for, if its verb and object say so."""
    words = lexicon()
    if _is_of_uploads(clause):
        return None
    for kind in ("always", "unless_sound_or_text", "named"):
        match = words.generation[kind].match(clause.folded)
        if match is None:
            continue
        at = _start(match)
        if kind == "named" and words.generation["no_picture"].search(clause.folded):
            return None
        if kind == "always" or _asks_for_picture(clause.folded[at:], words, named=kind == "named"):
            return _generate(clause, at)
    return _replacement(clause, words)


def _is_of_uploads(clause: Clause) -> bool:
    """ "make a video from my photos", "做成幻灯片", "add https://…": nothing is to be painted."""
    said = (lexicon().concepts[k].search(clause.folded) for k in ("uploaded", "slideshow"))
    return any(said) or bool(clause.files()) or "://" in clause.folded


def _is_of_persons(clause: Clause) -> bool:
    """ "He is mad about dinosaurs": told of somebody, and no picture."""
    return lexicon().shot_list["of_persons"].match(clause.folded) is not None


def bare_prompt(clause: Clause) -> Generate | None:
    """A picture that is only described ("a red fox in the snow"), for a first message."""
    words = lexicon().generation
    if _is_of_uploads(clause) or _is_of_persons(clause):
        return None
    match = words["bare"].match(clause.folded) or words["shown"].match(clause.folded)
    if match is None or _names_no_picture(clause.folded[_start(match) :]):
        return None
    return _generate(clause, _start(match))


def _names_no_picture(said: str, more: Sequence[str] = ()) -> bool:
    """ "A title Fox", "a dissolve of one second": what can't be painted."""
    subject = lexicon().generation["beside"].split(said, maxsplit=1)[0]
    return any(lexicon().concepts[k].search(subject) for k in (*_ON_PICTURES, *more))


def seen(clause: Clause) -> Generate | None:
    """ "red fox in the snow": what is only named and can be painted, for a first message."""
    if _is_of_uploads(clause) or lexicon().generation["no_scene"].search(clause.folded):
        return None
    if _is_of_persons(clause):
        return None
    things = lexicon().words["colours"].sub(" ", clause.folded)
    known = any(word.told for word in find_words(things))
    return _generate(clause, 0) if known else None


def is_scene(folded: str) -> bool:
    """Whether nothing is said but what is to be seen: "a boat on a lake", "mountains at dawn"; all
    of its words can be painted, or it begins as the name of a thing does.
    """
    words = lexicon()
    if ":" in folded or any(words.generation[k].search(folded) for k in _NO_SCENE):
        return False
    found = find_words(folded)
    things = [m for m in found if m.told and not words.words["colours"].fullmatch(m.text)]
    several = len(found) > 1 and len(re.sub(r"[^a-z\u3400-\u9fff]", "", folded)) > _FEW
    named = words.generation["article"].match(folded) is not None
    return several and bool(things) and (named or all(m.terms for m in found))


def described(clause: Clause) -> Generate | None:
    """A picture that is only described, with its length or its format beside it ("弄个6秒的竖屏
    小狗"), so that what it shows is not lost.
    """
    words = lexicon()
    match = words.generation["bare"].match(clause.folded)
    if match is None or _is_of_uploads(clause):
        return None
    at = _start(match)
    if _names_no_picture(clause.folded[at:], _OTHER_SUBJECTS[:5]):
        return None  # "add a title ... for the first 2 seconds"
    made = _generate(clause, at)
    if made is None or (made.length is None and made.canvas is None):
        return None
    rest = fold(made.prompt, words)
    for pattern in (words.lists["light"], *(words.concepts[k] for k in _OTHER_SUBJECTS)):
        rest = pattern.sub(" ", rest)
    return made if len(re.sub(r"[^a-z\u3400-\u9fff]", "", rest)) > 1 else None


def added(clause: Clause) -> Generate | None:
    """ "add a snowy forest at night": on a video that there is only something to be seen is added
    so, told in several words of which the editor has no meaning of its own.
    """
    match = lexicon().generation["added"].match(clause.folded)
    if match is None:
        return None
    said = lexicon().generation["trailing"].sub("", clause.folded[_start(match) :])
    others = (*_OTHER_SUBJECTS, *_OTHER_THINGS)
    if any(lexicon().concepts[k].search(said) for k in others):
        return None
    long_enough = len(said.split()) > 1 or len(re.findall(r"[\u3400-\u9fff]", said)) > 2
    return _generate(clause, _start(match)) if long_enough else None


def listed(clause: Clause, *, empty: bool = False) -> list[Generate]:
    """The pictures of a clause that asks for several in turn, "a sunrise over the sea, then a city
    at night", in the format of the first; none where it asks for one, or for something else. What
    is called a video is as long as all of them. `empty`: they may merely be described.
    """
    words = lexicon()
    first, *others = _parts(clause, 0, words.generation["then"]) or [clause]
    if not 0 < len(others) < _MOST_LISTED:
        return []
    begun = generation(first) or (bare_prompt(first) if empty else None)
    if begun is None or begun.replace is not None:
        return []
    if any(words.concepts[k].search(part.folded) for part in others for k in _NOT_SEEN):
        return []
    if any(words.lists["openers"].match(part.folded) and canvas(part.folded) for part in others):
        return []  # "a hill, then make it square"
    made = [begun, *(m for part in others if (m := _generate(part, 0)) is not None)]
    if len(made) <= len(others):
        return []
    if begun.length is not None and words.concepts["video"].search(first.folded):
        share = begun.length // len(made)
        made = [replace(begun, length=share), *(replace(m, length=share) for m in made[1:])]
    return [replace(m, canvas=m.canvas or begun.canvas) for m in made]


def _parts(clause: Clause, start: int, separators: re.Pattern[str]) -> list[Clause]:
    cuts = [m.span() for m in separators.finditer(clause.folded, start)]
    edges = [start, *(i for cut in cuts for i in cut), len(clause.folded)]
    parts = [clause.part(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    return [p for p in parts if p.text]


def _asks_for_picture(rest: str, words: Lexicon, *, named: bool) -> bool:
    # Whoever writes or sings in the picture asks for no text and no music.
    rest = words.shot_list["performed"].sub(lambda deed: "_" * len(deed[0]), rest)
    picture = words.generation["picture"].search(rest)
    others = [words.concepts[k].search(rest) for k in ("music", "title", "subtitle", "caption")]
    first_other = min((m.start() for m in others if m), default=None)
    if not named:
        return (
            first_other is None
            or (picture is not None and picture.start() < first_other)
            or (first_other > _HEAD_CHARACTERS and len(rest[:first_other].split()) > _HEAD)
        )
    if picture is None or (first_other is not None and first_other < picture.start()):
        return False
    article = words.generation["article"].match(rest.lstrip())
    return article is not None


def instead_of_it(clause: Clause, shot: int | None) -> Generate | None:
    """ "replace it with a hot air balloon", where "it" is that shot (None: the newest)."""
    words = lexicon()
    match = words.generation["instead_of_it"].match(clause.folded)
    if match is None:
        return None
    said = clause.folded[_start(match) :]
    if re.fullmatch(rf"\W*{QUOTED}\W*", said):
        return None  # words for a text
    of_it = [words.concepts[k] for k in (*_OTHER_SUBJECTS[:5], "genre", "filter")]
    of_it += [words.words["any_time"], words.words["colours"], words.generation["format"]]
    of_it += [*words.filters.values(), *words.positions.values()]
    if any(pattern.search(said) for pattern in of_it):
        return None
    found = _generate(clause, _start(match))
    return replace(found, replace=shot or -1) if found else None


def _replacement(clause: Clause, words: Lexicon) -> Generate | None:
    """ "replace the second shot with a forest", "把第二个镜头换成森林"."""
    match = words.generation["replacement"].match(clause.folded)
    if match is None:
        return None
    at = _start(match)
    before = clause.folded[:at]
    others = ("music", "title", "subtitle", "caption", "volume", "quieter", "louder", "slower")
    said = clause.folded[at:]
    if _is_filter(said, words) or _is_sound(said, words):
        return None
    if words.concepts["music_told"].match(said):
        return None  # 最后一段换成激昂的: heard, and nothing to be seen
    if not words.concepts["shot"].search(before) or any(
        words.concepts[k].search(before) for k in others
    ):
        return None
    found = _generate(clause, at)
    return replace(found, replace=slots.ordinal(before) or -1) if found else None


def _is_filter(folded: str, words: Lexicon) -> bool:
    """ "change the second clip to black and white": a look, and nothing to be seen."""
    rest = folded
    for pattern in (*words.filters.values(), words.concepts["filter"], words.lists["light"]):
        rest = pattern.sub(" ", rest)
    return rest != folded and not rest.strip(_EDGES)


def _is_sound(folded: str, words: Lexicon) -> bool:
    """ "From the rainbow on change to birdsong": heard, and nothing to be seen."""
    return any(p.fullmatch(folded.strip(_EDGES)) for p in words.effects.values())


def _start(match: re.Match[str]) -> int:
    """Where the picture's words begin."""
    return next(match.start(i) for i, g in enumerate(match.groups(), 1) if g is not None)


def _generate(clause: Clause, at: int) -> Generate | None:
    folded, text = clause.folded[at:], clause.text[at:]
    prompt = _told_at_once(_EMPTY.sub("", _subject(*_without_parameters(folded, text))))
    prompt = _TWO_COMMAS.sub(r"\1", prompt)
    if not prompt or _is_shot(prompt):
        return None
    format_ = lexicon().generation["format"].search(folded)
    return Generate(
        prompt=clause.restore(prompt),
        length=slots.first_time(folded) or slots.more_time(folded),
        canvas=canvas(folded),
        motion=motion(folded),
        platform=(slots.platform(format_[0]) if format_ else None) or "",
    )


def _told_at_once(prompt: str) -> str:
    """麦田，要金黄色 → 金黄色的麦田: what the picture shall be like stands before it."""
    match = _SHALL_BE.fullmatch(prompt)
    return f"{match['like']}的{match['thing']}" if match else prompt


def _is_shot(prompt: str) -> bool:
    """ "clip", "shot 3": nothing that could be painted."""
    noun = lexicon().generation["picture"].pattern
    return re.fullmatch(rf"(?:第\d+个)?(?:{noun}) ?\d*", fold(prompt, lexicon())) is not None


def canvas(folded: str, *, alone: bool = False) -> tuple[int, int] | None:
    """A format where none is meant to be seen: "in landscape", and not "a mountain landscape";
    `alone`: nothing but parameters is said, so that every format is one.
    """
    if alone:
        return slots.size_of_canvas(folded)
    match = lexicon().generation["format"].search(folded)
    return slots.size_of_canvas(match[0]) if match else None


def motion(folded: str) -> str | None:
    """The camera movement named, as a draft calls it."""
    words = lexicon().concepts
    return next((v for k, v in MOTIONS.items() if words[k].search(folded)), None)


def _without_parameters(folded: str, text: str) -> tuple[str, str]:
    """Both texts without the length and the format of the shot."""
    words = lexicon()
    patterns = [words.lists["generation_length"], words.generation["format"]]
    patterns += [words.generation["resolution"]]
    patterns += [words.concepts[k] for k in MOTIONS]
    patterns += [words.generation["trailing"]]
    for pattern in patterns:
        while match := pattern.search(folded):
            folded = folded[: match.start()] + folded[match.end() :]
            text = text[: match.start()] + text[match.end() :]
    return folded, text


def _subject(folded: str, text: str) -> str:
    """What is to be seen: "a photorealistic image of a city at night" → "a city at night,
    photorealistic".
    """
    generation = lexicon().generation
    while match := re.compile(rf"[\s,]*(?:{generation['leading'].pattern})\s*").match(folded):
        if not match.end():
            break
        folded, text = folded[match.end() :], text[match.end() :]
    if match := generation["noun_of"].match(folded):
        before = next((g for g in match.groups() if g), "")
        after = text[match.end() :].strip(_EDGES)
        if after:
            adjectives = text[: len(before)].strip(_EDGES)
            return f"{after}, {adjectives}" if adjectives else after
    if match := re.compile(rf"(.+?)(?:{generation['noun_end'].pattern})$").match(
        folded.rstrip(_EDGES)
    ):
        return text[: match.end(1)].strip(_EDGES)
    return text.strip(_EDGES)
