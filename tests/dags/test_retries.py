"""Which failures are tried again."""

from __future__ import annotations

import pytest
from airflow.sdk import RetryAction
from revue_airflow.retries import POLICY

from etl.archive import IndexMisconfigured, IndexRefused, IndexUnavailable
from etl.store import Damaged, Locked, Missing, StoreUnavailable


@pytest.mark.parametrize(
    "error",
    [
        IndexRefused("wrong key"),
        IndexMisconfigured("the alias is gone"),
        Damaged("runs/x/plan.json"),
        Missing("runs/x/plan.json"),
        PermissionError("/store"),
        ValueError("no such setting"),
        KeyError("x"),
        ModuleNotFoundError("etl.nothing"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_stays_wrong_fails_at_once(error: Exception) -> None:
    decision = POLICY.evaluate(error, 1, 3)
    assert decision.action is RetryAction.FAIL
    assert decision.reason


@pytest.mark.parametrize(
    "error",
    [
        IndexUnavailable("no answer"),
        StoreUnavailable("no answer"),
        Locked("another run"),
        ConnectionResetError(),
        TimeoutError(),
        OSError(28, "No space left on device"),
        MemoryError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_may_mend_itself_is_tried_again(error: Exception) -> None:
    assert POLICY.evaluate(error, 1, 3).action is not RetryAction.FAIL
