"""From the articles of a run to its summary: streamed once, in memory that does not grow with their number."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence

from etl.archive import WriteReport
from etl.article import Article, EntityType, Kind, Reject
from etl.report.counting import CELLS_COUNTED, TOP, Counting
from etl.report.documents import as_document, as_documents
from etl.report.model import (
    ArticleLine,
    EntityCount,
    HourCount,
    NameCount,
    ReasonCount,
    RemovalCount,
    RunSummary,
    StageTiming,
    StoryLine,
    Trigger,
)
from etl.report.tally import Tally

__all__ = ["ArticleLine", "RunSummary", "StageTiming", "as_document", "as_documents", "summarise"]

ARTICLES_LISTED = 200
"""Articles shown one by one, in the order of the run: a page that can still be read; beyond that, top lists."""
REJECTS_LISTED = 200
"""Rejects shown one by one; all of them are in the archive's collection `rejects`."""


def summarise(
    *,
    run: str,
    started_at: str,
    finished_at: str,
    trigger: Trigger,
    index: str,
    inputs: Sequence[str],
    articles: Iterable[Article],
    rejects: Iterable[Reject],
    stages: Sequence[StageTiming],
    written: WriteReport,
    pages: int,
    unchanged: int,
    repeated: int = 0,
    taken_down: int = 0,
    stories_new: int = 0,
    story_merges: int = 0,
    listed: int = ARTICLES_LISTED,
) -> RunSummary:
    """Sum a run up.

    Args:
        run: The run's name, the same when it is repeated after a crash.
        articles: What came out of the last stage, copies too; read once.
        rejects: What every stage refused; those that the index refused (`written.rejects`) are added here.
        pages: Pages found in the inputs, skipped ones too.
        unchanged: Pages skipped because the archive holds them as they are.
        repeated: Further pages of an address that say the same.
        taken_down: Pages kept out because their article was removed on request.
        listed: How many articles are shown one by one.
    """
    counting = Counting(listed)
    for article in articles:
        counting.add(article)
    reasons: Counter[tuple[str, str]] = Counter()
    rejects_listed: list[Reject] = []
    for reject in itertools.chain(rejects, written.rejects):
        reasons[reject.stage.value, reject.reason] += 1
        if len(rejects_listed) < REJECTS_LISTED:
            rejects_listed.append(reject)
    listed_lines, most_removed = counting.finished_lines()
    return RunSummary(
        id=run,
        started_at=started_at,
        finished_at=finished_at,
        trigger=trigger,
        index=index,
        inputs=list(inputs),
        pages=pages,
        unchanged=unchanged + written.unchanged,
        repeated=repeated,
        taken_down=taken_down,
        new=written.indexed,
        changed=written.updated,
        rejected=reasons.total(),
        articles=counting.articles,
        other_kinds={kind: count for kind, count in counting.kinds.most_common() if kind is not Kind.ARTICLE},
        copies_exact=counting.duplicates["exact"],
        copies_near=counting.duplicates["near"],
        stories=len(counting.stories),
        stories_new=stories_new,
        story_merges=story_merges,
        indexed=written.indexed,
        updated=written.updated,
        write_unchanged=written.unchanged,
        words=counting.words,
        removed_words=counting.removed_words,
        entities={
            type_: EntityCount(names=len(tally), mentions=counting.mentions[type_])
            for type_, tally in counting.names.items()
            if len(tally)
        },
        removals_by_rule=[
            RemovalCount(
                rule=cell[0],
                source=cell[1],
                count=count,
                words=counting.block_words[cell],
                articles=counting.block_articles[cell],
            )
            for cell, count in counting.blocks.top()
        ],
        by_source_hour=[
            HourCount(source=cell[0], hour=cell[1], count=count)
            for cell, count in sorted(counting.hours.counts.items(), key=lambda item: (item[0][1] or "", item[0][0]))
        ],
        by_source=_names(counting.sources, CELLS_COUNTED),
        stages=list(stages),
        rejects=rejects_listed,
        rejects_by_reason=[
            ReasonCount(stage=stage, reason=reason, count=count)
            for (stage, reason), count in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        ],
        top_stories=[
            StoryLine(
                id=story,
                title=counting.story_titles[story],
                articles=count,
                sources=sorted(counting.story_sources[story]),
            )
            for story, count in counting.stories.top(TOP)
            if count > 1
        ],
        top_people=_names(counting.names[EntityType.PER]),
        top_organizations=_names(counting.names[EntityType.ORG]),
        top_places=_names(counting.names[EntityType.LOC]),
        articles_listed=listed_lines,
        most_removed=most_removed,
        counts_capped=counting.capped,
    )


def _names(tally: Tally[str], size: int = TOP) -> list[NameCount]:
    return [NameCount(name=name, articles=count) for name, count in tally.top(size)]
