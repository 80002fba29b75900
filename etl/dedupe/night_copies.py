"""The copies of a night: among its articles, and of those that the archive holds."""

from __future__ import annotations

import numpy as np

from etl.dedupe import candidates, near
from etl.dedupe.intake import Intake
from etl.dedupe.membership import Members
from etl.dedupe.pool import Pool

# Rounds in which copies of displaced articles are fetched and decided again.
_ROUNDS = 4
# Articles whose keys are asked for at once.
_REQUEST = 200
# Common keys are known by their low half.
_LOW = np.uint64(0xFFFFFFFF)


def find(intake: Intake, pool: Pool | None, probability: float) -> near.Copies:
    """Decide which articles are copies; fetches the archived articles that have a say.

    Args:
        intake: The articles that came in.
        pool: The archive; none: the articles are compared with each other.
        probability: From which a near copy holds.
    """
    if pool is None:
        return near.find_copies(intake.corpus, intake.incoming, threshold=probability)
    members = _sharing_keys(intake, pool)
    members += intake.add_archived(pool.copies(_replaced(intake), intake.have))
    copies = _decide(intake, members, probability)
    for _ in range(_ROUNDS):
        displaced = [
            intake.corpus.id(row)
            for row, article in intake.recorded.items()
            if not article.duplicate_of and copies.of[row] != row
        ]
        fresh = intake.add_archived(pool.copies(sorted(displaced), intake.have))
        if not fresh:
            break
        members += fresh
        copies = _decide(intake, members, probability)
    return copies


def _sharing_keys(intake: Intake, pool: Pool) -> list[int]:
    common = Members(candidates.common_keys(intake.corpus, intake.incoming).astype(np.uint64))
    found: list[int] = []
    for start in range(0, len(intake.incoming), _REQUEST):
        keys = [intake.corpus.keys[row] for row in intake.incoming[start : start + _REQUEST].tolist()]
        telling = [own[~common.has(own & _LOW)] for own in keys]
        found += intake.add_archived(pool.sharing(telling, candidates.SHARED_KEYS, intake.have))
    return found


def _replaced(intake: Intake) -> list[str]:
    """Articles of which a new version came in: their copies have to be held against it."""
    return sorted(id_ for id_, article in intake.replaced.items() if not article.duplicate_of)


def _decide(intake: Intake, members: list[int], probability: float) -> near.Copies:
    size = len(intake.corpus)
    archived = np.zeros(size, dtype=np.bool_)
    of = np.full(size, -1)
    similarity = np.ones(size, dtype=np.float32)
    for row in members:
        article = intake.recorded[row]
        archived[row] = True
        # Where the original came in as a new version, what is on record was said of another text.
        if article.duplicate_of and article.duplicate_of not in intake.replaced:
            original = intake.corpus.row(article.duplicate_of)
            of[row] = -1 if original is None else original
            similarity[row] = article.similarity or 1.0
    wanted = set(intake.incoming.tolist()) | set(members)
    ranked = np.array([row for row in intake.corpus.in_order().tolist() if row in wanted], dtype=np.int64)
    return near.find_copies(intake.corpus, ranked, near.Known(archived, of, similarity), probability)
