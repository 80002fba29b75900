"""Names torn at their particle: « Luc-Olivier » « d'Algange », « Marc Ladreit » de « Lacharrière » are one each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.article import EntityType
from etl.enrich.gazetteer import place_key, places
from etl.enrich.given import given_names
from etl.enrich.spans import Span
from etl.normalise import fold

_PARTICLE = r"\s+(?:d['’]|(?:de|du)\s+(?:la\s+)?)$"
_JOINT = re.compile(_PARTICLE)
_GIVEN = re.compile(rf"(?<![\w'’-])(?P<given>[A-ZÀ-ÖØ-Þ]\w+(?:-[A-ZÀ-ÖØ-Þ]\w+)?){_PARTICLE}")
_REACH = 40


def whole_people(text: str, spans: Sequence[Span]) -> list[Span]:
    """The spans, a surname put together with the person or given name that a particle ties it to.

    Only what no gazetteer knows as a place is a surname here: « Jean de Nantes » may come from there.
    """
    found: list[Span] = []
    for span in spans:
        start = _start(text, span, found[-1] if found else None)
        if start is not None and found and start == found[-1].start:
            found.pop()
        found.append(span if start is None else Span(start, span.end, EntityType.PER))
    return found


def _start(text: str, span: Span, last: Span | None) -> int | None:
    """Where the name begins that ends with this span, if it is torn."""
    if span.type not in (EntityType.LOC, EntityType.PER) or place_key(text[span.start : span.end]) in places():
        return None
    joint = _JOINT.search(text, max(0, span.start - _REACH), span.start)
    if joint is not None and last is not None and last.end == joint.start():
        torn = last.type == EntityType.PER and span.type == EntityType.LOC and " " in text[last.start : last.end]
        return last.start if torn else None
    given = _GIVEN.search(text, max(0, span.start - _REACH), span.start)
    if given is None or (last is not None and last.end > given.start("given")):
        return None
    return given.start("given") if fold(given["given"].split("-")[0]) in given_names() else None
