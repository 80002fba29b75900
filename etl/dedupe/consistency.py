"""How often the nights, one after the other, decide otherwise than one look at everything would."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import msgspec

from etl.archive import ArticleIndex
from etl.article import Article
from etl.dedupe.decisions import Decision
from etl.dedupe.deduplicator import Deduplicator
from etl.settings import DedupeSettings

# Articles a request.
_REQUEST = 500


class Disagreement(NamedTuple):
    """Pairs of articles that are together in one account and apart in the other.

    Attributes:
        articles: How many articles.
        together: Pairs that are together in either account.
        differing: Those that are together in one only.
    """

    articles: int
    together: int
    differing: int

    @property
    def share(self) -> float:
        """Share of the pairs that differ, 0 to 1."""
        return self.differing / self.together if self.together else 0.0


class Consistency(NamedTuple):
    """What nights and one look at everything disagree on."""

    copies: Disagreement
    stories: Disagreement


def applied(article: Article, decision: Decision) -> Article:
    """The article with what was decided of it."""
    return msgspec.structs.replace(article, **msgspec.structs.asdict(decision))


def night(archive: ArticleIndex, articles: Sequence[Article], settings: DedupeSettings) -> None:
    """Decide a night's articles and write what was decided, as the nightly run does."""
    decisions = Deduplicator(settings, archive).decide(lambda: articles)
    archive.write(applied(article, decisions.of(article.id)) for article in articles)
    archive.refresh()
    archive.update(decisions.updates)
    archive.collection("stories").put(msgspec.to_builtins(merge) for merge in decisions.merges)
    archive.refresh()


def _pairs(labels: Sequence[Hashable]) -> int:
    return sum(count * (count - 1) // 2 for count in Counter(labels).values())


def disagreement(one: Sequence[Hashable], other: Sequence[Hashable]) -> Disagreement:
    """Compare two groupings of the same articles, each a label an article."""
    both = _pairs(list(zip(one, other, strict=True)))
    first, second = _pairs(one), _pairs(other)
    return Disagreement(len(one), first + second - both, first + second - 2 * both)


def nights_against_once(
    archive: ArticleIndex, nights: Sequence[Sequence[Article]], settings: DedupeSettings
) -> Consistency:
    """Take in the nights one by one into an empty archive, then decide all their articles at once, and compare."""
    for articles in nights:
        night(archive, articles, settings)
    return against_once(archive, lambda: chain.from_iterable(nights), settings)


def against_once(
    archive: ArticleIndex, articles: Callable[[], Iterable[Article]], settings: DedupeSettings
) -> Consistency:
    """Decide all articles at once, and compare with what the archive holds of them; `articles` is called repeatedly."""
    decisions = Deduplicator(settings).decide(articles)
    held: list[tuple[str, str | None]] = []
    decided: list[tuple[str, str | None]] = []
    ids = sorted(article.id for article in articles())
    for start in range(0, len(ids), _REQUEST):
        for article_id, article in archive.get(ids[start : start + _REQUEST]).items():
            decision = decisions.of(article_id)
            held.append((article.duplicate_of or article_id, article.story_id))
            decided.append((decision.duplicate_of or article_id, decision.story_id))
    return Consistency(*(disagreement([one[kind] for one in held], [one[kind] for one in decided]) for kind in (0, 1)))
