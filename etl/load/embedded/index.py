"""The embedded engine: the archive in a folder, with nothing to install (see `etl.archive.ArticleIndex`).

One process writes at a time, any number read. Every write is a SQLite transaction; the full-text index follows at
`refresh`, and after a sudden end with the first search or refresh that can have the writer's lock.
"""

from __future__ import annotations

import contextlib
import itertools
import time
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

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
from etl.load import mappings
from etl.load.candidates import with_articles
from etl.load.document import Document, InvalidDocument, document, merged, reject, window
from etl.load.embedded import collections, similar
from etl.load.embedded.database import Database
from etl.load.embedded.lock import WriterLock
from etl.load.embedded.search import search
from etl.load.embedded.versions import EmbeddedVersion, Versions
from etl.settings import IndexSettings


class EmbeddedIndex:
    """The archive in one folder."""

    def __init__(self, folder: Path, settings: IndexSettings) -> None:
        self._folder = folder
        self._settings = settings
        self._lock = WriterLock(folder, settings.timeout)
        self._versions = Versions(folder, settings.alias, timeout=settings.timeout)
        path = folder / f"{settings.alias}-collections.sqlite"
        self._collections = Database(path, collections.SCHEMA, timeout=settings.timeout)

    def ensure(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._versions.live_name() and self._collections.path.exists():
            return
        with self._lock.held():
            self._versions.sweep()
            if not self._collections.path.exists():
                self._collections.create()
            if self._versions.live_name() is None:
                names = self._versions.names()
                if len(names) > 1:
                    self._versions.live()
                self._versions.point(names[0] if names else self._versions.create(mappings.definition("articles")))

    def write(self, articles: Iterable[Article], *, into: str | None = None) -> WriteReport:
        started = time.perf_counter()
        report = WriteReport()
        remaining = iter(articles)
        while portion := list(itertools.islice(remaining, self._settings.chunk_documents)):
            with self._lock.held():
                # Asked for under the lock: the alias may have moved while this waited for it.
                self._put(self._version(into), portion, report)
        report.seconds = time.perf_counter() - started
        return report

    @staticmethod
    def _put(version: EmbeddedVersion, articles: Sequence[Article], report: WriteReport) -> None:
        documents: dict[str, Document] = {}
        for article in articles:
            try:
                made = document(article)
            except InvalidDocument as error:
                report.rejects.append(_reject(article, error))
                continue
            if article.id in documents:
                report.unchanged += 1
            documents[article.id] = made
        there = version.articles.fingerprints(list(documents))
        changed = [made for id_, made in documents.items() if there.get(id_) != made.fingerprint]
        if changed:
            version.articles.put(changed)
        updated = sum(made.article.id in there for made in changed)
        report.updated += updated
        report.indexed += len(changed) - updated
        report.unchanged += len(documents) - len(changed)

    def update(self, fields: Mapping[str, Record], *, into: str | None = None) -> WriteReport:
        started = time.perf_counter()
        report = WriteReport()
        remaining = iter(fields.items())
        while portion := dict(itertools.islice(remaining, self._settings.chunk_documents)):
            with self._lock.held():
                self._change(self._version(into), portion, report)
        report.seconds = time.perf_counter() - started
        return report

    def _change(self, version: EmbeddedVersion, fields: Mapping[str, Record], report: WriteReport) -> None:
        there = version.articles.get(list(fields))
        articles = []
        for id_, changes in fields.items():
            if id_ not in there:
                report.rejects.append(reject(id_, None, "not-found", f"there is no article {id_} to update"))
                continue
            try:
                articles.append(merged(there[id_], changes))
            except InvalidDocument as error:
                report.rejects.append(_reject(there[id_], error))
        self._put(version, articles, report)

    def delete(self, ids: Sequence[str], *, into: str | None = None) -> WriteReport:
        started = time.perf_counter()
        with self._lock.held():
            deleted = self._version(into).articles.delete(list(dict.fromkeys(ids)))
        return WriteReport(deleted=deleted, seconds=time.perf_counter() - started)

    def refresh(self, *, version: str | None = None) -> None:
        with self._lock.held():
            self._version(version).catch_up()

    def get(self, ids: Sequence[str], *, version: str | None = None) -> dict[str, Article]:
        return self._version(version).articles.get(ids)

    def pages(self, keys: Sequence[str]) -> dict[str, IndexedPage]:
        return self._versions.live().articles.pages(keys)

    def by_keys(
        self, wanted: Sequence[Sequence[str]], *, at_least: int, limit: int, have: Container[str] = ()
    ) -> list[list[Candidate]]:
        articles = self._versions.live().articles
        return with_articles([articles.sharing(keys, at_least, limit) for keys in wanted], articles.get, have)

    def like(
        self,
        wanted: Sequence[Article],
        *,
        since: Sequence[str | None],
        until: Sequence[str | None],
        limit: int,
        have: Container[str] = (),
    ) -> list[list[Candidate]]:
        version = self._searchable()
        windows = [window(first, last) for first, last in zip(since, until, strict=True)]
        return similar.like(version, wanted, windows, limit, have)

    def in_story(self, story_ids: Sequence[str]) -> dict[str, list[Article]]:
        return self._versions.live().articles.grouped("story", story_ids)

    def copies_of(self, ids: Sequence[str]) -> dict[str, list[Article]]:
        return self._versions.live().articles.grouped("duplicate_of", ids)

    def search(self, query: Query, *, version: str | None = None) -> Results:
        searched = self._searchable(version)
        return search(searched.articles, searched.fulltext, query)

    def _searchable(self, name: str | None = None) -> EmbeddedVersion:
        """A version, caught up if nobody is writing just now."""
        version = self._version(name)
        if version.behind() or not version.fulltext.exists:
            with contextlib.suppress(IndexUnavailable), self._lock.held(timeout=0):
                version.catch_up()
        return version

    def scan(
        self,
        *,
        version: str | None = None,
        since: str | None = None,
        until: str | None = None,
        source: str | None = None,
    ) -> Iterator[Article]:
        first, last = window(since, until)
        return self._version(version).articles.scan(since=first, until=last, source=source)

    def fingerprints(self, *, version: str | None = None) -> Iterator[tuple[str, str]]:
        return self._version(version).articles.scan_fingerprints()

    def count(self, *, version: str | None = None) -> int:
        return self._version(version).articles.count()

    def collection(self, name: CollectionName) -> collections.EmbeddedCollection:
        return collections.EmbeddedCollection(name, self._collections, self._lock)

    def versions(self) -> list[Version]:
        live = self._versions.live_name()
        return [self._versions.open(name).describe(live=name == live) for name in self._versions.names()]

    def create_version(self) -> str:
        with self._lock.held():
            self._versions.sweep()
            return self._versions.create(mappings.definition("articles"))

    def finish_version(self, name: str) -> None:
        with self._lock.held():
            self._versions.open(name).catch_up()

    def point(self, name: str, *, expected: str | None = None) -> None:
        with self._lock.held():
            live = self._versions.live_name()
            if expected is not None and live != expected:
                raise IndexMisconfigured(f"the alias points at {live}, not at {expected} any more; nothing was changed")
            self._versions.open(name).catch_up()
            self._versions.point(name)

    def drop_version(self, name: str) -> None:
        if name == self._versions.live_name():
            raise IndexMisconfigured(f"{name} is the live version; point the alias elsewhere before dropping it")
        with self._lock.held():
            self._versions.drop(name)

    def _version(self, name: str | None) -> EmbeddedVersion:
        return self._versions.live() if name is None else self._versions.open(name)

    def close(self) -> None:
        self._versions.close()
        self._collections.close()


def _reject(article: Article, error: InvalidDocument) -> Reject:
    return reject(article.id, article.path or article.url, error.reason, str(error), article.source)
