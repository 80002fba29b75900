"""What a write does, on both engines."""

from __future__ import annotations

import msgspec
import pytest

from etl.archive import ArticleIndex
from etl.article import Article, Stage
from tests.integration.press import ARTICLES, COPY, GAZ, UKRAINE, fill


def changed(article: Article, **fields: object) -> Article:
    return msgspec.structs.replace(article, **fields)


def test_new_changed_and_identical_articles_are_told_apart(index: ArticleIndex) -> None:
    assert index.write([UKRAINE, GAZ]).indexed == 2
    report = index.write([changed(UKRAINE, section="Europe"), GAZ, COPY])
    assert (report.indexed, report.updated, report.unchanged, report.rejects) == (1, 1, 1, [])


def test_the_same_articles_again_change_nothing(index: ArticleIndex) -> None:
    fill(index)
    before = dict(index.fingerprints())
    report = index.write(ARTICLES)
    index.refresh()
    assert (report.indexed, report.updated, report.unchanged) == (0, 0, len(ARTICLES))
    assert dict(index.fingerprints()) == before


def test_an_article_comes_back_as_it_went_in(index: ArticleIndex) -> None:
    index.write([UKRAINE])
    assert index.get(["ukraine", "unheard-of"]) == {"ukraine": UKRAINE}


def test_of_two_articles_with_one_id_the_later_counts(index: ArticleIndex) -> None:
    report = index.write([UKRAINE, changed(UKRAINE, title="Autre titre")])
    assert (report.indexed, report.unchanged) == (1, 1)
    assert index.get(["ukraine"])["ukraine"].title == "Autre titre"


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("published_at", "avant-hier", "invalid-date"),
        ("updated_at", "2023-02-30", "invalid-date"),
        ("event_dates", ["lundi"], "invalid-date"),
        ("title", "moitié \ud83d", "not-unicode"),
        ("id", "é" * 300, "id-too-long"),
        ("id", " ", "no-id"),
    ],
)
def test_a_bad_article_is_a_reject_and_costs_nothing_else(
    index: ArticleIndex, field: str, value: object, reason: str
) -> None:
    bad = changed(Article(id="bad", text="Un texte.", path="inbox/bad.html", source="inbox"), **{field: value})
    report = index.write([UKRAINE, bad, GAZ])
    assert report.indexed == 2
    (reject,) = report.rejects
    assert (reject.reason, reject.stage, reject.path, reject.source) == (reason, Stage.LOAD, "inbox/bad.html", "inbox")


def test_an_update_changes_the_named_fields_only(index: ArticleIndex) -> None:
    index.write([UKRAINE])
    report = index.update({"ukraine": {"story_id": "other", "metadata_from": {"lead": "og"}}})
    assert (report.updated, report.rejects) == (1, [])
    expected = changed(UKRAINE, story_id="other", metadata_from={"lead": "og"})
    assert index.get(["ukraine"])["ukraine"] == expected
    assert index.write([expected]).unchanged == 1


def test_an_update_that_changes_nothing_is_no_update(index: ArticleIndex) -> None:
    index.write([UKRAINE])
    assert index.update({"ukraine": {"story_id": UKRAINE.story_id}}).unchanged == 1


@pytest.mark.parametrize(
    ("id_", "fields", "reason"),
    [
        ("unheard-of", {"story_id": "s"}, "not-found"),
        ("ukraine", {"no_such_field": 1}, "unknown-field"),
        ("ukraine", {"id": "other"}, "unknown-field"),
        ("ukraine", {"similarity": "much"}, "invalid-field"),
        ("ukraine", {"published_at": "lundi"}, "invalid-date"),
    ],
)
def test_an_update_that_cannot_be_done_is_a_reject(
    index: ArticleIndex, id_: str, fields: dict[str, object], reason: str
) -> None:
    index.write([UKRAINE])
    report = index.update({id_: fields, **({} if id_ == "ukraine" else {"ukraine": {"section": "Une"}})})
    assert [reject.reason for reject in report.rejects] == [reason]
    assert report.updated == (0 if id_ == "ukraine" else 1)


def test_delete_takes_out_and_says_how_many(index: ArticleIndex) -> None:
    fill(index)
    assert index.delete(["ukraine", "unheard-of", "ukraine"]).deleted == 1
    index.refresh()
    assert index.count() == len(ARTICLES) - 1
    assert "ukraine" not in index.get(["ukraine"])
    assert index.write([UKRAINE]).indexed == 1


def test_portions_do_not_show(index: ArticleIndex) -> None:
    articles = [Article(id=f"n{number:04}", text=f"Texte {number}.") for number in range(1203)]
    assert index.write(iter(articles)).indexed == len(articles)
    index.refresh()
    assert index.count() == len(articles)
    assert [article.id for article in index.scan()] == [article.id for article in articles]


def test_of_two_articles_with_one_id_far_apart_the_later_counts_too(index: ArticleIndex) -> None:
    filler = [Article(id=f"n{number:04}", text=f"Texte {number}.") for number in range(1100)]
    report = index.write([UKRAINE, *filler, changed(UKRAINE, title="Autre titre")])
    assert (report.indexed, report.updated) == (len(filler) + 1, 1)
    assert index.get(["ukraine"])["ukraine"].title == "Autre titre"
