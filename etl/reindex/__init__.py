"""Reindex and rollback: a better archive in the place of the live one, with nothing lost on the way there or back."""

from etl.reindex.choices import Choices, InvalidChoice
from etl.reindex.claim import UnderWay
from etl.reindex.command import Rejected, new_reindex_name, run_reindex, unfinished
from etl.reindex.gate import GateFailed, GateResult
from etl.reindex.planning import ReindexPlan
from etl.reindex.reindex import Reindex
from etl.reindex.report import ReindexReport
from etl.reindex.rolling_back import ArticlesMissing, RollbackPlan, RolledBack, rollback, rollback_plans
from etl.reindex.switching import NotVerified

__all__ = [
    "ArticlesMissing",
    "Choices",
    "GateFailed",
    "GateResult",
    "InvalidChoice",
    "NotVerified",
    "Reindex",
    "ReindexPlan",
    "ReindexReport",
    "Rejected",
    "RollbackPlan",
    "RolledBack",
    "UnderWay",
    "new_reindex_name",
    "rollback",
    "rollback_plans",
    "run_reindex",
    "unfinished",
]
