"""The report of a run, served inside Airflow: as a tab of the run's page, and as a button of the task that wrote it.

Airflow mounts a plugin's application without asking who calls, so every path here asks for itself: a valid session,
and the right to read the runs of that DAG.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Annotated

from airflow.api_fastapi.auth.managers.models.resource_details import DagAccessEntity
from airflow.api_fastapi.core_api.security import requires_access_dag
from airflow.models.xcom import XComModel
from airflow.utils.session import create_session
from fastapi import Depends, FastAPI, Path, Response

from revue_airflow.night import REPORT_XCOM

if TYPE_CHECKING:
    from collections.abc import Mapping

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-popups"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
"""A report shows words of pages from anywhere: nothing in it may run, load or call."""

app = FastAPI(title="Revue reports", docs_url=None, redoc_url=None, openapi_url=None)


@app.get(
    "/reports/{dag_id}/{run_id}",
    dependencies=[Depends(requires_access_dag("GET", DagAccessEntity.RUN))],
)
def report(
    dag_id: Annotated[str, Path(max_length=250)],
    run_id: Annotated[str, Path(max_length=250)],
) -> Response:
    """The newest report of a run, or a page that says that there is none yet."""
    name = _report_name(dag_id, run_id)
    if name is None:
        return _page(404, "This run has no report yet. It is written by the run's last steps.")
    from etl.settings import Settings
    from etl.store import Missing, Store

    try:
        content = Store(Settings().store).read_bytes(name)
    except Missing:
        return _page(410, f"The report {name} is no longer in the store.")
    return Response(content, media_type="text/html; charset=utf-8", headers=dict(HEADERS))


def _report_name(dag_id: str, run_id: str) -> str | None:
    with create_session() as session:
        found = (
            session.query(XComModel)
            .filter(XComModel.dag_id == dag_id, XComModel.run_id == run_id, XComModel.key == REPORT_XCOM)
            .order_by(XComModel.timestamp.desc())
            .first()
        )
        value = XComModel.deserialize_value(found) if found is not None else None
    return value if isinstance(value, str) else None


def _page(status: int, sentence: str) -> Response:
    content = f"<!doctype html><html lang=en><meta charset=utf-8><title>Report</title><p>{html.escape(sentence)}</p>"
    return Response(content, status_code=status, media_type="text/html; charset=utf-8", headers=dict(HEADERS))
