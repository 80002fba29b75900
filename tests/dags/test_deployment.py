"""The choices that come from the environment, and what is said of a wrong one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from revue_airflow.deployment import Deployment


def test_what_is_not_set_has_a_default() -> None:
    deployment = Deployment.from_environment({})
    assert (deployment.schedule, deployment.timezone) == ("0 2 * * *", "Europe/Paris")
    assert deployment.late_window == timedelta(hours=12)


def test_an_empty_variable_counts_as_not_set() -> None:
    """Compose hands on every variable, set or not."""
    assert Deployment.from_environment({"REVUE_SCHEDULE": "", "REVUE_TASK_RETRIES": ""}) == Deployment.from_environment(
        {}
    )


@given(hours=st.floats(min_value=0.01, max_value=1000))
def test_hours_may_be_parts_of_an_hour(hours: float) -> None:
    deployment = Deployment.from_environment({"REVUE_LATE_WINDOW_HOURS": repr(hours)})
    assert deployment.late_window == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REVUE_TASK_RETRIES", "three"),
        ("REVUE_TASK_RETRIES", "-1"),
        ("REVUE_TASK_RETRY_SECONDS", "nan"),
        ("REVUE_TASK_TIMEOUT_HOURS", "0"),
        ("REVUE_LATE_WINDOW_HOURS", "inf"),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"{name}='{value}'"):
        Deployment.from_environment({name: value})
