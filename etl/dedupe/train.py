"""Learn the weights of the verifier from labelled articles: records with a `family`, equal for copies of one text.

The articles stay outside the repository; only the weights are kept.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np

from etl import records
from etl.article import Article
from etl.dedupe import candidates, near, pairs, recurring, verifier
from etl.dedupe.corpus import Corpus, batches

# A pair that is wrongly called copies loses a text from the count of texts; a missed one is seen twice.
_FALSE_ALARM = 1.0


class Labelled(msgspec.Struct):
    """What the training reads of a record."""

    id: str
    text: str
    family: str
    title: str | None = None
    source: str | None = None
    published_at: str | None = None


def read(data: Path) -> Iterator[Labelled]:
    """The labelled records of a JSON Lines file.

    Raises:
        ValueError: A line is not such a record; the message says which.
    """
    for record in records.read(data):
        if isinstance(record, records.BrokenLine):
            raise record
        yield msgspec.convert(record, Labelled)


def sample(
    data: list[Labelled], *, outlets: bool
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.bool_]], list[str]]:
    """Features, labels and the family of the later article of the pairs that the near-copy stage would have to judge:
    an article and the first of a family."""
    corpus = Corpus()
    for batch in batches(
        Article(id=item.id, text=item.text, title=item.title, source=item.source if outlets else None,
                published_at=item.published_at)
        for item in data
    ):  # fmt: skip
        corpus.add(batch)
    rows = corpus.in_order()
    with contextlib.closing(candidates.pairs(corpus, rows)) as every:
        common = recurring.recurring(corpus, rows, near.rough_groups(every))
        found = every.between(0, len(rows))
    family = [data[row].family for row in rows.tolist()]
    first: dict[str, int] = {}
    for rank, name in enumerate(family):
        first.setdefault(name, rank)
    judged = np.array([first[family[rank]] == rank for rank in found.earlier.tolist()], dtype=np.bool_)
    earlier, later = found.earlier[judged], found.later[judged]
    labels = np.array([family[a] == family[b] for a, b in zip(earlier.tolist(), later.tolist(), strict=True)])
    return pairs.measure(corpus, rows[earlier], rows[later], common), labels, [family[rank] for rank in later.tolist()]


def fit(data: list[Labelled]) -> verifier.Verifier:
    """Learn from the records as they are, and as if nothing said the outlet or the title."""
    features, labels = [], []
    for outlets in (True, False):
        measured, same, _ = sample(data, outlets=outlets)
        untitled = measured.copy()
        untitled[:, pairs.FEATURES.index("title")] = 0.0
        features += [measured, untitled]
        labels += [same, same]
    same = np.concatenate(labels)
    weights, bias = verifier.fit(np.concatenate(features), same, np.where(same, 1.0, _FALSE_ALARM))
    return verifier.Verifier(weights, bias, near.THRESHOLD)


def train(data: Path, output: Path) -> None:
    """Learn from a JSON Lines file and write the weights."""
    learnt = fit(list(read(data)))
    record = {
        "threshold": learnt.threshold,
        "bias": round(learnt.bias, 4),
        "weights": {name: round(float(value), 4) for name, value in zip(pairs.FEATURES, learnt.weights, strict=True)},
    }
    output.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
