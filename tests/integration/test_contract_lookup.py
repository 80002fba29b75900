"""What the pipeline asks of the archive, on both engines."""

from __future__ import annotations

import msgspec

from etl.archive import ArticleIndex, Candidate
from etl.article import Article
from tests.integration.press import ARTICLES, COPY, GAZ, UKRAINE


def ids(candidates: list[Candidate]) -> list[str]:
    return [candidate.id for candidate in candidates]


def test_pages_tell_what_an_article_was_made_from(archive: ArticleIndex) -> None:
    found = archive.pages(["page-ukraine", "page-gaz", "unheard-of"])
    assert set(found) == {"page-ukraine", "page-gaz"}
    page = found["page-ukraine"]
    assert (page.id, page.digest, page.cleaner, page.fetched_at) == (
        "ukraine",
        "digest-ukraine",
        "cleaner-1",
        "2023-11-04T09:00:00+01:00",
    )


def test_by_keys_counts_shared_keys_most_first(archive: ArticleIndex) -> None:
    first, second, third = archive.by_keys([["k3", "k4", "k1", "k1"], ["k5", "k9"], []], at_least=2, limit=10)
    assert [(candidate.id, candidate.shared) for candidate in first] == [("ukraine", 3), ("gaz", 2), ("gaz-copy", 2)]
    assert first[0].article == UKRAINE
    assert (second, third) == ([], [])


def test_by_keys_is_limited(archive: ArticleIndex) -> None:
    (found,) = archive.by_keys([["k3", "k4"]], at_least=1, limit=2)
    assert ids(found) == ["gaz", "gaz-copy"]


def test_what_the_caller_has_is_left_out_of_what_is_found(archive: ArticleIndex) -> None:
    (sharing,) = archive.by_keys([["k3", "k4"]], at_least=1, limit=2, have={"gaz"})
    asked = msgspec.structs.replace(UKRAINE, people=[])
    (alike,) = archive.like([asked], since=[None], until=[None], limit=5, have={"gaz"})
    assert ids(sharing) == ["gaz-copy"]
    assert "gaz" not in ids(alike)


def test_by_keys_takes_many_keys(index: ArticleIndex) -> None:
    keys = [f"key-{number}" for number in range(1500)]
    index.write([Article(id="many", text="Texte.", keys=keys)])
    index.refresh()
    (found,) = index.by_keys([keys[200:]], at_least=1000, limit=5)
    assert [(candidate.id, candidate.shared) for candidate in found] == [("many", 1300)]


def test_like_finds_the_same_event_but_neither_itself_nor_copies(archive: ArticleIndex) -> None:
    asked = msgspec.structs.replace(UKRAINE, people=[])
    (found,) = archive.like([asked], since=[None], until=[None], limit=5)
    assert ids(found)[0] == "gaz"
    assert {"ukraine", "gaz-copy"}.isdisjoint(ids(found))


def test_like_keeps_to_its_window(archive: ArticleIndex) -> None:
    before, after = archive.like([UKRAINE, UKRAINE], since=[None, "2023-11-05"], until=["2023-11-04", None], limit=5)
    assert "gaz" not in ids(before)
    assert ids(after) == ["gaz"]


def test_stories_and_copies_are_found_by_id(archive: ArticleIndex) -> None:
    stories = archive.in_story(["story-gaz", "unheard-of"])
    assert {name: sorted(article.id for article in found) for name, found in stories.items()} == {
        "story-gaz": ["gaz", "gaz-copy", "ukraine"]
    }
    assert archive.copies_of(["gaz", "ukraine"]) == {"gaz": [COPY]}


def test_scan_goes_through_everything_in_the_order_of_ids(archive: ArticleIndex) -> None:
    assert list(archive.scan()) == sorted(ARTICLES, key=lambda article: article.id)


def test_scan_filters_by_source_and_by_days_that_may_fit(archive: ArticleIndex) -> None:
    assert [a.id for a in archive.scan(source="lagazette.example")] == ["gaz", "marche"]
    assert [a.id for a in archive.scan(since="2023-11-05", until="2023-11-05")] == ["gaz", "gaz-copy"]
    assert [a.id for a in archive.scan(since="2022-12-10", until="2022-12-20")] == ["marche"]
    assert [a.id for a in archive.scan(until="2022")] == ["marche"]


def test_scan_sees_one_point_in_time(index: ArticleIndex) -> None:
    articles = [Article(id=f"n{number:04}", text="Texte.") for number in range(1100)]
    index.write(articles)
    index.refresh()
    scanned = index.scan()
    seen = [next(scanned).id]
    index.delete([articles[-1].id])
    index.write([Article(id="n0500-new", text="Nouveau.")])
    index.refresh()
    seen += [article.id for article in scanned]
    assert seen == [article.id for article in articles]


def test_fingerprints_are_equal_only_for_equal_articles(index: ArticleIndex) -> None:
    index.write([UKRAINE, GAZ])
    index.refresh()
    before = dict(index.fingerprints())
    assert list(before) == ["gaz", "ukraine"]
    index.update({"gaz": {"section": "Monde"}})
    index.refresh()
    after = dict(index.fingerprints())
    assert after["ukraine"] == before["ukraine"]
    assert after["gaz"] != before["gaz"]
