"""Mutated skills: a sample of the tests, or some of its lines, changed in a few places.

Every one is made from its number and the samples alone, so that it can be made again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from functools import cache

from benchmarks.skills import MAX_CHARACTERS, samples

_SHORTENED = 0.85  # of all inputs are parts of a sample: so that more of them can be read
_WORD = re.compile(r"\S+")
_KEY = re.compile(r"\s*[\w.]+:")

# What the reader looks for, what steers a parser, and what passes for something else.
_TOKENS = (
    "---\n", "\n---\n", "...\n", "\n", "\r\n", "\r", "\t", "\x00", "\x1b[2J", "\x85", "\u2028",
    "\ufeff", "\u202e", "\u200b", "\ud800", "\U000e0041", "İ", "ß", "：", "｜", "|", "\\|",
    "|---|\n", "```", "```\n", "~~~\n", "`", '"', "'", "“", "> ", "> > ", "- ", "1. ", "# ",
    "## §3.5 ", "**", "→", "§3.5", "✅", "❌", ": ", "&a ", "*a", "!!map ", "? ", "{", "}", "[",
    "]", "%", "@", "name: ", "version: ", "1.10", "metadata:\n", "metadata: {",
    "metadata.openclaw.requires.env: [", '"openclaw": {', "apiDomain: ", "configPaths: [",
    "requires:\n", "  ", "${", "${NEMO_API_URL:-", "}", "https://", "http://", "wss://",
    "mega-api-prod.nemovideo.ai", ".nemovideo.ai", "evil.example", "@evil.example", ":8443",
    "xn--", "%2e", "/run_sse", "/api/auth/", "/v1/generate", "curl ", "\\\n", "$NEMO_TOKEN",
    "~/.config/", "../", "$HOME/", "C:\\", "client_id", "UUID", "200MB", "9999999999GB", "up to ",
    "Poll every ", "30s", "max ", "10 polls", "--max-time 900", "heartbeat", "Every 2 min",
    "Supported: ", "mp4, ", "**Try saying:**\n", "User says", "1001", "402", "\xc3\xa9",
    "\xe2\x80\x99", "\xf0\x9f\x8e\xac", "export", "导出", "click", "点击",
)  # fmt: skip


def mutated(number: int) -> str:
    """The input of that number: a sample, or some of its lines, changed in a few places."""
    random_ = random.Random(number)  # noqa: S311 - a fuzzer must be repeatable
    text = random_.choice(_texts())
    if random_.random() < _SHORTENED:
        text = _shortened(random_, text)
    for _ in range(random_.choice((1, 1, 2, 3, 5, 8))):
        text = random_.choices(_MUTATIONS, _WEIGHTS)[0](random_, text)
    return text[: MAX_CHARACTERS + 10]


@cache
def _texts() -> Sequence[str]:
    return tuple(samples().values())


def _shortened(random_: random.Random, text: str) -> str:
    """The frontmatter and a run of the body's lines."""
    lines = text.split("\n")
    head = next((i for i, line in enumerate(lines) if i and line.strip() == "---"), 0) + 1
    start = random_.randint(head, len(lines))
    return "\n".join(lines[:head] + lines[start : start + random_.randint(1, 25)])


def _flip(random_: random.Random, text: str) -> str:
    place = random_.randrange(len(text) + 1)
    character = chr(random_.choice((random_.randrange(0x80), random_.randrange(0x3000))))
    return text[:place] + character + text[place + random_.randint(0, 1) :]


def _flip_bytes(random_: random.Random, text: str) -> str:
    """As a disk would, read again by a program that takes any byte for a character."""
    raw = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(random_.randint(1, 4)):
        place = random_.randrange(len(raw) + 1)
        raw[place : place + 1] = bytes([random_.randrange(256)])
    return raw.decode(random_.choice(("latin-1", "utf-8")), "replace")


def _insert(random_: random.Random, text: str) -> str:
    place = random_.randrange(len(text) + 1)
    return text[:place] + random_.choice(_TOKENS) + text[place + random_.choice((0, 0, 1, 5)) :]


def _replace_word(random_: random.Random, text: str) -> str:
    place = random_.randrange(len(text) + 1)
    match = _WORD.search(text, place)
    word = random_.choice(_TOKENS)
    return text[: match.start()] + word + text[match.end() :] if match else text + word


def _shuffle_lines(random_: random.Random, text: str) -> str:
    lines = text.split("\n")
    start = random_.randrange(len(lines))
    window = lines[start : start + random_.randint(2, 12)]
    random_.shuffle(window)
    return "\n".join(lines[:start] + window + lines[start + len(window) :])


def _drop_lines(random_: random.Random, text: str) -> str:
    lines = text.split("\n")
    start = random_.randrange(len(lines))
    del lines[start : start + random_.randint(1, 8)]
    return "\n".join(lines)


def _repeat_lines(random_: random.Random, text: str) -> str:
    lines = text.split("\n")
    start = random_.randrange(len(lines))
    window = lines[start : start + random_.randint(1, 4)]
    return "\n".join(lines[:start] + window * random_.randint(2, 5) + lines[start:])


def _splice(random_: random.Random, text: str) -> str:
    other = random_.choice(_texts())
    return text[: random_.randrange(len(text) + 1)] + other[random_.randrange(len(other)) :]


def _indent(random_: random.Random, text: str) -> str:
    lines = text.split("\n")
    place = random_.randrange(min(len(lines), 20))
    lines[place] = random_.choice((" ", "  ", "\t", "- ", "> ", "| ")) + lines[place]
    return "\n".join(lines)


def _swap_key(random_: random.Random, text: str) -> str:
    """A key of the frontmatter, given another value or given twice."""
    lines = text.split("\n")
    places = [i for i, line in enumerate(lines[:30]) if _KEY.match(line)]
    if not places:
        return text
    place = random_.choice(places)
    key = lines[place].partition(":")[0]
    value = random_.choice((
        "",
        "[a]",
        "{a: b}",
        "1.10",
        "~",
        "yes",
        "*a",
        "&a b",
        "../x",
        "|",
        ">-",
    ))
    lines[place : place + random_.randint(0, 1)] = [f"{key}: {value}"]
    return "\n".join(lines)


def _break_encoding(random_: random.Random, text: str) -> str:
    start = random_.randrange(len(text) + 1)
    end = start + random_.randint(1, 400)
    broken = text[start:end].encode("utf-8", "surrogatepass").decode("latin-1")
    return text[:start] + broken + text[end:]


def _new_ends(random_: random.Random, text: str) -> str:
    return text.replace("\n", random_.choice(("\r\n", "\r", "\n\n")))


def _blow_up(random_: random.Random, text: str) -> str:
    """A small piece, a great many times."""
    start = random_.randrange(len(text) + 1)
    piece = random_.choice((random_.choice(_TOKENS), text[start : start + random_.randint(1, 30)]))
    times = min(random_.choice((50, 500, 5_000)), MAX_CHARACTERS // (len(piece) or 1))
    return text[:start] + piece * times + text[start:]


_MUTATIONS: tuple[Callable[[random.Random, str], str], ...] = (
    _flip, _flip_bytes, _insert, _replace_word, _shuffle_lines, _drop_lines, _repeat_lines, _splice,
    _indent, _swap_key, _break_encoding, _new_ends, _blow_up,
)  # fmt: skip
_WEIGHTS = (12, 4, 20, 12, 8, 8, 5, 5, 6, 12, 4, 1, 0.3)
