"""The terms that two articles have in common, for many pairs at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe.ragged import spans

Places = npt.NDArray[np.int64]
# Articles whose pairs are looked at together: more need more memory, fewer more calls.
TOGETHER = 64


class Rows(NamedTuple):
    """The terms of some articles, sorted within each, one article after the other, and how many each has."""

    terms: npt.NDArray[np.uint32]
    lengths: Places


class Shared(NamedTuple):
    """One entry for each term that the articles of a pair have in common: the number of the pair, and the place of the
    term among those of the first articles and among those of the second."""

    pair: Places
    first: Places
    second: Places


def shared_terms(first: Rows, second: Rows, one: Places, other: Places) -> Shared:
    """What article `one[i]` of `first` shares with article `other[i]` of `second`, for every `i`."""
    codes = np.repeat(np.arange(len(first.lengths)), first.lengths).astype(np.uint64) << np.uint64(32) | first.terms
    lengths = second.lengths[other]
    places = spans((np.cumsum(second.lengths) - second.lengths)[other], lengths)
    pair = np.repeat(np.arange(len(one)), lengths)
    if not len(codes) or not len(places):
        nothing = np.empty(0, dtype=np.int64)
        return Shared(nothing, nothing, nothing)
    wanted = one[pair].astype(np.uint64) << np.uint64(32) | second.terms[places]
    found = np.minimum(np.searchsorted(codes, wanted), len(codes) - 1)
    both = np.flatnonzero(codes[found] == wanted)
    return Shared(pair[both], found[both], places[both])


def blocks(one: Places, size: int) -> Iterator[tuple[int, int, int, int]]:
    """Runs of `TOGETHER` articles, given the sorted first articles of all pairs: from which article to which, and from
    which pair to which. Runs without a pair come too."""
    for start in range(0, size, TOGETHER):
        end = min(start + TOGETHER, size)
        low, high = np.searchsorted(one, [start, end]).tolist()
        yield start, end, low, high
