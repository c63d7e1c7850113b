"""What has been understood of a message so far, clause by clause.

Between the clauses passes what "it" is, which verb goes on, and what is on the timeline by then.
"""

from __future__ import annotations

import re
from dataclasses import replace

from skill_runtime.studio.agent.edits import (
    AddEffect,
    AddSubtitles,
    AddText,
    Canvas,
    ChangeText,
    Duration,
    Fade,
    Fit,
    Generate,
    Look,
    MoveShot,
    RemoveShot,
    Repeat,
    Request,
    SetMusic,
    Split,
    Talk,
    Undo,
    UseUpload,
    Volume,
)
from skill_runtime.studio.agent.film.storyboard import Storyboard
from skill_runtime.studio.agent.references.mentions import with_kinds, with_mentions
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.references.pointing import gone_with, of_halves, pointed, recounted
from skill_runtime.studio.agent.references.portions import measured
from skill_runtime.studio.agent.references.reference import Referent
from skill_runtime.studio.agent.rules.qualifying import without_qualifiers
from skill_runtime.studio.agent.rules.repainting import repainted
from skill_runtime.studio.agent.rules.ruling import tells_of_material
from skill_runtime.studio.agent.rules.shot_shown import only_names, only_there, put_over
from skill_runtime.studio.agent.rules.silencing import silent_there_too
from skill_runtime.studio.agent.rules.understanding import understood
from skill_runtime.studio.agent.rules.wish import Wish
from skill_runtime.studio.agent.texts.looks_of_texts import (
    NewText,
    looks_told,
    names_texts,
    with_look,
    with_looks,
)
from skill_runtime.studio.agent.words import slots
from skill_runtime.studio.agent.words.generation import listed
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause, without_politeness, without_reason

from .carrying import (
    added_to,
    are_such,
    as_long,
    but_for_none,
    but_for_the_unknown,
    in_own_words,
    is_unclear,
    meant,
    of_the_same_kind,
    said_of_each,
    with_qualifiers,
)
from .clause_parts import by_files, by_letters, cut_by_shots
from .film_length import shared_by_new, with_length_of_film
from .going_on import (
    at_that_time,
    but_all_along,
    but_cuts_nothing,
    from_there,
    heard_until_then,
    in_its_place,
    of_pair,
    of_that_joint,
    of_the_others,
    of_what_there_was,
    pair_told,
    place_told,
    shortened,
    shown_as_long,
    takes_back,
    without_instead,
    without_looser,
    without_silent_place,
    without_the_rest,
)
from .said_already import found_again, gone_at_cut, is_said_already
from .same_again import said_again
from .scope import Scope, put_there, scope_of
from .share_of_film import shared_so, with_total
from .spoken_of import SpokenOf
from .taking_back import Mark, with_edits
from .two_wishes import two_wishes

__all__ = ["Hearing"]


class Hearing:
    """What has been understood of a message so far, clause by clause."""

    def __init__(
        self,
        it: Referent | None,
        named: Names,
        *,
        empty: bool = False,
        material: bool = False,
        back: int | None = None,
    ) -> None:
        self._back = back
        self.requests: list[Request] = []
        self._named, self.empty, self.material = named, empty, material
        self._comes_to_others = bool(named.shots)
        self._it = self._it_before = it
        self._verb = ""
        self._gone: tuple[int, ...] = ()
        """The shots that this message removes, by the numbers that they had before it."""
        self._cut: int | None = None
        """The shot that this message cuts in two."""
        self._spoken_of = SpokenOf()
        self._look: Look | None = None
        """How texts shall look that are told after it."""
        self._fault: list[Request] = []
        """What the clause before asked for by finding fault: "the title is small"."""
        self._place: int | None = None
        """The shot that was named last."""
        self._pair: tuple[str, ...] = ()
        """The two shots that were named together last."""
        self._scope: Scope | None = None
        """The shot that the sentence is about."""
        self._marks: list[Mark] = []
        """Where each wish began."""

    def begin_sentence(self, *, joined: bool) -> None:
        """What was said last is of no shot any more, unless that is pointed at; and nothing
        is taken away any more, unless the sentence is `joined` to the one before: "And the music."
        """
        self._scope = None
        if not joined and self._verb == "remove":
            self._verb = ""

    @property
    def named(self) -> Names:
        """What is on the timeline by then."""
        return self._named

    def show(self, board: Storyboard) -> None:
        """The pictures of a film, which is what the rest of the message is about."""
        self.requests += [*board.shots, *([Talk("alike")] if board.alike else [])]
        if board.left_out:
            self.requests.append(Talk("pictures_left_out", str(board.left_out)))
        self._named = self._named.followed_by(board.names())
        self.empty = False
        self._it = Referent("shot", number=-1) if len(board.shots) == 1 else None

    def hear(self, said: Clause) -> None:
        said = of_halves(recounted(without_reason(said), self._gone), self._cut)
        parts = cut_by_shots(said, pointed(said, self._named.shots))
        if len(parts := parts if len(parts) > 1 else by_letters(said)) > 1:
            for part in parts:
                self.hear(without_politeness(part))
            return
        said = with_kinds(without_silent_place(without_instead(said)), self._named)
        if painted := repainted(measured(said, self._named), self._named.times):
            self.requests += painted
            return
        clause, beside = with_mentions(said, self._named)
        clause = self._of_pair(clause)
        clause = from_there(clause, self._place)
        place = place_told(clause)
        text = self._it.number if self._it is not None and self._it.is_text else None
        clause = self._without_place(measured(clause, self._named, text))
        # There is nothing in it where a quotation has nothing in it.
        if clause.restore(clause.text).strip() and not self._tells_of_before(clause):
            it = self._it.number if self._it is not None and self._it.kind == "shot" else None
            clause = of_the_others(clause, it or self._place, len(self._named.shots))
            self._hear_wish(in_its_place(clause, self._place), beside, said)
            self._place = place or self._place

    def _of_pair(self, clause: Clause) -> Clause:
        """The clause with "the former" and "the latter" as shots; and the two that it names."""
        told = of_pair(clause, self._pair, self._named.shots)
        if told is not clause and self.requests and is_unclear(self.requests[-1]):
            self.requests.pop()  # "filters on both: …" only said that more comes
        self._pair = pair_told(told, self._named.shots) or self._pair
        return told

    def _tells_of_before(self, clause: Clause) -> bool:
        """Whether it only takes the wish before it back, or wants the same for another shot."""
        begun = len(self._marks[-1].requests) if self._marks else 0
        if takes_back(clause, self.requests[begun:]):
            self._return_to(-1)
            return True
        before = self._marks[-1].named if self._marks else self._named
        self.requests, again = said_again(clause, self.requests, begun, self._named, before)
        self._marks.append(self._mark())
        self.requests += again
        if again:
            self._remember(again, self._wish(clause))
        return bool(again)

    def _mark(self) -> Mark:
        begun = tuple(self.requests)
        return Mark(begun, self._named, self._it, self._verb, self._gone, self._cut, self._place)

    def _return_to(self, number: int) -> None:
        """Takes back all that was said since a mark."""
        mark = self._marks[number] if self._marks else self._mark()
        del self._marks[number:]
        self.requests, self._named, self._it = [*mark.requests], mark.named, mark.it
        self._verb, self._gone, self._cut = mark.verb, mark.gone, mark.cut
        self._place = mark.place

    def _takes_own_back(self, found: Request) -> bool:
        """Whether it undoes what this message itself asked for."""
        own = with_edits(self._marks[:-1], self.requests) if isinstance(found, Undo) else None
        if own is not None:
            self._return_to(own)
        return own is not None

    def _hear_wish(self, clause: Clause, beside: MoveShot | None, said: Clause) -> None:
        before = len(self.requests)
        for part in by_files(self._without_length_of_film(clause)):
            if not self._goes_on(part):
                self._is_new(part, beside)
        self.requests[before:] = [
            in_own_words(r, clause, said, self._named.shots) for r in self.requests[before:]
        ]

    def _goes_on(self, clause: Clause) -> bool:
        """Whether it lists pictures, or only adds to what was asked for before."""
        if lexicon().concepts["film_length"].search(clause.folded) and self._added_several():
            self._it = None
            return False
        if self._is_look(clause) or self._is_silent(clause) or self._is_place(clause):
            return True
        head, qualifiers = without_qualifiers(clause)
        if shots := listed(head, empty=self.empty):
            self.requests += [with_qualifiers(shot, qualifiers) for shot in shots]
            return True
        before = self.requests[-1] if self.requests else None
        if self._tells_rest(clause):
            return True
        if (each := said_of_each(self.requests, clause)) is not None:
            self.requests = each
            return True
        if isinstance(before, Fade | Volume) and lexicon().concepts["too_alone"].search(
            clause.folded
        ):
            target = self._wish(clause).target()
            self.requests.append(replace(before, target=target, shot=None))
            return True
        return before is not None and self._adds(clause)

    def _tells_rest(self, clause: Clause) -> bool:
        """Whether it tells what becomes of the rest of what was cut or shared just before, or says
        the wish before once more.
        """
        if is_said_already(clause, self.requests):
            return True
        before = self._marks[-2].named if len(self._marks) > 1 else self._named
        if (gone := gone_at_cut(clause, self.requests, before)) is not None:
            self.requests[-1], self._named, self._cut = gone, before.after(gone), None
            return True
        shared = shared_so(self._wish(clause), self.requests, self._named)
        if shared is not None:
            self.requests = [*shared[0], *shared[1]]
        return shared is not None

    def _is_look(self, clause: Clause) -> bool:
        """Whether it only says how several of the texts before look; one that is said before there
        is any is kept for those that come.
        """
        look = looks_told(clause)
        if look is None:
            return False
        if (so := with_looks(self.requests, look, clause)) is not None:
            self.requests = so
            return True
        if not self._named.texts and not any(isinstance(r, NewText) for r in self.requests):
            self._look = look if names_texts(clause) else None
        return False

    def _without_place(self, clause: Clause) -> Clause:
        """What is said behind a place ("写在跳舞那段，大一点"), once that is taken."""
        comma = _COMMA.search(clause.folded)
        if comma and self._is_place(clause.part(0, comma.start())):
            return clause.part(comma.end(), len(clause.folded))
        return clause

    def _is_place(self, clause: Clause) -> bool:
        """Whether it only says over which shot is wanted what was asked for just before."""
        edits = [n for n, r in enumerate(self.requests) if not isinstance(r, Talk)]
        if not edits or not only_there(clause):
            return False
        there = put_over(self.requests[edits[-1]], self._wish(clause), self._named)
        if there is not None:
            self.requests[edits[-1]] = there
        return there is not None

    def _is_silent(self, clause: Clause) -> bool:
        """Whether it only says where the sound before is not wanted."""
        before = self.requests[-1] if self.requests else None
        silent = silent_there_too(self._wish(clause), before, self._named)
        self.requests += silent
        return bool(silent)

    def _looking_so(self, found: list[Request]) -> list[Request]:
        """New texts with the look that was told before there was any."""
        if self._look is None or not any(isinstance(r, NewText) for r in found):
            return found
        before = ChangeText("title", look=self._look)
        self.requests = [r for r in self.requests if r not in (before, replace(before, role=None))]
        return [with_look(r, self._look, unless_told=True) for r in found]

    def _adds(self, clause: Clause) -> bool:
        """Whether it adds to the last request, or to the picture that this one only moves: "a hill
        before it, 3 seconds long".
        """
        moved = isinstance(self.requests[-1], MoveShot) and len(self.requests) > 1
        at = -2 if moved and isinstance(self.requests[-2], Generate) else -1
        whole = added_to(self.requests[at], clause)
        if whole is not None:
            self.requests[at] = whole
        return whole is not None

    def _without_length_of_film(self, clause: Clause) -> Clause:
        """ "A fire at night, crackling, one minute, lo-fi music": without the length, which is the
        picture's.
        """
        if self._comes_to_others:
            return clause
        self.requests, rest = with_length_of_film(clause, self.requests)
        return rest

    def _added_several(self) -> bool:
        """Whether "it" can only be the film, after "add a title, add music"."""
        return sum(isinstance(r, _ADDITIONS) for r in self.requests) > 1

    def _is_new(self, clause: Clause, beside: Request | None) -> None:
        wish = self._wish(clause)
        found = self._understood(wish)
        found = self._beside_those_before(wish, found)
        if not found or (self.requests and is_unclear(found[0]) and only_names(clause)):
            return
        if parts := two_wishes(wish, found, self._understood):
            self._is_new(without_politeness(parts[0]), beside)
            for part in parts[1:]:
                self.hear(without_politeness(part))
            return
        if self._takes_own_back(found[0]) or self._is_of_new_film(found[0], wish):
            return
        found = shortened(self.requests, found, wish)
        found = but_cuts_nothing(self.requests, found, wish)
        self.requests = without_looser(self.requests, found[0])
        self.requests, found = of_what_there_was(self.requests, found, wish)
        if self._fault and found_again(self._fault[0], found[0]):
            del self.requests[-len(self._fault) :]  # "the title is small, make it bigger": once
        found, unused = but_for_the_unknown(clause, found)
        if isinstance(found[0], Fade) and wish.has("each_time"):
            time = slots.first_time(wish.folded)
            self.requests = [as_long(r, time) for r in self.requests]
        found = of_that_joint(self.requests, shown_as_long(self.requests, found, wish), wish)
        found = heard_until_then(self.requests, found, wish)
        found = but_for_none(at_that_time(self.requests, found, wish), wish, self._named)
        self.requests = without_the_rest(self.requests, found[0], wish)
        self.requests = but_all_along(self.requests, found[0], wish)
        found = of_the_same_kind(self.requests, found, wish)
        are_such(self.requests, found[0], wish)
        found = self._looking_so(found)
        if self._scope is not None:
            found = [put_there(each, wish, self._scope, self._named) for each in found]
        found += [] if beside is None else [beside]
        self.requests += [*found, *unused]
        self._fault = [*found, *unused] if wish.has("finding") else []
        self._remember(found, wish)
        self._scope = scope_of(found, wish) or self._scope

    def _beside_those_before(self, wish: Wish, found: list[Request]) -> list[Request]:
        """What is asked for together with what was only spoken of before; none: it only tells what
        the uploads show.
        """
        if self.material and tells_of_material(found[0], wish):
            self.requests.append(Talk("material", wish.said()))
            found = []
        again = self._spoken_of.asked_for(wish, found, lambda c: self._understood(self._wish(c)))
        last = self.requests[-1] if self.requests else None
        if again.of_piece and isinstance(last, Talk) and last.topic != "material":
            self.requests.pop()  # of the piece alone nothing was understood
        return again.found

    def _is_of_new_film(self, found: Request, wish: Wish) -> bool:
        """Whether it is "12 seconds in all", of pictures that come to others: they share it."""
        if (so := with_total(self.requests, found, len(self._named.shots))) is not None:
            self.requests = so
            return True
        if not self._comes_to_others or wish.has("video"):
            return False
        shared = shared_by_new(self.requests, found)
        self.requests = shared or self.requests
        return shared is not None

    def _remember(self, found: list[Request], wish: Wish) -> None:
        """What there is once these are done, and what the next clause may call "it"."""
        for each in found:
            if isinstance(each, Split):
                self._cut = self._named.cut_in_two(each)
            self._named = self._named.after(each)
            if isinstance(each, RemoveShot):
                self._gone = gone_with(self._gone, each.shot)
                if self._it is not None and self._it.kind == "shot":
                    self._it = None
            if isinstance(each, Undo) and self._back is not None:
                self._it = Referent("shot", number=self._back)
        self._it = meant(found[-1], wish) or self._it
        if isinstance(found[0], Repeat) and found[0].shot is None:
            self._it = None  # all of them, which are more by now
        self._verb = "" if wish.has("forbidden") else wish.verb() or self._verb
        if self._verb == "remove" and isinstance(found[0], _ADDITIONS | _LASTING):
            self._verb = ""  # "without bars" takes nothing away

    def _understood(self, wish: Wish) -> list[Request]:
        before = self.requests[-1] if self.requests else None
        return understood(wish, self._named, before, empty=self.empty)

    def _wish(self, clause: Clause) -> Wish:
        return Wish(clause, self._verb, self._it, going_on=self._it is not self._it_before)


def _has(clause: Clause, concept: str) -> bool:
    return lexicon().concepts[concept].search(clause.folded) is not None


_COMMA = re.compile(r"[,、]")
_ADDITIONS = AddEffect | AddSubtitles | AddText | SetMusic
_LASTING = Canvas | Duration | Fit | UseUpload
"""Edits after which nothing else is removed."""
