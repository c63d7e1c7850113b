"""How well GUI talk is heard in other words than the labelled replies': one word of each is swapped
for another of its class, so that the label still holds, and what goes wrong is counted.

Unlike the replies' own scores this isn't held at 100 %: it tells which words the grammar has
learnt in one place only.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from benchmarks.gui import RULES
from skill_runtime.adapters.gui_rules import load_gui_rules
from skill_runtime.core.gui import GuiTranslator
from tests.gui.replies import GUI, Reply

_SEED = 5
_TOLD = 5
_SWAPS = 3
"""Other words that are tried for each word of a class."""

CLASSES: dict[str, dict[str, tuple[str, ...]]] = {
    "zh": {
        "press": ("点击", "单击", "点一下", "轻点", "按下", "点选", "按一下", "戳一下", "轻触"),
        "open": ("打开", "展开", "进入", "点开", "前往", "切到", "切换到", "转到"),
        "look": ("查看", "检查", "看一下", "看看", "核对", "浏览", "确认一下", "瞧一瞧"),
        "play": ("播放", "预览", "回放", "试听", "放一遍", "听一遍"),
        "drag": ("拖动", "拖拽", "拖", "拖曳"),
        "drag to": ("拖到", "拖至", "拖进", "拽到", "拖放到"),
        "ask": ("请您", "请", "麻烦您", "麻烦", "您需要", "您只需", "劳烦您", "记得", "您直接"),
        "allow": ("您可以", "可以", "您也可以", "您可以随时", "您随时可以"),
        "corner": ("右上角", "左上角", "右下角", "左下角", "右上方", "页面顶部", "界面右侧"),
        "then": ("然后", "接着", "随后", "再", "之后"),
        "like": ("满意的话", "如果满意", "要是满意", "没问题的话", "确认无误后", "觉得可以的话"),
        "export": ("导出", "下载", "渲染", "导出视频", "下载成片"),
        "upload": ("上传", "导入", "添加素材", "上传文件"),
        "button": ("按钮", "图标", "按键", "选项"),
        "panel": ("面板", "标签页", "选项卡", "栏"),
        "timeline": ("时间线", "时间轴"),
        "page": ("账单页", "账户页面", "余额页面", "充值页面", "订阅页", "会员中心", "个人中心"),
    },
    "en": {
        "press": ("click", "press", "tap", "hit", "click on", "push"),
        "open": ("open", "go to", "head to", "switch to", "expand", "navigate to", "pull up"),
        "look": ("check", "review", "look at", "inspect", "view", "take a look at"),
        "play": ("play", "preview", "watch", "play back"),
        "ask": ("please", "just", "simply", "then", "you'll need to", "make sure to", "now"),
        "allow": ("you can", "you may", "feel free to", "you could", "you can always"),
        "corner": (
            "top-right corner", "top left", "bottom right", "upper right corner",
            "lower-left corner", "toolbar", "top bar", "sidebar",
        ),
        "like": (
            "if you're happy with it", "once you're happy", "when you're ready",
            "if it looks good", "whenever you like", "if everything is fine",
        ),
        "Export": ("Export", "Download", "Render", "Export video", "Save video"),
        "Upload": ("Upload", "Import", "Add media", "Upload files"),
        "button": ("button", "icon", "option", "link"),
        "panel": ("panel", "tab", "drawer", "section"),
        "page": (
            "billing page", "account page", "pricing page", "credits page",
            "subscription page", "usage tab",
        ),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """What a swapped reply was heard as."""

    swap: str
    text: str
    heard: str
    why: str


def swapped(reply: Reply, rng: random.Random) -> Iterator[tuple[str, Reply]]:
    """The reply with one word swapped, and which; content in quotes and what is kept stays."""
    for name, words in CLASSES.get(reply.language, {}).items():
        pattern = re.compile(_pattern(words, reply.language))
        match = next((m for m in pattern.finditer(reply.text) if _is_free(reply, m)), None)
        if match is None:
            continue
        others = [word for word in words if word.lower() != match[0].lower()]
        for word in rng.sample(others, min(_SWAPS, len(others))):
            new = word[0].upper() + word[1:] if match[0][0].isupper() else word
            text = reply.text[: match.start()] + new + reply.text[match.end() :]
            yield f"{name}: {match[0]} → {new}", replace(reply, text=text)


def _pattern(words: tuple[str, ...], language: str) -> str:
    joined = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    if language == "en":
        return rf"(?i)(?<!-)\b(?:{joined})\b(?! (?:window|pane|back|button|bar))"
    return rf"(?:{joined})(?![器头窗区键指框页栏面]|列表|速度|进度|设置|完成|成功)"


def _is_free(reply: Reply, match: re.Match[str]) -> bool:
    """Whether the word stands outside of what must be kept."""
    spots = ((reply.text.find(kept), len(kept)) for kept in reply.keep)
    return not any(at <= match.start() < at + length for at, length in spots)


def faults(translator: GuiTranslator, language: str) -> tuple[int, list[Fault]]:
    """How many swapped replies there are, and what went wrong with them."""
    rng, count, found = random.Random(_SEED), 0, []  # noqa: S311 - the same ones every time
    for reply in (reply for reply in GUI if reply.language == language):
        for swap, other in swapped(reply, rng):
            count += 1
            heard = translator.translate(other.text)
            why = _fault(other, heard.text, [str(a.action) for a in heard.actions])
            if why:
                found.append(Fault(swap, other.text, heard.text, why))
    return count, found


def _fault(reply: Reply, text: str, actions: list[str]) -> str:
    if leak := reply.leak(text):
        return f"leak: {leak}"
    return "" if actions == list(reply.actions) else f"heard {actions}"


def report() -> Iterator[str]:
    """How many swapped replies go wrong, and the words that do most often."""
    translator = GuiTranslator.build(load_gui_rules(RULES))
    yield "GUI talk with one word swapped for another of its class"
    for language in CLASSES:
        count, found = faults(translator, language)
        leaks = sum(fault.why.startswith("leak") for fault in found)
        worst = ", ".join(f"{swap} ({n})" for swap, n in _by_swap(found).most_common(_TOLD))
        share = len(found) / count
        yield f"  {language}  {count} replies   wrong {share:5.1%}   of them leak {leaks}"
        yield f"      most often: {worst}"


def _by_swap(found: list[Fault]) -> Counter[str]:
    return Counter(f"{f.swap.split(':')[0]} → {f.swap.split('→ ')[1].lower()}" for f in found)
