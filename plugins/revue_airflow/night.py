"""The way from a task to its night: which run, which inputs, and how a mapped task is named in the UI."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, cast

from airflow.sdk import get_current_context
from airflow.sdk.exceptions import AirflowFailException

from revue_airflow.connection import task_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from airflow.sdk import Asset
    from pydantic import JsonValue

    from etl.pipeline import Night

BATCH_LABEL = "{{ batch_label }}"
"""The `map_index_template` of mapped tasks; `name_task` fills it."""


REPORT_XCOM = "revue_report"
"""The XCom in which a task leaves the store name of the report that it wrote, for `revue_airflow.reports`."""


def run_name(run_id: str) -> str:
    """The name under which the store keeps what a DAG run wrote.

    It comes from the run's id alone, since a run by hand has no logical date. Characters that a file system or an
    object store may mind are replaced, and a digest then keeps two such ids apart.
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", run_id).strip("-.")[:120]
    if plain == run_id:
        return plain
    return f"{plain}-{hashlib.sha256(run_id.encode()).hexdigest()[:8]}"


def open_night() -> Night:
    """The night of the running task, with what the trigger form changed."""
    from etl.pipeline import Night

    context = get_current_context()
    settings = task_settings()
    batch_size = context["params"].get("batch_size")
    if batch_size:
        sources = settings.sources.model_copy(update={"batch_size": int(batch_size)})
        settings = settings.model_copy(update={"sources": sources})
    return Night.open(settings, run=run_name(_run_id()), trigger="airflow")


def chosen_inputs(wanted: Sequence[str] | None, inbox: Sequence[str]) -> list[str]:
    """What this run reads: the whole inbox, or the part of it that the trigger form names.

    A form may narrow the inbox, never widen it: whoever may start a run must not thereby read any file of the server.

    Raises:
        ValueError: There is nothing to read, or an input lies outside of the inbox.
    """
    if not inbox:
        raise ValueError("REVUE_INBOX is empty: name the folders or URLs that the nightly run reads, as a JSON list")
    if not wanted:
        return list(inbox)
    for path in wanted:
        if not any(_beneath(path, root) for root in inbox):
            raise ValueError(f"{path!r} lies outside of the inbox ({', '.join(inbox)}): add it to REVUE_INBOX first")
    return list(wanted)


def name_task(label: str) -> None:
    """Set the name under which the UI lists this mapped task."""
    cast("dict[str, Any]", get_current_context())["batch_label"] = label


def refuse_if_overtaken(night: Night) -> None:
    """A night that is cleared after a later one has ended would put older pages over newer ones: it must not go on.

    Raises:
        AirflowFailException: A later nightly run has ended and has taken this one's pages in.
    """
    plan = night.plan()
    for record in night.index.collection("runs").find("type", ["run"]):
        if record.get("trigger") == "airflow" and str(record.get("started_at", "")) > plan.started_at:
            raise AirflowFailException(
                f"the later run {record['id']} has ended and has taken these pages in: leave this one as it is"
            )


def label(batch: str, articles: int) -> str:
    """How the UI names a task that is done with a batch."""
    return f"{batch}: {articles} article{'' if articles == 1 else 's'}"


def counts(night: Night) -> dict[str, int]:
    """What a loaded night came to, in documents."""
    plan = night.plan()
    written = [night.load(batch) for batch in plan.batches]
    return {
        "pages": plan.pages,
        "skipped": plan.unchanged,
        "indexed": sum(part.indexed for part in written),
        "updated": sum(part.updated for part in written),
        "unchanged": sum(part.unchanged for part in written),
        "rejects": sum(1 for _ in night.all_rejects()),
    }


def publish_report(name: str) -> None:
    """Let `revue_airflow.reports` find the report that this task wrote."""
    get_current_context()["ti"].xcom_push(REPORT_XCOM, name)


def announce(asset: Asset, extra: dict[str, JsonValue]) -> None:
    """Say on the asset what changed, for the DAGs that wait for it and for the asset's page."""
    get_current_context()["outlet_events"][asset].extra = extra


def _beneath(path: str, root: str) -> bool:
    root = root.rstrip("/")
    return ".." not in path.split("/") and (path.rstrip("/") == root or path.startswith(root + "/"))


def _run_id() -> str:
    run = get_current_context()["dag_run"]
    return run.run_id
