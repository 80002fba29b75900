"""One event in other words is one story; the same people again are another."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.article import Article
from tests.dedupe.newsdesk import FERRY, HALLE, article, decide

SEEDS = Path(__file__).parents[2] / "seeds"

# One dispute between the same two people, in three acts, each told twice.
SAGA = {
    "accord": (
        (
            "La ministre des Transports Claire Autan et le président de la région Hervé Lombard ont signé lundi à Dolmen un "
            "accord sur la réouverture de la ligne ferroviaire du Haut-Val, fermée depuis 1994. Vingt-trois kilomètres de "
            "rails seront posés et quatre gares rénovées, pour 180 millions d'euros, ont annoncé Autan et Lombard."
        ),
        (
            "Le train reviendra dans le Haut-Val. Réunis à Dolmen, Hervé Lombard et Claire Autan ont paraphé la convention "
            "qui rouvre aux voyageurs la ligne ferroviaire abandonnée en 1994 : quatre gares remises à neuf, vingt-trois "
            "kilomètres de rails et une facture de 180 millions d'euros."
        ),
    ),
    "greve": (
        (
            "Claire Autan a reçu mercredi les aiguilleurs du ciel en grève, en présence d'Hervé Lombard, dont l'aéroport "
            "régional de Sérigny est paralysé. Les contrôleurs réclament trente recrutements et la fin du radar unique, "
            "panne comprise. Cent dix vols ont été annulés à Sérigny."
        ),
        (
            "Cent dix vols cloués au sol à Sérigny : les aiguilleurs du ciel, en grève, exigent trente recrutements et un "
            "second radar. Hervé Lombard s'est joint à la rencontre entre les contrôleurs aériens et Claire Autan."
        ),
    ),
    "peage": (
        (
            "Le péage de Courlon sera gratuit pour les riverains : Hervé Lombard l'a obtenu de Claire Autan au terme de deux "
            "ans de procès contre le concessionnaire autoroutier Viaroc. Neuf mille automobilistes recevront un badge."
        ),
        (
            "Viaroc cède. Le concessionnaire autoroutier remettra un badge gratuit à neuf mille automobilistes riverains du "
            "péage de Courlon, au bout de deux ans de procès, selon Claire Autan et Hervé Lombard."
        ),
    ),
}


def _saga(days: dict[str, str | None]) -> list[Article]:
    return [
        article(f"{act}-{number}", [text], published_at=days[act])
        for act, texts in SAGA.items()
        for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    "days",
    [{"accord": "2024-02-05", "greve": "2024-03-13", "peage": "2024-05-02"}, dict.fromkeys(SAGA)],
    ids=["dated", "undated"],
)
def test_each_act_of_a_saga_is_a_story_of_its_own(days: dict[str, str | None]) -> None:
    decided = decide(_saga(days))
    stories = {act: {decided[f"{act}-{number}"].story_id for number in (0, 1)} for act in SAGA}
    assert [len(found) for found in stories.values()] == [1, 1, 1]
    assert len(set.union(*stories.values())) == 3


def test_the_same_meeting_half_a_year_later_is_another_story() -> None:
    text = SAGA["accord"]
    meetings = [
        article("then", [text[0]], published_at="2024-02-05"),
        article("told again", [text[1]], published_at="2024-02-06"),
        article("later", [text[1].replace("quatre", "six")], published_at="2024-08-20", title="Haut-Val, suite"),
    ]
    decided = decide([*meetings, article("halle", HALLE), article("ferry", FERRY)])
    assert decided["then"].story_id == decided["told again"].story_id


def test_unrelated_articles_are_stories_of_their_own() -> None:
    decided = decide([article("halle", HALLE), article("ferry", FERRY), article("train", SAGA["accord"][:1])])
    assert len({one.story_id for one in decided.values()}) == 3


def test_english_is_stemmed_as_english() -> None:
    quake = [
        "A powerful earthquake struck the island of Marova on Sunday, collapsing dozens of houses and killing nine. Rescuers searched the rubble of the Port Ellis market by torchlight.",
        "Nine people were killed when dozens of houses collapsed on Marova island after Sunday's strong earthquake. Rescuers were still searching the rubble of the market in Port Ellis.",
    ]
    vote = [
        "Lawmakers in Eastfield rejected a ban on fishing nets, after trawlers blocked the harbour for a week. Fishing minister Joan Tarrick resigned within the hour.",
        "Eastfield's parliament refused to forbid fishing nets; trawlers had been blocking its harbour for a week. Joan Tarrick, the fishing minister, resigned.",
    ]
    texts = {"q0": quake[0], "q1": quake[1], "v0": vote[0], "v1": vote[1]}
    decided = decide([article(name, [text]) for name, text in texts.items()] + _saga(dict.fromkeys(SAGA)))
    assert decided["q0"].story_id == decided["q1"].story_id != decided["v0"].story_id == decided["v1"].story_id


def test_the_seeds_make_four_stories() -> None:
    decided = decide(article(path.name[:3], [path.read_text(encoding="utf-8")]) for path in sorted(SEEDS.glob("*.txt")))
    assert decided["000"].story_id == decided["001"].story_id
    assert len({one.story_id for one in decided.values()}) == 4
    assert {one.duplicate_of for one in decided.values()} == {None}


_RESULTS = (
    "Au second tour des élections municipales, la liste conduite par {winner} l'emporte à {place} avec {share} % des "
    "suffrages exprimés, devant celle de {loser}. La participation s'établit à {turnout} %, pour {voters} électeurs "
    "inscrits dans la commune. La nouvelle équipe prendra ses fonctions lors du prochain conseil municipal, au cours "
    "duquel seront élus le maire et ses adjoints."
)


@pytest.mark.parametrize("communes", [3, 150])
def test_fillings_of_one_form_are_stories_of_their_own_however_many_they_are(communes: int) -> None:
    names = ["Anselme", "Basile", "Colette", "Delphine", "Edmond", "Fanny", "Gustave", "Hortense", "Isidore", "Judith"]
    towns = ["Aubrac", "Belmont", "Courlon", "Dolmen", "Estang", "Ferrals", "Gignac", "Hautval", "Issarles", "Jumelle"]
    filled = [
        article(
            f"commune-{number:03d}",
            [
                _RESULTS.format(
                    winner=f"{names[number % 10]} {towns[number // 10 % 10]}ier",
                    loser=f"{names[(number + 3) % 10]} {towns[(number + 7) % 10]}eau",
                    place=f"{towns[number % 10]}-{names[number // 10 % 10]}-{towns[number // 100 % 10]}",
                    share=f"{50 + number % 37},{number % 89 + 10}",
                    turnout=f"{41 + number % 31},{number * 7 % 89 + 10}",
                    voters=1000 + number * 13,
                )
            ],
            title=f"Municipales : les résultats à {towns[number % 10]}-{names[number // 10 % 10]}",
            source=f"voix{number % 3}.example",
            published_at="2026-03-22T21:00:00+01:00",
        )
        for number in range(communes)
    ]
    decided = decide(filled)
    assert len({decision.story_id for decision in decided.values()}) == communes
