"""Values that hold markup become the text that a reader would see."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.article import Article
from etl.clean.fragment import plain
from tests.clean.pages import CLEANER, page


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("L&#8217;été de la grève", "L’été de la grève"),
        ("Le port &amp;amp; la ville", "Le port & la ville"),
        ("La <em>Belle-Aurore</em> rentre au port", "La Belle-Aurore rentre au port"),
        ("l’<b>é</b>cole rouvre", "l’école rouvre"),
        ("Une ligne<br>puis l’autre", "Une ligne puis l’autre"),
        ("&lt;p&gt;Le chapô.&lt;/p&gt;&lt;p&gt;La suite.&lt;/p&gt;", "Le chapô. La suite."),
        ("Le vote<script>var a = 1;</script> est reporté", "Le vote est reporté"),
        ("Si a < b, alors b > a", "Si a < b, alors b > a"),
        ("  Une grève  ", "Une grève"),
        ("", ""),
    ],
)
def test_what_a_value_says(value: str, text: str) -> None:
    assert plain(value) == text


@pytest.mark.parametrize("value", ["<b>" * 900 + "fin", "<p>mot</p>" * 60_000, "<" * 100_000, "<a " * 30_000])
def test_hostile_values_cost_little(value: str) -> None:
    start = time.process_time()
    plain(value)
    assert time.process_time() - start < 1


@given(st.text(alphabet="<>/abp &;lt#'\"é", max_size=60))
def test_any_value_has_a_text(value: str) -> None:
    assert plain(value) == plain(value).strip()


def test_a_title_stated_with_tags_comes_out_without() -> None:
    body = "".join(
        f"<p>Le conseil du canton a voté la mesure numéro {n}, et les élus s’en félicitent.</p>" for n in range(8)
    )
    stated = '{"@type": "NewsArticle", "headline": "La &lt;i&gt;Belle-Aurore&lt;/i&gt; rentre au port"}'
    result = CLEANER.clean(
        page(f'<head><script type="application/ld+json">{stated}</script></head><body>{body}</body>', html=True)
    )
    assert isinstance(result, Article)
    assert result.title == "La Belle-Aurore rentre au port"
