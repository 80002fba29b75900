"""Which articles tell one story: the evidence of every candidate pair, then average linkage."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe import neighbours, network, story_features, story_pairs
from etl.dedupe.linkage import Crowd, average_linkage
from etl.dedupe.story_terms import StoryTerms


class Evidence(NamedTuple):
    """Candidate pairs, `one < other`, and the log odds that each tells one story."""

    one: npt.NDArray[np.int64]
    other: npt.NDArray[np.int64]
    odds: npt.NDArray[np.float64]


@functools.cache
def _tuning() -> dict[str, Any]:
    return tomllib.loads(resources.files("etl.dedupe").joinpath("weights", "story.toml").read_text("utf-8"))


def measure(terms: StoryTerms, window: float = neighbours.WINDOW) -> story_pairs.Pairs | None:
    """Find the candidate pairs and what their articles have in common; none where there is no pair."""
    terms.count()
    near = neighbours.neighbours(terms, window)
    neighbours.relate(terms, near)
    return story_pairs.compare(terms, near)


def evidence(terms: StoryTerms, window: float = neighbours.WINDOW) -> Evidence:
    """What speaks for one story, pair by pair."""
    pairs = measure(terms, window)
    if pairs is None:
        nothing = np.empty(0, dtype=np.int64)
        return Evidence(nothing, nothing, np.empty(0))
    judge = network.load("story", story_features.FEATURES)
    odds = np.concatenate([judge.odds(part) for part in story_features.features(pairs)])
    few = max(0.0, 1.0 - len(terms) / _tuning()["few_articles"])
    return Evidence(pairs.one, pairs.other, odds - few * _tuning()["few"])


def pair_odds(terms: StoryTerms) -> float:
    """Log odds that two articles, the only ones in `terms`, tell one story."""
    odds = evidence(terms).odds
    return max(float(odds[0]), _tuning()["absent"]) if len(odds) else float(_tuning()["absent"])


def group(
    found: Evidence,
    together: Sequence[Sequence[int]],
    apart: npt.NDArray[np.int64] | None = None,
    bias: float = 0.0,
) -> list[list[int]]:
    """Group articles by the evidence on their pairs; the arguments and the outcome are those of `tell`."""
    tuning = _tuning()
    odds = np.maximum(found.odds + bias, tuning["absent"])
    if apart is not None and len(apart):
        codes = np.minimum(apart[:, 0], apart[:, 1]) << 32 | np.maximum(apart[:, 0], apart[:, 1])
        odds = np.where(np.isin(found.one << 32 | found.other, codes), tuning["form"], odds)
    edges = list(zip(found.one.tolist(), found.other.tolist(), odds.tolist(), strict=True))
    return average_linkage(together, edges, tuning["absent"], Crowd(tuning["crowd"], tuning["crowd_pairs"]))


def tell(
    terms: StoryTerms,
    together: Sequence[Sequence[int]],
    apart: npt.NDArray[np.int64] | None = None,
    *,
    bias: float = 0.0,
    window: float = neighbours.WINDOW,
) -> list[list[int]]:
    """Group the articles of `terms` into stories.

    Args:
        terms: The articles, in the one order.
        together: Groups to start from, each article in exactly one: the stories on record, and single articles.
        apart: Pairs of articles that tell two stories in the same words (forms filled anew), shape (pairs, 2).
        bias: Log odds added to every pair.
        window: Days between two articles of one story, at most.

    Returns:
        The members of each group afterwards, empty where it became part of another.
    """
    return group(evidence(terms, window), together, apart, bias)
