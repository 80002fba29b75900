"""Which articles are worth comparing: those that share two keys.

A key that one outlet prints again and again is its furniture or a common phrase and brings nobody together. It is
counted by outlet, never by article: a dispatch in forty outlets is not common language.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etl.dedupe.corpus import Corpus, Rows

SHARED_KEYS = 2
# Different texts of one outlet that may share a key before it counts as furniture.
OUTLET_LIMIT = 8
# The same where the outlet is not known: wire copy and furniture look alike, so the limit is what a wire may reach.
UNKNOWN_OUTLET_LIMIT = 100
# Posting lists longer than this are not paired in full: each member meets the first ones (which are kept) and its
# neighbours in order.
_FULL_PAIRS = 64
_NEAREST = 16
# Entries sorted at once: 16 bytes each.
_PARTITION = 2_000_000


class Pairs(NamedTuple):
    """Candidate pairs by rank, sorted by `later`, then by most shared keys."""

    earlier: npt.NDArray[np.int32]
    later: npt.NDArray[np.int32]
    shared: npt.NDArray[np.int32]


def _postings(corpus: Corpus, ranked: Rows, part: int, parts: int) -> tuple[npt.NDArray[np.uint32], Rows]:
    """The keys of one partition and the rank of the article that each belongs to, sorted by key, then rank."""
    keys, ranks = [], []
    step = 65536
    for start in range(0, len(ranked), step):
        flat, lengths = corpus.keys.gather(ranked[start : start + step])
        narrow = flat.astype(np.uint32)
        inside = (narrow % np.uint32(parts)) == part if parts > 1 else np.ones(len(narrow), dtype=np.bool_)
        keys.append(narrow[inside])
        ranks.append(np.repeat(np.arange(start, start + len(lengths)), lengths)[inside])
    if not keys:
        return np.empty(0, dtype=np.uint32), np.empty(0, dtype=np.int64)
    joined = np.concatenate(keys).astype(np.uint64) << np.uint64(32) | np.concatenate(ranks).astype(np.uint64)
    joined.sort()
    return (joined >> np.uint64(32)).astype(np.uint32), (joined & np.uint64(0xFFFFFFFF)).astype(np.int64)


def _common(lists: npt.NDArray[np.int64], outlets: npt.NDArray[np.int32], count: int) -> npt.NDArray[np.bool_]:
    """For each posting list, whether one outlet has it too often."""
    both = np.sort(lists.astype(np.uint64) << np.uint64(32) | outlets.astype(np.uint64))
    starts = np.flatnonzero(np.concatenate(([True], both[1:] != both[:-1])))
    sizes = np.diff(starts, append=len(both))
    unknown = (both[starts] & np.uint64(0xFFFFFFFF)) == 0
    over = sizes > np.where(unknown, UNKNOWN_OUTLET_LIMIT, OUTLET_LIMIT)
    out = np.zeros(count, dtype=np.bool_)
    out[(both[starts[over]] >> np.uint64(32)).astype(np.int64)] = True
    return out


def _pair_up(ranks: Rows, starts: Rows, sizes: Rows) -> list[npt.NDArray[np.uint64]]:
    """The pairs of each posting list as `later << 32 | earlier`."""
    out = []
    place = np.arange(len(ranks)) - np.repeat(starts, sizes)
    for distance in range(1, min(int(sizes.max(initial=0)), _FULL_PAIRS)):
        full = np.repeat(sizes <= _FULL_PAIRS, sizes)
        wanted = np.flatnonzero((place >= distance) & (full | (distance <= _NEAREST)))
        if not len(wanted):
            break
        out.append(ranks[wanted].astype(np.uint64) << np.uint64(32) | ranks[wanted - distance].astype(np.uint64))
    for start, size in zip(starts[sizes > _FULL_PAIRS].tolist(), sizes[sizes > _FULL_PAIRS].tolist(), strict=True):
        for first in range(_NEAREST):
            later = ranks[start + first + _NEAREST + 1 : start + size]
            out.append(later.astype(np.uint64) << np.uint64(32) | np.uint64(ranks[start + first]))
    return out


class _Lists(NamedTuple):
    """The posting lists of one partition: the key and rank of every entry, sorted, and where each list starts."""

    keys: npt.NDArray[np.uint32]
    ranks: Rows
    number: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    common: npt.NDArray[np.bool_]


def _lists(corpus: Corpus, ranked: Rows) -> Iterator[_Lists]:
    total = int(np.diff(corpus.keys.ends)[ranked].sum()) if len(ranked) else 0
    parts = total // _PARTITION + 1
    outlets = corpus.source[ranked] if len(ranked) else np.empty(0, dtype=np.int32)
    for part in range(parts):
        keys, ranks = _postings(corpus, ranked, part, parts)
        if len(keys):
            first = np.concatenate(([True], keys[1:] != keys[:-1]))
            number = np.cumsum(first) - 1
            starts = np.flatnonzero(first)
            yield _Lists(keys, ranks, number, starts, _common(number, outlets[ranks], len(starts)))


def common_keys(corpus: Corpus, ranked: Rows) -> npt.NDArray[np.uint32]:
    """The low 32 bits of the keys that bring nobody together, sorted."""
    found = [lists.keys[lists.starts[lists.common]] for lists in _lists(corpus, ranked)]
    return np.sort(np.concatenate(found)) if found else np.empty(0, dtype=np.uint32)


def pairs(corpus: Corpus, ranked: Rows, shared_keys: int = SHARED_KEYS) -> Pairs:
    """The candidate pairs among the rows `ranked`, by their place in it."""
    codes: list[npt.NDArray[np.uint64]] = []
    counts: list[npt.NDArray[np.int32]] = []
    for lists in _lists(corpus, ranked):
        sizes = np.diff(lists.starts, append=len(lists.keys))
        kept = ((sizes > 1) & ~lists.common)[lists.number]
        ranks, number = lists.ranks[kept], lists.number[kept]
        if not len(ranks):
            continue
        starts = np.flatnonzero(np.concatenate(([True], number[1:] != number[:-1])))
        found = _pair_up(ranks, starts, np.diff(starts, append=len(ranks)))
        code, count = np.unique(np.concatenate(found), return_counts=True)
        codes.append(code)
        counts.append(count.astype(np.int32))
    return _summed(codes, counts, shared_keys)


def _summed(codes: list[npt.NDArray[np.uint64]], counts: list[npt.NDArray[np.int32]], shared_keys: int) -> Pairs:
    if not codes:
        nothing = np.empty(0, dtype=np.int32)
        return Pairs(nothing, nothing, nothing)
    code, place = np.unique(np.concatenate(codes), return_inverse=True)
    shared = np.bincount(place, weights=np.concatenate(counts)).astype(np.int32)
    enough = shared >= shared_keys
    code, shared = code[enough], shared[enough]
    later, earlier = (code >> np.uint64(32)).astype(np.int32), (code & np.uint64(0xFFFFFFFF)).astype(np.int32)
    sorting = np.lexsort((earlier, -shared, later))
    return Pairs(earlier[sorting], later[sorting], shared[sorting])
