"""The judged set is a gate: a change that finds less has to lower these numbers by hand."""

from __future__ import annotations

import pytest

from tests.search import engines
from tests.search.judge import Scores, show
from tests.search.judged import articles, judgments, ndcg, success

LEAST_NDCG = 0.96
LEAST_SUCCESS = 0.96


@pytest.fixture(scope="module")
def embedded() -> Scores:
    with engines.embedded(articles()) as find:
        return Scores(find, judgments())


def test_the_set_is_large_enough_and_fits_together() -> None:
    ids = [article.id for article in articles()]
    assert len(ids) == len(set(ids)) >= 80
    asked = judgments()
    assert len({one.query for one in asked}) == len(asked) >= 60
    assert all(set(one.relevant) <= set(ids) and min(one.relevant.values()) > 0 for one in asked)


def test_the_embedded_engine_finds_what_was_judged(embedded: Scores) -> None:
    assert embedded.ndcg >= LEAST_NDCG
    assert embedded.success >= LEAST_SUCCESS


def test_it_finds_more_than_tantivy_as_it_comes(embedded: Scores) -> None:
    with engines.plain_tantivy(articles()) as find:
        assert embedded.ndcg > Scores(find, judgments()).ndcg + 0.2


def test_elasticsearch_finds_the_same_and_more_than_its_own_analyzers(
    embedded: Scores, elasticsearch_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    measured = {"Revue, embedded": embedded}
    with engines.elastic(articles(), elasticsearch_url) as find:
        measured["Revue, Elasticsearch"] = Scores(find, judgments())
    with engines.built_in(articles(), elasticsearch_url, "french") as find:
        measured["Elasticsearch, french"] = Scores(find, judgments())
    assert measured["Revue, Elasticsearch"].ndcg == pytest.approx(embedded.ndcg, abs=0.01)
    assert measured["Revue, Elasticsearch"].success >= LEAST_SUCCESS
    assert measured["Revue, Elasticsearch"].ndcg > measured["Elasticsearch, french"].ndcg + 0.1
    show(measured, misses=True)
    assert "nDCG@10" in capsys.readouterr().out


def test_the_measures_are_the_textbook_ones() -> None:
    relevant = {"a": 3, "b": 1}
    assert ndcg(["a", "b"], relevant) == 1.0
    assert ndcg(["x", "y"], relevant) == 0.0
    assert ndcg(["b", "a"], relevant) == pytest.approx((1 + 7 / 1.5849625) / (7 + 1 / 1.5849625))
    assert (success(["a"], relevant), success(["b", "a"], relevant), success([], relevant)) == (1.0, 0.0, 0.0)
