"""Names of a run's files."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from etl.pipeline.layout import Layout, run_name
from etl.store.names import check_name


def test_an_airflow_run_id_becomes_a_safe_name() -> None:
    assert run_name("scheduled__2026-11-22T01:00:00+00:00") == "scheduled__2026-11-22T01-00-00+00-00"


@given(st.text())
def test_any_run_id_gives_names_that_the_store_takes(text: str) -> None:
    layout = Layout(run_name(text))
    assert check_name(layout.pages("0001")) == layout.pages("0001")
    assert run_name(layout.run) == layout.run
