"""Learn the pair model of stories from labelled articles: records with a `story`, equal for one event.

The articles stay outside the repository; only the weights are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from etl import records
from etl.article import Article
from etl.dedupe import network, network_fit, stories, story_features
from etl.dedupe.story_sets import Told, sets
from etl.dedupe.story_terms import StoryTerms

Floats = npt.NDArray[np.float64]
# Cosine from which two articles that nobody looked at may well tell one story: such pairs teach nothing.
_UNKNOWN = 0.3
# Pairs from which on a set counts no more; below, it counts by the square root of how many it has.
_ENOUGH = 10_000


def measured(data: Sequence[Told]) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Features of the candidate pairs of a set, and whether each tells one story."""
    terms = StoryTerms()
    try:
        for item in data:
            terms.add(
                Article(
                    id=item.id,
                    text=item.text,
                    title=item.title,
                    published_at=item.published_at,
                    language=item.language,
                )
            )
        pairs = stories.measure(terms)
    finally:
        terms.close()
    if pairs is None:
        return np.empty((0, len(story_features.FEATURES))), np.empty(0, dtype=np.bool_)
    features = np.concatenate(list(story_features.features(pairs)))
    names = np.array([item.story or item.id for item in data])
    looked_at = np.array([item.story is not None for item in data])
    known = looked_at[pairs.one] | looked_at[pairs.other] | (features[:, 0] < _UNKNOWN)
    return features[known], names[pairs.one][known] == names[pairs.other][known]


def fit(data: Sequence[Told]) -> network.Network:
    """Learn from the articles of each language in every form; a large set counts no more than a middling one."""
    languages: dict[str, list[Told]] = {}
    for item in data:
        languages.setdefault(item.language or "", []).append(item)
    parts = [measured(some) for language in sorted(languages) for some in sets(languages[language])]
    parts = [part for part in parts if len(part[1])]
    return network_fit.fit(
        np.concatenate([features for features, _ in parts]),
        np.concatenate([same for _, same in parts]),
        np.concatenate([np.full(len(same), min(1.0, len(same) / _ENOUGH) ** 0.5 / len(same)) for _, same in parts]),
    )


def read(data: Path) -> list[Told]:
    """Read labelled articles from a JSON Lines file.

    Raises:
        BrokenLine: A line is not a JSON object.
        msgspec.ValidationError: A record lacks `id` or `text`.
    """
    told = []
    for record in records.read(data):
        if isinstance(record, records.BrokenLine):
            raise record
        told.append(msgspec.convert(record, Told))
    return told


def train(data: Path, output: Path) -> None:
    """Learn from a JSON Lines file and write the weights; what it raises is what `read` raises."""
    network.save(fit(read(data)), story_features.FEATURES, output)
