"""The store in an object store."""

from __future__ import annotations

import contextlib
import io
import tempfile
from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Any, cast

import fsspec

from etl.store.failures import Missing, StoreFailure, StoreRefused, StoreUnavailable

if TYPE_CHECKING:
    from typing_extensions import Buffer

_BLOCK = 2**20  # bytes a request of a large object


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
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            raise Missing(f"{name}: not in the store {self.url}") from error
        except PermissionError as error:
            raise StoreRefused(
                f"{self.url}: access refused ({error}); check the credentials and their rights"
            ) from error
        except ImportError as error:
            raise StoreRefused(f"{self.url}: {error}; install Revue with the extra of this kind of store") from error
        except ValueError as error:
            raise StoreRefused(f"{self.url}: not an address of a store ({error})") from error
        except Exception as error:  # each driver has its own errors
            raise StoreUnavailable(f"{self.url}: no answer ({type(error).__name__}: {error})") from error

    def path(self, name: str) -> str:
        """The object's full path, as the file system names it."""
        return f"{self.prefix}/{name}" if name else self.prefix

    @contextlib.contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        # A driver's own file is uploaded even when its block fails: so nothing is sent before all of it is there, and
        # then by one call that either completes the object or leaves none.
        with tempfile.NamedTemporaryFile() as out:
            yield cast("IO[bytes]", out)
            out.flush()
            with self._asking(name):
                self._fs().put_file(out.name, self.path(name))

    @contextlib.contextmanager
    def reading(self, name: str) -> Iterator[IO[bytes]]:
        with self._asking(name):
            fs = self._fs()
            source = fs.open(self.path(name), "rb", block_size=_BLOCK)
        with source, io.BufferedReader(_Guarded(source, lambda: self._asking(name)), _BLOCK) as guarded:
            yield cast("IO[bytes]", guarded)

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


class _Guarded(io.RawIOBase):
    """An object as it is read, with the driver's errors told apart there too."""

    def __init__(self, source: IO[bytes], asking: Callable[[], contextlib.AbstractContextManager[None]]) -> None:
        self._source, self._asking = source, asking

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer).cast("B")
        with self._asking():
            chunk = self._source.read(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)
