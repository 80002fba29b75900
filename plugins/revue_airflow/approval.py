"""The question whether readers shall get a new version, put to a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from airflow.providers.standard.exceptions import HITLRejectException, HITLTimeoutError
from airflow.providers.standard.operators.hitl import ApprovalOperator

from revue_airflow.versions import reindexing

if TYPE_CHECKING:
    from airflow.sdk.definitions.context import Context


class SwapApproval(ApprovalOperator):
    """Waits for somebody to approve or reject the swap of a reindex.

    A rejection, or no answer in time, leaves everything as it is, lets another reindex take this one's place, and fails
    the task: a run that did not swap must not end green.

    Args:
        reindex: Name of the reindex; a template.
    """

    template_fields: ClassVar[Sequence[str]] = (*ApprovalOperator.template_fields, "reindex")  # type: ignore[misc]

    def __init__(self, *, reindex: str, **arguments: Any) -> None:
        super().__init__(fail_on_reject=True, retries=0, **arguments)
        self.reindex = reindex

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        try:
            return super().execute_complete(context, event)
        except (HITLRejectException, HITLTimeoutError):
            with reindexing(self.reindex) as run:
                run.stop()
            raise
