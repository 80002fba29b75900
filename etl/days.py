"""The days that a date names: the contract's dates may be a day, or a month or a year only."""

from __future__ import annotations

import calendar
import datetime
import re

_DATE = re.compile(
    r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d)"
    r"(T\d\d(:\d\d(:\d\d([.,]\d{1,9})?)?)?(Z|[+-]\d\d(:?\d\d)?)?)?)?)?"
)


def period(date: str) -> tuple[str, str]:
    """The first and the last day that a date names: a day, or all days of a month or a year.

    Raises:
        ValueError: `date` is not ISO 8601 (`2022`, `2022-07`, `2022-07-29`, `2022-07-29T18:30:00+02:00`).
    """
    found = _DATE.fullmatch(date)
    if found is None:
        raise ValueError(f"“{date[:40]}” is not an ISO 8601 date")
    year, month, day = (int(found[part]) if found[part] else None for part in ("year", "month", "day"))
    try:
        if len(date) > 10:
            datetime.datetime.fromisoformat(date)
        first = datetime.date(year or 0, month or 1, day or 1)
        if day:
            last = first
        elif month:
            last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        else:
            last = datetime.date(first.year, 12, 31)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"“{date[:40]}” is not a date ({error})") from error
    return first.isoformat(), last.isoformat()
