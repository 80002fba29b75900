"""*Last night* and the weeks before it, from the documents that the runs left."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from etl.archive import Collection
from etl.article import Record
from etl.report.desk.model import Night, RuleChange, Usual
from etl.report.documents import NOTHING_REFUSED
from etl.report.model import HourCount, RemovalCount

WEEKS = 28
"""Days before the last run whose runs it is compared with."""
RUNS_COMPARED = 120
"""Runs in those days, the latest ones: a desk that ingests every hour is compared with its last days."""
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


def night_of(runs: Collection) -> tuple[Night | None, list[RemovalCount]]:
    """The last run against those of the weeks before, and what the rules took out in all of them."""
    known = sorted((r for r in runs.find("type", ["run"]) if _moment(r)), key=lambda r: (_moment(r), r["id"]))
    if not known:
        return None, []
    last = known[-1]
    since = _moment(last) - timedelta(days=WEEKS)
    weeks = [run for run in known if _moment(run) > since][-RUNS_COMPARED:]
    before = weeks[:-1]
    counts: dict[str, list[Record]] = {"stage": [], "removal": [], "arrival": [], "refusal": []}
    for document in runs.find("run", [run["id"] for run in weeks]):
        counts.get(document["type"], []).append(document)
    own = {type_: [d for d in documents if d["run"] == last["id"]] for type_, documents in counts.items()}
    night = Night(
        run=last,
        figures=[
            Usual(label=label, value=int(last.get(field, 0)), usual=_median(run.get(field, 0) for run in before))
            for field, label in FIGURES.items()
        ],
        arrivals=[HourCount(source=d["source"], hour=d.get("hour"), count=d["count"]) for d in own["arrival"]],
        rules=_rules(own["removal"], counts["removal"], [run["id"] for run in before]),
        refusals=sorted((d for d in own["refusal"] if d["reason"] != NOTHING_REFUSED), key=lambda d: -d["count"]),
        stages=sorted(own["stage"], key=lambda d: int(d.get("number", 0))),
        weeks=weeks,
        stage_weeks=counts["stage"],
    )
    return night, _by_rule_and_source(counts["removal"])


def _moment(run: Record) -> datetime:
    return datetime.fromisoformat(str(run["started_at"]))


def _median(values: Iterable[float]) -> float | None:
    held = list(values)
    return statistics.median(held) if held else None


def _rules(own: list[Record], every: list[Record], before: list[str]) -> list[RuleChange]:
    """The last run's rules beside their usual: rules that took nothing this time are there too."""
    blocks: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for document in own:
        blocks[document["rule"]] += document["count"]
        words[document["rule"]] += document["words"]
    earlier: Counter[tuple[str, str]] = Counter()
    for document in every:
        earlier[document["rule"], document["run"]] += document["count"]
    rules = {rule for rule, _ in earlier} | set(blocks)
    changes = [
        RuleChange(
            rule=rule, count=blocks[rule], words=words[rule], usual=_median(earlier[rule, run] for run in before)
        )
        for rule in rules
    ]
    return sorted(changes, key=lambda change: (-change.count, -(change.usual or 0), change.rule))


def _by_rule_and_source(documents: list[Record]) -> list[RemovalCount]:
    counts: Counter[tuple[str, str]] = Counter()
    words: Counter[tuple[str, str]] = Counter()
    articles: Counter[tuple[str, str]] = Counter()
    for document in documents:
        cell = (document["rule"], document["source"])
        counts[cell] += document["count"]
        words[cell] += document["words"]
        articles[cell] += document["articles"]
    return [
        RemovalCount(rule=cell[0], source=cell[1], count=count, words=words[cell], articles=articles[cell])
        for cell, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
