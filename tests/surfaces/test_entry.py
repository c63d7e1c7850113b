"""The one line of SKILL.md as hosts run it: from a foreign directory, on a bare Python."""

from __future__ import annotations

import ast
import hashlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from skill_runtime.packages import STUDIO, TURN
from tests.surfaces.commands import REPOSITORY, environment, skill_runtime

_PARTS = ("SKILL.md", "pyproject.toml", "skill_runtime", "intents", "translations")
_LOCAL_TURN = ("say", "which formats?")


@pytest.fixture
def installed_skill(tmp_path: Path) -> Path:
    return put_skill_into(tmp_path)


def put_skill_into(folder: Path) -> Path:
    """What a host puts on the machine: the skill's files, without our environment or bytecode."""
    skill = folder / "skills" / "image-generation-generator"
    skill.mkdir(parents=True)
    for part in _PARTS:
        source = REPOSITORY / part
        if source.is_dir():
            shutil.copytree(source, skill / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, skill / part)
    return skill


@dataclass(frozen=True, slots=True)
class Machine:
    """A Python without packages, the skill's files, and a folder for what the entry makes."""

    python: Path
    skill: Path
    home: Path

    def command(self, *arguments: str) -> list[str]:
        return [str(self.python), str(self.skill / "skill_runtime"), *arguments]

    def variables(self, **more: str) -> dict[str, str]:
        # The installer's own settings are this machine's: where packages come from.
        kept = {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_", "UV_"))}
        return {**kept, **environment(self.home, SKILL_RUNTIME_HOME=str(self.home), **more)}

    def run(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=self.home,
            env=self.variables(**more),
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    @property
    def bytecode(self) -> Path:
        return self.home / "cache" / "bytecode"

    @property
    def environments(self) -> Path:
        return self.home / "cache" / "environments"


@dataclass(frozen=True, slots=True)
class Prepared:
    """After the first start, which installed; `before` is what the skill's folder held."""

    machine: Machine
    before: dict[str, str]
    first: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    folder = tmp_path_factory.mktemp("prepared")
    machine = new_machine(folder)
    before = contents(machine.skill)
    yield Prepared(machine, before, machine.run("route", "导出"))
    for endpoint in machine.home.rglob("endpoint.json"):
        with suppress(ProcessLookupError):
            os.kill(json.loads(endpoint.read_bytes())["pid"], signal.SIGTERM)


def new_machine(folder: Path) -> Machine:
    venv.create(folder / "bare")
    (folder / "home").mkdir()
    return Machine(folder / "bare" / "bin" / "python", put_skill_into(folder), folder / "home")


def installer(folder: Path, script: str) -> str:
    """A PATH on which `uv` is this script; `$2` is the folder that it shall fill."""
    folder.mkdir()
    uv = folder / "uv"
    uv.write_text(f'#!/bin/sh\nwhile [ "$1" != --target ]; do shift; done\n{script}\n', "utf-8")
    uv.chmod(0o755)
    return f"{folder}:{os.environ['PATH']}"


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_entry_parses_on_an_old_python_so_that_it_can_say_what_is_needed() -> None:
    source = (REPOSITORY / "skill_runtime" / "__main__.py").read_text("utf-8")
    ast.parse(source, feature_version=(3, 8))


def test_it_runs_from_any_directory_and_leaves_the_skill_as_it_was(
    tmp_path: Path, installed_skill: Path
) -> None:
    before = contents(installed_skill)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [sys.executable, str(installed_skill / "skill_runtime"), "say", "which formats?"],
        cwd=elsewhere,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout.startswith("You can upload")) == (0, True), done.stderr
    assert contents(installed_skill) == before
    assert list(elsewhere.iterdir()) == []


def test_a_skill_folder_that_can_not_be_written_works_too(
    tmp_path: Path, installed_skill: Path
) -> None:
    for path in [installed_skill, *installed_skill.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    done = subprocess.run(
        [sys.executable, str(installed_skill / "skill_runtime"), "route", "导出"],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "export\n")


def test_on_a_bare_python_it_makes_its_environment_once(prepared: Prepared) -> None:
    first, second = prepared.first, prepared.machine.run("route", "导出")
    assert (first.returncode, first.stdout) == (0, "export\n"), first.stderr
    assert first.stderr.startswith("Preparing")
    assert len(first.stderr.splitlines()) == 1
    assert (second.returncode, second.stdout, second.stderr) == (0, "export\n", "")


def test_a_later_start_compiles_nothing_again_also_where_bytecode_is_not_wanted(
    prepared: Prepared,
) -> None:
    machine = prepared.machine
    shutil.rmtree(machine.bytecode)
    seen = []
    for _ in range(2):
        machine.run(*_LOCAL_TURN, PYTHONDONTWRITEBYTECODE="1")
        files = machine.bytecode.rglob("*.pyc")
        seen.append({path: path.stat().st_mtime_ns for path in files})
    first, second = seen
    assert {"skill_runtime", "jinja2"} <= {path.parent.name for path in first}
    assert second == first


@pytest.mark.parametrize("lost", ["packages/httpx", "packages", "complete"])
def test_an_environment_that_is_broken_is_made_anew_and_that_is_told(
    tmp_path: Path, prepared: Prepared, lost: str
) -> None:
    (whole,) = prepared.machine.environments.iterdir()
    machine = Machine(prepared.machine.python, prepared.machine.skill, tmp_path / "home")
    broken = machine.environments / whole.name
    spare = tmp_path / "spare"
    for copy in (broken, spare):
        shutil.copytree(whole, copy, symlinks=True, copy_function=os.link)
    if (broken / lost).is_dir():
        shutil.rmtree(broken / lost)
    else:
        (broken / lost).unlink()
    path = installer(tmp_path / "tools", f"mv '{spare / 'packages'}' \"$2\"")
    done = machine.run(*_LOCAL_TURN, PATH=path)
    assert done.returncode == 0, done.stderr
    notice, *others = done.stderr.splitlines()
    assert notice == "Parts of skill-runtime's environment are gone: making it anew…"
    assert not [line for line in others if "Traceback" in line]
    assert (broken / "packages" / "httpx" / "__init__.py").exists()
    assert [path.name for path in machine.environments.iterdir()] == [whole.name]
    assert machine.run("route", "导出", PATH=path).stderr == ""


def test_a_new_environment_clears_what_killed_starts_and_old_versions_left(
    tmp_path: Path, prepared: Prepared
) -> None:
    (whole,) = prepared.machine.environments.iterdir()
    machine = Machine(prepared.machine.python, prepared.machine.skill, tmp_path / "home")
    age_in_days = {".new-killed": 2, ".new-at-work": 0, "old-version": 61, "other-version": 59}
    for name, days in age_in_days.items():
        mark = machine.environments / name / "complete"
        mark.parent.mkdir(parents=True)
        mark.touch()
        then = (whole / "complete").stat().st_mtime - days * 86_400
        os.utime(mark, (then, then))
        os.utime(mark.parent, (then, then))
    for name in ("long-gone", "other-version"):
        (machine.bytecode / machine.environments.relative_to("/") / name).mkdir(parents=True)
    spare = tmp_path / "spare"
    shutil.copytree(whole, spare, symlinks=True, copy_function=os.link)
    path = installer(tmp_path / "tools", f"mv '{spare / 'packages'}' \"$2\"")
    done = machine.run("route", "导出", PATH=path)
    assert (done.returncode, done.stdout) == (0, "export\n"), done.stderr
    left = {path.name for path in machine.environments.iterdir()}
    assert left == {whole.name, ".new-at-work", "other-version"}
    place = machine.bytecode / machine.environments.relative_to("/")
    assert not (place / "long-gone").exists()
    assert (place / "other-version").exists()


def test_a_start_says_that_its_environment_is_still_in_use(prepared: Prepared) -> None:
    (whole,) = prepared.machine.environments.iterdir()
    mark = whole / "complete"
    os.utime(mark, (0, 0))
    assert prepared.machine.run("route", "导出").stderr == ""
    assert mark.stat().st_mtime > 0


def test_an_installation_that_lost_a_package_says_how_to_mend_it(tmp_path: Path) -> None:
    packages = tmp_path / "site-packages"
    packages.mkdir()
    shutil.copytree(REPOSITORY / "skill_runtime", packages / "skill_runtime")
    start = "import sys; sys.path.insert(0, sys.argv.pop(1)); import skill_runtime.__main__ as m"
    bare = [sys.executable, "-I", "-S", "-B", "-c", f"{start}; sys.exit(m.main())"]
    done = subprocess.run(
        [*bare, str(packages), "doctor"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert (done.returncode, done.stdout) == (7, "")
    assert "httpx" in done.stderr
    assert "pip install --force-reinstall FOLDER" in done.stderr


def test_what_a_start_makes_is_for_nobody_else_to_look_into(tmp_path: Path) -> None:
    machine = new_machine(tmp_path)
    shutil.rmtree(machine.home)
    variables = machine.variables(PATH=installer(tmp_path / "tools", "exit 1"))
    subprocess.run(
        machine.command("route", "x"), env=variables, cwd=tmp_path, umask=0o022, check=False
    )
    made = [machine.home, *machine.home.glob("*"), *machine.home.glob("cache/*")]
    assert {path.name: oct(stat.S_IMODE(path.stat().st_mode)) for path in made} == dict.fromkeys(
        ["home", "cache", "bytecode", "environments"], oct(0o700)
    )


def test_an_environment_is_made_whichever_of_the_studio_s_packages_is_missing(
    tmp_path: Path,
) -> None:
    machine = new_machine(tmp_path)
    path = installer(tmp_path / "tools", "exit 1")
    for name in TURN + STUDIO:
        (tmp_path / "there" / name).mkdir(parents=True)
    for name in STUDIO:
        (tmp_path / "there" / name).rename(tmp_path / "hidden")
        done = machine.run("route", "导出", PATH=path, PYTHONPATH=str(tmp_path / "there"))
        (tmp_path / "hidden").rename(tmp_path / "there" / name)
        assert (done.returncode, done.stderr.count("could not be installed")) == (7, 1), name


def test_ctrl_c_during_the_set_up_is_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    machine = new_machine(tmp_path)
    started = tmp_path / "started"
    os.mkfifo(started)
    # Its child goes on writing after its parent is gone, as pip's and uv's do.
    path = installer(
        tmp_path / "tools",
        '(while [ $((n+=1)) -lt 50000 ]; do mkdir -p "$2/$n"; done)'
        f" & echo x > '{started}'; wait",
    )
    process = subprocess.Popen(
        machine.command("route", "导出"),
        env=machine.variables(PATH=path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    started.read_text()
    process.send_signal(signal.SIGINT)
    said, complaint = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "")
    assert complaint.splitlines()[1:] == [
        "",
        "Stopped before anything was done; the same command starts again.",
    ]
    assert list(machine.environments.iterdir()) == []


def test_set_up_studio_and_export_write_nothing_into_the_skill_s_folder(
    prepared: Prepared,
) -> None:
    machine = prepared.machine
    made = machine.run("say", "generate a lake, 2 seconds long", "--backend", "studio")
    assert made.returncode == 0, made.stderr
    exported = machine.run("export", "--resolution", "480p", "--backend", "studio")
    assert exported.returncode == 0, exported.stderr
    assert list(machine.home.glob("*.mp4"))
    assert contents(machine.skill) == prepared.before


def test_a_cache_that_can_not_be_written_is_told_with_its_whole_path_and_what_to_do(
    tmp_path: Path,
) -> None:
    machine = new_machine(tmp_path)
    (machine.home / "file").write_text("in the way")
    place = machine.home / "file" / "x"
    for given in (str(place), " file/x "):
        done = subprocess.run(
            machine.command("route", "x"),
            cwd=machine.home,
            env=environment(tmp_path, SKILL_RUNTIME_HOME=given),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 7
        assert f" {place / 'cache' / 'environments'} can't be written" in done.stderr
        assert "SKILL_RUNTIME_HOME" in done.stderr
        assert "Traceback" not in done.stderr


def test_a_second_start_of_the_repository_itself_writes_nothing_beside_the_sources(
    tmp_path: Path,
) -> None:
    package = REPOSITORY / "skill_runtime" / "surfaces"
    before = sorted(package.iterdir())
    skill_runtime("route", "export", home=tmp_path)
    assert sorted(package.iterdir()) == before
