"""## Night watch

Asks the archive, every morning, whether a nightly run has ended well since the evening, and calls the desk where none
has: because it still runs, because it failed, because it never started, or because somebody switched it off.

**When**: `REVUE_LATE_SCHEDULE` (seven o'clock unless set), in `REVUE_TIMEZONE`. A run counts when it ended within the
`REVUE_LATE_WINDOW_HOURS` (12) before.

**Whom it calls**: the connections `revue_webhook` and `revue_mail`. What it cannot tell is that Airflow itself is
down: watch its health page from outside, as docs/operations.md says.
"""

from __future__ import annotations

import datetime as dt

from airflow.sdk import CronTriggerTimetable, dag, task
from revue_airflow.alerts import Alert
from revue_airflow.deployment import Deployment
from revue_airflow.retries import task_defaults
from revue_airflow.watch import require_a_night

DEPLOYMENT = Deployment.from_environment()


@task
def check() -> None:
    """Fail where no nightly run has ended well in time."""
    require_a_night(DEPLOYMENT.late_window)


@dag(
    dag_id="night_watch",
    dag_display_name="Night watch",
    description="Calls the desk in the morning when the night's pages are not in the archive.",
    doc_md=__doc__,
    # Not at once when it is switched on shortly after its hour: see nightly_ingest.
    schedule=CronTriggerTimetable(DEPLOYMENT.late_at, timezone=DEPLOYMENT.timezone, run_immediately=dt.timedelta()),
    catchup=False,
    max_active_runs=1,
    default_args=task_defaults(DEPLOYMENT),
    on_failure_callback=Alert("late"),
    tags=["revue", "watch"],
)
def night_watch() -> None:
    check()


night_watch()
