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
from etl.dedupe.ragged import Ragged
from etl.dedupe.spill import Entries, Spill

SHARED_KEYS = 2
# Different texts of one outlet that may share a key before it counts as furniture.
OUTLET_LIMIT = 8
# The same where the outlet is not known: wire copy and furniture look alike, so the limit is what a wire may reach.
UNKNOWN_OUTLET_LIMIT = 100
# Posting lists longer than this are not paired in full: each member meets the first ones (which are kept) and its
# neighbours in order.
_FULL_PAIRS = 64
_NEAREST = 16
# Entries of posting lists sorted at once: some 50 bytes each with the pairs that they make.
_PARTITION = 250_000
# Articles of which the pairs are sorted at once.
_RANKS = 4096
# Articles read at once.
_CHUNK = 4096
# Files open at once: under the 1,024 that a process may have by default.
_MOST_PARTS = 256
# A pair is one number, `later | 63 - shared | earlier`: in its order pairs stand by the later article, then by most
# keys in common, then by the earlier one.
_RANK_BITS, _SHARED_BITS = np.uint64(29), np.uint64(6)
_RANK = np.uint64(2**29 - 1)
_MOST_SHARED = np.uint64(2**6 - 1)


class Pairs(NamedTuple):
    """Candidate pairs by rank, sorted by `later`, then by most shared keys."""

    earlier: npt.NDArray[np.int32]
    later: npt.NDArray[np.int32]
    shared: npt.NDArray[np.int32]


class Candidates:
    """The candidate pairs of all articles, in a file: only eight bytes an article stay in memory."""

    def __init__(self) -> None:
        self._pairs = Ragged(np.uint64)

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self._pairs)

    def append(self, codes: Entries, ranks: int) -> None:
        """Add the pairs of the next `ranks` articles as the later ones, as sorted numbers."""
        later = (codes >> (_RANK_BITS + _SHARED_BITS)).astype(np.int64) - len(self)
        self._pairs.extend(codes, np.bincount(later, minlength=ranks))

    def between(self, start: int, end: int) -> Pairs:
        """The pairs of which one of these ranks is the later."""
        codes, _ = self._pairs.gather(range(start, end))
        return Pairs(
            (codes & _RANK).astype(np.int32),
            (codes >> (_RANK_BITS + _SHARED_BITS)).astype(np.int32),
            (_MOST_SHARED - (codes >> _RANK_BITS & _MOST_SHARED)).astype(np.int32),
        )

    def blocks(self, size: int) -> Iterator[tuple[int, int, Pairs]]:
        """Start, end and pairs of each run of `size` articles, in order."""
        for start in range(0, len(self), size):
            end = min(start + size, len(self))
            yield start, end, self.between(start, end)

    def close(self) -> None:
        """Give the disk space back."""
        self._pairs.close()


def _deal(corpus: Corpus, ranked: Rows, spill: Spill) -> None:
    """Write `key << 32 | rank` of every key to the part of the key."""
    for start in range(0, len(ranked), _CHUNK):
        flat, lengths = corpus.keys.gather(ranked[start : start + _CHUNK])
        narrow = flat.astype(np.uint32).astype(np.uint64)
        ranks = np.repeat(np.arange(start, start + len(lengths), dtype=np.uint64), lengths)
        spill.deal(narrow << np.uint64(32) | ranks, (narrow % np.uint64(len(spill))).astype(np.int64))


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


def _pair_up(ranks: Rows, starts: Rows, sizes: Rows) -> Iterator[Entries]:
    """The pairs of each posting list as `later << 32 | earlier`."""
    place = np.arange(len(ranks)) - np.repeat(starts, sizes)
    full = np.repeat(sizes <= _FULL_PAIRS, sizes)
    for distance in range(1, min(int(sizes.max(initial=0)), _FULL_PAIRS)):
        wanted = np.flatnonzero((place >= distance) & (full | (distance <= _NEAREST)))
        if not len(wanted):
            break
        yield ranks[wanted].astype(np.uint64) << np.uint64(32) | ranks[wanted - distance].astype(np.uint64)
    for start, size in zip(starts[sizes > _FULL_PAIRS].tolist(), sizes[sizes > _FULL_PAIRS].tolist(), strict=True):
        for first in range(_NEAREST):
            later = ranks[start + first + _NEAREST + 1 : start + size]
            yield later.astype(np.uint64) << np.uint64(32) | np.uint64(ranks[start + first])


class _Lists(NamedTuple):
    """The posting lists of one partition: the key and rank of every entry, sorted, and where each list starts."""

    keys: npt.NDArray[np.uint32]
    ranks: Rows
    number: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    common: npt.NDArray[np.bool_]


def _lists(corpus: Corpus, ranked: Rows) -> Iterator[_Lists]:
    total = int(np.diff(corpus.keys.ends)[ranked].sum()) if len(ranked) else 0
    outlets = corpus.source[ranked] if len(ranked) else np.empty(0, dtype=np.int32)
    with Spill(min(total // _PARTITION + 1, _MOST_PARTS)) as spill:
        _deal(corpus, ranked, spill)
        for part in range(len(spill)):
            joined = np.sort(spill.read(part))
            if not len(joined):
                continue
            keys = (joined >> np.uint64(32)).astype(np.uint32)
            ranks = (joined & np.uint64(0xFFFFFFFF)).astype(np.int64)
            first = np.concatenate(([True], keys[1:] != keys[:-1]))
            number = np.cumsum(first) - 1
            starts = np.flatnonzero(first)
            yield _Lists(keys, ranks, number, starts, _common(number, outlets[ranks], len(starts)))


def common_keys(corpus: Corpus, ranked: Rows) -> npt.NDArray[np.uint32]:
    """The low 32 bits of the keys that bring nobody together, sorted."""
    found = [lists.keys[lists.starts[lists.common]] for lists in _lists(corpus, ranked)]
    return np.sort(np.concatenate(found)) if found else np.empty(0, dtype=np.uint32)


def pairs(corpus: Corpus, ranked: Rows, shared_keys: int = SHARED_KEYS) -> Candidates:
    """The candidate pairs among the rows `ranked`, by their place in it; whoever asks closes them."""
    out = Candidates()
    with Spill(min(len(ranked) // _RANKS + 1, _MOST_PARTS)) as spill:
        a_part = -(-len(ranked) // len(spill))
        for lists in _lists(corpus, ranked):
            sizes = np.diff(lists.starts, append=len(lists.keys))
            kept = ((sizes > 1) & ~lists.common)[lists.number]
            ranks, number = lists.ranks[kept], lists.number[kept]
            if not len(ranks):
                continue
            starts = np.flatnonzero(np.concatenate(([True], number[1:] != number[:-1])))
            for codes in _pair_up(ranks, starts, np.diff(starts, append=len(ranks))):
                spill.deal(codes, (codes >> np.uint64(32)).astype(np.int64) // a_part)
        for part in range(len(spill)):
            ranks_here = min(a_part, len(ranked) - len(out))
            out.append(_enough(spill.read(part), shared_keys), ranks_here)
    return out


def _enough(codes: Entries, shared_keys: int) -> Entries:
    """Of pairs that were met once a common key, those that were met often enough, as `Candidates` holds them."""
    codes = np.sort(codes)
    starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1]))) if len(codes) else np.empty(0, np.int64)
    shared = np.diff(starts, append=len(codes)).astype(np.uint64)
    kept = shared >= np.uint64(shared_keys)
    codes, shared = codes[starts[kept]], np.minimum(shared[kept], _MOST_SHARED)
    later, earlier = codes >> np.uint64(32), codes & np.uint64(0xFFFFFFFF)
    return np.sort((later << _SHARED_BITS | (_MOST_SHARED - shared)) << _RANK_BITS | earlier)
