from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from etl.report.tally import Tally


@given(st.lists(st.sampled_from("abcdef")), st.integers(1, 6))
def test_nothing_is_lost_and_memory_is_bounded(keys: list[str], limit: int) -> None:
    tally: Tally[str] = Tally(limit)
    for key in keys:
        tally.add(key)
    assert len(tally) <= limit
    assert sum(tally.counts.values()) + tally.beyond == len(keys)
    assert all(count == Counter(keys)[key] for key, count in tally.counts.items())


def test_top_is_the_same_whatever_the_order_in_which_equal_counts_came() -> None:
    forward: Tally[str] = Tally(10)
    backward: Tally[str] = Tally(10)
    for key in "bca":
        forward.add(key)
    for key in "acb":
        backward.add(key)
    assert forward.top(2) == backward.top(2) == [("a", 1), ("b", 1)]
