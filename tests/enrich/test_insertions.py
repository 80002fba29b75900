from __future__ import annotations

import pytest

from etl.article import EntityType
from etl.enrich.document import resolve
from etl.enrich.insertions import without_english
from etl.enrich.spans import Span
from tests.enrich.test_document import named, spans

PER, LOC, ORG = EntityType.PER, EntityType.LOC, EntityType.ORG


@pytest.mark.parametrize(
    ("text", "found", "left"),
    [
        ("les [Israeli] soldats", [("Israeli", LOC)], []),
        ("avec [Turkish Foreign Minister] hier", [("Turkish Foreign Minister", ORG)], []),
        ("le plan de [French President Macron]", [("French President Macron", PER)], ["Macron"]),
        ("[Polish President Andrzej Duda] part", [("Polish", ORG), ("Andrzej Duda", PER)], ["Andrzej Duda"]),
        ("[Swedish Prime Minister Michael] le plan d'Ek", [("Swedish", ORG), ("Michael", PER), ("Ek", PER)], ["Ek"]),
        (
            "Carl Michael part. [Prime Minister Michael] reste",
            [("Carl Michael", PER), ("Michael", PER)],
            ["Carl Michael", "Michael"],
        ),
        ("il aime [Michael], dit-il", [("Michael", PER)], ["Michael"]),
        ("le film French Kiss", [("French Kiss", ORG)], ["French Kiss"]),
        ("au journal [Asahi]", [("Asahi", ORG)], ["Asahi"]),
    ],
)
def test_english_words_in_brackets_are_no_names(
    text: str, found: list[tuple[str, EntityType]], left: list[str]
) -> None:
    kept = without_english(text, spans(text, *found))
    assert [text[s.start : s.end] for s in kept] == left


@pytest.mark.parametrize(
    "text", ["[German Chancellor Olaf] les projets. Olaf Holm part.", "Olaf Holm. [Chancellor Olaf] Les."]
)
def test_a_given_name_torn_from_its_surname_is_the_person_named_in_full(text: str) -> None:
    at = text.index("Chancellor Olaf")
    torn = Span(at, at + len("Chancellor Olaf"), ORG)
    whole = Span(text.index("Olaf Holm"), text.index("Olaf Holm") + 9, PER)
    assert named(resolve(text, without_english(text, sorted([torn, whole])))).keys() == {"Olaf Holm"}
