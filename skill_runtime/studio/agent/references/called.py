"""Uploads that are called by what their names say: "the beach video", 那张猫的照片.

A mention becomes the file's own name, which every rule knows. The word must fit one file alone, in
either language ("猫" is in cat.png), and stand beside what such a file is called; what is only
"a cat photo", or is to be painted, is no upload.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from skill_runtime.studio.agent.words import looking, slots
from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.generation import generation
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.utterance import Clause
from skill_runtime.studio.painting.vocabulary import Match, find_words

from .naming import SONGS, Names

__all__ = [
    "shown_already",
    "with_calls",
    "with_files",
    "with_laid",
    "with_only_file",
    "with_sounds",
]

_ENDING = re.compile(r"\.[A-Za-z0-9]{2,4}$")
_PIECE = re.compile(r"[a-z]{3,}|[\u3400-\u9fff]{1,12}")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp)$", re.IGNORECASE)
_CORNERS = frozenset({"top-left", "top-right", "bottom-left", "bottom-right"})
_NEAR = 40
"""So many characters before the word say that it is a certain file."""
_NOTHING = re.compile("")
_OWN = re.compile(
    r"(?<![a-z])my (?:own |uploaded )?"
    r"(?P<noun>(?:clip|video|footage|photo|picture|image)s?)(?![a-z])"
    r"|(?:我上?传的|我的)(?P<zh>视频|照片|图片)"
)
_SHORTEST = 4
"""A shorter word is not taken for a name by itself."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def with_files(clause: Clause, files: Sequence[str]) -> Clause:
    """The clause with every mention of a file as that file."""
    if not files or generation(clause) is not None:
        return clause
    for start, end, name in reversed(list(_mentions(clause.folded, tuple(files)))):
        clause = clause.with_file(start, end, name)
    return clause


def with_sounds(clause: Clause) -> Clause:
    """The clause with a sound that stands in quotation marks as its word: 来个“嗖”的音效."""
    for match in reversed(list(lexicon().concepts["quoted_sound"].finditer(clause.folded))):
        mark = re.search(QUOTED, match[0])
        said = fold(clause.restore(mark[0]), lexicon()).strip() if mark else ""
        if mark and any(p.fullmatch(said) for p in lexicon().effects.values()):
            start = match.start() + mark.start()
            clause = clause.with_words(start, start + 1, said)
    return clause


def with_calls(clause: Clause, shots: Sequence[str]) -> Clause:
    """第2个镜头叫两声, where a dog is in it: the sound of that."""
    match = lexicon().concepts["its_call"].search(clause.folded)
    if (
        match is None
        or clause.quotes()
        or any(p.search(clause.folded) for p in lexicon().effects.values())
    ):
        return clause
    told = {n if n > 0 else len(shots) + 1 + n for n in slots.ordinals(clause.folded)}
    calls = [(n, _call(name)) for n, name in enumerate(shots, 1) if n in told or not told]
    heard = [(n, call) for n, call in calls if call]
    if len(heard) != 1:
        return clause
    there = "" if told or len(shots) == 1 else f"第{heard[0][0]}个镜头"
    return clause.with_words(*match.span(), f"{there}加{heard[0][1]}")


def _call(name: str) -> str:
    """What an animal in that picture sounds like; nothing where there is none."""
    terms = (term.name for word in find_words(fold(name, lexicon())) for term in word.terms)
    return next((_CALLS[term] for term in terms if term in _CALLS), "")


_CALLS = {"bird": "鸟叫声", "bird-sit": "鸟叫声", "cat": "猫叫声", "dog": "狗叫声"}


def with_only_file(clause: Clause, files: Sequence[str]) -> Clause:
    """The clause with "the photo" or "the logo" that shall lie over the others as the one picture
    that was uploaded, or the one called so.
    """
    concepts = lexicon().concepts
    match = concepts["laid_picture"].search(clause.folded)
    over = any(concepts[k].search(clause.folded) for k in ("inset", "watermark", "corner"))
    over = over or (looking.position(clause.folded) or "") in _CORNERS
    if match is None or not over or clause.files() or clause.quotes():
        return clause
    pictures = [name for name in files if _PICTURE.search(name)]
    logos = [name for name in pictures if "logo" in name.lower()]
    others = [name for name in pictures if name not in logos]
    meant = logos if concepts["watermark"].search(match[0]) else others
    meant = meant or pictures
    if len(meant) != 1 or concepts["remove"].search(clause.folded):
        return clause
    return clause.with_file(*match.span(), meant[0])


def with_laid(clause: Clause, laid: Sequence[str]) -> Clause:
    """The clause with "the logo" or "the photo" as what lies over the shots already: `laid`."""
    match = lexicon().concepts["laid_picture"].search(clause.folded)
    if match is None or not laid or clause.files() or clause.quotes():
        return clause
    mark = lexicon().concepts["watermark"].search(match[0]) is not None
    if is_chinese(clause.folded):
        return clause.with_words(*match.span(), "水印" if mark else "画中画")
    return clause.with_words(*match.span(), "the watermark" if mark else "the inset")


def shown_already(clause: Clause, named: Names) -> Clause:
    """The clause with "my clip" as "the clip" where every upload is in the video, and something
    else than using it is wanted: "trim my clip to 5 seconds".
    """
    there = {*named.shots, *named.over}
    waiting = [f for f in named.files if f not in there and not f.lower().endswith(SONGS)]
    if waiting or not {*named.files} & {*named.shots}:
        return clause
    if any(lexicon().concepts[k].search(clause.folded) for k in ("uses", "replace", "inset")):
        return clause
    match = _OWN.search(clause.folded)
    if match is None:
        return clause
    said = f"the {match['noun']}" if match["noun"] else match["zh"]
    return clause.with_words(match.start(), match.end(), said)


def _mentions(folded: str, files: tuple[str, ...]) -> Iterator[tuple[int, int, str]]:
    told = lexicon().concepts["piece_spoken_of"].search(folded) is not None
    patterns, at = lexicon().files, 0
    named = _named(folded, _known(files))
    several = len({name for _, _, name in named}) > 1
    for start, end, name in named:
        if start < at:
            continue
        near = max(at, start - _NEAR)
        gap = len(folded[end:]) - len(folded[end:].lstrip())
        after = patterns["after"].match(folded, end + gap)
        if after is None and not told and _is_only_a_name(folded[start:end], name):
            yield near + _article(folded[near:start]), end, name
            at = end
            continue
        if after is None and start and (several or end + gap == len(folded)):
            after = _NOTHING.match(folded, end)  # "then the fox"
        before, of = (patterns[k].search(folded[near:start]) for k in ("before", "of"))
        if of is not None:
            at = end
            yield near + of.start(), at, name
        elif after is not None and before is not None:
            at = after.end()
            yield near + before.start(), at, name


def _named(folded: str, known: Mapping[str, str | None]) -> list[tuple[int, int, str]]:
    """Where something stands that a file is named by, and the file. Chinese words that nobody knows
    are looked for as they are: nothing stands between them and the others.
    """
    found = [
        (word.start, word.end, name)
        for word in find_words(folded)
        if (name := next((known[key] for key in _keys(word) if known.get(key)), None))
    ]
    for key, name in known.items():
        if name and re.fullmatch(r"[\u3400-\u9fff]{2,}", key):
            found += [(m.start(), m.end(), name) for m in re.finditer(key, folded)]
    return sorted(set(found), key=lambda each: (each[0], -each[1]))


def _is_only_a_name(word: str, file: str) -> bool:
    """Whether a word can only mean that file: it is the name, and nothing else that is known."""
    words, stem = lexicon(), _ENDING.sub("", file).casefold()
    stem = re.sub(r"^(?:my|our|the)[ _-]|[ _-]?\d+$", "", stem)
    if word != stem or len(word) < _SHORTEST or any(w.told for w in find_words(word)):
        return False
    meant = [*words.concepts.values(), *words.effects.values(), *words.filters.values()]
    return word == "logo" or not any(p.fullmatch(word) for p in meant)


def _article(before: str) -> int:
    """Where "my", "the" … stand before a word, or the word begins."""
    match = re.search(r"(?:the|my|our|that|this) $", before)
    return match.start() if match else len(before)


@lru_cache(maxsize=64)
def _known(files: tuple[str, ...]) -> Mapping[str, str | None]:
    """What is in the names → the file; None where it is in several."""
    found: dict[str, str | None] = {}
    for name in files:
        stem = fold(_CAMEL.sub(" ", _ENDING.sub("", name)), lexicon())
        spoken = re.sub(r"[_\-.\d]+", " ", stem)
        keys = {key for word in find_words(spoken) for key in _keys(word)}
        for key in keys | set(_PIECE.findall(spoken)):
            found[key] = name if key not in found else None
    return found


def _keys(word: Match) -> list[str]:
    """A word by itself and by what it means."""
    return [word.text, *(f"={term.name}" for term in word.terms if word.told)]
