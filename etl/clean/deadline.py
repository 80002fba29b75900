"""The time that one page may take: looked at between steps, and inside those that go through a page piece by piece."""

from __future__ import annotations

import time


class TooSlow(ValueError):
    """A page took longer than the settings allow."""


class Deadline:
    """When a page has to be done.

    No thread and no signal: those would not work in every process that cleans. The parser is fed piece by
    piece, and given nothing that keeps it long (`bounds.py`).
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        """Give up if the time is over.

        Raises:
            TooSlow: it is.
        """
        if time.monotonic() > self._end:
            raise TooSlow(f"the page was not clean after {self.seconds:g} seconds")


NEVER = Deadline(float("inf"))
"""For pages that may take their time: training and measuring."""
