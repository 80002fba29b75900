"""Readers and a nightly writer at work during the whole of a reindex and a rollback."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from etl.archive import ArticleIndex, Query
from etl.load import connect
from etl.reindex import Choices, rollback, run_reindex
from etl.settings import Settings
from etl.store import Store
from tests.reindex.archive_of import article, contents, live

DOCUMENTS = Choices(rebuild_from="documents")
EVERYTHING = Query(size=1, copies=True)


class _AtWork:
    """Something that is done again and again until the end; what went wrong is kept."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self.problems: list[str] = []
        self.times = 0

    @contextmanager
    def doing(self, once: Callable[[], None]) -> Iterator[None]:
        def loop() -> None:
            while not self.stop.is_set():
                try:
                    once()
                    self.times += 1
                except Exception as error:  # noqa: BLE001 - whatever a reader would see
                    self.problems.append(f"{type(error).__name__}: {error}")

        thread = threading.Thread(target=loop)
        thread.start()
        try:
            yield
        finally:
            self.stop.set()
            thread.join(60)


def _reader(index: ArticleIndex, problems: list[str]) -> Callable[[], None]:
    seen = [0]

    def read() -> None:
        total = index.search(EVERYTHING).total
        counted = index.count()
        if total < 60 or counted < 60:
            problems.append(f"an empty or incomplete answer: {total} found, {counted} counted")
        if counted < seen[0]:
            problems.append(f"a shrinking archive: {seen[0]}, then {counted}")
        seen[0] = max(seen[0], counted)
        if not index.get(["a00007"]):
            problems.append("an article that was gone for a moment")
        time.sleep(0.005)

    return read


@pytest.mark.parametrize("locked", [True, False], ids=["with the lock", "without the lock"])
def test_nobody_notices(settings: Settings, index: ArticleIndex, locked: bool) -> None:
    """Without the lock (as on an object store) an article may be late by moments, and is not lost either."""
    older, reading, writing = live(index), _AtWork(), _AtWork()
    reader, writer, store = connect(settings), connect(settings), Store(settings.store)
    numbers = iter(range(100, 100_000))

    def write() -> None:
        if locked:
            with store.lock("ingest", timeout=30):
                writer.write([article(next(numbers))])
        else:
            writer.write([article(next(numbers))])
        time.sleep(0.02)

    check = _reader(reader, reading.problems)
    try:
        with writing.doing(write), reading.doing(check):
            report = run_reindex(settings, DOCUMENTS, name="r", index=index, wait=30)
            went_back = rollback(settings.model_copy(update={"lock_seconds": 30.0}), index=index)
    finally:
        reader.close()
        writer.close()
    assert report.swapped
    assert went_back.version == live(index) == older
    assert writing.problems == []
    assert [p for p in reading.problems if locked or "shrinking" not in p] == []
    assert reading.times > 3
    written = {f"a{number:05d}" for number in range(100, 100 + writing.times)}
    assert written <= contents(index).keys()
    assert len(contents(index)) == 60 + writing.times
