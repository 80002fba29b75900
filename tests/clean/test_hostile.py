"""Robots write pages too: nothing crashes, nothing hangs."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.article import Article, Reject
from etl.clean import Cleaner, Unreadable
from etl.settings import CleanSettings
from tests.clean.pages import CLEANER, page, refused

LINE = "La commune a voté le budget de la cantine, après deux heures de débats et une suspension de séance."
HUGE = {
    "open-scripts": "<script>" * 20_000 + LINE,
    "open-comments": "<!--" * 50_000 + LINE,
    "open-tags": "<p" * 100_000,
    "attributes": "<div " + "a=b " * 50_000 + ">" + LINE,
    "class": f'<div class="{"x " * 100_000}"><p>{LINE}</p></div>',
    "title-of-bars": "<title>" + "a | " * 20_000 + f"</title><p>{LINE}</p>",
    "title-of-quotes": "<title>" + "« a » - " * 20_000 + f"</title><p>{LINE}</p>",
    "list-of-links": f"<article><p>{LINE}</p><ul>" + "<li><a href=x>a</a></li>" * 15_000 + "</ul></article>",
    "comments": f"<article><h1>Titre</h1><p>{LINE}</p></article>" + f"<div class=comments><p>{LINE}</p>" * 900,
    "entities": "&amp;" * 100_000,
    "tables": "<table><tr><td>" * 300 + LINE,
    "links": "<a href=x>y</a>" * 30_000,
    "one-line": "mot " * 200_000,
    "breaks": "<br>" * 100_000 + LINE,
    "json": '<script type="application/ld+json">' + "[" * 50_000 + "</script>" + f"<p>{LINE}</p>",
}


def test_ten_thousand_nested_elements_are_refused() -> None:
    reject = refused("<html><body>" + "<div>" * 10_000 + LINE + "</div>" * 10_000, html=True)
    assert reject.reason == "too-deep"


@pytest.mark.parametrize("content", HUGE.values(), ids=HUGE.keys())
def test_huge_markup_takes_bounded_time(content: str) -> None:
    start = time.process_time()
    result = CLEANER.clean(page(content, html=True))
    assert isinstance(result, Article | Reject)
    assert time.process_time() - start < 8


HUGE_TEXTS = {
    "headings": f"{LINE}\n{LINE}\n" + f"Sur le même sujet\nUn titre de plus pour voir\n{LINE}\n" * 5_000,
    "comments": f"{LINE}\n{LINE}\n" + f"Commentaires\npar Binh le 7 mai 2020\n{LINE}\n{LINE}\n" * 3_000,
    "names": f"{LINE} :\n" + "Brix\n" * 15_000,
    "seams": f"{LINE}\n" + ("mot.Newsletter Abc " * 3_000 + ".\n") * 20,
}


@pytest.mark.parametrize("content", HUGE_TEXTS.values(), ids=HUGE_TEXTS.keys())
def test_huge_texts_take_bounded_time(content: str) -> None:
    start = time.process_time()
    assert isinstance(CLEANER.clean(page(content)), Article | Reject)
    assert time.process_time() - start < 8


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"%PDF-1.5", "binary"),
        (b"<html><body><script>x</script></body></html>", "empty"),
    ],
)
def test_bad_pages_say_what_is_wrong(content: bytes, reason: str) -> None:
    reject = refused(content, html=True)
    assert reject.reason == reason
    assert reject.error
    assert reject.path == "inbox/page"


def test_time_is_bounded_by_the_settings() -> None:
    hasty = Cleaner(CleanSettings(max_seconds=1e-6))
    result = hasty.clean(page("\n".join([LINE] * 50)))
    assert isinstance(result, Reject)
    assert result.reason == "too-slow"


def test_null_bytes_are_no_end() -> None:
    result = CLEANER.clean(page(f"<p>{LINE}\x00</p><p>Deuxi\x00ème : {LINE}</p><p>Enfin : {LINE}</p>", html=True))
    assert isinstance(result, Article)
    assert f"Deuxième : {LINE}" in result.text


def test_an_unreadable_page_cannot_be_explained() -> None:
    with pytest.raises(Unreadable, match="PDF"):
        CLEANER.explain(page(b"%PDF-1.5"))


FRAGMENTS = st.sampled_from(
    ["<p>", "</p>", "<div class='comments'>", "</div>", "<nav>", "<a href='x'>", "</a>", "<h1>", "<br>", "<!--", "-->", "<script>",
     "</script>", "<table>", "<td>", LINE, "Partager", "Lire aussi : la suite", "\x00", "\u202e", "é", "<meta charset=utf-16>", "&#0;"]
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(FRAGMENTS, max_size=40), st.booleans())
def test_any_page_is_an_article_or_a_reject(parts: list[str], html: bool) -> None:
    given_page = page("".join(parts), html=html)
    result = CLEANER.clean(given_page)
    assert isinstance(result, Article | Reject)
    if isinstance(result, Article):
        assert result.text.strip() == result.text
        assert all(removal.rule and removal.text for removal in result.removed)
        assert CLEANER.clean(given_page) == result


@pytest.mark.parametrize(
    "opening",
    ["<div ", '<title><p a="</title><div ', "<textarea><p a='</textarea><div ", '<div x=y="><div ', '<!x "><div '],
)
@pytest.mark.parametrize("between", [" ", "/", "=''", "='>' "])
def test_a_tag_with_too_many_attributes_is_refused_at_once(opening: str, between: str) -> None:
    content = opening + between.join(f"a{n}" for n in range(100_000)) + ">text</div>"
    start = time.process_time()
    result = CLEANER.clean(page(content, html=True))
    assert isinstance(result, Reject)
    assert result.reason == "too-many-attributes"
    assert time.process_time() - start < 2


def test_a_large_page_is_the_same_in_pieces() -> None:
    story = "".join(
        f"<p>Au {n}e kilomètre, les mariniers attendent que l'écluse rouvre enfin à l'été.</p>" for n in range(3000)
    )
    article = CLEANER.clean(page(f"<html><body><article>{story}</article></body></html>", html=True))
    assert isinstance(article, Article)
    assert len(article.text.split("\n\n")) == 3000
