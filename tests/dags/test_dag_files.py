"""Every DAG can be read in no time, explains itself, and calls someone when it fails."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.dags.conftest import REPOSITORY

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag
    from airflow.sdk import DAG

FILES = sorted((REPOSITORY / "dags").glob("*.py"))
HEAVY = {"elasticsearch", "etl.pipeline", "etl.settings", "numpy", "pydantic_settings", "spacy", "tantivy"}

MEASURE = """
import json, sys, time
import airflow.sdk
import airflow.sdk.definitions.deadline
sys.path.insert(0, sys.argv[1])
before, start = set(sys.modules), time.process_time()
for file in sys.argv[2:]:
    exec(compile(open(file).read(), file, "exec"), {"__name__": file, "__doc__": "", "__file__": file})
seconds = time.process_time() - start
print(json.dumps({"seconds": seconds, "modules": sorted(set(sys.modules) - before)}))
"""


@pytest.fixture(params=[file.stem for file in FILES])
def dag(request: pytest.FixtureRequest, bag: DagBag) -> DAG:
    """The DAG of each file: a file holds the one that it is named for."""
    return bag.dags[request.param]


def test_every_file_is_read_without_an_error(bag: DagBag) -> None:
    assert bag.import_errors == {}
    assert set(bag.dags) == {file.stem for file in FILES}


def test_reading_all_files_takes_well_under_a_second_and_loads_nothing_heavy(airflow_home: object) -> None:
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE, REPOSITORY / "plugins", *FILES], capture_output=True, text=True, check=True
    )
    result = json.loads(measured.stdout.splitlines()[-1])
    assert result["seconds"] < 0.5
    assert not HEAVY & set(result["modules"])


def test_explains_itself(dag: DAG) -> None:
    assert dag.doc_md
    assert len(dag.doc_md) > 200
    assert dag.description
    assert "revue" in dag.tags
    assert dag.owner == "desk"
    assert all(task.owner == "desk" for task in dag.tasks)


def test_every_field_of_the_form_has_a_type_a_title_and_a_sentence(dag: DAG) -> None:
    for name in dag.params:
        field = dag.params.get_param(name)
        assert field.schema.get("type") or field.schema.get("enum"), name
        assert field.schema.get("title"), name
        assert str(field.description).endswith((".", "?", ")")), name


def test_calls_someone_when_it_fails(dag: DAG) -> None:
    from revue_airflow.alerts import Alert

    callbacks = dag.on_failure_callback
    assert any(isinstance(callback, Alert) for callback in (callbacks if isinstance(callbacks, list) else [callbacks]))


def test_never_runs_twice_at_once_and_makes_up_for_one_missed_night_at_most(dag: DAG) -> None:
    assert dag.max_active_runs == 1
    assert not dag.catchup


def test_retries_with_growing_pauses_by_cause(dag: DAG) -> None:
    from revue_airflow.retries import LONGEST_PAUSE, POLICY

    for name in dag.task_ids:
        task = dag.get_task(name)
        assert task.retry_policy is POLICY, name
        assert task.retry_exponential_backoff > 1, name
        assert task.max_retry_delay == LONGEST_PAUSE, name


@pytest.mark.parametrize("ago", [0, 1, 60, 3 * 3600])
def test_the_nightly_run_follows_the_desk_s_clock_and_does_not_start_when_it_is_switched_on(
    bag: DagBag, ago: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A DAG with a start date in the past runs its last slot as soon as it is switched on; this one waits, however many
    seconds ago that was."""
    import pendulum
    from airflow.serialization.serialized_objects import DagSerialization
    from airflow.timetables import trigger
    from airflow.timetables.base import TimeRestriction

    dag = DagSerialization.deserialize_dag(DagSerialization.serialize_dag(bag.dags["nightly_ingest"]))
    assert dag.start_date is None
    now = pendulum.datetime(2026, 11, 29, 1, 0, 0, 5).add(seconds=ago)
    monkeypatch.setattr(trigger, "utcnow", lambda: now)
    first = dag.timetable.next_dagrun_info(
        last_automated_data_interval=None, restriction=TimeRestriction(earliest=None, latest=None, catchup=False)
    )
    assert first
    assert first.run_after > now
    assert first.run_after.in_timezone("Europe/Paris").hour == 2
