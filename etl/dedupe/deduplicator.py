"""The stage: a night's articles against each other and against the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from etl.archive import ArticleIndex
from etl.article import Article, Record
from etl.dedupe import candidates, near, pairs, stories
from etl.dedupe.corpus import Corpus, Rows, batches
from etl.dedupe.dates import event_dates
from etl.dedupe.decisions import Decision, Decisions, StoryMerge
from etl.dedupe.naming import Told, name_stories
from etl.dedupe.pool import Pool
from etl.dedupe.ragged import Ragged
from etl.dedupe.sketch import key_terms
from etl.dedupe.story_terms import StoryTerms
from etl.settings import DedupeSettings

# Rounds in which copies of displaced articles are fetched and decided again.
_ROUNDS = 4


class Deduplicator:
    """Finds exact copies, near copies and stories. It keeps no state between calls.

    Args:
        settings: How copies and stories are told apart.
        archive: The index that holds the articles of earlier nights; none: the articles are compared with each other.
    """

    def __init__(self, settings: DedupeSettings, archive: ArticleIndex | None = None) -> None:
        self._settings = settings
        self._archive = archive

    def decide(self, articles: Callable[[], Iterable[Article]]) -> Decisions:
        """Decide all articles; `articles` is called, and read through, more than once.

        The outcome depends on the articles and the archive only: not on the order in which they come, nor on batches.
        """
        return _Night(articles, self._archive, self._settings).decisions()


class _Night:
    """One call of `decide`."""

    def __init__(
        self, articles: Callable[[], Iterable[Article]], archive: ArticleIndex | None, settings: DedupeSettings
    ) -> None:
        self.settings = settings
        self.articles = articles
        self.corpus = Corpus()
        self.terms = StoryTerms()
        self.told: dict[int, int] = {}
        self.dates = Ragged(np.uint8)
        self.recorded: dict[int, Article] = {}
        for batch in batches(articles()):
            self._add(batch)
        self.size = len(self.corpus)
        self.incoming = self._last_of_each_id()
        self.replaced: dict[str, Article] = {}
        self.pool: Pool | None = None
        if archive is not None:
            ids = {self.corpus.id(row) for row in self.incoming.tolist()}
            self.pool = Pool(archive, ids, settings.story_days)
            self.replaced = {id_: without_bulk(old) for id_, old in self.pool.before(sorted(ids))}
        self.have: set[str] = set()

    def _add(self, batch: list[Article], *, archived: bool = False) -> list[int]:
        rows = self.corpus.add(batch)
        for article in batch:
            named = (archived and article.event_dates) or event_dates(article)
            self.dates.append(np.frombuffer(" ".join(named).encode(), dtype=np.uint8))
        return rows

    def _add_archived(self, articles: list[Article]) -> list[int]:
        rows: list[int] = []
        for batch in batches(articles):
            for row, article in zip(self._add(batch, archived=True), batch, strict=True):
                self.recorded[row] = without_bulk(article)
                rows.append(row)
                if not article.duplicate_of:
                    self._read(row, article)
        return rows

    def _read(self, row: int, article: Article) -> None:
        """Read the terms of an article: only those of kept ones are needed."""
        self.told[row] = len(self.terms)
        self.terms.add(article, self._named(row))

    def _named(self, row: int) -> list[str]:
        return self.dates[row].tobytes().decode().split()

    def _last_of_each_id(self) -> Rows:
        """One row for each id: of records with the same id the one that comes last in the one order counts."""
        last: dict[str, int] = {}
        rows = self.corpus.in_order().tolist()
        for row in rows:
            last[self.corpus.id(row)] = row
        chosen = set(last.values())
        return np.array([row for row in rows if row in chosen], dtype=np.int64)

    def decisions(self) -> Decisions:
        """All of it, in the order in which one needs the other."""
        copies = self._copies()
        told = self._stories(copies)
        return self._written(copies, told)

    # copies

    def _copies(self) -> near.Copies:
        if self.pool is None:
            return near.find_copies(self.corpus, self.incoming, threshold=self.settings.copy_probability)
        members = self._archived_candidates(self.pool)
        members += self._add_archived(self.pool.copies(self._replaced_copies(), self.have))
        copies = self._decide_copies(members)
        for _ in range(_ROUNDS):
            displaced = [
                self.corpus.id(row)
                for row, article in self.recorded.items()
                if not article.duplicate_of and copies.of[row] != row
            ]
            fresh = self._add_archived(self.pool.copies(sorted(displaced), self.have))
            if not fresh:
                break
            members += fresh
            copies = self._decide_copies(members)
        return copies

    def _archived_candidates(self, pool: Pool) -> list[int]:
        common = candidates.common_keys(self.corpus, self.incoming)
        found: list[int] = []
        for start in range(0, len(self.incoming), 200):
            keys = [self.corpus.keys[row] for row in self.incoming[start : start + 200].tolist()]
            telling = [own[~np.isin(own.astype(np.uint32), common)] for own in keys]
            found += self._add_archived(pool.sharing(telling, candidates.SHARED_KEYS, self.have))
        return found

    def _replaced_copies(self) -> list[str]:
        """Articles of which a new version came in: their copies have to be held against it."""
        return sorted(id_ for id_, article in self.replaced.items() if not article.duplicate_of)

    def _decide_copies(self, members: list[int]) -> near.Copies:
        size = len(self.corpus)
        archived = np.zeros(size, dtype=np.bool_)
        of = np.full(size, -1)
        similarity = np.ones(size, dtype=np.float32)
        for row in members:
            article = self.recorded[row]
            archived[row] = True
            # Where the original came in as a new version, what is on record was said of another text.
            if article.duplicate_of and article.duplicate_of not in self.replaced:
                original = self.corpus.row(article.duplicate_of)
                of[row] = -1 if original is None else original
                similarity[row] = article.similarity or 1.0
        wanted = set(self.incoming.tolist()) | set(members)
        ranked = np.array([row for row in self.corpus.in_order().tolist() if row in wanted], dtype=np.int64)
        return near.find_copies(
            self.corpus, ranked, near.Known(archived, of, similarity), self.settings.copy_probability
        )

    # stories

    def _stories(self, copies: near.Copies) -> Told:
        kept = set(self._kept(copies).tolist())
        for row, article in enumerate(self.articles()):
            if row in kept:
                self._read(row, article)
        if self.pool is not None:
            self._story_candidates(self.pool, kept)
        size = len(self.corpus)
        of = np.concatenate((copies.of, np.arange(len(copies.of), size)))
        members = kept | {row for row in self.recorded if of[row] == row}
        self._read_displaced(members)
        rows = [row for row in self.corpus.in_order().tolist() if row in members]
        record = self._stories_on_record(of)
        groups: dict[str, list[int]] = {}
        together: list[list[int]] = []
        for number, row in enumerate(rows):
            known = record.get(row)
            if known is None:
                together.append([number])
            elif known in groups:
                groups[known].append(number)
            else:
                groups[known] = [number]
                together.append(groups[known])
        terms = self.terms.select([self.told[row] for row in rows])
        try:
            ranked = np.array(rows, dtype=np.int64)
            found = stories.tell(
                terms,
                together,
                lambda one, other: pairs.fill_one_form(self.corpus, ranked[one], ranked[other]),
                bias=self.settings.story_bias,
                window=float(self.settings.story_days),
            )
        finally:
            terms.close()
        return name_stories(self.corpus, [[rows[number] for number in group] for group in found if group], record)

    def _kept(self, copies: near.Copies) -> Rows:
        return np.asarray(self.incoming[copies.of[self.incoming] == self.incoming])

    def _read_displaced(self, members: set[int]) -> None:
        """Read what was archived as a copy and is none any more."""
        unread = {self.corpus.id(row): row for row in members - self.told.keys()}
        if unread and self.pool is not None:
            for id_, article in self.pool.before(sorted(unread)):
                self._read(unread[id_], article)

    def _story_candidates(self, pool: Pool, kept: set[int]) -> None:
        on_record = {article.story_id for article in self.replaced.values() if article.story_id}
        on_record |= {article.story_id for article in self.recorded.values() if article.story_id}
        for batch in batches(article for row, article in enumerate(self.articles()) if row in kept):
            self._add_archived(pool.like(batch, self.have))
            self._add_archived(pool.members({s for s in on_record if s}, self.have, batch))
            on_record = set()

    def _stories_on_record(self, of: npt.NDArray[np.int64]) -> dict[int, str]:
        """The story that the archive has for a row: its own, or that of an article which is a copy of it now."""
        record: dict[int, str] = {}
        for row, article in sorted(self.recorded.items()):
            if article.story_id and of[row] == row:
                record[row] = article.story_id
        for row in self.incoming.tolist():
            before = self.replaced.get(self.corpus.id(row))
            if before is not None and before.story_id and of[row] == row:
                record[row] = before.story_id
        for row, article in sorted(self.recorded.items()):
            if article.story_id and of[row] != row:
                record.setdefault(int(of[row]), article.story_id)
        return record

    # what comes out

    def _written(self, copies: near.Copies, told: Told) -> Decisions:
        of = np.concatenate((copies.of, np.arange(len(copies.of), len(self.corpus))))

        def decision(row: int) -> Decision:
            kept = int(of[row])
            copy = kept != row
            return Decision(
                duplicate_of=self.corpus.id(kept) if copy else None,
                duplicate_kind=("exact" if copies.exact[row] else "near") if copy else None,
                similarity=round(float(copies.similarity[row]), 4) if copy else None,
                story_id=told.story(kept),
                keys=key_terms(self.corpus.keys[row]),
                event_dates=self._named(row),
            )

        chosen = {self.corpus.id(row): row for row in self.incoming.tolist()} if self._repeated() else None

        def of_id(article_id: str) -> Decision:
            row = self.corpus.row(article_id) if chosen is None else chosen.get(article_id)
            if row is None:
                raise KeyError(article_id)
            return decision(row)

        return Decisions(of_id, self._updates(of, copies, told), self._merges(told), self._close)

    def _repeated(self) -> bool:
        return len(self.incoming) != self.size

    def _updates(self, of: npt.NDArray[np.int64], copies: near.Copies, told: Told) -> dict[str, Record]:
        updates: dict[str, Record] = {}
        if self.pool is None:
            return updates
        for row, article in self.recorded.items():
            kept = int(of[row])
            new: Record = {"story_id": told.story(kept)}
            if row < len(copies.of):
                copy = kept != row
                new["duplicate_of"] = self.corpus.id(kept) if copy else None
                if new["duplicate_of"] != article.duplicate_of:
                    new["duplicate_kind"] = ("exact" if copies.exact[row] else "near") if copy else None
                    new["similarity"] = round(float(copies.similarity[row]), 4) if copy else None
            changed = {name: value for name, value in new.items() if getattr(article, name) != value}
            if changed:
                updates[article.id] = changed
        for merged, into in told.merged.items():
            for article in self.pool.whole_story(merged):
                if article.id not in self.replaced:
                    updates.setdefault(article.id, {}).setdefault("story_id", into)
        return updates

    def _merges(self, told: Told) -> list[StoryMerge]:
        return [told.merge(merged) for merged in sorted(told.merged)]

    def _close(self) -> None:
        self.corpus.close()
        self.terms.close()
        self.dates.close()


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
