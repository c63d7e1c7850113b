"""Prompt → Scene: which of the words that were found set the place, the hour, the cast, the style.

It never fails: a prompt without a known word becomes an abstract picture of its own. What is known
and what is left over are both told. Imports neither numpy nor Pillow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from skill_runtime.studio.painting.casting import Casting
from skill_runtime.studio.painting.grounds import PLAIN, ground_colors
from skill_runtime.studio.painting.placing import is_hidden, setting_of, time_of
from skill_runtime.studio.painting.scene import Cast, Scene
from skill_runtime.studio.painting.vocabulary import IGNORED, PHOTO, find_words

__all__ = ["read_prompt"]

_LAID = frozenset({"table", "product"})
"""Where flowers are cut ones."""


def read_prompt(prompt: str) -> Scene:
    """The scene that a prompt describes."""
    matches = find_words(prompt)
    ground = ground_colors(matches)
    casting = Casting(prompt, matches, bare=ground is not None)
    cast = tuple(casting.cast())
    used = [match for match in matches if casting.understands(match)]
    terms = [term for match in used for term in match.terms if term.group != IGNORED]
    scenic = [term for term in terms if term not in casting.figure_colors]
    unset = casting.taken | casting.on_screen()
    seen = [t for t in terms if t.group != "figures" or t.name not in unset]
    setting = setting_of(seen) if ground is None else PLAIN
    unseen = {match.start for match in used if is_hidden(match, setting)}
    seed = _seed(prompt)
    shows = {name for term in terms for name in (term.name, *term.features)}
    styles = [term.name for term in terms if term.group == "styles"]
    if "flowers" in shows:
        cast = (*cast, *_cut_flowers(setting, cast, casting))
    return Scene(
        setting=setting,
        time=time_of(terms, shows, seed),
        shows=frozenset(shows),
        hues=tuple(term.hue for term in scenic if term.hue is not None),
        words=tuple(dict.fromkeys(m.text for m in used if m.told and m.start not in unseen)),
        seed=seed,
        cast=cast,
        ground=ground or (),
        style=next((name for name in styles if name != PHOTO), None),
        photo=PHOTO in styles,
        missed=tuple(
            dict.fromkeys(m.text for m in matches if casting.misses(m) or m.start in unseen)
        ),
    )


def _cut_flowers(setting: str, cast: Sequence[Cast], casting: Casting) -> Iterator[Cast]:
    """The flowers of a table or a product shot, where none stand in a vase."""
    if "close" in casting.words and setting == "backdrop" and not cast:
        yield Cast("flower", 1, next((t.paint for t in casting.loose_colors), None))
    if "sill" in casting.words and setting == "room" and not cast:
        yield Cast("bouquet", 1, next((t.paint for t in casting.loose_colors), None))
    if setting in _LAID and "bouquet" not in {member.figure for member in cast}:
        yield Cast("rose", 1, next((t.paint for t in casting.loose_colors), None))


def _seed(prompt: str) -> int:
    digest = hashlib.sha256(prompt.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big")
