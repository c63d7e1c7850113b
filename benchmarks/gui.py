"""What GUI translation costs and how well it hears, beside raw text and a table of phrases.

The cost is what a reply's translation takes over passing its chunks on as they are, in processor
time, at several sizes of chunks. The scores are those of the tests' labelled replies: they show
that nothing was lost since, not how unseen wordings fare.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from skill_runtime.adapters.gui_rules import load_gui_rules
from skill_runtime.core.gui import GuiTranslator
from skill_runtime.model.gui import Translation
from tests.gui.replies import CONTENT, GUI, REPLIES, Reply

RULES = Path(__file__).parents[1] / "translations" / "gui"
_CHUNKS = (1_000, 20, 4)
"""Characters that arrive at once; a model's tokens are about four."""
_REPEATS = 15
_ROUNDS = 20
_ORDINARY = {
    "en": (
        "Your product video is ready for review. I trimmed the intro to three seconds and "
        "moved the logo reveal before the first cut. The music fades in under the voice, and "
        "the captions "
        "follow each sentence closely.\n\n- Scene one: the kitchen at dawn, slow roll in\n"
        "- Scene two: hands kneading dough, warm light\n- Scene three: the finished loaf, steam "
        "rising\n\nThe whole piece runs forty two seconds, which fits the platform you mentioned. "
        "The voice is now 3 dB louder than before, so every word is clear even on a phone. Colors "
        "lean warm to match the brand. Would you like a shorter cut for stories as well?"
    ),
    "zh": (
        "您的产品视频已经可以审看了。我把片头剪到三秒，并把品牌露出提前到第一个转场之前。"
        "音乐在旁白之下轻轻淡入，字幕与每句话对齐。\n\n- 第一场：清晨的厨房，缓慢推进\n"
        "- 第二场：双手揉面，暖光\n- 第三场：刚出炉的面包，热气升腾\n\n整段一共四十二秒，"
        "符合您提到的要求。旁白比之前提高了一些，手机外放也很清楚。整体色调偏暖，与品牌一致，"
        "夜景保留了深蓝。需要再剪一个更短的版本吗？我也可以为发布写一段说明。"
    ),
}
_TABLE: Sequence[tuple[re.Pattern[str], str]] = tuple(
    (re.compile(pattern, re.IGNORECASE), action)
    for pattern, action in (
        (r"\bexport\b|\bdownload\b|导出|下载", "export"),
        (r"\bupload\b|\bimport\b|上传|导入", "upload"),
        (r"\baccount\b|\bbilling\b|\bcredits\b|账单|账户|余额|积分", "credits"),
        (r"\bopen\b|\bpanel\b|\bpreview\b|\btimeline\b|打开|面板|预览|时间[线轴]", "status"),
        (r"\bdrag\b|\bundo\b|拖|撤销", "chat"),
    )
)
_CLICK = re.compile(r"\b(?:click|press|tap|hit|open|drag|drop|go to)\b|点击|按|打开|拖|前往", re.I)
_SENTENCE = re.compile(r"[^.!?。！？\n]*[.!?。！？\n]?")

Hear = Callable[[str], tuple[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Score:
    """Shares of the replies; `leak` to `executed` of those with GUI talk."""

    leak: float
    loss: float
    exact: float
    executed: float
    """Something was executed that the label doesn't execute."""
    untouched: float
    """Of the content that only looks like GUI talk."""

    def __str__(self) -> str:
        return (
            f"leak {self.leak:5.1%}   lost {self.loss:5.1%}   action and mode {self.exact:6.1%}   "
            f"executed unasked {self.executed:5.1%}   untouched {self.untouched:6.1%}"
        )


def report() -> Iterator[str]:
    """The costs by language and chunk, then the scores."""
    translator = GuiTranslator.build(load_gui_rules(RULES))
    yield "GUI translation, µs of processor time for 100 characters over passing them on"
    for language, text in _ORDINARY.items():
        costs = (f"{_cost(translator, [text], n):6.1f}" for n in _CHUNKS)
        yield f"  ordinary {language}  in chunks of {_CHUNKS}: {' '.join(costs)}"
        texts = [reply.text for reply in REPLIES if reply.language == language]
        costs = (f"{_cost(translator, texts, n):6.1f}" for n in _CHUNKS)
        yield f"  labelled {language}  in chunks of {_CHUNKS}: {' '.join(costs)}"

    def ours(text: str) -> tuple[str, dict[str, str]]:
        heard: Translation = translator.translate(text)
        return heard.text, {str(a.action): str(a.mode) for a in heard.actions}

    for language in ("en", "zh", "mixed"):
        for name, hear in (("translator", ours), ("table", _by_table)):
            yield f"  {language:5} {name:10}  {_score(hear, language)}"


def _cost(translator: GuiTranslator, texts: Sequence[str], size: int) -> float:
    chunks = [[text[at : at + size] for at in range(0, len(text), size)] for text in texts]

    def translated() -> None:
        for reply in chunks:
            stream = translator.stream()
            "".join([*map(stream.feed, reply), stream.close()])

    def raw() -> None:
        for reply in chunks:
            "".join([*map(str, reply), ""])

    rounds = max(1, _ROUNDS // len(texts))
    return (_seconds(translated, rounds) - _seconds(raw, rounds)) * 1e8 / sum(map(len, texts))


def _seconds(run: Callable[[], None], rounds: int) -> float:
    best = float("inf")
    for _ in range(_REPEATS):
        began = time.process_time_ns()
        for _ in range(rounds):
            run()
        best = min(best, (time.process_time_ns() - began) / 1e9 / rounds)
    return best


def _by_table(text: str) -> tuple[str, dict[str, str]]:
    """Every sentence with a word of clicking goes, and every name in it is an action."""
    actions: dict[str, str] = {}
    kept = []
    for sentence in _SENTENCE.findall(text):
        if not _CLICK.search(sentence):
            kept.append(sentence)
            continue
        found = next((action for names, action in _TABLE if names.search(sentence)), None)
        if found:
            actions.setdefault(found, "offer" if found == "chat" else "execute")
    return "".join(kept), actions


def _score(hear: Hear, language: str) -> Score:
    gui = [(reply, *hear(reply.text)) for reply in GUI if reply.language == language]
    content = [reply for reply in CONTENT if reply.language == language]
    return Score(
        leak=_share(bool(reply.leak(text)) for reply, text, _ in gui),
        loss=_share(any(kept not in text for kept in reply.keep) for reply, text, _ in gui),
        exact=_share(_is_exact(reply, actions) for reply, _, actions in gui),
        executed=_share(_executes_unasked(reply, actions) for reply, _, actions in gui),
        untouched=_share(hear(reply.text) == (reply.text, {}) for reply in content),
    )


def _is_exact(reply: Reply, actions: dict[str, str]) -> bool:
    if reply.ambiguous:
        return list(actions) == list(reply.actions)
    return list(actions.items()) == list(reply.actions.items())


def _executes_unasked(reply: Reply, actions: dict[str, str]) -> bool:
    return any(mode == "execute" != reply.actions.get(name) for name, mode in actions.items())


def _share(flags: Iterator[bool]) -> float:
    found = list(flags)
    return sum(found) / len(found)
