"""A SKILL.md's error rows: code → what to do.

As a table, as bullets or as sentences that name the codes. What a code means is fixed by the
CONTRACT (Errors), so a row is understood by its code; its words are for readers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from skill_runtime.core.skill_reader.markdown import Document, Row, Table
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
_CODES = re.compile(r"(?<![\w.$])(?:0|\d{3,4})(?![\w.%]\w*)")
_BARE = re.compile(r"[\s`*/,()|-]|\b(?:and|or|code|error|http|status)\b", re.IGNORECASE)
_LONG_CODES = ("1001", "1002", "2001", "4001", "4002")
_SHORT_CODES = ("400", "402", "429")
_IN_PROSE = re.compile(rf"(?<![\w.$/:-])({'|'.join(_LONG_CODES)})(?![\w%]|\.\d)")
_BESIDE_IN_PROSE = re.compile(rf"(?:`|\bcode\s+|\bHTTP\s+|\b[Aa]\s+)({'|'.join(_SHORT_CODES)})\b")
_ENOUGH_CODES = 2


def find_error_rows(document: Document) -> Fact[dict[str, str]]:
    """The rows of the table or list with codes; failing that, the codes that sentences explain."""
    for table in document.tables:
        rows = list(_coded(table))
        if len(rows) >= _ENOUGH_CODES and len(rows) * 2 >= len(table.rows):
            codes = {code: ERROR_ACTIONS[code] for _, found in rows for code in found}
            return Fact(codes, rows[0][0].line)
    return _in_prose(document)


def _coded(table: Table) -> Iterator[tuple[Row, Sequence[str]]]:
    """Rows in which a cell holds known codes and nothing else."""
    for row in table.rows:
        for cell in row.cells:
            codes = _CODES.findall(cell)
            known = [code for code in codes if code in ERROR_ACTIONS]
            if known and not _BARE.sub("", _CODES.sub("", cell)):
                yield row, known
                break


def _in_prose(document: Document) -> Fact[dict[str, str]]:
    facts = [(m.value[1], m.line) for m in document.text.matches(_IN_PROSE, *_LONG_CODES)]
    if len({code for code, _ in facts}) < _ENOUGH_CODES:
        return Fact({}, 0)
    beside = [(m.value[1], m.line) for m in document.text.matches(_BESIDE_IN_PROSE, *_SHORT_CODES)]
    return Fact({code: ERROR_ACTIONS[code] for code, _ in (*facts, *beside)}, facts[0][1])
