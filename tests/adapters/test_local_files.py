from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from skill_runtime.adapters.client_id import kept_client_id
from skill_runtime.adapters.media_files import LocalFiles
from skill_runtime.model.steps import FileFacts

FRESH = "00000000-0000-4000-8000-000000000001"
KEPT = "11111111-1111-4111-8111-111111111111"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "夜 view.txt"
    Image.new("RGB", (4, 4)).save(path, "png")
    return path


class TestLooking:
    def test_the_content_decides_not_the_name(self, picture: Path) -> None:
        facts = LocalFiles().look(str(picture))
        assert facts == FileFacts(str(picture), "夜 view.txt", picture.stat().st_size, "png")

    def test_a_key_with_a_picture_s_name_is_none(self, tmp_path: Path) -> None:
        path = tmp_path / "photo.png"
        path.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n")
        facts = LocalFiles().look(str(path))
        assert (facts.format, facts.problem) == (None, None)

    def test_an_empty_file_has_no_size_and_no_format(self, tmp_path: Path) -> None:
        path = tmp_path / "empty.mp4"
        path.touch()
        assert LocalFiles().look(str(path)) == FileFacts(str(path), "empty.mp4", 0, None)

    def test_a_link_is_refused_wherever_it_leads(self, picture: Path, tmp_path: Path) -> None:
        link = tmp_path / "link"
        link.symlink_to(picture)
        assert LocalFiles().look(str(link)).problem == "link"

    def test_wildcards_are_the_files_that_they_mean(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("HOME", str(tmp_path))
        for name in ("b.png", "a.png", "c.mp4", "d[1].png", ".hidden.png"):
            (tmp_path / name).touch()
        files = LocalFiles()
        names = ("a.png", "b.png", "d[1].png")
        assert files.expand("~/*.png").paths == tuple(str(tmp_path / name) for name in names)
        assert files.expand(f"{tmp_path}/d[1].png").paths == (f"{tmp_path}/d[1].png",)
        for path in ("~/*.gif", "~/a.png", "nul\0*", "["):
            assert files.expand(path).paths == (path,)

    def test_the_user_s_home_is_known(self, picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("HOME", str(picture.parent))
        facts = LocalFiles().look(f"~/{picture.name}")
        assert (facts.path, facts.format) == (str(picture), "png")

    @pytest.mark.parametrize(
        ("path", "problem"),
        [
            ("gone.png", "missing"),
            ("~nobody-is-called-so/a.png", "missing"),
            ("nul\0.png", "missing"),
            ("x" * 300, "missing"),
            ("caf\udce9.png", "missing"),
            ("/dev/null", "special"),
            (".", "directory"),
            ("", "directory"),
        ],
    )
    def test_what_can_t_be_looked_at_is_told(self, path: str, problem: str) -> None:
        facts = LocalFiles().look(path)
        assert facts.problem == problem
        assert facts.format is None

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe")
        assert LocalFiles().look(str(tmp_path / "pipe")).problem == "special"

    def test_a_link_to_itself_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "loop").symlink_to(tmp_path / "loop")
        assert LocalFiles().look(str(tmp_path / "loop")).problem == "link"

    @pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may read anything")
    def test_a_file_that_may_not_be_read_is_told(self, picture: Path) -> None:
        picture.chmod(0)
        assert LocalFiles().look(str(picture)).problem == "unreadable"

    @given(st.text(max_size=40) | st.text(st.sampled_from("~/.\\\0a\udcff"), max_size=10))
    def test_it_never_raises(self, path: str) -> None:
        assert isinstance(LocalFiles().look(path), FileFacts)


class TestTheClientId:
    def test_the_first_one_is_kept_for_the_user_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "nemovideo" / "client_id"
        assert kept_client_id(path, FRESH) == FRESH
        assert path.read_text() == f"{FRESH}\n"
        assert path.stat().st_mode & 0o777 == 0o600
        assert kept_client_id(path, KEPT) == FRESH

    @pytest.mark.parametrize(
        "content",
        [
            KEPT,
            f"{KEPT}\n",
            f"  {KEPT}\r\n",
            f"client-{KEPT}",
            "0f" * 16,
            "client-1763800000-12345",
        ],
    )
    def test_a_kept_one_is_used(self, tmp_path: Path, content: str) -> None:
        path = tmp_path / "client_id"
        path.write_text(content)
        assert kept_client_id(path, FRESH) == content.strip()

    @pytest.mark.parametrize("content", [b"", b" \n"])
    def test_an_empty_file_is_filled(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "client_id"
        path.write_bytes(content)
        assert kept_client_id(path, FRESH) == FRESH
        assert path.read_text() == f"{FRESH}\n"

    @pytest.mark.parametrize(
        "content",
        [
            b"x" * 65,
            b"two\nlines",
            "schlüssel".encode(),
            b"\xff\xfe",
            b"a\x1b[31m",
            b"my-client",
            b"BEGIN KEY",
        ],
    )
    def test_a_file_of_something_else_is_neither_sent_nor_lost(
        self, tmp_path: Path, content: bytes
    ) -> None:
        path = tmp_path / "client_id"
        path.write_bytes(content)
        assert kept_client_id(path, FRESH) == FRESH
        assert path.read_bytes() == content

    @pytest.mark.parametrize("secret", [KEPT, None])
    def test_a_link_is_neither_followed_nor_written_through(
        self, tmp_path: Path, secret: str | None
    ) -> None:
        elsewhere, path = tmp_path / "elsewhere", tmp_path / "client_id"
        if secret:
            elsewhere.write_text(secret)
        path.symlink_to(elsewhere)
        assert kept_client_id(path, FRESH) == FRESH
        assert (elsewhere.read_text() if elsewhere.exists() else None) == secret

    @pytest.mark.parametrize("obstacle", ["a folder", "a file as the folder"])
    def test_a_place_that_can_t_be_used_is_no_reason_to_stop(
        self, tmp_path: Path, obstacle: str
    ) -> None:
        path = tmp_path / "config" / "client_id"
        if obstacle == "a folder":
            path.mkdir(parents=True)
        else:
            path.parent.write_text("in the way")
        assert kept_client_id(path, FRESH) == FRESH


def test_a_new_file_takes_no_other_ones_place(tmp_path: Path) -> None:
    files = LocalFiles()
    first = files.keep(str(tmp_path / "new"), "dot.png", b"\x89PNG\r\n\x1a\n")
    second = files.keep(str(tmp_path / "new"), "dot.png", b"other")
    assert (first.path, first.format, first.problem) == (f"{tmp_path}/new/dot.png", "png", None)
    assert Path(second.path).name == "dot (2).png"
    assert Path(first.path).read_bytes() == b"\x89PNG\r\n\x1a\n"


def test_a_folder_that_can_be_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert LocalFiles().keep(str(tmp_path / "file"), "a.txt", b"x").problem
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]
