"""An utterance → the requests in it, clause by clause; what each asks for is decided by `ruling`.

What passes from one clause to the next is kept by `hearing`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from skill_runtime.studio.agent.edits import (
    Generate,
    Request,
)
from skill_runtime.studio.agent.film.blank_shots import with_blank_shots
from skill_runtime.studio.agent.film.storyboard import storyboard
from skill_runtime.studio.agent.references.correcting import said_at_last
from skill_runtime.studio.agent.references.naming import NO_NAMES, Names
from skill_runtime.studio.agent.references.ordering import listed_order
from skill_runtime.studio.agent.references.pointing import pointed, reworded
from skill_runtime.studio.agent.references.reference import Referent
from skill_runtime.studio.agent.references.respective import with_each_its_own, with_topics
from skill_runtime.studio.agent.rules.label_rules import with_listed_words
from skill_runtime.studio.agent.rules.qualifying import without_qualifiers
from skill_runtime.studio.agent.rules.ruling import is_edit
from skill_runtime.studio.agent.rules.talk_rules import small_talk
from skill_runtime.studio.agent.rules.wish import Wish
from skill_runtime.studio.agent.texts.after_colon import with_words_after_colon_quoted
from skill_runtime.studio.agent.texts.countdown import with_countdown
from skill_runtime.studio.agent.texts.listed_texts import with_texts_of_shots
from skill_runtime.studio.agent.texts.quoting import quoted
from skill_runtime.studio.agent.texts.retyping import retyped, with_texts_called
from skill_runtime.studio.agent.texts.row_of_words import with_row_of_words
from skill_runtime.studio.agent.texts.second_text import with_second_text
from skill_runtime.studio.agent.texts.unquoted import with_words_quoted
from skill_runtime.studio.agent.texts.words_of_shots import with_words_of_shots
from skill_runtime.studio.agent.words.amounts import spans_of_groups
from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.generation import is_scene
from skill_runtime.studio.agent.words.lexicon import Lexicon, lexicon
from skill_runtime.studio.agent.words.slots import ordinals
from skill_runtime.studio.agent.words.utterance import Clause, clauses, lift, without_politeness

from .beyond import set_apart
from .carrying import (
    is_unclear,
)
from .doubting import doubted, unheard
from .hearing import Hearing
from .new_shots import with_new_shots
from .taking_back import taken_back_apart
from .tidying import music_first, tidied
from .unanswered import unanswered
from .wordings import in_plain_words

__all__ = ["is_edit", "parse"]


def parse(
    message: str,
    *,
    empty: bool = False,
    it: Referent | None = None,
    named: Names = NO_NAMES,
    material: bool = False,
    back: int | None = None,
) -> list[Request]:
    """Everything that the message asks for, in order.

    `empty`: the timeline has nothing on it yet, so that a mere description ("a red fox in the
    snow") is a picture. `it`: what was edited last. `named`: what is on the timeline. `material`:
    uploads wait to be used, so that a mere description is of them. `back`: the shot that comes back
    when the message before is undone.
    """
    message = with_words_after_colon_quoted(message) if named.shots else message
    rest, beyond = set_apart(message, empty=empty) if len(message) <= _LONGEST else (message, [])
    if beyond and _WORDS.search(rest):
        found = parse(rest, empty=empty, it=it, named=named, material=material, back=back)
        return [*found, *beyond]
    if beyond:
        return beyond
    message = in_plain_words(message, empty=not named.shots)
    message = with_topics(with_each_its_own(message, named.shots), named.shots)
    if named.shots and not material and (shown := _described_too(message, it, named)):
        return shown
    # Whoever names files wants nothing painted that is only described.
    bare = empty and not any(q.file for q in lift(message)[1])
    new = partial(Hearing, it, named, empty=bare, material=material, back=back)
    found = _heard(message, new(), named)
    if not named.shots:
        found = found if empty else doubted(found, message)
        return tidied([*found, *unanswered(message, found)], new=True)
    if unheard(found, message) and len(message) <= _READ_AGAIN:
        plainly = with_new_shots(message, named.shots)
        others = [_heard(message, new(), named, as_film=False)]
        others += [_heard(plainly, new(), named)] if plainly != message else []
        found = min(found, *others, key=partial(unheard, message=message))
    found = doubted(found, message)
    return tidied([*found, *unanswered(message, found)], new=False)


def _described_too(message: str, it: Referent | None, named: Names) -> list[Request]:
    """A picture that is only described and comes to others: "mountains at dawn, 4 seconds". Nothing
    else may be understood of its words.
    """
    first = next(iter(clauses(message, partial(listed_order, shots=named.shots))), None)
    if first is None:
        return []
    head, _ = without_qualifiers(first)
    told = pointed(head, named.shots)
    only_named = _THE.match(head.folded) or _SHOTS.fullmatch(told.folded)
    of_what_is_there = told is not head and only_named
    if of_what_is_there or head.lifted or not is_scene(head.folded):
        return []
    if not all(map(is_unclear, _heard(head.text, Hearing(it, named), named))):
        return []
    shown = _heard(message, Hearing(None, NO_NAMES, empty=True), NO_NAMES)
    return shown if isinstance(shown[0], Generate) and not unheard(shown, message) else []


def _heard(message: str, hearing: Hearing, named: Names, *, as_film: bool = True) -> list[Request]:
    """The requests of one reading; `as_film`: its shots may be told in a row."""
    empty = hearing.empty
    message = message if empty else _APART.sub(r"第\1段和第\2段", _unreported(message))
    message = message if empty else _BROKEN_OFF.sub("; ", message)
    message = message if empty else _ASIDE.sub(r"; \1; ", _without_numbers(message))
    message = message if empty else _replaced(_with_articles(message, named.shots), named.shots)
    message = taken_back_apart(said_at_last(message, named))
    message = with_second_text(message) if named.texts else message
    message = _split_there(retyped(message, named.texts))
    message = with_texts_called(message, named.texts, named.shots)
    message = with_listed_words(
        reworded(quoted(message) if empty else message, named.texts), empty=empty
    )
    if not empty or hearing.material:
        message = with_texts_of_shots(message, named.shots)
        message = with_texts_of_shots(_with_words(message, named))
    message = with_words_quoted(message, (*named.shots, *named.files))
    message = with_blank_shots(message)
    of_uploads = hearing.material and _of_uploads(message)
    board = None if of_uploads or not as_film else storyboard(message, empty=empty)
    if board is not None:
        hearing.show(board)
        message = with_texts_of_shots(_with_words(board.rest, hearing.named))
    order = partial(listed_order, shots=named.shots)
    for clause in clauses(message, order):
        spoken = without_politeness(clause)
        if clause.begins:
            hearing.begin_sentence(joined=_JOINED.match(clause.folded) is not None)
        # "Thanks!" is nothing but polite, and is answered.
        hearing.hear(clause if not spoken.text and small_talk(Wish(clause)) else spoken)
    requests = music_first(hearing.requests) if empty else hearing.requests
    return tidied(requests, new=empty or not named.shots)


def _with_words(message: str, named: Names) -> str:
    """The message with quotation marks around words that are told for the shots."""
    if len(message) > _LONGEST:
        return message
    rows = with_row_of_words(with_countdown(message), len(named.shots))
    return with_words_of_shots(rows, named)


def _of_uploads(message: str) -> bool:
    """ "Make a slideshow, then …", where uploads wait: they are its pictures."""
    return lexicon().concepts["slideshow"].search(fold(message, lexicon())) is not None


def _split_there(message: str) -> str:
    """ "Cut it at 4 s, then speed up the second half": nothing goes of which more is said."""
    words, folded = lexicon(), fold(message, lexicon())
    match = words.concepts["cut_there"].search(folded)
    if match is None or not _is_said_of_halves(folded[match.end() :], words):
        return message
    if is_chinese(match[0]):
        return f"{message[: match.end()]}一刀{message[match.end() :]}"
    verb = message.index(" ", match.start())
    return f"{message[: match.start()]}split{message[verb:]}"


def _is_said_of_halves(rest: str, words: Lexicon) -> bool:
    gone = (words.concepts[k] for k in ("behind_gone", "front_gone"))
    pieces = [piece.strip() for piece in re.split(r"[,，、;；。]|(?<![a-z])and(?![a-z])", rest)]
    return any(words.lists[k].search(rest) for k in _HALVES) or any(
        p.search(piece) for p in gone for piece in pieces
    )


def _replaced(message: str, shots: Sequence[str]) -> str:
    """ "Remove the lake and put a village in its place": one shot in the place of another."""
    match = lexicon().lists["replaced_there"].search(fold(message, lexicon()))
    forbidden = lexicon().concepts["forbidden"]
    if match is None or forbidden.search(message.split("，")[0]):
        return message
    old, new = (message[slice(*span)] for span in spans_of_groups(match))
    gone = pointed(Clause(old, fold(old, lexicon()), ()), shots)
    if len(set(ordinals(gone.folded))) != 1:
        return message
    said = f"把{old}换成{new}" if is_chinese(match[0]) else f"replace {old} with {new}"
    return f"{message[: match.start()]}{said}{message[match.end() :]}"


def _with_articles(message: str, shots: Sequence[str]) -> str:
    """ "Between lake and mountain": two shots, by their bare names."""
    message = _PLACES.sub(r"\1 and ", message)
    words = {word for shot in shots for word in fold(shot, lexicon()).split()}

    def told(match: re.Match[str]) -> str:
        known = {match[2].lower(), match[3].lower()} <= words
        return f"{match[1]}the {match[2]} and the {match[3]}" if known else match[0]

    return _BARE_PAIR.sub(told, message)


def _unreported(message: str) -> str:
    """Without who wishes it: "my boss says it needs applause"."""
    folded = fold(message, lexicon())
    for match in reversed(list(lexicon().concepts["reported"].finditer(folded))):
        if not match.start() or folded[: match.start()].rstrip()[-1:] in _ENDS:
            message = message[: match.start()] + message[match.end() :]
    return message


def _without_numbers(message: str) -> str:
    """The wishes of a numbered list, each in a line of its own."""
    found = list(_ITEM.finditer(message))
    heading = fold(message[: found[0].start()] if found else "", lexicon())
    if any(lexicon().concepts[k].search(heading) for k in ("title", "subtitle", "caption")):
        return message  # the numbered lines of a text
    said = [_WORD_BEFORE.search(fold(message[: m.start("number")], lexicon())) for m in found]
    own = {word[0].strip() if word else "" for word in said}
    says = any(lexicon().concepts["written_over"].fullmatch(word) for word in own)
    if says or (own and own != {""} and len(own) == 1):
        return message  # "it says 1. Rise", "Look 1, Look 2"
    if [int(m["number"]) for m in found] != list(range(1, len(found) + 1)) or len(found) < 2:
        return message
    return _ITEM.sub("\n", message)


_BARE_PAIR = re.compile(
    r"\b((?:between|swap|switch|exchange) )([a-z]+) and ([a-z]+)\b", re.IGNORECASE
)
_PLACE = "(?:first|second|third|fourth|fifth|last|final|opening|closing)"
_PLACES = re.compile(
    rf"\b((?:swap|switch|exchange|trade) (?:the )?{_PLACE}(?: [a-z]+)?) and the (?={_PLACE}\b)",
    re.IGNORECASE,
)
"""Two shots by their places, of which the second begins no wish of its own."""
_JOINED = re.compile(r"(?:and|also|as well as|same|plus|or)(?![a-z])|也|还有|以及|同样|包括")
_WORDS = re.compile(r"\w{3}|[\u3400-\u9fff]")
_READ_AGAIN = 600
"""A message of which a part was not understood is read in other ways up to this length."""
_LONGEST = 2000
"""Words for the shots are told in fewer characters."""
_HALVES = ("first_half", "second_half")
_ENDS = frozenset(",，;；.。!！?？\n")
_ITEM = re.compile(
    r"(?:^|(?<=[\s,，;；。:：\u3400-\u9fff]))[(（]?(?P<number>\d{1,2})(?:[)）、]|\.(?!\d))\s*"
)
_WORD_BEFORE = re.compile(r"[a-z]+ $")
_ASIDE = re.compile(r"[(（]([^()（）\d“”\"]{4,40})[)）]")
"""What is told beside a wish, and is none of its words."""
_BROKEN_OFF = re.compile(
    r"(?:…+|\.{2,}| [-–—]+) *(?=(?:oh |hmm |well,? )?"
    r"(?:no,|wait|actually|rather|never ?mind|forget)(?![a-z])"
    r"|(?:还是)?算了)",
    re.IGNORECASE,
)
"""Where a wish is broken off that is taken back at once."""
_SHOTS = re.compile(r"(?:第\d+个镜头|(?:the )?shot \d|[,、和与跟]| and |\s)+")
_APART = re.compile(
    r"(?<![\d一二三四五六七八九十第两])第?([一二三四五六])、?([一二三四五六])(?:两)?段(?!之?间)"
)
"""Two shots by their numbers alone: 一三两段."""
_THE = re.compile(r"the (?=\w)|[那这]")
