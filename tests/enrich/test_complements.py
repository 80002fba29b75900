from __future__ import annotations

import pytest

from etl.article import EntityType
from etl.enrich.complements import whole, with_whole_organizations
from etl.enrich.spans import Span


def read_to_its_end(text: str, found: str, kind: EntityType = EntityType.ORG) -> str:
    start = text.index(found)
    span = whole(text, Span(start, start + len(found), kind))
    return text[span.start : span.end]


@pytest.mark.parametrize(
    ("text", "found", "named"),
    [
        ("L'Office français de la pêche côtière a tranché.", "Office", "Office"),
        ("L'Office français de la pêche côtière a tranché.", "Office français", "Office français de la pêche"),
        ("Le Syndicat des métiers du verre proteste.", "Syndicat", "Syndicat des métiers du verre"),
        ("La Ligue pour la défense des landes tient congrès.", "Ligue", "Ligue pour la défense des landes"),
        ("L'Institut de recherche médicale recrute.", "Institut", "Institut de recherche médicale"),
        ("Le Fonds pour la paix et la concorde en Asie paie.", "Fonds", "Fonds pour la paix et la concorde en Asie"),
        ("Le Conseil de la forêt et des landes siège.", "Conseil", "Conseil de la forêt et des landes"),
        ("Le Comité contre la faim et la soif quête.", "Comité contre la faim", "Comité contre la faim et la soif"),
    ],
)
def test_a_name_goes_to_the_end_of_its_complements(text: str, found: str, named: str) -> None:
    assert read_to_its_end(text, found) == named


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("La Cour suprême du pays a tranché.", "Cour suprême"),
        ("Le Conseil national pour la première fois divisé.", "Conseil national"),
        ("La Commission d'enquête pour la rejeter.", "Commission d'enquête"),
        ("Le Parti libéral et des élus verts s'allient.", "Parti libéral"),
        ("La Ligue pour le climat et la mairie ont signé.", "Ligue pour le climat"),
        ("La Ligue pour le climat et la mairie signent.", "Ligue pour le climat"),
        ("L'Agence spatiale européenne indique un retard.", "Agence spatiale européenne"),
        ("Renault de la place a vendu.", "Renault"),
    ],
)
def test_what_stands_behind_a_name_is_not_always_of_it(text: str, found: str) -> None:
    assert read_to_its_end(text, found) == found


def test_only_organizations_are_read_further() -> None:
    assert read_to_its_end("L'Office de la mer", "Office", EntityType.LOC) == "Office"


def test_a_line_end_is_no_name() -> None:
    assert whole("Un\ntexte", Span(2, 3, EntityType.ORG)) == Span(2, 3, EntityType.ORG)


def test_a_name_does_not_end_inside_another() -> None:
    text = "Le Centre de l'université d'Orval ferme."
    spans = [Span(3, 9, EntityType.ORG), Span(15, 33, EntityType.ORG)]
    assert with_whole_organizations(text, spans) == spans


def test_long_names_of_well_known_organizations_are_found_whatever_the_recogniser_saw() -> None:
    text = "Selon l’Organisation pour la sécurité et la coopération en Europe, rien. Le Conseil de sécurité dort."
    too_long = Span(8, text.index(",") + 6, EntityType.ORG)
    assert with_whole_organizations(text, [too_long]) == with_whole_organizations(text, [])
    (found,) = with_whole_organizations(text, [])
    assert text[found.start : found.end] == "Organisation pour la sécurité et la coopération en Europe"


def test_what_ends_like_a_company_is_one() -> None:
    text = "Varenov Films et Anna Films-Roux ont vu Orval Pictures à Studio City."
    spans = [
        Span(0, 13, EntityType.PER),
        Span(17, 32, EntityType.PER),
        Span(40, 54, EntityType.MISC),
        Span(57, 68, EntityType.LOC),
    ]
    types = [s.type for s in with_whole_organizations(text, spans)]
    assert types == [EntityType.ORG, EntityType.PER, EntityType.ORG, EntityType.LOC]
