"""What is measured of two articles that may tell one story."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe.neighbours import norms
from etl.dedupe.story_terms import StoryTerms, Vectors

FEATURES = (
    "cosine",  # of tf-idf vectors, 0 to 1
    "cosine_half",  # the same with terms weighed down (half) by how common they are among the neighbours
    "cosine_full",  # the same, fully
    "cosine_names",  # of the names only, weighed as in `cosine_half`
    "root",  # square root of `cosine_half`
    "log",  # log of .01 + `cosine_half`
    "near3",  # `cosine_half` relative to both articles' three nearest
    "near10",  # `cosine_half` relative to both articles' sixth to fifteenth nearest
    "nearest",  # `cosine_half` relative to the three nearest of the article that has nearer ones
    "rank_best",  # log of 1 + the better of the two ranks among the other's neighbours
    "rank_worst",  # log of 1 + the worse
    "shared",  # log of 1 + the weight of the terms in common
    "contained",  # that weight as a share of the article that has less of it, 0 to 1
    "count",  # log of 1 + the number of terms in common
    "shorter",  # log of 1 + the terms of the article that has fewer
    "longer",  # log of 1 + the terms of the other
)
_FAR = 200  # rank of an article that is not among the neighbours
Floats = npt.NDArray[np.float64]


class Scored(NamedTuple):
    """Candidate pairs, `one < other`, and their features: shape (pairs, features)."""

    one: npt.NDArray[np.int64]
    other: npt.NDArray[np.int64]
    features: Floats


def _edges(near: list[npt.NDArray[np.int32]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The pairs of which one is among the other's neighbours, sorted, each once."""
    sizes = [len(found) for found in near]
    one = np.repeat(np.arange(len(near)), sizes)
    other = np.concatenate(near).astype(np.int64) if near else np.empty(0, dtype=np.int64)
    code = np.unique(np.minimum(one, other) << 32 | np.maximum(one, other))
    return code >> 32, code & 0xFFFFFFFF


class _Sums(NamedTuple):
    """Dot products and weights of the terms in common, one value a pair."""

    plain: Floats
    half: Floats
    full: Floats
    names: Floats
    shared: Floats
    number: Floats


def _common(own: Vectors, theirs: Vectors, size: int) -> _Sums:
    """Compare one row (`own`) with each of `size` rows."""
    place = np.minimum(np.searchsorted(own.term, theirs.term), max(len(own.term) - 1, 0))
    both = own.term[place] == theirs.term if len(own.term) else np.zeros(len(theirs.term), dtype=np.bool_)
    row, place = theirs.row[both], place[both]

    def total(values: Floats) -> Floats:
        return np.asarray(np.bincount(row, weights=values, minlength=size), dtype=np.float64)

    half = own.half[place] * theirs.half[both]
    named = own.name[place] & theirs.name[both]
    return _Sums(
        total(own.plain[place] * theirs.plain[both]),
        total(half),
        total(own.full[place] * theirs.full[both]),
        total(half * named),
        total((own.half[place] + theirs.half[both]) / 2),
        total(np.ones(len(row))),
    )


class _Norms(NamedTuple):
    plain: Floats
    half: Floats
    full: Floats
    names: Floats
    mass: Floats
    terms: Floats


def _lengths(terms: StoryTerms) -> _Norms:
    parts = []
    for start in range(0, len(terms), 2048):
        size = min(2048, len(terms) - start)
        own = terms.vectors(np.arange(start, start + size))
        parts.append(
            _Norms(
                norms(own, own.plain, size),
                norms(own, own.half, size),
                norms(own, own.full, size),
                norms(own, own.half * own.name, size),
                np.bincount(own.row, weights=own.half, minlength=size).clip(1e-6),
                np.bincount(own.row, minlength=size).astype(np.float64),
            )
        )
    return _Norms(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def score(terms: StoryTerms, near: list[npt.NDArray[np.int32]]) -> Scored:
    """Measure every candidate pair."""
    if not len(terms):
        nothing = np.empty(0, dtype=np.int64)
        return Scored(nothing, nothing, np.zeros((0, len(FEATURES))))
    one, other = _edges(near)
    length = _lengths(terms)
    sums = []
    bounds = np.searchsorted(one, np.arange(len(terms) + 1))
    for row, (start, end) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)):
        if end > start:
            sums.append(_common(terms.vectors(np.array([row])), terms.vectors(other[start:end]), end - start))
    if not sums:
        return Scored(one, other, np.zeros((0, len(FEATURES))))
    total = _Sums(*(np.concatenate(column) for column in zip(*sums, strict=True)))
    return Scored(one, other, _features(one, other, total, length, len(terms)))


def _features(
    one: npt.NDArray[np.int64], other: npt.NDArray[np.int64], total: _Sums, length: _Norms, size: int
) -> Floats:
    half = total.half / (length.half[one] * length.half[other])
    ranks, near3, near10 = _neighbourhood(one, other, half, size)
    rank_one, rank_other = ranks
    few = np.minimum(length.terms[one], length.terms[other])
    many = np.maximum(length.terms[one], length.terms[other])
    return np.stack(
        [
            total.plain / (length.plain[one] * length.plain[other]),
            half,
            total.full / (length.full[one] * length.full[other]),
            total.names / (length.names[one] * length.names[other]),
            np.sqrt(half),
            np.log(half + 0.01),
            half / np.sqrt(near3[one] * near3[other] + 1e-6),
            half / np.sqrt(near10[one] * near10[other] + 1e-6).clip(0.01),
            np.minimum(half / near3[one].clip(0.01), half / near3[other].clip(0.01)),
            np.log1p(np.minimum(rank_one, rank_other)),
            np.log1p(np.maximum(rank_one, rank_other)),
            np.log1p(total.shared),
            np.clip(total.shared / np.minimum(length.mass[one], length.mass[other]), 0.0, 1.0),
            np.log1p(total.number),
            np.log1p(few),
            np.log1p(many),
        ],
        axis=1,
    )


def _neighbourhood(
    one: npt.NDArray[np.int64], other: npt.NDArray[np.int64], half: Floats, size: int
) -> tuple[tuple[Floats, Floats], Floats, Floats]:
    """Of each pair the rank of each in the other's list; of each row the mean of its 3 nearest, of its 6th to 15th."""
    pairs = len(one)
    row = np.concatenate((one, other))
    nearness = np.concatenate((half, half))
    fellow = np.concatenate((other, one))
    order = np.lexsort((fellow, -nearness, row))
    rank = np.empty(2 * pairs)
    first = np.searchsorted(row[order], np.arange(size))
    rank[order] = np.arange(2 * pairs) - first[row[order]]
    rank = np.minimum(rank, _FAR)

    def mean(low: int, high: int) -> Floats:
        chosen = (rank >= low) & (rank < high)
        return np.bincount(row[chosen], weights=nearness[chosen], minlength=size) / (high - low)

    return (rank[:pairs], rank[pairs:]), mean(0, 3), mean(5, 15)
