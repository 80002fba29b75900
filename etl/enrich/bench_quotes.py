"""How well quotes and speakers are found, on short texts that were judged by hand.

    python -m etl.enrich.bench_quotes [FILE] [--show]   (default: tests/enrich/quotes.txt)

A line is a text, `¶` a line end in it; `{speaker|words}` marks what somebody is quoted with, `?` where nothing says
who.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import NamedTuple

from etl.article import Article, Quote
from etl.enrich.document import comparable
from etl.enrich.recogniser import Recogniser
from etl.settings import EnrichSettings

_MARK = re.compile(r"\{([^|}]+)\|([^}]*)\}")
_LOOSE, _STRICT = 0.3, 0.8
"""Overlap (shared characters over all characters of both) from which a quote counts as found."""


class Judged(NamedTuple):
    """A text, and its quotes: start, end, speaker."""

    text: str
    quotes: list[tuple[int, int, str]]


class Figures(NamedTuple):
    """F1 at loose and strict overlap, and the share of right speakers among the quotes found at loose overlap."""

    texts: int
    gold: int
    loose: float
    strict: float
    speakers: float


def read(path: Path) -> list[Judged]:
    """The judged texts of a file; lines that begin with `#` are remarks."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [_judged(line) for line in lines if line and not line.startswith("#")]


def _judged(line: str) -> Judged:
    line = line.replace("¶", "\n")
    parts: list[str] = []
    quotes = []
    at = size = 0
    for match in _MARK.finditer(line):
        parts += [line[at : match.start()], match.group(2)]
        size += match.start() - at
        quotes.append((size, size + len(match.group(2)), match.group(1)))
        size += len(match.group(2))
        at = match.end()
    return Judged("".join([*parts, line[at:]]), quotes)


def figures(judged: list[Judged], found: list[Article]) -> Figures:
    """Compare. A quote is matched with the gold quote that it overlaps most, each once."""
    gold = sum(len(j.quotes) for j in judged)
    system = sum(len(a.quotes) for a in found)
    loose = strict = right = 0
    for text, article in zip(judged, found, strict=True):
        left = list(article.quotes)
        for start, end, speaker in text.quotes:
            best = max(left, key=lambda q: _overlap(q, start, end), default=None)
            if best is None or _overlap(best, start, end) < _LOOSE:
                continue
            left.remove(best)
            loose += 1
            strict += _overlap(best, start, end) >= _STRICT
            right += comparable(said_by(article, best)) == comparable(speaker)
    return Figures(len(judged), gold, _f1(loose, gold, system), _f1(strict, gold, system), right / max(loose, 1))


def said_by(article: Article, quote: Quote) -> str:
    """The speaker as a person would name him: the entity's name, else the words, else `?`."""
    names = {e.id: e.name for e in article.entities}
    return names.get(quote.speaker or "", quote.speaker_text or "?")


def _overlap(quote: Quote, start: int, end: int) -> float:
    shared = min(quote.end, end) - max(quote.start, start)
    return max(0, shared) / (max(quote.end, end) - min(quote.start, start))


def _f1(found: int, gold: int, system: int) -> float:
    return 2 * found / (gold + system) if gold + system else 1.0


def run(path: Path) -> tuple[list[Judged], list[Article]]:
    """The judged texts and what the recogniser makes of them."""
    judged = read(path)
    articles = (Article(id=str(i), text=j.text) for i, j in enumerate(judged))
    return judged, list(Recogniser(EnrichSettings()).recognise(articles))


def main(arguments: list[str] | None = None) -> int:
    """Print the figures, and with `--show` each text that went wrong."""
    parser = argparse.ArgumentParser(description="Quotes and speakers on judged texts.")
    parser.add_argument("file", nargs="?", type=Path, default=Path("tests/enrich/quotes.txt"))
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    options = parser.parse_args(arguments)
    judged, found = run(options.file)
    if options.show:
        for text, article in zip(judged, found, strict=True):
            got = [(q.start, q.end, said_by(article, q)) for q in article.quotes]
            if [(s, e, comparable(w)) for s, e, w in got] != [(s, e, comparable(w)) for s, e, w in text.quotes]:
                sys.stdout.write(f"{text.text}\n")
                for mark, quotes in (("  -", text.quotes), ("  +", got)):
                    for start, end, speaker in quotes:
                        sys.stdout.write(f"{mark} {speaker}: {text.text[start:end]}\n")
    result = figures(judged, found)
    sys.stdout.write(
        f"{result.texts} texts, {result.gold} quotes: F1 loose {result.loose:.3f}, strict {result.strict:.3f}; "
        f"speaker right {result.speakers:.3f}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
