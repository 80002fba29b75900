"""One document, one reading of a name: what the recogniser saw in one place helps in the places where it did not."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

from etl.article import EntityType
from etl.enrich.gazetteer import Place, place_key
from etl.enrich.spans import Span, is_name

_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_SHORTEST = 3
_PLACES = "CBR"
"""Gazetteer classes whose names stay places: countries, large cities, regions."""


def consistent(text: str, spans: list[Span], places: dict[str, Place]) -> list[Span]:
    """The spans with the document's names found wherever they stand.

    A word that is the surname of somebody named in full is that person, also where the recogniser saw an
    organization, or nothing. Towns, countries and regions stay what they are: many people are called like one.
    A name of several words that was found once is found everywhere.
    """
    surnames = _surnames(text, spans, places)
    retyped = [
        Span(s.start, s.end, EntityType.PER) if s.type != EntityType.PER and text[s.start : s.end] in surnames else s
        for s in spans
    ]
    missing = [
        Span(m.start(), m.end(), EntityType.PER)
        for m in (_WORD.finditer(text) if surnames else ())
        if m.group() in surnames and not any(s.start < m.end() and m.start() < s.end for s in retyped)
    ]
    return [s for s in _repeated(text, _by_majority(text, sorted(retyped + missing))) if is_name(text, s)]


def _types(text: str, spans: list[Span]) -> defaultdict[str, Counter[EntityType]]:
    """How often each name is of which type."""
    types: defaultdict[str, Counter[EntityType]] = defaultdict(Counter)
    for span in spans:
        types[text[span.start : span.end]][span.type] += 1
    return types


def _by_majority(text: str, spans: list[Span]) -> list[Span]:
    """A name that is of one type more often than of another is of that type throughout."""
    usual = {}
    for name, counts in _types(text, spans).items():
        (kind, most), *others = counts.most_common()
        if others and most > others[0][1]:
            usual[name] = kind
    return [s._replace(type=usual.get(text[s.start : s.end], s.type)) for s in spans] if usual else spans


def _repeated(text: str, spans: list[Span]) -> list[Span]:
    types = {name: counts for name, counts in _types(text, spans).items() if " " in name and name[0].isupper()}
    found = list(spans)
    for name in sorted(types, key=lambda n: (-len(n), n)):
        if text.count(name) == types[name].total():
            continue
        kind = max(sorted(types[name]), key=lambda k: types[name][k])
        for match in re.finditer(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text):
            if not any(s.start < match.end() and match.start() < s.end for s in found):
                found.append(Span(match.start(), match.end(), kind))
    return sorted(found)


def _surnames(text: str, spans: list[Span], places: dict[str, Place]) -> frozenset[str]:
    """The surnames of people named in full, those left out that also mean something else here."""
    found: set[str] = set()
    types = _types(text, spans)
    for span in spans:
        words = text[span.start : span.end].split()
        if span.type == EntityType.PER and len(words) > 1 and words[-1][:1].isupper() and len(words[-1]) >= _SHORTEST:
            found.add(words[-1])
    if not found:
        return frozenset()
    lower = {w for w in _WORD.findall(text) if w[0].islower()}
    kept = set()
    for name in found:
        place = places.get(place_key(name))
        if place is None:
            types[name].pop(EntityType.LOC, None)  # no gazetteer knows such a place: the full name says more
        elif place.kind in _PLACES:
            continue
        if name.lower() not in lower and types[name][EntityType.PER] >= max(types[name].values(), default=0):
            kept.add(name)
    return frozenset(kept)
