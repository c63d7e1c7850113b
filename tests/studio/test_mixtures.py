"""Conversations that nobody would hold: pieces of what people said, in any order."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from skill_runtime.studio.media.reading import read_draft
from tests.labelled_rows import rows
from tests.studio.acting import MemoryProject, act

HERE = Path(__file__).parent
SAID = [
    message
    for file in sorted(HERE.glob("*.??.yaml"))
    for row in rows(file)["cases"]
    for message in ([row["say"]] if isinstance(row["say"], str) else row["say"])
]
PIECES = sorted({p for said in SAID for p in re.split(r"(?<=[,，。.;；、\n])", said) if p.strip()})
MESSAGES = st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join)


@given(st.lists(MESSAGES, min_size=1, max_size=3))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_said_is_answered_and_leaves_a_timeline_that_renders(
    tmp_path: Path, messages: list[str]
) -> None:
    project = MemoryProject(tmp_path)
    for message in messages:
        assert act(project, message)
        if project.draft["d"]:
            read_draft(project.draft)
