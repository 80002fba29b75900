"""The Elasticsearch engine (see `etl.archive.ArticleIndex`)."""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, get_args

from etl.archive import (
    Candidate,
    CollectionName,
    IndexedPage,
    IndexMisconfigured,
    IndexUnavailable,
    Query,
    Results,
    Version,
    WriteReport,
)
from etl.article import Article, Record, Reject
from etl.load import document as documents
from etl.load import mappings
from etl.load.analysis import analyzers
from etl.load.document import Document, InvalidDocument, merged, reject, window
from etl.load.elastic import bulk, clauses, pages
from etl.load.elastic.client import Patience, client
from etl.load.elastic.collections import ElasticCollection
from etl.load.elastic.search import Search
from etl.load.elastic.similar import Similar
from etl.load.elastic.versions import Versions, writes
from etl.settings import IndexSettings

_PORTION = 500
"""Documents or values a request, where they are read."""
_CONFLICTS = 5
"""How often an update is tried again because somebody else changed the same article in between."""


class ElasticIndex:
    """The archive behind one alias of a cluster."""

    def __init__(self, address: str, settings: IndexSettings) -> None:
        self._settings = settings
        self._alias = settings.alias
        self._client = client(address, settings)
        self._patience = Patience(settings)
        self._versions = Versions(self._client, self._patience, settings.alias)
        self._analyzers = analyzers(mappings.definition("articles"))
        self._fits: set[str] = set()

    def ensure(self) -> None:
        self._versions.ensure()
        # At the same time: the cluster takes up several new indices in one step.
        with ThreadPoolExecutor(len(get_args(CollectionName))) as pool:
            list(pool.map(lambda name: self.collection(name).ensure(), get_args(CollectionName)))

    def write(self, articles: Iterable[Article], *, into: str | None = None) -> WriteReport:
        started = time.perf_counter()
        report = WriteReport()
        self._check_mapping(into)
        self._stream(articles, into, report)
        report.seconds = time.perf_counter() - started
        return report

    def _stream(self, articles: Iterable[Article], into: str | None, report: WriteReport) -> None:
        """Write portion by portion, some at the same time, but two articles with one id in their order."""
        remaining = iter(articles)
        under_way: deque[tuple[set[str], Future[WriteReport]]] = deque()
        with ThreadPoolExecutor(self._settings.requests) as pool:
            while portion := list(itertools.islice(remaining, self._settings.chunk_documents)):
                ids = {article.id for article in portion}
                while len(under_way) > self._settings.requests or any(ids & others for others, _ in under_way):
                    _add(report, under_way.popleft()[1].result())
                under_way.append((ids, pool.submit(self._write, portion, into)))
            for _, written in under_way:
                _add(report, written.result())

    def _check_mapping(self, into: str | None) -> None:
        """Once for each version: whether it can hold what this release writes."""
        name = into or self._versions.live()
        if name in self._fits:
            return
        drift = self._versions.drift(name)
        if drift:
            raise IndexMisconfigured(
                f"{name} was made with another mapping, in which {'; '.join(drift[:3])}"
                f"{' and so on' if len(drift) > 3 else ''}. `revue reindex` builds a version with the present one"
            )
        self._fits.add(name)

    def _write(self, articles: Sequence[Article], into: str | None) -> WriteReport:
        report = WriteReport()
        made: dict[str, Document] = {}
        for article in articles:
            try:
                document = documents.document(article)
            except InvalidDocument as error:
                report.rejects.append(_reject(article, error.reason, str(error)))
                continue
            report.unchanged += article.id in made
            made[article.id] = document
        there = self._stored_fingerprints(list(made), into)
        changed = {id_: one for id_, one in made.items() if there.get(id_) != one.fingerprint}
        operations = [bulk.index(id_, one.source()) for id_, one in changed.items()]
        outcome = self._bulk(into).run(operations)
        updated = sum(id_ in there for id_ in outcome.results)
        report.updated += updated
        report.indexed += len(outcome.results) - updated
        report.unchanged += len(made) - len(changed)
        for refusal in outcome.refusals:
            report.rejects.append(_reject(changed[refusal.id].article, refusal.kind, refusal.error))
        return report

    def _bulk(self, into: str | None) -> bulk.Bulk:
        return bulk.Bulk(self._client, writes(into) if into else self._alias, self._settings)

    def _stored_fingerprints(self, ids: Sequence[str], version: str | None) -> dict[str, str]:
        found = self._mget(ids, version, source_includes=["fingerprint"])
        return {one["_id"]: one["_source"].get("fingerprint", "") for one in found}

    def _mget(self, ids: Sequence[str], version: str | None, **options: Any) -> Iterator[dict[str, Any]]:
        index = version or self._alias
        for start in range(0, len(ids), _PORTION):
            portion = list(dict.fromkeys(ids[start : start + _PORTION]))
            answer = self._patience.call(lambda portion=portion: self._client.mget(index=index, ids=portion, **options))  # type: ignore[misc]
            for one in answer["docs"]:
                if "error" in one:
                    raise IndexMisconfigured(f"{index} cannot be read: {one['error'].get('reason', 'unknown')}")
                if one.get("found"):
                    yield one

    def update(self, fields: Mapping[str, Record], *, into: str | None = None) -> WriteReport:
        started = time.perf_counter()
        report = WriteReport()
        self._check_mapping(into)
        for start in range(0, len(fields), self._settings.chunk_documents):
            portion = dict(itertools.islice(fields.items(), start, start + self._settings.chunk_documents))
            for _ in range(_CONFLICTS):
                portion = self._update(portion, into, report)
                if not portion:
                    break
            else:
                raise IndexUnavailable(f"{len(portion)} articles are being changed by somebody else all the time")
        report.seconds = time.perf_counter() - started
        return report

    def _update(self, fields: Mapping[str, Record], into: str | None, report: WriteReport) -> dict[str, Record]:
        """Update what nobody else changes meanwhile; returns the rest, to be read and updated again."""
        there = {one["_id"]: one for one in self._mget(list(fields), into)}
        operations: list[bulk.Operation] = []
        articles: dict[str, Article] = {}
        for id_, changes in fields.items():
            if id_ not in there:
                report.rejects.append(reject(id_, None, "not-found", f"there is no article {id_} to update"))
                continue
            stored = there[id_]
            articles[id_] = documents.article(stored["_source"])
            try:
                document = documents.document(merged(articles[id_], changes))
            except InvalidDocument as error:
                report.rejects.append(_reject(articles[id_], error.reason, str(error)))
                continue
            if document.fingerprint == stored["_source"].get("fingerprint"):
                report.unchanged += 1
                continue
            # The whole document: a partial update would merge objects (`metadata_from`), not replace them.
            operations.append(bulk.replace(id_, document.source(), stored["_seq_no"], stored["_primary_term"]))
        outcome = self._bulk(into).run(operations)
        report.updated += len(outcome.results)
        again = {}
        for refusal in outcome.refusals:
            if refusal.status == 409:
                again[refusal.id] = fields[refusal.id]
            else:
                report.rejects.append(_reject(articles[refusal.id], refusal.kind, refusal.error))
        return again

    def delete(self, ids: Sequence[str], *, into: str | None = None) -> WriteReport:
        started = time.perf_counter()
        outcome = self._bulk(into).run([bulk.delete(id_) for id_ in dict.fromkeys(ids)])
        deleted = sum(result == "deleted" for result in outcome.results.values())
        return WriteReport(deleted=deleted, seconds=time.perf_counter() - started)

    def refresh(self, *, version: str | None = None) -> None:
        self._patience.call(lambda: self._client.indices.refresh(index=version or self._alias))

    def get(self, ids: Sequence[str], *, version: str | None = None) -> dict[str, Article]:
        return {one["_id"]: documents.article(one["_source"]) for one in self._mget(ids, version)}

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

    def by_keys(self, wanted: Sequence[Sequence[str]], *, at_least: int, limit: int) -> list[list[Candidate]]:
        return Similar(self._client, self._patience, self._alias).by_keys(wanted, at_least, limit)

    def like(
        self, wanted: Sequence[Article], *, since: Sequence[str | None], until: Sequence[str | None], limit: int
    ) -> list[list[Candidate]]:
        windows = [window(first, last) for first, last in zip(since, until, strict=True)]
        return Similar(self._client, self._patience, self._alias).like(wanted, windows, limit)

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


def _add(report: WriteReport, part: WriteReport) -> None:
    report.indexed += part.indexed
    report.updated += part.updated
    report.unchanged += part.unchanged
    report.rejects += part.rejects


def _reject(article: Article, why: str, error: str) -> Reject:
    return reject(article.id, article.path or article.url, why, error, article.source)
