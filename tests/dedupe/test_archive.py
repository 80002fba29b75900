"""Nights against the archive, through the index itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.archive import ArticleIndex
from etl.dedupe import Deduplicator
from etl.dedupe.consistency import applied, disagreement, night, nights_against_once
from etl.dedupe.newsroom import Newsroom
from etl.load import connect
from etl.settings import DedupeSettings, Settings
from tests.dedupe.newsdesk import FERRY, HALLE, article, decide
from tests.dedupe.test_stories import SAGA

SETTINGS = DedupeSettings()


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[ArticleIndex]:
    index = connect(Settings(index=f"embedded:{tmp_path / 'index'}"))
    index.ensure()
    yield index
    index.close()


def test_a_copy_of_an_archived_article_is_found(archive: ArticleIndex) -> None:
    night(archive, [article("base", HALLE, published_at="2024-02-01"), article("ferry", FERRY)], SETTINGS)
    decided = decide([article("late", HALLE[:4], published_at="2024-02-02")], archive)["late"]
    assert decided.duplicate_of == "base"
    assert decided.story_id == archive.get(["base"])["base"].story_id


def test_an_earlier_article_takes_the_place_of_the_archived_one_and_its_copies(archive: ArticleIndex) -> None:
    night(archive, [article("b", HALLE, published_at="2024-02-03"), article("c", HALLE[:4], published_at="2024-02-04")],
          SETTINGS)  # fmt: skip
    before = archive.get(["b"])["b"].story_id
    night(archive, [article("a", HALLE, published_at="2024-02-01")], SETTINGS)
    held = archive.get(["a", "b", "c"])
    assert [held[name].duplicate_of for name in "abc"] == [None, "a", "a"]
    assert [held[name].duplicate_kind for name in "abc"] == [None, "exact", "near"]
    assert {held[name].story_id for name in "abc"} == {before}


def test_a_new_version_is_not_a_copy_of_the_old_one_and_keeps_its_story(archive: ArticleIndex) -> None:
    night(archive, [article("a", HALLE, published_at="2024-02-01")], SETTINGS)
    before = archive.get(["a"])["a"].story_id
    night(archive, [article("a", (*HALLE, FERRY[0]), published_at="2024-02-01")], SETTINGS)
    held = archive.get(["a"])["a"]
    assert held.duplicate_of is None
    assert held.story_id == before


def test_a_story_lives_on_from_night_to_night(archive: ArticleIndex) -> None:
    night(archive, [article("a", [SAGA["accord"][0]], published_at="2024-02-05"), article("f", FERRY)], SETTINGS)
    night(archive, [article("b", [SAGA["accord"][1]], published_at="2024-02-06"), article("h", HALLE)], SETTINGS)
    held = archive.get(["a", "b", "h", "f"])
    assert held["a"].story_id == held["b"].story_id
    assert len({one.story_id for one in held.values()}) == 3


def test_of_two_stories_that_turn_out_to_be_one_the_older_stays(archive: ArticleIndex) -> None:
    """Two articles on one event stand in two stories until a third, near to both, comes in."""
    first, second = SAGA["accord"]
    others = [article("h", HALLE), article("f", FERRY), article("p", [SAGA["peage"][0]])]
    night(archive, [article("a", [first], published_at="2024-02-05"), *others], SETTINGS)
    archive.update({"a": {"story_id": "older"}})
    archive.write([article("b", [second], published_at="2024-02-06", story_id="newer")])
    archive.refresh()
    telling = (
        "Claire Autan et Hervé Lombard ont signé à Dolmen la convention qui rouvre la ligne ferroviaire du Haut-Val, "
        "fermée en 1994 : vingt-trois kilomètres de rails, quatre gares remises à neuf, 180 millions d'euros."
    )
    joining = article("joins", [telling], published_at="2024-02-06T18:00:00+00:00")
    decisions = Deduplicator(SETTINGS, archive).decide(lambda: [joining])
    assert [(merge.id, merge.into, merge.by) for merge in decisions.merges] == [("newer", "older", "joins")]
    assert decisions.updates == {"b": {"story_id": "older"}}
    assert decisions.of("joins").story_id == "older"


def test_the_same_night_again_changes_nothing(archive: ArticleIndex) -> None:
    articles = [filed.article for filed in Newsroom(3).articles(80, a_day=40)]
    night(archive, articles[:40], SETTINGS)
    night(archive, articles[40:], SETTINGS)
    held = archive.get([one.id for one in articles])
    again = Deduplicator(SETTINGS, archive).decide(lambda: articles[40:])
    assert (again.updates, again.merges) == ({}, [])
    assert all(applied(one, again.of(one.id)).story_id == held[one.id].story_id for one in articles[40:])


def test_nights_find_the_copies_that_one_look_finds(archive: ArticleIndex) -> None:
    articles = [filed.article for filed in Newsroom(5).articles(120, a_day=60)]
    found = nights_against_once(archive, [articles[:60], articles[60:]], SETTINGS)
    assert found.copies.articles == 120
    assert found.copies.together > 20
    assert found.copies.share < 0.05


def test_disagreement_counts_pairs() -> None:
    found = disagreement(["a", "a", "a", "b"], ["x", "x", "y", "y"])
    assert (found.together, found.differing) == (4, 3)
    assert disagreement([], []).share == 0.0
