"""A process that outlives whatever began it."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from skill_runtime.adapters import detached_process

# As Microsoft's "Process Creation Flags" lists them.
CREATE_NEW_PROCESS_GROUP, DETACHED_PROCESS = 0x00000200, 0x00000008
CREATE_NO_WINDOW, CREATE_BREAKAWAY_FROM_JOB = 0x08000000, 0x01000000


def test_on_windows_it_leaves_the_job_first_and_stays_in_it_where_it_has_to() -> None:
    outside, inside = detached_process.WINDOWS_FLAGS
    assert outside == inside | CREATE_BREAKAWAY_FROM_JOB
    assert inside == CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW
    assert not outside & DETACHED_PROCESS, "which takes the effect from CREATE_NO_WINDOW"


@pytest.mark.skipif(sys.platform == "win32", reason="sessions are POSIX's")
def test_it_is_in_no_session_or_group_of_ours() -> None:
    told = "import os; print(os.getsid(0), os.getpgid(0))"
    with detached_process.begin(
        [sys.executable, "-c", told],
        os.environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        out, _ = process.communicate(timeout=60)
    assert out.split() == [str(process.pid).encode()] * 2


def test_a_command_that_is_not_there_is_told() -> None:
    nowhere = subprocess.DEVNULL
    with pytest.raises(FileNotFoundError):
        detached_process.begin(
            ["/nowhere/at/all"], {}, stdin=nowhere, stdout=nowhere, stderr=nowhere
        )
