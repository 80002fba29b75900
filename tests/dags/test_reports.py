"""The report in Airflow's own web server: for those who may read the run, and for nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.dags.conftest import Desk

if TYPE_CHECKING:
    from fastapi.testclient import TestClient


@pytest.fixture(scope="module")
def server(airflow_home: Path) -> Iterator[TestClient]:
    """The plugin's application, mounted as Airflow mounts it, with Airflow's own login."""
    from airflow.api_fastapi.app import create_auth_manager
    from fastapi import FastAPI
    from fastapi.testclient import TestClient
    from revue_plugin import RevuePlugin

    create_auth_manager().init()
    app = FastAPI()
    for part in RevuePlugin.fastapi_apps:
        app.mount(part["url_prefix"], part["app"])
    with TestClient(app, base_url="http://127.0.0.1:8080") as client:
        yield client


@pytest.fixture
def token(server: TestClient) -> dict[str, str]:
    """The session of someone who may read and no more."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    reader = SimpleAuthManagerUser(username="reader", role="viewer")
    return {"Authorization": f"Bearer {get_auth_manager().generate_jwt(reader)}"}


def test_the_report_of_a_run_is_served_and_may_do_nothing(
    archive: Desk, server: TestClient, token: dict[str, str]
) -> None:
    run = archive.test().run
    answer = server.get(f"/revue/reports/nightly_ingest/{run.run_id}", headers=token)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "<h1" in answer.text

    server.cookies.clear()
    assert server.get(f"/revue/reports/nightly_ingest/{run.run_id}").status_code == 401


@pytest.mark.parametrize("path", ["/revue/reports/nightly_ingest/x", "/revue/reports/none/x"])
def test_without_a_login_nothing_is_said(server: TestClient, path: str) -> None:
    server.cookies.clear()
    assert server.get(path).status_code == 401
    assert server.get(path, headers={"Authorization": "Bearer made-up"}).status_code in {401, 403}


def test_nothing_else_is_served(server: TestClient) -> None:
    server.cookies.clear()
    for path in ("/revue", "/revue/", "/revue/docs", "/revue/openapi.json", "/revue/reports/../../etc/passwd"):
        assert server.get(path).status_code == 404, path


def test_a_run_without_a_report_says_so(server: TestClient, token: dict[str, str]) -> None:
    answer = server.get("/revue/reports/nightly_ingest/<script>alert(1)</script>", headers=token)
    assert answer.status_code == 404
    answer = server.get("/revue/reports/nightly_ingest/none", headers=token)
    assert answer.status_code == 404
    assert "no report yet" in answer.text


def test_airflow_loads_the_plugin_and_puts_the_tab_on_the_page_of_every_run(airflow_home: Path) -> None:
    from airflow import plugins_manager

    assert plugins_manager.get_import_errors() == {}
    [plugin] = [p for p in plugins_manager.get_plugin_info(["external_views"]) if p["name"] == "revue"]
    [view] = plugin["external_views"]
    assert view["destination"] == "dag_run"
    assert view["href"] == "/revue/reports/{DAG_ID}/{RUN_ID}"
