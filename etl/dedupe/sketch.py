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
from etl.dedupe.ragged import spans

Ids = npt.NDArray[np.uint32]
Number = TypeVar("Number", bound=np.unsignedinteger[Any])
Places = npt.NDArray[np.int64]
KEYS = 48
# Words a shingle.
_SHINGLE = 3
# Times as many hashes as keys that are looked at for them.
_SPARE = 2.5
FIGURE, NAME = np.uint32(1), np.uint32(2)
_KEY_BITS = np.uint64(2**48 - 1)
_FACTORS = tuple(np.uint64(value) for value in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))


class Sketches(NamedTuple):
    """A batch of texts, one after the other.

    Attributes:
        content: Hash of all words of each text in order: equal for exact copies, 0 for a text without words.
        shingles: 32-bit shingle hashes in text order; a text of one or two words is one shingle.
        words: For each shingle the hash of its first word; the two lowest bits say `FIGURE` and `NAME`.
        lengths: How many shingles each text has.
        keys: Up to 48 a text, of 64 bits, smallest first.
        key_counts: How many keys each text has.
    """

    content: Hashes
    shingles: Ids
    words: Ids
    lengths: Places
    keys: Hashes
    key_counts: Places


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


def different_in_each(values: Ids, lengths: Places) -> tuple[Ids, Places]:
    """The different values of each row, sorted, and how many each has; rows lie one after the other."""
    rows = np.repeat(np.arange(len(lengths), dtype=np.uint64), lengths)
    codes = different(rows << np.uint64(32) | values)
    return codes.astype(np.uint32), np.bincount((codes >> np.uint64(32)).astype(np.int64), minlength=len(lengths))


def _smallest(hashes: Hashes) -> Hashes:
    """The different hashes, smallest first, up to the number of keys."""
    return different(hashes)[:KEYS]


def _sorted_in_each(text: Places, hashes: Hashes) -> Places:
    """The order of the hashes text by text: `lexsort`, by one number where that says the same."""
    bits = np.uint64(max(1, int(text[-1]).bit_length() if len(text) else 1))
    order = np.argsort(text.astype(np.uint64) << (np.uint64(64) - bits) | hashes >> bits)
    fallen = hashes[order][1:] < hashes[order][:-1]
    if (fallen & (text[order][1:] == text[order][:-1])).any():  # two differ in the lowest bits only
        return np.lexsort((hashes, text))
    return order


def _keys(shingles: Hashes, lengths: Places) -> tuple[Hashes, Places]:
    """The smallest different hashes of each text, up to the number of keys."""
    size = len(lengths)
    text = np.repeat(np.arange(size), lengths)
    # Hashes are spread evenly, so a multiple of the keys lies under this: the others need not be sorted.
    share = np.minimum(_SPARE * KEYS / np.maximum(lengths, 1), 1.0)
    limit = np.minimum(share * 2.0**64, 2.0**64 - 2.0**12).astype(np.uint64)
    limit[share >= 1.0] = np.iinfo(np.uint64).max
    low = np.flatnonzero(shingles <= limit[text])
    text, hashes = text[low], shingles[low]
    order = _sorted_in_each(text, hashes)
    text, hashes = text[order], hashes[order]
    fresh = np.ones(len(hashes), dtype=np.bool_)
    fresh[1:] = (hashes[1:] != hashes[:-1]) | (text[1:] != text[:-1])
    text, hashes = text[fresh], hashes[fresh]
    found = np.bincount(text, minlength=size)
    place = np.arange(len(text)) - np.repeat(np.cumsum(found) - found, found)
    kept = place < KEYS
    text, hashes = text[kept], hashes[kept]
    counts = np.minimum(found, KEYS)
    short = np.flatnonzero((counts < KEYS) & (share < 1.0))
    if not len(short):
        return hashes, counts
    # A text that says the same again and again has few different hashes under the limit, and is sorted in full.
    ends, own_ends = np.cumsum(lengths), np.cumsum(counts)
    rows = [hashes[end - count : end] for end, count in zip(own_ends.tolist(), counts.tolist(), strict=True)]
    for one in short.tolist():
        rows[one] = _smallest(shingles[ends[one] - lengths[one] : ends[one]])
    return np.concatenate(rows), np.array([len(row) for row in rows], dtype=np.int64)


def sketches(texts: Sequence[str]) -> Sketches:
    """Sketch a batch of texts; what comes out for a text does not depend on the others."""
    words = hash_words(damage.repair_all(texts))
    starts, counts = words.bounds[:-1], np.diff(words.bounds)
    shingles = _shingles(words)
    flagged = (words.hashes.astype(np.uint32) & np.uint32(0xFFFFFFFC)) | words.figures * FIGURE | words.names * NAME
    placed = words.hashes * mix(spans(np.zeros_like(counts), counts).astype(np.uint64) + np.uint64(1))
    some = counts > 0
    content = np.zeros(len(texts), dtype=np.uint64)
    content[some] = mix(np.add.reduceat(placed, starts[some])) if some.any() else 0
    short = np.flatnonzero(some & (counts < _SHINGLE))
    for place in short.tolist():
        start = starts[place]
        own = words.hashes[start : start + counts[place]]
        shingles[start] = mix(np.add.reduce(own * _FACTORS[0], keepdims=True))[0]
    lengths = np.where(some, np.maximum(counts - (_SHINGLE - 1), 1), 0)
    places = spans(starts, lengths)
    hashes = shingles[places]
    return Sketches(content, hashes.astype(np.uint32), flagged[places], lengths, *_keys(hashes, lengths))


def key_terms(keys: Hashes) -> list[str]:
    """The keys as the index holds them: twelve hexadecimal digits each."""
    return [f"{key:012x}" for key in (keys & _KEY_BITS).tolist()]
