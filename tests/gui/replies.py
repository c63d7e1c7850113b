"""Labelled replies: what they ask for, what must survive, and what may not be left of them.

A row has `text`, `actions` (name → mode, in order) and `keep`; a row with `same` must come back to
the letter and ask for nothing. `ambiguous: true`: only the names of the actions are compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

GONE = {
    "en": re.compile(
        r"\b(?:click|press|hit|tap|drag|double-click)(?:ping|ging|ing)?\b"
        r"|\b(?:buttons?|icons?|panel|tab|menu|slider|playhead|page|library|timeline)\b"
        r"|top[- ]right|upper right|can't download|not able",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"点击|单击|双击|点一下|按下|拖|按钮|面板|图标|打开|展开|右上角|时间[轴线]|页面|滑块|无法|没有权限"
    ),
}
GONE["mixed"] = re.compile(f"{GONE['en'].pattern}|{GONE['zh'].pattern}", re.IGNORECASE)
OFFERED = {
    "export": re.compile(r"(?i)\bsay 'export'|告诉我“导出”|告訴我「匯出」"),
    "status": re.compile(r"(?i)\bask\b|问我|概况|概況"),
    "credits": re.compile(r"(?i)\bask\b|问我|余额|餘額"),
    "upload": re.compile(r"(?i)\bsend\b|发给我|發給我"),
    "chat": re.compile(r"(?i)\btell me\b|告诉我|告訴我"),
}
LEFT_OVER = re.compile(
    r"\*\*\s*\*\*|[(（]\s*[)）]|[，、；：,;]\s*[。！？.!?]|。。|，，"
    r"|^\s*(?:[-*•]|\d+[.、])\s*$|[,，、：:]\s*\Z|\b(?:please|then|and|or|so|to)\s*[.!?]",
    re.MULTILINE | re.IGNORECASE,
)
_CONTENT = re.compile(r"```.*?```|“[^”]*”|\"[^\"]*\"", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """One labelled reply."""

    language: str
    kind: str
    text: str
    same: bool
    keep: tuple[str, ...]
    actions: dict[str, str] = field(default_factory=dict)
    ambiguous: bool = False

    def leak(self, translated: str) -> str:
        """The first GUI word that is left outside of quotations and of what must be kept."""
        if self.kind == "past_report":
            return ""
        rest = _CONTENT.sub("", translated)
        for kept in self.keep:
            rest = rest.replace(_CONTENT.sub("", kept), "")
        match = GONE[self.language].search(rest)
        return match[0] if match else ""


def load(language: str) -> list[Reply]:
    paths = sorted(Path(__file__).parent.glob(f"*.{language}.yaml"))
    rows: list[dict[str, Any]] = [
        row for path in paths for row in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    ]
    return [
        Reply(
            language=language,
            kind=row["kind"],
            text=row.get("same") or row["text"],
            same="same" in row,
            keep=tuple(row.get("keep", ())),
            actions=row.get("actions", {}),
            ambiguous=row.get("ambiguous", False),
        )
        for row in rows
    ]


REPLIES = [*load("en"), *load("zh"), *load("mixed")]
GUI = [reply for reply in REPLIES if not reply.same]
CONTENT = [reply for reply in REPLIES if reply.same]
