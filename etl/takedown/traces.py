"""An article's traces in the store: batch files, page references, reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from etl.article import Record
from etl.report.html import render
from etl.report.model import RunSummary
from etl.store import Store

REPORT = "report.json"


def erase(store: Store, article_id: str, keys: Iterable[str], digests: Iterable[str]) -> tuple[int, set[str]]:
    """Write every file that mentions the article anew without it.

    Returns:
        How many files were written, and the digests of older raw pages of the same place that they named.
    """
    marks = {article_id, *keys, *digests}
    needles = [mark.encode() for mark in sorted(marks)]
    written = 0
    older: set[str] = set()
    for name in store.list():
        if name.endswith(REPORT):
            written += _clear_report(store, name, article_id)
        elif name.endswith((".jsonl", ".jsonl.gz")) and _mentions(store, name, needles):
            kept: list[Record] = []
            for record in store.read_records(name, Record):
                if _is_about(record, marks):
                    older |= {str(record["digest"])} if record.get("digest") else set()
                else:
                    kept.append(record)
            store.write_records(name, kept)
            written += 1
    return written, older


def _mentions(store: Store, name: str, needles: list[bytes]) -> bool:
    content = store.read_bytes(name) if not name.endswith(".gz") else None
    if content is None:
        return any(_is_about(record, {n.decode() for n in needles}) for record in store.read_records(name, Record))
    return any(needle in content for needle in needles)


def _is_about(record: Record, marks: set[str]) -> bool:
    """A record of the article itself; one that only points at it (a copy) stays."""
    ref = record.get("ref") or {}
    return any(value in marks for value in _identities(record)) or any(value in marks for value in _identities(ref))


def _identities(record: Record) -> Iterator[object]:
    for field in ("id", "key", "digest", "article"):
        yield record.get(field)


def _clear_report(store: Store, name: str, article_id: str) -> int:
    try:
        summary = msgspec.json.decode(store.read_bytes(name), type=RunSummary)
    except msgspec.ValidationError:
        return 0  # another kind of report: it lists no articles
    if article_id not in {line.id for line in summary.articles_listed}:
        return 0
    kept = [line for line in summary.articles_listed if line.id != article_id]
    for line in kept:
        line.copies = [copy for copy in line.copies if copy.id != article_id]
    cleared = msgspec.structs.replace(summary, articles_listed=kept)
    store.write_bytes(name, msgspec.json.encode(cleared))
    store.write_bytes(f"{name.removesuffix('.json')}.html", render(cleared).encode())
    return 1
