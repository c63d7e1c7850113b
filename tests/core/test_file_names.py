from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.file_names import file_stem, split_destination

STEMS = {
    "Futuristic City at Night": "futuristic-city-at-night",
    "未来城市的夜晚": "未来城市的夜晚",
    "夜景，慢动作！": "夜景-慢动作",
    "हिन्दी फ़िल्म": "हिन्दी-फ़िल्म",
    "../../etc/passwd": "etc-passwd",
    "C:\\Windows\\system32": "c-windows-system32",
    "a\0b\nc\x1b[31md": "a-b-c-31md",
    "evil\u202egpj.exe": "evilgpj-exe",
    "می\u200cخواهم": "میخواهم",
    "🎬 party 🎉🎉": "party",
    "🎬": "video",
    "": "video",
    "...": "video",
    "- _ -": "video",
    "-rf": "rf",
    "CON": "video-con",
    "com1": "video-com1",
    "ＣＯＭ¹": "video-com1",
    "nul.txt": "nul-txt",
    "Straße": "strasse",
    "ﬁlm №5": "film-no5",
    "lone \udcff surrogate": "lone-surrogate",
    "my_clip": "my_clip",
    "a" * 10_000: "a" * 80,
    "城" * 100: "城" * 26,
    "a" * 79 + " b": "a" * 79,
}


@pytest.mark.parametrize("words", STEMS, ids=range(len(STEMS)))
def test_words_become_a_name(words: str) -> None:
    stem = file_stem(words)
    assert stem == unicodedata.normalize("NFKC", STEMS[words])


@given(st.text() | st.text(st.sampled_from('/\\.:*?"<>|-_ \0\n\u202e\u0301nulCOM1é城🎬')))
def test_any_words_become_one_plain_component(words: str) -> None:
    stem = file_stem(words)
    assert 0 < len(stem.encode()) <= 86
    assert not set('/\\.:*?"<>| ') & set(stem)
    assert not any(unicodedata.category(character)[0] in "CZ" for character in stem)
    assert stem[0] not in "-_"
    assert stem[-1] not in "-_"
    assert stem not in {"con", "prn", "aux", "nul", "com1", "lpt9"}


DESTINATIONS = {
    "~/out/city.mp4": ("~/out", "city.mp4"),
    "~/out/": ("~/out", ""),
    "~/out": ("~/out", ""),
    "~": ("~", ""),
    "~/": ("~", ""),
    "city.mp4": (".", "city.mp4"),
    "./city.mp4": (".", "city.mp4"),
    "/city.mp4": ("/", "city.mp4"),
    "/": ("/", ""),
    ".": (".", ""),
    "..": ("..", ""),
    "../": ("..", ""),
    "../..": ("../..", ""),
    "": (".", ""),
    "out/.hidden": ("out/.hidden", ""),
    "out/.mp4": ("out/.mp4", ""),
    "~/releases/v1.2": ("~/releases/v1.2", ""),
    "~/2026.11.22": ("~/2026.11.22", ""),
    "~/my.movie.final.webm": ("~", "my.movie.final.webm"),
    "city.mp4/": ("city.mp4", ""),
    "视频/城市.mp4": ("视频", "城市.mp4"),
    "out/clip.m4a": ("out", "clip.m4a"),
    "D:\\out\\city.mp4": ("D:\\out", "city.mp4"),
    "D:\\city.mp4": ("D:\\", "city.mp4"),
    "D:city.mp4": ("D:", "city.mp4"),
    "D:\\": ("D:\\", ""),
    "D:/out/": ("D:/out", ""),
    "D:\\out\\": ("D:\\out", ""),
    "\\\\server\\share\\city.mp4": ("\\\\server\\share", "city.mp4"),
    "C:\\Users\\me/city.mov": ("C:\\Users\\me", "city.mov"),
}


@pytest.mark.parametrize("destination", DESTINATIONS)
def test_a_destination_is_a_folder_or_a_file_in_one(destination: str) -> None:
    assert split_destination(destination) == DESTINATIONS[destination]


@given(st.text(st.sampled_from("ab.:/\\~ 4p城")))
def test_a_destination_always_has_a_folder_and_loses_nothing(destination: str) -> None:
    folder, name = split_destination(destination)
    assert folder
    assert destination.endswith(name)
    assert not set("/\\") & set(name)
    assert folder == "." or destination.startswith(folder)
