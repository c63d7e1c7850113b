from __future__ import annotations

from pathlib import Path

import pytest

from skill_runtime.studio.agent.project import Painted
from tests.studio.acting import MemoryProject, act, reply
from tests.studio_server import FakeEngine


class Telling(FakeEngine):
    """An engine whose pictures say this about themselves."""

    def __init__(self, told: Painted) -> None:
        super().__init__()
        self._told = told

    def paint(self, prompt: str, width: int, height: int, path: Path) -> Painted:
        super().paint(prompt, width, height, path)
        return self._told


@pytest.mark.parametrize(
    ("message", "told", "said"),
    [
        (
            "generate a robot playing chess",
            Painted(("robot",), ("chess",)),
            ["I did not paint: chess."],
        ),
        ("生成机器人下围棋的图片", Painted(("机器人",), ("下围棋",)), ["没有画进去：下围棋。"]),
        (
            "generate a photo of a cat",
            Painted(("cat",), photo=True),
            ["You asked for a photograph: this is a drawn illustration."],
        ),
        ("生成一张猫的照片", Painted(("猫",), photo=True), ["这是一张画出来的插画"]),
    ],
)
def test_a_reply_names_what_is_not_in_the_picture(
    message: str, told: Painted, said: list[str], tmp_path: Path
) -> None:
    words = reply(act(MemoryProject(tmp_path), message, tools=Telling(told)))
    assert [sentence for sentence in said if sentence not in words] == []


def test_an_abstract_picture_does_not_list_every_word_as_left_out(tmp_path: Path) -> None:
    told = Telling(Painted((), ("quarterly", "strategy")))
    words = reply(act(MemoryProject(tmp_path), "generate a quarterly strategy", tools=told))
    assert "I know none of these words" in words
    assert "I did not paint" not in words


def test_at_most_eight_left_out_words_are_named(tmp_path: Path) -> None:
    told = Telling(Painted(("cat",), tuple(f"thing{n}" for n in range(20))))
    words = reply(act(MemoryProject(tmp_path), "generate a cat", tools=told))
    assert "thing7" in words
    assert "thing8" not in words
