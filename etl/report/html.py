"""The report of a run as one HTML page."""

from __future__ import annotations

from etl.article import EntityType
from etl.report import chart
from etl.report.model import HourCount, RemovalCount, RunSummary
from etl.report.page import environment
from etl.report.wording import date

SOURCES_SHOWN = 8
"""Sources with a column of their own in the table of rules."""
HOURS_SHOWN = 72
"""Hours in the chart of what came in, the latest ones."""


def render(summary: RunSummary) -> str:
    """The page, ready to be written to a file or served; it needs nothing beside it."""
    labels = {EntityType.PER: "people", EntityType.ORG: "organizations", EntityType.LOC: "places"}
    return (
        environment()
        .get_template("run.html.j2")
        .render(
            run=summary,
            arrivals=arrivals(summary.by_source_hour),
            rules=rule_table(summary.removals_by_rule),
            by_rule=summary.by_rule(),
            slowest=max((stage.seconds for stage in summary.stages), default=0.0),
            numbers={line.id: number for number, line in enumerate(summary.articles_listed, 1)},
            named=[(label, summary.entities[t].names) for t, label in labels.items() if t in summary.entities],
        )
    )


def arrivals(counts: list[HourCount], *, least: int = 2) -> chart.Columns | None:
    """Articles by hour of arrival and source; none where fewer than `least` hours are known."""
    hours = sorted({count.hour for count in counts if count.hour})[-HOURS_SHOWN:]
    if len(hours) < least:
        return None
    series: dict[str, dict[str, int]] = {}
    many_days = len({hour[:10] for hour in hours}) > 1
    names = {hour: (f"{int(hour[8:10])}/{hour[5:7]} {hour[11:13]} h" if many_days else f"{hour[11:13]} h")
             for hour in hours}  # fmt: skip
    for count in counts:
        if count.hour in names:
            points = series.setdefault(count.source, {})
            points[names[count.hour]] = points.get(names[count.hour], 0) + count.count
    notes = {name: f"{date(hour)}, {hour[11:13]} h UTC" for hour, name in names.items()}
    return chart.columns(list(names.values()), series, notes)


def rule_table(counts: list[RemovalCount]) -> tuple[list[str], list[tuple[str, list[int]]], int]:
    """What each rule took out of each of the largest sources: the sources, a row a rule, and the largest cell."""
    sources: dict[str, int] = {}
    cells: dict[str, dict[str, int]] = {}
    for count in counts:
        sources[count.source] = sources.get(count.source, 0) + count.count
        cells.setdefault(count.rule, {})[count.source] = count.count
    shown = sorted(sources, key=lambda source: (-sources[source], source))[:SOURCES_SHOWN]
    ranked = sorted(cells, key=lambda rule: (-sum(cells[rule].values()), rule))
    rows = [(rule, [cells[rule].get(source, 0) for source in shown]) for rule in ranked]
    return shown, rows, max((cell for _, row in rows for cell in row), default=0)
