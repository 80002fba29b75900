"""What the near-copy stage knows of a text: shingles, keys, figures and names, as numbers.

A shingle is three consecutive folded words. The keys are the 48 smallest hashes of a text's shingles (bottom-k
sketch, Broder 1997): two texts that share two of them are worth comparing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from etl.dedupe import damage
from etl.dedupe.folding import Hashes, Words, hash_words, mix

Ids = npt.NDArray[np.uint32]
Number = TypeVar("Number", bound=np.unsignedinteger[Any])
KEYS = 48
FIGURE, NAME = np.uint32(1), np.uint32(2)
_KEY_BITS = np.uint64(2**48 - 1)
_FACTORS = tuple(np.uint64(value) for value in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))


class Sketch(NamedTuple):
    """One text.

    Attributes:
        content: Hash of all its words in order: equal for exact copies, 0 for a text without words.
        shingles: 32-bit shingle hashes in text order; a text of one or two words is one shingle.
        words: For each shingle the hash of its first word; the two lowest bits say `FIGURE` and `NAME`.
        keys: Up to 48 of 64 bits, smallest first.
    """

    content: int
    shingles: Ids
    words: Ids
    keys: Hashes


def _shingles(words: Words) -> Hashes:
    """The hash of the shingle that starts at each word of the batch (those over a text's end are not used)."""
    hashes = words.hashes
    padded = np.concatenate((hashes, np.zeros(2, dtype=np.uint64)))
    return mix(
        hashes * _FACTORS[0] + (padded[1:-1] ^ np.uint64(1)) * _FACTORS[1] + (padded[2:] ^ np.uint64(2)) * _FACTORS[2]
    )


def different(values: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """The different values, sorted: `numpy.unique` without what it costs on short arrays."""
    values = np.sort(values)
    if len(values) < 2:
        return values
    fresh = np.empty(len(values), dtype=np.bool_)
    fresh[0] = True
    np.not_equal(values[1:], values[:-1], out=fresh[1:])
    return values[fresh]


def _smallest(hashes: Hashes) -> Hashes:
    """The different hashes, smallest first, up to the number of keys."""
    # Repeated shingles are rare: twice the number nearly always holds enough different ones.
    if len(hashes) > 4 * KEYS:
        few = different(np.partition(hashes, 2 * KEYS)[: 2 * KEYS])
        if len(few) >= KEYS:
            return few[:KEYS]
    return different(hashes)[:KEYS]


def sketch(texts: Sequence[str]) -> list[Sketch]:
    """Sketch a batch of texts; what comes out for a text does not depend on the others."""
    words = hash_words([damage.repair(text) for text in texts])
    shingles = _shingles(words)
    flagged = (words.hashes.astype(np.uint32) & np.uint32(0xFFFFFFFC)) | words.figures * FIGURE | words.names * NAME
    places = np.arange(len(words.hashes)) - np.repeat(words.bounds[:-1], np.diff(words.bounds))
    placed = words.hashes * mix(places.astype(np.uint64) + np.uint64(1))
    out = []
    for start, end in zip(words.bounds[:-1].tolist(), words.bounds[1:].tolist(), strict=True):
        own = words.hashes[start:end]
        count = end - start
        if count >= 3:
            hashes = shingles[start : end - 2]
        else:
            hashes = mix(np.add.reduce(own * _FACTORS[0], keepdims=True)) if count else own
        content = int(mix(np.add.reduce(placed[start:end], keepdims=True))[0]) if count else 0
        narrow = hashes.astype(np.uint32)
        out.append(Sketch(content, narrow, flagged[start : start + len(narrow)], _smallest(hashes)))
    return out


def key_terms(keys: Hashes) -> list[str]:
    """The keys as the index holds them: twelve hexadecimal digits each."""
    return [f"{key:012x}" for key in (keys & _KEY_BITS).tolist()]
