"""Rows of different lengths in a file: what does not fit in memory for a million articles."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt


class Ragged:
    """Append rows of one type, then read any of them; only eight bytes a row stay in memory.

    The file is anonymous: it is gone when the object is, whatever happens to the process.
    """

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._dtype = np.dtype(dtype)
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the object)
        self._ends = array("q", [0])
        self._map: npt.NDArray[Any] | None = None

    def __len__(self) -> int:
        return len(self._ends) - 1

    def append(self, row: npt.NDArray[Any]) -> None:
        """Add one row."""
        self._file.write(np.ascontiguousarray(row, dtype=self._dtype).tobytes())
        self._ends.append(self._ends[-1] + len(row))
        self._map = None

    @property
    def ends(self) -> npt.NDArray[np.int64]:
        """Where each row ends in `flat`, with a leading 0."""
        return np.frombuffer(self._ends, dtype=np.int64).copy()

    @property
    def flat(self) -> npt.NDArray[Any]:
        """All rows, one after the other, mapped from the file."""
        if self._map is None:
            self._file.flush()
            if self._ends[-1]:
                mapped = np.memmap(self._file, dtype=self._dtype, mode="r", shape=(self._ends[-1],))
                self._map = np.asarray(mapped)  # the plain class slices many times faster
            else:
                self._map = np.empty(0, dtype=self._dtype)
        return self._map

    def __getitem__(self, index: int) -> npt.NDArray[Any]:
        return self.flat[self._ends[index] : self._ends[index + 1]]

    def gather(self, rows: Sequence[int] | npt.NDArray[np.int64]) -> tuple[npt.NDArray[Any], npt.NDArray[np.int64]]:
        """Some rows, one after the other, and how long each is."""
        flat = self.flat
        parts = [flat[self._ends[row] : self._ends[row + 1]] for row in rows]
        lengths = np.fromiter((len(part) for part in parts), dtype=np.int64, count=len(parts))
        return (np.concatenate(parts) if parts else np.empty(0, dtype=self._dtype)), lengths

    def close(self) -> None:
        """Give the disk space back."""
        self._map = None
        self._file.close()
