"""A SKILL.md's error rows: code → what to do.

As a table, as bullets or as sentences that name the codes. What a code means is fixed
by the CONTRACT (Errors), so a row is understood by its code; its words are for readers. Sentences
without codes ("if your token expires …") give no rows: the family's own apply.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from skill_runtime.core.skill_reader.markdown import Document
from skill_runtime.core.skill_reader.tables import Table
from skill_runtime.core.skill_reader.text import Fact

ERROR_ACTIONS = {
    "0": "ok",
    "1001": "reauth",
    "1002": "new_session",
    "2001": "out_of_credits",
    "4001": "show_formats",
    "4002": "too_large",
    "400": "new_client_id",
    "401": "reauth",
    "402": "plan_blocked",
    "413": "too_large",
    "429": "retry_once_30s",
}
# A number that measures something is no code.
_NO_MEASURE = (
    r"(?![\d.%]\d|[%\w]|\s?[-–]\s?\d|\s?(?:[kmg]?b|ms|s(?:ec\w*)?|min\w*|credits?|px|fps|nights)\b)"
)
_LEADING_CODES = re.compile(
    rf"""[\W_]*(?:(?:error|code|http|status)\b[\W_]*)*
    (?P<codes>(?:0|\d{{3,4}})(?:[`*\s]*(?:[/,|]|or\b|and\b)[`*\s]*\d{{3,4}})*){_NO_MEASURE}""",
    re.IGNORECASE | re.VERBOSE,
)
_NUMBER = re.compile(r"\d+")
_LONG_CODES = ("1001", "1002", "2001", "4001", "4002")
_SHORT_CODES = ("400", "401", "402", "413", "429")
_LONG = re.compile(rf"(?<![\w.$/:-])({'|'.join(_LONG_CODES)}){_NO_MEASURE}", re.IGNORECASE)
_SHORT = rf"(?<![\w.$/:-])({'|'.join(_SHORT_CODES)}){_NO_MEASURE}"
_SHORT_AMONG = re.compile(_SHORT, re.IGNORECASE)
_SHORT_NAMED = re.compile(rf"(?:`|\b(?:code|HTTP|error|an?|on)\s+`?){_SHORT}", re.IGNORECASE)
_ENOUGH_CODES = 2


def find_error_rows(document: Document) -> Fact[dict[str, str]]:
    """The rows of all tables and lists with codes; without any, the codes that sentences
    explain.
    """
    rows = [row for table in document.tables for row in _error_rows(table)]
    return _explained(rows or _in_sentences(document))


def _error_rows(table: Table) -> list[Fact[tuple[str, ...]]]:
    """The known codes of each row; none where most rows have none."""
    rows = [
        Fact(codes, row.line)
        for row in table.rows
        if (codes := next(filter(None, map(_codes, row.cells)), ()))
    ]
    return rows if len(rows) >= _ENOUGH_CODES and len(rows) * 2 >= len(table.rows) else []


def _explained(rows: Iterable[Fact[tuple[str, ...]]]) -> Fact[dict[str, str]]:
    facts = list(rows)
    codes = {code: ERROR_ACTIONS[code] for fact in facts for code in fact.value}
    return Fact(codes, facts[0].line if facts else 0)


def _codes(cell: str) -> tuple[str, ...]:
    """The known codes that a cell begins with."""
    match = _LEADING_CODES.match(cell)
    found = _NUMBER.findall(match["codes"]) if match else ()
    return tuple(code for code in found if code in ERROR_ACTIONS)


def _in_sentences(document: Document) -> Iterator[Fact[tuple[str, ...]]]:
    """Codes of four digits are the backend's own, though 4001 and 4002 close web sockets too; those
    of three are anybody's, and count beside such a one or where they are called a code.
    """
    said = (*document.paragraphs, *(item for items in document.lists for item in items))
    found = [(fact, tuple(_LONG.findall(fact.value))) for fact in said]
    named = {code for _, codes in found for code in codes}
    if len(named) < _ENOUGH_CODES or named <= {"4001", "4002"}:
        return
    for fact, codes in sorted(found, key=lambda pair: pair[0].line):
        short = (_SHORT_AMONG if codes else _SHORT_NAMED).findall(fact.value)
        if codes or short:
            yield Fact((*codes, *short), fact.line)
