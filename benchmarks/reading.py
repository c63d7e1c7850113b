"""How long a SKILL.md takes to read: an ordinary one, a collection, the worst of the hostile."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial

import yaml

from benchmarks.skills import MAX_CHARACTERS, long_skill, samples
from skill_runtime.adapters.strict_yaml import parse_strict_yaml
from skill_runtime.core.skill_reader import read_skill
from skill_runtime.errors import SkillError

_ORDINARY = 20 * 1024
_COLLECTION = 15_000
_RUNS = 50
_SHOWN = 3

# Units that are repeated until a file is as large as the reader allows: each is the beginning, the
# middle or the whole of something that some pattern looks for.
HOSTILE = (
    " ", "\t", "\n", "a", "1", "|", "| ", "| a | b |\n", "|---|---|\n", "\\|",
    '| "a" / "b" | export |\n', "`", "```\n", "``` `\n", "~~~\n", '"', '"a" ', '"click"; ', "“",
    "'", "> ", "> > a\n", "# a\n", "- a\n", "- a → b\n", '- "a" → export\n', "1. a\n", "→", "*",
    "**", "(", "[", "{", "<", ":", "：", "${", "${NEMO_API_URL:-", "https://", "https://a", "https://a.b/",
    "wss://", "wss://a ", "/run_sse", "/run_sse\n", "curl \\\n", "curl https://a/run_sse\n",
    'curl "$TOKEN" \\\n', "api base ", "api base: a.", "API base | a |", "NEMO_API_URL | x | ",
    "API at a.b ", "poll ", "poll 1 ", "poll every ", "--max-time 1 ", "/run_sse --max-time ",
    "up to 1 ", "max 1", "1MB ", "11MB", "heartbeat ", "heartbeat every ", "every 1 s still ",
    "1 min heartbeats", "client_id ", "client_id ~/ ", "client_id /a/b ", "save client_id /a ",
    "client_id $a", "mp4, ", "mp4\n", "Supported mp4 ", "supports ", "try\n", "try saying",
    "**Try saying:**\n- a\n", "greeting: ", "/workspace/claim", "data.token", '"data": {',
    "returns `token", "`token` ", "X-Skill-Version: 1 ", "`clawhub` / ", "~/.a means ", "else ",
    "click ", 'On "click" call the API; ', "§3.5 ", "1001 ", "\xe2\x80\x94", "\xc3\xa9", "\xe2\x80",
    "\x93", "不超过", "\u2028", "İ", "user says | ",
)  # fmt: skip


def report() -> Iterator[str]:
    """One line for each measure."""
    text = long_skill(_ORDINARY)
    ours, baseline = _side_by_side(partial(_read, text), partial(_plainly_read, text))
    yield (
        f"20 KB skill / safe_load + split        (below 5 ms)    "
        f"{ours * 1e3:.2f} / {baseline * 1e3:.2f} ms = {ours / baseline:.1f}"
    )
    texts = list(samples().values())
    each = min(_timed(partial(_read_all, texts)) for _ in range(5)) / len(texts)
    yield (
        f"collection of {len(texts)} sample skills        (minutes)       "
        f"{1 / each:.0f} files/s, {_COLLECTION} in {each * _COLLECTION:.0f} s"
    )
    for seconds, unit in sorted(_hostile(), reverse=True)[:_SHOWN]:
        yield f"256 KB of {unit!r:30}(below 1 s)     {seconds * 1e3:.0f} ms"


def _hostile() -> Iterator[tuple[float, str]]:
    head = "---\nname: a\nversion: '1'\n---\n"
    for unit in HOSTILE:
        text = (head + unit * (MAX_CHARACTERS // len(unit)))[:MAX_CHARACTERS]
        yield _timed(partial(_read, text)), unit


def _read(text: str) -> None:
    with suppress(SkillError):
        read_skill(text, parse_strict_yaml)


def _read_all(texts: Sequence[str]) -> None:
    for text in texts:
        _read(text)


def _plainly_read(text: str) -> None:
    """What any reader has to do at the least."""
    _, frontmatter, body = text.split("---\n", 2)
    yaml.safe_load(frontmatter)
    body.split("\n")


def _side_by_side(
    ours: Callable[[], object], baseline: Callable[[], object]
) -> tuple[float, float]:
    pairs = [(_timed(ours), _timed(baseline)) for _ in range(_RUNS)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def _timed(work: Callable[[], object]) -> float:
    """Seconds of processor time: what else the machine does counts for nothing."""
    began = time.process_time()
    work()
    return time.process_time() - began
