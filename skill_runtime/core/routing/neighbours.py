"""What its neighbours turn a clause into: a reason, a correction, a list of nouns (LABELS N1).

Each reading changes the outcome of a clause and nothing else; none of them moves one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from skill_runtime.core.routing.clauses import Clause
from skill_runtime.core.routing.lexicon import Lexicon, classes_of
from skill_runtime.core.routing.parts import ACTIONS, BROUGHT, LISTED, RESENT, SLOTS, Part

TALK = frozenset({"chat", "publishing"})
CAN_WAIT = ACTIONS - {"cancel"}
DROPPED = ""
"""The outcome of what is only mentioned."""
_EXPORTS = frozenset({"export", "slots", "instead"})
_PLACING = (Part.IT, Part.THE, Part.TOWARDS, Part.FOLDER, Part.COURTESY)
"""What may stand around the path that a file is to be put at."""


class Neighbours:
    """Reads clauses side by side, with the words of one lexicon."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._listed = lexicon.mask(LISTED)
        self._topic = lexicon.mask([Part.TOPIC])
        self._cry = lexicon.mask([Part.CRY])
        self._holds = lexicon.mask([Part.HOLD, Part.NEVER_MIND])
        self._says = lexicon.mask([Part.SAYS])
        self._spoken = lexicon.mask([Part.QUOTED])
        self._job = lexicon.mask([Part.JOB])
        self._failed = lexicon.mask([Part.FAILED])
        self._correction = lexicon.mask([Part.CORRECTION])
        self._takes_back = lexicon.mask([Part.CORRECTION, Part.HOLD, Part.NEVER_MIND])
        self._brought = lexicon.mask(BROUGHT)
        self._going = lexicon.mask([Part.GO_ON, Part.COURTESY])
        self._not = lexicon.mask([Part.NOT])
        self._values = lexicon.mask(SLOTS)
        self._format = lexicon.mask(["format"])
        self._plea = lexicon.mask([Part.PLEA])
        self._used_up = lexicon.mask([Part.USED_UP])
        self._broken = lexicon.mask([Part.BROKEN])
        self._resent = lexicon.mask([*RESENT, Part.COURTESY])
        self._wants = lexicon.mask([Part.ASK, Part.SPEC, Part.BUT, "receive"])
        self._towards = lexicon.mask([Part.TOWARDS])
        self._inbox = lexicon.mask(["inbox"])
        self._stem = lexicon.mask(["stem"])
        self._unhurried = lexicon.mask(["unhurried"])
        self._will_have = lexicon.mask(["will_have"])
        self._edit = lexicon.mask([Part.EDIT, Part.ALTER, "ba"])
        self._past = lexicon.mask(["past"])
        self._await_me = lexicon.mask([Part.AWAIT_ME])
        self._path = lexicon.mask([Part.PATH])
        self._from = lexicon.mask(["from"])
        self._puts = lexicon.mask(["put", "save_verb", "onto", Part.PATH])
        self._leading = lexicon.mask(["put", "save_verb", Part.PRODUCT, *_PLACING])
        self._trailing = lexicon.mask(["holds", *_PLACING])
        self._bring = lexicon.mask(["bring"])
        self._asking = lexicon.mask([Part.ASKED, Part.WHY])

    def outcomes(self, clauses: Sequence[Clause]) -> list[str]:
        """The outcome of each clause, as its neighbours make it mean."""
        outcomes = [clause.verdict.outcome for clause in clauses]
        if "publishing" in outcomes:
            outcomes = ["chat" if outcome == "upload" else outcome for outcome in outcomes]
        alone = (("chat", self._sighed), ("help", self._ran_out), ("cancel", self._complained))
        for present, read in alone:
            if present in outcomes:
                outcomes = [read(*pair) for pair in zip(clauses, outcomes, strict=True)]
        outcomes = self._spoken_aloud(clauses, outcomes)
        outcomes = [self._sent_again(clauses, outcomes, place) for place in range(len(clauses))]
        outcomes = self._deferred(clauses, outcomes)
        outcomes = [self._saved_to(clauses, outcomes, place) for place in range(len(clauses))]
        for place in range(1, len(clauses)):
            if self._goes_on(clauses, outcomes, place):
                outcomes[place] = "chat"
        for place in range(1, len(clauses)):
            self._correct(clauses, outcomes, place)
        self._choose(clauses, outcomes)
        if "nothing" in outcomes:
            outcomes = [_taken_back(clauses, outcomes, place) for place in range(len(clauses))]
            outcomes = [self._put_off(clauses, outcomes, place) for place in range(len(clauses))]
        return outcomes

    def _correct(self, clauses: Sequence[Clause], outcomes: list[str], place: int) -> None:
        """ "As gif, no wait, mp4": other values for the same export. "Stop? No." is no request."""
        clause, before = clauses[place], clauses[place - 1]
        if before.asked and outcomes[place] in {"aside", "chat"} and self._says_no(clause):
            outcomes[place] = "nothing"
        asked = any(earlier.asked for earlier in clauses[:place])
        if asked and outcomes[place - 1] == "nothing" and self._goes_ahead(clause):
            outcomes[place] = "aside"
        valued = any(token.classes & self._values for token in clause.tokens)
        if not valued or outcomes[place] not in _EXPORTS:
            return
        back = outcomes[place - 1] in {"nothing", "aside"} and any(
            token.classes & self._takes_back for token in before.tokens
        )
        if back:
            outcomes[place - 1] = "aside"
        earlier = [at for at in range(place) if outcomes[at] in _EXPORTS]
        if earlier and (back or clause.tokens[0].classes & self._correction):
            outcomes[place] = "instead"
            if any(token.classes & self._format for token in clause.tokens):
                outcomes[earlier[0]] = "export"  # nothing else has a format

    def _choose(self, clauses: Sequence[Clause], outcomes: list[str]) -> None:
        """ "Mp4, not gif" and "gif, please" say nothing else: a file in that format is wanted."""
        if not {*outcomes} <= {"aside", "slots"} or any(clause.asked for clause in clauses):
            return
        for place, clause in enumerate(clauses):
            beside = [*clauses[max(place - 1, 0) : place], *clauses[place + 1 : place + 2]]
            wanted = outcomes[place] == "slots" and self._is_format(clause)
            if wanted and any(map(self._insists, beside)):
                outcomes[place] = "export"

    def _insists(self, clause: Clause) -> bool:
        """Whether it refuses another format, asks to have it or where, or wants a part of it."""
        if clause.tokens[0].classes & self._not:
            return self._is_format(clause)
        classes = classes_of(clause.tokens)
        if clause.tokens[0].classes & self._wants and classes & self._stem:
            return True
        if classes & self._towards and classes & self._inbox:
            return True
        return all(token.classes & self._plea for token in clause.tokens)

    def _is_format(self, clause: Clause) -> bool:
        return any(token.classes & self._format for token in clause.tokens)

    def _goes_ahead(self, clause: Clause) -> bool:
        return all(token.classes & self._going for token in clause.tokens)

    def _says_no(self, clause: Clause) -> bool:
        return len(clause.tokens) == 1 and bool(clause.tokens[0].classes & self._not)

    def _put_off(self, clauses: Sequence[Clause], outcomes: Sequence[str], place: int) -> str:
        """What the next clause says to wait with, and names nothing of its own: "but not yet"."""
        if outcomes[place] not in CAN_WAIT or outcomes[place + 1 : place + 2] != ["nothing"]:
            return outcomes[place]
        said = classes_of(clauses[place + 1].tokens)
        waits = said & self._holds and not said & (self._listed | self._unhurried)
        return DROPPED if waits else outcomes[place]

    def _goes_on(self, clauses: Sequence[Clause], outcomes: Sequence[str], place: int) -> bool:
        """Whether a keyword only goes on with the description in front of it."""
        goes_on = (self._is_told, self._is_listed_noun, self._is_found)
        return any(one(clauses, outcomes, place) for one in goes_on)

    def _sighed(self, clause: Clause, outcome: str) -> str:
        """ "Help!" before what is wrong is no question about the tool."""
        cried = outcome == "help" and clause.tokens[-1].classes & self._cry
        return "chat" if cried else outcome

    def _ran_out(self, clause: Clause, outcome: str) -> str:
        """ "I'm out of credits" beside a question how to get more is its reason."""
        if outcome != "credits" or clause.asked:
            return outcome
        used_up = any(token.classes & self._used_up for token in clause.tokens)
        return "aside" if used_up else outcome

    def _spoken_aloud(self, clauses: Sequence[Clause], outcomes: list[str]) -> list[str]:
        """ "Abort mission, yells the captain" is a line of the film."""
        for place, (before, clause) in enumerate(pairwise(clauses)):
            speaks = clause.tokens[0].classes & self._says and not clause.link
            if speaks and outcomes[place] in ACTIONS and before.sentence == clause.sentence:
                outcomes[place] = "chat"
        return outcomes

    def _sent_again(self, clauses: Sequence[Clause], outcomes: Sequence[str], place: int) -> str:
        """ "Give me a new one" after "the link doesn't open"."""
        if not place or outcomes[place] != "chat" or outcomes[place - 1] != "aside":
            return outcomes[place]
        broken = any(token.classes & self._broken for token in clauses[place - 1].tokens)
        again = all(token.classes & self._resent for token in clauses[place].tokens)
        return "export" if broken and again else "chat"

    def _deferred(self, clauses: Sequence[Clause], outcomes: Sequence[str]) -> list[str]:
        """The outcomes with what waits for the user, and what it waits for, told from wishes."""
        read = [self._awaits(clauses, outcomes, place) for place in range(len(clauses))]
        if "nothing" not in read:
            return read
        return [self._waited_for(clauses, read, place) for place in range(len(clauses))]

    def _awaits(self, clauses: Sequence[Clause], outcomes: Sequence[str], place: int) -> str:
        """What waits for the user (等我周一上班再导出), or "I'll have it sent once I'm home"."""
        clause, outcome = clauses[place], outcomes[place]
        following = clauses[place + 1 : place + 2]
        if clause.tokens[0].classes & self._will_have and following:
            later = following[0].link == Part.AFTER and following[0].sentence == clause.sentence
            acts = outcome in CAN_WAIT or classes_of(clause.tokens) & self._past
            return "nothing" if later and acts else outcome
        if not place or clause.link != Part.THEN or outcome not in CAN_WAIT:
            return outcome
        before = clauses[place - 1]
        waits = any(token.classes & self._await_me for token in before.tokens)
        return "nothing" if waits and before.sentence == clause.sentence else outcome

    def _waited_for(self, clauses: Sequence[Clause], outcomes: Sequence[str], place: int) -> str:
        """ "… once the choir agrees" behind what is put off says what the user waits for."""
        clause, outcome = clauses[place], outcomes[place]
        hangs = place and clause.link == Part.AFTER and outcomes[place - 1] == "nothing"
        edits = any(token.classes & self._edit for token in clause.tokens)
        return "aside" if hangs and outcome == "chat" and not edits else outcome

    def _saved_to(self, clauses: Sequence[Clause], outcomes: Sequence[str], place: int) -> str:
        """ "Put it in ~/a.mov" behind an export is where that goes, else a file to bring in."""
        before = outcomes[place - 1] if place else ""
        if before not in _EXPORTS or outcomes[place] not in {"chat", "upload", "aside"}:
            return outcomes[place]
        tokens = clauses[place].tokens
        at = next((n for n, token in enumerate(tokens) if token.classes & self._path), -1)
        if at < 0 or not tokens[0].classes & self._puts or tokens[0].classes & self._from:
            return outcomes[place]
        led = all(token.classes & self._leading for token in tokens[:at])
        rest = tokens[at + 1 :]
        ended = all(t.classes & self._trailing and not t.classes & self._bring for t in rest)
        return "slots" if led and ended else outcomes[place]

    def _complained(self, clause: Clause, outcome: str) -> str:
        """ "It's taking forever" is a question after the state, but beside "stop it" the reason."""
        if outcome != "status" or clause.asked:
            return outcome
        asks = any(token.classes & self._asking for token in clause.tokens)
        failed = any(token.classes & self._failed for token in clause.tokens)
        return "aside" if failed and not asks else outcome

    def _is_listed_noun(
        self, clauses: Sequence[Clause], outcomes: Sequence[str], place: int
    ) -> bool:
        """Whether a bare keyword only goes on with a description: "about import, export, trade"."""
        clause, before = clauses[place], clauses[place - 1]
        bare = len(clause.tokens) == 1 and outcomes[place] in ACTIONS
        if not bare or outcomes[place - 1] not in TALK or clause.sentence != before.sentence:
            return False
        if clause.link not in {"", Part.AND}:
            return False
        if any(token.classes & self._topic for token in before.tokens):
            return True
        if clause.link == Part.AND:
            return bool(before.tokens[-1].classes & self._listed)
        following = clauses[place + 1 : place + 2]
        return any(
            after.sentence == clause.sentence
            and after.link in {"", Part.AND}
            and after.verdict.outcome == "chat"
            for after in following
        )

    def _is_found(self, clauses: Sequence[Clause], outcomes: Sequence[str], place: int) -> bool:
        """Whether what is to come in is to be found or made: "find some rain and import it"."""
        clause, before = clauses[place], clauses[place - 1]
        if outcomes[place] != "upload" or outcomes[place - 1] != "chat" or not clause.link:
            return False
        own = any(token.classes & self._brought for token in clause.tokens)
        return not own and clause.sentence == before.sentence

    def _is_told(self, clauses: Sequence[Clause], outcomes: Sequence[str], place: int) -> bool:
        """Whether something in the picture stops: "the wheel turns, then stops", 副歌前停一下.

        What follows on what someone says is said as well: "make her say wait, stop it".
        """
        clause, before = clauses[place], clauses[place - 1]
        if outcomes[place] != "cancel" or outcomes[place - 1] != "chat":
            return False
        follows = clause.link or before.link == Part.BEFORE
        if not follows and not before.tokens[-1].classes & self._spoken:
            return False
        job = any(token.classes & self._job for token in clause.tokens)
        return not job and clause.sentence == before.sentence


def _taken_back(clauses: Sequence[Clause], outcomes: Sequence[str], place: int) -> str:
    """A bare keyword that is asked and answered with no: "export? no, not today"."""
    bare = clauses[place].asked and len(clauses[place].tokens) == 1
    if not bare or outcomes[place] not in ACTIONS:
        return outcomes[place]
    answers = [outcome for outcome in outcomes[place + 1 :] if outcome != "aside"]
    return DROPPED if answers[:1] == ["nothing"] else outcomes[place]
