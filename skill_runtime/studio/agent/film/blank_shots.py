"""A shot and the picture that is told after it in one: "add a 5 second shot, paint a hill"."""

from __future__ import annotations

from skill_runtime.studio.agent.words.folding import fold, is_chinese
from skill_runtime.studio.agent.words.lexicon import lexicon

__all__ = ["with_blank_shots"]

_LONGEST = 1000


def with_blank_shots(message: str) -> str:
    """The message with a shot and the picture that is told after it in one: "add a 5 second shot,
    paint a hill".
    """
    if len(message) > _LONGEST:
        return message
    message = _with_plain_screens(message)
    match = lexicon().shot_row["blank"].search(fold(message, lexicon()))
    if match is None:
        return message
    said = message[match.start() : match.end()]
    time = lexicon().words["any_time"].search(match[0])
    if time is None:
        return message
    told = said[time.start() : time.end()].strip()
    han = is_chinese(said)
    shot = f"画一个{told}的镜头:" if han else f"draw a {told} shot of "
    return f"{message[: match.start()]}{shot}{message[match.end() :].lstrip()}"


def _with_plain_screens(message: str) -> str:
    """ "Insert 2 seconds of black before it", 插一段两秒的黑场: a shot with nothing on it."""
    found = list(lexicon().shot_row["plain_screen"].finditer(fold(message, lexicon())))
    for match in reversed(found):
        length, color = (g for g in match.groups() if g is not None)
        if is_chinese(match[0]):
            screen = "黑屏" if "黑" in color else "白屏"
            said = f"加一张{length}的{screen}画面"
        else:
            said = f"add a {length} shot of a {color} screen"
        message = f"{message[: match.start()]}{said}{message[match.end() :]}"
    return message
