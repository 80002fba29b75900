"""The stage: a night's articles against each other and against the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from etl.archive import ArticleIndex
from etl.article import Article
from etl.dedupe import night_copies, night_stories
from etl.dedupe.decisions import Decisions
from etl.dedupe.intake import Intake
from etl.dedupe.outcome import outcome
from etl.dedupe.pool import Pool
from etl.settings import DedupeSettings


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
        intake = Intake(articles)
        pool = None
        if self._archive is not None:
            pool = Pool(self._archive, intake.ids(), self._settings.story_days)
            intake.replace(pool)
        copies = night_copies.find(intake, pool, self._settings.copy_probability)
        told = night_stories.tell(intake, pool, copies, self._settings)
        return outcome(intake, pool, copies, told)
