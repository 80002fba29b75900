"""The button on a task's page that opens the report of its run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from airflow.sdk import BaseOperatorLink, conf

if TYPE_CHECKING:
    from airflow.sdk import BaseOperator
    from airflow.sdk.types import TaskInstanceKey


def report_url(dag_id: str, run_id: str) -> str:
    """Where a browser that is logged in to Airflow finds the report of a run."""
    base = (conf.get("api", "base_url", fallback="") or "").rstrip("/")
    return f"{base}/revue/reports/{quote(dag_id, safe='')}/{quote(run_id, safe='')}"


class ReportLink(BaseOperatorLink):
    """`Report`, for operators that write one."""

    @property
    def name(self) -> str:
        return "Report"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:  # noqa: ARG002 - Airflow's signature
        return report_url(ti_key.dag_id, ti_key.run_id)


def with_report_link(task: Any) -> Any:
    """Give the task behind a TaskFlow result the button; TaskFlow has no argument for it."""
    task.operator.operator_extra_links = (ReportLink(),)
    return task
