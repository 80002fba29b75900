"""Back to an older version: what it lacks is known, and loaded or accepted."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest

from etl.archive import ArticleIndex, IndexMisconfigured
from etl.load.embedded.index import EmbeddedIndex
from etl.reindex import ArticlesMissing, Choices, Reindex, rollback, rollback_plans, run_reindex
from etl.settings import Settings
from tests.reindex.archive_of import article, contents, live

KEEP = Choices(rebuild_from="documents", keep=5)


@pytest.fixture
def swapped(settings: Settings, index: ArticleIndex) -> str:
    """The archive after a reindex; the older version's name."""
    older = live(index)
    run_reindex(settings, KEEP, name="r", index=index)
    return older


def _night(index: ArticleIndex) -> None:
    index.write([article(70), article(71), article(5, text="Corrigé dans la nuit.")])
    index.delete(["a00009"])


def test_at_once_it_lacks_nothing(settings: Settings, index: ArticleIndex, swapped: str) -> None:
    before = contents(index)
    [plan] = rollback_plans(settings, index=index)
    assert (plan.version, plan.exact, plan.behind) == (swapped, True, 0)
    done = rollback(settings, index=index)
    assert (done.version, done.loaded, done.deleted, done.missing) == (swapped, 0, 0, 0)
    assert live(index) == swapped
    assert contents(index) == before


def test_what_came_in_since_is_known(settings: Settings, index: ArticleIndex, swapped: str) -> None:
    _night(index)
    [plan] = rollback_plans(settings, index=index)
    assert (plan.missing, plan.outdated, plan.deleted) == (2, 1, 1)
    assert article(70).title in plan.examples


def test_what_came_in_since_is_loaded_first(settings: Settings, index: ArticleIndex, swapped: str) -> None:
    _night(index)
    now = contents(index)
    done = rollback(settings, index=index)
    assert (done.loaded, done.deleted) == (3, 1)
    assert live(index) == swapped
    assert contents(index) == now


def test_an_operator_may_accept_what_is_missing(settings: Settings, index: ArticleIndex, swapped: str) -> None:
    _night(index)
    done = rollback(settings, swapped, accept_missing=True, index=index)
    assert done.missing == 2
    assert "a00070" not in contents(index)
    assert "a00009" in contents(index)


def test_without_a_word_about_what_is_missing_nothing_happens(
    settings: Settings, index: ArticleIndex, swapped: str
) -> None:
    _night(index)
    with pytest.raises(ArticlesMissing, match="lacks 2 articles"):
        rollback(settings, load=False, index=index)
    assert live(index) != swapped


def test_a_change_of_rules_is_undone_and_the_night_is_not(settings: Settings, index: ArticleIndex) -> None:
    """Articles that the newer rules altered or brought about are not carried back: that is what a rollback is for."""
    older = live(index)
    reindex = Reindex.open(settings, "r", KEEP, index=index)
    reindex.plan()
    reindex.create()
    for batch in reindex.link():
        reindex.fill(batch)
    reindex.catch_up()
    assert reindex.verify().passed
    reindex.swap()
    # As if the rebuild had done it: in the new version when readers got it, so not written by a night.
    newer = live(index)
    rollback(settings, older, index=index)
    index.write([article(3, text="Moins bien nettoyé.")], into=newer)
    rollback(settings, newer, accept_missing=True, index=index)
    index.write([article(80)])
    assert rollback(settings, older, index=index).loaded == 1
    kept = index.get(["a00003", "a00080"])
    assert kept["a00003"].text == article(3).text
    assert "a00080" in kept


def test_forth_again(settings: Settings, index: ArticleIndex, swapped: str) -> None:
    newer = live(index)
    rollback(settings, index=index)
    index.write([article(72)])
    done = rollback(settings, newer, index=index)
    assert (done.version, done.loaded) == (newer, 1)
    assert "a00072" in contents(index)


def test_over_two_reindexes_nothing_of_either_night_is_lost(
    settings: Settings, index: ArticleIndex, swapped: str
) -> None:
    index.write([article(73)])
    run_reindex(settings, KEEP, name="r2", index=index)
    index.write([article(74)])
    now = contents(index)
    assert rollback(settings, swapped, index=index).loaded == 2
    assert contents(index) == now


def test_what_was_taken_down_since_stays_down(settings: Settings, index: ArticleIndex, swapped: str) -> None:
    index.collection("removals").put([{"id": "a00004"}])
    rollback(settings, accept_missing=True, index=index)
    assert "a00004" not in contents(index)


def test_a_lost_journal_is_made_up_for_by_comparing(settings: Settings, index: ArticleIndex, swapped: str) -> None:
    index.write([article(75)])
    elsewhere = settings.model_copy(update={"store": f"{settings.store}-other"})
    [plan] = rollback_plans(elsewhere, index=index)
    assert (plan.exact, plan.missing) == (False, 1)
    assert rollback(elsewhere, index=index).loaded == 1


def test_a_copy_keeps_a_true_reference(settings: Settings, index: ArticleIndex, swapped: str) -> None:
    index.write([article(76), article(77, duplicate_of="a00076", duplicate_kind="exact", similarity=1.0)])
    rollback(settings, index=index)
    assert index.get(["a00077"])["a00077"].duplicate_of == "a00076"


def _lose_alias(settings: Settings, index: ArticleIndex) -> None:
    if isinstance(index, EmbeddedIndex):
        folder = Path(settings.index.removeprefix("embedded:"))
        (folder / f"{settings.engine.alias}.alias").unlink()
    else:
        url = f"{settings.index}/*/_alias/{settings.engine.alias}"
        urllib.request.urlopen(urllib.request.Request(url, method="DELETE"), timeout=30).close()


def test_a_lost_alias_is_not_made_an_index_by_a_writer_and_can_be_pointed_again(
    settings: Settings, index: ArticleIndex, swapped: str
) -> None:
    newer = live(index)
    _lose_alias(settings, index)
    with pytest.raises(IndexMisconfigured, match="alias"):
        index.write([article(78)])
    assert {version.name for version in index.versions()} == {swapped, newer}
    assert not any(version.live for version in index.versions())
    assert rollback(settings, newer, index=index).left is None
    assert live(index) == newer
    assert len(contents(index)) == 60


@pytest.mark.parametrize(("name", "says"), [("articles-999999", "there is no version"), (None, "no other version")])
def test_there_must_be_something_to_go_back_to(
    settings: Settings, index: ArticleIndex, name: str | None, says: str
) -> None:
    with pytest.raises(IndexMisconfigured, match=says):
        rollback(settings, name, index=index)


def test_a_version_that_is_being_filled_is_not_offered(settings: Settings, index: ArticleIndex) -> None:
    reindex = Reindex.open(settings, "r", KEEP, index=index)
    reindex.plan()
    name = reindex.create()
    assert rollback_plans(settings, index=index) == []
    with pytest.raises(IndexMisconfigured, match="being filled"):
        rollback(settings, name, index=index)
