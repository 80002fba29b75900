"""Names of files and hosts, made safe to print, to store and to tell apart."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

# Control characters would forge log lines, the bidirectional ones would show another name than there is, and lone
# surrogates (bytes that are no UTF-8) cannot be written. The backslash goes with them, so that no two names meet.
_UNSAFE = re.compile("[\\\\\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_ESCAPED = re.compile(r"\\(?:\\|x([0-9a-f]{2})|u([0-9a-f]{4}))")
_HOST = re.compile(r"[\w.-]+(?::\d+)?|\[[0-9a-f:.]+\]")

TEMPORARY = {
    "~": "an editor's backup",
    ".tmp": "being written",
    ".temp": "being written",
    ".part": "being fetched (curl, rsync, Firefox)",
    ".partial": "being fetched",
    ".filepart": "being fetched (SFTP)",
    ".crdownload": "being fetched (Chromium)",
    ".download": "being fetched (Safari)",
    ".swp": "an editor's swap file",
    ".bak": "a backup",
}
"""Ends of file names that say that the file is not for reading, and why."""


def escape(name: str) -> str:
    """A name as it is printed and stored: valid UTF-8 on one line; a name without oddities stays as it is."""
    return _UNSAFE.sub(_escaped, name)


def escape_once(name: str) -> str:
    """A name that a person gives: as `escape` writes it, also where it is written so already."""
    return name if escape(unescape(name)) == name else escape(name)


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] == "\\":
        return "\\\\"
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is no UTF-8, as `os.fsdecode` shows it
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"


def unescape(name: str) -> str:
    """The name that `escape` was given."""
    return _ESCAPED.sub(_unescaped, name)


def _unescaped(match: re.Match[str]) -> str:
    byte, unit = match[1], match[2]
    if unit:
        return chr(int(unit, 16))
    return os.fsdecode(bytes([int(byte, 16)])) if byte else "\\"


def is_hidden(name: str) -> bool:
    """Whether a file or folder is not meant to be seen."""
    return name.startswith((".", "~$")) or name in {"", "__MACOSX"}


def is_temporary(name: str) -> bool:
    """Whether a file is still being written, or is left over from writing."""
    return name.lower().endswith(tuple(TEMPORARY))


def web_address(text: str | None) -> str | None:
    """The http(s) address in a field, None where it holds anything else."""
    stripped = (text or "").strip()
    if not stripped.lower().startswith(("http://", "https://")) or _UNSAFE.search(stripped):
        return None
    return stripped if host_of(stripped) else None


def host_of(url: str | None) -> str | None:
    """The publisher's host: lower case, without `www.`; None where the address has none."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    host = (host or "").rstrip(".").removeprefix("www.")
    return host if host and _HOST.fullmatch(host) else None
