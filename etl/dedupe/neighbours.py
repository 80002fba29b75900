"""The articles nearest to each, by rare terms in common, within a window of days."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe.ragged import spans
from etl.dedupe.shared_terms import TOGETHER, shared_terms
from etl.dedupe.shared_terms import Rows as Terms
from etl.dedupe.story_terms import StoryTerms, Vectors

# Neighbours of an article that are looked at.
NEIGHBOURS = 60
# Of these, the ones that say what is common in its neighbourhood.
NEIGHBOURHOOD = 40
# Rarest terms of an article by which it can be found: more find more and cost more.
_LOOKED_UP = 32
# Articles that a term may find. A term of more is common language, whatever the size of the set.
_LONGEST = 1000
# Days between two articles of one story; undated ones are near to every day.
WINDOW = 45.0

Rows = npt.NDArray[np.int64]


class _Postings(NamedTuple):
    """By term: where the articles of `term[i]` start and end, and for each the row and the weight."""

    term: npt.NDArray[np.uint32]
    start: Rows
    end: Rows
    row: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float32]


def norms(vectors: Vectors, weight: npt.NDArray[np.float64], size: int) -> npt.NDArray[np.float64]:
    """Euclidean length of each row."""
    return np.sqrt(np.bincount(vectors.row, weights=weight**2, minlength=size)).clip(1e-9)


def _postings(terms: StoryTerms) -> _Postings:
    """The heaviest of the terms that each article shares with any; without those of common language."""
    kept_terms, kept_rows, kept_weights = [np.empty(0, np.uint32)], [np.empty(0, np.int32)], [np.empty(0, np.float32)]
    for start in range(0, len(terms), 4096):
        rows = np.arange(start, min(start + 4096, len(terms)))
        own = terms.own(rows)
        weight = own.plain / norms(own, own.plain, len(rows))[own.row]
        shared = np.flatnonzero(terms.shared(own.term))
        order = shared[np.lexsort((own.term[shared], -weight[shared], own.row[shared]))]
        first = np.searchsorted(own.row[order], np.arange(len(rows)))
        place = np.arange(len(order)) - first[own.row[order]]
        chosen = order[place < _LOOKED_UP]
        kept_terms.append(own.term[chosen])
        kept_rows.append(rows[own.row[chosen]].astype(np.int32))
        kept_weights.append(weight[chosen].astype(np.float32))
    term, row = np.concatenate(kept_terms), np.concatenate(kept_rows)
    order = np.lexsort((row, term))
    different, begin, count = np.unique(term[order], return_index=True, return_counts=True)
    telling = count <= _LONGEST
    begin, count = begin[telling], count[telling]
    return _Postings(different[telling], begin, begin + count, row[order], np.concatenate(kept_weights)[order])


class _Tally:
    """What each article has in common with one of them: a sum for every article, used again for the next."""

    def __init__(self, postings: _Postings, days: npt.NDArray[np.float64], window: float) -> None:
        self._postings, self._days, self._window = postings, days, window
        self._sums = np.zeros(len(days))
        # Undated articles are near to every day, so only the dated ones can be too far apart.
        dated = days[~np.isnan(days)]
        self._all_near = not len(dated) or float(dated.max() - dated.min()) <= window

    def nearest(self, article: int, terms: Rows, weight: npt.NDArray[np.float64]) -> npt.NDArray[np.int32]:
        """The articles that have most of some terms, given by their place among the postings; ties in order of number.

        What is found is as long as the postings, whatever the number of articles: nothing here looks at all of them.
        """
        first, sizes = self._postings.start[terms], self._postings.end[terms] - self._postings.start[terms]
        places = spans(first, sizes)
        row = self._postings.row[places]
        np.add.at(self._sums, row, self._postings.weight[places] * np.repeat(weight, sizes))
        self._sums[article] = 0.0
        found = self._best(article, row)
        score = self._sums[found]
        self._sums[row] = 0.0
        return found[np.lexsort((found, -score))[:NEIGHBOURS]].astype(np.int32)

    def _best(self, article: int, row: npt.NDArray[np.int32]) -> Rows:
        """Of rows that stand here once for each term that found them, the nearest within the window, each once."""
        if not self._all_near:
            row = row[~(np.abs(self._days[row] - self._days[article]) > self._window)]
        # Singles are parted in half the time, and order no two doubles the other way round.
        score = self._sums[row].astype(np.float32)
        enough = NEIGHBOURS * _LOOKED_UP  # entries among which are so many different rows
        floor = np.partition(score, len(score) - enough)[len(score) - enough] if len(score) > enough else 0.0
        row = np.sort(row[(score >= floor) & (score > 0.0)])
        first = np.ones(len(row), dtype=np.bool_)
        first[1:] = row[1:] != row[:-1]
        return row[first].astype(np.int64)


def neighbours(terms: StoryTerms, window: float = WINDOW) -> list[npt.NDArray[np.int32]]:
    """For each article its neighbours, nearest first (ties in order of number)."""
    postings = _postings(terms)
    out = [np.empty(0, dtype=np.int32) for _ in range(len(terms))]
    if not len(postings.term):
        return out
    tally = _Tally(postings, terms.days, window)
    for start in range(0, len(terms), TOGETHER):
        rows = np.arange(start, min(start + TOGETHER, len(terms)))
        own = terms.own(rows)
        weight = own.plain / norms(own, own.plain, len(rows))[own.row]
        at = np.searchsorted(postings.term, own.term).clip(max=len(postings.term) - 1)
        usable = np.flatnonzero(postings.term[at] == own.term)
        at, weight, bounds = at[usable], weight[usable], np.searchsorted(own.row[usable], np.arange(len(rows) + 1))
        for row, low, high in zip(rows.tolist(), bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            if low < high:
                out[row] = tally.nearest(row, at[low:high], weight[low:high])
    return out


def relate(terms: StoryTerms, near: list[npt.NDArray[np.int32]]) -> None:
    """Weigh each article's terms by how few of its nearest neighbours have them."""
    for start in range(0, len(near), TOGETHER):
        nearest = [found[:NEIGHBOURHOOD].astype(np.int64) for found in near[start : start + TOGETHER]]
        sizes = np.array([len(found) for found in nearest])
        others, other = np.unique(np.concatenate(nearest), return_inverse=True)
        own = Terms(*terms.hashes(np.arange(start, start + len(nearest))))
        both = shared_terms(own, Terms(*terms.hashes(others)), np.repeat(np.arange(len(nearest)), sizes), other)
        having = np.bincount(both.first, minlength=len(own.terms))
        size = np.repeat(sizes + 1, own.lengths)
        with np.errstate(divide="ignore", invalid="ignore"):
            relative = np.log(size / (having + 0.5)) / np.log(size)
        terms.relate(np.where(size > 1, np.clip(relative, 0.0, 1.0), 1.0), own.lengths)
