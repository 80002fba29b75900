"""Processor time and bytes a page, and what they mean for 100,000 articles a night and an archive of 100 million.

    python -m scripts.measure_scale [PAGES|FOLDER] [INDEX]

A night through the whole pipeline, after a small one that loads the models: of so many synthetic pages (see
measure_night.py), which pack far better than real ones, or of the pages in a folder of your own, which tell the bytes.
Processor time is this process's own: a busy machine stretches a night, not these figures. INDEX is an address as for
`revue ingest`; with Elasticsearch, its own processor time comes on top, and its bytes are those of one copy.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from etl.load import connect
from etl.pipeline import ingest
from etl.settings import Settings
from scripts.measure_night import write_pages

NIGHT, ARCHIVE = 100_000, 100_000_000
WARM = 20
"""Pages of the night that is not counted."""
SHARD = 50e9
"""Bytes: the upper end of what Elastic recommends for a shard."""
COPIES = 2
"""Of each shard: one is lost with a node."""


def main(pages: str, address: str | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        top = Path(folder)
        settings = Settings(index=address or f"embedded:{top / 'index'}", store=str(top / "store"), workers=1)
        write_pages(top / "warm", WARM)
        night = Path(pages)
        if pages.isdigit():
            night = top / "night"
            write_pages(night, int(pages))
        ingest(settings, [str(top / "warm")])
        before, indexed = bytes_below(top / "store"), index_bytes(settings)
        started = time.process_time()
        summary = ingest(settings, [str(night)])[-1]
        seconds = (time.process_time() - started) / summary.pages
        after, grown = bytes_below(top / "store"), index_bytes(settings) - indexed
    raw, runs = ((after[name] - before[name]) / summary.pages for name in ("raw", "runs"))
    article = grown / max(1, summary.articles)
    print(f"{summary.pages:,} pages, {summary.articles:,} articles")
    print(f"processor time     {seconds * 1000:8.1f} ms a page")
    print(f"raw pages kept     {raw / 1e3:8.1f} kB a page (gzip)")
    print(f"files of the run   {runs / 1e3:8.1f} kB a page (may be deleted when the run is closed)")
    print(f"index              {article / 1e3:8.1f} kB an article")
    print(f"\n{NIGHT:,} articles a night")
    print(f"  processor time   {seconds * NIGHT / 3600:8.1f} h, {seconds * NIGHT / 3600 / 8:.1f} h on 8 cores")
    print(f"  raw pages        {raw * NIGHT / 1e9:8.1f} GB, {raw * NIGHT * 365 / 1e12:.2f} TB a year")
    print(f"\n{ARCHIVE:,} articles in the archive")
    whole = article * ARCHIVE / 1e12
    print(f"  index            {whole:8.2f} TB, {whole * COPIES:.2f} TB with a replica")
    print(f"  shards           {max(1, round(article * ARCHIVE / SHARD)):8} of {SHARD / 1e9:.0f} GB")
    print(f"  raw pages        {raw * ARCHIVE / 1e12:8.2f} TB")
    print(f"  rebuilt from raw {seconds * ARCHIVE / 3600:8,.0f} h of processor time")


def bytes_below(store: Path) -> dict[str, int]:
    """Bytes of the raw pages, and of everything else."""
    sizes = {True: 0, False: 0}
    for path in store.rglob("*"):
        if path.is_file():
            sizes[path.relative_to(store).parts[0] == "raw"] += path.stat().st_size
    return {"raw": sizes[True], "runs": sizes[False]}


def index_bytes(settings: Settings) -> int:
    """Bytes of the live version."""
    index = connect(settings)
    try:
        index.refresh()
        return next((version.bytes or 0 for version in index.versions() if version.live), 0)
    finally:
        index.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "500", sys.argv[2] if len(sys.argv) > 2 else None)
