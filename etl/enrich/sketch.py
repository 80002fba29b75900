"""How many articles, counted so that counting one twice changes nothing: the k smallest hashes (KMV sketch)."""

from __future__ import annotations

from collections.abc import Iterable

import xxhash

SIZE = 32
"""Hashes kept: exact up to 32 articles, then within some 18 percent (1/sqrt(k - 2))."""
_RANGE = 2**53


def point(article_id: str) -> int:
    """The place of an article on the line: the same in every run. 53 bits, so that JSON readers keep it whole."""
    return xxhash.xxh3_64_intdigest(article_id.encode()) >> 11


def merge(*sketches: Iterable[int]) -> list[int]:
    """The sketch of the union."""
    return sorted(set().union(*map(set, sketches)))[:SIZE]


def size(sketch: list[int]) -> int:
    """The number of articles in it, estimated once there are more than `SIZE`."""
    if len(sketch) < SIZE:
        return len(sketch)
    return round((SIZE - 1) * _RANGE / sketch[-1])
