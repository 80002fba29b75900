"""What a file's name says about how it is read."""

from __future__ import annotations

import enum


class Format(enum.Enum):
    """How a file is read."""

    HTML = "html"
    TEXT = "text"
    JSON_LINES = "jsonl"
    WARC = "warc"
    FEED = "feed"

    @property
    def holds_many(self) -> bool:
        """Whether one file holds several pages."""
        return self in {Format.JSON_LINES, Format.WARC, Format.FEED}


_FORMATS = {
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".txt": Format.TEXT,
    ".jsonl": Format.JSON_LINES,
    ".warc": Format.WARC,
    ".xml": Format.FEED,
    ".rss": Format.FEED,
    ".atom": Format.FEED,
}
SUFFIXES = frozenset(_FORMATS) | {f"{suffix}.gz" for suffix in _FORMATS}
"""Ends of the names of the files that are read, in lower case."""

_UNPACK = "unpack it"
_RENAME = "if it holds HTML, give it the suffix .html"
_CONVERT = "save it as .html or .txt"
UNSUPPORTED = {
    **dict.fromkeys((".zip", ".tar", ".tgz", ".7z", ".rar", ".bz2", ".xz", ".zst", ".lz4", ".br", ".z"), _UNPACK),
    ".wacz": "unpack it and give the .warc.gz in its folder archive/",
    **dict.fromkeys((".xhtml", ".xht", ".shtml", ".php", ".asp", ".aspx", ".jsp"), _RENAME),
    **dict.fromkeys((".mhtml", ".mht", ".webarchive", ".maff"), "save the page as HTML only"),
    **dict.fromkeys((".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".eml", ".msg", ".pages"), _CONVERT),
    **dict.fromkeys((".ndjson", ".parquet"), "write it as JSON Lines (.jsonl)"),
    ".gz": "name what is inside, as in .html.gz",
}
"""Ends of the names of files that hold pages in a way that is not read, and what to do. Such a file in a folder is
rejected; any other (a picture, a style sheet, a crawler's notes in .json or .md beside a page) is passed over and
counted."""


def format_of(name: str) -> tuple[Format | None, bool]:
    """How a file of that name is read (None: it is not), and whether it is gzip'd."""
    lower = name.lower()
    packed = lower.endswith(".gz")
    stem, dot, suffix = lower.removesuffix(".gz").rpartition(".")
    return _FORMATS.get(dot + suffix) if stem else None, packed


def advice(name: str) -> str | None:
    """What to do with a file that holds pages but is not read; None where nothing says that it holds any."""
    _, dot, suffix = name.lower().rpartition(".")
    return UNSUPPORTED.get(dot + suffix)
