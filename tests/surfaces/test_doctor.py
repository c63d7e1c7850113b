"""`doctor` goes on past every fault, says what to do about each, and never tells a token."""

from __future__ import annotations

import ast
import json
import os
import socket
import sqlite3
import subprocess
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, nodes

from skill_runtime.adapters.reply_templates import ReplyTemplates
from skill_runtime.adapters.sqlite_store import SqliteStore
from skill_runtime.model.records import TokenKept
from skill_runtime.surfaces.cli import main
from skill_runtime.surfaces.doctor.findings import Finding
from skill_runtime.surfaces.doctor.of_machine import NEEDED
from tests.adapters.loopback import Loopback, answer, json_answer
from tests.surfaces.commands import REPOSITORY, skill_runtime

WORDS = REPOSITORY / "translations" / "doctor"
LANGUAGES = ("en", "zh")
SECRET = "nmv_usr_secret"
BALANCE = "/api/credits/balance/simple"


Doctor = Callable[..., tuple[int, dict[str, dict[str, Any]]]]


@pytest.fixture
def doctor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Doctor:
    """Runs it in an empty HOME: the exit code, and the findings by the names of their words."""

    def run(*options: str, **more: str) -> tuple[int, dict[str, dict[str, Any]]]:
        with monkeypatch.context() as shell:
            for name in set(os.environ) - {"PATH"}:
                shell.delenv(name)
            for name, value in {"HOME": str(tmp_path), **more}.items():
                shell.setenv(name, value)
            shell.chdir(tmp_path)
            code = main(["doctor", "--json", *options])
        return code, findings_in(capsys.readouterr().out)

    return run


def findings_in(out: str) -> dict[str, dict[str, Any]]:
    assert SECRET not in out
    found = [json.loads(line) for line in out.splitlines()]
    return {f"{f['subject']}_{f['what']}": f for f in found}


def doctor_process(home: Path, **more: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """As a process of its own, where a start decides: with other modules, in another locale."""
    done = skill_runtime("doctor", "--json", home=home, more=more)
    return done.returncode, findings_in(done.stdout)


def problems(found: Mapping[str, Mapping[str, Any]]) -> set[str]:
    return {name for name, finding in found.items() if finding["level"] == "problem"}


def state_folder(home: Path) -> Path:
    return home / ".local" / "state" / "skill_runtime"


# --- the machine is faulty --------------------------------------------------------------------


def a_damaged_header(home: Path) -> None:
    state_folder(home).mkdir(parents=True)
    (state_folder(home) / "state.db").write_bytes(b"no database" * 500)


def damage_further_in(home: Path) -> None:
    SqliteStore(state_folder(home)).close()
    file = state_folder(home) / "state.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = bytearray(file.read_bytes())
    raw[5000:9000] = os.urandom(4000)
    file.write_bytes(raw)


def state_of_a_newer_version(home: Path) -> None:
    SqliteStore(state_folder(home)).close()
    with closing(sqlite3.connect(state_folder(home) / "state.db")) as db:
        db.execute("PRAGMA user_version = 99")


def a_file_in_the_way(home: Path) -> None:
    state_folder(home).parent.mkdir(parents=True)
    state_folder(home).write_text("in the way")


def a_foreign_client_id(home: Path) -> None:
    folder = home / ".config" / "nemovideo"
    folder.mkdir(parents=True)
    (folder / "client_id").write_text("x" * 65)


def an_unreadable_client_id(home: Path) -> None:
    (home / ".config" / "nemovideo" / "client_id").mkdir(parents=True)


def a_malformed_skill(home: Path) -> None:
    (home / "SKILL.md").write_text("# no frontmatter\n")


def a_skill_of_another_api(home: Path) -> None:
    (home / "SKILL.md").write_text(
        "---\nname: other-surface\nversion: 1.0.0\ndescription: x\n---\n# X\n\n"
        "Send `POST https://mega-api-prod.nemovideo.ai/api/v1/generate` with the prompt,\n"
        "then poll `GET https://mega-api-prod.nemovideo.ai/api/v1/generate/<id>`.\n"
    )


@dataclass(frozen=True)
class Fault:
    """What is wrong, and what `doctor` calls it."""

    what: str
    words: str
    make: Callable[[Path], None] = lambda _: None
    options: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)


CLOUD = ("--backend", "cloud", "--offline")
FAULTS = [
    Fault("a state file that is none", "state_unusable", a_damaged_header),
    Fault("a state file damaged further in", "state_unusable", damage_further_in),
    Fault("a newer state", "state_unusable", state_of_a_newer_version),
    Fault("a state folder that can't be made", "state_unusable", a_file_in_the_way),
    Fault("no client id in its file", "client_id_foreign", a_foreign_client_id, CLOUD),
    Fault("a client id out of reach", "client_id_unreadable", an_unreadable_client_id, CLOUD),
    Fault("a malformed skill", "skill_unusable", a_malformed_skill, ("--skill", "SKILL.md")),
    Fault("no skill", "skill_unusable", options=("--skill", "nowhere")),
    Fault("another API", "skill_other_api", a_skill_of_another_api, ("--skill", "SKILL.md")),
    Fault("a long client id", "variables_faulty", more={"NEMO_CLIENT_ID": "x" * 65}),
    Fault("a blank in the token", "variables_faulty", more={"NEMO_TOKEN": f"a {SECRET}"}),
    Fault("no such backend", "backend_unusable", more={"SKILL_BACKEND": "moon"}),
    Fault("an address without TLS", "backend_unusable", more={"NEMO_API_URL": "http://a.example"}),
    Fault(
        "no place for exports", "output_unwritable", more={"SKILL_RUNTIME_OUTPUT": "/dev/null/x"}
    ),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.what)
def test_each_fault_is_told_with_what_to_do_and_the_rest_is_looked_at_all_the_same(
    tmp_path: Path, fault: Fault, doctor: Doctor
) -> None:
    fault.make(tmp_path)
    options = (*fault.options, "--lang", LANGUAGES[FAULTS.index(fault) % 2])
    code, found = doctor(*options, **fault.more)
    assert (code, problems(found)) == (7, {fault.words})
    assert found[fault.words]["advice"]
    subjects = {finding["subject"] for finding in found.values()}
    looked_at = {"version", "packages", "state", "skill", "platform", "studio", "backend"}
    assert subjects >= looked_at


def test_codecs_that_do_not_load_are_a_problem(tmp_path: Path) -> None:
    (tmp_path / "av.py").write_text('raise ImportError("no libavcodec")')
    code, found = doctor_process(tmp_path, PYTHONPATH=str(tmp_path))
    assert (code, problems(found)) == (7, {"studio_broken"})
    assert found["studio_broken"]["reason"] == "no libavcodec"


def test_packages_that_are_too_old_are_a_problem(tmp_path: Path) -> None:
    metadata = tmp_path / "Jinja2-2.11.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: Jinja2\nVersion: 2.11\n")
    code, found = doctor_process(tmp_path, PYTHONPATH=str(tmp_path))
    assert (code, problems(found)) == (7, {"packages_old"})
    assert "'Jinja2>=3.1.6'" in found["packages_old"]["advice"]


def test_the_least_versions_are_those_of_the_project() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    stated = dict(line.split(">=") for line in project["dependencies"])
    assert {name.lower(): least for name, least in NEEDED.items()} == stated


def test_who_makes_the_studio_s_pictures_is_told_without_the_key(doctor: Doctor) -> None:
    given = {"STUDIO_IMAGE_URL": "https://pictures.example/v1", "STUDIO_IMAGE_KEY": SECRET}
    _, found = doctor("--offline", **given)
    told = found["studio_images"]
    assert (told["host"], told["model"], told["key"]) == ("pictures.example", "gpt-image-1", True)
    assert found["variables_known"]["variables"] == {**given, "STUDIO_IMAGE_KEY": "…"}
    assert "studio_images" not in doctor("--offline")[1]


@pytest.mark.parametrize(("backend", "code"), [("studio", 7), ("cloud", 0)])
def test_a_variable_that_the_studio_can_not_start_with_is_named(
    doctor: Doctor, backend: str, code: int
) -> None:
    given = {"STUDIO_IMAGE_URL": "http://example.com"}
    found_code, found = doctor("--offline", "--backend", backend, **given)
    assert "STUDIO_IMAGE_URL must be an https address" in found["studio_misconfigured"]["advice"]
    assert found_code == code


def test_two_faulty_variables_are_both_told(tmp_path: Path) -> None:
    faulty = {"NEMO_TOKEN": "a b", "NEMO_CLIENT_ID": "x" * 65}
    done = skill_runtime("doctor", home=tmp_path, more=faulty)
    assert done.returncode == 7
    assert [name for name in faulty if f"✗ Variables: {name}" in done.stdout] == list(faulty)


# --- the backend ------------------------------------------------------------------------------


@pytest.fixture
def backend() -> Iterator[Loopback]:
    with Loopback() as running:
        yield running


@pytest.mark.parametrize(
    ("reply", "words", "code"),
    [
        (json_answer({"code": 0, "data": {"available": 1}}), "connection_answers", 0),
        (json_answer({"code": 1001, "message": "expired"}), "connection_token_refused", 7),
        (answer(401, b""), "connection_token_refused", 7),
        (answer(503, b"busy"), "connection_down", 0),
        (answer(200, b"<html>Log in to the hotel's network</html>"), "connection_foreign", 7),
    ],
)
def test_the_backend_is_asked_one_free_question_with_the_token(
    backend: Loopback, reply: bytes, words: str, code: int, doctor: Doctor
) -> None:
    backend.on(BALANCE, lambda line: line.send(reply))
    got, found = doctor(NEMO_API_URL=backend.url, NEMO_TOKEN=SECRET)
    assert (got, words in found, "token_given" in found) == (code, True, True)
    (request,) = backend.requests
    assert request.headers["authorization"] == f"Bearer {SECRET}"


def test_a_backend_out_of_reach_is_a_problem_and_offline_it_is_not_asked(doctor: Doctor) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as closed:
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}"
    code, found = doctor(NEMO_API_URL=nobody)
    assert (code, problems(found)) == (7, {"connection_none"})
    code, found = doctor("--offline", NEMO_API_URL=nobody)
    assert (code, "connection_not_tried" in found) == (0, True)


def test_what_was_agreed_to_and_kept_is_told_without_the_token(
    tmp_path: Path, backend: Loopback, doctor: Doctor
) -> None:
    store = SqliteStore(state_folder(tmp_path))
    store.consent(backend.url)
    store.tokens.keep(backend.url, TokenKept(SECRET, "an-id"))
    store.close()
    backend.on(BALANCE, lambda line: line.send(answer(401, b"")))
    code, found = doctor()
    assert code == 0
    assert {"token_kept", "client_id_with_token", "connection_token_expired"} <= set(found)
    assert found["backend_other"]["reason"] == "connect"


@pytest.mark.parametrize(
    ("options", "more", "backend", "reason"),
    [
        ((), {}, "studio", "default"),
        (("--backend", "cloud"), {"SKILL_BACKEND": "studio"}, "cloud", "--backend"),
        ((), {"SKILL_BACKEND": "studio", "NEMO_TOKEN": SECRET}, "studio", "SKILL_BACKEND"),
        ((), {"NEMO_TOKEN": SECRET}, "cloud", "NEMO_TOKEN"),
        ((), {"NEMO_API_URL": "https://a.example"}, "cloud", "NEMO_API_URL"),
    ],
)
def test_it_says_why_this_backend(
    options: tuple[str, ...], more: dict[str, str], backend: str, reason: str, doctor: Doctor
) -> None:
    _, found = doctor("--offline", *options, **more)
    assert found[f"backend_{backend}"]["reason"] == reason


# --- what is no problem -----------------------------------------------------------------------


def test_a_new_machine_is_fine_and_nothing_is_made_on_it(tmp_path: Path) -> None:
    code, found = doctor_process(tmp_path)
    assert code == 0
    assert {finding["level"] for finding in found.values()} == {"fine"}
    assert {"state_new", "client_id_new", "token_not_needed", "studio_installed"} <= set(found)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"SKILL_SOURCE": "moon"}, "platform_unknown_name"),
        ({"NEMO_TOKNE": "x", "SKILL_RUNTIME_HOM": "x"}, "variables_foreign"),
        ({"SKILL_BACKEND": "studio", "NEMO_TOKEN": SECRET}, "token_not_for_studio"),
    ],
)
def test_what_is_worth_knowing_is_told_and_fails_nothing(
    more: dict[str, str], words: str, doctor: Doctor
) -> None:
    code, found = doctor("--lang", "zh", **more)
    assert (code, found[words]["level"]) == (0, "note")
    assert found[words]["advice"]


def test_a_locale_of_another_encoding_is_worth_knowing(tmp_path: Path) -> None:
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    code, found = doctor_process(tmp_path, **plain)
    assert (code, found["encoding_odd"]["level"]) == (0, "note")


def test_it_tells_where_the_skill_was_installed_and_how_that_was_found_out(
    tmp_path: Path, doctor: Doctor
) -> None:
    real = tmp_path / ".agents" / "skills" / "x"
    real.mkdir(parents=True)
    (real / "SKILL.md").write_bytes((REPOSITORY / "SKILL.md").read_bytes())
    link = tmp_path / ".cursor" / "skills" / "x"
    link.parent.mkdir(parents=True)
    link.symlink_to(real)
    _, found = doctor("--skill", str(link), CLAUDECODE="1")
    told = found["platform_known"]
    assert (told["host"], told["header"], told["rule"]) == ("cursor", "cursor", "path")
    assert (told["evidence"], told["real_path"]) == (".cursor/skills", str(real))


def test_a_secret_in_an_address_is_not_shown(doctor: Doctor) -> None:
    _, found = doctor("--offline", NEMO_API_URL=f"https://me:{SECRET}@a.example")
    assert problems(found) == {"backend_unusable"}
    assert found["variables_known"]["variables"]["NEMO_API_URL"] == "…"


def test_for_people_each_finding_is_a_line_with_a_mark(tmp_path: Path) -> None:
    done: subprocess.CompletedProcess[str] = skill_runtime(
        "doctor", "--lang", "zh", "--skill", "nowhere", home=tmp_path
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 7
    at = lines.index("✗ 技能：nowhere 不能使用")
    assert lines[at + 1] == "    nowhere 不存在：请给出技能文件夹或其中的 SKILL.md。"
    assert all(line[0] in "✓·✗ " for line in lines)


# --- words ------------------------------------------------------------------------------------

LISTS = {"packages": {"av": "1", "numpy": ""}, "variables": {"A": "b"}}


def macros(language: str) -> set[str]:
    parsed = Environment(autoescape=True).parse((WORDS / f"{language}.jinja").read_text("utf-8"))
    return {macro.name for macro in parsed.find_all(nodes.Macro)} - {"listed"}


class AnyField(dict[str, object]):
    """Fields for words whatever they ask for."""

    def __missing__(self, name: str) -> object:
        return LISTS.get(name, "default" if name == "reason" else "path" if name == "rule" else 7)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_words_in_every_language(language: str) -> None:
    named = macros(language)
    assert named == macros("en")
    assert set(findings_named_in_the_code()) <= named
    lists = {"missing": ["av"], "wanted": ["av>=1"], "names": ["X"]}
    templates = ReplyTemplates(WORDS)
    for name in named:
        subject = next(s for s in SUBJECTS if name.startswith(f"{s}_"))
        finding = Finding(subject, name.removeprefix(f"{subject}_"), AnyField(lists))
        assert templates.words(finding, language).strip()


SUBJECTS = (
    "version", "packages", "studio", "encoding", "variables", "cache", "output", "state", "data",
    "skill", "platform", "backend", "connection", "token", "client_id",
)  # fmt: skip


def findings_named_in_the_code() -> Iterator[str]:
    for path in (REPOSITORY / "skill_runtime" / "surfaces" / "doctor").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
                subject, what = node.args[:2]
                if isinstance(subject, ast.Constant) and isinstance(what, ast.Constant):
                    yield "_".join((str(subject.value), str(what.value)))
