"""A real Airflow for the tests of the DAGs: its home is set before the first import, its database made once a session.

The folder is named for the xdist worker; all tests here carry the same xdist group, so that only one worker pays.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

REPOSITORY = Path(__file__).parents[2]
HOME = Path(tempfile.gettempdir()) / f"revue-airflow-{os.getpid()}"

AIRFLOW = {
    "AIRFLOW_HOME": str(HOME),
    "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
    "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME}/airflow.db",
    "AIRFLOW__API__BASE_URL": "http://127.0.0.1:8080",
    "AIRFLOW__API_AUTH__JWT_SECRET": "for-the-tests-only-" + "0" * 64,
    "REVUE_TASK_RETRY_SECONDS": "0",
}
os.environ.update(AIRFLOW)

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("airflow"))
            item.add_marker(pytest.mark.airflow)


@pytest.fixture(scope="session")
def airflow() -> Iterator[None]:
    """Airflow's database, made once."""
    import shutil

    HOME.mkdir(parents=True, exist_ok=True)
    from airflow.utils.db import initdb

    initdb()
    yield
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def bag(airflow: None) -> DagBag:
    """Every DAG of the repository."""
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(dag_folder=str(REPOSITORY / "dags"))
