"""Revue's plugin: the page of each run in Airflow gets a tab with the report of that run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from airflow.sdk.plugins_manager import AirflowPlugin

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send


async def reports(scope: Scope, receive: Receive, send: Send) -> None:
    """The application that serves reports, imported when the first one is asked for.

    Every task process loads this plugin too, and has no use for a web server.
    """
    from revue_airflow.reports import app

    await app(scope, receive, send)


class RevuePlugin(AirflowPlugin):
    """Serves reports under `/revue`, and shows them on the pages of runs."""

    name = "revue"
    fastapi_apps: list[Any] = [{"app": reports, "url_prefix": "/revue", "name": "Revue reports"}]  # noqa: RUF012
    external_views: list[Any] = [  # noqa: RUF012
        {
            "name": "Report",
            "href": "/revue/reports/{DAG_ID}/{RUN_ID}",
            "destination": "dag_run",
            "url_route": "report",
        }
    ]
