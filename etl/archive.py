"""The port to the archive: what the pipeline asks of an index engine, in the pipeline's words.

Two engines stand behind it (`etl.load`): `embedded` (tantivy and SQLite in a folder) and `elasticsearch`. The contract
tests run on both, and nothing above this module knows which one it talks to.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Literal, Protocol

import msgspec

from etl.article import Article, Record, Reject

CollectionName = Literal["runs", "rejects", "entities", "stories", "sources", "pages", "removals"]
"""Side tables beside the articles: run summaries, rejects, canonical entities, story merges, per-source furniture
memory, superseded pages (`pages`: read once, and another page of the same address counts instead), takedowns
(`removals`: articles taken out on request that must not come back)."""


class IndexFailure(Exception):
    """The index did not do what was asked; the message says what to do."""


class IndexUnavailable(IndexFailure):
    """No answer, or too busy: the same call may go through later."""


class IndexRefused(IndexFailure):
    """Wrong credentials, certificate or privileges: trying again will not help."""


class IndexMisconfigured(IndexFailure):
    """The alias, the mapping or the version is not what Revue needs: a person has to look."""


class WriteReport(msgspec.Struct, kw_only=True):
    """What a write did. `indexed` counts new documents, `updated` replaced ones, `unchanged` identical ones."""

    indexed: int = 0
    updated: int = 0
    unchanged: int = 0
    deleted: int = 0
    rejects: list[Reject] = []
    seconds: float = 0.0


class Candidate(msgspec.Struct, kw_only=True, frozen=True):
    """An archived article that shares something with the one asked about; `shared` counts keys, or is a score."""

    id: str
    shared: float
    article: Article


class Query(msgspec.Struct, kw_only=True):
    """A reader's search. Filters are exact canonical names; dates are ISO 8601 days, both ends inclusive.

    Attributes:
        text: What the reader typed: words, "exact phrases", -exclusions; empty means everything, newest first.
        copies: Show copies too (they are hidden and counted otherwise).
        collapse: One hit a story, with the number of the others.
    """

    text: str = ""
    source: str | None = None
    person: str | None = None
    organization: str | None = None
    place: str | None = None
    story: str | None = None
    since: str | None = None
    until: str | None = None
    copies: bool = False
    collapse: bool = False
    size: int = 10
    offset: int = 0


class Hit(msgspec.Struct, kw_only=True):
    """One found article. `snippets` mark the matched words between `\\x02` and `\\x03`, never HTML."""

    article: Article
    score: float
    snippets: list[str] = []
    others_in_story: int = 0
    copies: int = 0


class Results(msgspec.Struct, kw_only=True):
    """`total` counts what can be paged through, `hidden_copies` the copies that also match but are not shown."""

    hits: list[Hit]
    total: int
    hidden_copies: int = 0
    milliseconds: float = 0.0


class Version(msgspec.Struct, kw_only=True, frozen=True):
    """One version of the index (`articles-000001`); `live` where the alias points."""

    name: str
    live: bool
    documents: int
    created_at: str
    mapping: str
    bytes: int | None = None


class IndexedPage(msgspec.Struct, kw_only=True, frozen=True):
    """What the index knows of a raw page: the article's id, the digest of the bytes, the cleaner's fingerprint."""

    id: str
    digest: str | None
    cleaner: str | None = None
    fetched_at: str | None = None


class Collection(Protocol):
    """A side table: records with an `id`, and fields to look them up by. Writes are idempotent upserts."""

    def put(self, records: Iterable[Record]) -> int: ...
    def get(self, ids: Sequence[str]) -> dict[str, Record]: ...
    def find(self, field: str, values: Sequence[str]) -> Iterator[Record]:
        """The records whose keyword field (a string or a list of strings) holds any of the values."""
        ...

    def scan(self) -> Iterator[Record]: ...
    def delete(self, ids: Sequence[str]) -> int: ...
    def expire(self, field: str, before: str) -> int:
        """Delete the records whose date in `field` lies before a day (ISO 8601); returns how many."""
        ...


class ArticleIndex(Protocol):
    """The archive of articles.

    Reads go to the alias. Writes go to the alias too, unless `into` names a version that is being filled beside it.
    Errors: `IndexUnavailable` (worth a retry), `IndexRefused` (credentials, privileges: not worth one),
    `IndexMisconfigured` (mapping drift, alias gone), all `IndexFailure`.
    """

    def ensure(self) -> None:
        """Create the first version, the alias and the side tables where they are not there yet."""
        ...

    def write(self, articles: Iterable[Article], *, into: str | None = None) -> WriteReport: ...
    def update(self, fields: Mapping[str, Record], *, into: str | None = None) -> WriteReport:
        """Change some fields of articles that are there already (id to fields)."""
        ...

    def delete(self, ids: Sequence[str], *, into: str | None = None) -> WriteReport: ...
    def refresh(self, *, version: str | None = None) -> None:
        """Make every write so far visible to searches."""
        ...

    def get(self, ids: Sequence[str], *, version: str | None = None) -> dict[str, Article]: ...
    def pages(self, keys: Sequence[str]) -> dict[str, IndexedPage]:
        """For each page key (`Article.key`) that is indexed: the article it became, and what it was made from."""
        ...

    def by_keys(
        self, wanted: Sequence[Sequence[str]], *, at_least: int, limit: int, have: Container[str] = ()
    ) -> list[list[Candidate]]:
        """For each list of near-duplicate keys, the articles that share at least so many of them, most shared first.

        Args:
            wanted: The lists.
            at_least: Keys in common.
            limit: Articles a list.
            have: Ids of articles that the caller has: they are left out of what was found, and not read.
        """
        ...

    def like(
        self,
        wanted: Sequence[Article],
        *,
        since: Sequence[str | None],
        until: Sequence[str | None],
        limit: int,
        have: Container[str] = (),
    ) -> list[list[Candidate]]:
        """For each article, those that the index finds most like it (title, people, text) inside a window of days.

        Args:
            wanted: The articles.
            since: First day of the window of each.
            until: Last day of it.
            limit: Articles found for each.
            have: Ids of articles that the caller has: they are left out of what was found, and not read.
        """
        ...

    def in_story(self, story_ids: Sequence[str]) -> dict[str, list[Article]]: ...
    def copies_of(self, ids: Sequence[str]) -> dict[str, list[Article]]: ...
    def search(self, query: Query, *, version: str | None = None) -> Results: ...
    def scan(
        self,
        *,
        version: str | None = None,
        since: str | None = None,
        until: str | None = None,
        source: str | None = None,
    ) -> Iterator[Article]:
        """Every article, in the order of ids, from one point in time."""
        ...

    def fingerprints(self, *, version: str | None = None) -> Iterator[tuple[str, str]]:
        """Id and fingerprint of every document, in the order of ids, from one point in time.

        Two documents have the same fingerprint if and only if their articles are the same in every field: that is how
        a reindex and a rollback find what came in, changed or went meanwhile, without reading whole articles.
        """
        ...

    def count(self, *, version: str | None = None) -> int: ...
    def collection(self, name: CollectionName) -> Collection: ...
    def versions(self) -> list[Version]: ...
    def create_version(self) -> str:
        """A new empty version beside the live one, tuned for filling; returns its name."""
        ...

    def finish_version(self, name: str) -> None:
        """Set refresh and replicas back to what readers need, and refresh."""
        ...

    def point(self, name: str, *, expected: str | None = None) -> None:
        """Swap the alias to that version in one atomic step.

        Raises:
            IndexMisconfigured: The alias does not point at `expected` (any more), or there is no such version;
                nothing has changed.
        """
        ...

    def drop_version(self, name: str) -> None: ...
    def close(self) -> None: ...
