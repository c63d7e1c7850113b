from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image, ImageFilter

from skill_runtime.studio.extremes import greatest
from skill_runtime.studio.painting.raster import Array, median, strips

_PLANES = arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, min_side=1, max_side=12))


@given(_PLANES, st.sampled_from([1, 3, 5, 9]))
def test_the_greatest_and_the_least_are_those_of_a_rank_filter(plane: Array, size: int) -> None:
    image = Image.fromarray(plane)
    highest, lowest = (
        np.asarray(image.filter(kind(size)))
        for kind in (ImageFilter.MaxFilter, ImageFilter.MinFilter)
    )
    assert np.array_equal(greatest(plane, size), highest)
    assert np.array_equal(~greatest(~plane, size), lowest)


@given(_PLANES, st.sampled_from([3, 5]))
def test_the_median_is_that_of_a_rank_filter(plane: Array, size: int) -> None:
    expected = np.asarray(Image.fromarray(plane).filter(ImageFilter.MedianFilter(size)))
    assert np.array_equal(median(plane[..., None], size)[..., 0], expected)


@given(st.integers(0, 300))
def test_strips_are_all_rows_once_and_in_order(count: int) -> None:
    assert [row for rows in strips(count) for row in range(count)[rows]] == list(range(count))
