"""A file that was found in a source, before it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from etl.sources.refusals import Reason, Refused

MAX_DEPTH = 100
"""Folders in folders that are walked; deeper ones are rejected, for nothing but an attack is so deep."""

Opened = tuple[IO[bytes], str | None]
"""The bytes of a file, and when it was last changed (ISO 8601)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One file, or what stands where a file was looked for.

    Attributes:
        path: As a person would look it up: the input as it was given, and the path inside it.
        home: Full address of the input folder; None where there is none.
        relative: Path inside the input folder.
        open: Opens it; raises `Refused`, or `SourceUnavailable` where trying again may help.
        refused: Why it is not to be opened at all.
        given: Whether it was named itself, and not found in a folder.
    """

    path: str
    home: str | None
    relative: str
    open: Callable[[], Opened]
    refused: Refused | None = None
    given: bool = False


def too_deep() -> Refused:
    """The refusal of a folder that lies deeper than `MAX_DEPTH`."""
    return Refused(Reason.UNREADABLE, f"lies deeper than {MAX_DEPTH} folders: give a folder nearer to it as an input")


def no_file(path: str, refused: Refused, *, home: str | None = None, relative: str = "", given: bool = False) -> Entry:
    """What stands in the place of a file that will not be opened."""

    def fail() -> Opened:
        raise refused

    return Entry(path, home, relative or path, fail, refused, given)
