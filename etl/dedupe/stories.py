"""Which articles tell one story: the evidence of every candidate pair, then average linkage."""

from __future__ import annotations

import functools
import math
import tomllib
from collections.abc import Sequence
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from etl.dedupe import neighbours, story_pairs, verifier
from etl.dedupe.linkage import average_linkage
from etl.dedupe.story_pairs import Scored
from etl.dedupe.story_terms import StoryTerms


@functools.cache
def _tuning() -> dict[str, Any]:
    return tomllib.loads(resources.files("etl.dedupe").joinpath("weights", "story.toml").read_text("utf-8"))


def _of_days(gap: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Log odds that the days between two articles add; 0 where one of them has no date."""
    steps = _tuning()["days"]
    place = np.searchsorted([step["up_to"] for step in steps], np.nan_to_num(gap, nan=0.0))
    values = np.array([*(step["evidence"] for step in steps), _tuning()["later"]])
    return np.where(np.isnan(gap), 0.0, values[place])


def evidence(scored: Scored, days: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Log odds that the articles of each pair tell one story; `days` are all articles' days of publication."""
    tuning = _tuning()
    judge = verifier.load("story", story_pairs.FEATURES)
    odds = scored.features @ judge.weights + judge.bias
    shorter = scored.features[:, story_pairs.FEATURES.index("shorter")]
    brief = np.clip(np.log(tuning["brief_terms"]) - shorter, 0.0, None)
    crowd = min(1.0, math.sqrt(len(days) / tuning["crowd"]))
    odds = odds + tuning["bonus"] - (1.0 - crowd) * tuning["few"] + tuning["brief_bonus"] * brief
    odds += _of_days(np.abs(days[scored.one] - days[scored.other]))
    return np.asarray(np.clip(odds, tuning["absent"], None))


def _measured(terms: StoryTerms, window: float = neighbours.WINDOW) -> tuple[Scored, npt.NDArray[np.float64]]:
    terms.count()
    near = neighbours.neighbours(terms, window)
    neighbours.relate(terms, near)
    scored = story_pairs.score(terms, near)
    return scored, evidence(scored, terms.days)


def pair_odds(terms: StoryTerms) -> float:
    """Log odds that two articles, the only ones in `terms`, tell one story."""
    _, odds = _measured(terms)
    return float(odds[0]) if len(odds) else float(_tuning()["absent"])


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
    scored, odds = _measured(terms, window)
    odds = np.maximum(odds + bias, _tuning()["absent"])
    if apart is not None and len(apart):
        codes = np.minimum(apart[:, 0], apart[:, 1]) << 32 | np.maximum(apart[:, 0], apart[:, 1])
        odds = np.where(np.isin(scored.one << 32 | scored.other, codes), _tuning()["form"], odds)
    edges = list(zip(scored.one.tolist(), scored.other.tolist(), odds.tolist(), strict=True))
    return average_linkage(together, edges, _tuning()["absent"])
