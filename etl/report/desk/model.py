"""What the desk's page shows, view by view; every list is bounded."""

from __future__ import annotations

import msgspec

from etl.article import Record
from etl.report.model import ArticleLine, HourCount, RemovalCount


class Usual(msgspec.Struct, kw_only=True, frozen=True):
    """A figure of last night, and the median of the same figure in the nights before (none: no night before)."""

    label: str
    value: int
    usual: float | None = None


class RuleChange(msgspec.Struct, kw_only=True, frozen=True):
    """What a rule took out last night, and the median of its blocks in the nights before (none: no night before).

    `unusual` is set where it took far more or far less of each article than it used to: a page changed its shape, or a
    rule went wrong.
    """

    rule: str
    count: int
    words: int
    usual: float | None = None
    unusual: bool = False


class Refused(msgspec.Struct, kw_only=True, frozen=True):
    """Pages that a stage refused for one reason."""

    stage: str
    reason: str
    count: int


class StageTime(msgspec.Struct, kw_only=True, frozen=True):
    """How long a stage worked in the runs of a night, in seconds, and the records that came out of it."""

    stage: str
    seconds: float
    count: int


class Week(msgspec.Struct, kw_only=True, frozen=True):
    """One night of the weeks: when its last run started, pages by outcome, seconds by stage."""

    started_at: str
    outcomes: dict[str, int]
    seconds: dict[str, float]


class Night(msgspec.Struct, kw_only=True, frozen=True):
    """*Last night*: the runs of the 24 hours up to the last one, together, and the nights of four weeks.

    Attributes:
        run: The document of the last run.
        runs: How many runs there were in those hours.
        nights: How many nights are looked at, this one counted.
        weeks: Those nights, oldest first.
    """

    run: Record
    runs: int
    nights: int
    figures: list[Usual]
    arrivals: list[HourCount]
    rules: list[RuleChange]
    refusals: list[Refused]
    stages: list[StageTime]
    weeks: list[Week]


class Name(msgspec.Struct, kw_only=True, frozen=True):
    """A name, the articles that it stands in, and how many in each step of time."""

    name: str
    articles: int
    over_time: list[int] = []


class Matrix(msgspec.Struct, kw_only=True, frozen=True):
    """Counts for pairs: a row a name, a cell a head."""

    heads: list[str]
    rows: list[tuple[str, list[int]]]

    @property
    def top(self) -> int:
        """The largest cell."""
        return max((cell for _, row in self.rows for cell in row), default=0)


class Who(msgspec.Struct, kw_only=True, frozen=True):
    """*Who and where*. `steps` are the days or months of `Name.over_time`, oldest first."""

    steps: list[str] = []
    people: list[Name] = []
    organizations: list[Name] = []
    places: list[Name] = []
    with_whom: Matrix
    who_where: Matrix


class Told(msgspec.Struct, kw_only=True, frozen=True):
    """A story: its newest title, articles, sources, first and last day of publication, and the days between."""

    id: str
    title: str
    articles: int
    sources: list[str]
    first: str | None = None
    last: str | None = None
    days: float = 0.0


class Stories(msgspec.Struct, kw_only=True, frozen=True):
    """*Stories*: `shared` has a row a story and a head a source; `count` counts all of them."""

    count: int
    largest: list[Told]
    longest: list[Told]
    shared: Matrix


class RuleExample(msgspec.Struct, kw_only=True, frozen=True):
    """A rule, what it took from how many articles, and a few of the texts that it took."""

    rule: str
    articles: int
    blocks: int
    words: int
    examples: list[str]


class Cleaning(msgspec.Struct, kw_only=True, frozen=True):
    """*Cleaning*: removals by rule and source over four weeks of runs, and what lies in the archive."""

    weeks: list[RemovalCount]
    rules: list[RuleExample]
    lost_most: list[ArticleLine]


class PressLine(msgspec.Struct, kw_only=True, frozen=True):
    """An article as *Search the press* lists it."""

    line: ArticleLine
    lead: str = ""
    url: str | None = None
    fetched_at: str | None = None


class Desk(msgspec.Struct, kw_only=True):
    """The page. `looked_at` of the `articles` in the archive, the newest, are what the views count."""

    articles: int
    looked_at: int
    copies: int
    press: list[PressLine]
    night: Night | None
    who: Who
    stories: Stories
    cleaning: Cleaning
