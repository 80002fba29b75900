"""Why an input gives no page: the reasons that rejects are counted by."""

from __future__ import annotations

import enum


class Reason(enum.StrEnum):
    """The short stable names in `Reject.reason`."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    LINK_OUTSIDE = "link-outside"
    EMPTY = "empty"
    BINARY = "binary"
    TOO_LARGE = "too-large"
    TRUNCATED_GZIP = "truncated-gzip"
    BROKEN_GZIP = "broken-gzip"
    BROKEN_LINE = "broken-line"
    BROKEN_WARC = "broken-warc"
    BROKEN_FEED = "broken-feed"
    NO_CONTENT = "no-content"


class Refused(Exception):
    """An input, or one record in it, gives no page.

    Attributes:
        reason: What to count it by.
        error: One sentence for a person.
        number: The record in its file, counted from 1; None for the file as a whole.
    """

    def __init__(self, reason: Reason, error: str, number: int | None = None) -> None:
        super().__init__(error)
        self.reason, self.error, self.number = reason, error, number


class SourceUnavailable(ConnectionError):
    """A place that pages are read from does not answer: the same call may go through later."""
