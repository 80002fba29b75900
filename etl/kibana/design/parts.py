"""What a view is made of. Ids never change: an import replaces, and links keep working."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from etl.kibana.design.lens import Panel

ARTICLES, RUNS, REJECTS = "revue-articles", "revue-runs", "revue-rejects"
WEEKS = ("now-28d", "now")
"""What "against the weeks before" shows: the night in question beside the same nights of four weeks."""
NIGHT = ("now-24h", "now")
ALL = ("now-15y", "now")
"""An archive is searched whole unless a reader narrows it."""


class DataView(msgspec.Struct, kw_only=True, frozen=True):
    """An index as Kibana sees it: `links` are fields that hold addresses, `explained` says what fields mean."""

    id: str
    name: str
    title: str
    time: str
    links: Sequence[str] = ()
    explained: dict[str, str] = {}


class Search(msgspec.Struct, kw_only=True, frozen=True):
    """A search kept in Discover: `sort` is a field, newest or largest first."""

    id: str
    title: str
    description: str
    view: str
    columns: Sequence[str]
    sort: str
    period: tuple[str, str]
    without_copies: bool = False
    breakdown: str | None = None
    widths: dict[str, int] = {}


class Vega(msgspec.Struct, kw_only=True, frozen=True):
    """A chart that Lens cannot draw, as a Vega-Lite specification that asks the index itself."""

    id: str
    title: str
    specification: dict[str, Any]


class Place(msgspec.Struct, kw_only=True, frozen=True):
    """Where a panel stands on a dashboard, 48 units wide."""

    shown: Panel | Search | Vega
    x: int
    y: int
    w: int
    h: int


class Dashboard(msgspec.Struct, kw_only=True, frozen=True):
    """A view of the desk; `controls` are keyword fields of articles that a reader can choose from."""

    id: str
    title: str
    description: str
    period: tuple[str, str]
    places: Sequence[Place]
    without_copies: bool = False
    controls: Sequence[tuple[str, str]] = ()
