from __future__ import annotations

import re

from etl.article import Entity, EntityType
from etl.enrich.document import resolve
from etl.enrich.spans import Span

PER, LOC, ORG = EntityType.PER, EntityType.LOC, EntityType.ORG


def spans(text: str, *names: tuple[str, EntityType]) -> list[Span]:
    """Every occurrence of the names, longer ones first where they overlap."""
    found: list[Span] = []
    for name, kind in sorted(names, key=lambda n: -len(n[0])):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if not any(s.start < match.end() and match.start() < s.end for s in found):
                found.append(Span(match.start(), match.end(), kind))
    return sorted(found)


def named(entities: list[Entity]) -> dict[str, list[str]]:
    return {e.name: [m.text for m in e.mentions] for e in entities}


def test_a_surname_alone_is_the_person_named_in_full_above_it() -> None:
    text = "Paul Roux a parlé. Puis Roux est parti avec Anna Brel. Brel souriait."
    found = resolve(text, spans(text, ("Paul Roux", PER), ("Roux", PER), ("Anna Brel", PER), ("Brel", PER)))
    assert named(found) == {"Paul Roux": ["Paul Roux", "Roux"], "Anna Brel": ["Anna Brel", "Brel"]}


def test_of_two_of_one_surname_the_last_named_is_meant() -> None:
    text = "Paul Roux et Anna Roux arrivent. Roux parle."
    found = resolve(text, spans(text, ("Paul Roux", PER), ("Anna Roux", PER), ("Roux", PER)))
    assert named(found) == {"Paul Roux": ["Paul Roux"], "Anna Roux": ["Anna Roux", "Roux"]}


def test_a_typing_error_in_a_long_surname_is_still_the_person() -> None:
    text = "Anna Karlsson est venue. Plus tard, Karlson a parlé."
    found = resolve(text, spans(text, ("Anna Karlsson", PER), ("Karlson", PER)))
    assert named(found) == {"Anna Karlsson": ["Anna Karlsson", "Karlson"]}


def test_a_place_never_becomes_the_person_who_is_called_like_it() -> None:
    text = "Denzel Lorient habite Lorient."
    found = resolve(text, [Span(0, 14, PER), Span(22, 29, LOC)])
    assert named(found) == {"Denzel Lorient": ["Denzel Lorient"], "Lorient": ["Lorient"]}


def test_an_acronym_joins_the_name_it_abbreviates() -> None:
    text = "Le Comité des ports de l'Ouest se réunit. Le CPO vote."
    found = resolve(text, spans(text, ("Comité des ports de l'Ouest", ORG), ("CPO", ORG)))
    assert named(found) == {"Comité des ports de l'Ouest": ["Comité des ports de l'Ouest", "CPO"]}


def test_an_acronym_in_brackets_needs_no_matching_initials() -> None:
    text = "La Ligue du Littoral (Liguelit) proteste. LIGUELIT a raison, dit Vert Demain (VD)."
    found = resolve(text, spans(text, ("Ligue du Littoral", ORG), ("LIGUELIT", ORG), ("Vert Demain", ORG), ("VD", ORG)))
    assert named(found)["Vert Demain"] == ["Vert Demain", "VD"]


def test_two_names_joined_by_a_hyphen_are_two_people() -> None:
    text = "Paul Roux et Anna Brel se voient. Brel parle, Roux aussi. La rencontre Roux-Brel dure."
    found = resolve(
        text, spans(text, ("Paul Roux", PER), ("Anna Brel", PER), ("Roux-Brel", PER), ("Brel", PER), ("Roux", PER))
    )
    assert named(found) == {"Paul Roux": ["Paul Roux", "Roux", "Roux"], "Anna Brel": ["Anna Brel", "Brel", "Brel"]}


def test_ids_follow_from_the_document_alone() -> None:
    text = "Paul Roux vit à Vannes."
    known = spans(text, ("Paul Roux", PER), ("Vannes", LOC))
    assert resolve(text, known) == resolve(text, list(known))
    assert len({e.id for e in resolve(text, known)}) == 2
