"""However a router is written down, the same is read from it."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tests.skill_reader.reading import read_body

ROUTES = {
    "export": ("Export", "→ §3.5 Export", "Export handler", "Render and deliver", "导出"),
    "credits": ("Credits", "→ §3.3 Credits", "Balance lookup", "Credit check", "积分"),
    "status": ("State", "→ §3.4 State", "State query", "Session state", "状态"),
    "upload": ("Upload", "→ §3.2 Upload", "File ingestion", "Upload flow", "上传"),
    "chat": ("SSE", "→ §3.1 SSE", "SSE editing pipeline", "Main SSE pipeline", "SSE 对话"),
}
# Nothing here is an action, a description or a remainder of its own.
PHRASES = st.lists(
    st.from_regex(
        r"[b-df-hj-np-tv-z]{2,6}( [b-df-hj-np-tv-z]{2,6}){0,2}|[海山云雨花鸟]{2,3}", fullmatch=True
    ),
    min_size=5,
    max_size=15,
    unique=True,
)
LABELS = ("User says...", "Input pattern", "You type...", "What you say", "Your words", "用户说")
GOES = ("Action", "Handler", "Goes to...", "Where it goes", "Route", "动作")
SKIPS = ("Skip SSE?", "Skips SSE?", "跳过 SSE？")
STREAMS = ("SSE needed?", "Uses SSE?", "Streams?")
OTHERS = ("Notes", "Format rule", "Ask anything?")
YES, NO = ("✅", "Yes", "✅ Yes", "true"), ("❌", "No", "❌ No", "–")
REST = (
    "Everything else (sync, dub…)",
    "Anything else",
    "any other request",
    "其他（生成、剪辑…）",
    "*",
)
FILES = ("", "user sends file", "file attachment", "dropped file", "用户发送文件")


@dataclass(frozen=True)
class Written:
    body: str
    intents: dict[str, list[str]]


@st.composite
def written_routers(draw: st.DrawFn) -> Written:
    phrases = draw(PHRASES)
    intents = {action: phrases[index::5] for index, action in enumerate(ROUTES)}
    quote = draw(st.sampled_from([('"', '"'), ("“", "”"), ("「", "」"), ("`", "`")]))
    between = draw(st.sampled_from([" / ", "／", " or ", ", ", "、"]))
    flag = draw(st.sampled_from(SKIPS + STREAMS + OTHERS))
    header = [draw(st.sampled_from(LABELS)), draw(st.sampled_from(GOES)), flag]
    rows = []
    for action, words in intents.items():
        said = [f"{quote[0]}{word}{quote[1]}" for word in words]
        if action == "upload":
            said += filter(None, [draw(st.sampled_from(FILES))])
        goes = draw(st.sampled_from(ROUTES[action]))
        rows.append([between.join(said), goes, _flag(draw, flag, action)])
    rows = draw(st.permutations(rows))
    rows.append([draw(st.sampled_from(REST)), "SSE", _flag(draw, flag, "chat")])
    return Written(_table(draw, [header, *rows]), intents)


def _flag(draw: st.DrawFn, label: str, action: str) -> str:
    if label in OTHERS:
        return "No"
    return draw(st.sampled_from(YES if (action != "chat") is (label in SKIPS) else NO))


def _table(draw: st.DrawFn, rows: list[list[str]]) -> str:
    outer, indent = draw(st.sampled_from(["| ", ""])), draw(st.sampled_from(["", "  ", "> "]))
    pipe = draw(st.sampled_from([" | ", "|", " ｜ "]))
    rule = draw(st.sampled_from(["---|---|---", ":---|:---:|---:", "- | - | -"]))
    lines = [pipe.join(row) for row in rows]
    lines.insert(1, rule)
    end = outer[::-1].strip()
    return "".join(f"{indent}{outer}{line} {end}\n" for line in lines)


@given(written_routers())
def test_a_written_router_is_read_back(written: Written) -> None:
    understood = read_body(f"## Anything\n{written.body}\nThat is all.\n")
    assert understood["intents"] == written.intents, written.body
    assert understood["skip_sse"] == {action: action != "chat" for action in ROUTES}
    assert understood["fallback"] == "chat"


@given(written_routers())
def test_in_a_fence_it_is_none(written: Written) -> None:
    assert read_body(f"```\n{written.body}```\n")["intents"] == {}
