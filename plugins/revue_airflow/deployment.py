"""The choices that a DAG needs while it is parsed, from the environment.

They are read without pydantic: the DAG processor parses each file every half minute. What the pipeline itself needs is
in `etl.settings` and read inside the tasks.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Deployment:
    """When the DAGs run and how patient they are.

    Attributes:
        schedule: `REVUE_SCHEDULE`, the cron expression of the nightly run.
        timezone: `REVUE_TIMEZONE`, the zone in which `schedule` is meant; daylight saving is followed.
        retries: `REVUE_TASK_RETRIES`, how often a task that may go through later is tried again.
        retry_delay: `REVUE_TASK_RETRY_SECONDS`, the first pause, doubled at each retry.
        task_timeout: `REVUE_TASK_TIMEOUT_HOURS`, after which a task counts as hung and is tried again.
        late_at: `REVUE_LATE_SCHEDULE`, the cron expression of the moment by which a night has to be over.
        late_window: `REVUE_LATE_WINDOW_HOURS`, how long before that moment it may have ended at the earliest.
    """

    schedule: str
    timezone: str
    retries: int
    retry_delay: timedelta
    task_timeout: timedelta
    late_at: str
    late_window: timedelta

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Deployment:
        """Read the deployment. Raises ValueError, naming the variable, for a value that is no number of its kind."""

        def number(name: str, default: str, least: float) -> float:
            text = environment.get(name) or default
            try:
                value = float(text)
            except ValueError:
                value = float("nan")
            if not value >= least or value == float("inf"):
                raise ValueError(f"{name}={text!r} must be a number of at least {least:g}")
            return value

        return cls(
            schedule=environment.get("REVUE_SCHEDULE") or "0 2 * * *",
            timezone=environment.get("REVUE_TIMEZONE") or "Europe/Paris",
            retries=int(number("REVUE_TASK_RETRIES", "3", 0)),
            retry_delay=timedelta(seconds=number("REVUE_TASK_RETRY_SECONDS", "60", 0)),
            task_timeout=timedelta(hours=number("REVUE_TASK_TIMEOUT_HOURS", "4", 0.01)),
            late_at=environment.get("REVUE_LATE_SCHEDULE") or "0 7 * * *",
            late_window=timedelta(hours=number("REVUE_LATE_WINDOW_HOURS", "12", 0.01)),
        )
