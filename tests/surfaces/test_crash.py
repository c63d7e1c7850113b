"""A fault of the program itself, from outside: what is on stderr holds no secret."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.surfaces.commands import REPOSITORY, environment

TOKEN = "marked-secret-0123456789"
CRASH = """
import sys
from skill_runtime.surfaces import cli, crash
sys.argv = ["skill-runtime", "inspect", "nowhere"]
cli.main()
secrets = f"{TOKEN} nmv_usr_kept \\x1b[2J"
raise ValueError(f"Illegal header value b'Bearer {sys.argv[0]}-secret' {secrets}")
"""


def test_a_crash_report_holds_no_secret_and_no_control_characters(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CRASH.replace("TOKEN", repr(TOKEN))],
        env=environment(tmp_path, NEMO_TOKEN=TOKEN),
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    report = done.stderr.partition("Traceback")[2]
    assert "ValueError: Illegal header value" in report
    assert "a fault of its own" in report
    for secret in (TOKEN, "skill-runtime-secret", "nmv_usr_kept", "\x1b"):
        assert secret not in report
