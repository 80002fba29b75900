"""The store: raw pages by their digest, never changed, and the files of the runs by name."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar, cast

import msgspec

from etl.records import encode
from etl.store.backend import Backend
from etl.store.failures import Damaged, Missing
from etl.store.folder import Folder
from etl.store.lock import locked
from etl.store.names import LOCKS, RAW, check_name, check_prefix, raw_name
from etl.store.objects import Objects

T = TypeVar("T")


class Store:
    """A folder, or a prefix of an object store that fsspec knows (`s3://bucket/revue`, `gcs://…`, `memory://…`).

    Everything is written whole or not at all. Names are relative, with `/` between folders; a name that leaves the
    store raises `ValueError`. A `Store` holds no connection: it may be pickled and used in any process.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._backend: Backend
        scheme, separator, rest = url.partition("://")
        if not separator or scheme in {"file", "local"}:
            self._backend = Folder(Path(rest if separator else url))
        else:
            self._backend = Objects(url)

    def __repr__(self) -> str:
        return f"Store({self.url!r})"

    # Raw pages

    def put_raw(self, content: bytes) -> str:
        """Keep a page as it came; returns its SHA-256. The same bytes again cost a look, not a write."""
        digest = hashlib.sha256(content).hexdigest()
        name, packed = raw_name(digest), _pack(content)
        # A size that differs is a write that a failing disk cut short: written again.
        if self._backend.size(name) != len(packed):
            with self._backend.writing(name) as out:
                out.write(packed)
        return digest

    def get_raw(self, digest: str) -> bytes:
        """The page with that digest, checked against it.

        Raises:
            Missing: It was never kept, or was taken down.
            Damaged: The stored bytes are not those of the digest.
        """
        try:
            with self._backend.reading(raw_name(digest)) as packed, gzip.GzipFile(fileobj=packed) as page:
                content = page.read()
        except Missing as error:
            raise Missing(f"raw page {digest}: not in the store {self.url}") from error
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise Damaged(_damaged(digest, self.url, str(error))) from error
        if hashlib.sha256(content).hexdigest() != digest:
            raise Damaged(_damaged(digest, self.url, "its content has another digest"))
        return content

    def has_raw(self, digest: str) -> bool:
        """Whether the page is kept."""
        return self._backend.size(raw_name(digest)) is not None

    def delete_raw(self, digest: str) -> bool:
        """Take a page down; False if it was not there."""
        return self._backend.delete(raw_name(digest))

    # Run files

    def write_records(self, name: str, records: Iterable[Any]) -> int:
        """Write records (structs or dictionaries) as JSON Lines, gzip'd where the name ends in `.gz`; returns how many.

        If the iterable raises, no file appears and one that was there stays as it was.
        """
        count = 0
        with self._backend.writing(check_name(name)) as raw, _packing(raw, name) as out:
            for record in records:
                out.write(encode(record))
                count += 1
        return count

    def read_records(self, name: str, type: type[T]) -> Iterator[T]:  # noqa: A002 - msgspec's own word
        """The records of a run file, one at a time, checked against their type.

        Raises:
            Missing: There is no such file.
            Damaged: A line is not a record of that type; the message names the file and the line.
        """
        decoder = msgspec.json.Decoder(type)
        with self._backend.reading(check_name(name)) as raw, _unpacking(raw, name) as lines:
            number = 0
            try:
                for number, line in enumerate(lines, 1):  # noqa: B007 - also named in the errors of the file itself
                    if line.strip():
                        yield decoder.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
                raise Damaged(f"{name}: line {number} is not a record of {type.__name__} ({error})") from error
            except (EOFError, gzip.BadGzipFile, zlib.error) as error:
                raise Damaged(f"{name}: broken after line {number} ({error}); write it again") from error

    def write_bytes(self, name: str, content: bytes) -> None:
        """Keep a report or another small file."""
        with self._backend.writing(check_name(name)) as out:
            out.write(content)

    def read_bytes(self, name: str) -> bytes:
        """A small file.

        Raises:
            Missing: There is no such file.
        """
        with self._backend.reading(check_name(name)) as source:
            return source.read()

    def exists(self, name: str) -> bool:
        """Whether there is a run file of that name."""
        return self._backend.size(check_name(name)) is not None

    def list(self, prefix: str = "") -> list[str]:
        """The names of the run files that begin with a prefix, sorted; raw pages and locks are not among them."""
        folder = check_prefix(prefix).rpartition("/")[0]
        found = (n for n in self._backend.names(folder) if n.startswith(prefix))
        return sorted(n for n in found if n.partition("/")[0] not in {RAW, LOCKS})

    def delete(self, name: str) -> bool:
        """Remove a run file; False if it was not there."""
        return self._backend.delete(check_name(name))

    def lock(self, name: str, *, timeout: float | None = None) -> contextlib.AbstractContextManager[None]:
        """Hold the right to write alone, for the length of a `with` block.

        In a folder it is an advisory lock that the kernel releases when the process ends, however it ends. An object
        store has no such thing: there it does nothing, and whoever schedules the runs has to see that they do not
        overlap (in Airflow `max_active_runs=1`).

        Raises:
            Locked: Another process still holds it after `timeout` seconds (None: wait for as long as it takes).
        """
        check_name(name)
        if isinstance(self._backend, Folder):
            return locked(self._backend.path(f"{LOCKS}/{name}.lock"), name, timeout)
        return contextlib.nullcontext()


def _pack(content: bytes) -> bytes:
    """Gzip without name and time, so that the same bytes always give the same file."""
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", mtime=0) as out:
        out.write(content)
    return packed.getvalue()


def _packing(raw: IO[bytes], name: str) -> contextlib.AbstractContextManager[IO[bytes]]:
    if not name.endswith(".gz"):
        return contextlib.nullcontext(raw)
    return cast("contextlib.AbstractContextManager[IO[bytes]]", gzip.GzipFile("", "wb", fileobj=raw, mtime=0))


def _unpacking(raw: IO[bytes], name: str) -> contextlib.AbstractContextManager[IO[bytes]]:
    if not name.endswith(".gz"):
        return contextlib.nullcontext(raw)
    return cast("contextlib.AbstractContextManager[IO[bytes]]", gzip.GzipFile(fileobj=raw))


def _damaged(digest: str, url: str, why: str) -> str:
    return f"raw page {digest} in {url} is damaged ({why}): delete it there, and ingest its page again"
