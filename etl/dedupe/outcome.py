"""What a night's decisions say of each article that came in, and what they change on archived ones."""

from __future__ import annotations

from etl.article import Record
from etl.dedupe.corpus import Rows
from etl.dedupe.decisions import Decision, Decisions
from etl.dedupe.intake import Intake
from etl.dedupe.naming import Told
from etl.dedupe.near import Copies
from etl.dedupe.pool import Pool
from etl.dedupe.sketch import key_terms


def outcome(intake: Intake, pool: Pool | None, copies: Copies, told: Told) -> Decisions:
    """The decisions; they own `intake` from now on."""
    of = copies.of_all(len(intake.corpus))

    def decision(article_id: str) -> Decision:
        row = intake.row(article_id)
        if row is None:
            raise KeyError(article_id)
        return Decision(
            **_copied(intake, copies, row),
            story_id=told.story(int(of[row])),
            keys=key_terms(intake.corpus.keys[row]),
            event_dates=intake.named(row),
        )

    updates = {} if pool is None else _updates(intake, pool, copies, of, told)
    merges = [told.merge(merged) for merged in sorted(told.merged)]
    return Decisions(decision, updates, merges, intake.close)


def _copied(intake: Intake, copies: Copies, row: int) -> Record:
    """What a row is a copy of, and how."""
    kept = int(copies.of[row])
    if kept == row:
        return {"duplicate_of": None, "duplicate_kind": None, "similarity": None}
    return {
        "duplicate_of": intake.corpus.id(kept),
        "duplicate_kind": "exact" if copies.exact[row] else "near",
        "similarity": round(float(copies.similarity[row]), 4),
    }


def _updates(intake: Intake, pool: Pool, copies: Copies, of: Rows, told: Told) -> dict[str, Record]:
    updates: dict[str, Record] = {}
    for row, article in intake.recorded.items():
        new: Record = {"story_id": told.story(int(of[row]))}
        if row < len(copies.of):
            copied = _copied(intake, copies, row)
            # The same copy of the same article: what is on record of how alike they are stays.
            new |= copied if copied["duplicate_of"] != article.duplicate_of else {}
        changed = {name: value for name, value in new.items() if getattr(article, name) != value}
        if changed:
            updates[article.id] = changed
    for merged, into in told.merged.items():
        for article in pool.whole_story(merged):
            if article.id not in intake.replaced:
                updates.setdefault(article.id, {}).setdefault("story_id", into)
    return updates
