"""Time of Revue's cleaner beside trafilatura, readability-lxml and Resiliparse, on the same pages in one run.

    python -m tests.bench.clean [FOLDER] [--rounds N]

FOLDER holds `*.html` or `*.html.gz` at any depth; without one, the pages made for the tests are padded with the scripts,
menus and cards that real pages carry. Their articles are short, which suits Revue: on real pages its share of
trafilatura's time is nearly twice as large, so that a figure to rely on needs a FOLDER. Times are CPU time of one process; the best round counts, rounds are interleaved. Each
round has a cleaner of its own, which has seen none of the pages.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import re
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
_MENU = "<ul class='menu__list'>{items}</ul>"
_ITEM = "<li class='menu__item' data-depth='1'><a class='menu__link' href='/r/{n}' title='Rubrique {n}'>Rubrique {n}</a></li>"
_TEASER = (
    "<div class='card card--{n}'><div class='card__media'><a href='/a/{n}' data-track='card|{n}'><img alt='' width='320' "
    "height='180' loading='lazy' src='/i/{n}.jpg' srcset='/i/{n}-320.jpg 320w, /i/{n}-640.jpg 640w'></a></div>"
    "<div class='card__body'><span class='card__label'>Rubrique {n}</span><h3 class='card__title'><a href='/a/{n}'>Le "
    "{n}e canton rend ses comptes et attend ceux de ses voisins</a></h3><span class='card__date'>Il y a {n} h</span>"
    "<p class='card__lead'>Les élus ont entendu {n} habitants avant de voter, et rien ne dit que ce soit fini.</p>"
    "</div></div>"
)
_SIDE = "<aside class='rail'><div class='rail__title'><span>Les plus lus</span></div><ol class='rail__list'>{items}</ol></aside>"
_RANKED = (
    "<li class='rail__item'><span>{n}</span><a href='/b/{n}'>Ce que l'on sait du {n}e chantier de l'année</a></li>"
)
_FORM = (
    "<div class='newsletter'><form action='/n' method='post'><label for='m'>Recevez chaque matin notre lettre</label>"
    "<input id='m' name='mail' type='email' placeholder='Votre adresse'><button type='submit'>S'inscrire</button></form>"
    "</div><div class='consent' role='dialog'><p>Nous utilisons des cookies pour mesurer l'audience de ce site.</p>"
    "<button>Tout accepter</button><button>Tout refuser</button></div>"
)


def _times(pattern: str, count: int) -> str:
    return "".join(pattern.format(n=n) for n in range(1, count + 1))


def padded() -> list[str]:
    """Pages of the tests as heavy as those of the press: some 130 kB, most of it scripts, and 500 elements around the
    article: menus, cards with pictures, lists of what is read most, forms.
    """
    made = [m.content for m in made_pages() if m.format == "html"]
    menus = _MENU.format(items=_times(_ITEM, 40))
    side = _SIDE.format(items=_times(_RANKED, 10))
    around = f"{_times(_TEASER, 30)}{side}{_FORM}<div>{menus}{menus}</div>{_SCRIPT * 3}"
    return [re.sub("</body>", lambda end: around + end[0], text, flags=re.IGNORECASE) for text in made]


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
    # A page that it can't read is named below, without its traceback.
    logging.getLogger("readability.readability").disabled = True
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
