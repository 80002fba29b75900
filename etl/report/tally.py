"""Counting in bounded memory: a night may hold a million articles, a report holds a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)


class Tally(Generic[Key]):
    """Counts by key, for at most `limit` keys; what comes under a new key after that goes to `beyond`.

    The first keys seen are the ones kept, so that what a report says does not change with the size of its lists.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.counts: Counter[Key] = Counter()
        self.beyond = 0

    def add(self, key: Key, amount: int = 1) -> None:
        """Count `amount` more under `key`."""
        if key in self.counts or len(self.counts) < self.limit:
            self.counts[key] += amount
        else:
            self.beyond += amount

    def top(self, size: int | None = None) -> list[tuple[Key, int]]:
        """The largest counts first; equal ones in the order of their keys, so that two runs print the same."""
        ranked = sorted(self.counts.items(), key=lambda item: (-item[1], str(item[0])))
        return ranked if size is None else ranked[:size]

    def __len__(self) -> int:
        return len(self.counts)

    def __getitem__(self, key: Key) -> int:
        return self.counts[key]
