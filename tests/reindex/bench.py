"""How fast a new version is filled, beside the bulk helpers of Elasticsearch's own client, and how fast a way back is.

    python -m tests.reindex.bench [--documents N] [--rounds N]

All ways copy the same documents on the same node, in turns, into indices with the same mapping and settings; the time
ends when every document can be searched. `REVUE_TEST_ELASTICSEARCH` names a node that runs; else one is started.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import elasticsearch
from elasticsearch import helpers

from etl.archive import ArticleIndex
from etl.article import Article
from etl.load.elastic.index import ElasticIndex
from etl.reindex import Choices, Reindex, rollback
from etl.settings import Settings
from tests.elasticsearch.node import Node, scratch
from tests.elasticsearch.ways import VARIABLE
from tests.reindex.archive_of import MATTERS, TOWNS, live, settings_in

_NEWS = (
    "le la les un une de du des et que qui dans pour par sur avec après selon plus ville maire région projet travaux "
    "euros millions habitants conseil séance vote budget école hôpital gare route train entreprise salariés usine "
    "emploi ministre gouvernement président parti élection campagne loi texte débat réforme manifestation police "
    "justice tribunal enquête témoin incendie pluie vent neige récolte vigne éleveur lait blé marché prix saison équipe"
)


WORDS = _NEWS.split()


def articles(number: int) -> Iterator[Article]:
    """Articles of some four hundred words, none like another."""
    chance = random.Random(1)
    for i in range(number):
        blocks = [" ".join(chance.choices(WORDS, k=80)).capitalize() + "." for _ in range(5)]
        yield Article(
            id=f"{i:032x}",
            title=f"{TOWNS[i % 10]} : {MATTERS[i % 8]}, dossier {i}",
            text="\n\n".join(blocks),
            source=f"journal-{i % 20}.example",
            published_at=f"2024-{i % 12 + 1:02d}-{i % 28 + 1:02d}",
            story_id=f"{i // 3:032x}",
            people=chance.choices(TOWNS, k=4),
            keys=[f"{chance.getrandbits(64):016x}" for _ in range(48)],
        )


class _Ways:
    """The three ways into a fresh version."""

    def __init__(self, settings: Settings, index: ArticleIndex, number: int) -> None:
        self._settings, self._index, self._number = settings, index, number
        self._client = elasticsearch.Elasticsearch(settings.index, request_timeout=120)
        self._live = live(index)

    def _version(self) -> str:
        """Empty, and tuned for filling as Revue tunes its own."""
        return self._index.create_version()

    def _done(self, version: str) -> None:
        self._index.finish_version(version)
        assert self._index.count(version=version) == self._number

    def _actions(self, version: str) -> Iterator[dict[str, object]]:
        for hit in helpers.scan(self._client, index=self._live):
            yield {"_index": version, "_id": hit["_id"], "_source": hit["_source"]}

    def helpers_reindex(self) -> float:
        version = self._version()
        start = time.perf_counter()
        # What `helpers.reindex` does, without its question about data streams, which not every node can answer.
        helpers.bulk(self._client, self._actions(version), chunk_size=500, stats_only=True)
        self._done(version)
        seconds = time.perf_counter() - start
        self._index.drop_version(version)
        return seconds

    def parallel_bulk(self) -> float:
        version = self._version()
        start = time.perf_counter()
        deque(helpers.parallel_bulk(self._client, self._actions(version), thread_count=4, chunk_size=500), maxlen=0)
        self._done(version)
        seconds = time.perf_counter() - start
        self._index.drop_version(version)
        return seconds

    def revue(self) -> float:
        reindex = self._planned()
        start = time.perf_counter()
        for batch in reindex.link():
            reindex.fill(batch)
        self._done(reindex.version())
        seconds = time.perf_counter() - start
        reindex.abandon()
        return seconds

    def _planned(self) -> Reindex:
        name, choices = secrets.token_hex(4), Choices(rebuild_from="documents", strictness="off", keep=9)
        reindex = Reindex.open(self._settings, name, choices, index=self._index)
        reindex.plan()
        reindex.create()
        return reindex

    def there_and_back(self) -> dict[str, float]:
        """Seconds of each step of a whole reindex, and of the way back."""
        times: dict[str, float] = {}

        def timed(name: str, step: Callable[[], object]) -> None:
            start = time.perf_counter()
            step()
            times[name] = time.perf_counter() - start

        reindex = self._planned()
        for batch in reindex.link():
            reindex.fill(batch)
        timed("catch up", reindex.catch_up)
        timed("verify", reindex.verify)
        timed("swap", reindex.swap)
        timed("clean up", reindex.clean_up)
        start = time.perf_counter()
        times["rollback: alias moved"] = rollback(self._settings, index=self._index).seconds
        times["rollback: all"] = time.perf_counter() - start
        return times


def measure(url: str, documents: int, rounds: int, folder: Path) -> None:
    """Print the table."""
    settings = settings_in(folder, index=url, engine={"alias": f"bench-{secrets.token_hex(4)}"})
    index = ElasticIndex(url, settings.engine)
    index.ensure()
    index.write(articles(documents))
    index.refresh()
    ways = _Ways(settings, index, documents)
    named = {
        "helpers.reindex": ways.helpers_reindex,
        "helpers.parallel_bulk (4 threads)": ways.parallel_bulk,
        "Revue: fill": ways.revue,
    }
    seconds: dict[str, list[float]] = {name: [] for name in named}
    for _ in range(rounds):
        for name, way in named.items():
            seconds[name].append(way())
    print(f"{documents:,} documents, {rounds} rounds in turns, {os.cpu_count()} cores, medians")
    for name, taken in seconds.items():
        each = ", ".join(f"{documents / s:,.0f}" for s in taken)
        print(f"  {name:<36} {documents / statistics.median(taken):>9,.0f} documents/s   ({each})")
    for name, taken_once in ways.there_and_back().items():
        print(f"  {name:<36} {taken_once:>9.2f} s")
    index.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="revue-bench-", dir=scratch()) as name:
        folder = Path(name)
        if os.environ.get(VARIABLE):
            measure(os.environ[VARIABLE], given.documents, given.rounds, folder)
            return
        node = Node(folder / "node").start()
        try:
            measure(node.url, given.documents, given.rounds, folder)
        finally:
            node.stop()


if __name__ == "__main__":
    main()
