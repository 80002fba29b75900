"""The pairs of articles that may tell one story, and what the two have in common."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe.neighbours import norms
from etl.dedupe.shared_terms import Rows as Terms
from etl.dedupe.shared_terms import blocks, shared_terms
from etl.dedupe.story_terms import StoryTerms, Vectors

_FAR = 200  # rank of an article that is not among the neighbours
# How near an article's neighbours are at least: a handful of articles has no tenth neighbour.
_NEAR = 0.02
# Terms in common that are looked at one by one, the rarest.
RAREST = 3
_CHUNK = 2048
Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]


class Sums(NamedTuple):
    """Dot products and weights of the terms in common, one value a pair."""

    plain: Singles
    half: Singles
    full: Singles
    names: Singles
    figures: Singles
    shared: Singles
    rare: Singles
    shared_names: Singles
    number: Singles
    rarest: Singles


class Lengths(NamedTuple):
    """Norms and sums of each article's weights, one value an article."""

    plain: Floats
    half: Floats
    full: Floats
    names: Floats
    figures: Floats
    mass: Floats
    rare: Floats
    named: Floats
    terms: Floats


class Places(NamedTuple):
    """Of each pair the rank of each in the other's list; of each article how near its neighbours are."""

    rank_one: Floats
    rank_other: Floats
    first: Floats
    tenth: Floats
    twentieth: Floats


class Pairs(NamedTuple):
    """Candidate pairs, `one < other`, and all that is measured of them."""

    one: Rows
    other: Rows
    sums: Sums
    lengths: Lengths
    half: Floats
    places: Places
    days: Floats
    events: Floats


def _edges(near: list[npt.NDArray[np.int32]]) -> tuple[Rows, Rows]:
    """The pairs of which one is among the other's neighbours, sorted, each once."""
    sizes = [len(found) for found in near]
    one = np.repeat(np.arange(len(near)), sizes)
    other = np.concatenate(near).astype(np.int64) if near else np.empty(0, dtype=np.int64)
    code = np.unique(np.minimum(one, other) << 32 | np.maximum(one, other))
    return code >> 32, code & 0xFFFFFFFF


def _rarest(row: Rows, weight: Floats, size: int) -> Singles:
    """The weights of each pair's rarest terms in common, falling: shape (pairs, RAREST)."""
    order = np.lexsort((-weight, row))
    place = np.arange(len(order)) - np.searchsorted(row[order], np.arange(size))[row[order]]
    kept = place < RAREST
    out = np.zeros((size, RAREST), dtype=np.float32)
    out[row[order][kept], place[kept]] = weight[order][kept]
    return out


def _common(terms: StoryTerms, rows: Rows, one: Rows, other: Rows) -> Sums:
    """Compare article `rows[one[i]]` with article `other[i]`, for every `i`."""
    others, other = np.unique(other, return_inverse=True)
    own, theirs = terms.vectors(rows), terms.vectors(others)
    row, mine, his = shared_terms(_terms(own, len(rows)), _terms(theirs, len(others)), one, other)
    size = len(one)

    def total(values: Floats) -> Singles:
        return np.bincount(row, weights=values, minlength=size).astype(np.float32)

    half, their_half = own.half[mine], theirs.half[his]
    product = half * their_half
    rare = (own.idf[mine] + theirs.idf[his]) / 2
    return Sums(
        total(own.plain[mine] * theirs.plain[his]),
        total(product),
        total(own.full[mine] * theirs.full[his]),
        total(product * (own.name[mine] & theirs.name[his])),
        total(product * own.figure[mine]),
        total((half + their_half) / 2),
        total(rare),
        total((half * own.name[mine] + their_half * theirs.name[his]) / 2),
        total(np.ones(len(row))),
        _rarest(row, rare, size),
    )


def _terms(vectors: Vectors, size: int) -> Terms:
    return Terms(vectors.term, np.bincount(vectors.row, minlength=size))


def _lengths(terms: StoryTerms) -> Lengths:
    parts = []
    for start in range(0, len(terms), _CHUNK):
        size = min(_CHUNK, len(terms) - start)
        own = terms.vectors(np.arange(start, start + size))

        def total(values: Floats, row: Rows = own.row, size: int = size) -> Floats:
            return np.asarray(np.bincount(row, weights=values, minlength=size), dtype=np.float64)

        parts.append(
            Lengths(
                norms(own, own.plain, size),
                norms(own, own.half, size),
                norms(own, own.full, size),
                norms(own, own.half * own.name, size),
                norms(own, own.half * own.figure, size),
                total(own.half),
                total(own.idf),
                total(own.half * own.name),
                total(np.ones(len(own.row))),
            )
        )
    return Lengths(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def compare(terms: StoryTerms, near: list[npt.NDArray[np.int32]]) -> Pairs | None:
    """Measure every candidate pair; none where there is no pair."""
    one, other = _edges(near)
    if not len(one):
        return None
    sums = []
    for start, end, low, high in blocks(one, len(terms)):
        if high > low:
            sums.append(_common(terms, np.arange(start, end), one[low:high] - start, other[low:high]))
    total = Sums(*(np.concatenate(column) for column in zip(*sums, strict=True)))
    lengths = _lengths(terms)
    half = total.half / (lengths.half[one] * lengths.half[other])
    places = _places(one, other, half, len(terms))
    return Pairs(one, other, total, lengths, half, places, terms.days, terms.events)


def _places(one: Rows, other: Rows, half: Floats, size: int) -> Places:
    pairs = len(one)
    row = np.concatenate((one, other))
    nearness = np.concatenate((half, half))
    order = np.lexsort((np.concatenate((other, one)), -nearness, row))
    rank = np.empty(2 * pairs)
    first = np.searchsorted(row[order], np.arange(size))
    rank[order] = np.arange(2 * pairs) - first[row[order]]
    rank = np.minimum(rank, _FAR)

    def mean(low: int, high: int) -> Floats:
        chosen = (rank >= low) & (rank < high)
        found = np.bincount(row[chosen], weights=nearness[chosen], minlength=size) / (high - low)
        return np.maximum(found, _NEAR)

    return Places(rank[:pairs], rank[pairs:], mean(0, 3), mean(5, 15), mean(15, 40))
