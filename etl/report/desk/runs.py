"""*Last night* and the weeks before it, from the documents that the runs left.

A night is every run of 24 hours, counted back from the last one: a second run that found nothing new does not hide what
the first one did, and a desk that ingests every hour sees its day.
"""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from etl.archive import Collection
from etl.article import Record
from etl.report.desk.model import Night, Refused, RuleChange, StageTime, Usual, Week
from etl.report.documents import NOTHING_REFUSED
from etl.report.model import HourCount, RemovalCount

NIGHTS = 28
"""Nights that are looked at, the last one counted."""
PORTION = 50
"""Runs whose counts are asked for at a time."""
UNUSUAL_FACTOR = 3.0
"""A rule is unusual when it took so many times more, or less, blocks an article than in the median night."""
UNUSUAL_BLOCKS = 10
"""And only where so many blocks were taken, or had been expected: a rare rule comes and goes."""
FIGURES = {
    "pages": "pages found",
    "new": "new articles",
    "changed": "changed articles",
    "rejected": "rejected",
    "copies": "copies",
    "stories_new": "new stories",
    "story_merges": "stories merged",
    "removed_words": "words removed",
}
OUTCOMES = ("new", "changed", "unchanged", "rejected")


class _Counts:
    """The counts of the runs, summed by night (0 is the last one)."""

    def __init__(self) -> None:
        self.blocks: Counter[tuple[int, str]] = Counter()
        self.words: Counter[str] = Counter()
        self.cells: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.seconds: dict[int, Counter[str]] = defaultdict(Counter)
        self.records: Counter[str] = Counter()
        self.order: dict[str, int] = {}
        self.arrived: Counter[tuple[str, str | None]] = Counter()
        self.refused: Counter[tuple[str, str]] = Counter()

    def add(self, count: Record, night: int) -> None:
        type_ = count["type"]
        if type_ == "removal":
            self.blocks[night, count["rule"]] += count["count"]
            cell = self.cells[count["rule"], count["source"]]
            cell.update({field: count[field] for field in ("count", "words", "articles")})
            if night == 0:
                self.words[count["rule"]] += count["words"]
        elif type_ == "stage":
            self.seconds[night][count["stage"]] += count["seconds"]
            self.order.setdefault(count["stage"], int(count.get("number", 0)))
            if night == 0:
                self.records[count["stage"]] += count["count"]
        elif night == 0 and type_ == "arrival":
            self.arrived[count["source"], count.get("hour")] += count["count"]
        elif night == 0 and type_ == "refusal" and count["reason"] != NOTHING_REFUSED:
            self.refused[count["stage"], count["reason"]] += count["count"]


def night_of(runs: Collection) -> tuple[Night | None, list[RemovalCount]]:
    """The last night against those of the weeks before, and what the rules took out in all of them."""
    known = sorted((run for run in runs.find("type", ["run"]) if _moment(run)), key=lambda r: (_moment(r), r["id"]))
    if not known:
        return None, []
    last = known[-1]
    nights: dict[int, list[Record]] = {}
    for run in known:
        night = (_moment(last) - _moment(run)) // timedelta(days=1)
        if night < NIGHTS:
            nights.setdefault(night, []).append(run)
    night_of_run = {run["id"]: night for night, members in nights.items() for run in members}
    counts = _Counts()
    ids = list(night_of_run)
    for start in range(0, len(ids), PORTION):
        for document in runs.find("run", ids[start : start + PORTION]):
            counts.add(document, night_of_run[document["run"]])
    return _night(last, nights, counts), _removals(counts)


def _night(last: Record, nights: Mapping[int, Sequence[Record]], counts: _Counts) -> Night:
    before = [night for night in nights if night]
    return Night(
        run=last,
        runs=len(nights[0]),
        nights=len(nights),
        figures=[
            Usual(
                label=label,
                value=_sum(nights[0], field),
                usual=_median(_sum(nights[night], field) for night in before),
            )
            for field, label in FIGURES.items()
        ],
        arrivals=[HourCount(source=source, hour=hour, count=n) for (source, hour), n in sorted(
            counts.arrived.items(), key=lambda item: (item[0][1] or "", item[0][0])
        )],
        rules=_rules(counts, {night: _sum(members, "articles") for night, members in nights.items()}),
        refusals=[
            Refused(stage=stage, reason=reason, count=n)
            for (stage, reason), n in sorted(counts.refused.items(), key=lambda item: (-item[1], item[0]))
        ],
        stages=[
            StageTime(stage=stage, seconds=counts.seconds[0][stage], count=counts.records[stage])
            for stage in sorted(counts.seconds[0], key=lambda stage: (counts.order[stage], stage))
        ],
        weeks=[
            Week(
                started_at=str(nights[night][-1]["started_at"]),
                outcomes={outcome: _sum(nights[night], outcome) for outcome in OUTCOMES},
                seconds=dict(counts.seconds[night]),
            )
            for night in sorted(nights, reverse=True)
        ],
    )  # fmt: skip


def _moment(run: Record) -> datetime:
    return datetime.fromisoformat(str(run["started_at"]))


def _sum(runs: Iterable[Record], field: str) -> int:
    return sum(int(run.get(field, 0)) for run in runs)


def _median(values: Iterable[float]) -> float | None:
    held = list(values)
    return statistics.median(held) if held else None


def _rules(counts: _Counts, articles: Mapping[int, int]) -> list[RuleChange]:
    """The night's rules beside their usual: rules that took nothing this time are there too."""
    before = [night for night in articles if night]
    changes = []
    for rule in {rule for _, rule in counts.blocks}:
        taken = counts.blocks[0, rule]
        # Nights are not equally large: what is unusual shows in the blocks an article.
        rate = _median(counts.blocks[night, rule] / articles[night] for night in before if articles[night])
        changes.append(
            RuleChange(
                rule=rule,
                count=taken,
                words=counts.words[rule],
                usual=_median(counts.blocks[night, rule] for night in before),
                unusual=rate is not None and _unusual(taken, rate * articles[0]),
            )
        )
    return sorted(changes, key=lambda change: (-change.count, -(change.usual or 0), change.rule))


def _unusual(taken: int, expected: float) -> bool:
    more = taken >= UNUSUAL_BLOCKS and taken > expected * UNUSUAL_FACTOR
    less = expected >= UNUSUAL_BLOCKS and taken * UNUSUAL_FACTOR < expected
    return more or less


def _removals(counts: _Counts) -> list[RemovalCount]:
    return [
        RemovalCount(rule=rule, source=source, count=n["count"], words=n["words"], articles=n["articles"])
        for (rule, source), n in sorted(counts.cells.items(), key=lambda item: (-item[1]["count"], item[0]))
    ]
