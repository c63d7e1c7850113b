from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from skill_runtime import __version__
from skill_runtime.surfaces.arguments import parser
from tests.adapters.loopback import Loopback, answer
from tests.surfaces.commands import REPOSITORY, environment, skill_runtime


def lines_of_json(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_route_names_the_action_and_its_slots(tmp_path: Path) -> None:
    done = skill_runtime("route", "export it vertical in 720p", home=tmp_path)
    assert (done.returncode, done.stdout) == (0, "export resolution=720p orientation=vertical\n")


def test_route_explains_itself(tmp_path: Path) -> None:
    said = "export it; download a PENGUIN costume"
    done = skill_runtime("route", said, "--explain", home=tmp_path)
    assert done.returncode == 0
    export, chat, *why = done.stdout.splitlines()
    assert (export, chat) == ("export", "chat")
    assert why[0] == "  export: export it"
    place = re.fullmatch(
        r"    decided by rule \d+, intents/catalogue\.yaml:(\d+), for the word 'export'", why[1]
    )
    assert place
    catalogue = (REPOSITORY / "intents" / "catalogue.yaml").read_text(encoding="utf-8")
    assert catalogue.splitlines()[int(place[1]) - 1].startswith("  - {is: export, ")
    assert why[2].endswith(": download a penguin costume")
    assert why[3] == "    no rule decided: for the word 'download', blocked by 'penguin'"
    assert why[4].startswith("    the model says ")


def test_route_answers_json_lines_one_by_one(tmp_path: Path) -> None:
    asked = [
        {"id": "a", "text": "export as mp4 and gif", "attachments": []},
        {"id": "b", "text": "", "attachments": ["x.mp4"]},
        {"id": "c", "text": "先别导出"},
    ]
    stdin = "\n".join(json.dumps(line) for line in asked)
    done = skill_runtime("route", "--jsonl", home=tmp_path, stdin=stdin)
    assert done.returncode == 0
    assert lines_of_json(done.stdout) == [
        {"id": "a", "plan": [{"action": "export", "slots": {"format": ["mp4", "gif"]}}]},
        {"id": "b", "plan": [{"action": "upload", "slots": {"paths": ["x.mp4"]}}]},
        {"id": "c", "plan": []},
    ]


def test_a_line_that_is_no_json_is_answered_and_the_next_one_still_works(tmp_path: Path) -> None:
    stdin = 'no json\n[]\n{"id": 1, "text": 7}\n{"id": 2, "text": "credits"}\n'
    done = skill_runtime("route", "--jsonl", home=tmp_path, stdin=stdin)
    answers = lines_of_json(done.stdout)
    assert [set(answer) for answer in answers] == [{"error"}, {"error"}, {"error"}, {"id", "plan"}]
    assert all('such as {"id": 1, "text": "…"}' in str(one["error"]) for one in answers[:2])
    assert done.returncode == 2


def test_translate_takes_whole_texts_and_chunks(tmp_path: Path) -> None:
    text = "Your city is ready. Click the Export button to download it."
    asked = [
        {"id": 1, "lang": "en", "text": text},
        {"id": 2, "lang": "en", "chunks": [text[:31], text[31:50], text[50:]]},
    ]
    stdin = "\n".join(json.dumps(line) for line in asked)
    done = skill_runtime("translate", "--jsonl", home=tmp_path, stdin=stdin)
    whole, chunked = lines_of_json(done.stdout)
    assert whole["text"] == chunked["text"]
    assert whole["actions"] == chunked["actions"] == [{"action": "export", "mode": "execute"}]
    assert "Click" not in str(whole["text"])


def test_inspect_shows_our_own_skill_and_its_lines(tmp_path: Path) -> None:
    done = skill_runtime("inspect", home=tmp_path)
    assert done.returncode == 0
    assert "image-generation-generator" in done.stdout
    assert "(from line 2)" in done.stdout
    as_json = json.loads(skill_runtime("inspect", "--json", home=tmp_path).stdout)
    assert as_json["name"] == "image-generation-generator"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"no frontmatter here\n", "frontmatter"),
        (b"---\nname: [\n---\n", "YAML"),
        (b"---\nname: x\nversion: 1\n", "---"),
        (b"---\nname: caf\xff\n---\n", "UTF-8"),
    ],
)
def test_a_malformed_skill_is_refused_with_a_sentence_and_its_own_code(
    tmp_path: Path, content: bytes, said: str
) -> None:
    skill = tmp_path / "SKILL.md"
    skill.write_bytes(content)
    done = skill_runtime("inspect", str(skill), home=tmp_path)
    assert done.returncode == 7
    assert said in done.stderr
    assert done.stdout == ""


def test_a_skill_that_is_not_there_is_a_fault_of_the_call(tmp_path: Path) -> None:
    done = skill_runtime("inspect", "nowhere/SKILL.md", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere" in done.stderr


def test_replay_shows_what_a_user_would_have_seen(tmp_path: Path) -> None:
    capture = tmp_path / "run.sse"
    parts = [
        {"author": "agent", "partial": True, "content": {"parts": [{"text": "Music is in. Cli"}]}},
        {
            "author": "agent",
            "content": {"parts": [{"text": "Music is in. Click Export to download it."}]},
        },
    ]
    capture.write_text("".join(f"data: {json.dumps(part)}\n\n" for part in parts))
    done = skill_runtime("replay", str(capture), home=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("Music is in.")
    assert "Click" not in done.stdout
    assert "execute export" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("dance",),
        ("say",),
        ("say", "   "),
        ("say", "--text-file", "missing.txt"),
        ("route",),
        ("translate",),
        ("replay", "missing.sse"),
        ("upload",),
        ("export", "--quality", "superb"),
        ("export", "--format", "exe"),
        ("export", "--resolution", "huge"),
        ("make", "a red boat", "--resolution", "8k"),
        ("batch", "a.mp4", "--each", "trim it", "--resolution", "p"),
        ("batch", "--list", "films.yaml", "--resolution", "720p"),
        ("export", "kk.webm", "--format", "gif"),
        ("export", "kk.xyz"),
        ("status", "--lang", "fr"),
        ("make", "a.png", "add calm music", "-o", "kk.xyz"),
        ("make",),
        ("make", "car.gif"),
        ("make", "a.png", "https://example.org/b.mp4"),
        ("--color",),
        ("wait", "first"),
        ("cancel", "1.5"),
        ("say", "hi", "--wait", "soon"),
        ("studio", "--port", "65536"),
        ("studio", "--idle", "-1"),
        ("studio", "--stop", "--idle", "5"),
        ("batch", "a.mp4", "--each", "trim it", "--at-once", "two"),
        ("say", "hi", "--backend", "moon"),
        ("say", "hi", "--backend", "http://localhost:65536"),
        ("say", "hi", "--backend", "http://example.com"),
        ("say", "hi", "--backend", "https://user@example.com"),
    ],
)
def test_a_command_that_can_not_be_meant_ends_with_2(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = skill_runtime(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert done.stdout == ""


def test_an_unknown_command_is_told_with_the_one_that_may_be_meant(tmp_path: Path) -> None:
    said = skill_runtime("sya", "hello", home=tmp_path).stderr
    assert said.endswith("there is no command 'sya'. Did you mean `say`? --help lists them.\n")
    said = skill_runtime("worker", "x", home=tmp_path).stderr
    assert said.endswith("there is no command 'worker'. --help lists them.\n")


def test_an_argument_too_many_shows_how_its_command_is_used(tmp_path: Path) -> None:
    said = skill_runtime("say", "make", "a film", home=tmp_path).stderr
    assert said.startswith("usage: skill-runtime say ")
    assert said.endswith("unknown argument: a film. A sentence stands in quotation marks.\n")
    said = skill_runtime("jobs", "--frmt", "gif", home=tmp_path).stderr
    assert said.startswith("usage: skill-runtime jobs ")
    assert said.endswith("unknown arguments: --frmt gif.\n")


def test_a_text_that_is_none_is_told(tmp_path: Path) -> None:
    file = tmp_path / "film.mp4"
    file.write_bytes(b"\x00\xff\xfe")
    for arguments in (("say", "--text-file", str(file)), ("batch", "--list", str(file))):
        done = skill_runtime(*arguments, home=tmp_path)
        assert done.returncode == 2
        assert done.stderr == f"skill-runtime: {file} is no text in UTF-8.\n"


def test_an_instruction_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("calm")
    for words in ("car.gif", "*.MP4", "notes"):
        done = skill_runtime("make", words, home=tmp_path)
        assert f"{words} is a file, and what to make of it is missing" in done.stderr
    said = skill_runtime("make", "car.gif", "--lang", "zh", home=tmp_path).stderr
    assert "car.gif 是文件，还没有说要做什么" in said


def test_the_version_is_told(tmp_path: Path) -> None:
    assert skill_runtime("--version", home=tmp_path).stdout == f"skill-runtime {__version__}\n"


def test_the_help_of_each_command_says_what_it_is_for() -> None:
    for name, command in parser().commands.choices.items():
        assert command.description, name


def test_a_time_that_is_no_number_is_told_in_words(tmp_path: Path) -> None:
    done = skill_runtime("say", "hi", "--wait", "abc", home=tmp_path)
    assert "'abc' is no number of seconds" in done.stderr


def test_a_fault_of_the_backend_is_told_in_the_language_of_the_sentence(tmp_path: Path) -> None:
    with Loopback() as hotel:
        hotel.on("/api/auth/anonymous-token", lambda line: line.send(answer(200, b"<html>Log in")))
        done = skill_runtime("say", "生成一辆红色的车", "--backend", hotel.url, home=tmp_path)
    assert done.returncode == 3
    assert "返回的不是这项服务的内容" in done.stdout


def test_help_needs_neither_backend_nor_network(tmp_path: Path) -> None:
    done = skill_runtime("say", "which formats can I upload?", home=tmp_path)
    assert done.returncode == 0
    assert "mp4, mov, avi" in done.stdout


def test_a_pure_negation_runs_nothing(tmp_path: Path) -> None:
    done = skill_runtime("say", "先别导出", home=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "好的，先什么都不做。")


def test_chinese_arguments_survive_a_c_locale(tmp_path: Path) -> None:
    done = skill_runtime("route", "导出竖屏", home=tmp_path, more={"LC_ALL": "C"})
    assert done.stdout == "export orientation=vertical\n"


def test_the_sentence_comes_from_a_file_or_from_standard_input(tmp_path: Path) -> None:
    (tmp_path / "said.txt").write_text("what can you do?\n", "utf-8")
    from_file = skill_runtime("say", "--text-file", "said.txt", home=tmp_path)
    from_stdin = skill_runtime("say", "-", home=tmp_path, stdin="what can you do?")
    assert from_file.stdout == from_stdin.stdout != ""


def test_a_fault_is_told_in_the_language_of_what_was_typed(tmp_path: Path) -> None:
    more = {"SKILL_RUNTIME_HOME": "/dev/null/x"}
    done = skill_runtime("say", "状态", home=tmp_path, more=more)
    assert (done.returncode, "无法使用状态文件夹" in done.stderr) == (7, True)
    for option in (("--lang", "zh"), ("--lang=zh",)):
        done = skill_runtime("say", *option, "", home=tmp_path)
        assert (done.returncode, "没有内容" in done.stderr) == (2, True)


def test_a_fault_is_an_object_too_where_json_is_asked_for(tmp_path: Path) -> None:
    done = skill_runtime("say", "--json", "", home=tmp_path)
    fault = json.loads(done.stdout)
    assert (fault["type"], fault["exit_code"], done.returncode) == ("error", 2, 2)


@pytest.mark.parametrize(
    "command", ["route export", "doctor", "inspect", "say which formats?", "--help", "say --help"]
)
def test_an_output_that_can_not_be_written_is_told(tmp_path: Path, command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, str(REPOSITORY / "skill_runtime"), *command.split(" ", 1)],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(tmp_path),
            timeout=60,
            check=False,
        )
    assert done.returncode == 141
    assert b"can't be written" in done.stderr
    assert b"Traceback" not in done.stderr


def test_connect_without_a_terminal_does_not_agree_by_itself(tmp_path: Path) -> None:
    done = skill_runtime("connect", home=tmp_path)
    assert done.returncode == 3
    assert "mega-api-prod.nemovideo.ai" in done.stderr
    assert "--yes" in done.stderr


def test_an_unusable_state_folder_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    more = {"SKILL_RUNTIME_HOME": str(tmp_path / "file" / "state")}
    done = skill_runtime("status", home=tmp_path, more=more)
    assert done.returncode == 7
    assert "SKILL_RUNTIME_HOME" in done.stderr


def test_a_skill_of_another_surface_is_named_and_refused_when_run(tmp_path: Path) -> None:
    (tmp_path / "SKILL.md").write_text(
        "---\nname: other-surface\nversion: 1.0.0\ndescription: x\n---\n# X\n\n"
        "Send `POST https://mega-api-prod.nemovideo.ai/api/v1/generate` with the prompt,\n"
        "then poll `GET https://mega-api-prod.nemovideo.ai/api/v1/generate/<id>`.\n"
    )
    done = skill_runtime("say", "make a car", "--skill", str(tmp_path), home=tmp_path)
    assert done.returncode == 7
    assert "inspect" in done.stderr


def test_a_skill_may_state_the_address_that_the_user_has_named(tmp_path: Path) -> None:
    skill = tmp_path / "SKILL.md"
    skill.write_text("---\nname: a\nversion: 1.0.0\n---\nAPI base: http://127.0.0.1:9999\n")

    def inspect(**more: str) -> subprocess.CompletedProcess[str]:
        return skill_runtime("inspect", str(skill), "--json", home=tmp_path, more=more)

    named = inspect(NEMO_API_URL="http://127.0.0.1:9999/")
    assert json.loads(named.stdout)["api_base"] == "http://127.0.0.1:9999"
    refused = inspect()  # whatever was kept of the first reading
    assert refused.returncode == 7
    assert "only the user" in refused.stderr


def test_every_command_has_a_help_page(tmp_path: Path) -> None:
    page = skill_runtime("--help", home=tmp_path).stdout
    for command in ("say", "chat", "wait", "status", "credits", "upload", "export", "route"):
        assert command in page
        assert skill_runtime(command, "--help", home=tmp_path).returncode == 0
    assert "exit codes" in page


OWNED = "\x1b]0;owned\x07\x9b31m\u202e"


@pytest.mark.parametrize(
    "arguments",
    [
        ("say", "hello", f"--{OWNED}"),
        (OWNED,),
        ("route", f"export {OWNED}", "--explain"),
        ("route", f"upload /tmp/{OWNED}.mp4", "--json"),
        ("translate", f"Hello {OWNED}"),
        ("translate", f"Hello {OWNED}", "--json"),
        ("inspect", f"/no/{OWNED}/SKILL.md"),
        ("replay", f"/no/{OWNED}.sse", "--json"),
        ("export", "--format", OWNED),
    ],
)
def test_nothing_that_a_terminal_would_obey_comes_back_from_an_argument(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = skill_runtime(*arguments, home=tmp_path)
    assert done.stdout + done.stderr
    assert not set(OWNED) & set("\x1b\x07\x9b\u202e") & set(done.stdout + done.stderr)
