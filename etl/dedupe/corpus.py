"""The articles that are compared, as columns of numbers: some 120 bytes an article in memory, the rest in files."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import xxhash

from etl.article import Article, Kind
from etl.dedupe import order
from etl.dedupe.folding import hash_words
from etl.dedupe.ragged import Ragged
from etl.dedupe.sketch import different_in_each, sketches

_BATCH = 256
Rows = npt.NDArray[np.int64]
Item = TypeVar("Item")


def batches(articles: Iterable[Item], size: int = _BATCH) -> Iterator[list[Item]]:
    """The articles, or what goes with them, in lists of at most `size`."""
    articles = iter(articles)
    while batch := list(islice(articles, size)):
        yield batch


def _hash(text: str) -> int:
    return xxhash.xxh3_64_intdigest(text.encode("utf-8", "surrogatepass"))


def _column(values: array[Any], dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    return np.frombuffer(values, dtype=dtype).copy() if len(values) else np.empty(0, dtype=dtype)


class Corpus:
    """Articles by row number, in the order in which they were added.

    A source that nothing names is one outlet of its own kind, number 0: see `recurring`.
    """

    def __init__(self) -> None:
        self.shingles = Ragged(np.uint32)
        self.keys = Ragged(np.uint64)
        self.words = Ragged(np.uint32)
        self.titles = Ragged(np.uint32)
        self._ids = Ragged(np.uint8)
        self._hash = array("Q")
        self._found: tuple[Rows, npt.NDArray[np.uint64]] | None = None
        self._sources: dict[str, int] = {}
        self._when = array("d")
        self._length = array("q")
        self._source = array("i")
        self._content = array("Q")
        self._url = array("Q")
        self._live = array("b")

    def __len__(self) -> int:
        return len(self._when)

    def add(self, articles: Sequence[Article]) -> list[int]:
        """Add a batch; returns the rows. An id that is there already gets a new row, and `row` finds the newest."""
        seen = sketches([article.text for article in articles])
        titles = hash_words([article.title or "" for article in articles])
        self.shingles.extend(seen.shingles, seen.lengths)
        self.words.extend(seen.words, seen.lengths)
        self.keys.extend(seen.keys, seen.key_counts)
        self.titles.extend(*different_in_each(titles.hashes.astype(np.uint32), np.diff(titles.bounds)))
        ids = [article.id.encode("utf-8", "surrogatepass") for article in articles]
        self._ids.extend(np.frombuffer(b"".join(ids), dtype=np.uint8), np.array([len(id_) for id_ in ids]))
        self._hash.extend(map(xxhash.xxh3_64_intdigest, ids))
        self._content.extend(seen.content.tolist())
        self._when.extend(map(order.when, articles))
        self._length.extend(len(article.text) for article in articles)
        self._source.extend(map(self._outlet, articles))
        self._live.extend(article.kind == Kind.LIVE for article in articles)
        self._url.extend(_hash(article.url) if article.url else 0 for article in articles)
        return list(range(len(self) - len(articles), len(self)))

    def _outlet(self, article: Article) -> int:
        source = article.source
        return self._sources.setdefault(source, len(self._sources) + 1) if source else 0

    def row(self, article_id: str) -> int | None:
        """The row of an id."""
        if self._found is None or len(self._found[0]) != len(self):
            hashes = _column(self._hash, np.uint64)
            rows = np.argsort(hashes, kind="stable")
            self._found = rows, hashes[rows]
        rows, hashes = self._found
        place = int(np.searchsorted(hashes, np.uint64(_hash(article_id)), side="right")) - 1
        if place < 0 or int(hashes[place]) != _hash(article_id):
            return None
        return int(rows[place])

    def id(self, row: int) -> str:
        """The id of a row."""
        return self._ids[row].tobytes().decode("utf-8", "surrogatepass")

    def date(self, row: int) -> str | None:
        """When the article of a row appeared, ISO 8601 in UTC."""
        moment = self._when[row]
        return None if moment == order.UNDATED else dt.datetime.fromtimestamp(moment, dt.UTC).isoformat()

    @property
    def when(self) -> npt.NDArray[np.float64]:
        """Seconds since 1970, infinity where nothing says it."""
        return _column(self._when, np.float64)

    @property
    def source(self) -> npt.NDArray[np.int32]:
        """Number of the outlet, 0 for none."""
        return _column(self._source, np.int32)

    @property
    def live(self) -> npt.NDArray[np.bool_]:
        """Whether the page is a live one, which grows."""
        return np.asarray(_column(self._live, np.int8) == 1)

    @property
    def content(self) -> npt.NDArray[np.uint64]:
        """Hash of the folded words in order, 0 for a text without words."""
        return _column(self._content, np.uint64)

    @property
    def url(self) -> npt.NDArray[np.uint64]:
        """Hash of the address, 0 for none."""
        return _column(self._url, np.uint64)

    def in_order(self) -> Rows:
        """All rows, the earliest first, then the fullest, then by id."""
        when, length = self.when, _column(self._length, np.int64)
        rows = np.lexsort((-length, when))
        same = (when[rows][1:] == when[rows][:-1]) & (length[rows][1:] == length[rows][:-1])
        for start, end in _runs(same):
            rows[start:end] = sorted(rows[start:end].tolist(), key=self.id)
        return rows

    def close(self) -> None:
        """Give the disk space back."""
        for column in (self.shingles, self.keys, self.words, self.titles, self._ids):
            column.close()


def _runs(same_as_before: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Start and end of each run of rows that tie with the row before them."""
    edges = np.diff(same_as_before.view(np.int8), prepend=np.int8(0), append=np.int8(0))
    for start, end in zip(np.flatnonzero(edges == 1).tolist(), np.flatnonzero(edges == -1).tolist(), strict=True):
        yield start, end + 1
