"""A real Airflow for the tests of the DAGs: its home is set before the first import, its database made once a session.

The home is named for the process, and all tests here carry one xdist group, so that a single worker pays for it.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

REPOSITORY = Path(__file__).parents[2]
HOME = Path(tempfile.gettempdir()) / f"revue-airflow-{os.getpid()}"

os.environ.update(
    {
        "AIRFLOW_HOME": str(HOME),
        "AIRFLOW__API__BASE_URL": "http://127.0.0.1:8080",
        "AIRFLOW__API_AUTH__JWT_SECRET": "for-the-tests-only-" + "0" * 64,
        "AIRFLOW__CORE__DAGS_FOLDER": str(REPOSITORY / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(REPOSITORY / "plugins"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME}/airflow.db",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
        "REVUE_TASK_RETRY_SECONDS": "0",
    }
)

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag
    from airflow.models.dagrun import DagRun


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("airflow"))
            item.add_marker(pytest.mark.airflow)


@pytest.fixture(scope="session")
def airflow_home() -> Iterator[Path]:
    """Airflow's home, with its database at the newest version."""
    HOME.mkdir(parents=True, exist_ok=True)
    from airflow.utils.db import initdb

    initdb()
    yield HOME
    shutil.rmtree(HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def bag(airflow_home: Path) -> DagBag:
    """Every DAG of the repository."""
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(dag_folder=str(REPOSITORY / "dags"))


@dataclass(frozen=True)
class Outcome:
    """A finished run and what its tasks came to."""

    run: DagRun

    @property
    def state(self) -> str:
        return str(self.run.state)

    def states(self, task_id: str) -> list[str]:
        return [str(ti.state) for ti in self._instances(task_id)]

    def labels(self, task_id: str) -> list[str | None]:
        return [ti.rendered_map_index for ti in self._instances(task_id)]

    def tries(self, task_id: str) -> list[int]:
        return [ti.try_number for ti in self._instances(task_id)]

    def xcoms(self) -> dict[tuple[str, str], list[Any]]:
        """Every XCom of the run, by task and key."""
        from airflow.models.xcom import XComModel
        from airflow.utils.session import create_session

        found: dict[tuple[str, str], list[Any]] = {}
        with create_session() as session:
            rows = session.query(XComModel).filter_by(run_id=self.run.run_id, dag_id=self.run.dag_id)
            for row in rows.order_by(XComModel.map_index):
                found.setdefault((row.task_id, row.key), []).append(XComModel.deserialize_value(row))
        return found

    def _instances(self, task_id: str) -> list[Any]:
        found = [ti for ti in self.run.get_task_instances() if ti.task_id == task_id]
        return sorted(found, key=lambda ti: ti.map_index)


@dataclass(frozen=True)
class Desk:
    """An installation in a folder: inbox, store, archive."""

    folder: Path
    inbox: Path
    test: Callable[..., Outcome]

    def report(self, outcome: Outcome) -> dict[str, Any]:
        name = outcome.xcoms()[("report", "revue_report")][0]
        found: dict[str, Any] = json.loads((self.folder / "store" / name).with_suffix(".json").read_text())
        return found


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an inbox of the seeds, and the store and the archive that a night made of them, once."""
    from etl.pipeline import ingest
    from etl.settings import Settings

    folder = tmp_path_factory.mktemp("ingested")
    shutil.copytree(REPOSITORY / "seeds", folder / "inbox")
    settings = Settings(store=str(folder / "store"), index=f"embedded:{folder / 'index'}", workers=1)
    ingest(settings, [str(folder / "inbox")])
    return folder


@pytest.fixture
def desk(tmp_path: Path, airflow_home: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An empty inbox, a store and an embedded archive of the test's own."""
    from airflow.dag_processing.dagbag import DagBag

    inbox = tmp_path / "inbox"
    inbox.mkdir()
    monkeypatch.setenv("REVUE_INBOX", json.dumps([str(inbox)]))
    monkeypatch.setenv("REVUE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("REVUE_INDEX", f"embedded:{tmp_path / 'index'}")

    def test(dag_id: str = "nightly_ingest", **conf: Any) -> Outcome:
        # Read anew, as every task process does: within one process a form's values would stay for the next run.
        fresh = DagBag(dag_folder=str(REPOSITORY / "dags" / f"{dag_id}.py"))
        return Outcome(fresh.dags[dag_id].test(run_conf=conf, logical_date=None))

    return Desk(tmp_path, inbox, test)


@pytest.fixture
def archive(desk: Desk, ingested: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk whose archive holds the seeds already."""
    for part in ("inbox", "store", "index"):
        shutil.copytree(ingested / part, desk.folder / part, dirs_exist_ok=True)
    monkeypatch.setenv("REVUE_SOURCES__BATCH_SIZE", "3")
    monkeypatch.setenv("REVUE_WORKERS", "1")
    return desk
