"""What a hostile night leaves behind: nothing outside its folders, nothing asked of anybody, nothing forged."""

from __future__ import annotations

import json
import os
from pathlib import Path

from bs4 import BeautifulSoup

from etl.load import connect
from etl.report import html
from etl.report.desk import desk_page
from tests.security import hostile
from tests.security.conftest import Lure, Night


def test_the_pages_came_in_and_what_is_refused_is_on_record(night: Night) -> None:
    """Otherwise the other tests of this file would look at nothing."""
    index = connect(night.settings)
    articles = list(index.scan())
    index.close()
    assert len(articles) >= 3  # the saved pages are one address
    assert any("Montbrison" in article.text for article in articles)
    reasons = {reason.reason for reason in night.summary.rejects_by_reason}
    assert {"binary", "broken-feed", "link-outside"} <= reasons


def test_no_address_of_a_page_is_asked(night: Night) -> None:
    assert night.lure.asked == []
    assert night.lure.connected == []


def test_no_file_of_this_machine_comes_in(night: Night) -> None:
    index = connect(night.settings)
    everything = [str(article) for article in index.scan()]
    index.close()
    first_line = Path("/etc/passwd").read_text(encoding="utf-8").splitlines()[0]
    assert not [article for article in everything if first_line in article]


def test_nothing_is_written_outside_the_store_and_the_index(night: Night) -> None:
    assert {path.name for path in night.folder.iterdir()} == {"inbox", "index", "store"}
    for top, _, files in os.walk(night.folder / "store"):
        for name in files:
            assert (Path(top) / name).resolve().is_relative_to(night.folder / "store")
            assert not set(name) & set("\n\r\x1b<>\\:")


def test_every_line_of_the_log_is_one_of_ours(night: Night) -> None:
    for line in night.log.splitlines():
        assert "event" in json.loads(line)


def test_no_page_holds_markup_of_an_article(night: Night) -> None:
    index = connect(night.settings)
    pages = {"run": html.render(night.summary), "desk": desk_page(index)}
    index.close()
    for page in pages.values():
        harmless(page)
        assert "parent.pwned" in page or "Montbrison" in page


def harmless(page: str, *, ours: frozenset[str] = frozenset()) -> None:
    """No element, attribute, address or control character that a page brought in."""
    soup = BeautifulSoup(page, "lxml")
    assert not soup.find_all({"script", "img", "iframe", "object", "embed", "base", "form"} - ours)
    for tag in soup.select("*"):
        assert not [name for name in tag.attrs if name.startswith("on") or name in {"src", "srcset", "background"}]
        for name in ("href", "action"):
            address = str(tag.get(name, ""))
            assert address.startswith(("#", "http://", "https://", "")) or not address
            assert not address.strip().lower().startswith(("javascript:", "data:", "vbscript:"))
    assert not [c for c in page if (ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160 or c in "\u202e\u2066"]


def test_the_lure_would_notice(lure: Lure) -> None:
    """A test that can't fail is none: the server does record whoever asks it."""
    from urllib.request import urlopen

    urlopen(f"{lure.url}/context.jsonld").close()
    assert lure.asked == ["GET /context.jsonld"]
    assert lure.url in hostile.page(lure.url)
