"""Versions, the alias and the side tables, on both engines."""

from __future__ import annotations

import datetime

import pytest

from etl.archive import ArticleIndex, IndexMisconfigured
from etl.article import Record
from etl.load.retention import expire
from tests.integration.press import ARTICLES, GAZ, UKRAINE, fill, found


def live(index: ArticleIndex) -> str:
    (name,) = [version.name for version in index.versions() if version.live]
    return name


def test_ensure_makes_one_live_version_and_can_be_repeated(index: ArticleIndex) -> None:
    index.ensure()
    (version,) = index.versions()
    assert version.live
    assert version.name.endswith("-000001")
    assert version.documents == 0
    assert version.mapping
    assert version.created_at > "2020"


def test_a_version_is_filled_beside_the_live_one_and_swapped(index: ArticleIndex) -> None:
    fill(index)
    old = live(index)
    new = index.create_version()
    assert index.write(ARTICLES[:2], into=new).indexed == 2
    index.finish_version(new)
    assert (index.count(), index.count(version=new)) == (len(ARTICLES), 2)
    assert index.get(["sermon"])
    assert not index.get(["sermon"], version=new)
    index.point(new, expected=old)
    assert live(index) == new
    assert sorted(found(index)) == ["gaz", "ukraine"]
    assert index.write([UKRAINE]).unchanged == 1
    assert {version.name: version.documents for version in index.versions()} == {old: len(ARTICLES), new: 2}
    index.point(old)
    assert index.count() == len(ARTICLES)


def test_writes_into_a_version_do_not_touch_the_live_one(index: ArticleIndex) -> None:
    fill(index)
    new = index.create_version()
    index.write([UKRAINE, GAZ], into=new)
    assert index.update({"gaz": {"section": "Monde"}}, into=new).updated == 1
    assert index.delete(["ukraine"], into=new).deleted == 1
    index.refresh(version=new)
    assert index.get(["gaz"])["gaz"].section is None
    assert [article.id for article in index.scan(version=new)] == ["gaz"]
    assert len(list(index.fingerprints(version=new))) == 1


def test_a_pointer_that_moved_meanwhile_is_left_alone(index: ArticleIndex) -> None:
    old, new = live(index), index.create_version()
    with pytest.raises(IndexMisconfigured, match="nothing was changed"):
        index.point(new, expected=new)
    assert live(index) == old


def test_the_live_version_is_not_dropped_and_others_are(index: ArticleIndex) -> None:
    old, new = live(index), index.create_version()
    with pytest.raises(IndexMisconfigured, match="live"):
        index.drop_version(old)
    index.drop_version(new)
    assert [version.name for version in index.versions()] == [old]


@pytest.mark.parametrize("unheard_of", ["articles-000099", "something-else"])
def test_a_version_that_is_not_there_is_an_error_and_is_not_made(index: ArticleIndex, unheard_of: str) -> None:
    before = [version.name for version in index.versions()]
    for use in (
        lambda: index.write([UKRAINE], into=unheard_of),
        lambda: index.delete(["ukraine"], into=unheard_of),
        lambda: index.get(["ukraine"], version=unheard_of),
        lambda: list(index.scan(version=unheard_of)),
        lambda: index.point(unheard_of),
        lambda: index.drop_version(unheard_of),
        lambda: index.finish_version(unheard_of),
    ):
        with pytest.raises(IndexMisconfigured):
            use()
    assert [version.name for version in index.versions()] == before


def test_a_collection_keeps_records_of_any_shape(index: ArticleIndex) -> None:
    entities = index.collection("entities")
    records: list[Record] = [
        {"id": "e1", "name": "Andriy Kovalenko", "spellings": ["Andrii Kovalenko", "A. Kovalenko"], "count": 3},
        {"id": "e2", "name": "ONU", "spellings": ["O.N.U."], "nested": {"a": [1, {"b": None}]}},
    ]
    assert entities.put(records) == 2
    assert entities.get(["e1", "e9"]) == {"e1": records[0]}
    assert list(entities.scan()) == records
    assert list(entities.find("spellings", ["Andrii Kovalenko", "O.N.U.", "nobody"])) == records
    assert list(entities.find("name", ["ONU"])) == [records[1]]
    assert list(entities.find("name", ["onu"])) == []


def test_a_collection_replaces_and_deletes(index: ArticleIndex) -> None:
    sources = index.collection("sources")
    sources.put([{"id": "s", "source": "a.example"}])
    sources.put([{"id": "s", "source": "b.example"}])
    assert list(sources.find("source", ["a.example"])) == []
    assert list(sources.find("source", ["b.example"])) == [{"id": "s", "source": "b.example"}]
    assert sources.delete(["s", "s", "unheard-of"]) == 1
    assert list(sources.scan()) == []


def test_collections_do_not_mix(index: ArticleIndex) -> None:
    index.collection("runs").put([{"id": "r", "type": "run", "started_at": "not a date"}])
    assert list(index.collection("rejects").scan()) == []
    assert [record["id"] for record in index.collection("runs").scan()] == ["r"]


def test_a_long_value_is_looked_up_too(index: ArticleIndex) -> None:
    long = "https://lecourrier.example/" + "a" * 40_000
    index.collection("removals").put([{"id": "x", "url": long}])
    assert [record["id"] for record in index.collection("removals").find("url", [long])] == ["x"]


def test_runs_and_rejects_are_kept_for_a_time(index: ArticleIndex) -> None:
    index.collection("runs").put(
        [{"id": day, "type": "run", "started_at": f"{day}T02:00:00+01:00"} for day in ("2024-01-01", "2024-03-01")]
    )
    index.collection("rejects").put([{"id": "old", "at": "2023-12-31T02:00:00+01:00"}, {"id": "undated"}])
    fill(index)
    gone = expire(index, today=datetime.date(2024, 3, 2), keep_days=30)
    assert gone == {"runs": 1, "rejects": 1}
    assert [record["id"] for record in index.collection("runs").scan()] == ["2024-03-01"]
    assert [record["id"] for record in index.collection("rejects").scan()] == ["undated"]
    assert index.count() == len(ARTICLES)
    assert expire(index, today=datetime.date(2030, 1, 1), keep_days=None) == {}
