"""What the reading verbs print."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from etl.archive import Hit, Query, Results
from etl.article import Article
from etl.cli.results import marked, show_results


def test_spaces_around_a_match_stay() -> None:
    text = marked("la guerre en \x02Ukraine\x03 dure, l’\x02Ukraine\x03")
    assert text.plain == "la guerre en Ukraine dure, l’Ukraine"
    assert [text.plain[span.start : span.end] for span in text.spans] == ["Ukraine", "Ukraine"]


@given(st.text())
def test_no_control_character_of_an_article_reaches_the_terminal(text: str) -> None:
    console = Console(record=True, width=80, markup=False, file=None, force_terminal=False, quiet=False)
    article = Article(id="1", text=text or "x", title=text)
    with console.capture() as captured:
        show_results(Query(), Results(hits=[Hit(article=article, score=1.0, snippets=[text])], total=1), console)
    assert not {c for c in captured.get() if ord(c) < 32 and c != "\n"}


def test_figures_are_worded() -> None:
    console = Console(width=80, markup=False)
    hit = Hit(article=Article(id="1", text="Un texte."), score=1.0, others_in_story=2, copies=1)
    with console.capture() as captured:
        show_results(Query(collapse=True), Results(hits=[hit], total=1, hidden_copies=1), console)
    printed = captured.get()
    assert "1 story, 1 copy hidden" in printed
    assert "+2 in the same story" in printed
