"""*Search the press*, and the pages that did not get that far."""

from __future__ import annotations

from etl.kibana.design.parts import ALL, ARTICLES, REJECTS, WEEKS, Search

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
