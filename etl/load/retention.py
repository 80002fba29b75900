"""What is not kept for ever: the records of runs and of rejects. Articles are never touched."""

from __future__ import annotations

import datetime

from etl.archive import ArticleIndex, CollectionName

DATED_BY: dict[CollectionName, str] = {"runs": "started_at", "rejects": "at"}
"""The side tables that are kept for a time only, and the field that says how old a record is."""


def expire(index: ArticleIndex, *, today: datetime.date, keep_days: int | None) -> dict[str, int]:
    """Delete what is older than `keep_days` days (none: nothing); returns how many records of each side table."""
    if keep_days is None:
        return {}
    before = (today - datetime.timedelta(days=keep_days)).isoformat()
    return {name: index.collection(name).expire(field, before) for name, field in DATED_BY.items()}
