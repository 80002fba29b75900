"""SQLite as the embedded engine opens it: write-ahead log, one connection a process, a snapshot for long reads."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

from etl.archive import IndexMisconfigured, IndexUnavailable

BATCH = 500
"""Values a statement: SQLite takes at most 32,766 parameters, and its plans stay good far below that."""

_CACHE_KB = 64 * 1024
"""Pages kept in memory. The keys of an article lie all over their table: with SQLite's own two megabytes a page is
written again for nearly every key."""


class Database:
    """One SQLite file. The connection belongs to the process that opened it: a fork opens its own."""

    def __init__(self, path: Path, schema: str, *, timeout: float) -> None:
        self.path = path
        self._schema = schema
        self._timeout = timeout
        self._connection: sqlite3.Connection | None = None
        self._owner = 0

    @property
    def connection(self) -> sqlite3.Connection:
        if self._connection is None or self._owner != os.getpid():
            self._connection, self._owner = self._open(), os.getpid()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        if not self.path.exists():
            raise IndexMisconfigured(f"{self.path} is gone; restore it from a backup, or build the archive anew")
        connection = sqlite3.connect(
            f"{self.path.resolve().as_uri()}?mode=rw",
            uri=True,
            timeout=self._timeout,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        return connection

    def create(self) -> None:
        """Make the file and its tables; run where no other process can see the folder yet, or under the lock."""
        with contextlib.closing(sqlite3.connect(self.path, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(self._schema)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of the statements, or none of them."""
        connection = self.connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise IndexUnavailable(f"{self.path} could not be written: {error}") from error
            raise

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees the file as it is now, whatever is written meanwhile."""
        with contextlib.closing(self._open()) as connection:
            connection.execute("BEGIN")
            yield connection

    def close(self) -> None:
        if self._connection is not None and self._owner == os.getpid():
            self._connection.close()
        self._connection = None


def batches(values: Sequence[str], size: int = BATCH) -> Iterator[tuple[str, Sequence[str]]]:
    """Portions of the values, each with its `?, ?, …` for an IN list."""
    for start in range(0, len(values), size):
        portion = values[start : start + size]
        yield ", ".join("?" * len(portion)), portion
