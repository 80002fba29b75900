"""*Stories*: the largest, the longest, and the sources that share them."""

from __future__ import annotations

from etl.kibana.design import lens
from etl.kibana.design.lens import Panel
from etl.kibana.design.parts import ALL, ARTICLES, Dashboard, Place, Vega

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
                                "first": {"min": {"field": "published_at"}},
                                "last": {"max": {"field": "published_at"}},
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
                lens.first("first", "first published", "published_at"),
                lens.last("last", "last published", "published_at"),
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
            visualization=lens.table({"story": {}, "source": {"isTransposed": True}, "articles": {}}),
        )),
    ),
)  # fmt: skip
