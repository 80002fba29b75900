"""The nightly job as one command: all steps of a run in order, its batches over all cores."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from etl.archive import ArticleIndex
from etl.pipeline.layout import run_name
from etl.pipeline.night import Night, Progress, Trigger, silent
from etl.pipeline.parallel import cores, ordered_map
from etl.report.model import RunSummary
from etl.settings import Settings

UNFINISHED = "runs/unfinished"


def new_run_name() -> str:
    """A name that sorts by time and that two runs of one second do not share."""
    return f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def ingest(
    settings: Settings,
    inputs: Sequence[str],
    *,
    run: str | None = None,
    trigger: Trigger = "command",
    progress: Progress = silent,
    index: ArticleIndex | None = None,
) -> list[RunSummary]:
    """Run the nightly job once, after finishing a run of the same index that was interrupted.

    Returns the summaries: of the interrupted run, if there was one, and of this one.
    Raises `etl.archive.IndexFailure` where the index does not answer or refuses; nothing is lost then, and the same
    call goes on where it stopped.
    """
    night = Night.open(settings, run or new_run_name(), trigger, progress, index)
    summaries: list[RunSummary] = []
    try:
        with night.store.lock("ingest", timeout=settings.lock_seconds):
            for name in sorted(night.store.list(UNFINISHED)):
                marker = msgspec.json.decode(night.store.read_bytes(name), type=dict[str, str])
                if marker["index"] == settings.index and marker["run"] != night.layout.run:
                    earlier = Night.open(settings, marker["run"], trigger, progress, night.index)
                    if earlier.store.exists(earlier.layout.plan):
                        summaries.append(finish_run(earlier, earlier.plan().inputs))
                    night.store.delete(name)
            summaries.append(finish_run(night, inputs))
    finally:
        night.close()
    return summaries


def finish_run(night: Night, inputs: Sequence[str]) -> RunSummary:
    """All steps of a run, from wherever it stands to its end."""
    store, settings = night.store, night.settings
    marker = f"{UNFINISHED}/{run_name(night.layout.run)}.json"
    store.write_bytes(marker, msgspec.json.encode({"run": night.layout.run, "index": settings.index}))
    batches = night.discover(inputs)
    total = sum(night.plan().batches.values())
    if batches:
        night.observe()
        _spread(night, "clean", batches, total)
        night.progress("dedupe", 0, total)
        night.dedupe()
        _spread(night, "enrich", batches, total)
        night.progress("link", 0, total)
        night.link()
        done = 0
        for batch in batches:
            night.load(batch)
            done += night.plan().batches[batch]
            night.progress("load", done, total)
    else:
        night.observe()
        night.dedupe()
        night.link()
    night.report()
    store.delete(marker)
    return msgspec.json.decode(store.read_bytes(night.layout.report_json), type=RunSummary)


def _spread(night: Night, step: str, batches: list[str], total: int) -> None:
    """A step over all batches, each in a process of its own where there is more than one."""
    workers = min(night.settings.workers or cores(), len(batches))
    night.progress(step, 0, total)
    done = 0
    make = partial(_worker, night.settings, night.layout.run, step)
    for batch, _ in zip(batches, ordered_map(make, batches, workers), strict=True):
        done += night.plan().batches[batch]
        night.progress(step, done, total)


def _worker(settings: Settings, run: str, step: str) -> Callable[[str], int]:
    night = Night.open(settings, run)
    return night.clean if step == "clean" else night.enrich
