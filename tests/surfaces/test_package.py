"""`skill-runtime package`: a skill's bundles on disk, the same bytes wherever they are made."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from skill_runtime.adapters.bundle_files import runtime_files, write_bundles
from skill_runtime.errors import SetupError, UsageError
from tests.surfaces.commands import REPOSITORY, environment, skill_runtime

DATA = REPOSITORY / "tests" / "skill_reader" / "data"
LANTERN = DATA / "v08-official-numbered-claim-token.md"
FOGLINE = DATA / "v07-freeform-tables.md"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def package(work: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a working folder; HOME, with its cache, is the one above."""
    return skill_runtime("package", *arguments, home=work.parent, cwd=work)


def packaged(work: Path, skill: Path = LANTERN, *more: str) -> Path:
    """Where the bundles of a skill went."""
    done = package(work, str(skill), "--json", *more)
    assert done.returncode == 0, done.stderr
    return Path(json.loads(done.stdout)["folder"])


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def lantern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "work"
    folder.mkdir()
    return packaged(folder)


def test_it_tells_each_bundle_with_its_size_in_both_languages(work: Path) -> None:
    english = package(work, str(LANTERN))
    folder = work / "lantern-studio-bundles"
    assert english.returncode == 0, english.stderr
    assert english.stdout.splitlines()[0] == f"lantern-studio 2.3 is packaged in {folder}:"
    files = len(contents(folder / "plugin"))
    assert f"  plugin/lantern-studio: {files} files, " in english.stdout
    chinese = package(work, str(LANTERN), "--lang", "zh")
    assert f"plugin/lantern-studio：{files} 个文件" in chinese.stdout
    # The second time, the bundles of the first were there.
    assert "in place of" not in english.stdout
    assert f"{folder}，替换了那里原有的包：" in chinese.stdout


def test_json_is_one_object_with_paths_numbers_and_sizes(work: Path) -> None:
    done = package(work, str(LANTERN), "--json", "--out", "x/y")
    told = json.loads(done.stdout)
    assert (told["type"], told["skill"], told["version"]) == ("packaged", "lantern-studio", "2.3")
    assert told["folder"] == str(work / "x" / "y")
    for bundle, kind in zip(told["bundles"], ("clawhub", "plugin"), strict=True):
        files = contents(Path(told["folder"], bundle["path"]))
        assert bundle["kind"] == kind
        assert bundle["files"] == len(files)
        assert bundle["bytes"] == sum(map(len, files.values()))


def test_what_stands_beside_the_page_and_is_in_no_bundle_is_named(work: Path) -> None:
    skill = work / "skill"
    for part in ("assets", "references", ".git"):
        (skill / part).mkdir(parents=True)
    shutil.copy(LANTERN, skill / "SKILL.md")
    (skill / "notes.txt").touch()
    assert "Not in them" not in package(work, str(LANTERN)).stdout
    assert package(work, str(skill)).stdout.endswith(": assets, notes.txt\n")
    told = json.loads(package(work, str(skill), "--json").stdout)
    assert told["left_out"] == ["assets", "notes.txt"]


def test_what_the_author_should_know_of_the_file_is_said_beside(work: Path) -> None:
    skill = work / "SKILL.md"
    skill.write_text("---\nname: a-skill\ndescription: Makes films.\n---\n", "utf-8")
    done = package(work, str(skill))
    assert done.returncode == 0
    assert "version" in done.stderr
    assert "a-skill (without a version) is packaged" in done.stdout


def test_the_same_bytes_come_out_of_another_place_time_zone_locale_and_umask(
    work: Path, lantern: Path
) -> None:
    runtime = work / "elsewhere" / "skill"
    for part in ("skill_runtime", "intents", "translations"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(REPOSITORY / part, runtime / part, ignore=ignored)
    for part in ("pyproject.toml", "LICENSE"):
        shutil.copy(REPOSITORY / part, runtime / part)
    (runtime / "intents" / ".DS_Store").write_text("x")
    (runtime / "intents" / "en.yaml~").write_text("x")
    skill = work / "copy" / "SKILL.md"
    skill.parent.mkdir()
    shutil.copy(LANTERN, skill)
    subprocess.run(
        [sys.executable, str(runtime / "skill_runtime"), "package", "copy", "--out", "made"],
        cwd=work,
        env=environment(work.parent, TZ="Asia/Tokyo", LC_ALL="C", PYTHONHASHSEED="7"),
        umask=0o077,
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert contents(work / "made") == contents(lantern)
    made = list((work / "made").rglob("*"))
    assert {oct(path.stat().st_mode & 0o777) for path in made if path.is_file()} == {"0o644"}
    assert {oct(path.stat().st_mode & 0o777) for path in made if path.is_dir()} == {"0o755"}


def test_the_sums_are_those_that_sha256sum_checks(lantern: Path) -> None:
    command = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(command, cwd=lantern, check=False).returncode == 0


def test_a_bundle_packages_itself_and_others_as_the_runtime_does(work: Path, lantern: Path) -> None:
    """An author who keeps the bundle's page as the skill's own loses nothing."""
    bundle = lantern / "clawhub" / "lantern-studio"
    before = contents(bundle)
    command = [sys.executable, str(bundle / "skill_runtime"), "package"]
    for number, skill in enumerate((bundle, LANTERN)):
        subprocess.run(
            [*command, str(skill), "--out", f"made-{number}"],
            cwd=work,
            env=environment(work.parent),
            check=True,
            capture_output=True,
            timeout=60,
        )
        assert contents(work / f"made-{number}") == contents(lantern)
    assert contents(bundle) == before


def test_an_installed_package_has_all_that_a_bundle_needs_and_nothing_else(work: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(work)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, timeout=60)
    (wheel,) = work.glob("*.whl")
    shutil.unpack_archive(wheel, work / "site-packages", "zip")
    package = work / "site-packages" / "skill_runtime"
    assert runtime_files(package) == runtime_files()
    assert not [*package.glob("intents/**/*.py"), *package.glob("translations/**/*.py")]
    assert (package / "SKILL.md").read_bytes() == (REPOSITORY / "SKILL.md").read_bytes()

    (package / "LICENSE").unlink()
    with pytest.raises(SetupError, match=r"LICENSE can't be read .*Install skill-runtime anew"):
        runtime_files(package)


@pytest.mark.parametrize(
    "bundle", ["clawhub/fogline-stabiliser", "plugin/fogline-stabiliser/skills/fogline-stabiliser"]
)
def test_the_command_of_a_bundle_s_page_runs_that_skill_from_any_directory(
    work: Path, bundle: str
) -> None:
    skill = work / "SKILL.md"
    text = FOGLINE.read_text("utf-8")
    skill.write_text(re.sub("Handles: .*", "Handles: mov, png.", text), "utf-8")
    place = packaged(work, skill) / bundle
    before = contents(place)
    elsewhere = work / "elsewhere"
    elsewhere.mkdir()
    said = subprocess.run(
        [sys.executable, str(place / "skill_runtime"), "say", "which formats?"],
        cwd=elsewhere,
        env=environment(work.parent),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert said.stdout.startswith("You can upload mov, png.")
    assert contents(place) == before
    assert not list(elsewhere.iterdir())


def test_a_link_beside_the_page_is_not_followed_into_a_bundle(work: Path, lantern: Path) -> None:
    """Else packaging a skill of unknown origin would publish a file of this machine."""
    skill = work / "skill"
    shutil.copytree(lantern / "clawhub" / "lantern-studio", skill)
    (work / "secret").write_text("private")
    (skill / "references" / "original.md").unlink()
    (skill / "references" / "original.md").symlink_to(work / "secret")
    made = contents(packaged(work, skill))
    assert not [path for path in made if path.endswith("original.md")]
    assert not [path for path, held in made.items() if held == b"private"]


# --- the folder ---------------------------------------------------------------------------------


def test_an_earlier_bundle_of_the_skill_is_replaced(work: Path) -> None:
    skill = work / "SKILL.md"
    text = LANTERN.read_text("utf-8")
    skill.write_text(text, "utf-8")
    folder = packaged(work, skill)
    first = contents(folder)
    skill.write_text(text.replace('"2.3"', '"2.4"'), "utf-8")
    assert packaged(work, skill) == folder
    second = contents(folder)
    assert b'version: "2.4"' in second["clawhub/lantern-studio/SKILL.md"]
    assert first.keys() == second.keys()
    assert {path.name for path in work.iterdir()} == {"SKILL.md", folder.name}


@pytest.mark.parametrize(
    ("put", "reason"),
    [
        ("plugin/lantern-studio/notes.txt", "were changed since"),
        ("clawhub/lantern-studio/.git/config", "were changed since"),
        ("clawhub/lantern-studio/SKILL.md", "were changed since"),
        ("SHA256SUMS", "were changed since"),
    ],
)
def test_a_bundle_that_somebody_worked_in_is_left_alone(
    work: Path, lantern: Path, put: str, reason: str
) -> None:
    folder = work / "made"
    shutil.copytree(lantern, folder)
    (folder / put).parent.mkdir(exist_ok=True)
    with (folder / put).open("a") as file:
        file.write("mine\n")
    before = contents(folder)
    done = package(work, str(LANTERN), "--out", str(folder))
    assert done.returncode == 2
    assert f"{folder} holds bundles that {reason}, and is left alone." in done.stderr
    assert contents(folder) == before


def test_a_bundle_in_which_a_file_became_a_pipe_is_left_alone(work: Path, lantern: Path) -> None:
    folder = work / "made"
    shutil.copytree(lantern, folder)
    page = folder / "clawhub" / "lantern-studio" / "SKILL.md"
    page.unlink()
    os.mkfifo(page)
    done = package(work, str(LANTERN), "--out", "made")
    assert (done.returncode, page.is_fifo()) == (2, True)


def test_what_is_no_bundle_of_this_skill_is_left_alone(work: Path, lantern: Path) -> None:
    (work / "file").write_text("mine")
    (work / "full").mkdir()
    (work / "full" / "file").write_text("mine")
    shutil.copytree(lantern, work / "other")
    before = contents(work)
    for name, reason in {
        "file": "is no folder",
        "full": "holds something else",
        "other": "holds another skill's bundles",
    }.items():
        done = package(work, str(FOGLINE), "--out", name)
        assert done.returncode == 2
        assert f"{work / name} {reason}, and is left alone." in done.stderr
    chinese = package(work, str(FOGLINE), "--out", "full", "--lang", "zh")
    assert "full 里有其他内容，不会覆盖" in chinese.stderr
    assert contents(work) == before


def test_the_folder_that_one_stands_in_is_not_pulled_away(work: Path, lantern: Path) -> None:
    here = work / "here"
    shutil.copytree(lantern, here)
    inside = here / "plugin"
    done = package(inside, str(LANTERN), "--out", "..")
    assert done.returncode == 2
    assert "is where you are working" in done.stderr


def test_an_empty_folder_is_filled(work: Path, lantern: Path) -> None:
    (work / "made").mkdir()
    assert contents(packaged(work, LANTERN, "--out", "made")).keys() == contents(lantern).keys()


def test_a_folder_that_can_not_be_written_is_told_and_nothing_is_left(work: Path) -> None:
    (work / "file").write_text("in the way")
    done = package(work, str(LANTERN), "--out", "file/x")
    assert done.returncode == 2
    assert "file/x can't be written (File exists). Name another folder" in done.stderr
    assert [path.name for path in work.iterdir()] == ["file"]


def test_a_failure_in_the_middle_leaves_what_was_there(work: Path) -> None:
    folder = work / "made"
    folder.mkdir()
    files = {"a": b"1", "a/b": b"2"}
    with pytest.raises(UsageError, match="can't be written"):
        write_bundles(folder, files, "a")
    assert [path.name for path in work.iterdir()] == ["made"]
    assert not list(folder.iterdir())


# --- the skill ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "code", "said"),
    [
        ("v19-bad-no-frontmatter.md", 7, "without frontmatter"),
        ("v24-bad-foreign-api-host.md", 7, "crane-cuts.example"),
        ("nothing-here", 2, "does not exist"),
    ],
)
def test_what_is_no_skill_is_refused(work: Path, file: str, code: int, said: str) -> None:
    done = package(work, str(DATA / file))
    assert done.returncode == code
    assert said in done.stderr
    assert not list(work.iterdir())


def test_a_skill_that_no_marketplace_would_take_is_refused_with_every_reason(
    work: Path,
) -> None:
    skill = work / "SKILL.md"
    skill.write_text('---\nname: My Skill\nversion: "1"\n---\n\nPOST /api/v1/generate\n', "utf-8")
    done = package(work, str(work), "--json")
    assert done.returncode == 7
    for said in ("line 6: its API (generate)", "line 2: `name` is My Skill", "no `description`"):
        assert said in done.stderr
    assert json.loads(done.stdout)["exit_code"] == 7
    assert [path.name for path in work.iterdir()] == ["SKILL.md"]
