from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skill_runtime.studio.media.draft import Span, Title
from skill_runtime.studio.media.errors import RenderRefused
from skill_runtime.studio.media.lettering import draw_title
from skill_runtime.studio.media.placing import Box, Placed, place
from skill_runtime.studio.media.rect import Rect
from skill_runtime.studio.media.safe_areas import PLATFORMS, margins_of
from skill_runtime.studio.media.titling import POSITIONS, ROLES
from skill_runtime.studio.media.typesetting import width_of

PORTRAIT, LANDSCAPE = (1080, 1920), (1920, 1080)


def _title(
    text: str = "Title", position: str = "top", *, start: int = 0, size: float = 96
) -> Title:
    span = Span(start, start + 1000)
    return Title(
        span, "Track 3, segment 1", text, "title", position, size, (255, 255, 255), "shadow"
    )


def _boxes(titles: list[Title], canvas: tuple[int, int] = PORTRAIT) -> list[Box]:
    return [placed.box for placed in place(titles, *canvas)]


@pytest.mark.parametrize(
    ("position", "across", "down"),
    [
        ("top", "middle", "first"),
        ("center", "middle", "middle"),
        ("bottom", "middle", "last"),
        ("top-left", "first", "first"),
        ("bottom-right", "last", "last"),
        ("left", "first", "middle"),
    ],
)
@pytest.mark.parametrize("canvas", [PORTRAIT, LANDSCAPE])
def test_a_position_is_meant_on_any_canvas(
    canvas: tuple[int, int], position: str, across: str, down: str
) -> None:
    [box] = _boxes([_title("Hi", position)], canvas)
    thirds = ["first", "middle", "last"]
    assert thirds[int((box.left + box.right) / 2 / canvas[0] * 3)] == across
    assert thirds[int((box.top + box.bottom) / 2 / canvas[1] * 3)] == down


def test_titles_at_one_place_are_stacked_downwards_in_their_order() -> None:
    one, two, three = _boxes([_title("One"), _title("Two"), _title("Three")])
    assert one.bottom < two.top < two.bottom < three.top


def test_titles_at_the_bottom_are_stacked_upwards() -> None:
    one, two = _boxes([_title(position="bottom"), _title(position="bottom")])
    assert two.bottom < one.top


def test_titles_that_follow_each_other_have_the_same_place() -> None:
    one, two = _boxes([_title("Same"), _title("Same", start=1000)])
    assert one == two


def test_subtitles_keep_their_line_and_what_is_beside_them_makes_room() -> None:
    third = replace(_title("Jane Doe\nDirector", "bottom-left"), role="lower-third")
    third = replace(third, span=Span(0, 3000))
    said = ["Hi", "A line that is long enough to meet it"]
    cues = [
        replace(_title(t, "bottom", start=1000 * n), role="subtitle") for n, t in enumerate(said)
    ]
    beside, *lines = _boxes([third, *cues])
    alone = _boxes(cues)
    assert lines == alone
    assert beside.bottom < alone[1].top


def test_left_and_right_share_a_line() -> None:
    one, two = _boxes([_title("Left", "top-left"), _title("Right", "top-right")])
    assert one.top == two.top


def test_a_size_is_a_share_of_the_shorter_side() -> None:
    large = place([_title()], 1080, 1920)[0].block.type.size
    small = place([_title()], 320, 180)[0].block.type.size
    assert (large, small) == (96, 16)


def test_titles_become_smaller_together_where_there_is_not_room_for_all() -> None:
    crowd = [_title(f"Title {number}", size=200) for number in range(12)]
    alone = _title("Alone", start=1000, size=200)
    sizes = [placed.block.type.size for placed in place([*crowd, alone], *PORTRAIT)]
    assert len(set(sizes[:-1])) == 1
    assert sizes[0] < sizes[-1] == 200


def test_more_titles_than_a_screen_holds_are_refused_with_the_moment() -> None:
    crowd = [_title("Some rather long title", start=2000, size=400) for _ in range(80)]
    with pytest.raises(RenderRefused, match=r"Track 3, segment 1: .* 2 s"):
        place(crowd, *PORTRAIT)


@settings(max_examples=30)
@given(
    st.lists(
        st.builds(
            _title,
            st.sampled_from(["Hi", "Urban Dreams", "未来之城", "A longer title that wraps"]),
            st.sampled_from(sorted(POSITIONS)),
            start=st.integers(0, 2000),
            size=st.integers(24, 200).map(float),
        ),
        max_size=6,
    ),
    st.sampled_from([PORTRAIT, LANDSCAPE, (1080, 1080), (180, 320)]),
)
def test_titles_never_overlap_and_are_never_cut_off(
    titles: list[Title], canvas: tuple[int, int]
) -> None:
    placed = place(titles, *canvas)
    for one, other in combinations(placed, 2):
        together = one.title.span.meets(other.title.span)
        assert not (together and one.box.meets(other.box))
    for each in placed:
        assert each.box.left > 0
        assert each.box.top > 0
        assert each.box.right < canvas[0]
        assert each.box.bottom < canvas[1]


@pytest.mark.parametrize("text", ["Ågjpqy", "未来之城，", "한국어 テスト", "Ça ☕ 🚀", "مرحبا"])
@pytest.mark.parametrize("style", ["shadow", "outline", "pill", "plain"])
def test_the_ink_of_any_script_and_style_stays_inside_its_rectangle(text: str, style: str) -> None:
    alpha = _drawn(text, style)[..., 3]
    assert alpha.max() > 200
    edges = np.concatenate([alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]])
    assert edges.max() <= 8


@pytest.mark.parametrize("style", ["shadow", "outline", "pill"])
def test_every_style_but_plain_darkens_what_is_around_white_letters(style: str) -> None:
    around = _drawn("Hi", style)
    plain = _drawn("Hi", "plain")
    dark = (around[..., 3] > 100) & (around[..., 0] < 60)
    assert dark.sum() > 200
    assert not ((plain[..., 3] > 100) & (plain[..., 0] < 60)).any()


def _drawn(text: str, style: str, under: tuple[int, int, int] | None = None) -> np.ndarray:
    [placed] = place([_title(text, "center")], *PORTRAIT)
    title = Title(placed.title.span, "", text, "title", "center", 96, (255, 255, 255), style)
    title = replace(title, under=under)
    edge = 50
    box = placed.box
    rect = Rect(
        *(
            int(side) & ~1
            for side in (box.left - edge, box.top - edge, box.right + edge, box.bottom + edge)
        )
    )
    return draw_title(Placed(title, placed.block, box), rect)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_of_a_text_finds_its_place(role: str) -> None:
    size, position = ROLES[role].size, ROLES[role].position
    [placed] = place([replace(_title(), role=role, size=size, position=position)], *PORTRAIT)
    assert placed.block.lines == ("Title",)


def test_the_second_line_of_a_lower_third_is_smaller_and_in_the_same_box() -> None:
    title = replace(_title("Jane Doe\nDirector", "bottom-left"), role="lower-third", style="bar")
    [placed] = place([title], *LANDSCAPE)
    name, work = placed.rows()
    assert (name.text, work.text) == ("Jane Doe", "Director")
    assert work.type.size < name.type.size
    assert name.left == work.left
    assert placed.box.top < name.baseline < work.baseline < placed.box.bottom


@pytest.mark.parametrize("text", ["Jane Doe", "Maximiliana " * 8 + "\n" + "Executive " * 12])
def test_a_lower_third_of_any_length_stays_on_the_screen(text: str) -> None:
    [placed] = place([replace(_title(text), role="lower-third", style="bar")], *PORTRAIT)
    for row in placed.rows():
        right = row.left + width_of(row.text, row.type) * row.type.size
        assert placed.box.left <= row.left < right <= placed.box.right + 1
    assert placed.box.bottom < PORTRAIT[1] * 0.9


@pytest.mark.parametrize("platform", [*sorted(PLATFORMS), ""])
@pytest.mark.parametrize("canvas", [PORTRAIT, LANDSCAPE])
def test_texts_keep_clear_of_what_a_platform_lays_over_them(
    platform: str, canvas: tuple[int, int]
) -> None:
    width, height = canvas
    margins = margins_of(width, height, platform)
    long = "A rather long sentence that goes over several lines 很长的一句话"
    titles = [_title(long, position, start=1000 * n) for n, position in enumerate(POSITIONS)]
    for placed in place(titles, width, height, platform):
        box = placed.box
        assert box.left >= width * margins.left - 1
        assert box.right <= width * (1 - margins.right) + 1
        assert box.top >= height * margins.top - 1
        assert box.bottom <= height * (1 - margins.bottom) + 1


def test_a_tall_video_leaves_more_room_below_than_a_wide_one() -> None:
    assert margins_of(*PORTRAIT).bottom > margins_of(*LANDSCAPE).bottom
    assert margins_of(*PORTRAIT, "tiktok").right > margins_of(*PORTRAIT).right


def test_what_lies_under_the_letters_has_the_colour_that_was_asked_for() -> None:
    red = (220, 20, 20)
    for style in ("box", "pill", "outline"):
        pixels = _drawn("Hi", style, red)
        shown = pixels[pixels[..., 3] > 120][:, :3].astype(int)
        assert (abs(shown - red).sum(1) < 60).any()
