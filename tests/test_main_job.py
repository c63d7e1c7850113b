"""The main job as a user does it: a sentence, a command, a process; and a real studio by HTTP."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from tests.studio_server import RunningStudio
from tests.surfaces.commands import REPOSITORY, environment, skill_runtime

CITY = "generate a photorealistic image of a futuristic city at night"
MUSIC = "add lo-fi background music at 35%"
TITLE = 'add a title "Urban Dreams" for the first 3 seconds'


@pytest.fixture(scope="module")
def shared_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    with RunningStudio(tmp_path_factory.mktemp("studio")) as running:
        yield running


@pytest.fixture
def studio(shared_studio: RunningStudio) -> Iterator[RunningStudio]:
    """One server for all tests: each is a client of its own, and leaves nothing for the next."""
    yield shared_studio
    shared_studio.reset()


def say(studio: RunningStudio, home: Path, text: str, *more: str) -> str:
    done = skill_runtime("say", text, "--backend", studio.url, *more, home=home)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_one_sentence_after_another_becomes_a_finished_video(tmp_path: Path) -> None:
    with RunningStudio(tmp_path / "studio", real=True) as studio:
        for sentence in (CITY, MUSIC, TITLE):
            say(studio, tmp_path, sentence)
        assert (
            "Timeline (3 tracks): 1. Video: futuristic city at night (0-10s)"
            ' 2. BGM: Lo-fi (0-10s, 35%) 3. Title: "Urban Dreams" (0-3s)'
        ) in say(studio, tmp_path, "status")
        assert re.search(r"Credits: \d+ available", say(studio, tmp_path, "credits"))
        last = say(studio, tmp_path, "export in 480p", "--out", str(tmp_path)).splitlines()[-1]
    with av.open(last) as film:
        picture, sound = film.streams.video[0], film.streams.audio[0]
        assert (picture.codec_context.name, sound.codec_context.name) == ("h264", "aac")
        assert (picture.width, picture.height) == (480, 854)
        assert film.duration == pytest.approx(10_000_000, abs=200_000)
        frames = [next(film.decode(video=0)).to_ndarray(format="gray") for _ in range(1)]
        assert frames[0].std() > 10  # a picture, not one colour


def test_the_same_conversation_in_chinese_is_answered_in_chinese(
    tmp_path: Path, studio: RunningStudio
) -> None:
    first = say(studio, tmp_path, "生成一张未来城市夜景的写实图片")
    assert "已就绪" in first
    say(studio, tmp_path, "添加 lo-fi 背景音乐，音量 35%")
    say(studio, tmp_path, "添加标题“城市之梦”，显示在前 3 秒")
    status = say(studio, tmp_path, "状态")
    assert "时间线（3 条轨道）：1. 视频：" in status
    assert "2. 背景音乐：Lo-fi（0-10秒，35%） 3. 标题：“城市之梦”（0-3秒）" in status
    assert "积分：可用" in say(studio, tmp_path, "积分")
    assert "已导出" in say(studio, tmp_path, "导出", "--out", str(tmp_path))


def test_every_request_carries_the_attribution_and_the_token_stays_in_its_header(
    tmp_path: Path, studio: RunningStudio
) -> None:
    say(studio, tmp_path, CITY)
    say(studio, tmp_path, "export", "--out", str(tmp_path))
    assert len(studio.requests) > 6
    for request in studio.requests:
        assert request.headers["x-skill-source"] == "image-generation-generator"
        assert request.headers["x-skill-version"] == "0.1.0"
        assert request.headers["x-skill-platform"] == "unknown"
        has_token = request.headers.get("authorization", "").startswith("Bearer ")
        assert has_token != request.path.endswith("anonymous-token")


def test_the_token_and_the_session_are_fetched_once_and_kept(
    tmp_path: Path, studio: RunningStudio
) -> None:
    first = skill_runtime("say", CITY, "--backend", studio.url, home=tmp_path)
    second = skill_runtime("credits", "--backend", studio.url, home=tmp_path)
    assert "Connecting…" in first.stderr
    assert second.stderr == ""
    paths = [request.path for request in studio.requests]
    assert paths.count("/api/auth/anonymous-token") == 1
    assert paths.count("/api/tasks/me/with-session/nemo_agent") == 1


def test_only_the_first_reply_of_a_session_says_which_backend_it_is(
    tmp_path: Path, studio: RunningStudio
) -> None:
    assert "Ready." in say(studio, tmp_path, CITY)
    assert "Ready." not in say(studio, tmp_path, MUSIC)
    assert "Ready." in say(studio, tmp_path, CITY, "--session", "another")


def test_an_export_never_overwrites(tmp_path: Path, studio: RunningStudio) -> None:
    say(studio, tmp_path, CITY)
    lines = [say(studio, tmp_path, "export", "--out", str(tmp_path)).splitlines()[-1] for _ in "ab"]
    assert lines[0] != lines[1]
    assert all(Path(line).stat().st_size for line in lines)
    assert say(studio, tmp_path, "where is my file?").splitlines()[-1] == lines[1]
    assert not list(tmp_path.glob("*.part")) + list(tmp_path.glob(".*.part"))


def test_a_destination_and_a_format_are_used_as_said(tmp_path: Path, studio: RunningStudio) -> None:
    (tmp_path / "films").mkdir()
    say(studio, tmp_path, CITY)
    done = skill_runtime("export", "films/city.mov", "--backend", studio.url, home=tmp_path)
    assert done.stdout.splitlines()[-1] == str(tmp_path / "films" / "city.mov")


def test_a_plan_of_two_steps_edits_then_exports(tmp_path: Path, studio: RunningStudio) -> None:
    say(studio, tmp_path, CITY)
    out = say(studio, tmp_path, 'add a title "Night" and export it in 720p', "--out", str(tmp_path))
    assert "Night" in out
    assert out.splitlines()[-1].endswith(".mp4")


def test_a_file_goes_up_only_when_its_content_is_media(
    tmp_path: Path, studio: RunningStudio
) -> None:
    (tmp_path / "key.png").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n")
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "real.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    for name, reason in {
        "key.png": "none of the accepted media",
        "empty.mp4": "0 bytes",
        "gone.mp4": "There is no file",
        "films": "is a folder",
    }.items():
        (tmp_path / "films").mkdir(exist_ok=True)
        done = skill_runtime("upload", name, "real.png", "--backend", studio.url, home=tmp_path)
        assert done.returncode == 2
        assert reason in done.stdout
    assert not any("upload" in request.path for request in studio.requests)
    done = skill_runtime("upload", "real.png", "--backend", studio.url, home=tmp_path)
    assert (done.returncode, "Uploaded: real.png" in done.stdout) == (0, True)


def test_json_is_one_object_a_line_with_the_words_of_the_reply(
    tmp_path: Path, studio: RunningStudio
) -> None:
    done = skill_runtime("say", CITY, "--json", "--backend", studio.url, home=tmp_path)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["type"] for event in events][:2] == ["connecting", "ready"]
    assert events[-1]["type"] == "end"
    assert events[-1]["outcome"] == "done"
    assert "".join(event["text"] for event in events if event["type"] == "said").strip()
    assert done.stderr == ""


def test_the_terminal_conversation_reads_lines_where_there_is_no_terminal(
    tmp_path: Path, studio: RunningStudio
) -> None:
    done = skill_runtime(
        "chat", "--backend", studio.url, home=tmp_path, stdin=f"{CITY}\n/status\n/quit\n"
    )
    assert done.returncode == 0
    assert "Timeline (1 track): 1. Video:" in done.stdout
    assert "/help lists the commands" in done.stderr


def test_a_reader_that_goes_away_does_not_end_the_turn(
    tmp_path: Path, studio: RunningStudio
) -> None:
    say(studio, tmp_path, CITY)
    (tmp_path / "films").mkdir()
    command = [sys.executable, str(REPOSITORY / "skill_runtime"), "export", "--json"]
    process = subprocess.Popen(
        [*command, "--backend", studio.url, "--out", str(tmp_path / "films")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
        cwd=tmp_path,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    errors = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(60) == 141
    assert "Traceback" not in errors
    assert len(list((tmp_path / "films").glob("*.mp4"))) == 1


def test_ctrl_c_in_the_middle_of_a_render_loses_nothing(
    tmp_path: Path, studio: RunningStudio
) -> None:
    say(studio, tmp_path, CITY)
    studio.engine.may_render.clear()
    command = [sys.executable, str(REPOSITORY / "skill_runtime"), "export"]
    process = subprocess.Popen(
        [*command, "--backend", studio.url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
        cwd=tmp_path,
    )
    assert process.stderr is not None
    assert b"Rendering" in process.stderr.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    assert not list(tmp_path.glob("*.mp4"))
    studio.engine.may_render.set()
    later = skill_runtime("wait", "--backend", studio.url, home=tmp_path)
    assert later.returncode == 0
    assert Path(later.stdout.splitlines()[-1]).is_file()
    renders = [
        r for r in studio.requests if (r.method, r.path) == ("POST", "/api/render/proxy/lambda")
    ]
    assert len(renders) == 1


def test_a_stream_that_is_cut_is_told_and_nothing_is_sent_again(
    tmp_path: Path, studio: RunningStudio
) -> None:
    studio.engine.may_paint.clear()
    command = [sys.executable, str(REPOSITORY / "skill_runtime"), "say", CITY]
    process = subprocess.Popen(
        [*command, "--backend", studio.url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(tmp_path),
        cwd=tmp_path,
    )
    assert studio.engine.painting.wait(60)
    process.kill()
    process.communicate(timeout=60)
    studio.engine.may_paint.set()
    later = skill_runtime("say", "status", "--backend", studio.url, home=tmp_path)
    assert later.returncode == 0
    sent = [request for request in studio.requests if request.path == "/run_sse"]
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        ("credits:html", 3, "something that is not this service"),
        ("credits:429=1*1", 0, "Credits:"),
    ],
)
def test_a_backend_that_misbehaves_is_told_in_a_sentence(
    tmp_path: Path, studio: RunningStudio, fault: str, code: int, said: str
) -> None:
    studio.faults(fault)
    done = skill_runtime("credits", "--backend", studio.url, home=tmp_path)
    assert done.returncode == code
    assert said in done.stdout


def test_the_python_api_iterates_over_the_events_of_a_turn(
    tmp_path: Path, studio: RunningStudio
) -> None:
    program = f"""
import asyncio
from skill_runtime import load_skill, open_conversation

async def main():
    async with open_conversation(load_skill(), backend={studio.url!r}) as conversation:
        async for event in conversation.say({CITY!r}):
            print(event.type)

asyncio.run(main())
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**environment(tmp_path), "PYTHONPATH": str(REPOSITORY)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    types = done.stdout.split()
    assert types[:2] == ["connecting", "ready"]
    assert types[-2:] == ["timeline", "end"]
