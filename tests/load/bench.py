"""`python -m tests.load.bench [ARTICLES]`: articles a second filled into a version, beside Elasticsearch's own helpers.

The same articles, the same node, the same definition without refresh and replicas, in turns; the best of three rounds
counts, since other work on the machine only ever slows one down.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import elasticsearch
import msgspec
from elasticsearch import helpers

from etl.article import Article
from etl.load import connect, mappings
from etl.load.document import document
from etl.settings import IndexSettings, Settings
from tests.elasticsearch import ways
from tests.elasticsearch.node import scratch

ROUNDS = 3
_SEEDS = Path(__file__).parents[2] / "seeds"


def made_up(number: int) -> list[Article]:
    """Articles of some 400 words, of the seeds' vocabulary in random order."""
    words = [word for seed in sorted(_SEEDS.glob("*.txt")) for word in seed.read_text(encoding="utf-8").split()]
    chance = random.Random(1)
    return [
        Article(
            id=f"n{index:07}",
            title=" ".join(chance.choices(words, k=10)),
            text=" ".join(chance.choices(words, k=400)),
            source=f"s{index % 20}.example",
            published_at="2023-01-01",
            keys=[f"k{chance.randrange(10**7)}" for _ in range(20)],
        )
        for index in range(number)
    ]


def measure(url: str, articles: list[Article]) -> dict[str, float]:
    """Articles a second, by the way of filling; the best round of each."""
    client = elasticsearch.Elasticsearch(url, request_timeout=120)
    alias = f"articles-b{uuid.uuid4().hex[:8]}"
    index = connect(Settings(index=url, engine=IndexSettings(alias=alias, timeout=120)))
    index.ensure()
    sources = {article.id: msgspec.json.decode(document(article).source()) for article in articles}
    definition = mappings.definition("articles")
    definition["settings"]["index"] |= {
        "refresh_interval": "-1",
        "auto_expand_replicas": "false",
        "number_of_replicas": 0,
    }
    taken: dict[str, list[float]] = defaultdict(list)

    def actions(name: str) -> Iterator[dict[str, Any]]:
        return ({"_index": name, "_id": id_, "_source": source} for id_, source in sources.items())

    def timed(name: str, fill: Callable[[], object], filled: str) -> None:
        started = time.perf_counter()
        fill()
        client.indices.refresh(index=filled)
        taken[name].append(time.perf_counter() - started)
        assert client.count(index=filled)["count"] == len(articles)

    def plain(name: str, fill: Callable[[str], object]) -> None:
        target = f"{alias}-plain"
        client.indices.create(index=target, settings=definition["settings"], mappings=definition["mappings"])
        timed(name, lambda: fill(target), target)
        client.indices.delete(index=target)

    for _ in range(ROUNDS):
        version = index.create_version()
        timed("Revue, write into a version", lambda version=version: index.write(articles, into=version), version)  # type: ignore[misc]
        plain("helpers.bulk", lambda target: helpers.bulk(client, actions(target)))
        plain("helpers.parallel_bulk", lambda target: list(helpers.parallel_bulk(client, actions(target))))
        plain("helpers.reindex", lambda target, version=version: helpers.reindex(client, version, target))  # type: ignore[misc]
        timed("Revue, again unchanged", lambda version=version: index.write(articles, into=version), version)  # type: ignore[misc]
        index.drop_version(version)
    index.close()
    client.indices.delete(index=list(client.indices.get(index=[f"{alias}*", f"runs-{alias}*", f"rejects-{alias}*"])))
    return {name: len(articles) / min(seconds) for name, seconds in taken.items()}


def main() -> None:
    articles = made_up(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
    with tempfile.TemporaryDirectory(dir=scratch()) as folder:
        running = ways.start(Path(folder), os.getpid())
        try:
            measured = measure(running.url, articles)
        finally:
            ways.end(running)
    print(f"{len(articles)} articles of 400 words, best of {ROUNDS} rounds")
    for name, rate in measured.items():
        print(f"  {name:28} {rate:8,.0f} articles/s")


if __name__ == "__main__":
    main()
