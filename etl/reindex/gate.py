"""The gate: what has to be true of a new version before readers see it."""

from __future__ import annotations

import functools
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from etl.archive import Version
from etl.load import mappings
from etl.load.document import document
from etl.pipeline.cleaning import now
from etl.pipeline.parallel import chunked
from etl.reindex import baseline, golden
from etl.reindex.catchup import rounds_done
from etl.reindex.choices import Strictness
from etl.reindex.compare import Comparison, comparison
from etl.reindex.completeness import Completeness, completeness
from etl.reindex.filling import meant
from etl.reindex.golden import Answer

if TYPE_CHECKING:
    from etl.reindex.reindex import Reindex

LOOKUP = 500
SAMPLE = 1000
"""Documents read back and compared; all of them where the gate is strict."""
SMALL_STORY = 50
"""A story of fewer articles is not judged by its share: in a small archive one event may fill it."""


class Check(msgspec.Struct, kw_only=True):
    """One thing that was looked at. `passed` is None where the level or the archive does not judge it."""

    name: str
    passed: bool | None
    found: str
    wanted: str
    reason: str = ""


class GateResult(msgspec.Struct, kw_only=True):
    """All checks; `passed` if none of them failed."""

    passed: bool
    strictness: Strictness
    at: str
    checks: list[Check]
    queries: list[Answer] = []
    completeness: Completeness | None = None

    def failures(self) -> list[str]:
        """What failed, a sentence each."""
        return [f"{c.name}: {c.found}; wanted: {c.wanted}" for c in self.checks if c.passed is False]


class GateFailed(Exception):
    """The new version is not what it has to be; the live one was left alone. The message says what failed."""

    def __init__(self, failures: list[str]) -> None:
        super().__init__("the gate did not pass, nothing was swapped: " + "; ".join(failures))
        self.failures = failures


class Limit(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How much of something is too much: a share for each level; none: not judged."""

    name: str
    of: str
    reason: str
    strict: float | None = None
    normal: float | None = None

    def at(self, level: Strictness) -> float | None:
        return {"strict": self.strict, "normal": self.normal, "off": None}[level]


class _Limits(msgspec.Struct):
    limit: list[Limit]


@functools.cache
def limits() -> dict[str, Limit]:
    """The limits of `gate.toml`, by name."""
    read = msgspec.toml.decode((Path(__file__).parent / "gate.toml").read_bytes(), type=_Limits)
    return {limit.name: limit for limit in read.limit}


def judge(reindex: Reindex) -> GateResult:
    """Look at everything; nothing is changed."""
    level = reindex.choices.strictness
    reindex.index.refresh(version=reindex.version())
    whole = completeness(reindex)
    answers = _asked(reindex)
    checks = [
        *_structure(reindex, whole),
        _sample(reindex, None if level == "strict" else SAMPLE),
        *_shares(reindex, comparison(reindex), answers, level),
    ]
    return GateResult(
        passed=all(check.passed is not False for check in checks),
        strictness=level,
        at=now(),
        checks=checks,
        queries=answers,
        completeness=whole,
    )


def completeness_checks(whole: Completeness) -> list[Check]:
    """Nothing missing, nothing that nobody accounts for, and the count that follows."""
    named = f" ({', '.join(whole.missing_ids)} …)" if whole.missing_ids else ""
    stray = f" ({', '.join(whole.unexpected_ids)} …)" if whole.unexpected_ids else ""
    return [
        Check(
            name="count",
            passed=whole.found == whole.expected,
            found=f"{whole.found:,} documents",
            wanted=f"{whole.expected:,}: {whole.live:,} live, {whole.gone:,} gone, {whole.appeared:,} new to it",
            reason="What should be there is known from the plan and the rounds of catching up, not counted anew.",
        ),
        Check(
            name="nothing-missing",
            passed=whole.missing == 0,
            found=f"{whole.missing:,} documents of the live version are missing{named}",
            wanted="none",
            reason="Every document of the live version is in the new one, or it is on record why not.",
        ),
        Check(
            name="nothing-unaccounted",
            passed=whole.unexpected == 0,
            found=f"{whole.unexpected:,} documents that nobody accounts for{stray}",
            wanted="none",
            reason="An article that was deleted or taken down must not come back.",
        ),
    ]


def _structure(reindex: Reindex, whole: Completeness) -> list[Check]:
    versions = {version.name: version for version in reindex.index.versions()}
    new: Version | None = versions.get(reindex.version())
    shipped = mappings.fingerprint(mappings.definition("articles"))
    live = next((name for name, version in versions.items() if version.live), None)
    planned = reindex.plan_made().live
    return [
        *completeness_checks(whole),
        Check(
            name="mapping",
            passed=new is not None and new.mapping == shipped,
            found=new.mapping if new is not None else "the version is not there",
            wanted=shipped,
            reason="The version has the fields and the analysis that this release ships.",
        ),
        Check(
            name="alias",
            passed=live == planned,
            found=f"readers have {live}",
            wanted=f"readers have {planned}, as when the plan was made",
            reason="If somebody swapped or rolled back meanwhile, this rebuild caught up with the wrong version.",
        ),
    ]


def _sample(reindex: Reindex, size: int | None) -> Check:
    """Documents read back from the new version and compared with what was to be written."""
    changed = _caught_up(reindex)
    batches = [*reindex.plan_made().batches, *reindex.plan_made().carried_batches]
    share = -(-size // len(batches)) if size is not None and batches else None
    compared = different = 0
    for batch in batches:
        for chunk in chunked(islice(meant(reindex, batch), share), LOOKUP):
            wanted = [article for article in chunk if article.id not in changed]
            found = reindex.index.get([article.id for article in wanted], version=reindex.version())
            mended = reindex.references().mend(wanted)
            for article in mended:
                compared += 1
                there = found.get(article.id)
                same = there is not None and document(there).fingerprint == document(article).fingerprint
                different += not same and not reindex.is_gone(article.id)
    return Check(
        name="as-written",
        passed=different == 0,
        found=f"{different:,} of {compared:,} documents read back differ from what was written",
        wanted="none",
        reason="The index holds what the rebuild made, and what was copied is as it was.",
    )


def _caught_up(reindex: Reindex) -> set[str]:
    changed: set[str] = set()
    for number in range(1, rounds_done(reindex) + 1):
        changes = reindex.store.read_records(reindex.layout.changes(number), baseline.Change)
        changed.update(change.id for change in changes)
    return changed


def _asked(reindex: Reindex) -> list[Answer]:
    live, version = reindex.plan_made().live, reindex.version()
    return [golden.ask(reindex.index, version, query, live) for query in golden.shipped()]


def _shares(reindex: Reindex, found: Comparison, answers: list[Answer], level: Strictness) -> list[Check]:
    plan = reindex.plan_made()
    after = plan.rebuilt - found.vanished + found.appeared
    # A query that fails in the live version too is no reason to keep that one, unless the gate is strict.
    judged = [a for a in answers if a.held or (a.held is False and (a.before or level == "strict"))]
    failed = [answer.name for answer in judged if not answer.held]
    large = found.largest_story if found.largest_story >= SMALL_STORY else 0
    checks = [
        _share("vanished", level, found.vanished_unexplained, plan.rebuilt),
        _share("rejects", level, found.refused, plan.rebuilt),
        _share("lost-much", level, found.lost_much, plan.rebuilt),
        _share("largest-story", level, large, after),
        _share("golden-queries", level, len(failed), len(judged), ", ".join(failed)),
    ]
    copies = abs(_part(found.copies_after, after) - _part(found.copies_before, plan.rebuilt))
    limit = limits()["copies"]
    allowed = limit.at(level)
    checks.append(
        Check(
            name="copies",
            passed=None if allowed is None or not plan.rebuilt else copies <= allowed,
            found=f"{found.copies_before:,} copies before, {found.copies_after:,} after",
            wanted="not judged" if allowed is None else f"a difference of at most {allowed:.1%} {limit.of}",
            reason=limit.reason,
        )
    )
    return checks


def _part(count: int, whole: int) -> float:
    return count / whole if whole else 0.0


def _wanted(limit: Limit, allowed: float | None) -> str:
    if allowed is None:
        return "not judged"
    return f"at most {allowed:.1%} of the {limit.of}" if allowed else f"none of the {limit.of}"


def _share(name: str, level: Strictness, count: int, whole: int, which: str = "") -> Check:
    limit = limits()[name]
    allowed = limit.at(level)
    return Check(
        name=name,
        passed=None if allowed is None or not whole else count <= allowed * whole,
        found=f"{count:,} of {whole:,}{f' ({which})' if which else ''}",
        wanted=_wanted(limit, allowed),
        reason=limit.reason,
    )
