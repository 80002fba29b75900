"""Dispatches of a few lines: the shorter the text, the worse a lost sentence."""

from __future__ import annotations

import pytest

from etl.article import Article, Page, PageRef
from etl.clean import Cleaner
from etl.settings import CleanSettings
from tests.clean.pages import clean


def _clean(*lines: str) -> Article:
    content = "\n\n".join(lines).encode()
    ref = PageRef(path="depeche.txt", key="k", source="depeches", format="text", digest="d", size=len(content))
    article = Cleaner(CleanSettings()).clean(Page(ref=ref, content=content))
    assert isinstance(article, Article)
    return article


@pytest.mark.parametrize(
    "lines",
    [
        (
            "Le conseil municipal de Valréas a voté lundi soir le budget de l’année prochaine.",
            "Les élus de la majorité ont voté pour, l’opposition s’est abstenue.",
            "Le maire, Luc Ferrand, a salué un vote responsable.",
        ),
        (
            "Nyons, 3 mars 2023 (AFP) - Le gouvernement a annoncé vendredi une aide de deux millions aux oléiculteurs.",
            "Les syndicats ont jugé la mesure insuffisante.",
        ),
        (
            "Un incendie s’est déclaré dans la nuit de mardi à mercredi dans un entrepôt de Romans, sans faire de blessé.",
            "Une quarantaine de pompiers ont été mobilisés.",
            "Une enquête est ouverte.",
        ),
        ("Le match a tourné à l’avantage des visiteurs.",),
    ],
)
def test_not_a_sentence_of_a_short_dispatch_is_lost(lines: tuple[str, ...]) -> None:
    assert _clean(*lines).text == "\n\n".join(lines)


def test_what_follows_a_short_dispatch_still_goes() -> None:
    body = (
        "Le gouvernement a annoncé vendredi une aide de deux millions d’euros aux oléiculteurs de la Drôme.",
        "Les syndicats ont jugé la mesure insuffisante.",
    )
    article = _clean(*body, "Lire aussi : La récolte s’annonce maigre", "Partager sur Facebook")
    assert article.text == "\n\n".join(body)
    assert len(article.removed) == 2


@pytest.mark.parametrize("title", ["Budget voté à Valréas", "Grève à la SNCF", "Un pont fermé pour quatre mois"])
def test_a_short_line_on_top_of_a_dispatch_is_its_title(title: str) -> None:
    article = _clean(
        title,
        "Le conseil municipal a pris lundi soir une décision que les habitants attendaient depuis deux ans.",
        "Elle prendra effet au printemps.",
    )
    assert (article.title, article.title_from) == (title, "text")


def _clean_html(body: str) -> Article:
    content = f'<html lang="fr"><head><title>La Gazette</title></head><body>{body}</body></html>'.encode()
    ref = PageRef(path="breve.html", key="k", source="gazette", format="html", digest="d", size=len(content))
    article = Cleaner(CleanSettings()).clean(Page(ref=ref, content=content))
    assert isinstance(article, Article)
    return article


def test_a_page_of_three_short_paragraphs_is_an_article() -> None:
    article = _clean_html(
        "<header><a href=/>La Gazette</a></header><article><h1>Le marché aux truffes ouvre samedi</h1>"
        "<p class=chapo>Les courtiers attendent une saison moyenne.</p><p>Publié le 14/04/2023 à 13h26</p>"
        "<p>Le marché aux truffes de Richerenches ouvre samedi matin.</p><p>Il fermera à la mi-mars.</p>"
        "<div class=related><p>À lire aussi</p><a href=/x>Les prix des terres flambent</a></div>"
        "<p>« Il a manqué d’eau en août », dit Rémi Clauzel, courtier.</p></article>"
        "<div id=comments><h2>Commentaires</h2><p>Vivement samedi, j’y serai avec mon chien.</p></div>"
        "<footer>Mentions légales</footer>"
    )
    assert article.text.split("\n\n")[-3:] == [
        "Le marché aux truffes de Richerenches ouvre samedi matin.",
        "Il fermera à la mi-mars.",
        "« Il a manqué d’eau en août », dit Rémi Clauzel, courtier.",
    ]
    assert article.title == "Le marché aux truffes ouvre samedi"
    assert article.published_at == "2023-04-14T13:26:00+02:00"
    assert (article.lead, article.metadata_from["lead"]) == ("Les courtiers attendent une saison moyenne.", "class")
    assert "Vivement" not in article.text


def test_paragraphs_without_any_container_are_an_article() -> None:
    article = _clean_html("<h1>La foire ferme</h1><p>La foire de Crest ferme lundi.<p>Elle rouvrira au printemps.")
    assert article.text == "La foire de Crest ferme lundi.\n\nElle rouvrira au printemps."


def test_an_interview_goes_on_behind_a_pointer() -> None:
    asked = [
        "Pourquoi revenir à Médée ?",
        "Parce que je n'avais rien compris. J'avais vingt-cinq ans, et je la jouais comme une folle, ce qu'elle n'est pas.",
    ]
    more = [
        "Le public a-t-il changé ?",
        "Il vient moins, mais il reste plus longtemps. Hier soir, ils étaient quarante à ne pas vouloir partir du hall.",
    ]
    last = ["Que peut une scène de province, en 2024 ?", "Tout ce que Paris ne peut plus : rater."]
    pointer = "Écouter aussi : notre podcast « Coulisses »"
    article = clean(
        "\n".join(
            [
                "Mona Kerbrat : « Le théâtre n'est pas un musée »",
                *asked,
                *more,
                pointer,
                *last,
                "Réagir",
                "Les plus lus",
            ]
        )
    )
    assert article.text.split("\n\n") == [*asked, *more, *last]


def test_a_note_behind_the_last_sentence_costs_a_dispatch_nothing() -> None:
    told = [
        "Un incendie s'est déclaré vers 4 heures dans un entrepôt.",
        "Il n'y a pas de blessé.",
        "Les pompiers sont sur place. (Plus d'informations à venir)",
    ]
    body = "".join(f"<p>{line}</p>" for line in told)
    source = f"<html lang='fr'><body><div class='content'><h1>Incendie à Saint-Nazaire</h1>{body}</div></body></html>"
    assert clean(source, html=True).text.split("\n\n") == told


def test_comments_below_a_recipe_are_no_part_of_it() -> None:
    steps = [
        "Mélangez la farine et les œufs, sans vous presser.",
        "Versez le lait tiède en filet.",
        "Ajoutez les pruneaux et enfournez 45 minutes.",
    ]
    said = "Chez nous on met du rhum, et personne ne s'en est jamais plaint, pas même le curé qui en reprenait."
    body = "".join(f"<li>{step}</li>" for step in steps)
    source = f"<article><h1>Le far breton</h1><h2>Préparation</h2><ol>{body}</ol><div class='comments'><p>{said}</p></div></article>"
    text = clean(f"<html lang='fr'><body>{source}</body></html>", html=True).text
    assert all(step in text for step in steps)
    assert said not in text


def test_short_paragraphs_in_wrappers_of_their_own_are_kept() -> None:
    told = [
        "Le pont de Morlaix sera fermé aux voitures du 3 juin au 4 juillet, a annoncé la mairie vendredi soir.",
        "Les piétons passeront. Les cyclistes aussi, à pied.",
        "« On perdra un mois pour en gagner vingt ans », résume l'adjoint.",
        "Un bus de remplacement partira toutes les dix minutes.",
    ]
    rows = [f"<div class='row'><div class='block-text'><p>{line}</p></div></div>" for line in told]
    rows[2] = f"<div class='row'><div class='block-quote'><blockquote>{told[2]}</blockquote></div></div>"
    rows.insert(
        2, "<div class='row'><div class='block-link'><a href='/x'>À lire : le viaduc, deux siècles</a></div></div>"
    )
    rows.append(
        "<div class='row'><div class='block-tags'><a href='/t'>Morlaix</a> <a href='/u'>Travaux</a></div></div>"
    )
    more = "<div class='after'><h2>Vous aimerez aussi</h2><div class='row'><p><a href='/y'>Un maire, trois ponts.</a></p></div></div>"
    source = f"<div class='c-article'><h1>Le pont de Morlaix fermé un mois</h1>{''.join(rows)}</div>{more}"
    assert clean(f"<html lang='fr'><body>{source}</body></html>", html=True).text.split("\n\n") == told
