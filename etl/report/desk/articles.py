"""The views that are counted from the articles: the press, who and where, the stories, what the rules took."""

from __future__ import annotations

import heapq
from collections import Counter
from datetime import date, timedelta

from etl.article import Article, EntityType
from etl.report.counting import NO_SOURCE, line_of
from etl.report.desk.model import Matrix, Name, PressLine, RuleExample, Stories, Told, Who
from etl.report.model import ArticleLine
from etl.report.wording import plain

PRESS_SHOWN = 60
NAMES_SHOWN = 15
PAIRED = 12
"""Names a side of a table of pairs."""
STORIES_SHOWN = 15
SOURCES_SHOWN = 8
LOST_SHOWN = 15
EXAMPLES = 3
EXAMPLE_LENGTH = 160
LEAD_LENGTH = 220
STEPS = 36
"""Steps of time, days where the articles lie within so many days, else months; the latest ones."""
PEOPLE_PAIRED = 40
"""People of one article that are paired; a list of delegates says nothing about who meets whom."""

_PLACES = {EntityType.PER: "people", EntityType.ORG: "organizations", EntityType.LOC: "places"}


class Gathering:
    """What is kept of the articles while they go by, newest first."""

    def __init__(self) -> None:
        self.looked_at = self.copies = 0
        self.press: list[PressLine] = []
        self.names: dict[EntityType, Counter[str]] = {type_: Counter() for type_ in _PLACES}
        self.days: dict[EntityType, Counter[tuple[str, str]]] = {type_: Counter() for type_ in _PLACES}
        self.all_days: set[str] = set()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.places: Counter[tuple[str, str]] = Counter()
        self.stories: dict[str, _Story] = {}
        self.rules: dict[str, _Rule] = {}
        self.lost: list[tuple[float, int, ArticleLine]] = []

    def add(self, article: Article) -> None:
        """Count one article; copies count in stories and removals, not among the names."""
        self.looked_at += 1
        line = line_of(article)
        if article.duplicate_of is None:
            if len(self.press) < PRESS_SHOWN:
                lead = _lead(article, line.name)
                self.press.append(PressLine(line=line, lead=lead, url=article.url, fetched_at=article.fetched_at))
            self._names(article)
        else:
            self.copies += 1
        if article.story_id is not None:
            story = self.stories.setdefault(article.story_id, _Story(line.name))
            # Only what was said counts here: when a page was fetched tells nothing about how long a story ran.
            story.add(article.source or NO_SOURCE, _day(article.published_at))
        for removal in article.removed:
            self.rules.setdefault(removal.rule, _Rule()).add(article.id, removal.text)
        if line.removed_words:
            share = line.removed_words / (line.removed_words + line.words)
            heapq.heappush(self.lost, (share, -self.looked_at, line))
            if len(self.lost) > LOST_SHOWN:
                heapq.heappop(self.lost)

    def _names(self, article: Article) -> None:
        day = _day(article.published_at, article.fetched_at)
        if day is not None:
            self.all_days.add(day)
        for type_, field in _PLACES.items():
            for name in dict.fromkeys(getattr(article, field)):
                self.names[type_][name] += 1
                if day is not None:
                    self.days[type_][name, day] += 1
        people = list(dict.fromkeys(article.people))[:PEOPLE_PAIRED]
        for one in people:
            self.pairs.update((one, other) for other in people if other != one)
            self.places.update((one, place) for place in dict.fromkeys(article.places))

    def who(self) -> Who:
        """People, organizations and places, over time and together."""
        steps, step_of = _steps(self.all_days)
        lists = {type_: self._over_time(type_, steps, step_of) for type_ in _PLACES}
        people = [name.name for name in lists[EntityType.PER][:PAIRED]]
        places = [name.name for name in lists[EntityType.LOC][:PAIRED]]
        return Who(
            steps=steps,
            people=lists[EntityType.PER],
            organizations=lists[EntityType.ORG],
            places=lists[EntityType.LOC],
            with_whom=Matrix(heads=people, rows=[(one, [self.pairs[one, two] for two in people]) for one in people]),
            who_where=Matrix(heads=places, rows=[(one, [self.places[one, at] for at in places]) for one in people]),
        )

    def _over_time(self, type_: EntityType, steps: list[str], step_of: dict[str, str]) -> list[Name]:
        shown = sorted(self.names[type_].items(), key=lambda item: (-item[1], item[0]))[:NAMES_SHOWN]
        chosen = {name for name, _ in shown}
        by_step: Counter[tuple[str, str]] = Counter()
        for (name, day), count in self.days[type_].items():
            if name in chosen and day in step_of:
                by_step[name, step_of[day]] += count
        return [
            Name(name=name, articles=count, over_time=[by_step[name, step] for step in steps]) for name, count in shown
        ]

    def told(self) -> Stories:
        """The largest and the longest stories of more than one article, and who shares them."""
        several = [story.told(id_) for id_, story in self.stories.items() if story.articles > 1]
        largest = sorted(several, key=lambda told: (-told.articles, -len(told.sources), told.id))[:STORIES_SHOWN]
        longest = sorted((t for t in several if t.days > 0), key=lambda t: (-t.days, t.id))[:STORIES_SHOWN]
        sources: Counter[str] = Counter()
        for told in largest:
            sources.update(self.stories[told.id].sources)
        heads = [source for source, _ in sorted(sources.items(), key=lambda i: (-i[1], i[0]))[:SOURCES_SHOWN]]
        rows = [(told.title, [self.stories[told.id].sources[source] for source in heads]) for told in largest]
        return Stories(count=len(self.stories), largest=largest, longest=longest, shared=Matrix(heads=heads, rows=rows))

    def removals(self) -> list[RuleExample]:
        """What each rule took, with a few of the texts."""
        ranked = sorted(self.rules.items(), key=lambda item: (-item[1].blocks, item[0]))
        return [
            RuleExample(rule=rule, articles=r.articles, blocks=r.blocks, words=r.words, examples=list(r.examples))
            for rule, r in ranked
        ]

    def lost_most(self) -> list[ArticleLine]:
        """The articles of which the largest share was taken out, most first."""
        return [line for _, _, line in sorted(self.lost, key=lambda item: (-item[0], -item[1]))]


class _Story:
    def __init__(self, title: str) -> None:
        self.title, self.articles = title, 0
        self.sources: Counter[str] = Counter()
        self.first: str | None = None
        self.last: str | None = None

    def add(self, source: str, day: str | None) -> None:
        self.articles += 1
        self.sources[source] += 1
        if day is not None:
            self.first = day if self.first is None else min(self.first, day)
            self.last = day if self.last is None else max(self.last, day)

    def told(self, id_: str) -> Told:
        days = 0.0
        if self.first is not None and self.last is not None:
            days = float((date.fromisoformat(self.last) - date.fromisoformat(self.first)).days)
        return Told(
            id=id_, title=self.title, articles=self.articles, sources=sorted(self.sources), first=self.first,
            last=self.last, days=days,
        )  # fmt: skip


class _Rule:
    def __init__(self) -> None:
        self.articles = self.blocks = self.words = 0
        self.examples: dict[str, None] = {}
        self._latest: str | None = None

    def add(self, article: str, text: str) -> None:
        self.blocks += 1
        self.words += len(text.split())
        # The removals of an article come one after the other, so the last one tells whether it is a new article.
        if article != self._latest:
            self._latest = article
            self.articles += 1
        if len(self.examples) < EXAMPLES:
            self.examples.setdefault(plain(text, EXAMPLE_LENGTH))


def _lead(article: Article, name: str) -> str:
    """How the article begins, without saying again what stands above it."""
    begins = plain(article.lead or article.text, LEAD_LENGTH + len(name))
    shown = name.rstrip(" …")
    return plain(begins.removeprefix(shown), LEAD_LENGTH)


def _day(*stamps: str | None) -> str | None:
    """The day of the first of these dates that is one; its first day where only the month or the year is known."""
    for stamp in stamps:
        if stamp:
            written = stamp[:10].split("-")
            try:
                return date(*(int(part) for part in (*written, "1", "1")[:3])).isoformat()
            except (ValueError, TypeError):
                continue
    return None


def _steps(days: set[str]) -> tuple[list[str], dict[str, str]]:
    """The steps of time for these days, oldest first without a gap, and the step of each day that lies in one."""
    if not days:
        return [], {}
    first, last = date.fromisoformat(min(days)), date.fromisoformat(max(days))
    if (last - first).days < STEPS:
        steps = [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
        return steps, {day: day for day in days}
    number = last.year * 12 + last.month - 1
    earliest = max(number - STEPS + 1, first.year * 12 + first.month - 1)
    steps = [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(earliest, number + 1)]
    return steps, {day: day[:7] for day in days if day[:7] >= steps[0]}
