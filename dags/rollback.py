"""## Rollback

Points readers back at an older version of the archive, in one step. Nothing is deleted: the version that they leave
stays, and a rollback can itself be rolled back.

**When**: a reindex turned out to be a mistake. Start it by hand with *Trigger*; without a choice it goes back to the
version that readers had last.

**What came in since** the older version was left (new, changed and deleted articles) is brought over first, unless the
form says to ask: then the run says how many articles that version lacks and waits for somebody to say yes. Articles
that were taken down stay gone in either case.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Asset, Param, TriggerRule, chain, dag, get_current_context, task
from revue_airflow.alerts import Alert
from revue_airflow.deployment import Deployment
from revue_airflow.night import announce
from revue_airflow.retries import task_defaults
from revue_airflow.versions import go_back, known_versions, lacking, refusals, what_is_lacking

ARTICLES = Asset("revue://articles")
PATIENCE = timedelta(days=3)
LAST = "the one before"
LOAD, ASK = "load", "ask"
VERSIONS = known_versions()

FORM = {
    "version": Param(
        LAST,
        enum=[LAST, *VERSIONS],
        values_display={LAST: "The version that readers had last", **VERSIONS},
        type="string",
        title="Go back to",
        description="The versions that are kept beside the one that readers have (as of the last swap).",
    ),
    "missing": Param(
        LOAD,
        enum=[LOAD, ASK],
        values_display={LOAD: "Bring it over first", ASK: "Tell me how much it is, and ask whether to go without"},
        type="string",
        title="What came in since",
        description="Bringing it over takes as long as there is to bring; without it the step takes a second.",
    ),
}


@task
def look(params: dict[str, Any] | None = None) -> str:
    """Find the version, and what it lacks."""
    wanted = (params or {})["version"]
    with refusals():
        return lacking(None if wanted == LAST else wanted).version


@task.branch
def decide(version: str, params: dict[str, Any] | None = None) -> str:
    """Ask only where there is something to ask."""
    return "confirm" if (params or {})["missing"] == ASK and lacking(version).behind else "point"


@task(trigger_rule=TriggerRule.NONE_FAILED_MIN_ONE_SUCCESS, outlets=[ARTICLES])
def point(version: str, params: dict[str, Any] | None = None) -> None:
    """Bring over what came in since, where that was chosen, and point readers at the version."""
    confirmed = get_current_context()["ti"].xcom_pull(task_ids="confirm") is not None
    done = go_back(version, accept_missing=confirmed, load=(params or {})["missing"] == LOAD)
    announce(ARTICLES, {"version": done.version, "left": done.left, "loaded": done.loaded, "missing": done.missing})


@dag(
    dag_id="rollback",
    dag_display_name="Rollback",
    description="Readers get an older version of the archive back, with what came in since.",
    doc_md=__doc__,
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args=task_defaults(Deployment.from_environment()),
    on_failure_callback=Alert("failed"),
    tags=["revue", "versions"],
    params=FORM,
    user_defined_macros={"what_is_lacking": what_is_lacking},
)
def rollback() -> None:
    version: Any = look()  # while the file is read: a promise of the name
    decision, pointed = decide(version), point(version)
    confirm = ApprovalOperator(
        task_id="confirm",
        subject="Go back without what came in since?",
        body="{{ what_is_lacking(ti.xcom_pull(task_ids='look')) }}",
        response_timeout=PATIENCE,
        # Red and not merely skipped: nobody shall take a rejection for a rollback.
        fail_on_reject=True,
        retries=0,
    )
    chain(version, decision, confirm, pointed)
    chain(decision, pointed)


rollback()
