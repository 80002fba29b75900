"""Flattened text: lines that were broken, titles without a mark, what readers wrote, pointers that stand alone."""

from __future__ import annotations

import textwrap

import pytest

from etl.clean.facts import Reader
from etl.clean.flat import lines
from etl.clean.rules import LineRules
from tests.clean.gate.styles import stories
from tests.clean.pages import clean

TITLE = "Le canal de la plaine rouvre aux péniches après huit mois"
TEXT = [
    "Les premières péniches ont franchi l'écluse lundi matin, sous les applaudissements des riverains venus en nombre.",
    "Le chantier a duré huit mois, deux de plus que prévu, et coûté neuf millions d'euros, dit sa présidente.",
    "« Nous avons failli fermer », raconte un batelier, dont la famille navigue ici depuis quatre générations au moins.",
    "Une seconde écluse doit être réparée l'an prochain, si les crédits sont votés avant la fin du mois de décembre.",
]


@pytest.mark.parametrize("width", [66, 80, 100])
def test_a_text_that_was_wrapped_at_a_column_is_unwrapped(width: int) -> None:
    story = stories()[1]
    wrapped = "\n\n".join(textwrap.fill(text, width) for text in [story.title, *story.paragraphs])
    article = clean(wrapped)
    assert article.text.split("\n\n") == story.paragraphs
    assert article.title == story.title


def test_lines_of_any_other_text_stay_apart() -> None:
    text = "\n".join([TITLE, *TEXT, "Partager", "À lire aussi"])
    assert [block.text for block in lines(text)] == [TITLE, *TEXT, "Partager", "À lire aussi"]


def test_a_sentence_that_was_broken_is_judged_whole() -> None:
    first, second = "Pour l'instant, rien n'est tranché, et la mairie attend", "le rapport de l'expert, dû lundi."
    assert clean("\n\n".join([*TEXT, f"{first}\n{second}"])).text.endswith(f"{first} {second}")


@pytest.mark.parametrize(
    "head",
    [
        ["La plaine libre", "Le journal de ceux qui vivent au bord de l'eau", TITLE, "Par Jeanne Martel"],
        [TITLE, "Publié le 3 mai 2023", "Copier le lien", "Lien copié", "L'écluse, lundi matin, vue du pont de pierre"],
    ],
)
def test_the_line_above_the_byline_or_the_date_is_the_title(head: list[str]) -> None:
    assert clean("\n".join([*head, *TEXT])).title == TITLE


def test_a_title_that_comes_back_below_the_text_or_above_the_comments_is_one() -> None:
    assert (
        clean("\n".join(["Accueil", "Le journal des bords de l'eau", TITLE, *TEXT, TITLE, "S'abonner"])).title == TITLE
    )
    below = f"3 réponses à “{TITLE}”"
    assert clean("\n".join(["Accueil", "Le journal des bords de l'eau", TITLE, *TEXT, below])).title == TITLE


def test_what_readers_write_below_is_no_text() -> None:
    remark = (
        "Bravo pour ce reportage, mais vous oubliez de dire que les péniches paient toujours aussi cher leur passage."
    )
    below = ["8 commentaires", "anonyme 552", "le 14/03/2025 à 12:30", remark]
    assert clean("\n".join([TITLE, "Par Jeanne Martel", *TEXT, *below])).text.split("\n\n") == TEXT


def test_the_headline_below_a_pointer_goes_with_it() -> None:
    other = "Comment les bateliers se sont organisés"
    article = clean("\n".join([TITLE, "Par Jeanne Martel", *TEXT[:2], "À LIRE AUSSI", other, *TEXT[2:]]))
    assert article.text.split("\n\n") == TEXT
    assert ("pointed-at", other) in [(removal.rule, removal.text) for removal in article.removed]


def test_a_short_line_inside_a_box_goes_with_the_box() -> None:
    box = ["Newsletter L'essentiel du canal", "Un tour des écluses pour commencer la journée", "Toutes nos newsletters"]
    article = clean("\n".join([TITLE, "Par Jeanne Martel", *TEXT[:2], *box, *TEXT[2:]]))
    assert article.text.split("\n\n") == TEXT


def test_a_paragraph_is_not_lost_for_what_is_glued_to_it() -> None:
    glued = f"A lire aussi : Comment les bateliers se sont organisés {TEXT[1]}"
    assert clean("\n\n".join([TEXT[0], glued, *TEXT[2:]])).text.split("\n\n") == TEXT


READERS = [
    "Les huit mois en ont paru seize aux commerçants du quai, et personne ne les a comptés dans le prix de l'ouvrage.",
    "Mon grand-père tenait l'écluse d'amont, il disait déjà en 1960 que la seconde céderait avant la première.",
    "On aurait mieux fait de rouvrir la ligne de chemin de fer, elle dessert les mêmes villages et ne gèle jamais.",
]
SIGNATURES = [
    "par Binh le 7 mai 2020 - 15:39.",
    "Soumis par Roger W., le lundi 29 octobre 2012",
    "Lulu44 il y a 4 heures",
]


@pytest.mark.parametrize("signature", SIGNATURES)
@pytest.mark.parametrize("readers", [READERS, READERS * 4], ids=["shorter", "longer than the article"])
def test_what_readers_signed_below_the_comments_heading_is_theirs(signature: str, readers: list[str]) -> None:
    signed = [line for text in readers for line in (signature, text)]
    article = clean("\n".join([TITLE, *TEXT, "3 commentaires", *signed]))
    assert article.text.split("\n\n") == TEXT


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_button_above_the_text_is_no_heading_of_comments(signature: str) -> None:
    article = clean("\n".join([TITLE, "3 commentaires", signature, *TEXT]))
    assert article.text.split("\n\n") == TEXT


def test_a_date_further_down_signs_no_comment() -> None:
    article = clean(
        "\n".join([TITLE, *TEXT[:2], "Réagir", *TEXT[2:], *TEXT[:2], "Le procès s'ouvrira le 12 mai 2024."])
    )
    assert "Une seconde écluse doit être réparée" in article.text


def test_an_article_that_goes_on_below_such_a_heading_is_kept() -> None:
    for line in ("Article mis à jour le 7 janvier 2020.", "Berthe K., le 7 janvier 2020"):
        article = clean("\n".join([TITLE, *TEXT[:2], "Vos réactions (11)", line, *TEXT[2:], *READERS]))
        assert all(text in article.text for text in (*TEXT, *READERS))


TEASERS = [
    (
        "La halle de Bergues rouvre ses portes",
        "Les commerçants y croient, les clients reviennent peu à peu, et le maire attend l'été.",
    ),
    (
        "Trois communes se partagent une école",
        "Le car passe à sept heures, et les parents se relaient le soir pour garder les plus petits.",
    ),
    (
        "Le dernier passeur du canal raconte",
        "Il a vu passer quatre écluses et huit préfets, et il ne regrette que les seconds, dit-il.",
    ),
]


def test_headlines_with_their_leads_below_a_heading_are_other_articles() -> None:
    listed = [line for pair in TEASERS for line in pair]
    article = clean("\n".join([TITLE, *TEXT, *READERS, "Sur le même sujet", *listed]))
    assert article.text.split("\n\n") == [*TEXT, *READERS]


def test_an_article_of_parts_with_headings_goes_on_below_a_box_of_links() -> None:
    parts = [line for pair in TEASERS for line in pair]
    article = clean("\n".join([TITLE, *TEXT[:2], "Lire aussi", "La halle rouvre", *parts, *TEXT[2:]]))
    assert all(lead in article.text for _, lead in TEASERS)


def test_names_below_a_colon_are_kept() -> None:
    towns = ["Barfleur", "Brix", "Les Pieux", "Montebourg", "Saint-Vaast-la-Hougue"]
    announced = "Plusieurs communes ont déjà tranché, et voici celles dont toutes les écoles resteront closes :"
    short = "Restent trois ports qui attendent les leurs :"
    article = clean("\n".join([TITLE, *TEXT[:2], short, *towns[:3], *TEXT[2:]]))
    assert article.text.split("\n\n") == [*TEXT[:2], short, *towns[:3], *TEXT[2:]]
    text = clean("\n".join([TITLE, *TEXT, announced, *towns, "Partager", "Société", "Normandie"])).text
    assert text.split("\n\n") == [*TEXT, announced, *towns]


SEAMS = [
    (f"{TEXT[3]} (Belga)Newsletter infoRecevez chaque matin l'essentiel de l'actualité.OK", TEXT[3]),
    (f"{TEXT[3]}Publié le 20 avril 2022 à 12:14 - Modifié le 20 avril 2022 à 18:40", TEXT[3]),
    (f"Newsletter Climat : chaque vendredi, le meilleur de l'actualité. S'inscrire{TEXT[3]}", TEXT[3]),
]


@pytest.mark.parametrize(("line", "rest"), SEAMS)
def test_furniture_that_ran_into_a_paragraph_costs_no_sentence_of_it(line: str, rest: str) -> None:
    article = clean("\n".join([TITLE, *TEXT[:3], line]))
    assert article.text.split("\n\n") == [*TEXT[:3], rest]
    assert any(removal.text and removal.text in line and removal.text != line for removal in article.removed)


@pytest.mark.parametrize(
    "line",
    [
        "Abonnez-vous à notre chaîne YouTube et retrouvez chaque semaine les reportages de la rédaction sur le terrain.",
        '"Nous avons failli fermer", raconte un batelier, dont la famille navigue ici depuis quatre générations au moins.',
    ],
)
def test_a_capital_inside_a_name_and_a_mark_are_no_seam(line: str) -> None:
    article = clean("\n".join([TITLE, *TEXT, line]))
    assert line in article.text or line in {removal.text for removal in article.removed}


def test_a_french_quotation_ends_a_sentence() -> None:
    ends = ("il a bien mérité un café. »", "il a bien mérité un café.\u00a0»", "il a bien mérité un café\u202f!\u202f»")
    assert all(Reader(LineRules()).facts(f"« S'il a fait tout ça, {end}").sentence for end in ends)


def test_the_headline_of_a_film_goes_below_the_first_paragraph_and_stays_the_title_above() -> None:
    film = "VIDÉO. Le canal vu du ciel, de Montlouis à la mer"
    article = clean("\n".join([f"VIDÉO. {TITLE}", *TEXT[:2], film, *TEXT[2:]]))
    assert article.text.split("\n\n") == TEXT
    assert TITLE in (article.title or "")
