"""Cuts a stream of Markdown into sentences, whatever the chunks are. It decides nothing about them.

A sentence is handed out once its end can't move any more: a full stop needs the character after
it. What stands in quotes, brackets or backticks is never cut. No more than `LIMIT` characters are
ever held: a longer sentence is cut where a clause or a word ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

LIMIT = 1000
"""Characters that one sentence may have."""
QUOTE_LIMIT = 240
"""An opening quote or bracket whose partner is further away is an ordinary character."""
_LINE_HEAD = 10
"""Characters of a line that tell what it is."""
_LOOK_AHEAD = 40
"""Blanks and closing signs that are looked through for the next word."""

_PARTNERS = {"`": "`", '"': '"', "“": "”", "「": "」", "『": "』", "《": "》", "(": ")", "（": "）"}
_STOP = re.compile(r'[`"“「『《(（.!?。！？\n]')
_ENDING = re.compile(r"[.!?。！？]*[\"”’'」』》)）*_]*")
_GLUE = re.compile(r"\s*")
_MARKER = re.compile(r"(?:[-*+•·]|#{1,6}|\d{1,3}[.)．])[ \t]|\d{1,3}[、．]")
_FENCE = re.compile(r"`{3,}|~{3,}")
_LETTERED = ("camera", "version", "option", "variant", "take", "angle", "plan", "side")
"""Nouns that are told apart by a letter, which is then no initial: "footage from camera B."."""
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|mr|mrs|ms|dr|st|no|fig|min|max|sec|incl|a\.m|p\.m)"
    rf"|(?<!\d)(?<!\d ){''.join(f'(?<!{noun} )' for noun in _LETTERED)}\b[a-z])\.$",
    re.IGNORECASE,
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_find_stop = re.compile(r"[.!?。！？]+|\n").search
_has_stop = re.compile(r"[.!?。！？\n]").search
"""Twice as fast, and asked for every chunk."""
_STOPS = tuple(".!?。！？\n")
_CLOSING = " *_\"”’'」』》)）"
_SURE_END = (
    r"(?<=\S)(?=\n)|[。！？](?=[^。！？.!?\"”’'」』》)）*_])"
    r"|(?:(?<=[A-Za-z\u3400-\u9fff%])|(?<=[^\s\d]\d)|(?<=[^\s\d]\d\d))[.!?](?=\s)"
)
"""Ends of sentences that need no second look; `_ABBREVIATION` apart."""
_match_last_end = re.compile(rf".*(?=[.!?。！？\n])(?:{_SURE_END})", re.DOTALL).match
_PERHAPS_END = re.compile(r"[.!?]\s")
"""An end that needs a second look: "42. And", or "approx. 42"."""
_OVERLAP = 32
"""Characters before the end that may be the beginning of something unusual."""
_WINDOW = 512
"""Characters that are looked at in one go: a page that comes at once is read as if in pieces."""
_CUT = re.compile(r".*[，；。、,;\s]", re.DOTALL)


class Segment(NamedTuple):
    """One sentence with what stands before it. (A tuple: one is made for every few words.)"""

    glue: str
    """Blanks, line breaks and a list marker or heading sign."""
    text: str
    verbatim: bool = False
    """A line of code, of a table or of a block quote: never looked into."""
    run: bool = False
    """Whole sentences with what stands between them, in which there is nothing to look for."""


FindUnusual = Callable[[str, int], int]
"""Where in a text, from an offset on, something may have to be looked at; its length: nowhere."""


def _all_unusual(_text: str, at: int) -> int:
    return at


class Segmenter:
    """Segments from chunks; `"".join(s.glue + s.text)` is the input, to the letter.

    What is usual is handed out as a `run`, which is what makes ordinary replies cheap. A run ends
    where one of its sentences does.
    """

    def __init__(self, find_unusual: FindUnusual = _all_unusual) -> None:
        self._find_unusual = find_unusual
        self._usual_to = 0
        """Up to there the buffer holds nothing unusual."""
        self._waits = False
        """No more than a stop can end anything."""
        self._buffer = ""
        self._body: int | None = None
        """Where the text of the segment begins that is being read; None: not known yet."""
        self._scanned = 0
        """How much of the buffer can't hold the end of the sentence."""
        self._line_begins = True
        self._verbatim_line = False
        self._fence = ""

    def feed(self, chunk: str) -> Iterator[Segment]:
        """The segments that this chunk completes, each made when it is asked for; take them all."""
        return iter(()) if self.holds(chunk) else self.completed()

    def take_run(self, is_unusual: Callable[[str], bool]) -> str | None:
        """The whole sentences so far, where they are usual, as nearly all are; None: what stands
        in the buffer isn't that simple, and `completed` tells.
        """
        buffer = self._buffer
        if not self._is_simple():
            return None
        match = _match_last_end(buffer)
        end = match.end() if match else 0
        run, rest = buffer[:end], buffer[end:]
        stop = _has_stop(rest) and _find_stop(rest.lstrip())
        if stop and not _is_at_end(stop):
            return None
        if run and (is_unusual(run) or _abbreviated(run, end)):
            return None
        self._waits = stop is None
        if run:
            self._buffer, self._usual_to, self._line_begins = rest, 0, False
        return run

    def take_rest(self, is_unusual: Callable[[str], bool]) -> str | None:
        """All that is left at the end of the text, where it is usual; None: `close` tells."""
        rest = self._buffer
        if not self._is_simple() or is_unusual(rest):
            return None
        self._buffer = ""
        return rest

    def _is_simple(self) -> bool:
        """Whether nothing is known of the buffer yet, and no line of code or the like is open."""
        known = self._body is not None or self._verbatim_line or self._fence
        return not known and len(self._buffer) <= _WINDOW

    def completed(self) -> Iterator[Segment]:
        """The segments that the chunks so far complete."""
        return self._drain(final=False)

    def holds(self, chunk: str) -> bool:
        """Takes a chunk in. True: it can't complete anything."""
        buffer = self._buffer = self._buffer + chunk
        if not self._waits or len(buffer) >= LIMIT:
            return False
        if _has_stop(chunk) is None:
            return True
        self._waits = False
        stop = _find_stop(chunk)
        return stop is not None and _is_at_end(stop)

    def close(self) -> Iterator[Segment]:
        """The rest."""
        return self._drain(final=True)

    def _drain(self, *, final: bool) -> Iterator[Segment]:
        buffer, start = self._buffer, 0
        self._waits = False
        while start < len(buffer):
            if end := self._run_end(buffer, start, final=final):
                yield Segment("", buffer[start:end], run=True)
                start, self._body = end, None
                self._line_begins = self._verbatim_line = False
            if not final and self._is_open(buffer, start):
                self._waits = not buffer[start:].rstrip(_CLOSING).endswith(_STOPS)
                break
            if end:
                continue
            segment = self._next_segment(buffer, start, final=final)
            if segment is None:
                self._waits = self._body is not None and self._scanned == len(buffer)
                break
            yield segment
            start += len(segment.glue) + len(segment.text)
        self._forget(start)

    def _is_open(self, buffer: str, start: int) -> bool:
        """Whether all that is left is usual and no sentence ends in it, as far as one can see."""
        usual = self._usual_to == len(buffer) and len(buffer) - start < LIMIT
        return usual and not _PERHAPS_END.search(buffer, start)

    def _forget(self, done: int) -> None:
        self._buffer = self._buffer[done:]
        self._usual_to = max(0, self._usual_to - done)
        if self._body is not None:
            self._body -= done
            self._scanned -= done

    def _run_end(self, buffer: str, start: int, *, final: bool) -> int | None:
        """Where the last of the usual sentences ends that the buffer goes on with."""
        if self._fence or (self._verbatim_line and not self._line_begins):
            return None
        far = min(len(buffer), start + _WINDOW)
        if self._usual_to < far:
            begin = max(start, self._usual_to - _OVERLAP)
            before = max(0, begin - _OVERLAP)
            found = self._find_unusual(buffer[before:far], begin - before)
            self._usual_to = before + found
        if final and self._usual_to == len(buffer):
            return self._usual_to
        end = self._usual_to
        while (match := _match_last_end(buffer, start, end)) and (end := match.end()) > start:
            if not _abbreviated(buffer, end, start):
                return end
            end -= 1
        return None

    def _next_segment(self, buffer: str, start: int, *, final: bool) -> Segment | None:
        if self._body is None:
            self._body = self._body_start(buffer, start, final=final)
            self._scanned = self._body or 0
        if self._body is None:
            return None
        full = self._body - start >= LIMIT
        end = self._body if full else self._text_end(buffer, self._body, final=final)
        if end is None:
            return None
        body, self._body = self._body, None
        return Segment(buffer[start:body], buffer[body:end], self._verbatim_line)

    def _body_start(self, buffer: str, start: int, *, final: bool) -> int | None:
        match = _GLUE.match(buffer, start, start + LIMIT)
        body = match.end() if match else start
        full = body - start == LIMIT
        if body == len(buffer) and not full and not final:
            return None
        self._line_begins = self._line_begins or "\n" in buffer[start:body]
        if body == len(buffer) or full or not self._line_begins:
            return body
        return self._read_line_head(buffer, body, final=final)

    def _read_line_head(self, buffer: str, body: int, *, final: bool) -> int | None:
        """Tells the kind of the line; where its text begins, or None while that is open."""
        head = buffer[body : body + _LINE_HEAD]
        if len(head) < _LINE_HEAD and "\n" not in head and not final:
            return None
        marker = None if self._fence else _MARKER.match(buffer, body, body + _LINE_HEAD)
        after = marker.end() if marker else body
        if after == len(buffer) and not final:
            return None
        self._line_begins = False
        self._verbatim_line = self._reads_fence(head) or head[0] in ">|"
        return after

    def _reads_fence(self, head: str) -> bool:
        """Whether the line belongs to a code block; an opening or closing fence is noted."""
        inside = bool(self._fence)
        fence = _FENCE.match(head)
        if fence and (not inside or head.startswith(self._fence)):
            self._fence = "" if inside else fence.group()
            return True
        return inside

    def _text_end(self, buffer: str, body: int, *, final: bool) -> int | None:
        if not self._verbatim_line:
            return self._sentence_end(buffer, body, final=final)
        end = buffer.find("\n", body, body + LIMIT)
        if end >= 0:
            return end
        if len(buffer) - body >= LIMIT:
            return body + LIMIT
        return len(buffer) if final else None

    def _sentence_end(self, buffer: str, body: int, *, final: bool) -> int | None:
        limit = body + LIMIT
        while stop := _STOP.search(buffer, self._scanned, limit):
            at = stop.start()
            if buffer[at] == "\n":
                return at
            after = _after_stop(buffer, at, body, final=final)
            if after is None:
                self._scanned = at
                return None
            ends, self._scanned = after
            if ends:
                return self._scanned
        if len(buffer) >= limit:
            return _cut(buffer, body)
        self._scanned = len(buffer)
        return len(buffer) if final else None


def _is_at_end(stop: re.Match[str]) -> bool:
    """Whether what follows a stop is still to come, and tells whether it ends a sentence."""
    return stop.end() == len(stop.string) and stop[0] != "\n"


def _abbreviated(buffer: str, end: int, start: int = 0) -> bool:
    """Whether the full stop before `end` belongs to its word."""
    if buffer[end - 1 : end] != ".":
        return False
    return _ABBREVIATION.search(buffer, max(start, end - 9), end) is not None


def last_sentence(text: str) -> str:
    """The last of some whole sentences, without what stands before it."""
    segmenter = Segmenter()
    segments = [*segmenter.feed(text), *segmenter.close()]
    return next((segment.text for segment in reversed(segments) if segment.text), "")


def _after_stop(buffer: str, at: int, body: int, *, final: bool) -> tuple[bool, int] | None:
    """(does the sentence end here, where to go on), or None while that is open."""
    if partner := _PARTNERS.get(buffer[at]):
        return _after_opening(buffer, at, partner, final=final)
    match = _ENDING.match(buffer, at, at + _LOOK_AHEAD)
    end = match.end() if match else at + 1
    if buffer[at] in "。！？":
        return None if end == len(buffer) and not final else (True, end)
    if end == len(buffer) and not final:
        return None
    if buffer[at : at + 2] != "..":
        return _ends_sentence(buffer, body, at, end), end
    word = _next_word(buffer, end, final=final)
    return None if word is None else (not buffer[word : word + 1].islower(), end)


def _after_opening(buffer: str, at: int, partner: str, *, final: bool) -> tuple[bool, int] | None:
    """Goes on behind the closing partner, or behind the sign itself where there is none."""
    if partner == '"' and buffer[at - 1 : at].isalnum():
        return False, at + 1
    reach = at + 1 + QUOTE_LIMIT
    close = buffer.find(partner, at + 1, reach)
    if buffer.find("\n", at + 1, close if close >= 0 else reach) >= 0:
        return False, at + 1
    if close < 0:
        return None if len(buffer) < reach and not final else (False, at + 1)
    if buffer[close - 1] not in ".!?":
        return False, close + 1
    word = _next_word(buffer, close + 1, final=final)
    if word is None:
        return None
    return word > close + 1 and buffer[word : word + 1].isupper(), close + 1


def _next_word(buffer: str, end: int, *, final: bool) -> int | None:
    """Where the next word (or line) begins, or None while that is open."""
    match = _GLUE.match(buffer, end, end + _LOOK_AHEAD)
    word = match.end() if match else end
    if word == len(buffer) and not final and "\n" not in buffer[end:word]:
        return None
    return word


def _cut(buffer: str, body: int) -> int:
    match = _CUT.match(buffer, body, body + LIMIT)
    return match.end() if match and match.end() > body + LIMIT // 2 else body + LIMIT


def _ends_sentence(buffer: str, body: int, at: int, end: int) -> bool:
    """Whether the Western stop at `at` ends a sentence. The character behind it tells, so that
    nobody waits for a next word that may be a minute away.
    """
    follower = buffer[end : end + 1]
    if follower and not follower.isspace():
        parted = bool(_CJK.match(follower)) and not buffer[at - 1 : at].isspace()
        return parted and not _ABBREVIATION.search(buffer, max(body, at - 8), at + 1)
    return buffer[at] != "." or not _ABBREVIATION.search(buffer, max(body, at - 8), at + 1)
