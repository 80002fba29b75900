"""What an article of one version says about others, made true in another version.

`duplicate_of` names the article that is kept, and `story_id` a story; after a rebuild the one may have vanished, moved
or become a copy itself, and the other may have merged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from etl.archive import ArticleIndex
from etl.article import Article


class References:
    """Answers for one version.

    Args:
        gone: Articles that the version does not hold though the other one did, each with the id that its page has now.
        merged: Stories that went into others.
    """

    def __init__(
        self, index: ArticleIndex, version: str, gone: Mapping[str, str | None], merged: Mapping[str, str]
    ) -> None:
        self._index, self._version, self._gone, self._merged = index, version, gone, merged

    def mend(self, articles: Sequence[Article]) -> list[Article]:
        """The articles with references that hold; in their order."""
        targets = {self._moved(a.duplicate_of) for a in articles if a.duplicate_of} - {None}
        kept = self._index.get(sorted(t for t in targets if t), version=self._version)
        return [self._mended(article, kept) for article in articles]

    def _moved(self, target: str) -> str | None:
        return self._gone.get(target, target)

    def _mended(self, article: Article, kept: Mapping[str, Article]) -> Article:
        story = article.story_id
        seen: set[str] = set()
        while story is not None and story in self._merged and story not in seen:
            seen.add(story)
            story = self._merged[story]
        target = self._moved(article.duplicate_of) if article.duplicate_of else None
        found = kept.get(target) if target else None
        if found is not None:
            story = found.story_id or story
            if found.duplicate_of and found.duplicate_of != article.id:
                target = found.duplicate_of
            elif found.duplicate_of == article.id:
                target = None  # the rebuild keeps this one of the two
        if target == article.id:
            target = None
        if (target, story) == (article.duplicate_of, article.story_id):
            return article
        if target is None:
            return msgspec.structs.replace(
                article, duplicate_of=None, duplicate_kind=None, similarity=None, story_id=story
            )
        return msgspec.structs.replace(article, duplicate_of=target, story_id=story)
