"""The side tables of the embedded engine, in one SQLite file beside the versions."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import msgspec

from etl.article import Record
from etl.load.embedded.database import Database, batches
from etl.load.lookup import token, tokens

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (
    collection TEXT, id TEXT, body BLOB NOT NULL, PRIMARY KEY (collection, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS lookups (
    collection TEXT, token TEXT, id TEXT, PRIMARY KEY (collection, token, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS lookups_of ON lookups (collection, id);
"""
_PORTION = 1000
_DECODER: msgspec.json.Decoder[Record] = msgspec.json.Decoder(Record)


class _Lock(Protocol):
    def held(self) -> AbstractContextManager[None]: ...


class EmbeddedCollection:
    """One side table (see `etl.archive.Collection`)."""

    def __init__(self, name: str, database: Database, lock: _Lock) -> None:
        self._name = name
        self._database = database
        self._lock = lock

    def put(self, records: Iterable[Record]) -> int:
        written = 0
        portion: list[Record] = []
        for record in records:
            portion.append(record)
            if len(portion) == _PORTION:
                written += self._put(portion)
                portion = []
        return written + self._put(portion)

    def _put(self, records: Sequence[Record]) -> int:
        if not records:
            return 0
        with self._lock.held(), self._database.transaction() as connection:
            for record in records:
                id_ = record["id"]
                _forget(connection, self._name, id_)
                body = msgspec.json.encode(record)
                connection.execute("INSERT OR REPLACE INTO records VALUES (?, ?, ?)", (self._name, id_, body))
                rows = ((self._name, one, id_) for one in tokens(record))
                connection.executemany("INSERT OR IGNORE INTO lookups VALUES (?, ?, ?)", rows)
        return len(records)

    def get(self, ids: Sequence[str]) -> dict[str, Record]:
        found: dict[str, Record] = {}
        for marks, portion in batches(ids):
            rows = self._database.connection.execute(
                f"SELECT id, body FROM records WHERE collection = ? AND id IN ({marks})", (self._name, *portion)
            )
            found.update((id_, _DECODER.decode(body)) for id_, body in rows)
        return found

    def find(self, field: str, values: Sequence[str]) -> Iterator[Record]:
        seen: set[str] = set()
        for marks, portion in batches([token(field, value) for value in values]):
            rows = self._database.connection.execute(
                f"SELECT id FROM lookups WHERE collection = ? AND token IN ({marks})", (self._name, *portion)
            )
            seen.update(id_ for (id_,) in rows)
        yield from self.get(sorted(seen)).values()

    def scan(self) -> Iterator[Record]:
        with self._database.snapshot() as connection:
            rows = connection.execute("SELECT body FROM records WHERE collection = ? ORDER BY id", (self._name,))
            for (body,) in rows:
                yield _DECODER.decode(body)

    def delete(self, ids: Sequence[str]) -> int:
        with self._lock.held(), self._database.transaction() as connection:
            return sum(_forget(connection, self._name, id_) for id_ in ids)

    def expire(self, field: str, before: str) -> int:
        dated = ((record["id"], record.get(field)) for record in self.scan())
        return self.delete([id_ for id_, date in dated if isinstance(date, str) and date[: len(before)] < before])


def _forget(connection: sqlite3.Connection, collection: str, id_: str) -> int:
    connection.execute("DELETE FROM lookups WHERE collection = ? AND id = ?", (collection, id_))
    return connection.execute("DELETE FROM records WHERE collection = ? AND id = ?", (collection, id_)).rowcount
