"""The articles nearest to each, by rare terms in common, within a window of days."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe.story_terms import StoryTerms, Vectors

# Neighbours of an article that are looked at.
NEIGHBOURS = 60
# Of these, the ones that say what is common in its neighbourhood.
NEIGHBOURHOOD = 40
# Rarest terms of an article by which it can be found: more find more and cost more.
_LOOKED_UP = 32
# Articles that a term may find. A term of more is common language, whatever the size of the set.
_LONGEST = 3000
# Days between two articles of one story; undated ones are near to every day.
WINDOW = 45.0

Rows = npt.NDArray[np.int64]


class _Postings(NamedTuple):
    term: npt.NDArray[np.uint32]
    row: npt.NDArray[np.int32]
    weight: npt.NDArray[np.float32]


def norms(vectors: Vectors, weight: npt.NDArray[np.float64], size: int) -> npt.NDArray[np.float64]:
    """Euclidean length of each row."""
    return np.sqrt(np.bincount(vectors.row, weights=weight**2, minlength=size)).clip(1e-9)


def _postings(terms: StoryTerms) -> _Postings:
    """The heaviest of the terms that each article shares with any, by term."""
    kept_terms, kept_rows, kept_weights = [], [], []
    for start in range(0, len(terms), 4096):
        rows = np.arange(start, min(start + 4096, len(terms)))
        own = terms.own(rows)
        weight = own.plain / norms(own, own.plain, len(rows))[own.row]
        shared = np.flatnonzero(~own.alone)
        order = shared[np.lexsort((own.term[shared], -weight[shared], own.row[shared]))]
        first = np.searchsorted(own.row[order], np.arange(len(rows)))
        place = np.arange(len(order)) - first[own.row[order]]
        chosen = order[place < _LOOKED_UP]
        kept_terms.append(own.term[chosen])
        kept_rows.append(rows[own.row[chosen]].astype(np.int32))
        kept_weights.append(weight[chosen].astype(np.float32))
    if not kept_terms:
        return _Postings(np.empty(0, np.uint32), np.empty(0, np.int32), np.empty(0, np.float32))
    term, row = np.concatenate(kept_terms), np.concatenate(kept_rows)
    order = np.lexsort((row, term))
    return _Postings(term[order], row[order], np.concatenate(kept_weights)[order])


def neighbours(terms: StoryTerms, window: float = WINDOW) -> list[npt.NDArray[np.int32]]:
    """For each article its neighbours, nearest first (ties in order of number)."""
    postings = _postings(terms)
    days = terms.days
    out = []
    for row in range(len(terms)):
        own = terms.own(np.array([row]))
        weight = own.plain / norms(own, own.plain, 1)[0]
        starts = np.searchsorted(postings.term, own.term, side="left")
        ends = np.searchsorted(postings.term, own.term, side="right")
        near = np.flatnonzero((ends > starts) & (ends - starts <= _LONGEST))
        if not len(near):
            out.append(np.empty(0, dtype=np.int32))
            continue
        places = np.concatenate([np.arange(starts[i], ends[i]) for i in near.tolist()])
        scores = postings.weight[places] * np.repeat(weight[near], (ends - starts)[near])
        found, place = np.unique(postings.row[places], return_inverse=True)
        total = np.bincount(place, weights=scores)
        with np.errstate(invalid="ignore"):
            inside = (found != row) & ~(np.abs(days[found] - days[row]) > window)
        found, total = found[inside], total[inside]
        out.append(found[np.lexsort((found, -total))[:NEIGHBOURS]])
    return out


def relate(terms: StoryTerms, near: list[npt.NDArray[np.int32]]) -> None:
    """Weigh each article's terms by how few of its nearest neighbours have them."""
    for row, found in enumerate(near):
        own = terms.hashes(np.array([row]))
        nearest = found[:NEIGHBOURHOOD].astype(np.int64)
        theirs = terms.hashes(nearest)
        place = np.minimum(np.searchsorted(own, theirs), max(len(own) - 1, 0))
        shared = own[place] == theirs if len(own) else np.zeros(0, dtype=np.bool_)
        having = np.bincount(place[shared], minlength=len(own))
        size = len(nearest) + 1
        relative = np.log(size / (having + 0.5)) / np.log(size) if size > 1 else np.ones(len(own))
        terms.relate(np.clip(relative, 0.0, 1.0))
