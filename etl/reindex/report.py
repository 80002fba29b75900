"""The report of a reindex: old and new side by side, as a page for the operator and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jinja2
import msgspec

from etl.pipeline.cleaning import now
from etl.reindex.catchup import Round, rounds_done
from etl.reindex.compare import Comparison, comparison
from etl.reindex.filling import Filled
from etl.reindex.gate import GateResult
from etl.reindex.planning import ReindexPlan
from etl.reindex.rebuilding import Ready
from etl.report.page import environment

if TYPE_CHECKING:
    from etl.reindex.reindex import Reindex

REJECTS_LISTED = 50


class RejectCount(msgspec.Struct, kw_only=True):
    """Rejects with one reason; `example` is the first."""

    stage: str
    reason: str
    count: int
    example: str


class ReindexReport(msgspec.Struct, kw_only=True):
    """Everything that the page shows."""

    headline: str
    written_at: str
    version: str | None
    swapped: bool
    plan: ReindexPlan
    ready: Ready
    comparison: Comparison
    gate: GateResult | None
    caught_up: Round
    rejects: list[RejectCount]
    filled: int
    seconds: float


def write_report(reindex: Reindex) -> str:
    """Write both forms; returns the store name of the page."""
    made = make_report(reindex)
    reindex.store.write_bytes(reindex.layout.report_json, msgspec.json.encode(made))
    reindex.store.write_bytes(reindex.layout.report_html, render(made).encode())
    return reindex.layout.report_html


def make_report(reindex: Reindex) -> ReindexReport:
    """The figures of the reindex as far as it has got."""
    store, layout, plan = reindex.store, reindex.layout, reindex.plan_made()
    found = comparison(reindex)
    caught_up = Round()
    for number in range(1, rounds_done(reindex) + 1):
        part = msgspec.json.decode(store.read_bytes(layout.round_done(number)), type=Round)
        caught_up.new += part.new
        caught_up.changed += part.changed
        caught_up.deleted += part.deleted
    filled = [f for name in store.list(layout.filled_prefix) for f in store.read_records(name, Filled)]
    return ReindexReport(
        headline=found.headline(plan.choices.rebuild_from),
        written_at=now(),
        version=reindex.version() if store.exists(layout.version) else None,
        swapped=store.exists(layout.swapped),
        plan=plan,
        ready=reindex.ready_made(),
        comparison=found,
        gate=reindex.gate(),
        caught_up=caught_up,
        rejects=_rejects(reindex, filled),
        filled=sum(f.documents for f in filled),
        seconds=sum(f.seconds for f in filled),
    )


def _rejects(reindex: Reindex, filled: list[Filled]) -> list[RejectCount]:
    counts: dict[tuple[str, str], RejectCount] = {}
    for reject in (*reindex.rejects(), *(r for f in filled for r in f.rejects)):
        line = counts.setdefault(
            (reject.stage.value, reject.reason),
            RejectCount(
                stage=reject.stage.value, reason=reject.reason, count=0, example=f"{reject.path}: {reject.error}"
            ),
        )
        line.count += 1
    return sorted(counts.values(), key=lambda line: -line.count)[:REJECTS_LISTED]


def render(report: ReindexReport) -> str:
    """One HTML page that needs nothing else; whatever stands in an article is text, never markup."""
    pages = environment()
    own = jinja2.PackageLoader("etl.reindex", "templates")
    pages.loader = jinja2.ChoiceLoader([own, pages.loader] if pages.loader else [own])
    return pages.get_template("reindex.html.j2").render(report=report)
