"""Golden queries: searches whose answers a person has checked, asked again of a version before readers get it.

They are data, in `mappings/golden_queries.toml`. An archive need not hold the articles that a query is about: then the
query is not judged, and the result says so.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path

import msgspec

from etl.archive import ArticleIndex, Hit, Query
from etl.article import Article
from etl.load.mappings import folder
from etl.normalise import fold

LOOKED_AT = 50
"""Hits among which an article is looked for to know whether the archive holds it at all."""


class Expectation(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """An article that has to be among the first `k` hits: all conditions that are given must hold.

    Attributes:
        id: The article's id.
        text: Words that stand in the title or text, whatever their case and accents.
        person: A canonical name among its people.
        source: Its publisher.
    """

    id: str | None = None
    text: str | None = None
    person: str | None = None
    source: str | None = None

    def meets(self, article: Article) -> bool:
        return (
            (self.id is None or article.id == self.id)
            and (self.text is None or fold(self.text) in fold(f"{article.title or ''}\n{article.text}"))
            and (self.person is None or self.person in article.people)
            and (self.source is None or article.source == self.source)
        )


class GoldenQuery(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One query. `expect`: each has to be met by one of the first `k` hits."""

    name: str
    reason: str
    text: str
    k: int = 5
    person: str | None = None
    source: str | None = None
    since: str | None = None
    until: str | None = None
    copies: bool = False
    expect: list[Expectation]


class Answer(msgspec.Struct, kw_only=True):
    """How a golden query fared.

    Attributes:
        held: None where the archive holds nothing of what is expected.
        before: Of one that does not hold: whether it holds in the live version.
        missing: What should have been among the first hits and was not.
    """

    name: str
    text: str
    held: bool | None
    before: bool | None = None
    missing: list[str] = []


class _File(msgspec.Struct):
    query: list[GoldenQuery] = []


@functools.cache
def shipped() -> list[GoldenQuery]:
    """The queries of `mappings/golden_queries.toml`."""
    return load(folder() / "golden_queries.toml")


def load(path: Path) -> list[GoldenQuery]:
    """The queries of a file.

    Raises:
        ValueError: It is no such file; the message says where and why.
    """
    try:
        queries = msgspec.toml.decode(path.read_bytes(), type=_File).query
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        raise ValueError(f"{path}: {error}") from error
    names = [query.name for query in queries]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"{path}: the name {min(twice)!r} stands twice")
    return queries


def ask(index: ArticleIndex, version: str, query: GoldenQuery, live: str) -> Answer:
    """Ask one query of a version; `live` is the version that says what the archive held until now."""
    hits = _hits(index, version, query)
    missing, judged = [], 0
    for expected in query.expect:
        if _met(expected, hits):
            judged += 1
        elif _exists(index, expected, live):
            judged += 1
            missing.append(expected)
    if not missing:
        return Answer(name=query.name, text=query.text, held=True if judged else None)
    hits_before = _hits(index, live, query)
    return Answer(
        name=query.name,
        text=query.text,
        held=False,
        before=all(_met(expected, hits_before) for expected in missing),
        missing=[_named(expected) for expected in missing],
    )


def _hits(index: ArticleIndex, version: str, query: GoldenQuery) -> Sequence[Hit]:
    asked = Query(
        text=query.text,
        source=query.source,
        person=query.person,
        since=query.since,
        until=query.until,
        copies=query.copies,
        size=query.k,
    )
    return index.search(asked, version=version).hits


def _met(expected: Expectation, hits: Sequence[Hit]) -> bool:
    return any(expected.meets(hit.article) for hit in hits)


def _exists(index: ArticleIndex, expected: Expectation, version: str) -> bool:
    if expected.id is not None:
        return expected.id in index.get([expected.id], version=version)
    text = f'"{expected.text}"' if expected.text else ""
    query = Query(text=text, person=expected.person, source=expected.source, copies=True, size=LOOKED_AT)
    return _met(expected, index.search(query, version=version).hits)


def _named(expected: Expectation) -> str:
    said = msgspec.to_builtins(expected)
    return ", ".join(f"{key} {value!r}" for key, value in said.items() if value is not None)
