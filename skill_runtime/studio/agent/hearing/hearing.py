"""What has been understood of a message so far, clause by clause: each tells of those before it,
adds to them, or is a wish of its own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from skill_runtime.studio.agent.edits import (
    ChangeText,
    Fade,
    Generate,
    Look,
    MoveShot,
    Request,
    Talk,
    Undo,
    Volume,
)
from skill_runtime.studio.agent.film.storyboard import Storyboard
from skill_runtime.studio.agent.references.mentions import with_kinds, with_mentions
from skill_runtime.studio.agent.references.naming import Names
from skill_runtime.studio.agent.references.pointing import of_halves, pointed, recounted
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
from skill_runtime.studio.agent.words.generation import listed
from skill_runtime.studio.agent.words.lexicon import lexicon
from skill_runtime.studio.agent.words.utterance import Clause, without_politeness, without_reason

from .carrying import (
    added_to,
    in_own_words,
    is_unclear,
    said_of_each,
    with_qualifiers,
)
from .clause_parts import by_files, by_letters, cut_by_shots
from .discourse import ADDITIONS, Discourse
from .film_length import shared_by_new, with_length_of_film
from .going_on import (
    from_there,
    in_its_place,
    of_pair,
    of_the_others,
    pair_told,
    place_told,
    takes_back,
    without_instead,
    without_silent_place,
)
from .said_already import gone_at_cut, is_said_already
from .same_again import said_again
from .scope import Scope, put_there, scope_of
from .settling import settled
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
        self.requests: list[Request] = []
        self.empty, self.material = empty, material
        self._comes_to_others = bool(named.shots)
        self._it_before = it
        self._discourse = Discourse(named, it, back)
        self._spoken_of = SpokenOf()
        self._look: Look | None = None
        """How texts shall look that are told after it."""
        self._fault: list[Request] = []
        """What the clause before asked for by finding fault: "the title is small"."""
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
        if not joined and self._discourse.verb == "remove":
            self._discourse = replace(self._discourse, verb="")

    @property
    def named(self) -> Names:
        """What is on the timeline by then."""
        return self._discourse.named

    def show(self, board: Storyboard) -> None:
        """The pictures of a film, which is what the rest of the message is about."""
        self.requests += [*board.shots, *([Talk("alike")] if board.alike else [])]
        if board.left_out:
            self.requests.append(Talk("pictures_left_out", str(board.left_out)))
        it = Referent("shot", number=-1) if len(board.shots) == 1 else None
        named = self.named.followed_by(board.names())
        self._discourse = replace(self._discourse, named=named, it=it)
        self.empty = False

    def hear(self, said: Clause) -> None:
        said = of_halves(recounted(without_reason(said), self._discourse.gone), self._discourse.cut)
        parts = cut_by_shots(said, pointed(said, self.named.shots))
        if len(parts := parts if len(parts) > 1 else by_letters(said)) > 1:
            for part in parts:
                self.hear(without_politeness(part))
            return
        said = with_kinds(without_silent_place(without_instead(said)), self.named)
        if painted := repainted(measured(said, self.named), self.named.times):
            self.requests += painted
            return
        clause, beside = with_mentions(said, self.named)
        clause = self._of_pair(clause)
        clause = from_there(clause, self._discourse.place)
        place = place_told(clause)
        it = self._discourse.it
        text = it.number if it is not None and it.is_text else None
        clause = self._without_place(measured(clause, self.named, text))
        # There is nothing in it where a quotation has nothing in it.
        if clause.restore(clause.text).strip() and not self._tells_of_before(clause):
            discourse = self._discourse
            clause = of_the_others(clause, discourse.shot or discourse.place, len(self.named.shots))
            self._hear_wish(in_its_place(clause, discourse.place), beside, said)
            self._discourse = replace(self._discourse, place=place or self._discourse.place)

    def _of_pair(self, clause: Clause) -> Clause:
        """The clause with "the former" and "the latter" as shots; and the two that it names."""
        told = of_pair(clause, self._pair, self.named.shots)
        if told is not clause and self.requests and is_unclear(self.requests[-1]):
            self.requests.pop()  # "filters on both: …" only said that more comes
        self._pair = pair_told(told, self.named.shots) or self._pair
        return told

    def _tells_of_before(self, clause: Clause) -> bool:
        """Whether it only takes the wish before it back, or wants the same for another shot."""
        begun = len(self._marks[-1].requests) if self._marks else 0
        if takes_back(clause, self.requests[begun:]):
            self._return_to(-1)
            return True
        before = self._marks[-1].discourse.named if self._marks else self.named
        self.requests, again = said_again(clause, self.requests, begun, self.named, before)
        self._marks.append(self._mark())
        self.requests += again
        if again:
            self._discourse = self._discourse.after(again, self._wish(clause))
        return bool(again)

    def _mark(self) -> Mark:
        return Mark(tuple(self.requests), self._discourse)

    def _return_to(self, number: int) -> None:
        """Takes back all that was said since a mark."""
        mark = self._marks[number] if self._marks else self._mark()
        del self._marks[number:]
        self.requests, self._discourse = [*mark.requests], mark.discourse

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
            in_own_words(r, clause, said, self.named.shots) for r in self.requests[before:]
        ]

    def _goes_on(self, clause: Clause) -> bool:
        """Whether it lists pictures, or only adds to what was asked for before."""
        if lexicon().concepts["film_length"].search(clause.folded) and self._added_several():
            self._discourse = replace(self._discourse, it=None)
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
        before = self._marks[-2].discourse.named if len(self._marks) > 1 else self.named
        if (gone := gone_at_cut(clause, self.requests, before)) is not None:
            self.requests[-1] = gone
            self._discourse = replace(self._discourse, named=before.after(gone), cut=None)
            return True
        shared = shared_so(self._wish(clause), self.requests, self.named)
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
        if not self.named.texts and not any(isinstance(r, NewText) for r in self.requests):
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
        there = put_over(self.requests[edits[-1]], self._wish(clause), self.named)
        if there is not None:
            self.requests[edits[-1]] = there
        return there is not None

    def _is_silent(self, clause: Clause) -> bool:
        """Whether it only says where the sound before is not wanted."""
        before = self.requests[-1] if self.requests else None
        silent = silent_there_too(self._wish(clause), before, self.named)
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
        return sum(isinstance(r, ADDITIONS) for r in self.requests) > 1

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
        self.requests, found, unused = settled(self.requests, found, wish, self.named, self._fault)
        found = self._looking_so(found)
        if self._scope is not None:
            found = [put_there(each, wish, self._scope, self.named) for each in found]
        found += [] if beside is None else [beside]
        self.requests += [*found, *unused]
        self._fault = [*found, *unused] if wish.has("finding") else []
        self._discourse = self._discourse.after(found, wish)
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
        if (so := with_total(self.requests, found, len(self.named.shots))) is not None:
            self.requests = so
            return True
        if not self._comes_to_others or wish.has("video"):
            return False
        shared = shared_by_new(self.requests, found)
        self.requests = shared or self.requests
        return shared is not None

    def _understood(self, wish: Wish) -> list[Request]:
        before = self.requests[-1] if self.requests else None
        return understood(wish, self.named, before, empty=self.empty)

    def _wish(self, clause: Clause) -> Wish:
        it = self._discourse.it
        return Wish(clause, self._discourse.verb, it, going_on=it is not self._it_before)


_COMMA = re.compile(r"[,、]")
