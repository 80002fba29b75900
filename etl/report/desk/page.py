"""The desk's page as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from etl.report import chart
from etl.report.desk.model import Desk, Week
from etl.report.html import arrivals, rule_table
from etl.report.page import environment
from etl.report.wording import moment


def render(desk: Desk) -> str:
    """The page, ready to be written to a file or served; it needs nothing beside it."""
    night = desk.night
    return (
        environment()
        .get_template("desk.html.j2")
        .render(
            desk=desk,
            night=night,
            arrivals=arrivals(night.arrivals, least=1) if night else None,
            outcomes=_outcomes(night.weeks) if night else None,
            durations=_durations(night.weeks) if night else None,
            slowest=max((stage.seconds for stage in night.stages), default=0.0) if night else 0.0,
            spark=chart.sparkline,
            rules=rule_table(desk.cleaning.weeks),
        )
    )


def _labels(weeks: Sequence[Week]) -> tuple[list[str], dict[str, str]]:
    """A short label for each night, each one once, and what a pointer over it reads."""
    notes: dict[str, str] = {}
    for week in weeks:
        label = f"{int(week.started_at[8:10])}/{week.started_at[5:7]}"
        while label in notes:
            label += "\u2009"
        notes[label] = moment(week.started_at)
    return list(notes), notes


def _outcomes(weeks: Sequence[Week]) -> chart.Columns:
    labels, notes = _labels(weeks)
    series: dict[str, dict[str, int]] = {}
    for label, week in zip(labels, weeks, strict=True):
        for outcome, count in week.outcomes.items():
            series.setdefault(outcome, {})[label] = count
    return chart.columns(labels, series, notes)


def _durations(weeks: Sequence[Week]) -> chart.Columns:
    labels, notes = _labels(weeks)
    series: dict[str, dict[str, float]] = {}
    for label, week in zip(labels, weeks, strict=True):
        for stage, seconds in week.seconds.items():
            series.setdefault(stage, {})[label] = seconds
    return chart.columns(labels, series, notes)
