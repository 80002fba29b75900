"""The nearest articles by what they have in common, against a count of every pair by itself."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.article import Article
from etl.dedupe import neighbours
from etl.dedupe.story_terms import StoryTerms, terms_of

WORDS = ["Kisanga", "Lomé", "Tarvel", "Brizon", "Mordac", "Savelli", "Pontrec", "Galdor", "Verrine", "Ostrac"]
Weights = dict[int, float]


def _own(terms: StoryTerms) -> list[Weights]:
    """The weights of each article's terms, of length one."""
    out = []
    for number in range(len(terms)):
        own = terms.own(np.array([number]))
        length = max(float(np.sqrt((own.plain**2).sum())), 1e-9)
        out.append({int(term): float(weight) / length for term, weight in zip(own.term, own.plain, strict=True)})
    return out


def _near(days: np.ndarray, one: int, other: int, window: float) -> bool:
    return bool(np.isnan(days[one]) or np.isnan(days[other]) or abs(days[one] - days[other]) <= window)


# With few looked for, the others are cut off before they are put in order.
@pytest.mark.parametrize("wanted", [neighbours.NEIGHBOURS, 3])
@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), st.sampled_from([None, 1, 2, 20, 28])),
        min_size=2,
        max_size=12,
    ),
    st.sampled_from([1, 8]),
    st.sampled_from([0.5, 10.0, 45.0]),
)
def test_they_are_those_that_share_most_within_the_window(
    wanted: int, written: list[tuple[list[str], int | None]], many: int, window: float
) -> None:
    articles = [
        Article(
            id=f"a{number}",
            text=f"À {' puis '.join(words)}.",
            published_at=None if day is None else f"2024-03-{day:02d}T08:00:00+00:00",
        )
        for number, (words, day) in enumerate(written * many)
    ]
    with terms_of(articles) as terms:
        terms.count()
        own, days = _own(terms), terms.days
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(neighbours, "NEIGHBOURS", wanted)
            patched.setattr(neighbours, "_LOOKED_UP", max(map(len, own)))
            found = neighbours.neighbours(terms, window)
    for one, near in enumerate(found):
        common = {
            other: sum(weight * own[other].get(term, 0.0) for term, weight in own[one].items())
            for other in range(len(own))
            if other != one and _near(days, one, other, window)
        }
        scores = [common[other] for other in near.tolist()]
        assert len(set(near.tolist())) == len(near)
        assert all(before > after - 1e-6 for before, after in itertools.pairwise(scores))
        left = [score for other, score in common.items() if other not in near.tolist() and score > 1e-9]
        assert len(near) == min(wanted, len(near) + len(left))
        assert not left or max(left) <= min(scores) + 1e-6
