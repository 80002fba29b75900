"""Whether numbers are among others, without sorting: what the near-copy stage asks most often."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Entries = npt.NDArray[np.uint64]
Mask = npt.NDArray[np.bool_]
# Golden ratio of 64 bits: consecutive numbers spread over the table (Knuth, multiplicative hashing).
_SPREAD = np.uint64(0x9E3779B97F4A7C15)
# Slots of the table an entry, as a power of two: more lose fewer entries to a collision and need more of the cache.
_SLOTS = 2
_EMPTY = np.uint64(2**64 - 1)


class Members:
    """Numbers to look others up in, in any order; none may be 2**64 - 1.

    Each number writes itself into its slot of a table; those that another one wrote over go into a smaller table.
    """

    def __init__(self, of: Entries) -> None:
        self._tables: list[tuple[np.uint64, Entries]] = []
        while len(of):
            shift = np.uint64(64 - min(62, len(of).bit_length() + _SLOTS))
            table = np.full(1 << (64 - int(shift)), _EMPTY)
            slots = (of * _SPREAD) >> shift
            table[slots] = of
            self._tables.append((shift, table))
            of = of[table[slots] != of]

    def has(self, values: Entries) -> Mask:
        """Whether each value is one of the numbers."""
        found = np.zeros(len(values), dtype=np.bool_)
        places = None
        for shift, table in self._tables:
            hit = table[(values * _SPREAD) >> shift] == values
            if places is None:
                found = hit
            else:
                found[places[hit]] = True
            missed = np.flatnonzero(~hit)
            places = missed if places is None else places[missed]
            values = values[missed]
        return found


def member(values: Entries, of: Entries) -> Mask:
    """Whether each value is among `of`; see `Members`."""
    return Members(of).has(values)
