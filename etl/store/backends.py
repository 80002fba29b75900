"""Two ways to keep bytes under a name: files in a folder, and objects behind fsspec."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Protocol, cast

import fsspec

from etl.store.failures import Missing, StoreFailure, StoreUnavailable


class Backend(Protocol):
    """Bytes under checked relative names. `Missing` where nothing is, `StoreUnavailable` where nobody answers."""

    def writing(self, name: str) -> contextlib.AbstractContextManager[IO[bytes]]:
        """A file that appears under its name whole when the block ends well, and not at all otherwise."""
        ...

    def reading(self, name: str) -> contextlib.AbstractContextManager[IO[bytes]]: ...
    def size(self, name: str) -> int | None:
        """Bytes stored, None where nothing is."""
        ...

    def names(self, folder: str) -> Iterator[str]:
        """Every name below a folder (empty: the whole store), in no order."""
        ...

    def delete(self, name: str) -> bool: ...


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


class Objects:
    """Objects below a prefix of any fsspec file system. The file system is asked for anew in every process."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.protocol, _, _ = url.partition("://")
        with self._asking():
            self.prefix = self._fs()._strip_protocol(url).rstrip("/")

    def _fs(self) -> Any:
        return fsspec.filesystem(self.protocol, use_listings_cache=False)

    @contextlib.contextmanager
    def _asking(self, name: str = "") -> Iterator[None]:
        try:
            yield
        except StoreFailure:
            raise
        except FileNotFoundError as error:
            raise Missing(f"{name}: not in the store {self.url}") from error
        except PermissionError as error:
            raise StoreFailure(
                f"{self.url}: access refused ({error}); check the credentials and their rights"
            ) from error
        except ImportError as error:
            raise StoreFailure(f"{self.url}: {error}; install Revue with the extra of this kind of store") from error
        except ValueError as error:
            raise StoreFailure(f"{self.url}: not an address of a store ({error})") from error
        except Exception as error:  # each driver has its own errors
            raise StoreUnavailable(f"{self.url}: no answer ({type(error).__name__}: {error})") from error

    def path(self, name: str) -> str:
        """The object's full path, as the file system names it."""
        return f"{self.prefix}/{name}" if name else self.prefix

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        # A driver uploads what it has even when the block fails: so nothing is sent before all of it is there.
        with tempfile.TemporaryFile() as out:
            yield cast("IO[bytes]", out)
            out.seek(0)
            with self._asking(name):
                fs = self._fs()
                with fs.open(self.path(name), "wb") as remote:
                    shutil.copyfileobj(out, remote, 2**20)

    @contextlib.contextmanager
    def reading(self, name: str) -> Iterator[IO[bytes]]:
        with self._asking(name):
            fs = self._fs()
            source = fs.open(self.path(name), "rb")
        with source:
            yield cast("IO[bytes]", source)

    def size(self, name: str) -> int | None:
        try:
            with self._asking(name):
                found = self._fs().info(self.path(name))
        except Missing:
            return None
        return None if found["type"] == "directory" else int(found["size"])

    def names(self, folder: str) -> Iterator[str]:
        with self._asking(folder):
            found = self._fs().find(self.path(folder))
        for path in found:
            name = path[len(self.prefix) :].lstrip("/")
            if not any(part.startswith(".") for part in name.split("/")):
                yield name

    def delete(self, name: str) -> bool:
        if self.size(name) is None:
            return False
        with self._asking(name):
            self._fs().rm_file(self.path(name))
        return True


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
