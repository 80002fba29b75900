"""Words in square brackets that a translator left in English: « [German Chancellor Olaf] les projets de Scholz »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from etl.article import EntityType
from etl.enrich.given import given_names
from etl.enrich.spans import Span, table
from etl.normalise import fold

_INSERTION = re.compile(r"\[[^\[\]\n]{1,120}\]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


@cache
def _english() -> frozenset[str]:
    return frozenset(table("english")["peoples"]["words"]) | frozenset(table("english")["offices"]["words"])


def without_english(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans without English peoples and offices in square brackets, which are no part of a name.

    A given name that stays alone behind them was torn from its surname: it is kept as a person where the document
    names one person of that given name in full, and is nobody where it is known as a given name.
    """
    insertions = [m.span() for m in _INSERTION.finditer(text)]
    if not insertions:
        return list(spans)
    full = [w for s in spans if s.type == EntityType.PER and len(w := fold(text[s.start : s.end]).split()) > 1]
    surnames = {w[-1] for w in full}
    return list(_kept(text, spans, insertions, {w[0] for w in full} - surnames, given_names() - surnames))


def _kept(
    text: str, spans: Sequence[Span], insertions: list[tuple[int, int]], full: set[str], alone: frozenset[str]
) -> Iterator[Span]:
    for span in spans:
        inside = next((o for o, c in insertions if o < span.start and span.end < c), None)
        if inside is None:
            yield span
            continue
        words = list(_WORD.finditer(text, span.start, span.end))
        rest = list(words)
        while rest and rest[0].group().lower() in _english():
            rest.pop(0)
        if not rest:
            if not words:
                yield span
            continue
        english = len(rest) < len(words) or any(
            w.lower() in _english() for w in _WORD.findall(text[inside : span.start])
        )
        if not english:
            yield span
            continue
        left = Span(rest[0].start(), span.end, span.type)
        given = fold(rest[0].group())
        if len(rest) > 1 or (given not in full and given not in alone):
            yield left
        elif given in full:
            yield left._replace(type=EntityType.PER)
