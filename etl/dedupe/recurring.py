"""What recurs: shingles that one outlet prints in many of its different texts, so that sharing them says nothing.

They are the outlet's furniture (appeals, notices, navigation that no cleaner took out), the fixed parts of its
templates, and the common phrases of the language. Copies of one text count once: that is what groups are for.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from etl.dedupe.corpus import Corpus, Rows
from etl.dedupe.sketch import different
from etl.dedupe.spill import Spill

# Different texts of one outlet that may share a shingle before it says nothing.
TEXTS_LIMIT = 5
# The same where the outlet is not known: wire copy in many outlets looks like furniture, so the limit is what the
# rough groups of one dispatch may reach.
UNKNOWN_OUTLET_LIMIT = 20
# Entries sorted at once: eight bytes each.
_PARTITION = 1_000_000
_CHUNK = 512


def _emit(corpus: Corpus, rows: Rows, groups: Rows, spill: Spill) -> None:
    """Write `shingle << 32 | outlet` to the part of the shingle, once for each group and outlet."""
    outlets = corpus.source
    together = np.lexsort((outlets[rows], groups))
    rows, groups = rows[together], groups[together]
    for start in range(0, len(rows), _CHUNK):
        some = rows[start : start + _CHUNK]
        flat, lengths = corpus.shingles.gather(some)
        same = np.concatenate(
            ([False], (groups[start + 1 : start + len(some)] == groups[start : start + len(some) - 1])
             & (outlets[some][1:] == outlets[some][:-1]))
        )  # fmt: skip
        first = np.flatnonzero(~same)
        texts = np.repeat(np.cumsum(~same) - 1, lengths).astype(np.uint64)
        once = different(texts << np.uint64(32) | flat)
        shingles = once & np.uint64(0xFFFFFFFF)
        outlet = outlets[some[first]].astype(np.uint64)[once >> np.uint64(32)]
        spill.deal(shingles << np.uint64(32) | outlet, (shingles % np.uint64(len(spill))).astype(np.int64))


def _over(entries: npt.NDArray[np.uint64], limit: int, unknown_limit: int) -> npt.NDArray[np.uint32]:
    if not len(entries):
        return np.empty(0, dtype=np.uint32)
    entries = np.sort(entries)
    starts = np.flatnonzero(np.concatenate(([True], entries[1:] != entries[:-1])))
    counts = np.diff(starts, append=len(entries))
    unknown = (entries[starts] & np.uint64(0xFFFFFFFF)) == 0
    over = starts[counts > np.where(unknown, unknown_limit, limit)]
    return np.unique((entries[over] >> np.uint64(32)).astype(np.uint32))


def recurring(corpus: Corpus, rows: Rows, groups: Rows, limit: int = TEXTS_LIMIT) -> npt.NDArray[np.uint32]:
    """The shingles that say nothing, sorted.

    Args:
        corpus: All articles.
        rows: Those to learn from.
        groups: For each of them the number of its rough group: texts of one group count once for an outlet.
        limit: Different texts of one outlet that may share a shingle.
    """
    total = int(np.diff(corpus.shingles.ends)[rows].sum()) if len(rows) else 0
    if not total:
        return np.empty(0, dtype=np.uint32)
    with Spill(total // _PARTITION + 1) as spill:
        _emit(corpus, rows, groups, spill)
        found = [_over(spill.read(part), limit, UNKNOWN_OUTLET_LIMIT) for part in range(len(spill))]
    return np.sort(np.concatenate(found))
