"""What a summary keeps of the articles while they go by: counts, top lists, and the first few of each."""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from etl.article import Article, EntityType, Kind
from etl.report.model import ArticleLine, Copy, RuleCount
from etl.report.tally import Tally
from etl.report.wording import plain

TOP = 20
"""Names, stories and articles in a top list."""
COPIES_NAMED = 5
"""Copies named beside the article that they copy; the others are counted."""
OPENING_WORDS = 12
"""Words of an opening that stands for a title."""
SAMPLE_LENGTH = 90
"""Code points shown of something that was taken out."""
TITLE_LENGTH = 300
"""Code points of a title that are kept; a page may claim one of a megabyte."""
NAME_LENGTH = 120
"""Code points of a name that are kept."""
NAMES_KEPT = 40
"""People, organizations and places kept of an article, of each so many."""
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


def _names(names: Sequence[str]) -> list[str]:
    return [plain(name, NAME_LENGTH) for name in names[:NAMES_KEPT]]


def line_of(article: Article) -> ArticleLine:
    """An article as a report lists it, before its story and its copies are known."""
    blocks: Counter[str] = Counter()
    words: Counter[str] = Counter()
    samples: dict[str, str] = {}
    for removal in article.removed:
        blocks[removal.rule] += 1
        words[removal.rule] += len(removal.text.split())
        samples.setdefault(removal.rule, plain(removal.text, SAMPLE_LENGTH))
    return ArticleLine(
        id=article.id,
        path=article.path,
        title=plain(article.title, TITLE_LENGTH) if article.title else None,
        opening=_opening(article.text),
        source=article.source,
        published_at=article.published_at,
        kind=article.kind,
        partial=article.partial,
        words=len(article.text.split()),
        removed=[
            RuleCount(rule=rule, count=count, words=words[rule], sample=samples[rule])
            for rule, count in blocks.most_common()
        ],
        removed_words=sum(words.values()),
        story_id=article.story_id,
        duplicate_of=article.duplicate_of,
        duplicate_kind=article.duplicate_kind,
        similarity=article.similarity,
        people=_names(article.people),
        organizations=_names(article.organizations),
        places=_names(article.places),
        names_left_out=sum(
            max(0, len(names) - NAMES_KEPT) for names in (article.people, article.organizations, article.places)
        ),
    )


class Counting:
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
        """Count one article, and forget most of it."""
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
                self.names[type_].add(plain(name, NAME_LENGTH))

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
        """Whether some count reached its limit."""
        tallies: list[Tally[Any]] = [self.sources, self.hours, self.blocks, self.stories, self.copies]
        return any(tally.beyond for tally in [*tallies, *self.names.values()])
