from __future__ import annotations

import pytest

from etl.article import EntityType
from etl.enrich.spans import Span
from etl.enrich.torn import whole_people

PER, LOC = EntityType.PER, EntityType.LOC


def found(text: str, *names: tuple[str, EntityType]) -> list[tuple[str, EntityType]]:
    spans = [Span(text.index(n), text.index(n) + len(n), kind) for n, kind in names]
    return [(text[s.start : s.end], s.type) for s in whole_people(text, spans)]


@pytest.mark.parametrize("kind", [PER, LOC])
def test_a_given_name_belongs_to_the_surname_behind_its_particle(kind: EntityType) -> None:
    text = "Entretien avec Luc-Olivier d'Orvalière, géographe."
    assert found(text, ("Orvalière", kind)) == [("Luc-Olivier d'Orvalière", PER)]


def test_the_rest_of_a_name_is_no_place() -> None:
    text = "Marc Aubert de Lacombelle est venu."
    assert found(text, ("Marc Aubert", PER), ("Lacombelle", LOC)) == [("Marc Aubert de Lacombelle", PER)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Marc Aubert de Nantes est venu.", [("Marc Aubert", PER), ("Nantes", LOC)]),
        ("L'avis de Lacombelle compte.", [("Lacombelle", LOC)]),
        ("La passe de Marc Aubert de Kolarik part.", [("Marc Aubert", PER), ("Kolarik", PER)]),
        ("Le Parlement de Lacombelle vote.", [("Lacombelle", LOC)]),
    ],
)
def test_what_comes_from_somewhere_stays_as_it_is(text: str, names: list[tuple[str, EntityType]]) -> None:
    assert found(text, *names) == names
