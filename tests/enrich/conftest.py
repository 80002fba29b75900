from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import pytest

from etl.article import Article, EntityType, Record
from etl.enrich.document import resolve
from etl.enrich.quotes import find_quotes
from etl.enrich.spans import Span


class MemoryCollection:
    """A side table in memory, with what the port promises."""

    def __init__(self) -> None:
        self.records: dict[str, Record] = {}

    def put(self, records: Iterable[Record]) -> int:
        new = {str(r["id"]): r for r in records}
        self.records.update(new)
        return len(new)

    def get(self, ids: Sequence[str]) -> dict[str, Record]:
        return {i: self.records[i] for i in ids if i in self.records}

    def find(self, field: str, values: Sequence[str]) -> Iterator[Record]:
        wanted = set(values)
        for record in list(self.records.values()):
            value = record.get(field)
            if wanted & set(value if isinstance(value, list) else [value]):
                yield record

    def scan(self) -> Iterator[Record]:
        return iter(list(self.records.values()))

    def delete(self, ids: Sequence[str]) -> int:
        return sum(self.records.pop(i, None) is not None for i in ids)

    def expire(self, field: str, before: str) -> int:
        return self.delete([i for i, r in self.records.items() if (r.get(field) or before) < before])


@pytest.fixture
def collection() -> MemoryCollection:
    return MemoryCollection()


Recognised = Callable[..., Article]


@pytest.fixture
def recognised() -> Recognised:
    """An article whose names are marked in its text: `[Paul Roux|PER]`."""

    def build(identity: str, marked: str, day: str = "2024-05-02") -> Article:
        text, spans = unmark(marked)
        entities = resolve(text, spans)
        return Article(id=identity, text=text, published_at=day, entities=entities, quotes=find_quotes(text, entities))

    return build


def unmark(marked: str) -> tuple[str, list[Span]]:
    """The text without its marks, and what they marked."""
    parts: list[str] = []
    spans: list[Span] = []
    at = size = 0
    for match in re.finditer(r"\[([^|\]]+)\|(PER|ORG|LOC|MISC)\]", marked):
        parts += [marked[at : match.start()], match.group(1)]
        size += match.start() - at
        spans.append(Span(size, size + len(match.group(1)), EntityType(match.group(2))))
        size += len(match.group(1))
        at = match.end()
    return "".join([*parts, marked[at:]]), spans
