"""Reading that ends: gzip unpacked as it streams, with a limit on how much may come out."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import IO, TYPE_CHECKING, Protocol

from etl.settings import SourceSettings
from etl.sources.refusals import Reason, Refused, SourceUnavailable

if TYPE_CHECKING:
    from typing_extensions import Buffer

_CHUNK = 2**20
_RATIO_FLOOR = 2**20  # bytes that may come out before the ratio counts: the first block says nothing yet


class Readable(Protocol):
    """Anything that gives bytes."""

    def read(self, size: int, /) -> bytes | None: ...


class _Counted(io.RawIOBase):
    """The packed bytes, counted."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.count = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self.count += len(chunk)
        return chunk


class Bounded(io.RawIOBase):
    """A file's bytes, unpacked where `packed`; every failure to read is a `Refused` that says what is wrong.

    It can be read once, forwards. Raises `SourceUnavailable` where trying again may help.
    """

    def __init__(self, source: IO[bytes], *, packed: bool, settings: SourceSettings) -> None:
        self._counted = _Counted(source)
        self._inner = gzip.GzipFile(fileobj=self._counted) if packed else None
        self._settings = settings
        self._given = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._given

    def readinto(self, buffer: Buffer) -> int:
        view = memoryview(buffer).cast("B")
        chunk = self._read(len(view))
        view[: len(chunk)] = chunk
        self._given += len(chunk)
        if self._inner and self._given > max(_RATIO_FLOOR, self._settings.max_ratio * self._counted.count):
            raise Refused(
                Reason.TOO_LARGE,
                f"unpacks to more than {self._settings.max_ratio:g} times its size, as a gzip bomb does: "
                "if it is not one, unpack it",
            )
        return len(chunk)

    def _read(self, size: int) -> bytes:
        try:
            # One step at a time: what comes before a broken place is given before the error is raised.
            return self._inner.read1(size) if self._inner else self._counted.read(size) or b""
        except EOFError as error:
            raise Refused(Reason.TRUNCATED_GZIP, "its gzip data ends too early: fetch it again") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise Refused(Reason.BROKEN_GZIP, f"is not sound gzip data ({error}): fetch or pack it again") from error
        except SourceUnavailable:
            raise
        except (ConnectionError, TimeoutError) as error:
            raise SourceUnavailable(f"no answer while reading ({error})") from error
        except OSError as error:
            raise Refused(Reason.UNREADABLE, f"cannot be read ({error.strerror or error})") from error


def read_whole(stream: Readable, max_bytes: int) -> bytes:
    """All bytes of a stream.

    Raises:
        Refused: `too-large`, if there are more than `max_bytes`.
    """
    content = bytearray()
    while chunk := stream.read(min(_CHUNK, max_bytes + 1 - len(content))):
        content += chunk
        if len(content) > max_bytes:
            raise too_large(max_bytes)
    return bytes(content)


def too_large(max_bytes: int, number: int | None = None) -> Refused:
    """The refusal of a page of more than `max_bytes`."""
    return Refused(
        Reason.TOO_LARGE, f"is larger than {max_bytes} bytes, the most that is read (docs/sources.md)", number
    )
