"""Chinese words for the screen that stand without quotation marks behind what writes them: 结尾写
祝外婆生日快乐, 写地址：人民路12号; or tell where somebody is found: 电话 400-888-6666 放在底部.

They are put into quotation marks, which every rule knows. Kinds of words (写名字), rows of words
and looks (写大一点) are left to the rules for these.
"""

from __future__ import annotations

import re

from skill_runtime.studio.agent.words.amounts import spans_of_groups
from skill_runtime.studio.agent.words.folding import fold
from skill_runtime.studio.agent.words.lexicon import QUOTED, lexicon
from skill_runtime.studio.agent.words.said_texts import is_look
from skill_runtime.studio.agent.words.splitting import begins_wish

__all__ = ["with_written_words"]

_STOP = re.compile(rf"[,，。;；\n、]|[!！?？~]+|{QUOTED}|$")
_VERBS = frozenset("写放打上着出加")
_MARKS = "!！?？~"
_LONGEST = 40
_COLON = re.compile(r"[:：] ?")


def with_written_words(masked: str) -> str:
    """The message, whose quotations are lifted, with quotation marks around such words."""
    for match in reversed(list(lexicon().says["tells"].finditer(fold(masked, lexicon())))):
        masked = f"{masked[: match.start()]}写{masked[match.end() :]}"
    masked = _with_lines(masked)
    for name in ("written", "called", "contact"):
        for match in reversed(list(lexicon().says[name].finditer(fold(masked, lexicon())))):
            start = match.start() if name == "contact" else match.end()
            end = _end(masked, match.end())
            thing = _is_thing(fold(masked, lexicon()), start)
            if end is not None and not thing and _are_words(masked, start, end):
                verb = "" if name == "written" else _verb(masked[: match.start()], masked[end:])
                before = masked[: start if name == "written" else match.start()].rstrip(" ")
                masked = _without_verb(masked, end)
                masked = f"{before}{verb}“{masked[start:end].strip()}”{masked[end:]}"
    return masked


def _with_lines(masked: str) -> str:
    """中间打一行白色的字：退休第一天: how the words look, told with what writes them."""
    for match in reversed(list(lexicon().says["line_of_words"].finditer(fold(masked, lexicon())))):
        look, noun, words = (masked[slice(*span)] for span in spans_of_groups(match))
        if look and not is_look(fold(look, lexicon()), lexicon()):
            continue
        letters = look + (noun if noun[-1] == "字" else "字")
        verb = "写" if letters in {"字", "文字"} else f"用{letters}写"
        masked = f"{masked[: match.start()]}{verb}“{words.strip()}”{masked[match.end() :]}"
    return masked


def _is_thing(folded: str, start: int) -> bool:
    """Whether the verb before is the beginning of a noun: 写字楼."""
    verb = folded.rfind("写", 0, start)
    return verb >= 0 and lexicon().storyboard["no_verb"].match(folded[verb:]) is not None


def _verb(before: str, after: str) -> str:
    """What writes the words that stand there: with those before, where they end the film."""
    if before[-1:] in _VERBS or re.search(rf"{QUOTED}和$", before):
        return ""
    at_end = re.search(rf"(?:最后|结尾|片尾)[^,，。;；\n]{{0,8}}{QUOTED}[,，]$", before)
    clause = fold(re.split(r"[,，。;；\n]", after)[0], lexicon())
    own = any(lexicon().spans[k].search(clause) for k in ("whole", "start", "end", "first", "last"))
    return "结尾写" if at_end and not own else "写"


def _without_verb(masked: str, end: int) -> str:
    """The message without the verb behind the words: 电话…写在最后."""
    verb = masked[end : end + 1] in {"写", "打", "标"} and masked[end + 1 : end + 2] == "在"
    return f"{masked[:end]}{masked[end + 1 :]}" if verb else masked


def _end(masked: str, start: int) -> int | None:
    """Where the words end that begin there; None where they are one of a row."""
    folded = fold(masked, lexicon())
    stop = _STOP.search(folded, start)
    end = stop.end() if stop and stop[0] and stop[0][0] in _MARKS else stop.start() if stop else 0
    if stop is None or stop[0] == "、" or re.fullmatch(QUOTED, stop[0] or "-"):
        return None
    tail = lexicon().says["written_ends"].search(folded, start + 1, end)
    end = tail.start() if tail else end
    for gap in re.compile(" +").finditer(folded, start + 1, end):
        if begins_wish(folded[gap.end() : end], lexicon()):
            return gap.start()
    return end


def _are_words(masked: str, start: int, end: int) -> bool:
    """Whether they are words for the screen, and not their kind or their look."""
    said = fold(masked[start:end].strip(), lexicon())
    if not re.search(r"\w", said) or len(said) > _LONGEST or "“" in said:
        return False
    kinds = lexicon().says["kind_of_words"].fullmatch(said)
    behind = _COLON.match(masked, end)
    return kinds is None and behind is None and not is_look(said, lexicon())
