"""Which action a cell of a router names: by its words, never by the number of a section.

A word that can't mean anything else ("export", "credits", "SSE") counts before one that also
describes ("tracks", "pipeline", "generate"), and that before one that only hints ("finalize");
among its like the first counts.
"""

from __future__ import annotations

import re

_CLEAR = re.compile(
    r"""(?P<srt_export>\b(?:export|download|get|fetch|deliver|save)\w*\W+
            (?:(?:the|an?|as|to|just|only|into)\W+)*(?:subtitles?|captions?)\b
        | \b(?:export|download|get|fetch|deliver|save|render)\w*\W+(?:\w+\W+){0,3}?(?:srt|vtt)\b
        | \b(?:srt|vtt)\b | (?:导出|下载)\s*(?:字幕|srt) | 字幕(?:导出|下载|文件))
    | (?P<status>\b(?:\w+\s+)?(?:state|status)\b | 状态)
    | (?P<export>\b(?:export|render|download) | 导出 | 下载 | 渲染)
    | (?P<credits>\b(?:credit|balance|billing|quota) | 积分 | 余额 | 额度)
    | (?P<upload>\b(?:upload|ingest) | 上传)
    | (?P<chat>\bSSE\b | run_sse\b | \bchat\b | 对话)""",
    re.IGNORECASE | re.VERBOSE,
)
_MAKING = r"""\b(?:auto-?)?(?:(?:re-?)?(?:generat|creat)|edit|caption|translat|transcri|burn|dub
    |trim|compos|animat|styl)\w*|生成|编辑|剪辑|翻译"""
_VAGUE = re.compile(
    rf"""(?P<status>\btracks?\b | \btimeline\b | \bprogress\b | \bquery\b | 进度 | 时间线 | 轨道)
    | (?P<export>\bdeliver)
    | (?P<chat>{_MAKING} | \bpipeline | \bprocessing\b | \bforward | \bbackend\b | \bagent\b
        | \bmessage\b | \bprompt\b | \bstream | 转发 | 后端)""",
    re.IGNORECASE | re.VERBOSE,
)
_FAINT = re.compile(r"\b(?P<export>finali[sz]|ship\b|hand\W+(?:it\W+)?over)", re.IGNORECASE)
# Before anything else: what is cancelled ("the export") must not be done. Only jobs are, or what
# isn't named; "cancel the last cut" and "cancel a subscription" are no cancelling of a turn.
_CANCELS = re.compile(
    r"""[\W_]*(?:cancel|abort|stop|halt|interrupt|kill)(?:l?ing|s)?(?:
        (?:\W+(?:the|an?|any|all|current|running|active|pending)){0,3}
            \W+(?:job|render|generation|export|task|run|turn|work|request|operation|flow|handler)
        | \s*(?:$|[^\w\s-]))
    | [\W_]*(?:取消|中止|停止)(?:任务|渲染|生成|导出|操作|工作)?\s*(?:$|\W)""",
    re.IGNORECASE | re.VERBOSE,
)
_MAKES = re.compile(_MAKING, re.IGNORECASE | re.VERBOSE)
_STEP = re.compile(r"→|->|=>|[,;，；]|\bthen\b|\band\b|然后")
_WITHOUT_STREAM = re.compile(
    r"""\b(?:skip(?:s|ping)?|no|not|never|without|bypass(?:es|ing)?|outside|past)\s+
        (?:(?:via|through|to|over|the|any|send)\s+)*SSE\b
    | \bSSE\s+(?:is\s+)?not\b | (?:跳过|绕过|不走|无需)\s*SSE""",
    re.IGNORECASE | re.VERBOSE,
)


def action_named_in(text: str) -> str | None:
    """The action that a text names; None where it names none.

    Steps that make something before the last one are the backend's work, whatever follows: a
    "translate → deliver" is no export. A subtitle file is the exception.
    """
    if _CANCELS.match(text):
        return "cancel"
    text = _WITHOUT_STREAM.sub("", text) if "SSE" in text.upper() else text
    clear = _CLEAR.search(text)
    if clear is None:
        vague = _VAGUE.search(text) or _FAINT.search(text)
        return vague.lastgroup if vague else None
    if clear.lastgroup in {"export", "upload"} and _makes_on_the_way(text):
        named = {match.lastgroup for match in _CLEAR.finditer(text)}
        return "srt_export" if "srt_export" in named else "chat"
    return clear.lastgroup


def _makes_on_the_way(text: str) -> bool:
    steps = _STEP.split(text)
    return any(_MAKES.search(step) and not _CLEAR.search(step) for step in steps[:-1])
