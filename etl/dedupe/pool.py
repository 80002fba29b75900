"""What of the archive has a say in a night's decisions, fetched through the index itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from etl.archive import ArticleIndex
from etl.article import Article
from etl.dedupe import order
from etl.dedupe.folding import Hashes
from etl.dedupe.sketch import key_terms

# Archived articles asked for each incoming one: by shared keys, and by likeness.
BY_KEYS = 30
LIKE = 5
# Ids or articles a request.
_REQUEST = 200
# Archived members of a story that have a say in whether an article joins it: the nearest in time.
STORY_MEMBERS = 60


def portions(items: Iterable[str]) -> Iterator[list[str]]:
    """The items in lists that fit into one request."""
    items = iter(items)
    while portion := list(islice(items, _REQUEST)):
        yield portion


class Pool:
    """Archived articles by id, without those that a new version replaces."""

    def __init__(self, archive: ArticleIndex, replaced: set[str], days: int) -> None:
        self._archive = archive
        self._replaced = replaced
        self._days = days

    def _fresh(self, articles: Iterable[Article], have: set[str]) -> list[Article]:
        out = []
        for article in articles:
            if article.id not in self._replaced and article.id not in have:
                have.add(article.id)
                out.append(article)
        return out

    def sharing(self, keys: Sequence[Hashes], at_least: int, have: set[str]) -> list[Article]:
        """Archived articles that share keys, each with the article that it is a copy of; adds their ids to `have`."""
        wanted = [key_terms(own) for own in keys]
        found = [
            candidate.article
            for candidates in self._archive.by_keys(wanted, at_least=at_least, limit=BY_KEYS, have=have)
            for candidate in candidates
        ]
        out = self._fresh(found, have)
        originals = {article.duplicate_of for article in out if article.duplicate_of} - have
        return out + self._fresh(self._get(sorted(originals)), have)

    def _get(self, ids: Sequence[str]) -> Iterator[Article]:
        for portion in portions(ids):
            yield from self._archive.get(portion).values()

    def copies(self, ids: Sequence[str], have: set[str]) -> list[Article]:
        """The archived copies of some articles."""
        found = []
        for portion in portions(ids):
            for copies in self._archive.copies_of(portion).values():
                found += copies
        return self._fresh(sorted(found, key=lambda article: article.id), have)

    def like(self, articles: Sequence[Article], have: set[str]) -> list[Article]:
        """Archived articles that are like some incoming ones and near to them in time, and their stories' members."""
        windows = [_window(article, self._days) for article in articles]
        found = self._archive.like(
            articles, since=[first for first, _ in windows], until=[last for _, last in windows], limit=LIKE, have=have
        )
        out = self._fresh((one.article for some in found for one in some if not one.article.duplicate_of), have)
        return out + self.members({one.story_id for one in out if one.story_id}, have, articles)

    def members(self, stories: Iterable[str], have: set[str], near: Sequence[Article]) -> list[Article]:
        """The kept members of some stories: all of a small one, of a large one those nearest in time to `near`."""
        times = [moment for article in near if (moment := order.instant(article.published_at)) != order.UNDATED]
        middle = sum(times) / len(times) if times else 0.0
        out = []
        for portion in portions(sorted(stories)):
            for articles in self._archive.in_story(portion).values():
                kept = [article for article in articles if not article.duplicate_of]
                kept.sort(key=lambda article: (abs(min(order.when(article), 1e12) - middle), article.id))
                out += self._fresh(kept[:STORY_MEMBERS], have)
        return out

    def whole_story(self, story: str) -> list[Article]:
        """All members of a story, copies too."""
        return self._archive.in_story([story]).get(story, [])

    def before(self, ids: Iterable[str]) -> Iterator[tuple[str, Article]]:
        """The versions of some articles that the archive holds, by id."""
        for portion in portions(ids):
            yield from self._archive.get(portion).items()


def _window(article: Article, days: int) -> tuple[str | None, str | None]:
    """The days in which another article of the same story may have appeared."""
    published = order.instant(article.published_at)
    if published == order.UNDATED:
        return None, None
    day = dt.datetime.fromtimestamp(published, dt.UTC).date()
    reach = dt.timedelta(days=days)
    return (day - reach).isoformat(), (day + reach).isoformat()
