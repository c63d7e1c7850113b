"""`make`, `undo`, `preview`, `jobs` and `batch` as a user runs them, with a studio by HTTP."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.studio_server import RunningStudio
from tests.surfaces.commands import skill_runtime

CITY = "generate a city at night"


@pytest.fixture(scope="module")
def shared_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStudio]:
    with RunningStudio(tmp_path_factory.mktemp("studio")) as running:
        yield running


@pytest.fixture
def studio(shared_studio: RunningStudio) -> Iterator[RunningStudio]:
    """One server for all tests: each is a client of its own, and leaves nothing for the next."""
    yield shared_studio
    shared_studio.reset()


def picture(folder: Path, name: str) -> Path:
    path = folder / name
    Image.new("RGB", (8, 8), "teal").save(path, "png")
    return path


def messages(studio: RunningStudio) -> int:
    return sum(seen.path == "/run_sse" for seen in studio.requests)


def test_make_brings_a_file_in_edits_it_and_saves_the_film(
    tmp_path: Path, studio: RunningStudio
) -> None:
    files = str(picture(tmp_path, "beach.png")), "add calm music"
    (tmp_path / "out").mkdir()
    done = skill_runtime(
        "make", *files, "-o", "out/film.mp4", "--backend", studio.url, home=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Uploaded: beach.png" in done.stdout
    assert done.stdout.splitlines()[-1] == str(tmp_path / "out" / "film.mp4")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["film.mp4"]
    session = re.search(r"--session (make-\w+)", done.stdout)
    assert session
    backend = ("--backend", studio.url)
    assert "timeline is empty" in skill_runtime("status", *backend, home=tmp_path).stdout
    of_film = skill_runtime("status", *backend, "--session", session[1], home=tmp_path)
    assert "Timeline" in of_film.stdout


def test_undo_takes_the_last_edit_back_and_preview_shows_what_is_left(
    tmp_path: Path, studio: RunningStudio
) -> None:
    def run(*arguments: str) -> str:
        return skill_runtime(*arguments, "--backend", studio.url, home=tmp_path).stdout

    assert "no edit to take back" in run("undo")
    run("say", CITY)
    run("say", 'add a title "Dreams"')
    assert "Dreams" in run("status")
    assert 'Title removed: "Dreams"' in run("undo")
    assert "Dreams" not in run("status")
    (tmp_path / "seen").mkdir()
    paths = run("preview", "--out", str(tmp_path / "seen")).splitlines()[-3:]
    assert sorted(paths) == sorted(map(str, (tmp_path / "seen").iterdir()))


def test_undo_speaks_the_language_of_the_conversation(
    tmp_path: Path, studio: RunningStudio
) -> None:
    def run(*arguments: str) -> str:
        return skill_runtime(*arguments, "--backend", studio.url, home=tmp_path).stdout

    run("say", "生成一张未来城市夜景的图片")
    run("say", "添加标题“城市之梦”")
    assert "已移除标题：“城市之梦”" in run("undo")


def test_jobs_tells_of_every_export_in_plain_words(tmp_path: Path, studio: RunningStudio) -> None:
    assert "No export" in skill_runtime("jobs", home=tmp_path).stdout
    backend = ("--backend", studio.url)
    skill_runtime("say", CITY, *backend, home=tmp_path)
    skill_runtime("export", "film.gif", *backend, home=tmp_path)
    listed = skill_runtime("jobs", home=tmp_path)
    assert f"film.gif (gif, high): saved: {tmp_path / 'film.gif'}" in listed.stdout
    [as_json] = map(json.loads, skill_runtime("jobs", "--json", home=tmp_path).stdout.splitlines())
    assert [job["state"] for job in as_json["jobs"]] == ["delivered"]


class Batch:
    """Three pictures and a command, run as often as a test wants."""

    def __init__(self, studio: RunningStudio, home: Path) -> None:
        self.studio, self.home = studio, home
        (home / "films").mkdir()
        self.files = [str(picture(home, f"{name}.png")) for name in "abc"]

    def run(self, *more: str, files: list[str] | None = None) -> tuple[int, str]:
        done = skill_runtime(
            "batch",
            *(self.files if files is None else files),
            *("--each", "add calm music", "--out", "films", "--backend", self.studio.url, *more),
            home=self.home,
        )
        return done.returncode, done.stdout

    @property
    def films(self) -> list[str]:
        return sorted(path.name for path in (self.home / "films").iterdir())


@pytest.fixture
def batch(studio: RunningStudio, tmp_path: Path) -> Batch:
    return Batch(studio, tmp_path)


def test_a_batch_makes_a_film_for_each_file_and_each_once(batch: Batch) -> None:
    code, said = batch.run("--at-once", "3")
    assert (code, batch.films) == (0, ["a.mp4", "b.mp4", "c.mp4"])
    assert said.startswith("3 of 3 films are made.\n")
    paid = messages(batch.studio)
    code, said = batch.run()
    assert said.startswith("3 of 3 films are made, 3 of them earlier.\n")
    assert (code, batch.films) == (0, ["a.mp4", "b.mp4", "c.mp4"])
    assert messages(batch.studio) == paid == 3


def test_the_films_of_a_batch_are_as_they_were_asked_for(batch: Batch) -> None:
    wanted = ("--format", "gif", "--resolution", "120p", "--orientation", "square")
    code, _ = batch.run(*wanted, files=batch.files[:1])
    assert (code, batch.films) == (0, ["a.gif"])
    saved = (batch.home / "films" / "a.gif").read_text("utf-8", "replace")
    assert "'resolution': 120" in saved
    assert "'orientation': 'square'" in saved


def test_a_film_that_was_removed_since_is_exported_again_and_not_edited(batch: Batch) -> None:
    batch.run(files=batch.files[:1])
    (batch.home / "films" / "a.mp4").unlink()
    code, said = batch.run(files=batch.files[:1])
    assert said.startswith("1 of 1 films are made.\n")
    assert (code, batch.films) == (0, ["a.mp4"])
    assert messages(batch.studio) == 1


def test_wildcards_that_no_shell_has_read_are_a_film_for_each_file(tmp_path: Path) -> None:
    with RunningStudio(tmp_path / "studio") as own:  # in which the first film goes on
        code, said = Batch(own, tmp_path).run("--wait", "0", "--at-once", "1", files=["*.png"])
    assert code == 6
    assert "- a.png: it is still being made" in said
    assert "- c.png: not begun yet" in said


def test_a_batch_that_grew_does_only_what_is_new(batch: Batch) -> None:
    batch.run(files=batch.files[:1])
    batch.run(files=batch.files[:2])
    assert messages(batch.studio) == 2
    assert batch.films == ["a.mp4", "b.mp4"]


def test_one_film_that_fails_stops_no_other_and_is_summed_up(batch: Batch) -> None:
    key = batch.home / "key.png"
    key.write_text("-----BEGIN OPENSSH PRIVATE KEY-----")
    code, said = batch.run(files=[*batch.files, str(key)])
    assert code == 2
    assert batch.films == ["a.mp4", "b.mp4", "c.mp4"]
    assert "- key.png: key.png holds none of the accepted media" in said


def test_what_could_not_be_done_is_told_of_each_film_and_again_later(batch: Batch) -> None:
    wish = ("--each", 'add the title "Hello"; add a voice-over')
    for _ in range(2):
        _, said = batch.run(*wish)
        replies = said.partition("What the agent said:\n")[2]
        for name in ("a.png", "b.png", "c.png"):
            assert name in replies
        assert "voice-over" in replies
    _, said = batch.run(*wish, "--json")
    films = json.loads(said.splitlines()[-1])["films"]
    assert [("Hello" in film["said"], "voice-over" in film["said"]) for film in films] == [
        (True, True)
    ] * 3


def test_a_film_whose_export_failed_is_not_edited_again(batch: Batch) -> None:
    batch.studio.faults("render:fail*2")
    code, said = batch.run(files=batch.files[:1])
    assert code == 3
    assert "- a.png: The render of a.mp4 failed" in said
    code, said = batch.run(files=batch.files[:1])
    assert (code, batch.films) == (0, ["a.mp4"])
    assert messages(batch.studio) == 1


def test_each_event_of_a_batch_names_its_film(batch: Batch) -> None:
    _, said = batch.run("--json", files=batch.files[:1])
    *events, last = map(json.loads, said.splitlines())
    assert {event["film"] for event in events} == {"a.png"}
    assert last["type"] == "batch"
    assert [film["outcome"] for film in last["films"]] == ["done"]


def test_a_list_says_what_to_do_with_each(batch: Batch) -> None:
    (batch.home / "x").mkdir()
    (batch.home / "list.yaml").write_text(
        "jobs:\n"
        "- files: a.png\n  say: add calm music\n  out: x/one.gif\n"
        "- files: [b.png, c.png]\n  say: add jazz\n  format: webm\n  out: x/two.webm\n"
        "- say: generate a city at night\n  out: x/three.mp4\n"
    )
    arguments = ("batch", "--list", "list.yaml", "--backend", batch.studio.url)
    done = skill_runtime(*arguments, home=batch.home)
    assert done.returncode == 0, done.stdout + done.stderr
    names = sorted(path.name for path in (batch.home / "x").iterdir())
    assert names == ["one.gif", "three.mp4", "two.webm"]


FAULTY = {
    "jobs:\n- say: x\n  fille: a.mp4\n": "line 3: jobs[0].fille is no key of a job",
    "jobs:\n- files: a.mp4\n": "jobs[0].say must say what to do",
    "jobs:\n- say: x\n- say: [a]\n": "line 3: jobs[1].say must say",
    "jobs:\n- say: x\n  format: exe\n": "line 3: jobs[0].format is 'exe'; there are: mp4",
    "jobs:\n- say: x\n  resolution: huge\n": "line 3: jobs[0].resolution is 'huge'; name",
    "job: []\n": "line 1: job is no key of a list",
    "jobs: []\n": "jobs must be a list",
    "jobs:\n- {say: x\n": "line ",
    "jobs: *x\n": "anchor",
}


@pytest.mark.parametrize("content", FAULTY)
def test_a_faulty_list_is_refused_with_its_name_row_and_fault(tmp_path: Path, content: str) -> None:
    (tmp_path / "list.yaml").write_text(content)
    done = skill_runtime("batch", "--list", "list.yaml", home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("skill-runtime: list.yaml can't be used:\n")
    assert FAULTY[content] in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("a.png",),
        ("--each", "x"),
        ("a.png", "--each", "x", "--at-once", "0"),
        ("a.png", "--each", "x", "--format", "exe"),
        ("a.png", "--each", "x", "--list", "l.yaml"),
        ("--list", "missing.yaml"),
        ("gone/*.png", "--each", "x"),
    ],
)
def test_a_batch_that_can_not_be_meant_ends_with_2(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = skill_runtime("batch", *arguments, home=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize(
    "command",
    [
        ("make", "nofile.jpg", "add calm music"),
        ("make", "a harbour at dawn", "-o", "nowhere/film.mp4"),
        ("export", "--session", "nobody"),
        ("preview", "--session", "nobody"),
    ],
)
def test_what_comes_to_nothing_names_no_project_and_keeps_no_conversation(
    tmp_path: Path, studio: RunningStudio, command: tuple[str, ...]
) -> None:
    done = skill_runtime(*command, "--backend", studio.url, home=tmp_path)
    assert done.returncode in {2, 3}
    assert "project of its own" not in done.stdout
    assert messages(studio) == 0
    known = skill_runtime("forget", "--session", "other", "--yes", home=tmp_path).stdout
    assert "make-" not in known
    assert "nobody" not in known


def test_a_film_that_is_made_takes_the_form_that_export_takes(
    tmp_path: Path, studio: RunningStudio
) -> None:
    form = ("--format", "gif", "--orientation", "square", "--resolution", "120p")
    done = skill_runtime(
        "make", str(picture(tmp_path, "beach.png")), "3 seconds long", *form,
        "-o", "out.gif", "--backend", studio.url, home=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    saved = (tmp_path / "out.gif").read_text("utf-8", "replace")
    assert "'resolution': 120" in saved
    assert "'orientation': 'square'" in saved
    two = skill_runtime(
        "make", "a.png", "calm music", "--format", "gif", "-o", "b.mp4", home=tmp_path
    )
    assert two.returncode == 2
    assert "--format says gif" in two.stderr
