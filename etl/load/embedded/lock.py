"""One writer at a time: a lock on the folder that a process loses when it ends, however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path

from etl.archive import IndexUnavailable

_PAUSE = 0.05


class WriterLock:
    """The right to write to one archive folder; may be entered again by the holder."""

    def __init__(self, folder: Path, timeout: float) -> None:
        self._path = folder / "writer.lock"
        self._timeout = timeout
        self._depth = 0

    @contextlib.contextmanager
    def held(self, timeout: float | None = None) -> Iterator[None]:
        """Hold the lock.

        Raises:
            IndexUnavailable: Another process held it for longer than `timeout` seconds (none: the setting).
        """
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            self._acquire(handle, self._timeout if timeout is None else timeout)
            self._depth = 1
            try:
                yield
            finally:
                self._depth = 0
        finally:
            os.close(handle)

    def _acquire(self, handle: int, timeout: float) -> None:
        give_up = time.monotonic() + timeout
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= give_up:
                    raise IndexUnavailable(self._busy(handle)) from None
                time.sleep(_PAUSE)
            else:
                os.ftruncate(handle, 0)
                os.pwrite(handle, str(os.getpid()).encode(), 0)
                return

    def _busy(self, handle: int) -> str:
        holder = os.pread(handle, 32, 0).decode(errors="replace").strip() or "unknown"
        return (
            f"another process (pid {holder}) is writing to {self._path.parent}; "
            "wait until it has ended, or give this run an index of its own"
        )
