"""The data views and the five views of the desk. Ids never change: an import replaces, and links keep working."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from etl.kibana.design import lens
from etl.kibana.design.lens import Panel

ARTICLES, RUNS, REJECTS = "revue-articles", "revue-runs", "revue-rejects"
WEEKS = ("now-28d", "now")
"""What "against the weeks before" shows: the night in question beside the same nights of four weeks."""
NIGHT = ("now-24h", "now")
ALL = ("now-15y", "now")
"""An archive is searched whole unless a reader narrows it."""


class DataView(msgspec.Struct, kw_only=True, frozen=True):
    """An index as Kibana sees it."""

    id: str
    name: str
    title: str
    time: str
    links: Sequence[str] = ()


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


DATA_VIEWS = (
    DataView(id=ARTICLES, name="Revue: articles", title="articles", time="dated", links=("url",)),
    DataView(id=RUNS, name="Revue: runs", title="runs-*", time="started_at"),
    DataView(id=REJECTS, name="Revue: rejects", title="rejects-*", time="at"),
)

SEARCH_THE_PRESS = Search(
    id="revue-search-the-press",
    title="Search the press",
    description="Every article, newest first, copies left out. Switch the filter off to see copies too.",
    view=ARTICLES,
    columns=("source", "title", "lead", "people", "organizations", "places", "words", "url"),
    sort="dated",
    period=ALL,
    without_copies=True,
    breakdown="source",
    widths={"source": 150, "title": 340, "words": 80},
)
REJECTED = Search(
    id="revue-rejects-search",
    title="Rejected pages",
    description="Every page that could not be processed, and why.",
    view=REJECTS,
    columns=("stage", "reason", "source", "path", "error"),
    sort="at",
    period=WEEKS,
    breakdown="reason",
)
WHAT_WAS_REMOVED = Search(
    id="revue-what-was-removed",
    title="What was removed, article by article",
    description="Articles by the number of words that the rules took out: the first place to look for a bad rule.",
    view=ARTICLES,
    columns=("source", "title", "words", "removed_words", "removed.rule", "removed.text"),
    sort="removed_words",
    period=ALL,
    widths={"source": 150, "title": 260, "words": 80, "removed_words": 110},
)


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


def _who(name: str, title: str, field: str, x: int) -> Place:
    panel = Panel(
        name=name, title=title, view=ARTICLES, kind="lnsXY",
        columns=(lens.terms("name", title, field, by="articles", size=20), lens.count("articles", "articles")),
        visualization=lens.chart("name", ["articles"], series="bar_horizontal"),
    )  # fmt: skip
    return Place(shown=panel, x=x, y=0, w=16, h=18)


def _when(name: str, title: str, field: str, x: int) -> Place:
    panel = Panel(
        name=name, title=title, view=ARTICLES, kind="lnsXY",
        columns=(
            lens.over_time("day", "date", "dated"),
            lens.terms("name", "name", field, by="articles", size=7),
            lens.count("articles", "articles"),
        ),
        visualization=lens.chart("day", ["articles"], "name"),
    )  # fmt: skip
    return Place(shown=panel, x=x, y=18, w=16, h=13)


def _together(name: str, title: str, x_field: str, y_field: str, x: int) -> Place:
    panel = Panel(
        name=name, title=title, view=ARTICLES, kind="lnsHeatmap",
        columns=(
            lens.terms("y", y_field, y_field, by="articles", size=20),
            lens.terms("x", x_field, x_field, by="articles", size=20),
            lens.count("articles", "articles"),
        ),
        visualization=lens.heat("x", "y", "articles"),
    )  # fmt: skip
    return Place(shown=panel, x=x, y=31, w=24, h=20)


WHO_AND_WHERE = Dashboard(
    id="revue-who-and-where",
    title="Who and where",
    description="People, organizations and places over time, and who appears with whom. Copies left out.",
    period=ALL,
    without_copies=True,
    controls=(("source", "Source"), ("people", "Person"), ("organizations", "Organization"), ("places", "Place")),
    places=(
        _who("people", "People", "people", 0),
        _who("organizations", "Organizations", "organizations", 16),
        _who("places", "Places", "places", 32),
        _when("people-when", "People over time", "people", 0),
        _when("organizations-when", "Organizations over time", "organizations", 16),
        _when("places-when", "Places over time", "places", 32),
        _together("with-whom", "Who appears with whom, in articles", "people", "people", 0),
        _together("who-where", "Who is named with which place, in articles", "places", "people", 24),
    ),
)

LONGEST_STORIES = Vega(
    id="revue-longest-stories",
    title="Longest stories, in days from the first article to the last",
    specification={
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {
            "url": {
                "%context%": True,
                "%timefield%": "dated",
                "index": "articles",
                "body": {
                    "size": 0,
                    "aggs": {
                        "stories": {
                            "terms": {"field": "story_id", "size": 500},
                            "aggs": {
                                "first": {"min": {"field": "dated"}},
                                "last": {"max": {"field": "dated"}},
                                "titles": {"terms": {"field": "title.keyword", "size": 1}},
                            },
                        }
                    },
                },
            },
            "format": {"property": "aggregations.stories.buckets"},
        },
        "transform": [
            {"calculate": "(datum.last.value - datum.first.value) / 86400000", "as": "days"},
            {"calculate": "length(datum.titles.buckets) ? datum.titles.buckets[0].key : datum.key", "as": "story"},
            {"window": [{"op": "row_number", "as": "rank"}], "sort": [{"field": "days", "order": "descending"}]},
            {"filter": "datum.rank <= 15"},
        ],
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "y": {"field": "key", "type": "nominal", "sort": {"field": "days", "order": "descending"}, "axis": None},
            "x": {"field": "days", "type": "quantitative", "title": "days"},
            "tooltip": [
                {"field": "story", "title": "story"},
                {"field": "days", "format": ".1f"},
                {"field": "doc_count", "title": "articles"},
                {"field": "key", "title": "id"},
            ],
        },
    },
)

STORIES = Dashboard(
    id="revue-stories",
    title="Stories",
    description="The largest and the longest stories, and the sources that share them. Copies are counted.",
    period=ALL,
    controls=(("source", "Source"), ("people", "Person"), ("story_id", "Story")),
    places=(
        Place(x=0, y=0, w=48, h=18, shown=Panel(
            name="largest", title="Largest stories", view=ARTICLES, kind="lnsDatatable",
            columns=(
                lens.terms("story", "story", "story_id", by="articles", size=50),
                lens.latest_value("title", "newest title", "title.keyword", by="dated"),
                lens.count("articles", "articles"),
                lens.different("sources", "sources", "source"),
                lens.first("first", "first article", "dated"),
                lens.last("last", "last article", "dated"),
            ),
            visualization=lens.table(
                {"title": {}, "articles": {}, "sources": {}, "first": {}, "last": {}, "story": {}}, "articles"
            ),
        )),
        Place(x=0, y=18, w=24, h=16, shown=LONGEST_STORIES),
        Place(x=24, y=18, w=24, h=16, shown=Panel(
            name="over-time", title="Stories told, over time", view=ARTICLES, kind="lnsXY",
            columns=(lens.over_time("day", "date", "dated"), lens.different("stories", "stories", "story_id")),
            visualization=lens.chart("day", ["stories"]),
        )),
        Place(x=0, y=34, w=48, h=18, shown=Panel(
            name="shared", title="Which sources share a story, in articles", view=ARTICLES, kind="lnsDatatable",
            columns=(
                lens.terms("story", "story", "story_id", by="articles", size=30),
                lens.terms("source", "source", "source", by="articles", size=10),
                lens.count("articles", "articles"),
            ),
            visualization=lens.table({"story": {}, "source": {"isTransposed": True}, "articles": {}}, "articles"),
        )),
    ),
)  # fmt: skip

CLEANING = Dashboard(
    id="revue-cleaning",
    title="Cleaning",
    description="What the rules take out, by rule and source, so that a bad rule is seen the next morning.",
    period=WEEKS,
    places=(
        Place(x=0, y=0, w=48, h=18, shown=Panel(
            name="by-source", title="Blocks removed, by rule and source", view=RUNS, kind="lnsHeatmap",
            query='type : "removal"',
            columns=(
                lens.terms("rule", "rule", "rule", by="blocks", size=40),
                lens.terms("source", "source", "source", by="blocks", size=20),
                lens.total("blocks", "blocks", "count"),
            ),
            visualization=lens.heat("source", "rule", "blocks"),
        )),
        Place(x=0, y=18, w=24, h=15, shown=Panel(
            name="by-night", title="Words removed by each rule, night by night", view=RUNS, kind="lnsXY",
            query='type : "removal"',
            columns=(
                lens.over_time("night", "night", "started_at", "1d"),
                lens.terms("rule", "rule", "rule", by="words"),
                lens.total("words", "words", "words"),
            ),
            visualization=lens.chart("night", ["words"], "rule"),
        )),
        Place(x=24, y=18, w=24, h=15, shown=Panel(
            name="in-archive", title="Articles in the archive from which a rule took something", view=ARTICLES,
            kind="lnsXY", period=ALL,
            columns=(
                lens.terms("rule", "rule", "removed.rule", by="articles", size=30),
                lens.terms("source", "source", "source", by="articles", size=8),
                lens.count("articles", "articles"),
            ),
            visualization=lens.chart("rule", ["articles"], "source", "bar_horizontal_stacked"),
        )),
        Place(x=0, y=33, w=48, h=24, shown=WHAT_WAS_REMOVED),
    ),
)  # fmt: skip

SEARCHES = (SEARCH_THE_PRESS, REJECTED, WHAT_WAS_REMOVED)
VEGAS = (LONGEST_STORIES,)
DASHBOARDS = (LAST_NIGHT, WHO_AND_WHERE, STORIES, CLEANING)
