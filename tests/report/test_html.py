from __future__ import annotations

import re

import msgspec
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.archive import WriteReport
from etl.article import Article, Reject, Removal, Stage
from etl.report import html
from etl.report.model import StageTiming
from etl.report.page import NARROW_SPACE, french, number, web_address
from tests.report import newsroom


def text_of(page: str) -> str:
    return " ".join(BeautifulSoup(page, "lxml").get_text(" ").replace(NARROW_SPACE, " ").split())


def test_the_page_tells_the_night() -> None:
    page = html.render(newsroom.summary())
    said = text_of(page)
    for line in newsroom.summary().articles_listed:
        assert " ".join(line.name.split()[:4]) in said
    for wanted in ("share-bar", "Maëlle Kervadec", "Théâtre de l’Estran", "Port-Navalis", "is empty: fetch it again",
                   "enrich 5.9 s", "only partly there", "97 % alike"):  # fmt: skip
        assert wanted in said


def test_links_inside_the_page_lead_somewhere() -> None:
    soup = BeautifulSoup(html.render(newsroom.summary()), "lxml")
    targets = {str(tag["id"]) for tag in soup.select("[id]")}
    links = [str(a["href"]) for a in soup.select("a")]
    assert links
    assert all(link.startswith("#") and link[1:] in targets for link in links)


def test_the_page_needs_nothing_beside_it() -> None:
    page = html.render(newsroom.summary())
    soup = BeautifulSoup(page, "lxml")
    assert not soup.find_all(["script", "img", "iframe", "object", "embed", "form", "link"])
    assert not re.search(r"url\(|@import|https?://", page)
    policies = soup.select("meta[http-equiv=Content-Security-Policy]")
    assert ["default-src 'none'" in str(policy["content"]) for policy in policies] == [True]


@settings(max_examples=20, deadline=None)
@given(st.text(st.characters(exclude_categories=[]), max_size=30))
def test_nothing_that_a_page_holds_is_markup(tail: str) -> None:
    evil = f"\"'><script>alert(1)</script><img src=x onerror=alert(1)>\x1b[31m\u202e{tail}"
    article = Article(
        id=evil, text=evil, title=evil, source=evil, path=evil, people=[evil], organizations=[evil], places=[evil],
        story_id=evil, published_at=evil, duplicate_of=evil, removed=[Removal(text=evil, rule=evil, position=0)],
    )  # fmt: skip
    second = msgspec.structs.replace(article, id=evil + "2", source=evil + "2")
    reject = Reject(id=evil, path=evil, stage=Stage.READ, reason=evil, error=evil)
    run = newsroom.summary(of=[article, second], rejects=[reject], run=evil)
    run.inputs, run.index, run.stages = [evil], evil, [StageTiming(name=evil, seconds=1, records=1)]
    page = html.render(run)
    soup = BeautifulSoup(page, "lxml")
    assert not soup.find_all(["script", "img"])
    assert not [tag for tag in soup.select("*") for attribute in tag.attrs if attribute.startswith("on")]
    assert not [c for c in page if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160 or c == "\u202e"]
    page.encode()


def test_a_night_of_nothing_is_a_page_too() -> None:
    page = html.render(newsroom.summary(of=[], rejects=[], written=WriteReport(), pages=0))
    assert "the index stays as it was" in page
    assert "<h2" in page  # the stages


def test_a_large_night_is_a_page_that_can_be_opened() -> None:
    page = html.render(newsroom.summary(of=newsroom.many(3_000)))
    assert "The first 200 of 3 000." in text_of(page)
    assert "Articles that lost most" in page
    assert len(page) < 1_000_000


def test_french_spaces_do_not_break_and_nothing_else_changes() -> None:
    spaced = french("« Oui », dit-il : 12 % !")
    assert spaced.split(NARROW_SPACE) == ["«", "Oui", "», dit-il", ": 12", "%", "!"]
    assert spaced.replace(NARROW_SPACE, " ") == "« Oui », dit-il : 12 % !"
    assert french("12:30, a:b") == "12:30, a:b"
    assert number(1234567) == f"1{NARROW_SPACE}234{NARROW_SPACE}567"


def test_only_addresses_of_the_web_become_links() -> None:
    assert web_address("https://ponant-matin.example/1") == "https://ponant-matin.example/1"
    for address in ("javascript:alert(1)", "data:text/html,x", "//x", "http://", "http://[", "", None, "file:///etc"):
        assert web_address(address) is None
