"""The near-copy stage beside datasketch and rensa, in one run: speed, memory, growth.

`python -m etl.dedupe.bench [ARTICLES …]` (10000 by default). Each contender runs in a process of its
own on the same generated articles. Time is CPU time from article to groups; memory is the peak over what the process
held before the first article. datasketch and rensa are given the folded words that the README of each recommends:
128 permutations over 3-word shingles, LSH at their threshold.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from etl import normalise
from etl.article import Article
from etl.dedupe import near, pairs, verifier
from etl.dedupe.corpus import Corpus, batches
from etl.dedupe.folding import hash_words
from etl.dedupe.newsroom import Newsroom

_THRESHOLD = 0.5
_PERMUTATIONS = 128
_SIZES = (10_000,)


class Measured(NamedTuple):
    """One contender on so many articles: CPU seconds, megabytes, and the groups of two or more that it found."""

    name: str
    articles: int
    seconds: float
    megabytes: float
    groups: int


def _articles(count: int) -> Iterator[Article]:
    for filed in Newsroom(1).articles(count):
        yield filed.article


def _peak() -> float:
    """Largest resident size of this process so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _shingles(text: str) -> set[str]:
    words = normalise.words(text)
    return {" ".join(words[place : place + 3]) for place in range(max(1, len(words) - 2))}


class _Watch:
    """CPU time without the time that it takes to make the articles up."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def made(self, articles: Iterator[list[Article]]) -> Iterator[list[Article]]:
        """Pass batches on, counting only the time between them."""
        for batch in articles:
            start = time.process_time()
            yield batch
            self.seconds += time.process_time() - start


def revue(count: int, watch: _Watch) -> int:
    """Revue: keys, verifier, groups."""
    corpus = Corpus()
    for batch in watch.made(batches(_articles(count))):
        corpus.add(batch)
    start = time.process_time()
    copies = near.find_copies(corpus, corpus.in_order())
    groups = len(set(copies.of[copies.of != range(count)].tolist()))
    watch.seconds += time.process_time() - start
    corpus.close()
    return groups


def datasketch(count: int, watch: _Watch) -> int:
    """datasketch: MinHash and LSH."""
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS)
    leaders: set[str] = set()
    for batch in watch.made(batches(_articles(count))):
        for article in batch:
            sketch = MinHash(num_perm=_PERMUTATIONS)
            sketch.update_batch([shingle.encode() for shingle in _shingles(article.text)])
            found = lsh.query(sketch)
            if found:
                leaders.add(min(found))
            lsh.insert(article.id, sketch)
    return len(leaders)


def rensa(count: int, watch: _Watch) -> int:
    """rensa: R-MinHash and LSH."""
    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS, num_bands=32)
    leaders: set[int] = set()
    place = 0
    for batch in watch.made(batches(_articles(count))):
        for article in batch:
            sketch = RMinHash(num_perm=_PERMUTATIONS, seed=1)
            sketch.update(sorted(_shingles(article.text)))
            found = lsh.query(sketch)
            if found:
                leaders.add(min(found))
            lsh.insert(place, sketch)
            place += 1
    return len(leaders)


CONTENDERS: dict[str, Callable[[int, _Watch], int]] = {"revue": revue, "datasketch": datasketch, "rensa": rensa}


def _measure(name: str, count: int) -> Measured:
    contender = CONTENDERS[name]
    contender(50, _Watch())  # imports and tables
    verifier.load("near", pairs.FEATURES)
    hash_words([""])
    before = _peak()
    watch = _Watch()
    groups = contender(count, watch)
    return Measured(name, count, watch.seconds, _peak() - before, groups)


def measure(name: str, count: int) -> Measured:
    """Measure one contender in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (name, count))


def bench(sizes: tuple[int, ...] = _SIZES, console: Console | None = None) -> list[Measured]:
    """Measure Revue at every size, and the others at the first; print a table."""
    results = [measure(name, sizes[0]) for name in CONTENDERS]
    results += [measure("revue", size) for size in sizes[1:]]
    table = Table("", "articles", "articles a CPU second", "MB", "MB per 100,000", "groups", title="Near copies")
    for one in results:
        table.add_row(
            one.name,
            f"{one.articles:,}",
            f"{one.articles / one.seconds:,.0f}",
            f"{one.megabytes:,.0f}",
            f"{one.megabytes * 100_000 / one.articles:,.0f}",
            f"{one.groups:,}",
        )
    (console or Console()).print(table)
    return results


def main() -> None:
    """Read the sizes and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="*", type=int, default=_SIZES, help="the first for all, the others for Revue")
    bench(tuple(parser.parse_args().articles))


if __name__ == "__main__":
    main()
