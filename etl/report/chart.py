"""The geometry of the charts: where each bar and column goes, in the units of an SVG view box.

The templates draw; what is computed here has no markup in it, so that a label from a page stays text.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import msgspec

SERIES_SHOWN = 7
"""Series told apart by colour; the smaller ones are drawn as one, "others"."""
WIDTH = 720
HEIGHT = 180
_BASE = 24  # room for the labels under the columns
_LEFT = 44  # room for the figures beside them


class Segment(msgspec.Struct, kw_only=True, frozen=True):
    """A part of a column: `series` is its index in the legend, `note` what a pointer over it reads."""

    y: float
    height: float
    series: int
    note: str


class Column(msgspec.Struct, kw_only=True, frozen=True):
    """One column of stacked parts; `label` is empty where there is no room for it."""

    x: float
    width: float
    label: str
    segments: list[Segment]


class Tick(msgspec.Struct, kw_only=True, frozen=True):
    """A line across the chart and its figure."""

    y: float
    value: int


class Columns(msgspec.Struct, kw_only=True, frozen=True):
    """A chart of stacked columns."""

    width: int
    height: int
    baseline: float
    left: int
    legend: list[str]
    columns: list[Column]
    ticks: list[Tick]


def largest_series(values: Mapping[str, Mapping[str, float]]) -> list[str]:
    """The names of the series, largest sum first, equal ones by name."""
    totals = {name: sum(points.values()) for name, points in values.items()}
    return sorted(totals, key=lambda name: (-totals[name], name))


def columns(labels: Sequence[str], series: Mapping[str, Mapping[str, float]], notes: Mapping[str, str]) -> Columns:
    """Stacked columns, one a label in the order given; `series` holds name to label to value, `notes` long labels."""
    ranked = largest_series(series)
    shown, rest = ranked[:SERIES_SHOWN], ranked[SERIES_SHOWN:]
    stacks: dict[str, dict[str, float]] = {name: dict(series[name]) for name in shown}
    legend = list(shown)
    if rest:
        legend.append("others")
        stacks["others"] = {label: sum(series[name].get(label, 0) for name in rest) for label in labels}
    top = max((sum(stack.get(label, 0) for stack in stacks.values()) for label in labels), default=0)
    step = _nice_step(top)
    ceiling = max(step, math.ceil(top / step) * step)
    baseline = HEIGHT - _BASE
    scale = (baseline - 8) / ceiling
    pitch = (WIDTH - _LEFT) / max(1, len(labels))
    every = max(1, -(-len(labels) * 64 // (WIDTH - _LEFT)))
    made = []
    for number, label in enumerate(labels):
        y = float(baseline)
        segments = []
        for position, name in enumerate(legend):
            value = stacks[name].get(label, 0)
            if value:
                y -= value * scale
                note = f"{notes.get(label, label)}: {name}, {_figure(value)}"
                segments.append(Segment(y=round(y, 2), height=round(value * scale, 2), series=position, note=note))
        width = min(pitch * 0.8, 48)
        x = _LEFT + number * pitch + (pitch - width) / 2
        shown_label = label if number % every == 0 else ""
        made.append(Column(x=round(x, 2), width=round(width, 2), label=shown_label, segments=segments))
    ticks = [Tick(y=round(baseline - value * scale, 2), value=value) for value in range(0, ceiling + 1, step)]
    return Columns(width=WIDTH, height=HEIGHT, baseline=baseline, left=_LEFT, legend=legend, columns=made, ticks=ticks)


def _figure(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.1f}"


def _nice_step(top: float) -> int:
    """A round distance between the lines of a chart (1, 2 or 5 times a power of ten), for at most five lines."""
    step = 1
    while top / step > 4:
        digits = str(step)
        step = int({"1": "2", "2": "5", "5": "10"}[digits[0]] + digits[1:])
    return step


def sparkline(values: Sequence[int], width: int = 120, height: int = 22) -> list[tuple[float, float, float, float]]:
    """Small columns without labels: x, y, width, height of each; a zero stays a hairline on the ground."""
    top = max(values, default=0) or 1
    pitch = width / max(1, len(values))
    drawn = []
    for number, value in enumerate(values):
        tall = max(1.0, value / top * height) if value else 0.5
        drawn.append((round(number * pitch, 2), round(height - tall, 2), round(pitch * 0.8, 2), round(tall, 2)))
    return drawn
