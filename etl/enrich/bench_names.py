"""How well names are found in domains that the training data has little of, on short texts that were marked by hand.

    python -m etl.enrich.bench_names [FILE] [--show]   (default: tests/enrich/names.txt)

The file is written as `etl.enrich.samples.read_marked` reads it.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from etl.article import Article
from etl.enrich.recogniser import Recogniser
from etl.enrich.samples import read_marked
from etl.enrich.spans import Span
from etl.settings import EnrichSettings

PIPELINE = "fr_core_news_md"


class Judged(NamedTuple):
    """A text of a domain, and its names."""

    domain: str
    text: str
    names: frozenset[Span]


class Score(NamedTuple):
    """Names marked, found, and found right (exact, with their type)."""

    marked: int
    found: int
    right: int

    @property
    def f1(self) -> float:
        """F1 of exact typed spans; 1 where there is nothing to find and nothing was found."""
        return 2 * self.right / (self.marked + self.found) if self.marked + self.found else 1.0


def read(path: Path) -> Iterator[Judged]:
    """The judged texts of a file."""
    for domain, sample in read_marked(path):
        yield Judged(domain, sample.text, frozenset(Span(n.start, n.end, n.type) for n in sample.entities))


def found_by(model: str, texts: Sequence[str]) -> Iterator[frozenset[Span]]:
    """What the stage finds with a recogniser, text by text."""
    articles = [Article(id=str(i), text=text) for i, text in enumerate(texts)]
    for article in Recogniser(EnrichSettings(model=model)).recognise(articles):
        yield frozenset(Span(m.start, m.end, e.type) for e in article.entities for m in e.mentions)


def scores(judged: Sequence[Judged], found: Iterable[frozenset[Span]]) -> dict[str, Score]:
    """The score of each domain, and of `all`."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text, spans in zip(judged, found, strict=True):
        for group in (text.domain, "all"):
            counts[group].update(marked=len(text.names), found=len(spans), right=len(text.names & spans))
    return {g: Score(c["marked"], c["found"], c["right"]) for g, c in counts.items()}


def _show(judged: Sequence[Judged], found: Iterable[frozenset[Span]]) -> Iterator[str]:
    for text, spans in zip(judged, found, strict=True):
        for sign, wrong in (("-", text.names - spans), ("+", spans - text.names)):
            for start, end, kind in sorted(wrong):
                around = text.text[max(0, start - 25) : end + 15].replace("\n", "¶")
                yield f"{sign} {text.domain}: {kind} {text.text[start:end]}   (… {around} …)\n"


def main(arguments: list[str] | None = None) -> int:
    """Print F1 by domain beside fr_core_news_md's, and with `--show` each name that went wrong."""
    parser = argparse.ArgumentParser(description="Names in many domains, on judged texts.")
    parser.add_argument("file", nargs="?", type=Path, default=Path("tests/enrich/names.txt"))
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    options = parser.parse_args(arguments)
    judged = list(read(options.file))
    texts = [j.text for j in judged]
    ours = list(found_by("revue", texts))
    if options.show:
        sys.stdout.writelines(_show(judged, ours))
    theirs = scores(judged, found_by(PIPELINE, texts))
    sys.stdout.write(f"{'':12s} names  revue  {PIPELINE}\n")
    for domain, score in scores(judged, ours).items():
        sys.stdout.write(f"{domain:12s} {score.marked:5d}  {score.f1:.3f}  {theirs[domain].f1:.3f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
