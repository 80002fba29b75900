"""*Last night*: what the runs of a day did, against the weeks before."""

from __future__ import annotations

from collections.abc import Sequence

from etl.kibana.design import lens
from etl.kibana.design.lens import Panel
from etl.kibana.design.parts import NIGHT, RUNS, WEEKS, Dashboard, Place


def _figure(name: str, title: str, field: str, x: int) -> Place:
    panel = Panel(
        name=name, title=title, view=RUNS, kind="lnsMetric", query='type : "run"',
        columns=(lens.total("value", title, field), lens.total("before", "a week before", field, shift="1w")),
        visualization=lens.metric("value", "before"),
    )  # fmt: skip
    return Place(shown=panel, x=x, y=0, w=8, h=6)


def _by_week(name: str, title: str, fields: Sequence[tuple[str, str]]) -> Panel:
    """Figures of the runs, night by night over the weeks, one above the other."""
    numbers = [lens.total(field, label, field) for field, label in fields]
    return Panel(
        name=name, title=title, view=RUNS, kind="lnsXY", query='type : "run"', period=WEEKS,
        columns=(lens.over_time("night", "night", "started_at", "1d"), *numbers),
        visualization=lens.chart("night", [field for field, _ in fields]),
    )  # fmt: skip


LAST_NIGHT = Dashboard(
    id="revue-last-night",
    title="Last night",
    description="What the last runs did, against the weeks before.",
    period=NIGHT,
    places=(
        _figure("pages", "Pages found", "pages", 0),
        _figure("new", "New articles", "new", 8),
        _figure("changed", "Changed articles", "changed", 16),
        _figure("rejected", "Rejected pages", "rejected", 24),
        _figure("copies", "Copies", "copies", 32),
        _figure("stories", "New stories", "stories_new", 40),
        Place(x=0, y=6, w=48, h=14, shown=Panel(
            name="arrivals", title="Articles by source and hour", view=RUNS, kind="lnsXY", query='type : "arrival"',
            columns=(
                lens.over_time("hour", "hour", "hour", "1h", empty=False),
                lens.terms("source", "source", "source", by="articles"),
                lens.total("articles", "articles", "count"),
            ),
            visualization=lens.chart("hour", ["articles"], "source"),
        )),
        Place(x=0, y=20, w=24, h=13, shown=_by_week("outcome", "Pages by outcome, against the weeks before", (
            ("new", "new"), ("changed", "changed"), ("unchanged", "unchanged"), ("rejected", "rejected"),
        ))),
        Place(x=24, y=20, w=24, h=13, shown=_by_week("duplicates", "Copies, against the weeks before", (
            ("copies_exact", "exact"), ("copies_near", "near"),
        ))),
        Place(x=0, y=33, w=24, h=14, shown=Panel(
            name="removals", title="What each rule removed, against a week before", view=RUNS, kind="lnsDatatable",
            query='type : "removal"',
            columns=(
                lens.terms("rule", "rule", "rule", by="blocks", size=50),
                lens.total("blocks", "blocks", "count"),
                lens.total("before", "blocks a week before", "count", shift="1w"),
                lens.total("words", "words", "words"),
            ),
            visualization=lens.table({"rule": {}, "blocks": {}, "before": {}, "words": {}}, "blocks"),
        )),
        Place(x=24, y=33, w=24, h=14, shown=Panel(
            name="refusals", title="Rejects by stage and reason", view=RUNS, kind="lnsDatatable",
            query='type : "refusal"',
            columns=(
                lens.terms("stage", "stage", "stage", by="pages"),
                lens.terms("reason", "reason", "reason", by="pages"),
                lens.total("pages", "pages", "count"),
                lens.total("before", "pages a week before", "count", shift="1w"),
            ),
            visualization=lens.table({"stage": {}, "reason": {}, "pages": {}, "before": {}}, "pages"),
        )),
        Place(x=0, y=47, w=48, h=13, shown=Panel(
            name="stages", title="Duration of each stage in seconds, against the weeks before", view=RUNS,
            kind="lnsXY", query='type : "stage"', period=WEEKS,
            columns=(
                lens.over_time("night", "night", "started_at", "1d"),
                lens.terms("stage", "stage", "stage", by="seconds"),
                lens.total("seconds", "seconds", "seconds"),
            ),
            visualization=lens.chart("night", ["seconds"], "stage"),
        )),
    ),
)  # fmt: skip
