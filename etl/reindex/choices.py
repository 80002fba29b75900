"""What an operator chooses for a reindex."""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

from etl.days import period

RebuildFrom = Literal["raw", "articles", "documents"]
"""What the new version is made from.

`raw`: the pages as they came, through all stages: for a changed cleaning rule.
`articles`: the archived articles, through deduplication, entities and loading: for changed rules of those stages.
`documents`: the archived documents as they are: for a changed mapping or analysis.
"""

Strictness = Literal["strict", "normal", "off"]
"""How much the gate lets pass. `off` still refuses a version in which an article is missing without a reason."""

REBUILD_FROM: tuple[RebuildFrom, ...] = get_args(RebuildFrom)
STRICTNESS: tuple[Strictness, ...] = get_args(Strictness)


class InvalidChoice(ValueError):
    """Choices that contradict each other; the message says which."""


class Choices(msgspec.Struct, kw_only=True, frozen=True):
    """The form of a reindex.

    Attributes:
        rebuild_from: See `RebuildFrom`.
        since: First day (ISO 8601) of the articles that are rebuilt: published, else fetched. The others are carried
            over as they are, so that the new version is complete.
        until: Last day, itself included.
        source: Only this publisher's articles are rebuilt.
        dry_run: Write nothing to the index; report what would change.
        strictness: Of the gate.
        keep: Versions kept beside the live one when all is done; 0 drops the one for rollback too.
        limit: In a dry run: rebuild only so many pages or articles.
    """

    rebuild_from: RebuildFrom = "raw"
    since: str | None = None
    until: str | None = None
    source: str | None = None
    dry_run: bool = False
    strictness: Strictness = "normal"
    keep: int = 1
    limit: int | None = None

    @property
    def filtered(self) -> bool:
        """Whether only a part of the archive is rebuilt."""
        return bool(self.since or self.until or self.source)

    def check(self) -> None:
        """Raises `InvalidChoice` where the choices do not go together."""
        if self.rebuild_from not in REBUILD_FROM:
            raise InvalidChoice(f"cannot rebuild from {self.rebuild_from!r}: one of {', '.join(REBUILD_FROM)}")
        if self.strictness not in STRICTNESS:
            raise InvalidChoice(f"the gate cannot be {self.strictness!r}: one of {', '.join(STRICTNESS)}")
        if self.rebuild_from == "documents" and self.filtered:
            raise InvalidChoice("documents are copied all together: leave out the dates and the source")
        if self.limit is not None and not self.dry_run:
            raise InvalidChoice("a limit is for a dry run: an archive is rebuilt whole")
        if self.limit is not None and self.limit < 1:
            raise InvalidChoice("the limit must be 1 or more")
        if self.keep < 0:
            raise InvalidChoice("the number of versions to keep must be 0 or more")
        days = [period(day)[0] for day in (self.since, self.until) if day]
        if len(days) == 2 and days[0] > days[1]:
            raise InvalidChoice(f"no day is both after {self.since} and before {self.until}")

    def holds(self, date: str | None, source: str | None) -> bool:
        """Whether an article of that date and source is to be rebuilt; one without a date is outside every window."""
        if self.source and source != self.source:
            return False
        if not (self.since or self.until):
            return True
        if not date:
            return False
        try:
            first, last = period(date)
        except ValueError:
            return False
        return (not self.since or last >= period(self.since)[0]) and (not self.until or first <= period(self.until)[1])
