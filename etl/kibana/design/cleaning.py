"""*Cleaning*: what the rules take out, so that a bad rule is seen the next morning."""

from __future__ import annotations

from etl.kibana.design import lens
from etl.kibana.design.lens import Panel
from etl.kibana.design.parts import ALL, ARTICLES, RUNS, WEEKS, Dashboard, Place, Search

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
