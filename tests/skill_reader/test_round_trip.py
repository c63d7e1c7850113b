"""What a generator writes into a skill is what is read out of it, however it stands there."""

from __future__ import annotations

import json
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from tests.skill_reader.reading import read

# Words that no pattern of the reader looks for.
SENTENCES = st.lists(
    st.sampled_from(["moss", "lamp", "wind", "stone", "茶", "brûlée", "don't", "50%"]),
    min_size=1,
    max_size=6,
).map(" ".join)
SLUGS = st.from_regex(r"[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True).filter(
    lambda slug: slug not in {"null", "yes", "no", "on", "off", "true", "false"}
)
FORMATS = ("mov", "avi", "webm", "mkv", "jpg", "png", "gif", "webp", "mp3", "wav", "m4a")


@dataclass(frozen=True, slots=True)
class Written:
    """The facts of a generated skill."""

    name: str
    version: str
    title: str
    env: tuple[str, ...]
    variant: str
    formats: tuple[str, ...]
    megabytes: int
    poll: int
    polls: int
    minutes: int
    greeting: str
    examples: tuple[str, ...]
    task: str


FACTS = st.builds(
    Written,
    name=SLUGS,
    version=st.from_regex(r"\d{1,3}(\.\d{1,3}){0,2}(-[a-z]{1,5})?", fullmatch=True),
    title=SENTENCES,
    env=st.lists(st.from_regex(r"[A-Z]{2,6}_[A-Z]{2,6}", fullmatch=True), max_size=3).map(tuple),
    variant=SLUGS,
    formats=st.lists(st.sampled_from(FORMATS), unique=True, min_size=1).map(
        lambda others: ("mp4", *others)
    ),
    megabytes=st.integers(1, 9999),
    poll=st.integers(1, 600),
    polls=st.integers(1, 99),
    minutes=st.integers(1, 60),
    greeting=SENTENCES,
    examples=st.lists(SENTENCES, min_size=1, max_size=4).map(tuple),
    task=SLUGS,
)


def _flow(facts: Written) -> str:
    openclaw = {"primaryEnv": "T", "requires": {"env": facts.env}, "variant": facts.variant}
    return f"metadata: {json.dumps({'openclaw': openclaw})}\n"


def _block(facts: Written) -> str:
    env = "".join(f"\n      - {entry}" for entry in facts.env) or " []"
    return (
        f"metadata:\n  primaryEnv: T\n  requires:\n    env:{env}\n"
        f"  openclaw:\n    variant: '{facts.variant}'\n"
    )


def _dotted(facts: Written) -> str:
    return (
        f"metadata.openclaw.primaryEnv: T\nmetadata.requires.env: {json.dumps(facts.env)}\n"
        f"variant: {facts.variant}\n"
    )


def _versions(facts: Written) -> str:
    return f"version: {facts.version}\n"


def _quoted_version(facts: Written) -> str:
    return f'version: "{facts.version}"\n'


def _body(facts: Written) -> str:
    examples = "\n".join(f'- "{example}"' for example in facts.examples)
    return f"""
## Getting Started

> {facts.greeting}

**Try saying:**
{examples}

POST to `/api/tasks/me/with-session/nemo_agent` with `{{"task_name":"{facts.task}"}}`.
POST `/run_sse`. Max timeout: {facts.minutes} minutes.
Poll (every {facts.poll}s, max {facts.polls} polls).

Supported formats: {", ".join(facts.formats)}.

{facts.megabytes}MB file cap.
"""


@given(
    FACTS,
    st.sampled_from([_flow, _block, _dotted]),
    st.sampled_from([_versions, _quoted_version]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["", "\ufeff", "\n\n"]),
)
def test_what_is_written_is_what_is_read(
    facts: Written,
    metadata: object,
    version: object,
    end: str,
    before: str,
) -> None:
    assert callable(metadata)
    assert callable(version)
    head = f"---\nname: '{facts.name}'\n{version(facts)}displayName: {json.dumps(facts.title)}\n"
    text = before + head + metadata(facts) + "---\n" + _body(facts)
    skill = read(text.replace("\n", end))
    assert (skill.name, skill.version, skill.display_name) == (
        facts.name,
        facts.version,
        facts.title,
    )
    assert (skill.primary_env, skill.requires_env, skill.variant) == ("T", facts.env, facts.variant)
    assert (skill.formats, skill.size_limit_bytes) == (facts.formats, facts.megabytes * 1024**2)
    assert (skill.poll_interval_s, skill.poll_max) == (facts.poll, facts.polls)
    assert (skill.sse_timeout_s, skill.session_task_name) == (facts.minutes * 60, facts.task)
    assert (skill.greeting, skill.examples) == (facts.greeting, facts.examples)
    assert skill.warnings == ()
