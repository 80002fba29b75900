"""A reindex that copies documents: everything around the rebuild itself, on both engines."""

from __future__ import annotations

import pytest

from etl.archive import ArticleIndex, IndexMisconfigured, Query
from etl.reindex import Choices, GateFailed, NotVerified, Reindex, Rejected, UnderWay, run_reindex
from etl.settings import Settings
from tests.reindex.archive_of import article, contents, live

DOCUMENTS = Choices(rebuild_from="documents")


def _filled(settings: Settings, index: ArticleIndex, choices: Choices = DOCUMENTS, name: str = "r") -> Reindex:
    reindex = Reindex.open(settings, name, choices, index=index)
    reindex.plan()
    reindex.create()
    for batch in reindex.link():
        reindex.fill(batch)
    return reindex


def test_readers_get_a_new_version_with_the_same_documents(settings: Settings, index: ArticleIndex) -> None:
    before, old = contents(index), live(index)
    report = run_reindex(settings, DOCUMENTS, name="r", index=index)
    assert report.swapped
    assert report.gate is not None
    assert report.gate.passed
    assert live(index) == report.version != old
    assert contents(index) == before
    assert {version.name for version in index.versions()} == {old, report.version}


def test_the_same_call_again_changes_nothing(settings: Settings, index: ArticleIndex) -> None:
    first = run_reindex(settings, DOCUMENTS, name="r", index=index)
    assert run_reindex(settings, DOCUMENTS, name="r", index=index) == first
    assert live(index) == first.version


def test_what_comes_in_during_the_fill_is_caught_up_with(settings: Settings, index: ArticleIndex) -> None:
    reindex = _filled(settings, index)
    index.write([article(70), article(5, text="Un texte corrigé dans la nuit.")])
    index.delete(["a00009"])
    caught_up = reindex.catch_up()
    assert (caught_up.new, caught_up.changed, caught_up.deleted) == (1, 1, 1)
    assert contents(index, reindex.version()) == contents(index)


def test_what_comes_in_between_the_gate_and_the_swap_is_caught_up_with(settings: Settings, index: ArticleIndex) -> None:
    reindex = _filled(settings, index)
    reindex.catch_up()
    assert reindex.verify().passed
    index.write([article(71)])
    index.delete(["a00010"])
    now = contents(index)
    reindex.swap()
    assert live(index) == reindex.version()
    assert contents(index) == now


def test_a_document_that_went_missing_fails_the_gate(settings: Settings, index: ArticleIndex) -> None:
    reindex = _filled(settings, index)
    index.delete(["a00003"], into=reindex.version())
    reindex.catch_up()
    result = reindex.verify()
    assert not result.passed
    assert any("a00003" in failure for failure in result.failures())
    with pytest.raises(NotVerified, match="did not pass"):
        reindex.swap()
    assert live(index) != reindex.version()


def test_a_document_that_goes_missing_after_the_gate_stops_the_swap(settings: Settings, index: ArticleIndex) -> None:
    reindex = _filled(settings, index)
    reindex.catch_up()
    assert reindex.verify().passed
    index.delete(["a00003"], into=reindex.version())
    with pytest.raises(GateFailed, match="a00003"):
        reindex.swap()
    assert live(index) != reindex.version()
    assert "a00003" in contents(index)


def test_a_changed_document_fails_the_gate(settings: Settings, index: ArticleIndex) -> None:
    reindex = _filled(settings, index, Choices(rebuild_from="documents", strictness="strict"))
    index.write([article(3, text="Autre chose.")], into=reindex.version())
    reindex.catch_up()
    assert [check.name for check in reindex.verify().checks if check.passed is False] == ["as-written"]


def test_the_alias_is_not_switched_before_the_filling_ended(settings: Settings, index: ArticleIndex) -> None:
    old = live(index)
    reindex = Reindex.open(settings, "r", DOCUMENTS, index=index)
    reindex.plan()
    reindex.create()
    reindex.link()
    for step in (reindex.catch_up, reindex.verify):
        with pytest.raises(RuntimeError, match="not filled in"):
            step()
    with pytest.raises(NotVerified):
        reindex.swap()
    assert live(index) == old


def test_nothing_is_cleared_away_before_the_swap(settings: Settings, index: ArticleIndex) -> None:
    reindex = _filled(settings, index)
    with pytest.raises(NotVerified, match="nothing is cleaned up"):
        reindex.clean_up()
    assert len(index.versions()) == 2


def test_success_is_on_record_only_after_the_swap(settings: Settings, index: ArticleIndex) -> None:
    reindex = _filled(settings, index)
    reindex.catch_up()
    reindex.verify()
    assert not reindex.swapped
    assert not reindex.finished
    assert index.collection("runs").get(["reindex-r"]) == {}
    reindex.swap()
    assert index.collection("runs").get(["reindex-r"])["reindex-r"]["version"] == live(index)
    reindex.clean_up()
    assert reindex.finished


def test_versions_beyond_the_number_to_keep_are_dropped_oldest_first(settings: Settings, index: ArticleIndex) -> None:
    first = live(index)
    second = run_reindex(settings, Choices(rebuild_from="documents", keep=2), name="r1", index=index).version
    third = run_reindex(settings, Choices(rebuild_from="documents", keep=2), name="r2", index=index).version
    assert {v.name for v in index.versions()} == {first, second, third}
    fourth = run_reindex(settings, Choices(rebuild_from="documents", keep=1), name="r3", index=index).version
    assert {v.name for v in index.versions()} == {third, fourth}
    fifth = run_reindex(settings, Choices(rebuild_from="documents", keep=0), name="r4", index=index).version
    assert {v.name for v in index.versions()} == {fifth}


def test_two_reindexes_of_one_index_do_not_overlap(settings: Settings, index: ArticleIndex) -> None:
    reindex = _filled(settings, index)
    other = Reindex.open(settings, "other", DOCUMENTS, index=index)
    with pytest.raises(UnderWay, match="revue reindex --run r"):
        other.plan()
    reindex.abandon()
    other.plan()
    with pytest.raises(UnderWay):
        reindex.catch_up()


def test_a_reindex_that_was_given_up_leaves_no_version(settings: Settings, index: ArticleIndex) -> None:
    before = {v.name for v in index.versions()}
    _filled(settings, index).abandon()
    assert {v.name for v in index.versions()} == before


def test_a_person_who_says_no_leaves_everything_as_it_was(settings: Settings, index: ArticleIndex) -> None:
    old = live(index)
    with pytest.raises(Rejected):
        run_reindex(settings, DOCUMENTS, name="r", index=index, confirm=lambda report: report.gate is None)
    assert live(index) == old
    again = run_reindex(settings, DOCUMENTS, name="next", index=index)
    assert {v.name for v in index.versions()} == {old, again.version}


def test_an_article_that_is_taken_down_meanwhile_stays_out(settings: Settings, index: ArticleIndex) -> None:
    index.collection("removals").put([{"id": "a00001"}])
    reindex = _filled(settings, index)
    index.collection("removals").put([{"id": "a00002"}])
    index.delete(["a00002"])
    reindex.catch_up()
    assert reindex.verify().passed
    reindex.swap()
    assert not {"a00001", "a00002"} & contents(index).keys()
    assert len(contents(index)) == 58


def test_a_swap_is_refused_where_readers_have_another_version_by_now(settings: Settings, index: ArticleIndex) -> None:
    reindex = _filled(settings, index)
    reindex.catch_up()
    reindex.verify()
    other = index.create_version()
    index.finish_version(other)
    index.point(other)
    with pytest.raises(IndexMisconfigured, match="swapped or rolled back meanwhile"):
        reindex.swap()
    assert live(index) == other


def test_the_new_version_finds_what_the_old_one_found(settings: Settings, index: ArticleIndex) -> None:
    query = Query(text="tramway Nantes", size=60)
    index.refresh()
    before = index.search(query)
    run_reindex(settings, DOCUMENTS, name="r", index=index)
    after = index.search(query)
    assert after.total == before.total > 0
    assert {hit.article.id for hit in after.hits} == {hit.article.id for hit in before.hits}
