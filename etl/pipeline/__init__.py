"""The stages in order: what the command and the DAGs both call."""

from etl.pipeline.ingest import ingest, new_run_name
from etl.pipeline.night import Night, Plan
from etl.pipeline.replay import replay_rejects

__all__ = ["Night", "Plan", "ingest", "new_run_name", "replay_rejects"]
