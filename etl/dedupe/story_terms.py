"""The weight of each term in each article: rare in the press and in the whole set, and rare again among its neighbours.

The last is what tells two events of one saga apart: a term that every near article has (the two ministers, the war)
says nothing there, however rare it is elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.article import Article
from etl.dedupe import background, order
from etl.dedupe.dates import event_dates
from etl.dedupe.ragged import Ragged
from etl.dedupe.terms import terms

Floats = npt.NDArray[np.float64]
_CHUNK = 8192
# Articles that the table of the press stands for beside those that are here.
_PRESS = 500.0
# Days named in a text that may be those of its event: the first ones.
EVENT_DAYS = 3
_EPOCH = dt.date(1970, 1, 1).toordinal()


class Vectors(NamedTuple):
    """Some rows, one after the other: the row (0, 1, … as asked for), hash, tf-idf, half and full neighbourhood weight
    of each term, and whether it is a name, a figure, in this article only. Weights are not normalised."""

    row: npt.NDArray[np.int64]
    term: npt.NDArray[np.uint32]
    plain: Floats
    half: Floats
    full: Floats
    name: npt.NDArray[np.bool_]
    figure: npt.NDArray[np.bool_]
    alone: npt.NDArray[np.bool_]
    idf: Floats


class StoryTerms:
    """The terms of the articles whose stories are to be told, by number in the order in which they were added."""

    def __init__(self) -> None:
        self._terms = Ragged(np.uint32)
        self._counts = Ragged(np.uint8)
        self._names = Ragged(np.bool_)
        self._figures = Ragged(np.bool_)
        self._relative = Ragged(np.float32)
        self._days: list[float] = []
        self._events: list[list[float]] = []
        self.known = np.empty(0, dtype=np.uint32)
        self._idf = np.empty(0, dtype=np.float64)

    def __len__(self) -> int:
        return len(self._terms)

    def add(self, article: Article, named: Sequence[str] | None = None) -> None:
        """Add an article; `named` are the days that it names, where they are known already."""
        own = terms(article)
        self._terms.append(own.hashes)
        self._counts.append(own.counts)
        self._names.append(own.names)
        self._figures.append(own.figures)
        days = event_dates(article) if named is None else named
        self._events.append([float(dt.date.fromisoformat(day).toordinal() - _EPOCH) for day in days[:EVENT_DAYS]])
        published = order.instant(article.published_at)
        self._days.append(published / 86400.0 if published != order.UNDATED else np.nan)

    def select(self, rows: Sequence[int]) -> StoryTerms:
        """Some articles, numbered anew in the order given."""
        out = StoryTerms()
        for row in rows:
            out._terms.append(self._terms[row])
            out._counts.append(self._counts[row])
            out._names.append(self._names[row])
            out._figures.append(self._figures[row])
            out._events.append(self._events[row])
            out._days.append(self._days[row])
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

    def count(self) -> None:
        """Count in how many articles each term is."""
        known, documents = np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.int64)
        for start in range(0, len(self), _CHUNK):
            flat, _ = self._terms.gather(range(start, min(start + _CHUNK, len(self))))
            known, place = np.unique(np.concatenate((known, flat)), return_inverse=True)
            documents = np.bincount(
                place, weights=np.concatenate((documents, np.ones(len(flat), dtype=np.int64))), minlength=len(known)
            ).astype(np.int64)
        self.known = known[documents > 1]
        self._idf = self._rarity(self.known, documents[documents > 1].astype(np.float64))

    def _rarity(self, term: npt.NDArray[np.uint32], documents: Floats) -> Floats:
        """Inverse document frequency: among the articles that are here and those that the table stands for."""
        expected = _PRESS * background.load().share(term)
        return np.asarray(np.log((len(self) + _PRESS) / (documents + expected + 0.5)))

    def hashes(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
        """The terms of some rows, one row after the other."""
        return self._terms.gather(rows)[0]

    def own(self, rows: npt.NDArray[np.int64]) -> Vectors:
        """The vectors of some rows, without the relative weights."""
        term, lengths = self._terms.gather(rows)
        counts, _ = self._counts.gather(rows)
        names, _ = self._names.gather(rows)
        figures, _ = self._figures.gather(rows)
        row = np.repeat(np.arange(len(rows)), lengths)
        place = np.minimum(np.searchsorted(self.known, term), max(len(self.known) - 1, 0))
        shared = self.known[place] == term if len(self.known) else np.zeros(len(term), dtype=np.bool_)
        idf = np.empty(len(term))
        idf[shared] = self._idf[place[shared]]
        idf[~shared] = self._rarity(term[~shared], np.ones(1))
        plain = (1.0 + np.log(counts)) * idf
        return Vectors(row, term, plain, plain, plain, names, figures, ~shared, idf)

    def relate(self, weights: npt.NDArray[np.float64]) -> None:
        """Add the relative weights of the next row, one for each of its terms."""
        self._relative.append(weights)

    def vectors(self, rows: npt.NDArray[np.int64]) -> Vectors:
        """The vectors of some rows with all weights."""
        own = self.own(rows)
        relative, _ = self._relative.gather(rows)
        relative = relative.astype(np.float64)
        root = np.sqrt(relative)
        return own._replace(half=own.plain * root, full=own.plain * relative, idf=own.idf * root)

    def close(self) -> None:
        """Give the disk space back."""
        for column in (self._terms, self._counts, self._names, self._figures, self._relative):
            column.close()
