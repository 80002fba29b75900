"""Which failures are worth another try: what an absent server or disk may mend by itself, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from airflow.sdk import ExceptionRetryPolicy, RetryAction, RetryRule

from revue_airflow.deployment import Deployment

POLICY = ExceptionRetryPolicy(
    rules=[
        RetryRule(
            exception="etl.archive.IndexRefused",
            action=RetryAction.FAIL,
            reason="Credentials, certificate or privileges: a person has to mend them",
        ),
        RetryRule(
            exception="etl.archive.IndexMisconfigured",
            action=RetryAction.FAIL,
            reason="The alias, the mapping or the version is not what Revue needs: a person has to look",
        ),
        RetryRule(
            exception=["etl.store.failures.Damaged", "etl.store.failures.Missing"],
            action=RetryAction.FAIL,
            reason="A file of the store is gone or is not what was written",
        ),
        RetryRule(
            exception=["builtins.PermissionError", "builtins.NotADirectoryError", "builtins.IsADirectoryError"],
            action=RetryAction.FAIL,
            reason="The store or the inbox is set up wrongly",
        ),
        RetryRule(
            exception=[
                "builtins.ValueError",
                "builtins.TypeError",
                "builtins.LookupError",
                "builtins.AttributeError",
                "builtins.ImportError",
                "builtins.AssertionError",
                "builtins.NotImplementedError",
            ],
            action=RetryAction.FAIL,
            reason="A wrong setting or a fault of the program: the next try would end the same way",
        ),
    ],
    default=RetryAction.DEFAULT,
)
"""Rules are read from the top, the first that fits decides; what fits none is retried with growing pauses."""

LONGEST_PAUSE = timedelta(minutes=30)


def task_defaults(deployment: Deployment) -> dict[str, Any]:
    """The `default_args` of every DAG: owner, retries with exponential backoff, and a limit on hung tasks."""
    return {
        "owner": "desk",
        "retries": deployment.retries,
        "retry_delay": deployment.retry_delay,
        "retry_exponential_backoff": 2.0,
        "max_retry_delay": LONGEST_PAUSE,
        "retry_policy": POLICY,
        "execution_timeout": deployment.task_timeout,
    }
