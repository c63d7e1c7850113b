"""A skill's folder that goes while it runs, as an installer's update or removal takes it away."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.skill_copy import copy_skill
from tests.surfaces.commands import environment

CONVERSATION = """
import asyncio, shutil, sys
sys.path.insert(0, sys.argv[1])
from skill_runtime import load_skill, open_conversation


async def main():
    async with open_conversation(load_skill(sys.argv[1]), backend="studio", folder=".") as talk:
        async for told in talk.say("generate a red lighthouse at dawn, 2 seconds long"):
            print(told.type)
        shutil.rmtree(sys.argv[1])
        async for told in talk.say("export in 480p"):
            print(told.type, told.data.get("path", ""))


asyncio.run(main())
"""


def test_a_conversation_goes_on_to_its_export_without_the_skills_folder(tmp_path: Path) -> None:
    skill = copy_skill(tmp_path / "skills")
    home = tmp_path / "home"
    done = subprocess.run(
        [sys.executable, "-B", "-c", CONVERSATION, str(skill)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment(home),
        cwd=tmp_path,
    )
    for endpoint in home.rglob("endpoint.json"):
        os.kill(json.loads(endpoint.read_bytes())["pid"], signal.SIGTERM)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines.count("skill_changed ") == 1
    [exported] = [line for line in lines if line.startswith("exported ")]
    assert Path(exported.removeprefix("exported ")).stat().st_size > 10_000
    assert not skill.exists()
