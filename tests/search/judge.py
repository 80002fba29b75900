"""`python -m tests.search.judge`: nDCG@10 and success@1 of both engines beside three baselines, in one table."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import fmean

from tests.elasticsearch import ways
from tests.elasticsearch.node import scratch
from tests.search import engines
from tests.search.judged import Judgment, articles, judgments, ndcg, success


class Scores:
    """The means of one engine, over all questions and by kind."""

    def __init__(self, find: engines.Find, asked: list[Judgment]) -> None:
        self.found = {one.query: find(one.query) for one in asked}
        self.ndcg = fmean(ndcg(self.found[one.query], one.relevant) for one in asked)
        self.success = fmean(success(self.found[one.query], one.relevant) for one in asked)
        kinds: dict[str, list[float]] = defaultdict(list)
        for one in asked:
            kinds[one.kind].append(ndcg(self.found[one.query], one.relevant))
        self.kinds = {kind: fmean(values) for kind, values in kinds.items()}


def measure(url: str | None) -> dict[str, Scores]:
    """Scores by engine; those of Elasticsearch only where there is one."""
    texts, asked = articles(), judgments()
    opened = {"Revue, embedded": engines.embedded(texts), "tantivy, plain": engines.plain_tantivy(texts)}
    if url is not None:
        opened |= {
            "Revue, Elasticsearch": engines.elastic(texts, url),
            "Elasticsearch, french": engines.built_in(texts, url, "french"),
            "Elasticsearch, standard": engines.built_in(texts, url, "standard"),
        }
    measured = {}
    for name, engine in opened.items():
        with engine as find:
            measured[name] = Scores(find, asked)
    return measured


def show(measured: dict[str, Scores], *, misses: bool) -> None:
    """Print the table, and with `misses` what Revue does not answer perfectly."""
    names = sorted(measured, key=lambda name: -measured[name].ndcg)
    kinds = list(measured[names[0]].kinds)
    print(f"{len(judgments())} questions, {len(articles())} articles; nDCG@10 (and success@1)")
    for name in names:
        print(f"  {name:24} {measured[name].ndcg:.3f}  {measured[name].success:.3f}")
    print("nDCG@10 by kind")
    for kind in kinds:
        print(f"  {kind:18}" + "".join(f"  {measured[name].kinds[kind]:.3f}" for name in names))
    if misses:
        for one in judgments():
            for name in (name for name in names if name.startswith("Revue")):
                score = ndcg(measured[name].found[one.query], one.relevant)
                if score < 1:
                    print(f"{name}: {one.query} ({one.kind}) {score:.2f} {measured[name].found[one.query][:4]}")


def main() -> None:
    with tempfile.TemporaryDirectory(dir=scratch()) as folder, contextlib.ExitStack() as ended:
        try:
            running = ways.start(Path(folder), os.getpid())
        except ways.Unavailable as error:
            print(f"without Elasticsearch: {error}", file=sys.stderr)
            show(measure(None), misses="--misses" in sys.argv)
            return
        ended.callback(ways.end, running)
        show(measure(running.url), misses="--misses" in sys.argv)


if __name__ == "__main__":
    main()
