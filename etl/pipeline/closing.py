"""The end of a night: everything that belongs beside the articles, then the report, and success said last."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
import structlog

from etl.archive import WriteReport
from etl.article import Article, Record, Reject
from etl.load.retention import expire
from etl.pipeline.cleaning import now
from etl.pipeline.parallel import chunked
from etl.pipeline.sweeping import sweep
from etl.report.documents import as_documents
from etl.report.html import render as render_html
from etl.report.model import RunSummary, StageTiming
from etl.report.summary import summarise

if TYPE_CHECKING:
    from etl.pipeline.night import Night

_LOG = structlog.get_logger(__name__)

# What a superseded page's record says of a page that is neither an article nor a reject.
WHY_SET_ASIDE = {"repeats", "taken_down"}
# Paths of loaded articles looked up among the open rejects at a time.
LOOKUP = 200


def close_night(night: Night) -> None:
    """Apply what the night decided about archived articles, keep what it learned, report, and mark it finished."""
    store, layout, index = night.store, night.layout, night.index
    plan = night.plan()
    replaced = [str(record["id"]) for record in store.read_records(layout.replaced, Record)]
    if replaced:
        index.delete(replaced, into=night.into)
    for chunk in chunked(store.read_records(layout.updates, Record), LOOKUP):
        changes = {str(r["id"]): {k: v for k, v in r.items() if k != "id"} for r in chunk}
        for refused in index.update(changes, into=night.into).rejects:
            # An archived article that went meanwhile (a takedown) has nothing to update.
            _LOG.warning("update-refused", run=layout.run, reason=refused.reason, error=refused.error)
    index.collection("stories").put(store.read_records(layout.merges, Record))
    index.collection("entities").put(store.read_records(layout.entities, Record))
    index.collection("sources").put(store.read_records(layout.memory, Record))
    index.collection("pages").put(store.read_records(layout.superseded, Record))
    settle_rejects(night)
    index.refresh()
    summary = summary_of(night)
    store.write_bytes(layout.report_json, msgspec.json.encode(summary))
    store.write_bytes(layout.report_html, render_html(summary).encode())
    index.collection("runs").put(as_documents(summary))
    expire(index, today=dt.datetime.now(dt.UTC).date(), keep_days=night.settings.engine.keep_days)
    store.write_bytes(layout.finished, msgspec.json.encode({"run": plan.run, "finished_at": summary.finished_at}))
    sweep(store, keep=night.settings.keep_runs)


def summary_of(night: Night) -> RunSummary:
    """The figures and lines of the report, from the files of the run."""
    plan = night.plan()
    written = WriteReport()
    for batch in plan.batches:
        part = night.load(batch)
        written.indexed += part.indexed
        written.updated += part.updated
        written.unchanged += part.unchanged
        written.seconds += part.seconds
    set_aside = Counter(
        why
        for record in night.store.read_records(night.layout.superseded, Record)
        for why in WHY_SET_ASIDE & record.keys()
    )
    return summarise(
        run=plan.run,
        started_at=plan.started_at,
        finished_at=now(),
        trigger=plan.trigger,
        index=plan.index,
        inputs=plan.inputs,
        articles=_linked(night),
        rejects=night.all_rejects(),
        stages=_stages(night),
        written=written,
        pages=plan.pages,
        unchanged=plan.unchanged,
        repeated=set_aside["repeats"],
        taken_down=set_aside["taken_down"],
        stories_new=sum(1 for _ in night.store.read_records(night.layout.new_stories, Record)),
        story_merges=sum(1 for _ in night.store.read_records(night.layout.merges, Record)),
    )


def _linked(night: Night) -> Iterator[Article]:
    for batch in night.plan().batches:
        yield from night.store.read_records(night.layout.batch("linked", batch), Article)


STAGES = ("discover", "observe", "clean", "dedupe", "enrich", "link", "load")


def _stages(night: Night) -> list[StageTiming]:
    """One line a stage: the seconds of its batches added up."""
    seconds: defaultdict[str, float] = defaultdict(float)
    records: Counter[str] = Counter()
    for timing in night.timings():
        name = timing.step.partition("-")[0]
        seconds[name] += timing.seconds
        records[name] += timing.records
    return [StageTiming(name=name, seconds=seconds[name], records=records[name]) for name in STAGES if name in records]


def settle_rejects(night: Night) -> None:
    """Put tonight's rejects on record, and close those of earlier nights whose page has now gone through."""
    rejects = night.index.collection("rejects")
    tonight: set[str] = set()

    def stamped() -> Iterator[Record]:
        for reject in night.all_rejects():
            tonight.add(reject.id)
            yield msgspec.to_builtins(reject)

    rejects.put(stamped())
    for chunk in chunked(_linked(night), LOOKUP):
        paths = [article.path for article in chunk if article.path]
        cured = [str(r["id"]) for r in rejects.find("path", paths) if str(r["id"]) not in tonight]
        if cured:
            rejects.delete(cured)


def open_rejects(night: Night) -> Iterator[Reject]:
    """The rejects on record, of all runs."""
    for record in night.index.collection("rejects").scan():
        yield msgspec.convert(record, Reject)
