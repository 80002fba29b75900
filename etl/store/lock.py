"""One writer at a time."""

from __future__ import annotations

import contextlib
import fcntl
import time
from collections.abc import Iterator
from pathlib import Path

from etl.store.failures import Locked

_PAUSE = 0.05  # seconds between two tries


@contextlib.contextmanager
def locked(path: Path, name: str, timeout: float | None) -> Iterator[None]:
    """Hold an advisory lock on a file; the kernel releases it however the process ends.

    Raises:
        Locked: Another process still holds it after `timeout` seconds (None: wait for as long as it takes).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as handle:
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if deadline is not None and time.monotonic() >= deadline:
                    raise Locked(f"{name}: another run holds {path}; wait for it to end, or end it") from None
                time.sleep(_PAUSE)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
