"""Pull quotes and notes on the author."""

from __future__ import annotations

from tests.clean.pages import clean, rules_of

QUOTED = "« On n'a jamais douté, même quand plus rien ne rentrait »"
TEXT = (
    "Les joueuses de Montlouis ont arraché leur place en demi-finale samedi soir, au bout d'une prolongation irrespirable.",
    f"{QUOTED[:-2]}. C'est la victoire du caractère », savourait l'entraîneuse, qui retrouve le dernier carré.",
    "La demi-finale aura lieu le 4 mai, dans une salle que le club n'a encore jamais quittée vaincu.",
)
NOTE = "Jeanne Martel est sociologue, autrice d'une histoire du basket rural (Éditions du Val)."


def _page(*parts: str, head: str = "") -> str:
    return f"<html lang='fr'><head>{head}</head><body><article><h1>Montlouis en demi-finale</h1>{''.join(parts)}</article></body></html>"


def _paragraphs() -> str:
    return "".join(f"<p>{line}</p>" for line in TEXT)


def test_a_sentence_set_again_goes_with_whose_it_is() -> None:
    quote = f"<div class='Quote'><p class='big'>{QUOTED}</p><p class='who'>L'entraîneuse de Montlouis</p></div>"
    article = clean(_page(quote, _paragraphs()), html=True)
    assert article.text.split("\n\n") == list(TEXT)
    glued = f"<blockquote><span>{QUOTED}</span><cite>— L'entraîneuse</cite></blockquote>"
    assert clean(_page(_paragraphs(), glued), html=True).text.split("\n\n") == list(TEXT)


def test_a_sub_heading_that_quotes_stays_and_so_does_a_quotation_of_its_own() -> None:
    own = "« Le parquet a trente ans, et il a tremblé comme au premier jour », écrit la gazette du club."
    article = clean(
        _page(f"<p>{TEXT[0]}</p><h2>{QUOTED}</h2><p>{TEXT[1]}</p><blockquote>{own}</blockquote><p>{TEXT[2]}</p>"),
        html=True,
    )
    assert QUOTED in article.text.split("\n\n")
    assert own in article.text


def test_a_note_on_the_author_is_no_text() -> None:
    head = '<meta name="author" content="Jeanne Martel">'
    article = clean(_page(_paragraphs(), f"<p><em>{NOTE}</em></p>", head=head), html=True)
    assert rules_of(article)[NOTE] == "author-note"


def test_an_article_about_its_author_keeps_its_sentences() -> None:
    head = '<meta name="author" content="Jeanne Martel">'
    about = "Au club, Jeanne Martel a tout joué, tout perdu et tout écrit, des tournois de cour de ferme à la finale de 1998."
    article = clean(_page(f"<p>{about}</p>", _paragraphs(), f"<p>{NOTE}</p>", head=head), html=True)
    assert NOTE in article.text
    assert NOTE in clean(_page(_paragraphs(), f"<p>{NOTE}</p>", _paragraphs()), html=True).text
