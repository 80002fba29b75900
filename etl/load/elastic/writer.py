"""Writing articles to Elasticsearch: only what is new or changed, and every one of them accounted for."""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import elasticsearch

from etl.archive import IndexMisconfigured, IndexUnavailable, WriteReport
from etl.article import Article, Record, Reject
from etl.load import document as documents
from etl.load.document import Document, InvalidDocument, merged, reject
from etl.load.elastic import bulk, pages
from etl.load.elastic.client import Patience
from etl.load.elastic.versions import Versions, writes
from etl.settings import IndexSettings

_CONFLICTS = 5
"""How often an update is tried again because somebody else changed the same article in between."""


class Writer:
    """Writes to the alias, or to a version that is being filled."""

    def __init__(
        self, client: elasticsearch.Elasticsearch, patience: Patience, versions: Versions, settings: IndexSettings
    ) -> None:
        self._client = client
        self._patience = patience
        self._versions = versions
        self._settings = settings
        self._fits: set[str] = set()

    def write(self, articles: Iterable[Article], into: str | None) -> WriteReport:
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
        return bulk.Bulk(self._client, writes(into) if into else self._settings.alias, self._settings)

    def _stored_fingerprints(self, ids: Sequence[str], version: str | None) -> dict[str, str]:
        found = pages.mget(
            self._client, self._patience, version or self._settings.alias, ids, source_includes=["fingerprint"]
        )
        return {one["_id"]: one["_source"].get("fingerprint", "") for one in found}

    def update(self, fields: Mapping[str, Record], into: str | None) -> WriteReport:
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
        there = {
            one["_id"]: one
            for one in pages.mget(self._client, self._patience, into or self._settings.alias, list(fields))
        }
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

    def delete(self, ids: Sequence[str], into: str | None) -> WriteReport:
        started = time.perf_counter()
        outcome = self._bulk(into).run([bulk.delete(id_) for id_ in dict.fromkeys(ids)])
        deleted = sum(result == "deleted" for result in outcome.results.values())
        return WriteReport(deleted=deleted, seconds=time.perf_counter() - started)


def _add(report: WriteReport, part: WriteReport) -> None:
    report.indexed += part.indexed
    report.updated += part.updated
    report.unchanged += part.unchanged
    report.rejects += part.rejects


def _reject(article: Article, why: str, error: str) -> Reject:
    return reject(article.id, article.path or article.url, why, error, article.source)
