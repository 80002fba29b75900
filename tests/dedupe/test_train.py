"""Weights are learnt from labelled articles, and what is learnt tells copies and stories."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from etl import records
from etl.dedupe import network, pairs, story_features, train, train_stories, verifier
from etl.dedupe.newsroom import Newsroom


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "labelled.jsonl"
    records.write(
        path,
        (
            {
                "id": filed.article.id,
                "text": filed.article.text,
                "title": filed.article.title,
                "source": filed.article.source,
                "family": filed.family,
                "story": filed.story,
            }
            for filed in Newsroom(11).articles(120)
        ),
    )
    return path


def test_copies(data: Path, tmp_path: Path) -> None:
    train.train(data, tmp_path / "near.json")
    kept = json.loads((tmp_path / "near.json").read_text())
    assert tuple(kept["weights"]) == pairs.FEATURES
    features, same, _ = train.sample(list(train.read(data)), outlets=True)
    judge = verifier.Verifier(np.array(list(kept["weights"].values())), kept["bias"], kept["threshold"])
    assert ((judge.probability(features) > 0.5) == same).mean() > 0.95


def test_stories(data: Path, tmp_path: Path) -> None:
    train_stories.train(data, tmp_path / "story.json")
    kept = json.loads((tmp_path / "story.json").read_text())
    assert tuple(kept["features"]) == story_features.FEATURES


def test_weights_for_other_features_are_refused() -> None:
    with pytest.raises(ValueError, match="train again"):
        verifier.load("near", ("contained",))
    with pytest.raises(ValueError, match="train again"):
        network.load("story", ("contained",))


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text("{]\n")
    with pytest.raises(records.BrokenLine, match="line 1"):
        list(train.read(path))
