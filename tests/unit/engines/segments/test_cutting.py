"""A cut between pixels is what interpolation by the book gives there."""

import numpy as np
import pytest
from scipy.ndimage import map_coordinates

from songloom.engines.segments.cutting import cut_between

SIZE = (320, 180)
# A plane on which a place can be read off the values: a gentle slope in both directions, and waves.
ROWS, COLUMNS = np.mgrid[0:220, 0:380]
PLANE = np.rint(80 + 0.2 * COLUMNS + 0.3 * ROWS + 12 * np.sin(COLUMNS / 9) * np.cos(ROWS / 7)).astype(np.uint8)


@pytest.mark.parametrize("scale", [1.0, 0.99999, 0.9999, 0.9994, 0.999, 0.9971, 0.99, 0.97, 0.95, 0.9])
@pytest.mark.parametrize("start", [(20.0, 15.0), (20.5, 15.25), (26.34, 20.71), (0.3, 0.2), (0.0, 0.0)])
def test_a_cut_is_where_it_should_be(start, scale):
    cut = cut_between(PLANE, SIZE, start, scale)
    columns, rows = (at + np.arange(edge) * scale for at, edge in zip(start, SIZE, strict=True))
    wanted = map_coordinates(PLANE.astype(float), np.meshgrid(rows, columns, indexing="ij"), order=1, mode="nearest")
    assert cut.shape == (SIZE[1], SIZE[0])
    assert np.abs(cut - wanted).mean() < 0.5


@pytest.mark.parametrize("margin", [8, 14, 30])
def test_a_slow_zoom_moves_an_edge_by_as_much_as_it_should(margin):
    edge = np.tile(np.clip(128 + 20 * (np.arange(380) - 100), 0, 255).astype(np.uint8), (220, 1))
    for number in range(300):
        scale = 1 / (1 + 0.0003 * number)
        x = margin + 160 * (1 - scale)
        row = cut_between(edge, SIZE, (x, margin + 90 * (1 - scale)), scale)[90].astype(float)
        found = np.interp(128, row, np.arange(SIZE[0]))
        assert found == pytest.approx((100 - x) / scale, abs=0.1)
