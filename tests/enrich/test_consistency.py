from __future__ import annotations

from etl.article import EntityType
from etl.enrich.consistency import consistent
from etl.enrich.gazetteer import places
from etl.enrich.spans import Span

PER, LOC, ORG = EntityType.PER, EntityType.LOC, EntityType.ORG


def names(text: str, spans: list[Span]) -> list[tuple[str, EntityType]]:
    return [(text[s.start : s.end], s.type) for s in consistent(text, spans, places())]


def test_a_surname_is_its_person_wherever_it_stands() -> None:
    text = "Nora Kelvin parle. Puis Kelvin sort, et Kelvin rit. Kelvin dort."
    found = names(text, [Span(0, 11, PER), Span(24, 30, ORG), Span(40, 46, PER)])
    assert found == [("Nora Kelvin", PER), ("Kelvin", PER), ("Kelvin", PER), ("Kelvin", PER)]


def test_a_town_does_not_become_the_person_called_like_it() -> None:
    text = "Denzel Washington arrive à Washington. Washington attend."
    found = names(text, [Span(0, 17, PER), Span(27, 37, LOC)])
    assert found == [("Denzel Washington", PER), ("Washington", LOC)]


def test_a_word_that_is_no_known_place_is_the_person_whatever_the_recogniser_saw() -> None:
    text = "Nora Kelvinen parle. Kelvinen sort. Kelvinen dort."
    found = names(text, [Span(0, 13, PER), Span(21, 29, LOC), Span(36, 44, LOC)])
    assert found == [("Nora Kelvinen", PER), ("Kelvinen", PER), ("Kelvinen", PER)]


def test_a_movement_does_not_become_the_person_who_gave_it_the_word() -> None:
    text = "Anna Renouveau lance un appel. Le renouveau attend, dit Renouveau."
    assert names(text, [Span(0, 14, PER)]) == [("Anna Renouveau", PER)]


def test_a_name_of_several_words_is_found_again() -> None:
    text = "La Banque du Port prête. Or Banque du Port ferme."
    assert names(text, [Span(3, 17, ORG)]) == [("Banque du Port", ORG)] * 2


def test_an_office_is_not_found_again_as_an_organization() -> None:
    text = "L’État norvégien paie. Le secrétaire d’État norvégien signe."
    assert names(text, [Span(2, 16, ORG)]) == [("État norvégien", ORG)]


def test_a_name_is_of_its_usual_type_throughout() -> None:
    text = "L'Aurore part. Une Aurore dort. Cette Aurore rit."
    spans = [Span(2, 8, ORG), Span(19, 25, EntityType.MISC), Span(38, 44, EntityType.MISC)]
    assert names(text, spans) == [("Aurore", EntityType.MISC)] * 3
    assert names(text, spans[:2]) == [("Aurore", ORG), ("Aurore", EntityType.MISC)]
