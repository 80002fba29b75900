"""JSON Lines, streamed: read with an error per broken line, written whole or not at all."""

from __future__ import annotations

import contextlib
import gzip
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, cast

import msgspec

from etl.article import Record

_ENCODER = msgspec.json.Encoder()
_DECODER: msgspec.json.Decoder[Record] = msgspec.json.Decoder(Record)


class BrokenLine(ValueError):
    """A line of a JSON Lines file that is not a JSON object."""

    def __init__(self, path: str, number: int, why: str) -> None:
        super().__init__(f"{path}: line {number} is not a JSON object ({why})")
        self.path, self.number = path, number


def open_bytes(path: Path) -> IO[bytes]:
    """A local file for reading, decompressed where its name ends in `.gz`."""
    return cast("IO[bytes]", gzip.open(path, "rb")) if path.suffix == ".gz" else path.open("rb")


def read(path: Path) -> Iterator[Record | BrokenLine]:
    """The records of a JSON Lines file in order, with a `BrokenLine` in the place of each line that is not one."""
    with open_bytes(path) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                yield _DECODER.decode(line)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                yield BrokenLine(str(path), number, str(error))


def encode(record: Any) -> bytes:
    """One line, with its newline; structs and dictionaries alike."""
    return _ENCODER.encode(record) + b"\n"


@contextlib.contextmanager
def atomic(path: Path) -> Iterator[IO[bytes]]:
    """A file that appears under its name only when all of it is written and on disk; nothing is left on failure."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as raw:
            if path.suffix == ".gz":
                with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
                    yield cast("IO[bytes]", packed)
            else:
                yield raw
            raw.flush()
            os.fsync(raw.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise


def write(path: Path, records: Iterable[Any]) -> int:
    """Write the records, all of them or none; returns how many."""
    count = 0
    with atomic(path) as out:
        for record in records:
            out.write(encode(record))
            count += 1
    return count
