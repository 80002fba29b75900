"""Files and folders of this machine. Nothing outside an input folder is read by way of a link in it."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from etl.sources.entry import MAX_DEPTH, Entry, Opened, no_file, too_deep
from etl.sources.formats import format_of
from etl.sources.names import escape, escape_once, is_hidden, is_temporary, unescape
from etl.sources.refusals import Reason, Refused
from etl.sources.when import from_any


def entries(given: str, roots: Sequence[str], skipped: Counter[str]) -> Iterator[Entry]:
    """The file of that name, or every file below the folder, sorted by name; what is passed over goes to `skipped`.

    A file inside one of the `roots` keeps the place that it has when that folder is read.
    """
    path, shown = find(given), escape_once(given)
    if path is None:
        error = "does not exist: check the name, or whether its disk is there"
        yield no_file(shown, Refused(Reason.MISSING, error), given=True)
    elif os.path.isdir(path):
        yield from _Folder(shown.rstrip("/") or "/", path, skipped).walk()
    else:
        home, relative = _place(path, roots)
        yield Entry(shown, home, relative, partial(_open, path, os.O_RDONLY), given=True)


def find(given: str) -> str | None:
    """The name as the file system has it, from one as `escape` wrote it or as it is; None where nothing has it."""
    name = given.removeprefix("file://")
    return next((n for n in (unescape(name), name) if "\0" not in n and os.path.lexists(n)), None)


def absolute(given: str) -> str:
    """The full path of an input, so that two spellings of one are told to be the same."""
    return os.path.abspath(find(given) or given)


def _place(path: str, roots: Sequence[str]) -> tuple[str, str]:
    """The folder that a file belongs to, and its path inside it."""
    full = os.path.abspath(path)
    for root in roots:
        top = absolute(root)
        if full.startswith(top.rstrip("/") + "/"):
            return top, escape(os.path.relpath(full, top))
    return os.path.dirname(full), escape(os.path.basename(full))


class _Folder:
    """One input folder."""

    def __init__(self, given: str, path: str, skipped: Counter[str]) -> None:
        self.given, self.path, self.skipped = given, path, skipped
        self.home = os.path.abspath(path)
        self.real = os.path.realpath(path)

    def walk(self, inside: str = "") -> Iterator[Entry]:
        """The files below a folder, sorted; only the names of the folders on the way are in memory."""
        if inside.count("/") >= MAX_DEPTH:
            yield self._refuse(inside, too_deep())
            return
        try:
            with os.scandir(os.path.join(self.path, inside)) as found:
                names = sorted((entry.name for entry in found), key=os.fsencode)
        except OSError as error:
            yield self._refuse(
                inside, Refused(Reason.UNREADABLE, f"cannot be listed ({error.strerror}): check its rights")
            )
            return
        for name in names:
            if is_hidden(name) or is_temporary(name):
                self.skipped["hidden" if is_hidden(name) else "temporary"] += 1
            else:
                yield from self._visit(os.path.join(inside, name))

    def _visit(self, relative: str) -> Iterator[Entry]:
        path = os.path.join(self.path, relative)
        if os.path.islink(path):
            yield from self._follow(relative, path)
        elif os.path.isdir(path):
            yield from self.walk(relative)
        else:
            # The link test and the opening are two steps: O_NOFOLLOW sees that nobody puts a link in between.
            yield self._file(relative, path, os.O_RDONLY | os.O_NOFOLLOW)

    def _follow(self, relative: str, path: str) -> Iterator[Entry]:
        target = os.path.realpath(path)
        if target != self.real and not target.startswith(self.real.rstrip("/") + "/"):
            error = "links to outside its folder: copy the page into it"
            yield self._refuse(relative, Refused(Reason.LINK_OUTSIDE, error))
        elif self._comes_by(target):
            self.skipped["link-inside"] += 1  # read under its own name
        elif os.path.isdir(target):
            error = "links to a hidden folder: give that folder as an input"
            yield self._refuse(relative, Refused(Reason.UNREADABLE, error))
        else:
            yield self._file(relative, target, os.O_RDONLY | os.O_NOFOLLOW)

    def _file(self, relative: str, path: str, flags: int) -> Entry:
        inside = escape(relative)
        return Entry(os.path.join(self.given, inside), self.home, inside, partial(_open, path, flags))

    def _refuse(self, relative: str, refused: Refused) -> Entry:
        inside = escape(relative)
        shown = os.path.join(self.given, inside) if inside else self.given
        return no_file(shown, refused, home=self.home, relative=inside)

    def _comes_by(self, target: str) -> bool:
        """Whether the walk meets the target of a link under its own name: a folder, or a file that is read."""
        parts = os.path.relpath(target, self.real).split("/")
        if any(is_hidden(part) or is_temporary(part) for part in parts if part != "."):
            return False
        return os.path.isdir(target) or (os.path.exists(target) and format_of(parts[-1])[0] is not None)


def _open(path: str, flags: int) -> Opened:
    try:
        # Without O_NONBLOCK a named pipe would be waited for, for ever.
        handle = os.open(path, flags | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise Refused(Reason.UNREADABLE, "is gone: it was removed or renamed since it was listed") from error
    except OSError as error:
        raise Refused(Reason.UNREADABLE, f"cannot be opened ({error.strerror}): check its owner and rights") from error
    status = os.fstat(handle)
    if not stat.S_ISREG(status.st_mode):
        os.close(handle)
        raise Refused(Reason.UNREADABLE, "is not a regular file but a pipe, a socket or a device: remove it")
    return os.fdopen(handle, "rb", buffering=0), from_any(status.st_mtime)
