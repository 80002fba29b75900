"""Copies and stories night by night through an archive: speed, memory, and what one look at everything says otherwise.

    python -m tests.bench.archive [--documents N] [--nights K] [--no-comparison] [--index ADDRESS | --elasticsearch]

ADDRESS is `embedded:PATH` or `http://…` of an empty archive; without one a folder that is deleted afterwards, or with
`--elasticsearch` a node of its own. The articles are generated; some come in a night or two late, as crawled ones do.
CPU time and memory are those of this process: deciding and writing the nights, without making the articles up.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from etl.archive import ArticleIndex
from etl.article import Article
from etl.dedupe.consistency import against_once, night
from etl.dedupe.newsroom import Newsroom
from etl.load import connect
from etl.settings import DedupeSettings, IndexSettings, Settings
from tests.elasticsearch.node import Node, scratch

# Nights after its day that an article comes in.
LATE = (0, 0, 0, 0, 1, 2)


def nights(documents: int, count: int) -> Iterator[list[Article]]:
    """So many generated articles, each in the night that it comes in."""
    chance = random.Random(7)
    a_night = max(1, -(-documents // count))
    waiting: dict[int, list[Article]] = defaultdict(list)
    day = 0
    for number, filed in enumerate(Newsroom(1).articles(documents, a_day=a_night)):
        if number // a_night > day:
            yield waiting.pop(day, [])
            day = number // a_night
        waiting[min(day + chance.choice(LATE), count - 1)].append(filed.article)
    for left in sorted(waiting):
        yield waiting[left]


def _megabytes() -> float:
    """Largest resident size of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bench(archive: ArticleIndex, documents: int, count: int, console: Console, *, compare: bool = True) -> None:
    """Put the nights through the archive and print what it took."""
    settings = DedupeSettings()
    before = _megabytes()
    seconds = 0.0
    console.print(f"{documents:,} documents in {count} nights")
    for number, articles in enumerate(nights(documents, count), 1):
        cpu, wall = time.process_time(), time.perf_counter()
        night(archive, articles, settings)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        seconds += cpu
        # Row by row, not as one table at the end: a million takes an hour, and whoever waits wants to see it grow.
        console.print(
            f"night {number:>3}: {len(articles):>9,} documents, {len(articles) / cpu:>6,.0f} a CPU second, "
            f"{len(articles) / wall:>6,.0f} a second, {_megabytes() - before:>7,.0f} MB so far"
        )
    console.print(f"{documents / seconds:,.0f} documents a CPU second, {_megabytes() - before:,.0f} MB")
    if not compare:
        return
    found = against_once(archive, lambda: (one for some in nights(documents, count) for one in some), settings)
    for name, kind in found._asdict().items():
        console.print(
            f"{name}: {kind.differing:,} of {kind.together:,} pairs differ from one look at everything ({kind.share:.1%})"
        )


def main() -> None:
    """Read the arguments, find an archive, measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, help="2,000 by default, 100,000 with --elasticsearch")
    parser.add_argument("--nights", type=int, default=5)
    parser.add_argument("--no-comparison", action="store_true", help="leave out the one look at everything at the end")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--index", help="an empty archive: embedded:PATH or http://…")
    where.add_argument("--elasticsearch", action="store_true", help="on a real node, started for this")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        address = options.index
        if not address:
            folder = stack.enter_context(
                tempfile.TemporaryDirectory(prefix="revue-bench-", dir=scratch() if options.elasticsearch else None)
            )
            address = f"embedded:{folder}"
            if options.elasticsearch:
                node = Node(Path(folder), heap="1g").start()
                stack.callback(node.stop)
                address = node.url
        archive = connect(Settings(index=address, engine=IndexSettings(alias="bench-archive", timeout=120)))
        stack.callback(archive.close)
        archive.ensure()
        if archive.count():
            parser.error(f"{address} holds {archive.count():,} articles; the bench needs an empty archive")
        documents = options.documents or (100_000 if options.elasticsearch else 2_000)
        bench(archive, documents, options.nights, Console(), compare=not options.no_comparison)


if __name__ == "__main__":
    main()
