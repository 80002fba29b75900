from __future__ import annotations

import itertools

import numpy as np
import pytest

from etl.enrich.crf import ALLOWED, CLOSES, NUMBER, OPENS, TAGS, best_tags, loss

RNG = np.random.default_rng(5)


def scores(tokens: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return RNG.standard_normal((tokens, len(TAGS))).astype(np.float32)


def total(values: np.ndarray, tags: tuple[int, ...], moves: np.ndarray) -> float:
    inside = sum(values[i, t] for i, t in enumerate(tags)) + OPENS[tags[0]] + CLOSES[tags[-1]]
    return float(inside + sum((moves + ALLOWED)[a, b] for a, b in itertools.pairwise(tags)))


def test_viterbi_finds_what_trying_all_finds() -> None:
    values, moves = scores(3), scores(len(TAGS))[:, : len(TAGS)]
    best = max(itertools.product(range(len(TAGS)), repeat=3), key=lambda t: total(values, t, moves))
    assert tuple(best_tags(values, [(0, 3)], moves)) == best


def test_sentences_do_not_see_each_other() -> None:
    values, moves = scores(9), scores(len(TAGS))
    parts = [(0, 4), (4, 5), (5, 9)]
    alone = [best_tags(values[a:b], [(0, b - a)], moves) for a, b in parts]
    assert np.array_equal(best_tags(values, parts, moves), np.concatenate(alone))


@pytest.mark.parametrize("place", [(0, 1), (4, NUMBER["B-PER"]), (7, 0)])
def test_the_slopes_are_those_of_the_loss(place: tuple[int, int]) -> None:
    values, moves = scores(8).astype(np.float64), scores(len(TAGS)).astype(np.float64) / 10
    right = np.zeros(8, np.int64)
    right[[2, 3]] = NUMBER["B-LOC"], NUMBER["E-LOC"]
    parts = [(0, 5), (5, 8)]
    found = loss(values, parts, right, moves)  # type: ignore[arg-type]
    for array, slope, at in ((values, found.scores, place), (moves, found.transitions, (0, NUMBER["S-ORG"]))):
        array[at] += 1e-4
        more = loss(values, parts, right, moves).value  # type: ignore[arg-type]
        array[at] -= 1e-4
        assert (more - found.value) / 1e-4 == pytest.approx(slope[at], abs=1e-3)
