"""Who said what: direct and reported speech with its speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence

from etl.article import Entity, Quote

_DIRECT = re.compile(r"«\s*([^«»\n]{2,2000}?)\s*»|“\s*([^“”\n]{2,2000}?)\s*”|\"([^\"\n]{2,2000}?)\"")


def find_quotes(text: str, entities: Sequence[Entity]) -> list[Quote]:
    """The quotes of a document in order."""
    del entities
    quotes = []
    for match in _DIRECT.finditer(text):
        start, end = match.span(match.lastindex or 0)
        quotes.append(Quote(text=text[start:end], start=start, end=end))
    return quotes
