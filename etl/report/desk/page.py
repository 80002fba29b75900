"""The desk's page as HTML."""

from __future__ import annotations

from collections.abc import Sequence

from etl.article import Record
from etl.report import chart
from etl.report.desk.model import Desk
from etl.report.html import arrivals, rule_table
from etl.report.page import environment
from etl.report.wording import date, moment

NIGHTS_SHOWN = 28
"""Runs in the charts of the weeks, the latest ones."""
OUTCOMES = ("new", "changed", "unchanged", "rejected")


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
            durations=_durations(night.weeks, night.stage_weeks) if night else None,
            slowest=max((stage["seconds"] for stage in night.stages), default=0.0) if night else 0.0,
            spark=chart.sparkline,
            rules=rule_table(desk.cleaning.weeks),
        )
    )


def _labels(weeks: Sequence[Record]) -> tuple[dict[str, str], dict[str, str]]:
    """A short label for each run by its id, each one once, and what a pointer over it reads."""
    labels: dict[str, str] = {}
    notes: dict[str, str] = {}
    for run in weeks[-NIGHTS_SHOWN:]:
        started = str(run["started_at"])
        label = f"{int(started[8:10])}/{started[5:7]}"
        if label in notes:
            label = f"{label} {started[11:16]}"
        while label in notes:
            label += "\u2009"
        labels[run["id"]], notes[label] = label, moment(started) or date(started)
    return labels, notes


def _outcomes(weeks: Sequence[Record]) -> chart.Columns:
    labels, notes = _labels(weeks)
    shown = [run for run in weeks if run["id"] in labels]
    series = {outcome: {labels[run["id"]]: int(run.get(outcome, 0)) for run in shown} for outcome in OUTCOMES}
    return chart.columns(list(notes), series, notes)


def _durations(weeks: Sequence[Record], stages: Sequence[Record]) -> chart.Columns:
    labels, notes = _labels(weeks)
    series: dict[str, dict[str, float]] = {}
    for document in stages:
        if document["run"] in labels:
            points = series.setdefault(document["stage"], {})
            label = labels[document["run"]]
            points[label] = points.get(label, 0.0) + document["seconds"]
    return chart.columns(list(notes), series, notes)
