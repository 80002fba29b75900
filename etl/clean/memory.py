"""What a source itself shows: a block that keeps coming back on its pages is furniture.

The memory of a source is one record of the collection `sources`. It counts distinct pages with bottom-k sketches
(Bar-Yossef et al. 2002): the k smallest hashes of what was seen. Such a sketch forgets nothing it needs, counts the
same page once however often it comes, and merging is the same in any order. So pages are first observed, all of a
night; then merged with what the archive knows; then cleaned: no page's result depends on which came first.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import xxhash

from etl.article import Page, Record
from etl.clean.block import Block
from etl.clean.read import Unreadable, read
from etl.normalise import fold, stable_id, words

PAGES_KEPT = 64  # hashes of pages kept a source: the number of pages is estimated within some 13 %
SEEN_KEPT = 8  # hashes of pages kept a block
BLOCKS_KEPT = 3000  # blocks kept a source, the most seen first
MIN_PAGES = 5  # distinct pages that must have a block before it is furniture
MIN_SHARE = 0.02  # of the source's pages, for blocks of LONG characters and more
MIN_SHARE_SHORT = 0.2  # for shorter ones: a sub-heading may come back by itself
LONG = 60
_SPACE = 2**64


class SourceMemory:
    """What is known of some sources; a page of another source is judged without."""

    def __init__(self, sources: dict[str, _Source]) -> None:
        self._sources = sources

    @classmethod
    def from_records(cls, records: Iterable[Record]) -> SourceMemory:
        """From the records of the collection `sources`, in any order."""
        return cls({source.name: source for source in map(_Source.from_record, records)})

    def recurs(self, source: str, text: str) -> int:
        """On how many distinct pages of the source the block was seen, if on enough to be furniture; else 0."""
        known = self._sources.get(source)
        if known is None:
            return 0
        seen = len(known.blocks.get(_hash(text), ()))
        if seen < MIN_PAGES:
            return 0
        share = MIN_SHARE if len(text) >= LONG else MIN_SHARE_SHORT
        pages = known.count()
        return seen if seen >= min(share * pages, SEEN_KEPT) else 0


class _Source(msgspec.Struct):
    name: str
    pages: list[int] = []
    blocks: dict[int, list[int]] = {}

    @classmethod
    def from_record(cls, record: Record) -> _Source:
        blocks = {}
        for line in record.get("blocks") or []:
            block, *pages = (int(part, 16) for part in line.split())
            blocks[block] = pages
        return cls(name=record["source"], pages=[int(page, 16) for page in record.get("pages") or []], blocks=blocks)

    def record(self) -> Record:
        ranked = sorted(self.blocks.items(), key=lambda item: (-len(item[1]), item[0]))[:BLOCKS_KEPT]
        return {
            "id": stable_id("source", self.name),
            "source": self.name,
            "pages": [f"{page:x}" for page in self.pages],
            "blocks": [" ".join(f"{part:x}" for part in (block, *pages)) for block, pages in ranked],
        }

    def add(self, other: _Source) -> None:
        self.pages = _smallest(self.pages, other.pages, PAGES_KEPT)
        for block, pages in other.blocks.items():
            self.blocks[block] = _smallest(self.blocks.get(block, []), pages, SEEN_KEPT)

    def count(self) -> float:
        """Distinct pages seen, estimated."""
        if len(self.pages) < PAGES_KEPT:
            return float(len(self.pages))
        return (PAGES_KEPT - 1) * _SPACE / (max(self.pages) + 1)


def observe(pages: Iterable[Page]) -> list[Record]:
    """What the pages show of their sources: one record a source, to be merged with what is known of it.

    A page that cannot be read shows nothing here; cleaning it says why.
    """
    sources: dict[str, _Source] = {}
    for page in pages:
        try:
            blocks = read(page).blocks
        except Unreadable:
            continue
        name = page.ref.source
        found = {_hash(block.text) for block in blocks if block.rule is None and words(block.text)}
        identity = _identity(blocks)
        one = _Source(name=name, pages=[identity], blocks={block: [identity] for block in found})
        sources.setdefault(name, _Source(name=name, pages=[], blocks={})).add(one)
    return [sources[name].record() for name in sorted(sources)]


def merge(existing: Iterable[Record], new: Iterable[Record]) -> list[Record]:
    """One record a source out of both; the same in whatever order and however often."""
    sources: dict[str, _Source] = {}
    for record in (*existing, *new):
        one = _Source.from_record(record)
        sources.setdefault(one.name, _Source(name=one.name, pages=[], blocks={})).add(one)
    return [sources[name].record() for name in sorted(sources)]


def _smallest(first: list[int], second: list[int], count: int) -> list[int]:
    return sorted({*first, *second})[:count]


def _hash(text: str) -> int:
    return xxhash.xxh3_64_intdigest(fold(text).encode())


def _identity(blocks: list[Block]) -> int:
    """A page is who its longest text is: one article under several addresses, or changed a little, is one page."""
    return _hash(max((block.text for block in blocks), key=len, default=""))
