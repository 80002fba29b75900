"""Learn the pair model of stories from labelled articles: records with a `story`, equal for one event.

The articles stay outside the repository; only the weights are kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import median

import msgspec
import numpy as np
import numpy.typing as npt

from etl import records
from etl.dedupe import network, network_fit, stories, story_features
from etl.dedupe.story_sets import Told, sets
from etl.dedupe.story_terms import terms_of

Floats = npt.NDArray[np.float64]
# Cosine from which two articles that nobody looked at may well tell one story: such pairs teach nothing.
_UNKNOWN = 0.3
# Pairs from which on a set counts no more; below, it counts by the square root of how many it has.
_ENOUGH = 10_000
# Reports are what nights are made of: a set whose articles have so many words (median) counts so many times.
_REPORT_WORDS = 80
_REPORTS = 2.0


def _weight(data: Sequence[Told], pairs: int) -> float:
    """How much each pair of a set counts."""
    reports = _REPORTS if median(len(item.text.split()) for item in data) > _REPORT_WORDS else 1.0
    return float(reports * min(1.0, pairs / _ENOUGH) ** 0.5 / pairs)


def measured(data: Sequence[Told]) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Features of the candidate pairs of a set, and whether each tells one story."""
    with terms_of(item.article() for item in data) as terms:
        pairs = stories.measure(terms)
    if pairs is None:
        return np.empty((0, len(story_features.FEATURES))), np.empty(0, dtype=np.bool_)
    features = np.concatenate(list(story_features.features(pairs)))
    names = np.array([item.story or item.id for item in data])
    looked_at = np.array([item.story is not None for item in data])
    known = looked_at[pairs.one] | looked_at[pairs.other] | (features[:, 0] < _UNKNOWN)
    return features[known], names[pairs.one][known] == names[pairs.other][known]


def fit(collections: Sequence[Sequence[Told]]) -> network.Network:
    """Learn from each collection in every form; a large set counts no more than a middling one."""
    features, labels, weights = [], [], []
    for data in (some for collection in collections for some in sets(collection)):
        found, same = measured(data)
        if len(same):
            features.append(found)
            labels.append(same)
            weights.append(np.full(len(same), _weight(data, len(same))))
    return network_fit.fit(np.concatenate(features), np.concatenate(labels), np.concatenate(weights))


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
    """Learn from a JSON Lines file, or from the files of a folder, each a collection of its own, and write the weights.

    What it raises is what `read` raises.
    """
    files = sorted(data.glob("*.jsonl")) if data.is_dir() else [data]
    network.save(fit([read(file) for file in files]), story_features.FEATURES, output)
