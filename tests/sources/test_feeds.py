"""Feeds: an entry with its whole article is a page."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec
import pytest

from etl.article import Page, PageRef, Reject
from etl.settings import SourceSettings
from etl.sources import discover, feeds
from tests.sources.inbox import PARAGRAPH


def read(path: Path, content: str) -> list[Page | Reject]:
    path.write_bytes(content.encode())
    return list(discover([str(path)], SourceSettings()))


def item(number: int, body: str) -> str:
    return (
        f"<item><title>Brève {number}</title><link>https://www.gazette.example/{number}</link>"
        f"<guid isPermaLink='false'>g{number}</guid><dc:creator>Anne Le Goff</dc:creator><category>Mer</category>"
        f"<pubDate>Sun, 01 Mar 2026 04:05:06 +0100</pubDate>{body}</item>"
    )


def rss(*items: str) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>La Gazette</title>'
        f"<language>fr</language>{''.join(items)}</channel></rss>"
    )


def whole(text: str = PARAGRAPH) -> str:
    return f"<description>Un chapeau.</description><content:encoded><![CDATA[<p onclick='x()'>{text}</p>]]></content:encoded>"


def test_an_entry_with_content_is_a_page_with_its_metadata(tmp_path: Path) -> None:
    (one,) = read(tmp_path / "x.rss", rss(item(1, whole())))
    assert isinstance(one, Page)
    assert one.content.decode() == f"<p onclick='x()'>{PARAGRAPH}</p>".replace(". </p>", ". </p>")
    assert (one.ref.format, one.ref.encoding, one.ref.source) == ("html", "utf-8", "gazette.example")
    assert (one.ref.url, one.ref.path) == ("https://www.gazette.example/1", f"{tmp_path}/x.rss#1")
    assert one.ref.declared == {
        "title": "Brève 1",
        "author": "Anne Le Goff",
        "published_at": "Sun, 01 Mar 2026 04:05:06 +0100",
        "url": "https://www.gazette.example/1",
        "description": "Un chapeau.",
        "section": "Mer",
        "language": "fr",
    }


def test_an_entry_keeps_its_key_when_new_ones_push_it_down(tmp_path: Path) -> None:
    (before,) = read(tmp_path / "x.xml", rss(item(1, whole())))
    _, after = read(tmp_path / "x.xml", rss(item(2, whole()), item(1, whole())))
    assert isinstance(before, Page)
    assert isinstance(after, Page)
    assert before.ref.key == after.ref.key
    assert before.ref.path != after.ref.path


def test_two_entries_with_one_guid_have_two_keys(tmp_path: Path) -> None:
    found = read(tmp_path / "x.xml", rss(item(1, whole()), item(1, whole("Autre chose. "))))
    assert len({f.ref.key for f in found if isinstance(f, Page)}) == 2


def test_a_teaser_is_no_page_but_a_whole_article_as_description_is(tmp_path: Path) -> None:
    teaser, article = read(
        tmp_path / "x.xml",
        rss(
            item(1, "<description>La halle sera rénovée. Lire la suite</description>"),
            item(2, f"<description><![CDATA[<p>{PARAGRAPH * 6}</p>]]></description>"),
        ),
    )
    assert isinstance(teaser, Reject)
    assert (teaser.reason, teaser.path) == ("no-content", f"{tmp_path}/x.xml#1")
    assert isinstance(article, Page)
    assert "description" not in article.ref.declared


def test_atom_is_read_too(tmp_path: Path) -> None:
    (one,) = read(
        tmp_path / "x.atom",
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>G</title><entry><title>A</title>'
        '<id>urn:1</id><link href="https://gazette.example/a"/><updated>2026-03-01T04:05:06Z</updated>'
        f'<content type="text">{PARAGRAPH}</content></entry></feed>',
    )
    assert isinstance(one, Page)
    assert (one.ref.format, one.ref.url) == ("text", "https://gazette.example/a")
    assert one.ref.declared["updated_at"] == "2026-03-01T04:05:06Z"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        (rss(), "empty"),
        ("<urlset><url/></urlset>", "broken-feed"),
        ("<html><body><p>Une page.</p></body></html>", "broken-feed"),
        ("https://www.gazette.example/feed", "broken-feed"),
        ("/etc/passwd", "broken-feed"),
        ("{" * 50_000, "broken-feed"),
    ],
)
def test_what_is_no_feed_is_rejected_and_nothing_is_fetched(tmp_path: Path, content: str, reason: str) -> None:
    (one,) = read(tmp_path / "x.xml", content)
    assert isinstance(one, Reject)
    assert one.reason == reason


def test_an_entity_bomb_is_rejected_at_once(tmp_path: Path) -> None:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>' + rss(item(1, "&l11;"))
    start = time.perf_counter()
    (one,) = read(tmp_path / "x.rss", bomb)
    assert time.perf_counter() - start < 1
    assert isinstance(one, Reject)
    assert one.reason == "broken-feed"


def test_a_cut_feed_gives_the_entries_that_it_has(tmp_path: Path) -> None:
    content = rss(item(1, whole()), item(2, whole()))
    found = read(tmp_path / "x.rss", content[: content.index("g2")])
    assert isinstance(found[0], Page)


def test_a_reference_to_half_a_character_does_not_break_the_record(tmp_path: Path) -> None:
    half = "&#xD800;"
    entry = (
        item(1, whole()).replace("Brève", half).replace("g1<", f"{half}<").replace("Mer", half).replace("Anne", half)
    )
    (one,) = read(tmp_path / "x.rss", rss(entry.replace("<p onclick", f"{half}<p onclick")))
    assert isinstance(one, Page)
    assert msgspec.json.decode(msgspec.json.encode(one.ref), type=PageRef) == one.ref


def test_a_feed_larger_than_any_is_not_parsed(tmp_path: Path) -> None:
    (one,) = read(tmp_path / "x.rss", rss(item(1, whole())) + "<" * feeds.MAX_BYTES)
    assert isinstance(one, Reject)
    assert one.reason == "too-large"
