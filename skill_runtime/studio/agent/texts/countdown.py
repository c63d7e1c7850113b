"""A countdown over the beginning ("start with a 3-2-1 countdown", 开头倒数三秒): big numbers, one a
second, as subtitles with their times.
"""

from __future__ import annotations

from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.lexicon import lexicon

__all__ = ["with_countdown"]

_MOST = 10


def with_countdown(message: str) -> str:
    """The message with a countdown of so many seconds as subtitles."""
    match = lexicon().says["countdown"].search(fold(message, lexicon()))
    told = next((g for g in match.groups() if g is not None), "") if match else ""
    count = round(lexicon().number(told)) if told else 0
    if match is None or not 1 < count <= _MOST:
        return message
    han = is_chinese(match[0])
    head = "加字幕，居中，超大：" if han else "add subtitles, huge, in the centre:"
    cues = "\n\n".join(_cue(n, str(count - n)) for n in range(count))
    before, after = message[: match.start()].rstrip(), message[match.end() :].lstrip(" ,，.。")
    return f"{before}\n{head}\n{cues}\n\n{after}"


def _cue(second: int, words: str) -> str:
    return f"{second + 1}\n00:00:{second:02},000 --> 00:00:{second + 1:02},000\n{words}"
