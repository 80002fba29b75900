"""Rows of different lengths in a file: what does not fit in memory for a million articles."""

from __future__ import annotations

import mmap
import os
import tempfile
from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

# Bytes of the file that are mapped at once: what a scattered look at many rows adds to the memory of the process.
_WINDOW = 16 * 2**20


def spans(starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The places of many runs, one run after the other: `starts[i]`, … `starts[i] + lengths[i] - 1`."""
    before = np.cumsum(lengths) - lengths
    return np.asarray(np.arange(int(lengths.sum())) + np.repeat(starts - before, lengths))


class Ragged:
    """Append rows of one type, then read any of them; only eight bytes a row stay in memory.

    The file is anonymous: it is gone when the object is, whatever happens to the process.
    """

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._dtype = np.dtype(dtype)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the object)
        self._ends = array("q", [0])
        self._flushed = True

    def __len__(self) -> int:
        return len(self._ends) - 1

    def append(self, row: npt.NDArray[Any]) -> None:
        """Add one row."""
        self._file.write(np.ascontiguousarray(row, dtype=self._dtype).tobytes())
        self._ends.append(self._ends[-1] + len(row))
        self._flushed = False

    def extend(self, entries: npt.NDArray[Any], lengths: npt.NDArray[np.int64]) -> None:
        """Add many rows: all their entries, one row after the other, and how long each is."""
        self._file.write(np.ascontiguousarray(entries, dtype=self._dtype).tobytes())
        self._ends.extend((np.cumsum(lengths) + self._ends[-1]).tolist())
        self._flushed = False

    @property
    def ends(self) -> npt.NDArray[np.int64]:
        """Where each row ends, counted in entries of all rows, with a leading 0."""
        return np.frombuffer(self._ends, dtype=np.int64).copy()

    def _flush(self) -> None:
        if not self._flushed:
            self._file.flush()
            self._flushed = True

    def _read(self, start: int, end: int) -> npt.NDArray[Any]:
        """Entries by place."""
        self._flush()
        size = self._dtype.itemsize
        return np.frombuffer(os.pread(self._file.fileno(), (end - start) * size, start * size), dtype=self._dtype)

    def __getitem__(self, index: int) -> npt.NDArray[Any]:
        return self._read(self._ends[index], self._ends[index + 1])

    def gather(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
        """Some rows, one after the other, and how long each is."""
        places = np.asarray(rows, dtype=np.int64)
        if not len(places):
            return np.empty(0, dtype=self._dtype), places
        ends = np.frombuffer(self._ends, dtype=np.int64)
        starts = ends[places]
        lengths = ends[places + 1] - starts
        if (np.diff(places) == 1).all():
            return self._read(int(starts[0]), int(starts[-1] + lengths[-1])), lengths
        if (np.diff(places) > 0).all():
            return self._mapped(starts, lengths), lengths
        order = np.argsort(places, kind="stable")
        found = self._mapped(starts[order], lengths[order])
        begins = np.empty_like(starts)
        begins[order] = np.cumsum(lengths[order]) - lengths[order]
        return found[spans(begins, lengths)], lengths

    def _mapped(self, starts: npt.NDArray[np.int64], lengths: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        """Rows in the order of the file. Each is a fraction of a call to read it, so the file is mapped, a window at a
        time and no longer than that: mapped pages count as memory of the process."""
        self._flush()
        size = self._dtype.itemsize
        window = starts // (_WINDOW // size)
        firsts = np.flatnonzero(np.concatenate(([True], window[1:] != window[:-1])))
        found = []
        for low, high in zip(firsts.tolist(), [*firsts[1:].tolist(), len(starts)], strict=True):
            begin = int(starts[low]) * size
            offset = begin - begin % mmap.ALLOCATIONGRANULARITY
            # Of an empty file nothing can be mapped, nor read.
            end = int(starts[high - 1] + lengths[high - 1]) * size
            if end == begin:
                continue
            with mmap.mmap(self._file.fileno(), end - offset, offset=offset, access=mmap.ACCESS_READ) as view:
                entries = np.frombuffer(view, dtype=self._dtype, offset=begin - offset)
                found.append(entries[spans(starts[low:high] - starts[low], lengths[low:high])])
                del entries  # a view that is looked at can't be closed
        return np.concatenate(found) if found else np.empty(0, dtype=self._dtype)

    def close(self) -> None:
        """Give the disk space back."""
        self._file.close()
