"""The Elasticsearch engine (see `etl.archive.ArticleIndex`)."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, get_args

from etl.archive import (
    Candidate,
    CollectionName,
    IndexedPage,
    Query,
    Results,
    Version,
    WriteReport,
)
from etl.article import Article, Record
from etl.load import document as documents
from etl.load import mappings
from etl.load.analysis import analyzers
from etl.load.document import window
from etl.load.elastic import clauses, pages
from etl.load.elastic.client import Patience, client
from etl.load.elastic.collections import ElasticCollection
from etl.load.elastic.search import Search
from etl.load.elastic.similar import Similar
from etl.load.elastic.versions import Versions
from etl.load.elastic.writer import Writer
from etl.settings import IndexSettings

_PORTION = 500
"""Documents or values a request, where they are read."""


class ElasticIndex:
    """The archive behind one alias of a cluster."""

    def __init__(self, address: str, settings: IndexSettings) -> None:
        self._settings = settings
        self._alias = settings.alias
        self._client = client(address, settings)
        self._patience = Patience(settings)
        self._versions = Versions(self._client, self._patience, settings.alias)
        self._analyzers = analyzers(mappings.definition("articles"))
        self._writer = Writer(self._client, self._patience, self._versions, settings)

    def ensure(self) -> None:
        self._versions.ensure()
        # At the same time: the cluster takes up several new indices in one step.
        with ThreadPoolExecutor(len(get_args(CollectionName))) as pool:
            list(pool.map(lambda name: self.collection(name).ensure(), get_args(CollectionName)))

    def write(self, articles: Iterable[Article], *, into: str | None = None) -> WriteReport:
        return self._writer.write(articles, into)

    def update(self, fields: Mapping[str, Record], *, into: str | None = None) -> WriteReport:
        return self._writer.update(fields, into)

    def delete(self, ids: Sequence[str], *, into: str | None = None) -> WriteReport:
        return self._writer.delete(ids, into)

    def refresh(self, *, version: str | None = None) -> None:
        self._patience.call(lambda: self._client.indices.refresh(index=version or self._alias))

    def get(self, ids: Sequence[str], *, version: str | None = None) -> dict[str, Article]:
        found = pages.mget(self._client, self._patience, version or self._alias, ids)
        return {one["_id"]: documents.article(one["_source"]) for one in found}

    def pages(self, keys: Sequence[str]) -> dict[str, IndexedPage]:
        found: dict[str, tuple[str, IndexedPage]] = {}
        wanted = ["id", "key", "digest", "cleaner", "fetched_at", "dated"]
        for hit in self._where("key", keys, {"_source": wanted}):
            source = hit["_source"]
            rank = source.get("dated") or ""
            if source["key"] not in found or found[source["key"]][0] <= rank:
                page = IndexedPage(
                    id=source["id"],
                    digest=source.get("digest"),
                    cleaner=source.get("cleaner"),
                    fetched_at=source.get("fetched_at"),
                )
                found[source["key"]] = (rank, page)
        return {key: page for key, (_, page) in found.items()}

    def _where(self, field: str, values: Sequence[str], body: dict[str, Any] | None = None) -> Iterator[dict[str, Any]]:
        for start in range(0, len(values), _PORTION):
            query = {"terms": {field: list(values[start : start + _PORTION])}}
            yield from self._scan(self._alias, {"query": query, **(body or {})})

    def _scan(self, index: str, body: dict[str, Any], size: int = _PORTION) -> Iterator[dict[str, Any]]:
        source = body.pop("_source", None)
        asked = body if source is None else {**body, "source": source}
        return pages.scan(self._client, self._patience, index, asked, size)

    def by_keys(
        self, wanted: Sequence[Sequence[str]], *, at_least: int, limit: int, have: Container[str] = ()
    ) -> list[list[Candidate]]:
        return Similar(self._client, self._patience, self._alias).by_keys(wanted, at_least, limit, have)

    def like(
        self,
        wanted: Sequence[Article],
        *,
        since: Sequence[str | None],
        until: Sequence[str | None],
        limit: int,
        have: Container[str] = (),
    ) -> list[list[Candidate]]:
        windows = [window(first, last) for first, last in zip(since, until, strict=True)]
        return Similar(self._client, self._patience, self._alias).like(wanted, windows, limit, have)

    def in_story(self, story_ids: Sequence[str]) -> dict[str, list[Article]]:
        return self._grouped("story_id", story_ids)

    def copies_of(self, ids: Sequence[str]) -> dict[str, list[Article]]:
        return self._grouped("duplicate_of", ids)

    def _grouped(self, field: str, values: Sequence[str]) -> dict[str, list[Article]]:
        found: dict[str, list[Article]] = {}
        for hit in self._where(field, values):
            found.setdefault(hit["_source"][field], []).append(documents.article(hit["_source"]))
        return found

    def search(self, query: Query, *, version: str | None = None) -> Results:
        return Search(self._client, self._patience, version or self._alias, self._analyzers).answer(query)

    def scan(
        self,
        *,
        version: str | None = None,
        since: str | None = None,
        until: str | None = None,
        source: str | None = None,
    ) -> Iterator[Article]:
        wanted = clauses.filters(Query(source=source, since=since, until=until))
        for hit in self._scan(version or self._alias, {"query": {"bool": {"filter": wanted}}}):
            yield documents.article(hit["_source"])

    def fingerprints(self, *, version: str | None = None) -> Iterator[tuple[str, str]]:
        wanted = {"_source": False, "docvalue_fields": ["id", "fingerprint"]}
        for hit in self._scan(version or self._alias, wanted, size=5_000):
            yield hit["fields"]["id"][0], hit["fields"]["fingerprint"][0]

    def count(self, *, version: str | None = None) -> int:
        return int(self._patience.call(lambda: self._client.count(index=version or self._alias))["count"])

    def collection(self, name: CollectionName) -> ElasticCollection:
        return ElasticCollection(self._client, self._patience, name, self._settings)

    def versions(self) -> list[Version]:
        return self._versions.describe()

    def create_version(self) -> str:
        return self._versions.create()

    def finish_version(self, name: str) -> None:
        self._versions.finish(name)

    def point(self, name: str, *, expected: str | None = None) -> None:
        self._versions.point(name, expected=expected)

    def drop_version(self, name: str) -> None:
        self._versions.drop(name)

    def close(self) -> None:
        self._client.close()
