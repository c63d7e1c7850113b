from __future__ import annotations

import pytest

from skill_runtime.studio.media.errors import RenderRefused
from skill_runtime.studio.media.output import Output, canvas_of, check_output
from skill_runtime.studio.media.reading import read_draft

from .samples import draft, shot

SIZES = [
    # draft, output, canvas
    ((1080, 1920), Output(), (1080, 1920)),
    ((1080, 1920), Output(resolution=720), (720, 1280)),
    ((1080, 1920), Output(orientation="horizontal"), (1920, 1080)),
    ((1920, 1080), Output(orientation="vertical", resolution=720), (720, 1280)),
    ((1920, 1080), Output(orientation="square"), (1080, 1080)),
    ((1080, 1080), Output(orientation="vertical"), (1080, 1920)),
    ((1080, 1080), Output(), (1080, 1080)),
    ((1080, 1920), Output(resolution=2160), (1080, 1920)),
    ((1920, 1080), Output(resolution=1440), (1920, 1080)),
    ((7680, 4320), Output(), (1920, 1080)),
    ((3000, 1000), Output(), (1920, 640)),
    ((181, 321), Output(), (180, 320)),
    ((1080, 1920), Output(format="gif"), (360, 640)),
    ((180, 320), Output(format="gif"), (180, 320)),
    ((1080, 1920), Output(format="gif", resolution=240), (240, 426)),
    ((1080, 1920), Output(format="gif", resolution=1080), (480, 852)),
    ((7680, 16), Output(), (1920, 16)),
]


@pytest.mark.parametrize(("size", "output", "canvas"), SIZES)
def test_the_canvas_follows_the_output_within_the_limits(
    size: tuple[int, int], output: Output, canvas: tuple[int, int]
) -> None:
    read = read_draft(draft(shot("a"), m={"width": size[0], "height": size[1]}))
    made = canvas_of(read, output)
    assert (made.width, made.height) == canvas


@pytest.mark.parametrize(
    ("output", "says"),
    [
        (Output(format="exe"), "format 'exe' isn't available: choose from mp4"),
        (Output(quality="best"), "quality 'best'"),
        (Output(orientation="diagonal"), "choose from vertical, horizontal, square"),
        (Output(resolution=0), "resolution of 0"),
        (Output(resolution=4320), "resolution of 4320"),
        (Output(resolution=-720), "resolution of -720"),
        (Output(resolution=True), "resolution of True"),
    ],
)
def test_an_output_that_is_not_made_is_refused_with_what_is(output: Output, says: str) -> None:
    with pytest.raises(RenderRefused, match=says):
        check_output(output)
