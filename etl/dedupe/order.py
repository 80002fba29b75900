"""Which of two articles came first: the one order in which everything here is decided."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from etl.article import Article

UNDATED = float("inf")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


def instant(date: str | None) -> float:
    """Seconds since 1970 in UTC of an ISO 8601 date; the last second of what it spans where it is only a day, a month
    or a year, since it can't claim to be earlier than a date that is known better; infinity for none."""
    if not date:
        return UNDATED
    match = _PARTIAL.fullmatch(date.strip())
    try:
        if match:
            year, month, day = int(match[1]), int(match[2] or 12), int(match[3] or 0)
            day = day or calendar.monthrange(year, month)[1]
            return dt.datetime(year, month, day, 23, 59, 59, tzinfo=dt.UTC).timestamp()
        parsed = dt.datetime.fromisoformat(date.strip())
    except (ValueError, OverflowError, IndexError):
        return UNDATED
    return parsed.replace(tzinfo=parsed.tzinfo or dt.UTC).timestamp()


def when(article: Article) -> float:
    """When the article appeared, as far as anything says."""
    published = instant(article.published_at)
    return published if published != UNDATED else instant(article.fetched_at)


def sort_key(article: Article) -> tuple[float, int, str]:
    """The earliest first, then the fullest, then by id."""
    return when(article), -len(article.text), article.id
