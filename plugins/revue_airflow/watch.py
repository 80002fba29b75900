"""Whether the night's pages are in the archive: asked of the archive, since a run that ended is on record there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from airflow.sdk.exceptions import AirflowFailException

from revue_airflow.connection import task_settings


def require_a_night(window: dt.timedelta) -> None:
    """Raises AirflowFailException where no run has ended within the window."""
    from etl.load import connect

    settings = task_settings()
    index = connect(settings)
    try:
        ended = last_end(index.collection("runs").find("type", ["run"]))
    finally:
        index.close()
    now = dt.datetime.now(dt.UTC)
    if ended is None:
        raise AirflowFailException("no nightly run has ever ended")
    if now - ended > window:
        hours = window.total_seconds() / 3600
        raise AirflowFailException(f"no nightly run has ended in the last {hours:g} hours; the last one did at {ended}")


def last_end(records: Iterable[Mapping[str, Any]]) -> dt.datetime | None:
    """When the last of these runs ended; None where none has."""
    ends = [str(record["finished_at"]) for record in records if record.get("finished_at")]
    return max((dt.datetime.fromisoformat(end) for end in ends), default=None)
