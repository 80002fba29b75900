"""Tables of data: left out of an article, unless they are what it says."""

from __future__ import annotations

from tests.clean.pages import clean, rules_of

LEDE = (
    "Le peloton a repris la route mardi matin entre Tarbes et Pau, sous une pluie fine qui n'a cessé qu'en fin d'étape. "
    "Trois coureurs échappés depuis le premier col ont été repris à huit kilomètres de l'arrivée."
)
END = "Mercredi, la course mènera les coureurs de Pau à Mourenx, avec l'ascension de deux cols de première catégorie."
NAMES = ("Delmas", "Arrieta", "Vandenbroucke", "Sorel", "Kowalczyk", "Marchetti")


def _ranking(rows: int) -> str:
    riders = "".join(
        f"<tr><td>{n}</td><td><p>{NAMES[n % 6]} {n}</p></td><td>à {n} min {n % 60:02d}</td></tr>"
        for n in range(1, rows)
    )
    return f"<table><tr><th>Rang</th><th>Coureur</th><th>Écart</th></tr>{riders}</table>"


def _page(*parts: str) -> str:
    return (
        "<html lang='fr'><body><nav><a href='/'>Accueil</a></nav><article><h1>Tour : le classement général</h1>"
        f"{''.join(parts)}</article><footer><p>Mentions légales</p></footer></body></html>"
    )


def test_a_table_beside_the_text_is_left_out() -> None:
    article = clean(
        _page(f"<p>{LEDE}</p>", _ranking(6), f"<p>{LEDE.replace('mardi', 'lundi')}</p><p>{END}</p>"), html=True
    )
    assert "Delmas" not in article.text
    assert "markup-table" in rules_of(article).values()


def test_an_article_that_is_a_table_keeps_its_rows() -> None:
    article = clean(_page(f"<p>{LEDE}</p>", _ranking(60), f"<p>{END}</p>"), html=True)
    assert article.text.split("\n\n")[:3] == [LEDE, "Rang\tCoureur\tÉcart", "1\tArrieta 1\tà 1 min 01"]
    assert article.text.endswith(END)
    assert "markup-table" not in rules_of(article).values()


def test_a_table_at_the_end_counts_too_and_one_further_down_does_not() -> None:
    below = f"<aside><h2>Les cotations</h2>{_ranking(60)}</aside>"
    assert "59\tMarchetti" not in clean(_page(f"<p>{LEDE}</p><p>{END}</p>", below), html=True).text
    assert "59\tMarchetti 59" in clean(_page(f"<p>{LEDE}</p>", _ranking(60)), html=True).text
