"""The articles of one call, by row: those that came in, and those of the archive that have a say."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable

import numpy as np

from etl.article import Article
from etl.dedupe.corpus import Corpus, Rows, batches
from etl.dedupe.dates import event_dates
from etl.dedupe.pool import Pool
from etl.dedupe.ragged import Ragged
from etl.dedupe.story_terms import StoryTerms


class Intake:
    """Rows 0 to `size` came in, in the order in which `articles` gives them; archived ones follow as they are fetched.

    Attributes:
        corpus: What the near-copy stage compares.
        terms: The terms of kept articles, for their stories; `told` says which number a row has there.
        recorded: What the archive has on record of the rows that it gave, without their texts.
        incoming: One row for each id that came in, in the one order.
        replaced: The archived versions of articles that came in, by id, without their texts.
        have: Ids of the archived articles that are here.
    """

    def __init__(self, articles: Callable[[], Iterable[Article]]) -> None:
        self.articles = articles
        self.corpus = Corpus()
        self.terms = StoryTerms()
        self.told: dict[int, int] = {}
        self.recorded: dict[int, Article] = {}
        self.replaced: dict[str, Article] = {}
        self.have: set[str] = set()
        self._dates = Ragged(np.uint8)
        for batch in batches(articles()):
            self._add(batch)
        self.size = len(self.corpus)
        self.incoming = self._last_of_each_id()

    def _add(self, batch: list[Article], *, archived: bool = False) -> list[int]:
        rows = self.corpus.add(batch)
        for article in batch:
            named = (archived and article.event_dates) or event_dates(article)
            self._dates.append(np.frombuffer(" ".join(named).encode(), dtype=np.uint8))
        return rows

    def _last_of_each_id(self) -> Rows:
        """One row for each id: of records with the same id the one that comes last in the one order counts."""
        last: dict[str, int] = {}
        rows = self.corpus.in_order().tolist()
        for row in rows:
            last[self.corpus.id(row)] = row
        chosen = set(last.values())
        return np.array([row for row in rows if row in chosen], dtype=np.int64)

    def ids(self) -> set[str]:
        """The ids of the articles that came in."""
        return {self.corpus.id(row) for row in self.incoming.tolist()}

    def replace(self, pool: Pool) -> None:
        """Look up which archived articles are replaced by what came in."""
        self.replaced = {id_: without_bulk(old) for id_, old in pool.before(sorted(self.ids()))}

    def add_archived(self, articles: list[Article]) -> list[int]:
        """Add articles of the archive; returns their rows."""
        rows: list[int] = []
        for batch in batches(articles):
            for row, article in zip(self._add(batch, archived=True), batch, strict=True):
                self.recorded[row] = without_bulk(article)
                rows.append(row)
                if not article.duplicate_of:
                    self.read(row, article)
        return rows

    def read(self, row: int, article: Article) -> None:
        """Read the terms of an article: only those of kept ones are needed."""
        self.told[row] = len(self.terms)
        self.terms.add(article, self.named(row))

    def named(self, row: int) -> list[str]:
        """The days that the article of a row names, ISO 8601."""
        days: list[str] = self._dates[row].tobytes().decode().split()
        return days

    def row(self, article_id: str) -> int | None:
        """The row of an article that came in; of several with one id the one that counts."""
        if len(self.incoming) == self.size:
            return self.corpus.row(article_id)
        return self._chosen.get(article_id)

    @functools.cached_property
    def _chosen(self) -> dict[str, int]:
        return {self.corpus.id(row): row for row in self.incoming.tolist()}

    def close(self) -> None:
        """Give the disk space back."""
        self.corpus.close()
        self.terms.close()
        self._dates.close()


def without_bulk(article: Article) -> Article:
    """An archived article without its text: what the decisions need of it."""
    return Article(
        id=article.id,
        text="",
        published_at=article.published_at,
        duplicate_of=article.duplicate_of,
        duplicate_kind=article.duplicate_kind,
        similarity=article.similarity,
        story_id=article.story_id,
    )
