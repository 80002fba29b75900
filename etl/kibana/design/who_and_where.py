"""*Who and where*: people, organizations and places, over time and together."""

from __future__ import annotations

from etl.kibana.design import lens
from etl.kibana.design.lens import Panel
from etl.kibana.design.parts import ALL, ARTICLES, Dashboard, Place


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
