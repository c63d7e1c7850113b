"""Wishes → the plan: slots, the files that come first, chat in the user's own words.

It refuses to run one action twice in a plan; what two clauses say about it is put together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from skill_runtime.core.routing.lexicon import Lexicon, Token, classes_of
from skill_runtime.core.routing.normalise import Folded
from skill_runtime.core.routing.ordering import Wish
from skill_runtime.core.routing.parts import ACTIONS, SLOTS, Part
from skill_runtime.core.routing.scan import extension_of, unquoted
from skill_runtime.model.plan import Action, Plan, PlanStep, Slots, Topic
from skill_runtime.model.tuples import NamedTuple
from skill_runtime.model.utterance import Utterance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from skill_runtime.core.routing.vocabulary import About

_EDGES = " \t\r\n,，、;；:：。"
_WITHOUT_INPUT = frozenset({"help", "nothing", "export", "upload", ""})
_VALUES = frozenset({"slots", "instead"})
"""Clauses that only say how an export is to be."""

Values = Mapping[str, tuple[str, ...]]


class _Draft(NamedTuple):
    """A step that may still grow."""

    action: Action
    values: dict[str, tuple[str, ...]]
    wishes: list[Wish]


class Planner:
    """Builds plans with the classes of one lexicon."""

    def __init__(self, lexicon: Lexicon, topics: Iterable[About]) -> None:
        self._path = lexicon.mask([Part.PATH])
        self._url = lexicon.mask([Part.MEDIA_URL])
        self._place = lexicon.mask([Part.PATH, Part.FOLDER_NAME])
        self._filename = lexicon.mask([Part.FILENAME])
        self._named = self._place | self._filename
        self._towards = lexicon.mask([Part.TOWARDS])
        self._not = lexicon.mask([Part.NOT])
        self._but = lexicon.mask([Part.BUT])
        self._instead = lexicon.mask([Part.CORRECTION, Part.HOLD])
        self._whole = lexicon.mask([Part.PRODUCT, Part.IT, Part.NOT, Part.AND])
        self._parts = (
            (lexicon.mask([Part.SOUND_PART]), "mp3"),
            (lexicon.mask([Part.TEXT_PART]), "srt"),
        )
        self._topics = tuple((row.topic, tuple(map(lexicon.mask, row.needs))) for row in topics)

    def plan(
        self, utterance: Utterance, folded: Folded, tokens: Sequence[Token], wishes: list[Wish]
    ) -> Plan:
        """The steps of an utterance; `tokens` are all of its tokens, not only those of clauses."""
        given: Values = {}
        cut = _Cut(utterance.text, folded, tokens)
        if utterance.attachments or classes_of(tokens) & (self._path | self._url):
            given = self._given(wishes, cut, utterance.attachments)
        if not given and len(wishes) == 1 and wishes[0].outcome == Action.CHAT:
            return self.forward(utterance)
        drafts = [_Draft(Action.UPLOAD, dict(given), [])] if given else []
        for wish in _meant(wishes, bool(utterance.attachments)):
            self._extend(drafts, wish, cut)
        if [draft.action for draft in drafts] == [Action.CHAT]:
            return self.forward(utterance)
        for draft in drafts:
            _sort(draft.values, utterance)
        return Plan(tuple(self._step(draft, cut) for draft in drafts))

    def forward(self, utterance: Utterance) -> Plan:
        """The whole text to the backend, after what came with it."""
        chat = PlanStep(Action.CHAT, text=utterance.text)
        if not utterance.attachments:
            return Plan((chat,))
        return Plan((PlanStep(Action.UPLOAD, Slots(paths=utterance.attachments)), chat))

    def _given(self, wishes: list[Wish], cut: _Cut, attachments: tuple[str, ...]) -> Values:
        """What is brought into the project before anything else (LABELS P3, P4, P5)."""
        inputs = [wish for n, wish in enumerate(wishes) if _brings(wish, wishes[:n])]
        found = self._files(inputs, cut, self._path)
        return _present({
            "paths": (*attachments, *found.get("paths", ())),
            "urls": found.get("urls", ()),
        })

    def _files(self, wishes: Iterable[Wish], cut: _Cut, names: int) -> Values:
        tokens = [token for wish in wishes for token in wish.clause.tokens]
        paths = tuple(unquoted(cut.words(t.start, t.end)) for t in tokens if t.classes & names)
        urls = tuple(cut.words(t.start, t.end) for t in tokens if t.classes & self._url)
        return _present({"paths": paths, "urls": urls})

    def _extend(self, drafts: list[_Draft], wish: Wish, cut: _Cut) -> None:
        action = Action.EXPORT if wish.outcome in _VALUES else Action(wish.outcome)
        values = self._values(action, wish, cut)
        same = [n for n, draft in enumerate(drafts) if draft.action is action]
        if action is Action.CHAT:
            same = [n for n in same if n == len(drafts) - 1]
        if not same:
            drafts.append(_Draft(action, dict(values), [wish]))
            return
        known = drafts[same[-1]]
        instead = wish.outcome == "instead"
        known.values.update(values if instead else _merged(known.values, values))
        known.wishes.append(wish)

    def _values(self, action: Action, wish: Wish, cut: _Cut) -> Values:
        tokens = wish.clause.tokens
        if action is Action.UPLOAD:
            return self._files([wish], cut, self._path | self._filename)
        if action is not Action.EXPORT:
            return {}
        if not classes_of(tokens) & self._named:
            return self._said(tokens)
        paths = tuple(self._destinations(tokens, cut))
        said = [token for token in tokens if not token.classes & self._filename]
        formats = tuple(filter(None, map(extension_of, paths)))
        return _merged(self._said(said), _present({"paths": paths, "format": formats}))

    def _said(self, tokens: Iterable[Token]) -> Values:
        """The four slots of an export, each value once, in order.

        Left out is what was refused ("mp4, not gif") or taken back ("as gif no wait mp4").
        """
        found: dict[str, tuple[str, ...]] = {}
        stale: set[str] = set()
        refused = False
        for token in tokens:
            if token.classes & self._instead:
                stale, refused = set(found), False
            elif token.classes & (self._not | self._but):
                refused = not token.classes & self._but
            for slot, value in () if refused else token.values:
                if slot in SLOTS and (slot in stale or value not in found.get(slot, ())):
                    found[slot] = (value,) if slot in stale else (*found.get(slot, ()), value)
                    stale.discard(slot)
        return found

    def _destinations(self, tokens: Sequence[Token], cut: _Cut) -> Iterator[str]:
        towards = False
        for token in tokens:
            if token.classes & self._place or (towards and token.classes & self._filename):
                yield unquoted(cut.words(token.start, token.end))
            towards = bool(token.classes & self._towards)

    def _step(self, draft: _Draft, cut: _Cut) -> PlanStep:
        text = " ".join(cut.around(run) for run in _runs(draft.wishes))
        topic = self._topic(draft.wishes) if draft.action is Action.HELP else None
        guessed = all(wish.clause.verdict.guessed for wish in draft.wishes)
        guessed = guessed and bool(draft.wishes)
        part = self._part(draft.wishes) if draft.action is Action.EXPORT else ""
        slots = Slots(**draft.values)
        return PlanStep(draft.action, slots, text, topic, guessed, part=part)

    def _part(self, wishes: Iterable[Wish]) -> str:
        """What a part of the film is a file of, where a clause asks for that part and no more."""
        for wish in wishes:
            named = classes_of(wish.clause.tokens)
            if not named & self._whole:
                for mask, format_ in self._parts:
                    if named & mask:
                        return format_
        return ""

    def _topic(self, wishes: Sequence[Wish]) -> Topic:
        rule = wishes[0].clause.verdict.rule
        if rule is not None and rule.topic:
            return Topic(rule.topic)
        total = classes_of(wishes[0].clause.tokens)
        for topic, needs in self._topics:
            if all(total & need for need in needs):
                return Topic(topic)
        return Topic.CAPABILITIES


class _Cut:
    """Cuts the user's own words out of the utterance."""

    def __init__(self, text: str, folded: Folded, tokens: Sequence[Token]) -> None:
        self._text = text
        self._folded = folded
        self._tokens = tokens

    def words(self, start: int, end: int) -> str:
        """A span of the folded text, verbatim."""
        return self._text[self._folded.place(start) : self._folded.place(end)]

    def around(self, run: Sequence[Wish]) -> str:
        """Clauses that stand side by side, with the signs between them and their neighbours."""
        first, last = run[0].clause.start, run[-1].clause.end
        if first == self._tokens[0].start and last == self._tokens[-1].end:
            return self.words(0, len(self._folded.text)).strip(_EDGES)
        # A clause may begin or end inside a phrase that was taken apart: then right there.
        # What stands between two tokens begins and ends so.
        begins = [0, *[token.end for token in self._tokens]]
        ends = [*[token.start for token in self._tokens], len(self._folded.text)]
        start = begins[ends.index(first)] if first in ends else first
        end = ends[begins.index(last)] if last in begins else last
        return self.words(start, end).strip(_EDGES)


def _brings(wish: Wish, before: Sequence[Wish]) -> bool:
    """Whether a file in it is brought in; behind an export, values name where that goes."""
    if wish.outcome in _VALUES and any(earlier.outcome == Action.EXPORT for earlier in before):
        return False
    return wish.outcome not in _WITHOUT_INPUT


def _meant(wishes: Sequence[Wish], attached: bool) -> Sequence[Wish]:
    """Only what becomes a step; courtesy alone is talk for the backend."""
    if len(wishes) == 1 and wishes[0].outcome in ACTIONS:
        return wishes
    outcomes = {wish.outcome for wish in wishes}
    meant: list[Wish] = []
    for wish in wishes:
        loose = wish.outcome in _VALUES and "export" not in outcomes
        if loose and "help" in outcomes:
            continue  # "mp4 or mov, which is better?" names what it asks about
        if wish.outcome == "publishing" or loose:
            meant.append(wish._replace(outcome="chat"))
        elif wish.outcome in ACTIONS or wish.outcome == "chat" or wish.outcome in _VALUES:
            meant.append(wish)
    silent = attached or bool(outcomes & {"nothing", "presented"})
    if not meant and not silent:
        meant = [wish._replace(outcome="chat") for wish in wishes[:1]]
    return meant


def _runs(wishes: Sequence[Wish]) -> Iterator[list[Wish]]:
    """Wishes in runs that stand side by side in the text."""
    run: list[Wish] = []
    for wish in wishes:
        if run and wish.place != run[-1].place + 1:
            yield run
            run = []
        run.append(wish)
    if run:
        yield run


def _sort(values: dict[str, tuple[str, ...]], utterance: Utterance) -> None:
    """What came with the message, then what it names, in its order."""
    if len(values.get("paths", ())) > len(utterance.attachments):
        given = [path for path in values["paths"] if path in utterance.attachments]
        named = [path for path in values["paths"] if path not in utterance.attachments]
        values["paths"] = (*given, *sorted(named, key=utterance.text.find))


def _merged(one: Values, other: Values) -> Values:
    return {
        name: tuple(dict.fromkeys((*one.get(name, ()), *other.get(name, ()))))
        for name in {**one, **other}
    }


def _present(values: Values) -> Values:
    return {name: value for name, value in values.items() if value}
