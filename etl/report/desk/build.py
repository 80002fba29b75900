"""From the index to what the desk's page shows."""

from __future__ import annotations

from etl.archive import ArticleIndex, Query
from etl.report.desk.articles import Gathering
from etl.report.desk.model import Cleaning, Desk
from etl.report.desk.runs import night_of

LOOKED_AT = 5_000
"""The newest articles that the views count: some weeks of a desk; a whole archive is Kibana's to count."""
PORTION = 1_000


def build(index: ArticleIndex, *, looked_at: int = LOOKED_AT) -> Desk:
    """Read the newest articles and the runs of the last weeks, and count.

    Raises:
        IndexFailure: The index does not answer, or not to us.
    """
    gathering = Gathering()
    offset = 0
    while offset < looked_at:
        size = min(PORTION, looked_at - offset)
        hits = index.search(Query(copies=True, size=size, offset=offset)).hits
        for hit in hits:
            gathering.add(hit.article)
        offset += size
        if len(hits) < size:
            break
    night, weeks = night_of(index.collection("runs"))
    return Desk(
        articles=index.count(),
        looked_at=gathering.looked_at,
        copies=gathering.copies,
        press=gathering.press,
        night=night,
        who=gathering.who(),
        stories=gathering.told(),
        cleaning=Cleaning(weeks=weeks, rules=gathering.removals(), lost_most=gathering.lost_most()),
    )
