# ruff: noqa: ARG002 - the signatures are the port's
"""The part of the archive that a rebuild leaves as it is, as the stages see an archive.

Deduplication asks the archive for articles that are like the new ones. During a rebuild the archive still holds the
old form of the very articles that are being rebuilt; those must not answer.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from etl.archive import (
    ArticleIndex,
    Candidate,
    Collection,
    CollectionName,
    IndexedPage,
    Query,
    Results,
    Version,
    WriteReport,
)
from etl.article import Article, Record
from etl.reindex.idset import IdSet

WIDER = 4
"""How many times as many candidates are asked for, since those that are being rebuilt fall away."""


class ReadOnly(RuntimeError):
    """A stage tried to write while it was only to prepare."""


class _Besides(Container[str]):
    """The ids that are not asked for: of articles that are being rebuilt, and of those that the caller has."""

    def __init__(self, carried: IdSet, have: Container[str]) -> None:
        self._carried, self._have = carried, have

    def __contains__(self, id_: object) -> bool:
        return not isinstance(id_, str) or id_ not in self._carried or id_ in self._have


class Outside:
    """An `ArticleIndex` that holds only the carried-over articles, and the side tables for reading."""

    def __init__(self, index: ArticleIndex, carried: IdSet) -> None:
        self._index, self._carried = index, carried

    def get(self, ids: Sequence[str], *, version: str | None = None) -> dict[str, Article]:
        wanted = [id_ for id_ in ids if id_ in self._carried] if len(self._carried) else []
        return self._index.get(wanted, version=version) if wanted else {}

    def pages(self, keys: Sequence[str]) -> dict[str, IndexedPage]:
        if not len(self._carried):
            return {}
        return {key: page for key, page in self._index.pages(keys).items() if page.id in self._carried}

    def by_keys(
        self, wanted: Sequence[Sequence[str]], *, at_least: int, limit: int, have: Container[str] = ()
    ) -> list[list[Candidate]]:
        if not len(self._carried):
            return [[] for _ in wanted]
        leave = _Besides(self._carried, have)
        return self._index.by_keys(wanted, at_least=at_least, limit=WIDER * limit, have=leave)

    def like(
        self,
        wanted: Sequence[Article],
        *,
        since: Sequence[str | None],
        until: Sequence[str | None],
        limit: int,
        have: Container[str] = (),
    ) -> list[list[Candidate]]:
        if not len(self._carried):
            return [[] for _ in wanted]
        leave = _Besides(self._carried, have)
        return self._index.like(wanted, since=since, until=until, limit=WIDER * limit, have=leave)

    def in_story(self, story_ids: Sequence[str]) -> dict[str, list[Article]]:
        return self._those(self._index.in_story(story_ids)) if len(self._carried) else {}

    def copies_of(self, ids: Sequence[str]) -> dict[str, list[Article]]:
        return self._those(self._index.copies_of(ids)) if len(self._carried) else {}

    def scan(
        self,
        *,
        version: str | None = None,
        since: str | None = None,
        until: str | None = None,
        source: str | None = None,
    ) -> Iterator[Article]:
        found = self._index.scan(version=version, since=since, until=until, source=source)
        return (article for article in found if article.id in self._carried)

    def fingerprints(self, *, version: str | None = None) -> Iterator[tuple[str, str]]:
        return (pair for pair in self._index.fingerprints(version=version) if pair[0] in self._carried)

    def count(self, *, version: str | None = None) -> int:
        return len(self._carried)

    def collection(self, name: CollectionName) -> Collection:
        return self._index.collection(name)

    def search(self, query: Query, *, version: str | None = None) -> Results:
        return self._index.search(query, version=version)

    def versions(self) -> list[Version]:
        return self._index.versions()

    def refresh(self, *, version: str | None = None) -> None:
        self._index.refresh(version=version)

    def close(self) -> None:
        """The index behind it is closed by whoever opened it."""

    def _those(self, found: dict[str, list[Article]]) -> dict[str, list[Article]]:
        return {key: [a for a in articles if a.id in self._carried] for key, articles in found.items()}

    # Nothing of this is asked for while a rebuild is prepared.

    def ensure(self) -> None:
        raise ReadOnly("a rebuild is only prepared here: nothing is created")

    def write(self, articles: Iterable[Article], *, into: str | None = None) -> WriteReport:
        raise ReadOnly("a rebuild is only prepared here: no article is written")

    def update(self, fields: Mapping[str, Record], *, into: str | None = None) -> WriteReport:
        raise ReadOnly("a rebuild is only prepared here: no article is changed")

    def delete(self, ids: Sequence[str], *, into: str | None = None) -> WriteReport:
        raise ReadOnly("a rebuild is only prepared here: no article is deleted")

    def create_version(self) -> str:
        raise ReadOnly("a rebuild is only prepared here: no version is created")

    def finish_version(self, name: str) -> None:
        raise ReadOnly("a rebuild is only prepared here: no version is finished")

    def point(self, name: str, *, expected: str | None = None) -> None:
        raise ReadOnly("a rebuild is only prepared here: the alias stays")

    def drop_version(self, name: str) -> None:
        raise ReadOnly("a rebuild is only prepared here: no version is dropped")
