"""Old and new side by side: what a rebuild changes, counted whole and shown in examples."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from etl.article import Article, Record
from etl.pipeline.parallel import chunked
from etl.reindex.excerpts import Example, example, name_of, shorten, views
from etl.reindex.rebuilding import Vanished

if TYPE_CHECKING:
    from etl.reindex.reindex import Reindex

LOOKUP = 500
EXAMPLES = 40
"""Articles shown of each kind; all are counted."""
MUCH = 0.2
"""Share of an article's words whose loss is counted as a loss of much."""
STORIES = 20


class RuleChange(msgspec.Struct, kw_only=True):
    """Blocks that one rule takes out of the rebuilt articles, before and after."""

    rule: str
    before: int
    after: int


class Glimpse(msgspec.Struct, kw_only=True):
    """An article that is only in one of the two versions."""

    id: str
    name: str
    source: str | None = None
    opening: str = ""
    reason: str = ""
    error: str = ""


class StoryChange(msgspec.Struct, kw_only=True):
    """A story that went into others."""

    id: str
    into: list[str]


class Comparison(msgspec.Struct, kw_only=True):
    """What a rebuild changes.

    Attributes:
        archive: Documents in the live version.
        compared: Rebuilt articles that are in both.
        changed: Those of them in which a reader sees a difference.
        by_field: For each field, in how many of them.
        lost_much: Articles that lost more than a fifth of their words.
        vanished_unexplained: Of `vanished`, those that neither moved to another id nor were taken down.
        refused: Of `vanished`, those whose page a stage refused.
        largest_story: Articles of the largest rebuilt story.
    """

    archive: int
    compared: int = 0
    changed: int = 0
    appeared: int = 0
    vanished: int = 0
    vanished_unexplained: int = 0
    refused: int = 0
    by_field: dict[str, int] = {}
    words_before: int = 0
    words_after: int = 0
    lost_much: int = 0
    copies_before: int = 0
    copies_after: int = 0
    largest_story: int = 0
    rules: list[RuleChange] = []
    examples: list[Example] = []
    appearing: list[Glimpse] = []
    vanishing: list[Glimpse] = []
    merged: list[StoryChange] = []
    split: list[StoryChange] = []
    stories_merged: int = 0
    stories_split: int = 0

    def headline(self, rebuild_from: str) -> str:
        """The one sentence that an operator wants to read first."""
        if rebuild_from == "documents":
            return f"All {self.archive:,} documents are copied as they are."
        words = [f"This rebuild alters {self.changed:,} of {self.archive:,} articles"]
        if self.appeared:
            words.append(f"{self.appeared:,} {'appears' if self.appeared == 1 else 'appear'}")
        if self.vanished:
            words.append(f"{self.vanished:,} {'vanishes' if self.vanished == 1 else 'vanish'}")
        return "; ".join(words) + "."


def comparison(reindex: Reindex) -> Comparison:
    """The comparison of a reindex whose rebuild is ready: made once, then read."""
    store, layout = reindex.store, reindex.layout
    if not store.exists(layout.comparison):
        store.write_bytes(layout.comparison, msgspec.json.encode(_compare(reindex)))
    return msgspec.json.decode(store.read_bytes(layout.comparison), type=Comparison)


def _compare(reindex: Reindex) -> Comparison:
    plan, ready = reindex.plan_made(), reindex.ready_made()
    found = Comparison(archive=plan.articles, appeared=ready.appeared, vanished=ready.vanished)
    fields: Counter[str] = Counter()
    rules_before: Counter[str] = Counter()
    rules_after: Counter[str] = Counter()
    stories: Counter[str] = Counter()
    done, total = 0, sum(plan.batches.values())
    for batch in plan.batches:
        for chunk in chunked(reindex.ready(batch), LOOKUP):
            archived = reindex.index.get([article.id for article in chunk], version=plan.live)
            for after in chunk:
                _count_after(found, after, stories, rules_after)
                before = archived.get(after.id)
                if before is None:
                    if len(found.appearing) < EXAMPLES:
                        found.appearing.append(_glimpse(after))
                    continue
                _count_before(found, before, rules_before)
                _compare_pair(found, before, after, fields)
        done += plan.batches[batch]
        reindex.progress("compare", done, total)
    found.by_field = dict(fields.most_common())
    found.largest_story = max(stories.values(), default=0)
    _vanishing(reindex, found, rules_before)
    found.rules = [
        RuleChange(rule=rule, before=rules_before[rule], after=rules_after[rule])
        for rule in sorted(rules_before | rules_after, key=lambda r: -abs(rules_after[r] - rules_before[r]))
    ]
    _stories(reindex, found)
    return found


def _count_after(found: Comparison, article: Article, stories: Counter[str], rules: Counter[str]) -> None:
    found.words_after += len(article.text.split())
    found.copies_after += article.duplicate_of is not None
    if article.story_id and article.duplicate_of is None:
        stories[article.story_id] += 1
    rules.update(removal.rule for removal in article.removed)


def _count_before(found: Comparison, article: Article, rules: Counter[str]) -> None:
    found.words_before += len(article.text.split())
    found.copies_before += article.duplicate_of is not None
    rules.update(removal.rule for removal in article.removed)


def _compare_pair(found: Comparison, before: Article, after: Article, fields: Counter[str]) -> None:
    found.compared += 1
    old, new = views(before), views(after)
    different = [field for field in old if old[field] != new[field]]
    if not different:
        return
    found.changed += 1
    fields.update(different)
    had, has = len(before.text.split()), len(after.text.split())
    found.lost_much += has < had * (1 - MUCH)
    if len(found.examples) < EXAMPLES:
        found.examples.append(example(before, after, different))


def _glimpse(article: Article, vanished: Vanished | None = None) -> Glimpse:
    return Glimpse(
        id=article.id,
        name=name_of(article),
        source=article.source,
        opening=shorten(" ".join(article.text.split()), 200),
        reason=vanished.reason if vanished else "",
        error=vanished.error if vanished else "",
    )


def _vanishing(reindex: Reindex, found: Comparison, rules: Counter[str]) -> None:
    live = reindex.plan_made().live
    for chunk in chunked(reindex.vanished(), LOOKUP):
        archived = reindex.index.get([v.id for v in chunk], version=live)
        for vanished in chunk:
            found.vanished_unexplained += vanished.reason not in {"moved", "taken-down"}
            found.refused += vanished.refused
            article = archived.get(vanished.id)
            if article is not None:
                _count_before(found, article, rules)
                if len(found.vanishing) < EXAMPLES:
                    found.vanishing.append(_glimpse(article, vanished))


def _stories(reindex: Reindex, found: Comparison) -> None:
    for record in reindex.store.read_records(reindex.layout.stories, Record):
        found.stories_merged += 1
        if len(found.merged) < STORIES:
            found.merged.append(StoryChange(id=str(record["id"]), into=[str(record["into"])]))
    for change in reindex.store.read_records(reindex.layout.splits, StoryChange):
        found.stories_split += 1
        if len(found.split) < STORIES:
            found.split.append(change)
