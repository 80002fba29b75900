"""Numbers dealt into files by part, so that what is sorted at once fits in memory, whatever the night's size."""

from __future__ import annotations

import tempfile
from types import TracebackType

import numpy as np
import numpy.typing as npt

Entries = npt.NDArray[np.uint64]


class Spill:
    """Appends 64-bit numbers to one of several parts, then reads a part whole; the files are anonymous."""

    def __init__(self, parts: int) -> None:
        self._files = [tempfile.TemporaryFile() for _ in range(parts)]  # noqa: SIM115 (closed in `__exit__`)

    def __enter__(self) -> Spill:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for file in self._files:
            file.close()

    def __len__(self) -> int:
        return len(self._files)

    def deal(self, entries: Entries, part: npt.NDArray[np.int64]) -> None:
        """Append each entry to the part that is named for it; within a part they stay in order."""
        if len(self._files) == 1:
            self._files[0].write(entries.tobytes())
            return
        part = part.astype(np.uint16)  # numpy sorts 16 bits by radix, in one pass
        sorting = np.argsort(part, kind="stable")
        bounds = np.concatenate(([0], np.cumsum(np.bincount(part, minlength=len(self._files)))))
        for number, file in enumerate(self._files):
            if bounds[number] < bounds[number + 1]:
                file.write(entries[sorting[bounds[number] : bounds[number + 1]]].tobytes())

    def read(self, part: int) -> Entries:
        """All entries of a part."""
        file = self._files[part]
        file.seek(0)
        return np.frombuffer(file.read(), dtype=np.uint64)
