"""The articles of one version, in SQLite: the source of truth, from which the full-text index can be built again.

Every change takes the next sequence number; the full-text index notes up to which number it has followed, and so
catches up after a sudden end (a change that it takes twice does no harm).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from etl.archive import IndexedPage, IndexMisconfigured
from etl.article import Article
from etl.load.document import Document
from etl.load.embedded.database import Database, batches

_SCHEMA = """
CREATE TABLE articles (
    id TEXT PRIMARY KEY, seq INTEGER NOT NULL, fingerprint TEXT NOT NULL, page TEXT, source TEXT, story TEXT,
    duplicate_of TEXT, dated TEXT, first_day TEXT, last_day TEXT, body BLOB NOT NULL
);
CREATE INDEX by_seq ON articles (seq);
CREATE INDEX by_page ON articles (page) WHERE page IS NOT NULL;
CREATE INDEX by_story ON articles (story) WHERE story IS NOT NULL;
CREATE INDEX by_original ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE TABLE keys (key TEXT, id TEXT, PRIMARY KEY (key, id)) WITHOUT ROWID;
CREATE INDEX keys_of ON keys (id);
CREATE TABLE deletions (id TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_POSTINGS = 100
"""Articles of a key that are looked at, the first by id. What more of them share is furniture or a form; of a text that
is there more often than this, all keys have the same first articles, so it is found all the same."""

_ARTICLE = msgspec.json.Decoder(Article)


class Change(NamedTuple):
    """What happened to an article: its present state, or none if it was deleted."""

    seq: int
    id: str
    article: Article | None


class Articles:
    """The articles table of one version."""

    def __init__(self, path: Path, *, timeout: float) -> None:
        self.database = Database(path, _SCHEMA, timeout=timeout)

    def create(self, facts: dict[str, str]) -> None:
        self.database.create()
        with self.database.transaction() as connection:
            connection.executemany("INSERT INTO facts VALUES (?, ?)", facts.items())

    def _rows(self, statement: str, values: Sequence[str | int] = ()) -> Iterator[Any]:
        try:
            return self.database.connection.execute(statement, values)
        except sqlite3.DatabaseError as error:
            raise IndexMisconfigured(f"{self.database.path} cannot be read: {error}") from error

    def facts(self) -> dict[str, str]:
        return dict(self._rows("SELECT name, value FROM facts"))

    def note(self, name: str, value: str) -> None:
        with self.database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def fingerprints(self, ids: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for marks, portion in batches(ids):
            found.update(self._rows(f"SELECT id, fingerprint FROM articles WHERE id IN ({marks})", portion))
        return found

    def put(self, documents: Iterable[Document]) -> None:
        """Write the documents in one transaction, each with the next sequence number."""
        with self.database.transaction() as connection:
            seq = _next_seq(connection)
            keys: list[tuple[str, str]] = []
            for number, document in enumerate(documents, seq):
                article = document.article
                connection.execute(
                    "INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        *(article.id, number, document.fingerprint, article.key, article.source, article.story_id),
                        *(article.duplicate_of, document.dated, document.first_day, document.last_day, document.body),
                    ),
                )
                connection.execute("DELETE FROM deletions WHERE id = ?", (article.id,))
                before = {key for (key,) in connection.execute("SELECT key FROM keys WHERE id = ?", (article.id,))}
                now = set(article.keys)
                keys += ((key, article.id) for key in now - before)
                connection.executemany(
                    "DELETE FROM keys WHERE key = ? AND id = ?", ((key, article.id) for key in before - now)
                )
            # In their own order the keys of many articles fall on fewer pages.
            connection.executemany("INSERT INTO keys VALUES (?, ?)", sorted(keys))

    def delete(self, ids: Sequence[str]) -> int:
        """Delete what is there; returns how many were."""
        deleted = 0
        with self.database.transaction() as connection:
            for number, id_ in enumerate(ids, _next_seq(connection)):
                if connection.execute("DELETE FROM articles WHERE id = ?", (id_,)).rowcount:
                    deleted += 1
                    connection.execute("DELETE FROM keys WHERE id = ?", (id_,))
                    connection.execute("INSERT OR REPLACE INTO deletions VALUES (?, ?)", (id_, number))
        return deleted

    def changes(self, after: int) -> Iterator[Change]:
        """What changed after a sequence number, oldest first."""
        with self.database.snapshot() as connection:
            rows = connection.execute(
                "SELECT seq, id, body FROM articles WHERE seq > ?1 UNION ALL "
                "SELECT seq, id, NULL FROM deletions WHERE seq > ?1 ORDER BY seq",
                (after,),
            )
            for seq, id_, body in rows:
                yield Change(seq, id_, None if body is None else _ARTICLE.decode(body))

    def last_seq(self) -> int:
        return _next_seq(self.database.connection) - 1

    def get(self, ids: Sequence[str]) -> dict[str, Article]:
        found: dict[str, Article] = {}
        for marks, portion in batches(ids):
            for id_, body in self._rows(f"SELECT id, body FROM articles WHERE id IN ({marks})", portion):
                found[id_] = _ARTICLE.decode(body)
        return found

    def pages(self, keys: Sequence[str]) -> dict[str, IndexedPage]:
        found: dict[str, IndexedPage] = {}
        for marks, portion in batches(keys):
            rows = self._rows(f"SELECT page, body FROM articles WHERE page IN ({marks}) ORDER BY dated, id", portion)
            for page, body in rows:
                article = _ARTICLE.decode(body)
                found[page] = IndexedPage(
                    id=article.id, digest=article.digest, cleaner=article.cleaner, fetched_at=article.fetched_at
                )
        return found

    def sharing(self, keys: Sequence[str], at_least: int, limit: int) -> dict[str, float]:
        """Ids of the articles that share at least so many keys, and how many, most first, then by id."""
        shared: dict[str, int] = {}
        for key in set(keys):
            for (id_,) in self._rows("SELECT id FROM keys WHERE key = ? ORDER BY id LIMIT ?", (key, _POSTINGS)):
                shared[id_] = shared.get(id_, 0) + 1
        best = sorted((-count, id_) for id_, count in shared.items() if count >= at_least)[:limit]
        return {id_: float(-count) for count, id_ in best}

    def grouped(self, column: str, values: Sequence[str]) -> dict[str, list[Article]]:
        """The articles of each story, or the copies of each article (`column`: `story`, `duplicate_of`)."""
        found: dict[str, list[Article]] = {}
        for marks, portion in batches(values):
            rows = self._rows(f"SELECT {column}, body FROM articles WHERE {column} IN ({marks}) ORDER BY id", portion)
            for value, body in rows:
                found.setdefault(value, []).append(_ARTICLE.decode(body))
        return found

    def scan(self, *, since: str | None, until: str | None, source: str | None) -> Iterator[Article]:
        with self.database.snapshot() as connection:
            rows = connection.execute(
                "SELECT body FROM articles WHERE (?1 IS NULL OR last_day >= ?1) AND (?2 IS NULL OR first_day <= ?2)"
                " AND (?3 IS NULL OR source = ?3) ORDER BY id",
                (since, until, source),
            )
            for (body,) in rows:
                yield _ARTICLE.decode(body)

    def scan_fingerprints(self) -> Iterator[tuple[str, str]]:
        with self.database.snapshot() as connection:
            yield from connection.execute("SELECT id, fingerprint FROM articles ORDER BY id")

    def count(self) -> int:
        return int(next(iter(self._rows("SELECT count(*) FROM articles")))[0])

    def close(self) -> None:
        self.database.close()


def _next_seq(connection: sqlite3.Connection) -> int:
    written = connection.execute(
        "SELECT max((SELECT ifnull(max(seq), 0) FROM articles), (SELECT ifnull(max(seq), 0) FROM deletions))"
    ).fetchone()
    return int(written[0]) + 1
