"""Who may change the versions of an index: one reindex at a time.

The claim is a record in the index itself, so that it holds for every machine that writes the index; on one machine the
store's lock comes first. A claim is checked at every step: of two that were made in the same instant, one is refused.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from etl.archive import ArticleIndex, IndexFailure
from etl.pipeline.cleaning import now

CLAIM = "reindex-claim"

State = Literal["running", "stopped", "free"]


class UnderWay(IndexFailure):
    """Another reindex of the same index is not finished; the message says which, and what to do."""


class Claim(msgspec.Struct, kw_only=True):
    """`stopped`: its gate failed or it was rejected, so another run may take its place."""

    id: str = CLAIM
    type: str = "claim"
    run: str
    state: State
    version: str | None = None
    since: str


def current(index: ArticleIndex) -> Claim | None:
    """The claim that holds, if one does."""
    record = index.collection("runs").get([CLAIM]).get(CLAIM)
    if record is None:
        return None
    claim = msgspec.convert(record, Claim, strict=False)
    return None if claim.state == "free" else claim


def take(index: ArticleIndex, run: str) -> Claim | None:
    """Claim the index for a run; returns the stopped claim whose place it takes, if there was one.

    Raises:
        UnderWay: Another run holds it.
    """
    held = current(index)
    if held is not None and held.run != run and held.state == "running":
        raise UnderWay(_under_way(held))
    if held is None or held.run != run or held.state != "running":
        version = held.version if held is not None and held.run == run else None
        put(index, Claim(run=run, state="running", version=version, since=now()))
        check(index, run)
    return held if held is not None and held.run != run else None


def check(index: ArticleIndex, run: str) -> Claim:
    """The run's own claim.

    Raises:
        UnderWay: It has none, or another run has taken the index.
    """
    held = current(index)
    if held is None:
        raise UnderWay(f"the reindex {run} no longer holds the index: it was given up or has ended; start a new one")
    if held.run != run:
        raise UnderWay(_under_way(held))
    return held


def put(index: ArticleIndex, claim: Claim) -> None:
    index.collection("runs").put([msgspec.to_builtins(claim)])


def release(index: ArticleIndex, run: str) -> None:
    """Let go of the index, if it is this run that holds it."""
    held = current(index)
    if held is not None and held.run == run:
        put(index, Claim(run=run, state="free", since=now()))


def _under_way(held: Claim) -> str:
    return (
        f"the reindex {held.run} of this index is not finished (since {held.since}): go on with it "
        f"(revue reindex --run {held.run}), or give it up (revue reindex --abandon {held.run})"
    )
