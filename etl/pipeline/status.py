"""What the archive holds and how the last runs went."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from etl.archive import ArticleIndex, Version
from etl.article import Record, Reject
from etl.settings import Settings

RUNS_SHOWN = 5


class Status(msgspec.Struct, kw_only=True):
    """`articles` counts every indexed document, `copies` those of them that are flagged as copies."""

    index: str
    articles: int
    copies: int
    versions: list[Version]
    runs: list[Record]
    rejects_by_reason: dict[str, int]


def status_of(settings: Settings, index: ArticleIndex) -> Status:
    from etl.archive import Query

    hidden = index.search(Query(size=1)).hidden_copies
    reasons: dict[str, int] = {}
    for reject in rejects_on_record(index):
        reasons[reject.reason] = reasons.get(reject.reason, 0) + 1
    runs = [run for run in index.collection("runs").scan() if run.get("type", "run") == "run"]
    runs.sort(key=lambda run: str(run.get("started_at")), reverse=True)
    return Status(
        index=settings.index,
        articles=index.count(),
        copies=hidden,
        versions=index.versions(),
        runs=runs[:RUNS_SHOWN],
        rejects_by_reason=dict(sorted(reasons.items(), key=lambda item: -item[1])),
    )


def rejects_on_record(index: ArticleIndex) -> Iterator[Reject]:
    """Every page that is refused and has not gone through since."""
    for record in index.collection("rejects").scan():
        yield msgspec.convert(record, Reject, strict=False)
