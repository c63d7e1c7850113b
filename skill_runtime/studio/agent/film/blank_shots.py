"""A shot and the picture that is told after it in one: "add a 5 second shot, paint a hill"."""

from __future__ import annotations

import re

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
    message = _with_plain_screens(_with_cards(message))
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
        told = [g for g in match.groups() if g is not None]
        color = next(g for g in told if _COLOR.match(g))
        length = next(g for g in told if g != color)
        if is_chinese(match[0]):
            screen = "黑屏" if "黑" in color else "白屏"
            said = f"加一张{length}的{screen}画面"
        else:
            said = f"add a {length} shot of a {color} screen"
        behind = message[match.end() :]
        later = lexicon().shot_row["after_screen"].search(fold(behind, lexicon()))
        if later is not None:
            moment = f"改到第{length}出现" if is_chinese(later[0]) else f"at {length}"
            behind = f"{behind[: later.start()]}{moment}{behind[later.end() :]}"
        message = f"{message[: match.start()]}{said}{behind}"
    return message


def _with_cards(message: str) -> str:
    """片尾加两秒的结束页，黑底白字写“完”: a shot with nothing on it but words."""
    match = lexicon().shot_row["card"].search(fold(message, lexicon()))
    if match is None:
        return message
    where = next(g for g in match.groups() if g is not None)
    behind = message[match.end() :]
    length = next((g for g in match.groups()[1:] if g is not None and g != where), "")
    later = _LENGTH_BEHIND.search(fold(behind, lexicon())) if not length else None
    if later is not None:
        length, behind = later["length"], behind[: later.start()] + behind[later.end() :]
    ground = _GROUND.search(behind)
    screen = "白屏" if ground and ground["color"] == "白" else "黑屏"
    behind = _GROUND.sub("", behind)
    at = "最后" if where in {"片尾", "结尾", "最后"} else "开头"
    return f"{message[: match.start()]}在{at}加一张{length or '3秒'}的{screen}{behind}"


_COLOR = re.compile(r"[全纯]?[黑白]|black|white", re.IGNORECASE)
_GROUND = re.compile(r"(?P<color>[黑白])(?:色)?底(?:的)?")
_LENGTH_BEHIND = re.compile(r"[,，](?P<length>[\d.一二两三四五六七八九十]+秒)(?:钟)?(?=$|[,，。])")
