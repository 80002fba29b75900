"""Learn the weights of the pair model of stories from labelled articles: records with a `story`, equal for one event.

Each set is also read as shorter kinds of text, and thinned until most events have one article only: what is learnt
has to hold for headlines, ledes and a night in which most articles stand alone. The articles stay outside the
repository; only the weights are kept.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from etl import records
from etl.article import Article
from etl.dedupe import neighbours, story_pairs, verifier
from etl.dedupe.story_terms import StoryTerms

# Articles that an event keeps in a thinned set.
_KEPT = (1, 1, 1, 2, 3, 99)


class Told(msgspec.Struct):
    """What the training reads of a record."""

    id: str
    text: str
    story: str
    title: str | None = None
    language: str | None = None


def _opening(words: int, *, titled: bool) -> Callable[[Told], Article]:
    def kind(item: Told) -> Article:
        text = " ".join(item.text.split()[:words])
        return Article(id=item.id, text=text, title=(item.title or None) if titled else None, language=item.language)

    return kind


def _whole(item: Told) -> Article:
    return Article(id=item.id, text=item.text, title=item.title or None, language=item.language)


def _headline(item: Told) -> Article:
    return Article(id=item.id, text=item.title or "", language=item.language)


_KINDS = (_whole, _opening(40, titled=False), _opening(22, titled=True), _headline)


def _thinned(data: Sequence[Told], chance: random.Random) -> list[Told]:
    events: dict[str, list[Told]] = {}
    for item in data:
        events.setdefault(item.story, []).append(item)
    out = []
    for story in sorted(events):
        members = chance.sample(events[story], len(events[story]))
        out += members[: chance.choice(_KEPT)]
    return out


def sample(
    data: Sequence[Told], kind: Callable[[Told], Article]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Features of the candidate pairs of a set, and whether each tells one story."""
    terms = StoryTerms()
    try:
        for item in data:
            terms.add(kind(item))
        terms.count()
        near = neighbours.neighbours(terms)
        neighbours.relate(terms, near)
        scored = story_pairs.score(terms, near)
    finally:
        terms.close()
    stories = np.array([item.story for item in data])
    return scored.features, stories[scored.one] == stories[scored.other]


def fit(data: Sequence[Told]) -> verifier.Verifier:
    """Learn from the set in every kind, whole and thinned twice."""
    chance = random.Random(5)  # noqa: S311 (not for secrets)
    parts = []
    for kind in _KINDS:
        fitting = [item for item in data if kind(item).text]
        parts += [sample(some, kind) for some in (fitting, _thinned(fitting, chance), _thinned(fitting, chance))]
    features = np.concatenate([part[0] for part in parts])
    weights, bias = verifier.fit(features, np.concatenate([part[1] for part in parts]))
    return verifier.Verifier(weights, bias, 0.5)


def train(data: Path, output: Path) -> None:
    """Learn from a JSON Lines file and write the weights.

    Raises:
        BrokenLine: A line is not a JSON object.
        msgspec.ValidationError: A record lacks `id`, `text` or `story`.
    """
    told = []
    for record in records.read(data):
        if isinstance(record, records.BrokenLine):
            raise record
        told.append(msgspec.convert(record, Told))
    learnt = fit(told)
    weights = {name: round(float(value), 4) for name, value in zip(story_pairs.FEATURES, learnt.weights, strict=True)}
    kept = {"threshold": learnt.threshold, "bias": round(learnt.bias, 4), "weights": weights}
    output.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
