from __future__ import annotations

import pytest

from etl.article import EntityType
from etl.enrich.spans import Span
from etl.enrich.things import of_things

PER, MISC = EntityType.PER, EntityType.MISC


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("La tempête Norberta a touché le Morbihan.", "Norberta", MISC),
        ("La tempête tropicale modérée Norberta approche.", "Norberta", MISC),
        ("Le porte-avions « Clémentine » est à quai.", "Clémentine", MISC),
        ("Les dépressions Norberta et Ingrid se suivent.", "Norberta", MISC),
        ("L'Ombeline a quitté Rochefort.", "Ombeline", MISC),
        ("Le maire, Norberta, a parlé.", "Norberta", PER),
        ("Avant la tempête, Norberta avait prévenu.", "Norberta", PER),
        ("Le navire recueille Norberta.", "Norberta", PER),
        ("Le rapport d'Ombeline est attendu.", "Ombeline", PER),
        ("C'est l'Ombeline Vasseur d'avant.", "Ombeline Vasseur", PER),
        ("Un logicielNorberta", "Norberta", PER),
    ],
)
def test_what_has_a_kind_or_an_article_before_it_is_a_thing(text: str, name: str, kind: EntityType) -> None:
    start = text.index(name)
    assert of_things(text, [Span(start, start + len(name), PER)]) == [Span(start, start + len(name), kind)]


def test_what_is_no_person_stays_as_it_is() -> None:
    text = "Le satellite Toulouse"
    spans = [Span(13, 21, EntityType.LOC)]
    assert of_things(text, spans) == spans


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Paul Whelan, ancien Marine arrêté en 2018", False),
        ("Cet ex-Marine de 52 ans", False),
        ("L'avis de Marine compte.", True),
        ("Marine et son frère", True),
    ],
)
def test_a_soldier_is_nobody_called_marine(text: str, kept: bool) -> None:
    start = text.index("Marine")
    assert bool(of_things(text, [Span(start, start + 6, PER)])) is kept
