"""Rows of different lengths in a file: what does not fit in memory for a million articles."""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

# Bytes between two rows up to which both are read at once: a call costs as much as some kilobytes do.
_GAP = 8192


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

    def _read(self, start: int, end: int) -> npt.NDArray[Any]:
        """Entries by place. Read, not mapped: mapped pages would count as memory of the process."""
        size = self._dtype.itemsize
        if not self._flushed:
            self._file.flush()
            self._flushed = True
        return np.frombuffer(os.pread(self._file.fileno(), (end - start) * size, start * size), dtype=self._dtype)

    def __getitem__(self, index: int) -> npt.NDArray[Any]:
        return self._read(self._ends[index], self._ends[index + 1])

    def gather(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
        """Some rows, one after the other, and how long each is; rows that lie near each other are read at once."""
        places = np.asarray(rows, dtype=np.int64)
        if not len(places):
            return np.empty(0, dtype=self._dtype), places
        ends = np.frombuffer(self._ends, dtype=np.int64)
        starts = ends[places]
        lengths = ends[places + 1] - starts
        if (np.diff(places) == 1).all():
            return self._read(int(starts[0]), int(starts[-1] + lengths[-1])), lengths
        order = np.argsort(places, kind="stable")
        first, last = starts[order], (starts + lengths)[order]
        breaks = np.flatnonzero(first[1:] - last[:-1] > _GAP // self._dtype.itemsize) + 1
        begins, stops = first[np.concatenate(([0], breaks))], last[np.concatenate((breaks - 1, [len(last) - 1]))]
        read = np.concatenate([self._read(*run) for run in zip(begins.tolist(), stops.tolist(), strict=True)])
        # Where each run starts in what was read, as the distance from where it starts in the file.
        shift = begins - np.concatenate(([0], np.cumsum(stops - begins)[:-1]))
        run = np.searchsorted(begins, starts, side="right") - 1
        return read[spans(starts - shift[run], lengths)], lengths

    def close(self) -> None:
        """Give the disk space back."""
        self._file.close()
