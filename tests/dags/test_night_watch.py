"""The desk is called in the morning where the night's pages are not in the archive."""

from __future__ import annotations

import datetime as dt

import pytest
from revue_airflow.alerts import Alert
from revue_airflow.watch import last_end

from tests.dags.conftest import Desk


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    events: list[str] = []
    monkeypatch.setattr(Alert, "notify", lambda self, _context: events.append(self.event))
    return events


def put_run(desk: Desk, ended: dt.datetime) -> None:
    from etl.load import connect
    from etl.settings import Settings

    index = connect(Settings())
    index.ensure()
    index.collection("runs").put([{"id": "a", "type": "run", "finished_at": ended.isoformat(timespec="seconds")}])
    index.close()


def test_a_night_that_ended_in_time_is_no_news(desk: Desk, called: list[str]) -> None:
    put_run(desk, dt.datetime.now(dt.UTC) - dt.timedelta(hours=3))
    assert desk.test("night_watch").state == "success"
    assert called == []


def test_a_night_that_ended_too_long_ago_calls_the_desk_once_without_retries(desk: Desk, called: list[str]) -> None:
    put_run(desk, dt.datetime.now(dt.UTC) - dt.timedelta(hours=13))
    outcome = desk.test("night_watch")
    assert outcome.state == "failed"
    assert outcome.tries("check") == [1]
    assert called == ["late"]


def test_the_last_of_all_runs_counts() -> None:
    runs = [{"finished_at": "2026-03-02T02:10:00+00:00"}, {"finished_at": "2026-03-03T03:10:00+01:00"}, {"id": "open"}]
    assert last_end(runs) == dt.datetime(2026, 3, 3, 2, 10, tzinfo=dt.UTC)
    assert last_end([]) is None
