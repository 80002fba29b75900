"""Which articles tell one story: the evidence of every candidate pair, then average linkage."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Callable, Sequence
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe import neighbours, network, story_features, story_pairs
from etl.dedupe.linkage import Crowd, average_linkage
from etl.dedupe.story_terms import StoryTerms

Numbers = npt.NDArray[np.int64]
Forms = Callable[[Numbers, Numbers], npt.NDArray[np.bool_]]


class Evidence(NamedTuple):
    """Candidate pairs, `one < other`, the log odds that each tells one story, and whether both articles have a date."""

    one: npt.NDArray[np.int64]
    other: npt.NDArray[np.int64]
    odds: npt.NDArray[np.float64]
    dated: npt.NDArray[np.bool_]


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
        return Evidence(nothing, nothing, np.empty(0), np.empty(0, dtype=np.bool_))
    judge = network.load("story", story_features.FEATURES)
    odds = np.concatenate([judge.odds(part) for part in story_features.features(pairs)])
    few = max(0.0, 1.0 - len(terms) / _tuning()["few_articles"])
    dated = ~np.isnan(terms.days)
    return Evidence(pairs.one, pairs.other, odds - few * _tuning()["few"], dated[pairs.one] & dated[pairs.other])


def lenience(found: Evidence, articles: int) -> npt.NDArray[np.float64]:
    """Log odds to add to each pair for the best F1 of the groups; 0 where both articles have a date.

    The threshold that is best for F1 is half the F1 that can be had: where the evidence is clear it lies near one half,
    where little can be told, without dates above all, lower. What can be had is read off the probabilities themselves,
    each article being a pair with itself, as in B-cubed. Dated pairs are left alone: with dates much can be told, and
    their stories should not depend on what else a night brings. Where there are few articles but more than a handful,
    the probabilities are too low, since what one event has in common is common among them: `undated` mends that.
    """
    odds = np.clip(found.odds[~found.dated], -60.0, 60.0)
    sure = np.sort(1.0 / (1.0 + np.exp(-odds)))[::-1]
    true = articles + 2.0 * np.concatenate(([0.0], np.cumsum(sure)))
    taken = articles + 2.0 * np.arange(len(sure) + 1)
    best = float((2.0 * true / (taken + true[-1])).max()) if articles else 1.0
    tuning = _tuning()
    few = np.log(tuning["undated_articles"] / max(articles, 1)) / np.log(
        tuning["undated_articles"] / tuning["undated_full"]
    )
    several = min(1.0, articles / tuning["few_articles"])
    more = tuning["undated"] * float(np.clip(few, 0.0, 1.0)) * several
    return np.where(found.dated, 0.0, np.log((2.0 - best) / best) + more)


def pair_odds(terms: StoryTerms) -> float:
    """Log odds that two articles, the only ones in `terms`, tell one story."""
    odds = evidence(terms).odds
    return max(float(odds[0]), _tuning()["absent"]) if len(odds) else float(_tuning()["absent"])


def group(
    found: Evidence,
    together: Sequence[Sequence[int]],
    forms: Forms | None = None,
    bias: float = 0.0,
) -> list[list[int]]:
    """Group articles by the evidence on their pairs; the arguments and the outcome are those of `tell`."""
    tuning = _tuning()
    odds = np.maximum(found.odds + lenience(found, sum(map(len, together))) + bias, tuning["absent"])
    if forms is not None:
        likely = np.flatnonzero(odds > 0)
        odds[likely[forms(found.one[likely], found.other[likely])]] = tuning["form"]
    says = np.flatnonzero(odds != tuning["absent"])  # the others say what a pair says of which nothing is known
    edges = list(zip(found.one[says].tolist(), found.other[says].tolist(), odds[says].tolist(), strict=True))
    return average_linkage(together, edges, tuning["absent"], Crowd(tuning["crowd"], tuning["crowd_pairs"]))


def tell(
    terms: StoryTerms,
    together: Sequence[Sequence[int]],
    forms: Forms | None = None,
    *,
    bias: float = 0.0,
    window: float = neighbours.WINDOW,
) -> list[list[int]]:
    """Group the articles of `terms` into stories.

    Args:
        terms: The articles, in the one order.
        together: Groups to start from, each article in exactly one: the stories on record, and single articles.
        forms: Says for each two articles whether they fill one form: two stories in the same words.
        bias: Log odds added to every pair.
        window: Days between two articles of one story, at most.

    Returns:
        The members of each group afterwards, empty where it became part of another.
    """
    return group(evidence(terms, window), together, forms, bias)
