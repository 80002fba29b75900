"""## Reindex

Builds the archive anew beside the one that readers have, checks it, and puts it in its place in one step. Readers
search all the while; nothing changes for them before the swap.

**When**: a cleaning rule, a model, a mapping or the analysis changed. Start it by hand with *Trigger*; the form says
what each choice does. It begins as a *dry run*, which writes nothing and reports what would change: read that first,
then trigger again with *Dry run* off.

**The way**: plan → new version → clean, deduplicate, enrich, link → fill in → catch up with what came in meanwhile →
verify → report → gate → (approval) → swap → clean up. The nightly run may go on beside it.

**When it fails**: readers keep what they have. *Clear* the failed task to go on where it stopped. A gate that fails
says what failed, and the report shows old and new side by side; mend the cause and start a new reindex. Where a run was
ended for good, say in the form of the next one whether to go on with it or to give it up.

**Rejected?** All stays as it was, and the run ends red: nobody shall take it for a swap.

**Afterwards**: the older version stays for `rollback`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import Asset, Param, TriggerRule, chain, dag, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from revue_airflow.alerts import Alert
from revue_airflow.approval import SwapApproval
from revue_airflow.deployment import Deployment
from revue_airflow.links import with_report_link
from revue_airflow.night import BATCH_LABEL, announce, label, name_task, publish_report
from revue_airflow.retries import task_defaults
from revue_airflow.versions import GIVE_UP, GO_ON, REFUSE, begin, question, reindexing, remember_versions

ARTICLES = Asset("revue://articles")
PATIENCE = timedelta(days=3)

FORM = {
    "rebuild_from": Param(
        "raw",
        enum=["raw", "articles", "documents"],
        values_display={
            "raw": "Pages as they came, through all stages",
            "articles": "Archived articles: deduplicate, enrich, load",
            "documents": "Documents as they are",
        },
        type="string",
        title="Rebuild from",
        description="Pages: for a changed cleaning rule. Articles: for copies, stories, entities. "
        "Documents: for a changed mapping or analysis.",
    ),
    "dry_run": Param(
        True,
        type="boolean",
        title="Dry run",
        description="Write nothing to the archive, and report what would change. Off: readers get the new version.",
    ),
    "approval": Param(
        False,
        type="boolean",
        title="Ask before the swap",
        description="Somebody reads the report and approves or rejects, under Required Actions, within three days.",
    ),
    "since": Param(
        None,
        type=["null", "string"],
        format="date",
        title="From day",
        description="Rebuild articles of this day and later; the others are carried over as they are.",
    ),
    "until": Param(
        None,
        type=["null", "string"],
        format="date",
        title="To day",
        description="Rebuild articles of this day and earlier, the day itself included.",
    ),
    "source": Param(
        None,
        type=["null", "string"],
        minLength=1,
        title="Only this source",
        description="A publisher's host (or an inbox folder's name), as the archive has it. Empty: all.",
    ),
    "gate": Param(
        "normal",
        enum=["strict", "normal", "off"],
        values_display={
            "strict": "Strict: hardly anything may change for the worse",
            "normal": "Normal",
            "off": "Off: only a missing article stops it",
        },
        type="string",
        title="Gate",
        description="How much may be lost, refused or different before the run stops and readers keep the old version.",
    ),
    "keep": Param(
        1,
        type="integer",
        minimum=0,
        maximum=10,
        title="Old versions to keep",
        description="For rollback. 0 drops the version that readers have now, too: then there is no way back.",
    ),
    "limit": Param(
        None,
        type=["null", "integer"],
        minimum=1,
        title="Only so many",
        description="In a dry run: rebuild only so many pages or articles, for a quick look. Empty: all.",
    ),
    "unfinished": Param(
        REFUSE,
        enum=[REFUSE, GO_ON, GIVE_UP],
        values_display={
            REFUSE: "Refuse to start",
            GO_ON: "Go on with it, as it was planned",
            GIVE_UP: "Give it up and start anew",
        },
        type="string",
        title="An earlier reindex that was interrupted",
        description="What to do when there is one that neither ended nor was rejected.",
    ),
}


@task
def plan(params: dict[str, Any] | None = None) -> str:
    """Fix what is rebuilt and what has to be there in the end."""
    return begin(params or {})


@task
def create(name: str) -> None:
    """The new version, empty, beside the live one."""
    with reindexing(name) as run:
        run.create()


@task
def batches(name: str) -> list[str]:
    """Learn from all pages what keeps coming back; name the batches."""
    with reindexing(name) as run:
        found = list(run.plan_made().batches)
        if found:
            run.observe()
        return found


@task(map_index_template=BATCH_LABEL)
def clean(name: str, batch: str) -> None:
    """Pages become articles anew."""
    name_task(batch)
    with reindexing(name) as run:
        name_task(label(batch, run.clean(batch)))


@task(trigger_rule=TriggerRule.NONE_FAILED)
def dedupe(name: str) -> list[str]:
    """Copies and stories, over everything."""
    with reindexing(name) as run:
        return run.dedupe()


@task(map_index_template=BATCH_LABEL)
def enrich(name: str, batch: str) -> None:
    """Names and quotations."""
    name_task(batch)
    with reindexing(name) as run:
        name_task(label(batch, run.enrich(batch)))


@task(trigger_rule=TriggerRule.NONE_FAILED)
def link(name: str) -> list[str]:
    """Who is who, and which story keeps which id; names the batches to fill in."""
    with reindexing(name) as run:
        found = run.link()
        return [] if run.choices.dry_run else found


@task(map_index_template=BATCH_LABEL)
def fill(name: str, batch: str) -> None:
    """Write a batch into the new version."""
    name_task(batch)
    with reindexing(name) as run:
        name_task(label(batch, run.fill(batch).documents))


@task(trigger_rule=TriggerRule.NONE_FAILED)
def catch_up(name: str) -> None:
    """Bring over what came in meanwhile."""
    with reindexing(name) as run:
        if run.choices.dry_run:
            raise AirflowSkipException("a dry run writes nothing")
        if not run.swapped:
            run.catch_up()


@task
def verify(name: str) -> None:
    """Ask of the new version everything that has to be true before readers see it."""
    with reindexing(name) as run:
        if not run.swapped:
            run.verify()


@task(trigger_rule=TriggerRule.NONE_FAILED)
def report(name: str) -> None:
    """Old and new, side by side."""
    with reindexing(name) as run:
        publish_report(run.report())


@task.branch
def gate(name: str, params: dict[str, Any] | None = None) -> str | None:
    """Stop where the new version is not what it has to be; else ask, or go on."""
    with reindexing(name) as run:
        result = run.gate()
        if run.choices.dry_run:
            return None
        if result is None or not result.passed:
            raise AirflowFailException("\n".join(["the gate failed:", *(result.failures() if result else [])]))
    return "approve" if (params or {})["approval"] else "swap"


@task(trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS, outlets=[ARTICLES])
def swap(name: str) -> None:
    """Point readers at the new version, in one step."""
    with reindexing(name) as run:
        version = run.swap()
        announce(ARTICLES, {"reindex": name, "version": version})
        remember_versions(run.index)


@task
def clean_up(name: str) -> None:
    """Drop versions beyond those to keep, and write the report as it ended."""
    with reindexing(name) as run:
        run.clean_up()
        publish_report(run.report())
        remember_versions(run.index)


@dag(
    dag_id="reindex",
    dag_display_name="Reindex",
    description="The archive is built anew beside the live one, verified, and swapped in one step.",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args=task_defaults(Deployment.from_environment()),
    on_failure_callback=Alert("failed"),
    tags=["revue", "versions"],
    params=FORM,
    user_defined_macros={"question": question},
)
def reindex() -> None:
    name: Any = plan()  # while the file is read: a promise of the name
    rebuilt, decided, ready = batches(name), dedupe(name), link(name)
    verdict, swapped = gate(name), swap(name)
    approve = SwapApproval(
        task_id="approve",
        reindex="{{ ti.xcom_pull(task_ids='plan') }}",
        subject="Shall readers get the new version of the archive?",
        body="{{ question(ti.xcom_pull(task_ids='plan')) }}",
        response_timeout=PATIENCE,
    )
    chain(
        name,
        create(name),
        rebuilt,
        clean.partial(name=name).expand(batch=rebuilt),
        decided,
        enrich.partial(name=name).expand(batch=decided),
        ready,
        fill.partial(name=name).expand(batch=ready),
        catch_up(name),
        verify(name),
        with_report_link(report(name)),
        verdict,
        approve,
        swapped,
        with_report_link(clean_up(name)),
    )
    chain(verdict, swapped)


reindex()
