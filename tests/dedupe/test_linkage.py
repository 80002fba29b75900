"""Average linkage on a sparse graph."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from etl.dedupe.linkage import Crowd, average_linkage

EDGES = st.dictionaries(
    st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(-2, 5),
    max_size=20,
)


def test_one_article_between_two_stories_does_not_make_them_one() -> None:
    edges = [(0, 1, 4.0), (3, 4, 4.0), (1, 2, 2.0), (2, 3, 1.0)]
    assert average_linkage([[n] for n in range(5)], edges, -2.0) == [[0, 1], [], [2], [3, 4], []]


def test_groups_on_record_stay_together() -> None:
    assert average_linkage([[0, 1], [2]], [(0, 1, -2.0), (0, 2, 3.0), (1, 2, 1.0)], -2.0) == [[0, 1, 2], []]


def test_nothing_known_keeps_apart() -> None:
    assert average_linkage([[0], [1]], [], -2.0) == [[0], [1]]


def test_many_pairs_have_to_say_less_each() -> None:
    edges = [(0, 1, 4.0), (2, 3, 4.0), *((one, other, -0.3) for one in (0, 1) for other in (2, 3))]
    start = [[n] for n in range(4)]
    assert average_linkage(start, edges, -2.0) == [[0, 1], [], [2, 3], []]
    assert average_linkage(start, edges, -2.0, Crowd(0.4, 10)) == [[0, 1, 2, 3], [], [], []]


@given(EDGES)
@settings(deadline=None)
def test_everyone_is_in_one_group(edges: dict[tuple[int, int], float]) -> None:
    found = average_linkage([[n] for n in range(8)], [(*pair, odds) for pair, odds in edges.items()], -2.0)
    assert sorted(member for group in found for member in group) == list(range(8))


@given(EDGES, st.randoms())
@settings(deadline=None)
def test_the_order_of_edges_does_not_matter(edges: dict[tuple[int, int], float], chance: object) -> None:
    every = [(*pair, odds) for pair, odds in edges.items()]
    backwards = [(*pair, odds) for pair, odds in reversed(edges.items())]
    start = [[n] for n in range(8)]
    assert average_linkage(start, every, -2.0) == average_linkage(start, backwards, -2.0)
