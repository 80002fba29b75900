"""The outcome depends on the articles only: not on their order, nor on how often or in which batches they come."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.article import Article
from etl.dedupe import corpus, near
from etl.dedupe.newsroom import Newsroom
from tests.dedupe.newsdesk import decide

NIGHT = [filed.article for filed in Newsroom(7).articles(60)]
UNDATED = [Article(id=one.id, text=one.text) for one in NIGHT]


@pytest.mark.parametrize("night", [NIGHT, UNDATED], ids=["dated", "undated"])
@given(seed=st.integers(0, 1000))
@settings(max_examples=4, deadline=None)
def test_the_order_does_not_matter(night: list[Article], seed: int) -> None:
    shuffled = random.Random(seed).sample(night, len(night))
    assert decide(shuffled) == decide(night)


def test_batches_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = decide(NIGHT)
    original = corpus.batches
    for module in ("intake", "night_stories"):
        monkeypatch.setattr(f"etl.dedupe.{module}.batches", lambda articles: original(articles, 7))
    monkeypatch.setattr(near, "_BLOCK", 5)
    monkeypatch.setattr("etl.dedupe.candidates._PARTITION", 100)
    monkeypatch.setattr("etl.dedupe.recurring._PARTITION", 500)
    assert decide(NIGHT) == expected


def test_the_same_record_twice_is_one_article() -> None:
    assert decide([*NIGHT, *NIGHT[:20]]) == decide(NIGHT)


def test_every_copy_points_at_an_article_that_is_kept_and_shares_its_story() -> None:
    decided = decide(NIGHT)
    copies = {name: one for name, one in decided.items() if one.duplicate_of}
    assert copies
    for one in copies.values():
        kept = decided[str(one.duplicate_of)]
        assert kept.duplicate_of is None
        assert kept.story_id == one.story_id


def test_generated_copies_are_found() -> None:
    filed = list(Newsroom(7).articles(200))
    decided = decide(one.article for one in filed)
    kept = {one.article.id: decided[one.article.id].duplicate_of or one.article.id for one in filed}
    family = {one.article.id: one.family for one in filed}
    assert {family[kept[name]] == family[name] for name in kept} == {True}
    assert len(set(kept.values())) == len(set(family.values()))
