"""## The nightly run

Takes the pages that came into the inbox, cleans, deduplicates and enriches them, and loads them into the archive that
the desk searches.

**When**: every night (`REVUE_SCHEDULE`, `REVUE_TIMEZONE`), and by hand with *Trigger*. Two runs never overlap. A run
that was missed while Airflow was down is made up for once, when it comes back.

**Again?** A page that is in the archive already and did not change is skipped, a page that changed updates its
article: a second run of the same pages changes nothing.

**When a task fails**: what may mend itself (an absent cluster, a full disk) is tried again with growing pauses, a wrong
setting is not. Mend the cause, then *Clear* the failed task: the run goes on where it stopped. A page that can't be
read costs only itself: it becomes a reject, listed in the report.

**When it is late**, the DAG `night_watch` tells the desk in the morning.

**The report** is the tab *Report* of the run's page, and the button of the task `report`.
"""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from typing import Any

from airflow.sdk import (
    Asset,
    CronTriggerTimetable,
    Param,
    TriggerRule,
    chain,
    dag,
    task,
)
from revue_airflow.alerts import Alert
from revue_airflow.deployment import Deployment
from revue_airflow.links import with_report_link
from revue_airflow.night import (
    BATCH_LABEL,
    announce,
    chosen_inputs,
    counts,
    label,
    name_task,
    open_night,
    publish_report,
    refuse_if_overtaken,
)
from revue_airflow.retries import task_defaults

DEPLOYMENT = Deployment.from_environment()
ARTICLES = Asset("revue://articles")


@dag(
    dag_id="nightly_ingest",
    dag_display_name="Nightly ingest",
    description="Collected pages become a clean, deduplicated, searchable archive.",
    doc_md=__doc__,
    # No start date: with one, switching the DAG on for the first time would run last night's slot at once. Without one,
    # too, for a tenth of a day after it, unless no time at all may have passed since.
    schedule=CronTriggerTimetable(DEPLOYMENT.schedule, timezone=DEPLOYMENT.timezone, run_immediately=dt.timedelta()),
    catchup=False,
    max_active_runs=1,
    default_args=task_defaults(DEPLOYMENT),
    on_failure_callback=Alert("failed"),
    tags=["revue", "ingest"],
    params={
        "inputs": Param(
            None,
            type=["null", "array"],
            items={"type": "string", "minLength": 1},
            title="Only these inputs",
            description="Folders, files or URLs inside the inbox, one a line. Empty: the whole inbox (REVUE_INBOX).",
        ),
        "batch_size": Param(
            None,
            type=["null", "integer"],
            minimum=1,
            maximum=10_000,
            title="Pages a batch",
            description="Smaller batches lose less to a retry, larger ones cost fewer tasks. Empty: the setting.",
        ),
    },
)
def nightly_ingest() -> None:
    @task
    def discover(params: dict[str, Any] | None = None) -> list[str]:
        """Find new and changed pages, keep their bytes, and cut them into batches."""
        with closing(open_night()) as night:
            return night.discover(chosen_inputs((params or {}).get("inputs"), night.settings.inbox))

    @task(trigger_rule=TriggerRule.NONE_FAILED)
    def observe() -> None:
        """Learn which blocks keep coming back on the pages of a source."""
        with closing(open_night()) as night:
            night.observe()

    @task(map_index_template=BATCH_LABEL)
    def clean(batch: str) -> None:
        """Pages become articles."""
        name_task(batch)
        with closing(open_night()) as night:
            name_task(label(batch, night.clean(batch)))

    @task(trigger_rule=TriggerRule.NONE_FAILED)
    def dedupe() -> list[str]:
        """Over the whole night: copies, and articles that tell one story."""
        with closing(open_night()) as night:
            return night.dedupe()

    @task(map_index_template=BATCH_LABEL)
    def enrich(batch: str) -> None:
        """Find names and quotations."""
        name_task(batch)
        with closing(open_night()) as night:
            name_task(label(batch, night.enrich(batch)))

    @task(trigger_rule=TriggerRule.NONE_FAILED)
    def link() -> None:
        """Over the whole night: who is who."""
        with closing(open_night()) as night:
            night.link()

    @task(map_index_template=BATCH_LABEL)
    def load(batch: str) -> None:
        """Write a batch into the archive."""
        name_task(batch)
        with closing(open_night()) as night:
            refuse_if_overtaken(night)
            written = night.load(batch)
        name_task(f"{batch}: {written.indexed} new, {written.updated} changed, {written.unchanged} as before")

    @task(trigger_rule=TriggerRule.NONE_FAILED, outlets=[ARTICLES])
    def report() -> None:
        """Close the night, write its report, and tell whoever waits for the asset."""
        with closing(open_night()) as night:
            name = night.report()
            publish_report(name)
            announce(ARTICLES, {"run": night.layout.run, "report": name, **counts(night)})

    batches, kept = discover(), dedupe()
    chain(
        batches,
        observe(),
        clean.expand(batch=batches),
        kept,
        enrich.expand(batch=kept),
        link(),
        load.expand(batch=kept),
        with_report_link(report()),
    )


nightly_ingest()
