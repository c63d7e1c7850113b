from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

import skill_runtime.studio
from skill_runtime.studio.media.probing import probe
from tests.studio.conftest import draft_of, new_session, say, words_of
from tests.studio.media.samples import pictures
from tests.studio.test_renders import SUBMIT, job
from tests.studio_server import RunningStudio

LETTERS = 225
"""So bright is hardly anything at night but white letters."""


@pytest.fixture
def real(tmp_path: Path) -> Iterator[httpx.Client]:
    with RunningStudio(tmp_path / "home", real=True) as studio, studio.client() as client:
        yield client


def test_sentences_become_a_video_with_picture_sound_and_a_title_that_goes_with_its_shot(
    real: httpx.Client, tmp_path: Path
) -> None:
    session = new_session(real)
    (told,) = words_of(
        say(
            real,
            session,
            "generate a photorealistic image of a futuristic city at night for 2 seconds",
        )
    )
    assert "no image model was used" in told
    assert "city" in told
    say(real, session, "add lo-fi background music at 35%")
    say(real, session, "split it at 1 second")
    say(real, session, 'add a title "Urban Dreams" to the second shot')
    say(real, session, "swap the two shots")
    assert [t["m"]["name"] for t in draft_of(real, session)["t"]] == ["Video", "BGM", "Title"]
    real.post(SUBMIT, json=job(real, session, "r", resolution="360p"))
    status = real.get(f"{SUBMIT}/r").json()
    while status["status"] not in {"completed", "failed"}:
        status = real.get(f"{SUBMIT}/r").json()
    assert status["status"] == "completed", status
    path = tmp_path / "out.mp4"
    path.write_bytes(real.get(status["output"]["url"]).content)
    facts = probe(path)
    assert (facts.kind, facts.has_audio) == ("video", True)
    assert abs((facts.duration_ms or 0) - 2000) < 150
    frames = pictures(path)
    letters = [int((f.min(2) > LETTERS).sum()) for f in (frames[len(frames) // 4], frames[-8])]
    assert letters[0] > letters[1] + 500  # the title went along with its shot


def test_an_upload_is_judged_by_its_content(real: httpx.Client) -> None:
    session = new_session(real)
    say(real, session, "生成一张海边日落的图片")
    state = real.get(f"/api/state/nemo_agent/me/{session}/latest").json()["data"]["state"]
    picture = real.get(state["generated_media"][0]["url"]).content
    path = f"/api/upload-video/nemo_agent/me/{session}"
    good = real.post(path, files={"files": ("song.mp3", picture)}).json()
    bad = real.post(path, files={"files": ("a.png", b"-----BEGIN PRIVATE KEY-----")}).json()
    broken = real.post(path, files={"files": ("b.png", picture[:100])}).json()
    assert good["data"]["files"][0]["type"] == "image"
    assert (bad["code"], broken["code"]) == (4001, 4001)
    assert "a.png" in bad["message"]


def test_the_curl_session_of_the_readme_works_as_printed(tmp_path: Path) -> None:
    text = (Path(skill_runtime.studio.__file__).parent / "README.md").read_text(encoding="utf-8")
    (script,) = re.findall(r"```bash\n(.*?)```", text, re.DOTALL)
    # `python3` is the interpreter that the project is installed for, wherever that is.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "TMPDIR": str(tmp_path)}
    found = subprocess.run(
        [shutil.which("bash") or "bash", "-em", "-c", script],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert found.returncode == 0, found.stderr
    (film,) = tmp_path.rglob("lighthouse.mp4")
    facts = probe(film)
    assert (facts.kind, facts.has_audio) == ("video", True)
