"""The summary as the archive keeps it: small flat documents in the collection `runs`, of bounded number and size.

One document says what the run did (`type` is `run`); others hold one count each (`stage`, `removal`, `arrival`,
`refusal`), because Kibana can sum, filter and compare flat documents, not lists of objects inside one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from etl.article import Record, Stage
from etl.normalise import stable_id
from etl.report.model import RunSummary

COUNTS_KEPT = 2_000
"""Documents of each type that a run leaves: the largest counts; a night of the desk has some hundred."""
NOTHING_REFUSED = "(none)"
"""The reason in the document of a stage that refused nothing."""
INPUTS_KEPT = 20
"""Inputs named in the document of a run; all of them are in its JSON report."""


def as_document(summary: RunSummary) -> Record:
    """The document of the run itself; its id is the run's, so that a run repeated after a crash replaces its own."""
    return {
        "id": summary.id,
        "type": "run",
        "run": summary.id,
        "started_at": summary.started_at,
        "finished_at": summary.finished_at,
        "seconds": round(summary.seconds, 3),
        "trigger": summary.trigger,
        "index": summary.index,
        "inputs": summary.inputs[:INPUTS_KEPT],
        "pages": summary.pages,
        "unchanged": summary.unchanged,
        "new": summary.new,
        "changed": summary.changed,
        "rejected": summary.rejected,
        "articles": summary.articles,
        "copies": summary.copies,
        "copies_exact": summary.copies_exact,
        "copies_near": summary.copies_near,
        "stories": summary.stories,
        "stories_new": summary.stories_new,
        "story_merges": summary.story_merges,
        "indexed": summary.indexed,
        "updated": summary.updated,
        "write_unchanged": summary.write_unchanged,
        "words": summary.words,
        "removed_words": summary.removed_words,
    }


def as_documents(summary: RunSummary) -> list[Record]:
    """Everything that the run leaves in the collection `runs`, its own document first.

    The counts, by `type`: `stage` (`stage`, `number` in their order, `seconds`, `count`), `removal` (`rule`, `source`,
    `count`, `words`, `articles`), `arrival` (`source`, `hour`, `count`), `refusal` (`stage`, `reason`, `count`); each
    with `run` and `started_at`.
    """
    return [as_document(summary), *_counts(summary)]


def _counts(summary: RunSummary) -> Iterator[Record]:
    groups: dict[str, Iterable[Record]] = {
        # The pipeline's whole list: a run has a handful of stages.
        "stage": (
            {"stage": s.name, "number": number, "seconds": round(s.seconds, 3), "count": s.records}
            for number, s in enumerate(summary.stages)
        ),
        "removal": (
            {"rule": r.rule, "source": r.source, "count": r.count, "words": r.words, "articles": r.articles}
            for r in summary.removals_by_rule[:COUNTS_KEPT]
        ),
        "arrival": (
            {"source": a.source, "hour": a.hour, "count": a.count}
            for a in sorted(summary.by_source_hour, key=lambda a: -a.count)[:COUNTS_KEPT]
        ),
        "refusal": _refusals(summary),
    }
    for type_, counts in groups.items():
        for count in counts:
            named = (str(count.get(field)) for field in ("stage", "number", "rule", "source", "hour", "reason"))
            yield {
                "id": stable_id(summary.id, type_, *named),
                "type": type_,
                "run": summary.id,
                "started_at": summary.started_at,
                **count,
            }


def _refusals(summary: RunSummary) -> Iterator[Record]:
    refusing = set()
    for reason in summary.rejects_by_reason[:COUNTS_KEPT]:
        refusing.add(reason.stage)
        yield {"stage": reason.stage, "reason": reason.reason, "count": reason.count}
    # A night without rejects is a row of zeros beside the others, not a panel that may be empty or broken.
    for stage in Stage:
        if stage.value not in refusing:
            yield {"stage": stage.value, "reason": NOTHING_REFUSED, "count": 0}
