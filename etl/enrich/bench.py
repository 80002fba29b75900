"""Words a second on one core: Revue's whole stage beside spaCy's French recognisers with nothing else loaded.

python -m etl.enrich.bench [TEXTS.jsonl | FOLDER of .txt]   (default: seeds/)
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from etl import records
from etl.article import Article
from etl.settings import EnrichSettings

_WORDS = 60_000
"""Words read by each system, the texts over and over if there are fewer."""
PIPELINES = ("fr_core_news_md", "fr_core_news_sm")


def texts(path: Path) -> list[str]:
    """The texts of a JSON Lines file (`text`), or of a folder's `.txt` files."""
    if path.is_dir():
        return [p.read_text(encoding="utf-8") for p in sorted(path.glob("*.txt"))]
    return [str(r["text"]) for r in records.read(path) if isinstance(r, dict) and r.get("text")]


def measure(run: Callable[[list[str]], Iterable[object]], sample: list[str]) -> float:
    """Words a second of processor time, after one text to warm up; the better of two rounds."""
    for _ in run(sample[:1]):
        pass
    words = sum(len(t.split()) for t in sample)
    best = 0.0
    for _ in range(2):
        start = time.process_time()
        for _ in run(sample):
            pass
        best = max(best, words / (time.process_time() - start))
    return best


def systems() -> dict[str, Callable[[list[str]], Iterable[object]]]:
    """What is measured: Revue's stage with and without linking, and each spaCy pipeline that is installed."""
    import spacy

    from etl.enrich import KnownEntities, Linker, Recogniser
    from etl.enrich.spacy_tagger import SpacyTagger

    recogniser = Recogniser(EnrichSettings())

    def recognised(sample: list[str]) -> list[Article]:
        return list(recogniser.recognise(Article(id=str(i), text=t) for i, t in enumerate(sample)))

    def linked(sample: list[str]) -> Iterable[object]:
        night = recognised(sample)
        return Linker(EnrichSettings(), KnownEntities()).link(lambda: night)

    found: dict[str, Callable[[list[str]], Iterable[object]]] = {
        "revue: recognise, resolve, quotes": recognised,
        "revue: the same and link": linked,
    }
    for name in PIPELINES:
        if spacy.util.is_package(name):
            found[f"{name}: recogniser alone"] = SpacyTagger(name).tag
    return found


def main(arguments: list[str] | None = None) -> int:
    """Print one line a system."""
    parser = argparse.ArgumentParser(description="Words a second on one core.")
    parser.add_argument("texts", nargs="?", type=Path, default=Path("seeds"))
    path = parser.parse_args(arguments).texts
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = "1"  # before numpy is loaded: it reads them then
    pool = texts(path)
    if not pool:
        sys.stderr.write(f"{path}: no text in it\n")
        return 1
    sample: list[str] = []
    while sum(len(t.split()) for t in sample) < _WORDS:
        sample += pool
    for name, run in systems().items():
        sys.stdout.write(f"{name:36s} {measure(run, sample):9,.0f} words/s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
