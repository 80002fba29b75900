"""What the readers of the formats hand on: one page, not yet tied to the file that it was in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Found:
    """One page in a file; the fields mean what they mean in `PageRef`.

    Attributes:
        number: The record in its file, counted from 1; None where the file is the page.
        place: What names the record in its file for ever, where its number does not (a feed's entries move).
    """

    content: bytes
    format: Literal["html", "text"]
    number: int | None = None
    place: str | None = None
    url: str | None = None
    source: str | None = None
    encoding: str | None = None
    fetched_at: str | None = None
    declared: dict[str, str] = field(default_factory=dict)
    id: str | None = None
