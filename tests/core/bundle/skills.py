"""Skills to make bundles of: the reader's own samples, and made-up ones with every field."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import strategies as st

from skill_runtime.adapters.strict_yaml import parse_strict_yaml
from skill_runtime.core.bundle import Listing, read_listing
from skill_runtime.core.skill_reader.error_table import ERROR_ACTIONS
from skill_runtime.model.skill import GuiRow, Skill

DATA = Path(__file__).parents[2] / "skill_reader" / "data"
_EXPECTED = json.loads((DATA / "expected.json").read_text("utf-8"))
SAMPLES = [DATA / file for file in _EXPECTED if _EXPECTED[file]["surface"] == "chat"]
HEAD = '---\nname: test-skill\nversion: "1.0.0"\ndescription: Makes films.\n---\n\n'


def listing_of(text: str) -> Listing:
    return read_listing(text, parse_strict_yaml, "SKILL.md")


def sample(path: Path) -> Listing:
    return listing_of(path.read_bytes().decode("utf-8-sig"))


# What people write: words with marks in and around them, in several scripts.
_WORD = st.text("abcXYZ àß导出积分 -_'!?.,;:…→/()%#0123456789🎬", min_size=1, max_size=24)
_SENTENCE = _WORD.map(lambda text: f"make {text} now")
# Without the letters that damaged text begins with: the reader would mend it.
_LETTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Zl", "Zp"),
    exclude_characters="".join(map(chr, range(0xC2, 0xF5))),
)
_ANY_LINE = st.text(_LETTERS, max_size=60)
_KEYWORD = st.from_regex(r"[a-z]{2,8}( [a-z]{2,8}| \| [a-z]{3}|[导出积分]{2})?", fullmatch=True)
_SECONDS = st.one_of(
    st.none(),
    st.integers(1, 99_999).map(float),
    st.integers(2_000, 99_999).map(lambda minutes: minutes * 60.0),
    st.integers(2_000, 99_999).map(lambda hours: hours * 3600.0),
)
_SIZES = st.one_of(
    st.integers(1, 9_999).map(lambda number: number * 1024**2),
    st.integers(1, 9_999).map(lambda tenths: round(tenths / 10 * 1024**3)),
    st.integers(1, 9_999).map(lambda number: number * 1024),
)
_FORMATS = st.lists(
    st.sampled_from(["mp4", "mov", "jpeg", "png", "gif", "heic", "mp3", "flac", "srt", "webm"]),
    min_size=2,
    unique=True,
).filter(lambda formats: {"mp4", "mov", "png", "gif", "mp3", "webm"} & set(formats))
_GUI = st.builds(
    GuiRow,
    st.lists(
        st.sampled_from([
            "click [button]", "点击", "drag/drop", "打开", "Export button", 'press "OK"',
            "open | close",
        ]),
        min_size=1,
        max_size=3,
        unique=True,
    ).map(tuple),
    st.sampled_from([
        "run_api", "show_state", "send_edit", "track_summary", "export", "export_or_srt", "credits",
        "ask_user",
    ]),
)  # fmt: skip
_PLATFORMS = st.one_of(
    st.just({}),
    st.just({"*": "unknown", "names_only": ("clawhub", "cursor")}),
    st.sampled_from(["clawhub", "cursor", "unknown"]).map(lambda name: {"*": name}),
    st.dictionaries(
        st.sampled_from(["~/.clawhub/", "~/.cursor/skills/", "~/.openclaw/skills/x"]),
        st.sampled_from(["clawhub", "cursor", "openclaw", "unknown"]),
        min_size=1,
    ).map(lambda rules: {**rules, "*": "unknown"}),
)


@st.composite
def routers(draw: st.DrawFn) -> dict[str, object]:
    """`intents`, `skip_sse` and `fallback` as one table gives them."""
    others = ["export", "srt_export", "credits", "status", "upload", "cancel"]
    actions = draw(st.lists(st.sampled_from(others), min_size=2, unique=True))
    fallback = draw(st.sampled_from(["chat", actions[0]]))
    with_chat = fallback == "chat" and draw(st.booleans())
    rows = [*actions, *(["chat"] if with_chat else [])]
    words = st.lists(_KEYWORD, max_size=3, unique=True).map(tuple)
    said = {action: draw(words) for action in rows}
    return {
        "intents": {action: phrases for action, phrases in said.items() if phrases},
        "skip_sse": {action: draw(st.booleans()) for action in rows},
        "fallback": fallback,
    }


@st.composite
def skills(draw: st.DrawFn) -> Skill:
    """A skill of which every field that a page may state is drawn."""
    optional = st.one_of(st.none(), _ANY_LINE.map(str.strip).filter(bool))
    codes = draw(st.lists(st.sampled_from(sorted(ERROR_ACTIONS)), unique=True).filter(_telling))
    router = draw(st.one_of(st.just({}), routers()))
    return Skill(
        name="test-skill",
        version=draw(st.sampled_from(["", "1", "2.30", "1.0.0-beta+5", "yes"])),
        display_name=draw(optional),
        description=draw(_SENTENCE),
        api_base=draw(st.sampled_from([None, "https://mega-api-prod.nemovideo.ai"])),
        app_name=draw(st.sampled_from(["nemo_agent", "other_agent"])),
        gui=tuple(draw(st.lists(_GUI, max_size=6))),
        errors={code: ERROR_ACTIONS[code] for code in codes},
        formats=tuple(draw(_FORMATS)),
        size_limit_bytes=draw(st.one_of(st.none(), _SIZES)),
        poll_interval_s=draw(_SECONDS),
        poll_max=draw(st.one_of(st.none(), st.integers(1, 9_999))),
        sse_timeout_s=draw(_SECONDS),
        heartbeat_only_timeout_s=draw(_SECONDS),
        progress_every_s=draw(_SECONDS),
        greeting=draw(st.one_of(st.none(), st.lists(_SENTENCE, min_size=1).map("\n".join))),
        examples=tuple(draw(st.lists(_SENTENCE, max_size=4))),
        config_paths=draw(st.sampled_from([(), ("~/.config/nemovideo/",)])),
        variant=draw(optional),
        client_id_path=draw(st.sampled_from([None, "~/.config/nemovideo/client_id"])),
        token_field=draw(st.sampled_from(["data.token", "token"])),
        session_task_name=draw(st.sampled_from(["project", "My film"])),
        platform_rules=draw(_PLATFORMS),
        skill_source_env=draw(st.booleans()),
        claim_link=draw(st.sampled_from([None, "https://nemovideo.com/workspace/claim"])),
        **router,
    )


def _telling(codes: list[str]) -> bool:
    """One code alone is no table."""
    return len(codes) != 1
