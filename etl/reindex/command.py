"""A reindex as one command: all its steps in order, batches over all cores."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from functools import partial

import msgspec

from etl.archive import ArticleIndex
from etl.pipeline.night import Progress, silent
from etl.pipeline.parallel import cores, ordered_map
from etl.reindex import claim
from etl.reindex.choices import Choices
from etl.reindex.gate import GateFailed
from etl.reindex.reindex import Reindex
from etl.reindex.report import ReindexReport
from etl.settings import Settings
from etl.store import Store

Confirm = Callable[[ReindexReport], bool]
"""Asked before the swap, with the report; no leaves everything as it was."""


class Rejected(Exception):
    """A person looked at the report and said no."""


def new_reindex_name() -> str:
    """A name that sorts by time and that two reindexes of one second do not share."""
    return f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(2)}"


def unfinished(index: ArticleIndex) -> str | None:
    """The reindex of this index that was interrupted, if one was."""
    held = claim.current(index)
    return held.run if held is not None and held.state == "running" else None


def run_reindex(
    settings: Settings,
    choices: Choices | None,
    *,
    name: str,
    confirm: Confirm = lambda _: True,
    progress: Progress = silent,
    wait: float | None = None,
    index: ArticleIndex | None = None,
) -> ReindexReport:
    """All steps of a reindex, from wherever it stands to its end.

    Raises:
        UnderWay, Locked: Another reindex of the index, or from the same store, is at work.
        GateFailed: The new version is not what it has to be; readers keep the live one.
        Rejected: `confirm` said no.
    """
    with Store(settings.store).lock("reindex", timeout=0):
        reindex = Reindex.open(settings, name, choices, progress=progress, index=index)
        try:
            return _run(reindex, confirm, wait)
        finally:
            if index is None:
                reindex.close()


def _run(reindex: Reindex, confirm: Confirm, wait: float | None) -> ReindexReport:
    if not reindex.finished:
        prepare(reindex)
        if not reindex.choices.dry_run:
            _put_in_place(reindex, confirm, wait)
        reindex.report()
    return msgspec.json.decode(reindex.store.read_bytes(reindex.layout.report_json), type=ReindexReport)


def prepare(reindex: Reindex) -> list[str]:
    """Everything up to the articles that are ready to be filled in; returns the batches to fill."""
    batches = reindex.plan()
    reindex.create()
    if batches:
        reindex.observe()
        _spread(reindex, "clean", batches)
        reindex.progress("dedupe", 0, reindex.plan_made().pages)
        reindex.dedupe()
        _spread(reindex, "enrich", batches)
        reindex.progress("link", 0, reindex.plan_made().pages)
    return reindex.link()


def _put_in_place(reindex: Reindex, confirm: Confirm, wait: float | None) -> None:
    plan = reindex.plan_made()
    sizes = {**plan.batches, **plan.carried_batches}
    done, total = 0, sum(sizes.values())
    for batch in sizes:
        reindex.fill(batch)
        done += sizes[batch]
        reindex.progress("fill", done, total)
    reindex.progress("catch up", 0, 0)
    if not (reindex.swapped or reindex.in_place):
        reindex.catch_up()
        reindex.progress("verify", 0, 0)
        gate = reindex.verify()
        reindex.report()
        if not gate.passed:
            raise GateFailed(gate.failures())
        shown = msgspec.json.decode(reindex.store.read_bytes(reindex.layout.report_json), type=ReindexReport)
        if not confirm(shown):
            reindex.stop()
            raise Rejected(f"the reindex {plan.name} was rejected: readers keep {plan.live}")
    reindex.swap(wait=wait)
    reindex.clean_up()


def _spread(reindex: Reindex, step: str, batches: list[str]) -> None:
    """A step over all batches, each in a process of its own where there is more than one."""
    plan = reindex.plan_made()
    workers = min(reindex.settings.workers or cores(), len(batches))
    done = 0
    reindex.progress(step, 0, plan.pages)
    results: Iterator[int]
    if workers == 1:
        results = map(reindex.clean if step == "clean" else reindex.enrich, batches)
    else:
        results = ordered_map(partial(_worker, reindex.settings, reindex.layout.run, step), batches, workers)
    for batch, _ in zip(batches, results, strict=True):
        done += plan.batches[batch]
        reindex.progress(step, done, plan.pages)


def _worker(settings: Settings, run: str, step: str) -> Callable[[str], int]:
    reindex = Reindex.open(settings, run)
    return reindex.clean if step == "clean" else reindex.enrich
