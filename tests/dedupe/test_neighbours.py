"""The sum of what each article has in common with another, counted in two ways."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.dedupe import neighbours


@pytest.mark.parametrize("dense", [0, 10**9])
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 100)), min_size=1, max_size=200))
def test_each_row_has_the_sum_of_its_scores(dense: int, entries: list[tuple[int, int]]) -> None:
    wanted: defaultdict[int, float] = defaultdict(float)
    for row, score in entries:
        wanted[row] += score
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(neighbours, "_DENSE", dense)
        rows, sums = neighbours._sums(
            np.array([row for row, _ in entries], dtype=np.int32), np.array([float(score) for _, score in entries]), 41
        )
    assert rows.tolist() == sorted(wanted)
    assert sums.tolist() == [wanted[row] for row in sorted(wanted)]
