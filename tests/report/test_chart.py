from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.report import chart

SERIES = st.dictionaries(
    st.sampled_from(["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]),
    st.dictionaries(st.sampled_from(["1 h", "2 h", "3 h"]), st.integers(0, 10**9)),
)


@given(SERIES)
def test_every_column_stays_inside_and_nothing_is_left_out(series: dict[str, dict[str, int]]) -> None:
    labels = ["1 h", "2 h", "3 h"]
    made = chart.columns(labels, series, {})
    assert len(made.columns) == 3
    assert len(made.legend) <= chart.SERIES_SHOWN + 1
    assert 2 <= len(made.ticks) <= 6
    for column, label in zip(made.columns, labels, strict=True):
        assert 0 <= column.x <= column.x + column.width <= chart.WIDTH
        assert all(0 <= part.y <= part.y + part.height <= made.baseline + 0.1 for part in column.segments)
        total = sum(points.get(label, 0) for points in series.values())
        scale = (made.baseline - made.ticks[-1].y) / made.ticks[-1].value
        assert sum(part.height for part in column.segments) == pytest.approx(total * scale, abs=0.1)


def test_the_smaller_series_are_drawn_as_one() -> None:
    made = chart.columns(["x"], {f"s{n}": {"x": 100 - n} for n in range(10)}, {"x": "the hour"})
    assert made.legend == [*(f"s{n}" for n in range(7)), "others"]
    assert made.columns[0].segments[-1].note == "the hour: others, 276"


def test_labels_give_way_where_there_is_no_room() -> None:
    shown = [c.label for c in chart.columns([str(n) for n in range(72)], {"a": {"1": 1}}, {}).columns if c.label]
    assert 5 < len(shown) <= 11


@given(st.lists(st.integers(0, 1000), max_size=40))
def test_a_sparkline_fits_its_box(values: list[int]) -> None:
    drawn = chart.sparkline(values)
    assert len(drawn) == len(values)
    assert all(y >= 0 and y + tall <= 22.01 and x + wide <= 120.01 for x, y, wide, tall in drawn)
