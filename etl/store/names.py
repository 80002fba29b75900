"""Names inside the store: what may be one, and where a raw page lies."""

from __future__ import annotations

import re

RAW = "raw"
"""The folder of the raw pages. No run file may be written there."""
LOCKS = "locks"
"""The folder of the lock files."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
_MAX_LENGTH = 1000  # S3 ends at 1,024 bytes, and the store's own prefix comes before the name


def check_name(name: str) -> str:
    """The name itself, if it can be a run file's.

    Raises:
        ValueError: It is absolute, leaves the store, is hidden or belongs to the raw pages.
    """
    parts = name.split("/")
    if not name or _FORBIDDEN.search(name) or len(name.encode()) > _MAX_LENGTH:
        raise ValueError(
            f"store name {name!r}: must be 1 to {_MAX_LENGTH} bytes of printable text, without backslashes"
        )
    if any(part in {"", ".", ".."} or part.startswith(".") for part in parts) or ":" in parts[0]:
        raise ValueError(f"store name {name!r}: must be relative and must not leave the store or hide a file in it")
    if parts[0] in {RAW, LOCKS}:
        raise ValueError(f"store name {name!r}: {parts[0]}/ is kept for the store itself")
    return name


def check_prefix(prefix: str) -> str:
    """The prefix itself, if names may begin with it; empty means all.

    Raises:
        ValueError: As in `check_name`.
    """
    if prefix:
        check_name(prefix.removesuffix("/"))
    return prefix


def raw_name(digest: str) -> str:
    """Where the page with that digest lies: two levels of folders, so that none gets too many entries.

    Raises:
        ValueError: It is not a SHA-256 in lower-case hexadecimal.
    """
    if not _DIGEST.fullmatch(digest):
        raise ValueError(f"digest {digest!r}: must be a SHA-256, 64 hexadecimal digits in lower case")
    return f"{RAW}/{digest[:2]}/{digest[2:4]}/{digest}.gz"
