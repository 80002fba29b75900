"""Points in time as the records write them: ISO 8601 with offset, in UTC."""

from __future__ import annotations

import math
from datetime import UTC, datetime


def from_datetime(moment: datetime) -> str:
    """A moment; one without a time zone is taken to be UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="seconds")


def from_any(value: object) -> str | None:
    """A moment from what a file, a driver or a record says it is (date, ISO 8601, seconds since 1970), else None."""
    try:
        if isinstance(value, datetime):
            return from_datetime(value)
        if isinstance(value, str):
            return from_datetime(datetime.fromisoformat(value.strip()))
        if isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value):
            return from_datetime(datetime.fromtimestamp(value, UTC))
    except (ValueError, OverflowError, OSError):
        return None
    return None
