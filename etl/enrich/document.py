"""Who is who inside one document: spans become entities with one name and all their mentions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

from etl.article import Entity, EntityType, Mention
from etl.enrich.given import Agreement
from etl.enrich.names import PersonName, agree, parse
from etl.enrich.spans import Span, table
from etl.normalise import fold, stable_id

_TYPO_LETTERS = 6
"""A surname this long may differ by one letter inside a document and still be the same person's."""


@dataclass
class Group:
    """Mentions of one entity in the making; `forms` counts how it is written."""

    type: EntityType
    forms: Counter[str] = field(default_factory=Counter)
    mentions: list[Mention] = field(default_factory=list)

    @property
    def first(self) -> int:
        return self.mentions[0].start

    def take(self, other: Group) -> None:
        """Take the other's mentions and forms over."""
        self.forms.update(other.forms)
        self.mentions = sorted(self.mentions + other.mentions, key=lambda m: m.start)


@lru_cache(maxsize=65536)
def comparable(name: str) -> str:
    """Folded, hyphens as blanks, no article or elision in front: the form under which two mentions are one."""
    text = re.sub(r"[\s\u00a0\u202f-]+", " ", fold(name)).strip()
    return re.sub(r"^(?:l'|d'|le |la |les )(?=\S{2})", "", text)


def acronym_of(name: str) -> str:
    """The initials of the words that count: `Organisation du traité de l'Atlantique nord` gives `otan`."""
    return "".join(w[0] for w in re.findall(r"[^\W_]+", fold(name)) if w not in table("particles")["small"])


def resolve(text: str, spans: Sequence[Span]) -> list[Entity]:
    """The entities of a document in the order of their first mention; ids follow from the document alone.

    Args:
        text: The document.
        spans: Usable spans in order (`etl.enrich.spans.usable`).
    """
    groups: dict[tuple[EntityType, str], Group] = {}
    for span in _taken_apart(text, spans):
        written = text[span.start : span.end]
        group = groups.setdefault((span.type, comparable(written)), Group(span.type))
        group.forms[re.sub(r"\s+", " ", written)] += 1
        group.mentions.append(Mention(text=written, start=span.start, end=span.end))
    by_type: dict[EntityType, list[Group]] = {}
    for (kind, _), group in groups.items():
        by_type.setdefault(kind, []).append(group)
    people = _people(by_type.pop(EntityType.PER, []))
    organizations = _organizations(text, by_type.pop(EntityType.ORG, []))
    rest = [g for kind in by_type.values() for g in kind]
    entities = [_entity(g) for g in (*people, *organizations, *rest)]
    return sorted(entities, key=lambda e: (e.mentions[0].start, e.type))


def _taken_apart(text: str, spans: Sequence[Span]) -> list[Span]:
    """« la rencontre Lavrov-Blinken »: two names joined by a hyphen, where the document has both alone, are two."""
    alone = {fold(w) for s in spans for w in text[s.start : s.end].split() if "-" not in w}
    found: list[Span] = []
    for span in spans:
        halves = text[span.start : span.end].split("-")
        if len(halves) == 2 and all(h[:1].isupper() and fold(h) in alone for h in halves):
            middle = span.start + len(halves[0])
            found += [Span(span.start, middle, span.type), Span(middle + 1, span.end, span.type)]
        else:
            found.append(span)
    return found


def _entity(group: Group) -> Entity:
    name = best_form(group.type, group.forms)
    return Entity(id=stable_id(group.type, comparable(name)), name=name, type=group.type, mentions=group.mentions)


def best_form(kind: EntityType, forms: Counter[str]) -> str:
    """The form that names the entity most fully: most words for a person, else the most frequent one."""
    if kind == EntityType.PER:
        return min(forms, key=lambda f: (-len(parse(f).words), _shouted(f), -forms[f], f))
    return min(forms, key=lambda f: (_shouted(f) and len(f) > 6, -forms[f], -len(f), f))


def _shouted(form: str) -> bool:
    return form.isupper()


def _people(groups: list[Group]) -> list[Group]:
    """A surname alone, an initial or a misspelling joins the full name it stands for."""
    names = {id(g): parse(best_form(g.type, g.forms)) for g in groups}
    full = sorted((g for g in groups if not names[id(g)].bare), key=lambda g: (-len(names[id(g)].words), g.first))
    kept: list[Group] = []
    for group in full:
        home = [k for k in kept if agree(names[id(group)], names[id(k)]) != Agreement.CONTRADICT]
        if len(home) == 1:
            home[0].take(group)
        else:
            kept.append(group)
    for group in sorted((g for g in groups if names[id(g)].bare), key=lambda g: g.first):
        owner = _owner(group, names[id(group)], kept, names)
        if owner is None:
            kept.append(group)
            names[id(group)] = parse(best_form(group.type, group.forms))
        else:
            owner.take(group)
    return kept


def _owner(group: Group, name: PersonName, kept: list[Group], names: dict[int, PersonName]) -> Group | None:
    """The person that one word names: by surname, then by a given name that only one bears, then by a typing error."""
    word = name.words[-1]
    by_surname = [k for k in kept if word in names[id(k)].surname]
    if by_surname:
        before = [k for k in by_surname if k.first < group.first]
        return (before or by_surname)[-1]
    by_given = [k for k in kept if names[id(k)].given[:1] == (word,)]
    if len(by_given) == 1:  # also named in full only further down
        return by_given[0]
    if len(word) < _TYPO_LETTERS:
        return None
    close = [
        k
        for k in kept
        if any(
            len(s) >= _TYPO_LETTERS and s[0] == word[0] and DamerauLevenshtein.distance(s, word) == 1
            for s in names[id(k)].surname
        )
    ]
    return close[0] if len(close) == 1 else None


def _organizations(text: str, groups: list[Group]) -> list[Group]:
    """An acronym joins the organization whose initials it is, or behind whose name it stands in brackets."""
    acronyms = [
        g
        for g in groups
        if (w := max(g.forms, key=len)).replace(".", "").isupper() and 2 <= len(w) <= 10 and " " not in w
    ]
    long = [g for g in groups if g not in acronyms]
    kept = list(long)
    for group in acronyms:
        short = fold(max(group.forms, key=len)).replace(".", "")
        home = [k for k in long if _spells(text, k, group, short)]
        if len(home) == 1:
            home[0].take(group)
        else:
            kept.append(group)
    return kept


def _spells(text: str, long: Group, group: Group, short: str) -> bool:
    if any(acronym_of(form) == short for form in long.forms):
        return True
    ends = {m.end for m in long.mentions}
    for mention in group.mentions:  # "Organisation … (OSCE)"
        opening = mention.start - 1
        if opening > 0 and text[opening] == "(" and text[mention.end : mention.end + 1] == ")":
            return opening in ends or opening - 1 in ends
    return False
