"""Membership by table agrees with sets, whatever collides."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from etl.dedupe import membership

NUMBERS = st.lists(st.integers(0, 40) | st.integers(0, 2**64 - 2), max_size=80)


def _found(values: list[int], of: list[int]) -> list[bool]:
    return [bool(one) for one in membership.member(np.array(values, np.uint64), np.array(of, np.uint64))]


@given(NUMBERS, NUMBERS)
def test_it_agrees_with_a_set(values: list[int], of: list[int]) -> None:
    assert _found(values, of) == [value in set(of) for value in values]


def test_entries_that_fall_into_one_slot_are_all_found() -> None:
    """The table looks at the highest bits of the product, so numbers that differ in few of them collide."""
    inverse = pow(int(membership._SPREAD), -1, 2**64)
    colliding = [place * inverse % 2**64 for place in range(200)]
    assert all(_found(colliding, colliding))
    assert not any(_found([place * inverse % 2**64 for place in range(200, 400)], colliding))
