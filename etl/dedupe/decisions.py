"""What the stage decided: of each article that came in, and of archived ones that it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from etl.article import Record


class Decision(msgspec.Struct, kw_only=True, frozen=True):
    """What was decided of one article; the fields are those of `Article`."""

    duplicate_of: str | None = None
    duplicate_kind: Literal["exact", "near"] | None = None
    similarity: float | None = None
    story_id: str | None = None
    keys: list[str] = []
    event_dates: list[str] = []


class StoryMerge(msgspec.Struct, kw_only=True, frozen=True):
    """Two stories turned out to be one: a record of the archive's collection `stories`.

    Attributes:
        id: The story that is no more.
        into: The older one, which it is part of from now on.
        at: The date of the newest article that joins them, as the article has it; null where it has none.
        by: That article's id.
    """

    id: str
    into: str
    at: str | None = None
    by: str | None = None


class Decisions:
    """The outcome of `Deduplicator.decide`.

    Attributes:
        updates: Fields to change on archived articles, by id.
        merges: Stories that became part of older ones.
    """

    def __init__(
        self,
        of: Callable[[str], Decision],
        updates: dict[str, Record],
        merges: list[StoryMerge],
        close: Callable[[], None],
    ) -> None:
        self._of = of
        self._close = close
        self.updates = updates
        self.merges = merges

    def of(self, article_id: str) -> Decision:
        """What was decided of an article that came in.

        Raises:
            KeyError: It did not come in.
        """
        return self._of(article_id)

    def close(self) -> None:
        """Give the disk space back; without it the end of the object does."""
        self._close()
