"""Which pages a rebuild starts from: the references that all nights left in the store, each page once.

A page that came again with other bytes has several references. The one that counts is the one that the archive counts
(the digest of the live article); where the archive has no article of the page, the one that came last.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from etl.article import PageRef
from etl.store import Damaged, Missing, Store

MANIFESTS = "pages/"

_SCHEMA = """
CREATE TABLE page (key TEXT, digest TEXT, seq INTEGER, ref BLOB, PRIMARY KEY (key, digest)) WITHOUT ROWID;
CREATE TABLE live (id TEXT PRIMARY KEY, key TEXT, digest TEXT, wanted INTEGER) WITHOUT ROWID;
CREATE INDEX live_key ON live (key);
CREATE TABLE taken (key TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# The newest reference of each page, or the one with the digest that the archive counts.
_CHOSEN = """
SELECT page.ref, live.id, live.wanted FROM page
LEFT JOIN live ON live.id = (SELECT min(twin.id) FROM live twin WHERE twin.key = page.key)
WHERE page.digest = CASE
  WHEN EXISTS (SELECT 1 FROM page same WHERE same.key = page.key AND same.digest = live.digest) THEN live.digest
  ELSE (SELECT newest.digest FROM page newest WHERE newest.key = page.key ORDER BY newest.seq DESC LIMIT 1) END
ORDER BY page.key
"""


class PageCatalogue:
    """All pages of the store beside the articles that the archive made of them; on disk, so of any number."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._folder = tempfile.TemporaryDirectory(prefix="revue-")
        self._db = sqlite3.connect(Path(self._folder.name) / "pages.sqlite")
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)

    def close(self) -> None:
        self._db.close()
        self._folder.cleanup()

    def __enter__(self) -> PageCatalogue:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def read_manifests(self) -> int:
        """Take in every reference of every night, in the order of the nights; returns how many there are."""
        sequence = 0
        for name in self._in_order():
            for ref in self._store.read_records(name, PageRef):
                sequence += 1
                self._db.execute(
                    "INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?)",
                    (ref.key, ref.digest, sequence, msgspec.json.encode(ref)),
                )
        return sequence

    def _in_order(self) -> list[str]:
        names = self._store.list(MANIFESTS)
        started = {run: self._started(run) for run in {name.split("/")[1] for name in names}}
        return sorted(names, key=lambda name: (started[name.split("/")[1]], name))

    def _started(self, run: str) -> str:
        """When a night began; its files may have been cleared away long since, and its name then has to do."""
        with contextlib.suppress(Missing, Damaged, msgspec.DecodeError, KeyError):
            plan = msgspec.json.decode(self._store.read_bytes(f"runs/{run}/plan.json"), type=dict[str, object])
            return str(plan["started_at"])
        return ""

    def live(self, id_: str, key: str | None, digest: str | None, *, wanted: bool) -> None:
        """Take in an article of the archive, and whether it is to be rebuilt."""
        self._db.execute("INSERT OR REPLACE INTO live VALUES (?, ?, ?, ?)", (id_, key, digest, wanted))

    def chosen(self) -> Iterator[tuple[PageRef, str | None, bool]]:
        """Each page once, in the order of keys: its reference, the live article's id, whether that one is wanted."""
        decoder = msgspec.json.Decoder(PageRef)
        for ref, id_, wanted in self._db.execute(_CHOSEN):
            yield decoder.decode(ref), id_, bool(wanted)

    def take(self, key: str) -> None:
        """The page is rebuilt, and with it every article that the archive made of it."""
        self._db.execute("INSERT OR IGNORE INTO taken VALUES (?)", (key,))

    def is_taken(self, key: str | None) -> bool:
        return key is not None and self._db.execute("SELECT 1 FROM taken WHERE key = ?", (key,)).fetchone() is not None
