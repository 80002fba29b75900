"""The stories of a night: those of the archive that go on, and new ones."""

from __future__ import annotations

import numpy as np

from etl.dedupe import pairs, stories
from etl.dedupe.corpus import Rows, batches
from etl.dedupe.intake import Intake
from etl.dedupe.naming import Told, name_stories
from etl.dedupe.near import Copies
from etl.dedupe.pool import Pool
from etl.settings import DedupeSettings


def tell(intake: Intake, pool: Pool | None, copies: Copies, settings: DedupeSettings) -> Told:
    """Group the kept articles; fetches the archived articles whose stories may go on."""
    kept = set(intake.incoming[copies.of[intake.incoming] == intake.incoming].tolist())
    _read(intake, pool, kept)
    of = copies.of_all(len(intake.corpus))
    members = kept | {row for row in intake.recorded if of[row] == row}
    if pool is not None:
        _read_displaced(intake, pool, members)
    rows = [row for row in intake.corpus.in_order().tolist() if row in members]
    record = _on_record(intake, of)
    ranked = np.array(rows, dtype=np.int64)
    terms = intake.terms.select([intake.told[row] for row in rows])
    try:
        found = stories.tell(
            terms,
            _together([record.get(row) for row in rows]),
            lambda one, other: pairs.fill_one_form(intake.corpus, ranked[one], ranked[other]),
            bias=settings.story_bias,
            window=float(settings.story_days),
        )
    finally:
        terms.close()
    return name_stories(intake.corpus, [[rows[number] for number in group] for group in found if group], record)


def _together(known: list[str | None]) -> list[list[int]]:
    """The groups to start from: the articles of each story on record, and each other article by itself."""
    groups: dict[str | int, list[int]] = {}
    for number, story in enumerate(known):
        groups.setdefault(number if story is None else story, []).append(number)
    return list(groups.values())


def _read(intake: Intake, pool: Pool | None, kept: set[int]) -> None:
    """Read the kept articles that came in, and fetch those of the archive whose stories may go on with them."""
    on_record = {article.story_id for article in intake.replaced.values() if article.story_id}
    on_record |= {article.story_id for article in intake.recorded.values() if article.story_id}
    came_in = ((row, article) for row, article in enumerate(intake.articles()) if row in kept)
    for batch in batches(came_in):
        for row, article in batch:
            intake.read(row, article)
        if pool is not None:
            articles = [article for _, article in batch]
            intake.add_archived(pool.like(articles, intake.have))
            intake.add_archived(pool.members(on_record, intake.have, articles))
            on_record = set()


def _read_displaced(intake: Intake, pool: Pool, members: set[int]) -> None:
    """Read what was archived as a copy and is none any more."""
    unread = {intake.corpus.id(row): row for row in members - intake.told.keys()}
    for id_, article in pool.before(sorted(unread)):
        intake.read(unread[id_], article)


def _on_record(intake: Intake, of: Rows) -> dict[int, str]:
    """The story that the archive has for a row: its own, or that of an article which is a copy of it now."""
    record: dict[int, str] = {}
    for row, article in sorted(intake.recorded.items()):
        if article.story_id and of[row] == row:
            record[row] = article.story_id
    for row in intake.incoming.tolist():
        before = intake.replaced.get(intake.corpus.id(row))
        if before is not None and before.story_id and of[row] == row:
            record[row] = before.story_id
    for row, article in sorted(intake.recorded.items()):
        if article.story_id and of[row] != row:
            record.setdefault(int(of[row]), article.story_id)
    return record
