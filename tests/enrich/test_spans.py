from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.article import EntityType
from etl.enrich.spans import Span, is_name, trim, usable

PER, LOC, ORG = EntityType.PER, EntityType.LOC, EntityType.ORG


@pytest.mark.parametrize(
    ("found", "name", "kind"),
    [
        ("« Paul Roux »", "Paul Roux", PER),
        ("le ministre Paul Roux", "le ministre Paul Roux", LOC),
        ("ministre Paul Roux", "Paul Roux", PER),
        ("Mme Anna Brel", "Anna Brel", PER),
        ("M. Brel", "Brel", PER),
        ("l’Islande", "Islande", LOC),
        ("d’Orion", "Orion", LOC),
        ("(Sopra", "Sopra", ORG),
        ("Paul Roux (Vannes", "Paul Roux", PER),
        ("Banque de Vannes (BDV)", "Banque de Vannes (BDV)", ORG),
        ("“Éole", "Éole", ORG),
        ("U.R.S.S.", "U.R.S.S.", LOC),
        ("Vannes.", "Vannes", LOC),
        ("D’Artagnan", "Artagnan", PER),
    ],
)
def test_what_sticks_to_a_name_is_trimmed(found: str, name: str, kind: EntityType) -> None:
    text = f"Hier, {found} a tout changé."
    span = trim(text, Span(6, 6 + len(found), kind))
    assert span is not None
    assert text[span.start : span.end] == name


@pytest.mark.parametrize(
    "found", ["Il", "«»", "!!", "Lire aussi", "lundi", "https://a.example/B", "@Paul", "le", "Mme"]
)
def test_what_is_no_name_is_dropped(found: str) -> None:
    assert usable(found, [Span(0, len(found), ORG)]) == []


@pytest.mark.parametrize(
    "found", ["Russes", "Norvégienne", "Japonais", "Chiliens", "Malienne", "Lyonnais", "Parisiennes"]
)
def test_peoples_are_kept_apart_from_their_countries(found: str) -> None:
    assert usable(f"les {found} attendent", [Span(4, 4 + len(found), EntityType.MISC)]) == []
    assert usable("la Suisse attend", [Span(3, 9, LOC)]) == [Span(3, 9, LOC)]


@pytest.mark.parametrize(
    ("before", "portfolio"),
    [
        ("ministère des ", "Affaires étrangères"),
        ("ministère norvégien des ", "Affaires étrangères"),
        ("ministère de l’", "Intérieur"),
        ("ministère de la ", "Culture"),
    ],
)
def test_a_ministry_is_named_whole(before: str, portfolio: str) -> None:
    text = f"Selon le {before}{portfolio}, rien n'est décidé."
    start = 9 + len(before)
    [found] = usable(text, [Span(start, start + len(portfolio), ORG)])
    assert text[found.start : found.end] == before + portfolio
    assert usable(text, [found]) == [found]


def test_what_is_not_the_portfolio_of_a_ministry_stays_as_it_is() -> None:
    for text, name in (("un ministère de trop, dit Orion", "Orion"), ("le ministère a saisi Orion", "Orion")):
        start = text.index(name)
        assert usable(text, [Span(start, len(text), ORG)]) == [Span(start, len(text), ORG)]


@pytest.mark.parametrize("office", ["secrétaire d’", "chef d'", "coup d’"])
def test_the_state_in_an_office_is_no_organization(office: str) -> None:
    text = f"le {office}État norvégien"
    assert usable(text, [Span(3 + len(office), len(text), ORG)]) == []
    assert usable("l’État norvégien", [Span(2, 16, ORG)]) == [Span(2, 16, ORG)]


@pytest.mark.parametrize("office", ["la ministre", "le ministre norvégien", "les ministres"])
def test_a_portfolio_behind_a_minister_is_no_organization(office: str) -> None:
    text = f"{office} des Affaires étrangères part"
    start = text.index("Affaires")
    assert usable(text, [Span(start, start + 19, ORG)]) == []
    text = "le ministère des Affaires étrangères part"
    assert usable(text, [Span(3, 36, ORG)]) == [Span(3, 36, ORG)]


def test_a_longer_span_wins_over_one_inside_it() -> None:
    text = "Le port de La Rochelle-Pallice"
    assert usable(text, [Span(11, 22, LOC), Span(11, 30, LOC)]) == [Span(11, 30, LOC)]


MARKS = st.text(alphabet="«»“”\"'’()[]<> .,;:–-", max_size=6)


@given(before=MARKS, name=st.from_regex(r"[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8})?", fullmatch=True), after=MARKS)
def test_no_mark_of_any_kind_stays_at_the_edge_of_a_name(before: str, name: str, after: str) -> None:
    text = f"a {before}{name}{after} z"
    span = trim(text, Span(2, len(text) - 2, LOC))
    assert span is not None
    assert text[span.start : span.end] == name
    assert is_name(text, span)


def test_an_abbreviated_surname_keeps_its_dot() -> None:
    text = "Kévin R., mis en examen, nie. Le plan B. est prêt."
    assert usable(text, [Span(0, 7, PER)]) == [Span(0, 8, PER)]
    assert usable(text, [Span(33, 39, ORG)]) == [Span(33, 39, ORG)]


def test_an_african_initial_is_no_elision() -> None:
    assert usable("à N'Djamena", [Span(2, 11, LOC)]) == [Span(2, 11, LOC)]
    assert usable("n'Oslo", [Span(0, 6, LOC)]) == [Span(2, 6, LOC)]
