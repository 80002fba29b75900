"""Object stores and any other file system behind fsspec."""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO, Any, NamedTuple, cast
from urllib.parse import urlsplit

import fsspec

from etl.sources.entry import MAX_DEPTH, Entry, Opened, no_file, too_deep
from etl.sources.names import escape, is_hidden, is_temporary
from etl.sources.refusals import Reason, Refused, SourceUnavailable
from etl.sources.when import from_any

_WHOLE = 8 * 2**20  # bytes: an object up to this size is fetched with one request
_BLOCK = 4 * 2**20  # bytes a request of a larger one
_CHANGED = ("LastModified", "mtime", "updated", "last_modified", "created")
"""Where the drivers say when an object was last changed."""


class _Object(NamedTuple):
    name: str
    is_folder: bool
    size: int | None
    changed: str | None


def is_remote(given: str) -> bool:
    """Whether an input is a URL of anything but a local file."""
    scheme, separator, _ = given.partition("://")
    return bool(separator) and "/" not in scheme and scheme not in {"file", "local"}


def home(given: str) -> str:
    """The address of an input, so that two spellings of one are told to be the same."""
    return given.rstrip("/")


def entries(given: str, roots: Sequence[str], skipped: Counter[str]) -> Iterator[Entry]:
    """The object of that name, or every object below the prefix, sorted; as in `etl.sources.local.entries`.

    Raises:
        SourceUnavailable: The store does not answer.
    """
    refused = _refusal(given)
    if refused:
        yield no_file(escape(_without_secrets(given)), refused, given=True)
        return
    with _asking(given):
        fs = fsspec.filesystem(given.partition("://")[0], use_listings_cache=False)
        top = fs._strip_protocol(given).rstrip("/")
    try:
        with _asking(given):
            found = _object(fs.info(top))
    except Refused as gone:
        yield no_file(escape(given), gone, given=True)
        return
    if found.is_folder:
        yield from _Prefix(fs, given.rstrip("/"), top, skipped).walk()
        return
    root = next((r.rstrip("/") for r in roots if given.startswith(r.rstrip("/") + "/")), given.rpartition("/")[0])
    relative = given[len(root) + 1 :]
    yield Entry(escape(given), home(root), escape(relative), partial(_open, fs, top, found, given), given=True)


class _Prefix:
    """One input prefix."""

    def __init__(self, fs: Any, given: str, top: str, skipped: Counter[str]) -> None:
        self.fs, self.given, self.top, self.skipped = fs, given, top, skipped
        self.home = home(given)

    def walk(self, inside: str = "") -> Iterator[Entry]:
        """The objects below a prefix, sorted; only the listings of the levels on the way are in memory."""
        here = f"{self.top}/{inside}".rstrip("/")
        try:
            if inside.count("/") > MAX_DEPTH:
                raise too_deep()
            with _asking(self.given):
                found = sorted(map(_object, self.fs.ls(here, detail=True)))
        except Refused as refused:
            shown = escape(f"{self.given}/{inside}".rstrip("/"))
            yield no_file(shown, refused, home=self.home, relative=escape(inside))
            return
        for item in found:
            name = item.name.rstrip("/").rpartition("/")[2]
            if item.name.rstrip("/") == here or (not item.is_folder and item.name.endswith("/")):
                continue  # the marker that some stores keep in the place of a folder
            if is_hidden(name) or is_temporary(name):
                self.skipped["hidden" if is_hidden(name) else "temporary"] += 1
            elif item.is_folder:
                yield from self.walk(f"{inside}{name}/")
            else:
                path, relative = f"{self.given}/{inside}{name}", inside + name
                open_it = partial(_open, self.fs, item.name, item, path)
                yield Entry(escape(path), self.home, escape(relative), open_it)


class _Guarded(io.RawIOBase):
    """An object read in blocks, with the driver's errors told apart."""

    def __init__(self, source: IO[bytes], url: str) -> None:
        self._source, self._url = source, url

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        with _asking(self._url):
            return self._source.read(size)

    def close(self) -> None:
        self._source.close()
        super().close()


def _open(fs: Any, path: str, found: _Object, url: str) -> Opened:
    with _asking(url):
        if found.size is not None and found.size <= _WHOLE:
            return io.BytesIO(fs.cat_file(path)), found.changed
        return cast("IO[bytes]", _Guarded(fs.open(path, "rb", block_size=_BLOCK), url)), found.changed


def _object(info: dict[str, Any]) -> _Object:
    changed = next((moment for key in _CHANGED if (moment := from_any(info.get(key)))), None)
    size = info.get("size")
    return _Object(info["name"], info["type"] == "directory", size if isinstance(size, int) else None, changed)


@contextlib.contextmanager
def _asking(url: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise Refused(Reason.MISSING, "does not exist: check the address, or whether it was removed") from error
    except PermissionError as error:
        raise Refused(Reason.UNREADABLE, f"access refused ({error}): check the credentials and their rights") from error
    except Exception as error:  # each driver has its own errors
        raise SourceUnavailable(f"{url}: no answer ({type(error).__name__}: {error})") from error


def _refusal(given: str) -> Refused | None:
    scheme = given.partition("://")[0].lower()
    if scheme in {"http", "https"}:
        return Refused(Reason.UNSUPPORTED, "is a web address: fetch the page first, and give the file or folder")
    if "::" in given:
        return Refused(Reason.UNSUPPORTED, "is a chain of addresses: unpack the archive, and give the folder")
    if given != _without_secrets(given):
        return Refused(Reason.UNSUPPORTED, "has credentials in its address: set them where the driver looks for them")
    if scheme not in fsspec.available_protocols():
        return Refused(Reason.UNSUPPORTED, f"no driver for {escape(scheme)}:// is known: check the address")
    return None


def _without_secrets(given: str) -> str:
    try:
        netloc = urlsplit(given).netloc
    except ValueError:
        netloc = given.partition("://")[2].partition("/")[0]
    user, at, _ = netloc.rpartition("@")
    return given.replace(f"{user}@", "***@", 1) if at else given
