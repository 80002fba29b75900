"""The store in a folder of this machine."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from etl.store.failures import Missing


class Folder:
    """Files below a local folder. No name leads out of it, through a symbolic link neither."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """The file of a name.

        Raises:
            ValueError: A symbolic link on the way leads out of the store.
        """
        path = self.root / name
        if not path.resolve().is_relative_to(self.root.resolve()):
            raise ValueError(f"store name {name!r}: a symbolic link leads out of the store {self.root}")
        return path

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            Path(temporary).chmod(0o644 & ~_umask())
            Path(temporary).replace(path)
        except BaseException:
            with contextlib.suppress(FileNotFoundError):
                Path(temporary).unlink()
            raise

    @contextlib.contextmanager
    def reading(self, name: str) -> Iterator[IO[bytes]]:
        try:
            source = self.path(name).open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise Missing(f"{name}: not in the store {self.root}") from error
        with source:
            yield source

    def size(self, name: str) -> int | None:
        try:
            status = self.path(name).stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return None if stat.S_ISDIR(status.st_mode) else status.st_size

    def names(self, folder: str) -> Iterator[str]:
        top = self.path(folder) if folder else self.root
        for here, folders, files in os.walk(top):
            folders[:] = [f for f in folders if not f.startswith(".")]
            inside = Path(here).relative_to(self.root)
            yield from ((inside / file).as_posix() for file in files if not file.startswith("."))

    def delete(self, name: str) -> bool:
        try:
            self.path(name).unlink()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return False
        return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
