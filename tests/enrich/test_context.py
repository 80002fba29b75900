from __future__ import annotations

import pytest

from etl.article import Mention
from etl.enrich.context import compatible, field_of, role


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("le ministre des Transports Paul Roux", "ministre"),
        ("l’ancien avocat Paul Roux", "avocat"),
        ("la ministre de la Santé, Paul Roux, part", "ministre"),
        ("Paul Roux, chef de la diplomatie, part", "chef de la diplomatie"),
        ("Paul Roux, ancien pianiste de jazz, part", "pianiste"),
        ("le secrétaire d’État américain Paul Roux", "secrétaire d'état"),
        ("ex-footballeur Paul Roux", "footballeur"),
        ("À Lyon, Paul Roux", None),
        ("Le maire est là. Paul Roux", None),
        ("Paul Roux, 45 ans", None),
    ],
)
def test_the_role_is_what_stands_by_the_name(text: str, expected: str | None) -> None:
    start = text.index("Paul Roux")
    assert role(text, Mention(text="Paul Roux", start=start, end=start + 9)) == expected


def test_fields_part_people_only_where_no_life_joins_them() -> None:
    sport, science, nobody = frozenset(("sport",)), frozenset(("science",)), frozenset[str]()
    assert not compatible(sport, science)
    assert compatible(sport, nobody)
    assert compatible(frozenset(("politics",)), frozenset(("law",)))
    assert compatible(sport, frozenset((field_of("président"),)))
