"""Time of Revue's cleaner beside trafilatura, readability-lxml and Resiliparse, on the same pages in one run.

    python -m tests.bench.clean [FOLDER] [--rounds N]

FOLDER holds `*.html` or `*.html.gz` at any depth; without one, the pages made for the tests are padded with the scripts
and menus that real pages carry. Times are CPU time of one process; the best round counts, rounds are interleaved. Each
round has a cleaner of its own, which has seen none of the pages.
"""

from __future__ import annotations

import argparse
import gzip
import time
from collections.abc import Callable
from pathlib import Path

import trafilatura
from readability import Document
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree
from rich.console import Console
from rich.table import Table

from etl.clean import Cleaner
from etl.settings import CleanSettings
from tests.clean.gate.styles import pages as made_pages
from tests.clean.pages import page

_SCRIPT = "<script>var settings = {" + ",".join(f'"key{n}": "value {n}"' for n in range(1500)) + "};</script>"
_MENU = "<div><ul>" + "".join(f'<li><a href="/r/{n}">Rubrique numéro {n}</a></li>' for n in range(150)) + "</ul></div>"


def padded() -> list[str]:
    """Pages of the tests as heavy as those of the press: some 150 kB, most of it scripts and links."""
    made = [m.content for m in made_pages() if m.format == "html"]
    return [
        text.replace("</body>", f"{_MENU}{_SCRIPT * 3}</body>").replace("</BODY>", f"{_MENU}{_SCRIPT * 3}</BODY>")
        for text in made
    ]


def folder(path: Path, limit: int) -> list[str]:
    """The pages of a folder, decoded."""
    found = sorted([*path.rglob("*.html"), *path.rglob("*.html.gz")])[:limit]
    return [
        (gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes()).decode("utf-8", "replace")
        for f in found
    ]


def main() -> None:
    """Print milliseconds a page and pages a second of each tool."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=int, default=200, help="pages of the folder that are used")
    options = parser.parse_args()
    texts = folder(options.folder, options.limit) if options.folder else padded()
    raws = [text.encode() for text in texts]
    given = [page(raw, html=True, name=str(n)) for n, raw in enumerate(raws)]
    tools: dict[str, Callable[[int], object]] = {
        "revue": lambda n: cleaner.clean(given[n]),
        "trafilatura fast": lambda n: trafilatura.bare_extraction(raws[n], fast=True, with_metadata=True),
        "trafilatura": lambda n: trafilatura.bare_extraction(raws[n], with_metadata=True),
        "readability-lxml": lambda n: Document(texts[n]).summary(),
        "resiliparse": lambda n: extract_plain_text(HTMLTree.parse(texts[n]), main_content=True),
    }
    best = dict.fromkeys(tools, float("inf"))
    for _ in range(options.rounds):
        cleaner = Cleaner(CleanSettings())
        for name, tool in tools.items():
            best[name] = min(best[name], _time(tool, len(texts)))
    size = sum(map(len, raws)) / len(raws) / 1000
    table = Table(title=f"{len(texts)} pages of {size:.0f} kB on average, one core")
    for column in ("tool", "ms a page", "pages a second", "of trafilatura fast"):
        table.add_column(column, justify="left" if column == "tool" else "right")
    for name, seconds in best.items():
        each = seconds / len(texts)
        table.add_row(name, f"{each * 1000:.2f}", f"{1 / each:.0f}", f"{seconds / best['trafilatura fast']:.2f}")
    Console().print(table)


def _time(tool: Callable[[int], object], count: int) -> float:
    start = time.process_time()
    for number in range(count):
        try:
            tool(number)
        except Exception as error:  # noqa: BLE001, a tool that fails on a page is timed all the same
            Console(stderr=True).print(f"page {number}: {type(error).__name__}")
    return time.process_time() - start


if __name__ == "__main__":
    main()
