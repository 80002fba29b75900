"""Boxes beside the text: taken out whole where class and words agree, and no hole in the text where one stands."""

from __future__ import annotations

import pytest

from etl.clean import boxes
from etl.clean.block import Block, Container
from etl.clean.rules import LineRules
from etl.clean.verdict import BlockVerdict
from tests.clean.pages import clean, rules_of

BEFORE = (
    "La bibliothèque de Montlouis rouvrira en septembre après quatre ans de travaux, a annoncé jeudi la maire.",
    "Le chantier a coûté six millions d'euros, dont la moitié à la charge de la région et du département.",
    "Les rayonnages, eux, n'ont pas bougé : ils datent de 1931 et sont classés depuis vingt ans.",
)
TEASER = "Deux ans après les promesses, la moitié des salles de lecture du département restent fermées."


def _page(*parts: str) -> str:
    return f"<html lang='fr'><body><article class='story'><h1>La bibliothèque rouvrira</h1>{''.join(parts)}</article></body></html>"


def _paragraphs() -> str:
    return "".join(f"<p class='paragraph'>{line}</p>" for line in BEFORE)


def test_a_teaser_in_a_box_of_links_goes_with_its_heading() -> None:
    box = f"<section class='relatedModule'><h2>À lire aussi</h2><article><a href='/x'>Lire en ville</a><p>{TEASER}</p></article></section>"
    article = clean(_page(_paragraphs(), box, f"<p class='paragraph'>{BEFORE[0]}</p>"), html=True)
    assert TEASER not in article.text
    assert rules_of(article)[TEASER] == "boxed"


def test_what_only_the_class_or_only_the_words_call_a_box_stays() -> None:
    classed = f"<section class='relatedModule'><p>{TEASER}</p></section>"
    worded = f"<section><h2>À lire aussi</h2><p>{TEASER}</p></section>"
    for box in (classed, worded):
        article = clean(_page(_paragraphs(), box, _paragraphs()), html=True)
        assert "boxed" not in rules_of(article).values()


def test_a_class_that_holds_the_whole_article_is_no_box() -> None:
    inner = f"<h2>À lire aussi</h2>{_paragraphs() * 3}"
    article = clean(_page(f"<div class='related'>{inner}</div>"), html=True)
    assert "boxed" not in rules_of(article).values()
    assert all(line in article.text for line in BEFORE)


def test_a_part_between_a_box_and_a_list_is_no_hole() -> None:
    box = "<div class='tagbox'><p>Pour aller plus loin</p><a href='/y'><span>Le Val sans livres</span></a></div>"
    part = "<p class='paragraph'>Rien de plus simple. Voici la marche à suivre :</p>"
    items = "<ul><li>se présenter au comptoir, avec une pièce d'identité ;</li><li>choisir une carte, gratuite pour tous.</li></ul>"
    article = clean(_page(_paragraphs() * 2, box, part, items), html=True)
    for line in ("Voici la marche à suivre :", "choisir une carte"):
        assert line in article.text
    assert "Le Val sans livres" not in article.text


ITEMS = (
    "Voici la marche à suivre :",
    "se présenter au comptoir du rez-de-chaussée ;",
    "choisir une carte, gratuite pour tous ;",
    "revenir la semaine suivante.",
)


def test_an_enumeration_is_text_wherever_it_stands() -> None:
    pointer = ("Pour aller plus loin", "Le Val sans livres depuis quatre ans")
    article = clean("\n".join([*BEFORE, *pointer, *ITEMS]))
    assert all(line in article.text for line in (*BEFORE, *ITEMS))
    assert "Pour aller plus loin" not in article.text


def test_what_readers_enumerate_is_no_text() -> None:
    article = clean("\n".join([*BEFORE * 3, "12 commentaires", "lulu32", *ITEMS]))
    assert ITEMS[1] not in article.text


PLACES = (
    "Des camions de livres, signalés « Montlouis bis », s'arrêtent aux mêmes endroits qu'avant, à quatre exceptions près :",
    "Port: arrêt déplacé rue du Bugnon, côté halle.",
    "Gare: sur la place, quai D.",
    "Moulin: non desservi; descendre à Vennes.",
    "Vennes: route de Berne, à la hauteur de l'école.",
)
ROW = (
    "PUBLICITÉ",
    "Partager sur Facebook",
    "S'abonner",
    "Newsletter",
    "Lire plus tard",
    "Mon compte",
    "5 min",
    "Partager",
)


def test_sentences_below_a_colon_are_text_beyond_a_row_of_furniture() -> None:
    article = clean("\n".join([*BEFORE, *ROW, *PLACES, *ROW, "Sur le même sujet", TEASER]))
    assert all(line in article.text for line in (*BEFORE, *PLACES))
    assert not {*ROW, TEASER} & set(article.text.split("\n\n"))


@pytest.mark.parametrize(
    ("cues", "links", "out"), [({"related"}, 50, True), ({"related"}, 20, False), ({"article"}, 50, False)]
)
def test_a_small_box_of_other_articles_goes_where_half_of_it_is_links(cues: set[str], links: int, out: bool) -> None:
    text = "Pour mémoire, le dernier four à bois du canton s'est tu lundi soir."
    box = Container(tag="div", parent=None, cues=frozenset(cues), depth=1, size=len(text), links=links)
    verdict = BlockVerdict(position=0, text=text, kept=True)
    boxes.apply([verdict], [Block(text=text, tag="div", container=box, links=links)], LineRules())
    assert (verdict.rule == "boxed") is out
