"""What the store asks of the place that it keeps its files in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import IO, Protocol


class Backend(Protocol):
    """Bytes under checked relative names. `Missing` where nothing is, `StoreUnavailable` where nobody answers."""

    def writing(self, name: str) -> AbstractContextManager[IO[bytes]]:
        """A file that appears under its name whole when the block ends well, and not at all otherwise."""
        ...

    def reading(self, name: str) -> AbstractContextManager[IO[bytes]]: ...
    def size(self, name: str) -> int | None:
        """Bytes stored, None where nothing is."""
        ...

    def names(self, folder: str) -> Iterator[str]:
        """Every name below a folder (empty: the whole store), in no order."""
        ...

    def delete(self, name: str) -> bool: ...
