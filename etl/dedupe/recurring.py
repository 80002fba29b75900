"""What recurs: shingles that one outlet prints in many of its different texts, so that sharing them says nothing.

They are the outlet's furniture (appeals, notices, navigation that no cleaner took out), the fixed parts of its
templates, and the common phrases of the language. Copies of one text count once: that is what groups are for.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import IO

import numpy as np
import numpy.typing as npt

from etl.dedupe.corpus import Corpus, Rows

# Different texts of one outlet that may share a shingle before it says nothing.
TEXTS_LIMIT = 5
# The same where the outlet is not known: wire copy in many outlets looks like furniture, so the limit is what the
# rough groups of one dispatch may reach.
UNKNOWN_OUTLET_LIMIT = 20
# Entries sorted at once: eight bytes each.
_PARTITION = 1_000_000
_CHUNK = 512


def _emit(corpus: Corpus, rows: Rows, groups: Rows, files: Sequence[IO[bytes]]) -> None:
    """Write `shingle << 32 | outlet` to the file of its partition, once for each group and outlet."""
    outlets = corpus.source
    together = np.lexsort((outlets[rows], groups))
    rows, groups = rows[together], groups[together]
    parts = np.uint64(len(files))
    for start in range(0, len(rows), _CHUNK):
        some = rows[start : start + _CHUNK]
        flat, lengths = corpus.shingles.gather(some)
        same = np.concatenate(
            ([False], (groups[start + 1 : start + len(some)] == groups[start : start + len(some) - 1])
             & (outlets[some][1:] == outlets[some][:-1]))
        )  # fmt: skip
        texts = np.repeat(np.cumsum(~same), lengths).astype(np.uint64)
        once, place = np.unique(texts << np.uint64(32) | flat.astype(np.uint64), return_index=True)
        shingles = once & np.uint64(0xFFFFFFFF)
        outlet = np.repeat(outlets[some], lengths)[place].astype(np.uint64)
        entries = shingles << np.uint64(32) | outlet
        if len(files) == 1:
            files[0].write(entries.tobytes())
            continue
        part = shingles % parts
        sorting = np.argsort(part, kind="stable")
        bounds = np.searchsorted(part[sorting], np.arange(len(files) + 1, dtype=np.uint64))
        for number, file in enumerate(files):
            file.write(entries[sorting[bounds[number] : bounds[number + 1]]].tobytes())


def _over(entries: npt.NDArray[np.uint64], limit: int, unknown_limit: int) -> npt.NDArray[np.uint32]:
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
    files = [tempfile.TemporaryFile() for _ in range(total // _PARTITION + 1)]  # noqa: SIM115 (closed below)
    try:
        _emit(corpus, rows, groups, files)
        found = []
        for file in files:
            file.seek(0)
            entries = np.frombuffer(file.read(), dtype=np.uint64)
            if len(entries):
                found.append(_over(entries, limit, UNKNOWN_OUTLET_LIMIT))
        return np.sort(np.concatenate(found)) if found else np.empty(0, dtype=np.uint32)
    finally:
        for file in files:
            file.close()
