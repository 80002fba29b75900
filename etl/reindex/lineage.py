"""Who is whose heir: story ids that live on through a rebuild, and articles that appear or vanish.

A story id never changes its meaning. Of the rebuilt stories that hold articles of an archived story, one is its heir:
the one with most of them (then the one with the earliest). A rebuilt story that is heir to several takes the id of the
oldest, and the others are on record as merged into it. A rebuilt story that is nobody's heir has a new id.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from etl.article import Article
from etl.normalise import stable_id
from etl.reindex.baseline import Entry

_SCHEMA = """
CREATE TABLE old (id TEXT PRIMARY KEY, story TEXT, key TEXT, rebuilt INTEGER) WITHOUT ROWID;
CREATE TABLE new (id TEXT PRIMARY KEY, story TEXT, key TEXT, dated TEXT) WITHOUT ROWID;
CREATE INDEX new_key ON new (key);
"""
_MOVES = """
SELECT old.story, new.story, count(*), min(new.dated) FROM old JOIN new USING (id)
WHERE old.story IS NOT NULL AND new.story IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
"""
UNDATED = "9999"
"""Sorts after every date: an undated article is nobody's earliest."""


@dataclass(frozen=True, slots=True)
class Move:
    """So many articles went from an archived story to a rebuilt one; the earliest is of that date."""

    old: str
    new: str
    articles: int
    earliest: str


@dataclass
class Heirs:
    """`renamed` maps a rebuilt story's provisional id to its lasting one, `merged` an archived story's id to the one
    that it went into, `split` an archived story's id to the stories that now hold its articles."""

    renamed: dict[str, str]
    merged: dict[str, str]
    split: dict[str, list[str]]


def heirs(
    moves: Iterable[Move], fresh: Iterable[str], carried: frozenset[str], retired: frozenset[str] = frozenset()
) -> Heirs:
    """Settle the ids of rebuilt stories.

    Args:
        moves: Where the articles of archived stories went.
        fresh: Provisional ids of all rebuilt stories.
        carried: Archived stories that also have articles outside the rebuild: those keep their id in any case, and
            only a rebuilt story that deduplication joined to them shares it.
        retired: Ids that had a meaning once: no new story gets one of them.
    """
    by_old: dict[str, list[Move]] = {}
    for move in moves:
        by_old.setdefault(move.old, []).append(move)
    inherits: dict[str, list[tuple[str, str]]] = {}
    for old, parts in by_old.items():
        if old in carried:
            continue
        heir = min(parts, key=lambda m: (-m.articles, m.earliest, m.new)).new
        inherits.setdefault(heir, []).append((min(m.earliest for m in parts), old))
    renamed: dict[str, str] = {}
    merged: dict[str, str] = {}
    taken = set(by_old) | carried | retired
    for story in sorted(set(fresh)):
        olds = [old for _, old in sorted(inherits.get(story, ()))]
        if story in carried:
            renamed[story] = story
        elif olds:
            renamed[story] = olds[0]
        else:
            renamed[story] = _unused(story, taken)
            taken.add(renamed[story])
        merged.update((old, renamed[story]) for old in olds if old != renamed[story])
    split = {old: sorted({renamed.get(m.new, m.new) for m in parts}) for old, parts in by_old.items() if len(parts) > 1}
    return Heirs(renamed, merged, split)


def _unused(story: str, taken: set[str]) -> str:
    while story in taken:
        story = stable_id("story", story)
    return story


class Lineage:
    """The articles before and after a rebuild side by side; on disk, so of any number."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="revue-")
        self._db = sqlite3.connect(Path(self._folder.name) / "lineage.sqlite")
        self._db.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)

    def close(self) -> None:
        self._db.close()
        self._folder.cleanup()

    def __enter__(self) -> Lineage:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def before(self, entries: Iterable[Entry]) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO old VALUES (?, ?, ?, ?)", ((e.id, e.story, e.key, e.rebuilt) for e in entries)
        )

    def after(self, articles: Iterable[Article]) -> None:
        self._db.executemany(
            "INSERT OR REPLACE INTO new VALUES (?, ?, ?, ?)",
            ((a.id, a.story_id, a.key, a.published_at or a.fetched_at or UNDATED) for a in articles),
        )

    def fresh(self) -> list[str]:
        """Provisional ids of the rebuilt stories."""
        found = self._db.execute("SELECT DISTINCT story FROM new WHERE story IS NOT NULL ORDER BY 1")
        return [story for (story,) in found]

    def heirs(self, merged_before: Iterable[str]) -> Heirs:
        """Settle the stories; `merged_before` are ids that went into others in the past."""
        old = "SELECT DISTINCT story FROM old WHERE story IS NOT NULL"
        carried = frozenset(story for (story,) in self._db.execute(f"{old} AND rebuilt = 0"))
        archived = frozenset(story for (story,) in self._db.execute(old))
        moves = (Move(*row) for row in self._db.execute(_MOVES))
        return heirs(moves, self.fresh(), carried, archived | frozenset(merged_before))

    def vanished(self) -> Iterator[tuple[str, str | None, str | None]]:
        """Rebuilt articles that are no more: id, page key, and the id that the same page has now, if it has one."""
        yield from self._db.execute(
            "SELECT old.id, old.key, (SELECT new.id FROM new WHERE new.key = old.key) FROM old"
            " LEFT JOIN new USING (id) WHERE old.rebuilt AND new.id IS NULL ORDER BY old.id"
        )

    def appeared(self) -> Iterator[tuple[str, str | None]]:
        """Articles that the archive did not hold: id, page key."""
        yield from self._db.execute(
            "SELECT new.id, new.key FROM new LEFT JOIN old USING (id) WHERE old.id IS NULL ORDER BY new.id"
        )
