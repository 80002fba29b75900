"""From the articles of a run to its summary: streamed once, in memory that does not grow with their number."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from etl.archive import WriteReport
from etl.article import Article, EntityType, Kind, Reject
from etl.report.model import (
    ArticleLine,
    Copy,
    EntityCount,
    HourCount,
    NameCount,
    ReasonCount,
    RemovalCount,
    RuleCount,
    RunSummary,
    StageTiming,
    StoryLine,
    Trigger,
)
from etl.report.tally import Tally

ARTICLES_LISTED = 200
"""Articles shown one by one, in the order of the run: a page that can still be read; beyond that, top lists."""
REJECTS_LISTED = 200
"""Rejects shown one by one; all of them are in the archive's collection `rejects`."""
TOP = 20
"""Names, stories and articles in a top list."""
COPIES_NAMED = 5
"""Copies named beside the article that they copy; the others are counted."""
OPENING_WORDS = 12
"""Words of an opening that stands for a title."""
KEYS_COUNTED = 200_000
"""Different names, stories or originals counted apart: some 100 bytes each."""
CELLS_COUNTED = 5_000
"""Different (rule, source) and (source, hour) pairs counted apart."""
NO_SOURCE = "(none)"
"""The source of an article that has none, so that it is counted and can be filtered by."""


def _hour(stamp: str | None) -> str | None:
    """The hour of UTC in which a moment lies; none where the moment is not known to the hour."""
    if not stamp or "T" not in stamp:
        return None
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.strftime("%Y-%m-%dT%H:00:00Z")


def _opening(text: str) -> str:
    # A text may be one word of 50 MB: split no more of it than is shown.
    found = text[: 80 * OPENING_WORDS].split(maxsplit=OPENING_WORDS)
    return " ".join(found[:OPENING_WORDS]) + (" …" if len(found) > OPENING_WORDS else "")


def line_of(article: Article) -> ArticleLine:
    """An article as a report lists it, before its story and its copies are known."""
    blocks: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for removal in article.removed:
        blocks[removal.rule] += 1
        words[removal.rule] += len(removal.text.split())
    return ArticleLine(
        id=article.id,
        path=article.path,
        title=article.title,
        opening=_opening(article.text),
        source=article.source,
        published_at=article.published_at,
        kind=article.kind,
        partial=article.partial,
        words=len(article.text.split()),
        removed=[RuleCount(rule=rule, count=count, words=words[rule]) for rule, count in blocks.most_common()],
        removed_words=sum(words.values()),
        story_id=article.story_id,
        duplicate_of=article.duplicate_of,
        duplicate_kind=article.duplicate_kind,
        similarity=article.similarity,
        people=list(article.people),
        organizations=list(article.organizations),
        places=list(article.places),
    )


class _Counting:
    """What is kept while the articles go by."""

    def __init__(self, listed: int) -> None:
        self.limit = listed
        self.articles = self.words = self.removed_words = 0
        self.kinds: Counter[Kind] = Counter()
        self.duplicates: Counter[str] = Counter()
        self.listed: list[ArticleLine] = []
        self.most_removed: list[tuple[float, int, ArticleLine]] = []
        self.sources: Tally[str] = Tally(CELLS_COUNTED)
        self.hours: Tally[tuple[str, str | None]] = Tally(CELLS_COUNTED)
        self.blocks: Tally[tuple[str, str]] = Tally(CELLS_COUNTED)
        self.block_words: Counter[tuple[str, str]] = Counter()
        self.block_articles: Counter[tuple[str, str]] = Counter()
        self.names: dict[EntityType, Tally[str]] = {type_: Tally(KEYS_COUNTED) for type_ in EntityType}
        self.mentions: Counter[EntityType] = Counter()
        self.stories: Tally[str] = Tally(KEYS_COUNTED)
        self.story_titles: dict[str, str] = {}
        self.story_sources: dict[str, set[str]] = {}
        self.copies: Tally[str] = Tally(KEYS_COUNTED)
        self.copy_names: dict[str, list[Copy]] = {}

    def add(self, article: Article) -> None:
        line = line_of(article)
        source = article.source or NO_SOURCE
        self.articles += 1
        self.words += line.words
        self.removed_words += line.removed_words
        self.kinds[article.kind] += 1
        self.sources.add(source)
        self.hours.add((source, _hour(article.fetched_at)))
        for removed in line.removed:
            cell = (removed.rule, source)
            self.blocks.add(cell, removed.count)
            if self.blocks[cell]:
                self.block_words[cell] += removed.words
                self.block_articles[cell] += 1
        self._entities(article)
        self._story(article, line, source)
        if article.duplicate_of is not None:
            self.duplicates[article.duplicate_kind or "near"] += 1
            self.copies.add(article.duplicate_of)
            if self.copies[article.duplicate_of]:
                named = self.copy_names.setdefault(article.duplicate_of, [])
                if len(named) < COPIES_NAMED:
                    named.append(Copy(id=article.id, title=line.name, source=article.source))
        if len(self.listed) < self.limit:
            self.listed.append(line)
        if line.removed_words:
            share = line.removed_words / (line.removed_words + line.words)
            # The running number breaks ties: the first one seen stays.
            heapq.heappush(self.most_removed, (share, -self.articles, line))
            if len(self.most_removed) > TOP:
                heapq.heappop(self.most_removed)

    def _entities(self, article: Article) -> None:
        names: dict[EntityType, set[str]] = {}
        for entity in article.entities:
            names.setdefault(entity.type, set()).add(entity.name)
            self.mentions[entity.type] += len(entity.mentions)
        for type_, found in names.items():
            for name in sorted(found):
                self.names[type_].add(name)

    def _story(self, article: Article, line: ArticleLine, source: str) -> None:
        story = article.story_id
        if story is None:
            return
        self.stories.add(story)
        if self.stories[story]:
            # Titles and sources of a story are kept from its first article on; a single one costs a string.
            self.story_titles.setdefault(story, line.name)
            if len(sources := self.story_sources.setdefault(story, set())) < TOP:
                sources.add(source)

    def finished_lines(self) -> tuple[list[ArticleLine], list[ArticleLine]]:
        """The listed articles and those that lost most, each with its story's size and its copies."""
        most = [line for _, _, line in sorted(self.most_removed, key=lambda item: (-item[0], -item[1]))]
        for line in itertools.chain(self.listed, most):
            if line.story_id is not None:
                line.story_size = max(1, self.stories[line.story_id])
            line.copies = self.copy_names.get(line.id, [])
            line.copies_count = self.copies[line.id]
        return self.listed, most

    @property
    def capped(self) -> bool:
        tallies = (self.sources, self.hours, self.blocks, self.stories, self.copies, *self.names.values())
        return any(tally.beyond for tally in tallies)


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
        listed: How many articles are shown one by one.
    """
    counting = _Counting(listed)
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
        unchanged=unchanged,
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
