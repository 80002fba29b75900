"""The weight of each term in each article: rare in the press and in the whole set, and rare again among its neighbours.

The last is what tells two events of one saga apart: a term that every near article has (the two ministers, the war)
says nothing there, however rare it is elsewhere.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.article import Article
from etl.dedupe import background, order
from etl.dedupe.dates import event_dates
from etl.dedupe.ragged import Ragged
from etl.dedupe.terms import COUNT, FIGURE, HASH, MOST, NAME, terms

Floats = npt.NDArray[np.float64]
_CHUNK = 8192
# Articles that the table of the press stands for beside those that are here.
_PRESS = 500.0
# Days named in a text that may be those of its event: the first ones.
EVENT_DAYS = 3
_EPOCH = dt.date(1970, 1, 1).toordinal()
# Weight of a term by how often its article has it.
_WEIGHT = 1.0 + np.log(np.arange(MOST + 1).clip(1))


class Vectors(NamedTuple):
    """Some rows, one after the other: the row (0, 1, … as asked for), hash, tf-idf, half and full neighbourhood weight
    of each term, whether it is a name or a figure, and its rarity. Weights are not normalised."""

    row: npt.NDArray[np.int64]
    term: npt.NDArray[np.uint32]
    plain: Floats
    half: Floats
    full: Floats
    name: npt.NDArray[np.bool_]
    figure: npt.NDArray[np.bool_]
    idf: Floats


class StoryTerms:
    """The terms of the articles whose stories are to be told, by number in the order in which they were added."""

    def __init__(self) -> None:
        self._entries = Ragged(np.uint64)
        self._idf = Ragged(np.float32)
        self._relative = Ragged(np.float32)
        self._days: list[float] = []
        self._events: list[list[float]] = []
        self._known = np.empty(0, dtype=np.uint32)

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, article: Article, named: Sequence[str] | None = None) -> None:
        """Add an article; `named` are the days that it names, where they are known already."""
        self._entries.append(terms(article))
        days = event_dates(article) if named is None else named
        self._events.append([float(dt.date.fromisoformat(day).toordinal() - _EPOCH) for day in days[:EVENT_DAYS]])
        published = order.instant(article.published_at)
        self._days.append(published / 86400.0 if published != order.UNDATED else np.nan)

    def select(self, rows: Sequence[int]) -> StoryTerms:
        """Some articles, numbered anew in the order given."""
        out = StoryTerms()
        for start in range(0, len(rows), _CHUNK):
            out._entries.extend(*self._entries.gather(rows[start : start + _CHUNK]))
        out._events = [self._events[row] for row in rows]
        out._days = [self._days[row] for row in rows]
        return out

    @property
    def days(self) -> Floats:
        """Day of publication since 1970, NaN where nothing says it."""
        return np.array(self._days, dtype=np.float64)

    @property
    def events(self) -> Floats:
        """The first days that each article names, since 1970: shape (articles, EVENT_DAYS), NaN-filled."""
        out = np.full((len(self), EVENT_DAYS), np.nan)
        for row, days in enumerate(self._events):
            out[row, : len(days)] = days
        return out

    def _chunks(self) -> Iterator[tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]]:
        """The terms of all articles, some articles at a time, and how many each has."""
        for start in range(0, len(self), _CHUNK):
            entries, lengths = self._entries.gather(range(start, min(start + _CHUNK, len(self))))
            yield (entries >> HASH).astype(np.uint32), lengths

    def count(self) -> None:
        """Count in how many articles each term is, and weigh every term of every article by it."""
        known, documents = np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.int64)
        for flat, _ in self._chunks():
            known, place = np.unique(np.concatenate((known, flat)), return_inverse=True)
            documents = np.bincount(
                place, weights=np.concatenate((documents, np.ones(len(flat), dtype=np.int64))), minlength=len(known)
            ).astype(np.int64)
        rarity = self._rarity(known, documents.astype(np.float64)).astype(np.float32)
        for flat, lengths in self._chunks():
            self._idf.extend(rarity[np.searchsorted(known, flat)], lengths)
        self._known = known[documents > 1]

    def _rarity(self, term: npt.NDArray[np.uint32], documents: Floats) -> Floats:
        """Inverse document frequency: among the articles that are here and those that the table stands for."""
        expected = _PRESS * background.load().share(term)
        return np.asarray(np.log((len(self) + _PRESS) / (documents + expected + 0.5)))

    def shared(self, term: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
        """Whether each term is in more than one article."""
        if not len(self._known):
            return np.zeros(len(term), dtype=np.bool_)
        place = np.minimum(np.searchsorted(self._known, term), len(self._known) - 1)
        return np.asarray(self._known[place] == term)

    def hashes(self, rows: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.int64]]:
        """The terms of some rows, one row after the other, and how many each has."""
        entries, lengths = self._entries.gather(rows)
        return (entries >> HASH).astype(np.uint32), lengths

    def own(self, rows: npt.NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, without the relative weights."""
        entries, lengths = self._entries.gather(rows)
        idf = self._idf.gather(rows)[0].astype(np.float64)
        plain = _WEIGHT[(entries >> COUNT & np.uint64(MOST)).astype(np.int64)] * idf
        term = (entries >> HASH).astype(np.uint32)
        row = np.repeat(np.arange(len(rows)), lengths)
        return Vectors(row, term, plain, plain, plain, entries & NAME > 0, entries & FIGURE > 0, idf)

    def relate(self, weights: npt.NDArray[np.float64], lengths: npt.NDArray[np.int64]) -> None:
        """Add the relative weights of the next rows, one for each of their terms."""
        self._relative.extend(weights, lengths)

    def vectors(self, rows: npt.NDArray[np.int64]) -> Vectors:
        """The vectors of some rows with all weights."""
        own = self.own(rows)
        relative, _ = self._relative.gather(rows)
        relative = relative.astype(np.float64)
        root = np.sqrt(relative)
        return own._replace(half=own.plain * root, full=own.plain * relative, idf=own.idf * root)

    def close(self) -> None:
        """Give the disk space back."""
        for column in (self._entries, self._idf, self._relative):
            column.close()


@contextlib.contextmanager
def terms_of(articles: Iterable[Article]) -> Iterator[StoryTerms]:
    """The terms of some articles, for as long as they are needed."""
    with contextlib.closing(StoryTerms()) as out:
        for article in articles:
            out.add(article)
        yield out
