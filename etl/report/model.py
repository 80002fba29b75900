"""What a run did, as data: the terminal report, the HTML page, the JSON file and the archive all show this."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from etl.article import EntityType, Kind, Reject

Trigger = Literal["command", "airflow"]


class StageTiming(msgspec.Struct, kw_only=True, frozen=True):
    """How long a stage worked, in seconds of the clock, and how many records came out of it."""

    name: str
    seconds: float
    records: int


class RuleCount(msgspec.Struct, kw_only=True, frozen=True):
    """What one rule took out: `count` blocks, the words in them, and how the first of them begins."""

    rule: str
    count: int
    words: int
    sample: str = ""


class Copy(msgspec.Struct, kw_only=True, frozen=True):
    """A copy of an article, by its id and its title (or its first words)."""

    id: str
    title: str
    source: str | None = None


class ArticleLine(msgspec.Struct, kw_only=True):
    """One article as a report shows it.

    Attributes:
        opening: The first words of the text, shown where there is no title.
        words: Words kept.
        story_size: Articles of this run in the same story, itself counted.
        copies: Articles of this run that are copies of this one, the first few; `copies_count` counts them all.
        names_left_out: People, organizations and places beyond those listed here.
    """

    id: str
    path: str | None = None
    title: str | None = None
    opening: str = ""
    source: str | None = None
    published_at: str | None = None
    kind: Kind = Kind.ARTICLE
    partial: bool = False
    words: int = 0
    removed: list[RuleCount] = []
    removed_words: int = 0
    story_id: str | None = None
    story_size: int = 1
    copies: list[Copy] = []
    copies_count: int = 0
    duplicate_of: str | None = None
    duplicate_kind: Literal["exact", "near"] | None = None
    similarity: float | None = None
    people: list[str] = []
    organizations: list[str] = []
    places: list[str] = []
    names_left_out: int = 0

    @property
    def name(self) -> str:
        """What to call it: its title, else its opening, else its path or id."""
        return self.title or self.opening or self.path or self.id


class EntityCount(msgspec.Struct, kw_only=True, frozen=True):
    """Entities of one type: how many different ones, in how many mentions."""

    names: int
    mentions: int


class RemovalCount(msgspec.Struct, kw_only=True, frozen=True):
    """What one rule took out of one source's pages: `count` blocks, `words` words, in `articles` articles."""

    rule: str
    source: str
    count: int
    words: int
    articles: int


class HourCount(msgspec.Struct, kw_only=True, frozen=True):
    """Articles of a source that came in during an hour of UTC (`2026-03-02T04:00:00Z`; none: no date known)."""

    source: str
    hour: str | None
    count: int


class NameCount(msgspec.Struct, kw_only=True, frozen=True):
    """A name and the number of articles (not of mentions) that it stands in."""

    name: str
    articles: int


class StoryLine(msgspec.Struct, kw_only=True, frozen=True):
    """A story with more than one article: its first title, its articles in this run and the sources that tell it."""

    id: str
    title: str
    articles: int
    sources: list[str]


class ReasonCount(msgspec.Struct, kw_only=True, frozen=True):
    """Rejects of one stage with one reason."""

    stage: str
    reason: str
    count: int


class RunSummary(msgspec.Struct, kw_only=True):
    """One run of the nightly job.

    Attributes:
        id: The run's name; Airflow's run id where Airflow ran it.
        started_at: ISO 8601 with offset.
        finished_at: ISO 8601 with offset.
        index: The address of the index, without credentials.
        inputs: What was asked to be read.
        pages: Pages found in the inputs.
        unchanged: Pages of which the archive holds the article as it is: skipped, or read and found the same.
        new: Articles that the archive did not hold.
        changed: Articles that it held with another text or other metadata.
        rejected: Pages that could not be processed.
        repeated: Further pages of an address that say the same as the one that counts.
        taken_down: Pages kept out because their article was removed on request.
        articles: Articles that came out of the run, copies counted.
        other_kinds: Those of them that are no full article (stub, live, video, section, …), by kind.
        copies_exact: Copies with the same words.
        copies_near: Copies with almost the same words.
        stories: Different stories that the run's articles belong to.
        stories_new: Those that no archived article belonged to.
        story_merges: Stories that turned out to be one.
        indexed: Documents that the index did not hold.
        updated: Documents that it replaced.
        write_unchanged: Documents that it held as they are.
        words: Words kept.
        removed_words: Words taken out.
        entities: By type: names, mentions.
        counts_capped: Some count by name, story or source reached its limit, so that rare ones are missing.
    """

    id: str
    started_at: str
    finished_at: str
    trigger: Trigger = "command"
    index: str = ""
    inputs: list[str] = []
    pages: int = 0
    unchanged: int = 0
    new: int = 0
    changed: int = 0
    rejected: int = 0
    repeated: int = 0
    taken_down: int = 0
    articles: int = 0
    other_kinds: dict[Kind, int] = {}
    copies_exact: int = 0
    copies_near: int = 0
    stories: int = 0
    stories_new: int = 0
    story_merges: int = 0
    indexed: int = 0
    updated: int = 0
    write_unchanged: int = 0
    words: int = 0
    removed_words: int = 0
    entities: dict[EntityType, EntityCount] = {}
    removals_by_rule: list[RemovalCount] = []
    by_source_hour: list[HourCount] = []
    by_source: list[NameCount] = []
    stages: list[StageTiming] = []
    rejects: list[Reject] = []
    rejects_by_reason: list[ReasonCount] = []
    top_stories: list[StoryLine] = []
    top_people: list[NameCount] = []
    top_organizations: list[NameCount] = []
    top_places: list[NameCount] = []
    articles_listed: list[ArticleLine] = []
    most_removed: list[ArticleLine] = []
    counts_capped: bool = False

    @property
    def index_unchanged(self) -> bool:
        """Whether the run left the index as it was."""
        return not (self.indexed or self.updated or self.story_merges)

    @property
    def copies(self) -> int:
        """Copies of both kinds."""
        return self.copies_exact + self.copies_near

    @property
    def blocks_removed(self) -> int:
        """Blocks that were taken out, by all rules."""
        return sum(removal.count for removal in self.removals_by_rule)

    def by_rule(self) -> list[RuleCount]:
        """What each rule took out of all sources, most blocks first."""
        totals: dict[str, list[int]] = {}
        for removal in self.removals_by_rule:
            total = totals.setdefault(removal.rule, [0, 0])
            total[0] += removal.count
            total[1] += removal.words
        ranked = sorted(totals.items(), key=lambda item: (-item[1][0], item[0]))
        return [RuleCount(rule=rule, count=count, words=words) for rule, (count, words) in ranked]

    @property
    def seconds(self) -> float:
        """Seconds from start to end."""
        return (datetime.fromisoformat(self.finished_at) - datetime.fromisoformat(self.started_at)).total_seconds()
