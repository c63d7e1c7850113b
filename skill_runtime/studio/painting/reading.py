"""Prompt → Scene: which of the words that were found set the place, the hour, the cast, the style.

It never fails: a prompt without a known word becomes an abstract picture of its own. What is known
and what is left over are both told. Imports neither numpy nor Pillow.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from skill_runtime.studio.painting.grounds import PLAIN, ground_colors
from skill_runtime.studio.painting.placing import is_hidden, setting_of, time_of
from skill_runtime.studio.painting.scene import Cast, Scene
from skill_runtime.studio.painting.vocabulary import (
    IGNORED,
    PHOTO,
    Match,
    Term,
    find_words,
    vocabulary,
)

__all__ = ["read_prompt"]

_LAID = frozenset({"table", "product"})
"""Where flowers are cut ones."""
_MOST = 6
"""Figures of one kind."""
_PLURALS = ("men", "children", "群")
"""How a word ends that has no s when there are several."""
_IN_PAIRS = frozenset({"chess", "shake", "hug", "propose"})
"""What the shape of one shows two do."""
_IN_COMPANY = {"queue": 4, "fans": 4, "toast": 2}
"""How many do what nobody does alone."""
_PLURAL = 3
"""How many "cats" are where no number is said."""
_NUMBERS = {
    **dict.fromkeys(("two", "两", "二", "双", "一对", "pair"), 2),
    **dict.fromkeys(("three", "三", "several", "few", "几"), 3),
    **dict.fromkeys(("four", "四"), 4),
    **dict.fromkeys(("five", "五", "group", "herd", "群", "一群", "many", "flock"), 5),
    **dict.fromkeys(("six", "六", "seven", "七", "eight", "八", "nine", "九", "ten", "十"), 6),
    **dict.fromkeys(("one", "a", "an", "single", "一"), 1),
}


def _spelled(*, ascii_: bool) -> str:
    words = sorted((word for word in _NUMBERS if word.isascii() is ascii_), key=len, reverse=True)
    return "|".join(words)


_NUMBER_BEFORE = re.compile(
    rf"(?:(\d+)|\b({_spelled(ascii_=True)})\b|({_spelled(ascii_=False)}))"
    r"(?:\s+of)?(?:\s+(?:old|young|little|small|big|large|happy|cute|tiny|best|good|close|wild|new))?(?:\s*[只个条匹辆位艘架头座朵名棵群])?(?:\s*的)?\s*$",
    re.IGNORECASE,
)


@cache
def _between_color_and_figure() -> re.Pattern[str]:
    styles = [
        word
        for word, terms in vocabulary().chinese.items()
        if any(t.group == "styles" for t in terms)
    ]
    return re.compile(rf"\s*(?:[A-Za-z-]+\s+){{0,2}}|(?:[色的小大]|{'|'.join(styles)}){{0,3}}\s*")


_AND = re.compile(
    r"\s+(?:and|with)\s+(?:[a-z]+\s+){0,2}|们?(?:和|与|跟)(?:[他她它]的?)?", re.IGNORECASE
)
"""What is between two figures that do the same."""
_OWNS = re.compile(r"(?:.?'s|s'|’s)\s+(?:\w+\s+)?|..的(?:一?[双只]|两只)?|..(?:一?[双只]|两只)")
"""Between somebody and the hands that are theirs."""
_FACE = "face"
"""The pose of those who are seen close."""
_DISHES = frozenset({"plain-bowl", "cup"})
_OF = re.compile(r"\s+of\s+(?:\w+\s+){0,2}|的?", re.IGNORECASE)
"""Between a dish and what is in it."""
_DOING = re.compile(
    r"\w+(?:ing|des|ays)\b|(?:on|in|at|under|with|an?|the|by|near|over|from|of|to|out)\b"
    r"|be(?:neath|hind|side|low)\b",
    re.IGNORECASE,
)
"""How a phrase begins that says what somebody does, or where."""
_CROWD = "crowd"
_SCREENS = frozenset({"phone", "monitor", "television"})
HANDS = "hands"
"""The figure of two hands alone."""
_NEAR = 24
"""Characters between a colour and the figure that it may belong to."""
_REPORTED_LENGTH = {True: 2, False: 1}
"""Shorter unknown words are no things: ASCII or not → least length."""


def read_prompt(prompt: str) -> Scene:
    """The scene that a prompt describes."""
    matches = find_words(prompt)
    ground = ground_colors(matches)
    casting = _Casting(prompt, matches, bare=ground is not None)
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


@dataclass(frozen=True, slots=True)
class _Figure:
    match: Match
    term: Term


class _Casting:
    """Who is in the picture: figures with their colour, number and pose."""

    def __init__(self, prompt: str, matches: Sequence[Match], *, bare: bool = False) -> None:
        """`bare`: its colours are those of a plain background."""
        self._prompt = prompt
        self._bare = bare
        self._matches = matches
        self.words = {term.name for match in matches for term in match.terms}
        """What is named."""
        self._figures = [_Figure(m, t) for m in matches if (t := m.of("figures"))]
        self._able: dict[str, list[_Figure]] = {}
        self._pose_of = self._posed()
        self._chosen = {figure.match.start: self._choose(figure) for figure in self._figures}
        self._paint_of = self._painted()
        self._painting = {match.start for match in self._paint_of.values()}
        self._shown = {match.start for match in self._showing()}
        self.taken = {name for figure in self._figures for name in self._takes(figure)}
        self._tells = self._telling()
        self.taken |= self._behind_hands() | self._holding_others()
        self.taken |= {figure.term.name for figure in self._tells}
        """Figures that others show already."""
        self._lead = next(
            (m for m in matches if (pose := m.of("poses")) and pose.alone and not self._figures),
            None,
        )
        self.figure_colors = frozenset(
            term
            for paint in self._paint_of.values()
            for term in paint.terms
            if term.hue is not None
        )
        """Colours that belong to a figure and leave the picture's own alone."""
        self.loose_colors = [
            term
            for match in matches
            for term in match.terms
            if term.paint and term not in self.figure_colors
        ]
        """Those of no figure."""

    def cast(self) -> Iterator[Cast]:
        seen: set[str] = set()
        for figure in self._figures:
            if figure.term.name in self.taken:
                continue
            together = len(figure.term.cast) > 1 and figure.term.name not in seen
            for name, count in self._shapes(figure):
                if count and (name not in seen or together):
                    yield Cast(name, count, self._color(figure))
                seen.add(name)
            seen.add(figure.term.name)
        yield from self._nobody()

    def understands(self, match: Match) -> bool:
        """Whether a match shows in the picture; a pose does where somebody can take it."""
        if match.of("paints") and not match.of("colors"):
            return self._bare or match.start in self._painting
        if any(figure.match.start == match.start for figure in self._tells):
            return False
        if match.of("poses") and len(match.terms) == 1:
            return match.start in self._shown or self._leads_alone(match)
        return bool(match.terms)

    def misses(self, match: Match) -> bool:
        """Whether it is a word for something that isn't in the picture."""
        long = len(match.text) >= _REPORTED_LENGTH[match.text.isascii()]
        return long and not self.understands(match)

    def _takes(self, figure: _Figure) -> set[str]:
        """The figures that it shows already, by itself or as it is posed: its rider, its ball."""
        taken = set(figure.term.takes)
        pose = self._pose(figure)
        if pose:
            taken |= set(pose.takes)
            for shape in figure.term.poses[pose.name]:
                stands_for = vocabulary().shapes.get(shape)
                taken |= set(stands_for.takes) if stands_for else set()
        return taken - {figure.term.name}

    def on_screen(self) -> set[str]:
        """Those that only a screen shows, and that say nothing of where it is."""
        names = [figure.term.name for figure in self._figures]
        if "on-screen" not in self.words or not _SCREENS & set(names):
            return set()
        return set(names) - _SCREENS - {f.term.name for f in self._figures if f.term.person}

    def _behind_hands(self) -> set[str]:
        """Of somebody's hands only the hands are seen; of somebody with hands, not the hands."""
        owners = {
            owner.term.name
            for owner, hands in pairwise(self._figures)
            if hands.term.name == HANDS
            and owner.term.person
            and _OWNS.fullmatch(self._prompt[owner.match.end - 2 : hands.match.start])
        }
        people = {figure.term.name for figure in self._figures if figure.term.person}
        return owners or ({HANDS} if people else set())

    def _telling(self) -> list[_Figure]:
        """Those that only tell what kind of thing the next one is: the ballet in "ballet shoes"."""
        return [
            kind
            for kind, thing in pairwise(self._figures)
            if self._prompt[kind.match.end : thing.match.start] == " "
            and kind.match.text.isascii()
            and not kind.match.text.lower().endswith("s")
            and not (thing.term.person or thing.match.of("poses"))
            and not _DOING.match(thing.match.text)
            and kind.term.name != thing.term.name
        ]

    def _holding_others(self) -> set[str]:
        """Dishes of what is named itself: "a bowl of strawberries"."""
        return {
            dish.term.name
            for dish, food in pairwise(self._figures)
            if dish.term.name in _DISHES
            and dish.term.name != food.term.name
            and not food.term.person
            and _OF.fullmatch(self._prompt[dish.match.end : food.match.start])
        }

    def _painted(self) -> dict[int, Match]:
        """Figure's start → the colour right before it, or before what it wears."""
        paints = [match for match in self._matches if match.of("colors", "paints")]
        starts = [match.start for match in paints]

        def before(match: Match) -> Match | None:
            index = bisect(starts, match.start) - 1
            paint = paints[index] if index >= 0 else None
            if paint is None or paint.end > match.start or match.start - paint.end >= _NEAR:
                return None
            between = self._prompt[paint.end : match.start]
            return paint if _between_color_and_figure().fullmatch(between) else None

        found: dict[int, Match] = {}
        for figure in self._figures:
            poses = self._pose_of.get(figure.match.start, ())
            worn = [match for match in poses if (pose := match.of("poses")) and pose.worn]
            paint = next((p for match in (figure.match, *worn) if (p := before(match))), None)
            if paint:
                found[figure.match.start] = paint
        return found

    def _posed(self) -> dict[int, list[Match]]:
        """Figure's start → the poses that are said nearest to it, of those that it can take."""
        found: dict[int, list[Match]] = {}
        for match in self._matches:
            pose = match.of("poses")
            able = self._able_to(pose.name) if pose else []
            if able:
                index = bisect(able, match.start, key=lambda f: f.match.start)
                near = able[max(0, index - 1) : index + 1]
                nearest = min(near, key=lambda f: abs(f.match.start - match.start))
                for figure in self._joined(nearest, able):
                    found.setdefault(figure.match.start, []).append(match)
        return found

    def _able_to(self, pose: str) -> list[_Figure]:
        if pose not in self._able:
            self._able[pose] = [figure for figure in self._figures if figure.term.can(pose)]
        return self._able[pose]

    def _joined(self, figure: _Figure, able: Sequence[_Figure]) -> Iterator[_Figure]:
        """A figure and the one right before it that does the same: "a boy and his dog"."""
        yield figure
        index = bisect(able, figure.match.start, key=lambda f: f.match.end)
        if index:
            before = able[index - 1]
            between = self._prompt[before.match.end : figure.match.start]
            if _AND.fullmatch(between):
                yield before

    def _showing(self) -> Iterator[Match]:
        """The poses that are seen: each figure's own, and those that its shape shows besides."""
        for figure in self._figures:
            chosen = self._pose(figure)
            for match in self._pose_of.get(figure.match.start, []):
                pose = match.of("poses")
                besides = (chosen.name, *chosen.takes) if chosen else ()
                shapes = figure.term.poses.get(pose.name) if pose else None
                alike = chosen and shapes == figure.term.poses[chosen.name]
                if pose and (alike or pose.name in {*besides, *figure.term.holds}):
                    yield match

    def _pose(self, figure: _Figure) -> Term | None:
        return self._chosen[figure.match.start]

    def _choose(self, figure: _Figure) -> Term | None:
        matches = self._pose_of.get(figure.match.start, [])
        said = {pose.name: pose for match in matches if (pose := match.of("poses"))}
        able = (name for name in vocabulary().poses if name in said)
        chosen = next((said[name] for name in able if name in figure.term.poses), None)
        if chosen is None and "close" in self.words and _FACE in figure.term.poses:
            return vocabulary().pose(_FACE)
        return chosen

    def _shapes(self, figure: _Figure) -> Iterator[tuple[str, int]]:
        """Shape → how many of it: one of each, and of the last one as many as are left."""
        pose = self._pose(figure)
        shapes = figure.term.poses[pose.name] if pose else figure.term.cast
        if len(figure.term.cast) > 1:
            said = self._number(figure) or len(shapes)
            some = shapes[:said] if said > 1 and figure.term.name == _CROWD else shapes
            yield from ((name, 1) for name in some)
            return
        left = self._count(figure)
        if figure.term.pair:
            left = -(-left // 2)
        yield from ((name, int(place < left)) for place, name in enumerate(shapes[:-1]))
        yield shapes[-1], max(0, left - len(shapes) + 1)

    def _color(self, figure: _Figure) -> str | None:
        pose = self._pose(figure)
        shape = figure.term.poses[pose.name][-1] if pose else ""
        stands_for = vocabulary().shapes.get(shape, figure.term)
        mount = stands_for.mount
        mounts = [f for f in self._figures if f.term.name == mount] if mount else []
        paints = [self._paint_of.get(f.match.start) for f in (figure, *mounts)]
        match = next((paint for paint in paints if paint), None)
        return next((t.paint for t in match.terms if t.paint), None) if match else None

    def _count(self, figure: _Figure) -> int:
        paint = self._paint_of.get(figure.match.start)
        start = min(figure.match.start, paint.start if paint else figure.match.start)
        said = self._number(figure, start)
        pose = self._pose(figure)
        if said:
            said = -(-said // 2) if pose and pose.name in _IN_PAIRS else said
            return max(1, min(said, _MOST))
        text = figure.match.text.lower()
        if pose and pose.name in _IN_COMPANY:
            return _IN_COMPANY[pose.name]
        plural = text.isascii() and text.endswith("s") and text not in vocabulary().english
        plural = plural or text.endswith(_PLURALS)
        plural = plural or self._prompt.startswith("们", figure.match.end)
        return _PLURAL if plural else 1

    def _number(self, figure: _Figure, start: int | None = None) -> int | None:
        """The number that is said before it."""
        end = figure.match.start if start is None else start
        said = _NUMBER_BEFORE.search(self._prompt[max(0, end - 16) : end])
        if said is None:
            return None
        number = next(group for group in said.groups() if group)
        return max(1, int(number[:3])) if number.isdigit() else _NUMBERS[number.lower()]

    def _nobody(self) -> Iterator[Cast]:
        """Who does what is done where nobody is named: "walking in the rain"."""
        doing = next((m for m in self._matches if self._leads_alone(m)), None)
        pose = doing.of("poses") if doing else None
        if pose is not None and pose.alone:
            figure = vocabulary().figures[pose.alone]
            yield Cast(figure.poses.get(pose.name, figure.cast)[-1])

    def _leads_alone(self, match: Match) -> bool:
        """Whether a pose brings its own figure: the first one does, where there is none."""
        return match is self._lead and not match.of("features", "settings", "times")


def _cut_flowers(setting: str, cast: Sequence[Cast], casting: _Casting) -> Iterator[Cast]:
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
