"""Rejected pages tried again, from the bytes that were kept, once the cause is mended."""

from __future__ import annotations

import msgspec

from etl.article import PageRef
from etl.pipeline.cleaning import now
from etl.pipeline.ingest import finish_run, new_run_name
from etl.pipeline.night import Night, Plan, Progress, silent
from etl.pipeline.parallel import chunked
from etl.pipeline.status import rejects_on_record
from etl.report.model import RunSummary
from etl.settings import Settings


def replay_rejects(
    settings: Settings, *, reason: str | None = None, run: str | None = None, progress: Progress = silent
) -> RunSummary | None:
    """Run all stages over the rejects on record that have kept their page; None where there is none.

    A page that goes through leaves the record of rejects, one that fails again stays on it with its new reason.
    """
    night = Night.open(settings, run or new_run_name(), "command", progress)
    try:
        with night.store.lock("ingest", timeout=settings.lock_seconds):
            refs: dict[str, PageRef] = {}
            for reject in rejects_on_record(night.index):
                if (
                    reject.ref is not None
                    and reason in {None, reject.reason}
                    and night.store.has_raw(reject.ref.digest)
                ):
                    refs[reject.ref.key] = reject.ref
            if not refs:
                return None
            batches: dict[str, int] = {}
            ordered = [refs[key] for key in sorted(refs)]
            for number, chunk in enumerate(chunked(ordered, settings.sources.batch_size), 1):
                name = f"{number:04d}"
                batches[name] = night.store.write_records(night.layout.pages(name), chunk)
            plan = Plan(
                run=night.layout.run,
                trigger=night.trigger,
                index=settings.index,
                inputs=["rejects on record"],
                started_at=now(),
                pages=len(refs),
                unchanged=0,
                batches=batches,
            )
            night.store.write_bytes(night.layout.plan, msgspec.json.encode(plan))
            return finish_run(night, plan.inputs)
    finally:
        night.close()
