"""The swap: the last of the catching up, one atomic step of the alias, and what belongs to it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from etl.archive import IndexMisconfigured
from etl.article import Record
from etl.load.document import document
from etl.pipeline.cleaning import now
from etl.pipeline.closing import settle_rejects
from etl.reindex import baseline, claim
from etl.reindex.catchup import one_round, rounds_done
from etl.reindex.completeness import Completeness, compared
from etl.reindex.gate import GateFailed, completeness_checks
from etl.reindex.learned import put_entities, put_memory
from etl.reindex.planning import live_version
from etl.reindex.switches import Journal, Switch

if TYPE_CHECKING:
    from etl.reindex.reindex import Reindex

LAST_ROUNDS = 50
"""Rounds of catching up under the lock; where nobody respects the lock, the sweep after the swap does the rest."""
IN_FLIGHT = 0.5
"""Seconds after the swap in which a request that was under way may still reach the old version."""


class NotVerified(Exception):
    """A swap was asked for without a gate that passed."""


class Pointed(msgspec.Struct, kw_only=True):
    """The alias has moved; `seconds` from the last comparison to that."""

    at: str
    seconds: float


class Swapped(msgspec.Struct, kw_only=True):
    """`seconds`: from the last comparison to the moved alias; `swept`: documents that reached the old version after."""

    version: str
    left: str
    at: str
    seconds: float
    swept: int


def journal(reindex: Reindex) -> Journal:
    return Journal(reindex.store, reindex.settings.index, reindex.settings.engine.alias)


def swap(reindex: Reindex, wait: float) -> str:
    """See `Reindex.swap`."""
    store, layout = reindex.store, reindex.layout
    if reindex.choices.dry_run:
        raise NotVerified("this is a dry run: nothing is swapped")
    version = reindex.version()
    if store.exists(layout.swapped):
        return version
    gate = reindex.gate()
    if gate is None or not gate.passed:
        why = "did not pass" if gate else "was not asked yet"
        raise NotVerified(f"the gate of the reindex {layout.run} {why}: nothing is swapped")
    if not store.exists(layout.pointed):
        with store.lock("ingest", timeout=wait):
            claim.check(reindex.index, layout.run)
            start = time.perf_counter()
            if live_version(reindex.index) != version:
                _point(reindex, version)
            seconds = time.perf_counter() - start
            _side_tables(reindex)
            store.write_bytes(layout.pointed, msgspec.json.encode(Pointed(at=now(), seconds=seconds)))
    pointed = msgspec.json.decode(store.read_bytes(layout.pointed), type=Pointed)
    # Writers may go on from here: what follows asks of every document whether a newer one is there already.
    swept = sweep(reindex)
    left = reindex.plan_made().live
    done = Swapped(version=version, left=left, at=pointed.at, seconds=pointed.seconds, swept=swept)
    _record(reindex, done)
    store.write_bytes(layout.swapped, msgspec.json.encode(done))
    return version


def _point(reindex: Reindex, version: str) -> None:
    index, planned = reindex.index, reindex.plan_made().live
    live = live_version(index)
    if live != planned:
        raise IndexMisconfigured(
            f"readers have {live}, but this reindex started from {planned}: somebody swapped or rolled back meanwhile; "
            "give this one up and start another"
        )
    for _ in range(LAST_ROUNDS):
        if not one_round(reindex).total:
            break
    index.finish_version(version)
    whole = Completeness()
    known = baseline.read(reindex.store, reindex.layout.baseline(rounds_done(reindex)))
    journal(reindex).leave(reindex.layout.run, ((e.id, e.fingerprint) for e in known))
    journal(reindex).enter(reindex.layout.run, compared(reindex, whole))
    failures = [f"{c.name}: {c.found}; wanted: {c.wanted}" for c in completeness_checks(whole) if not c.passed]
    if failures:
        raise GateFailed(failures)
    index.point(version, expected=planned)


def sweep(reindex: Reindex, *, under_way: bool = True) -> int:
    """Bring over what a writer that knew nothing of the lock put into the old version up to the swap, and after.

    A document that the new version got another text of since the swap is newer there, and stays.
    """
    run = reindex.layout.run

    def newer(ids: Sequence[str]) -> set[str]:
        wanted = set(ids)
        entered = {id_: f for id_, f in journal(reindex).entered(run) if id_ in wanted}
        there = reindex.index.get(ids, version=reindex.version())
        return {id_ for id_, article in there.items() if document(article).fingerprint != entered.get(id_)}

    old = reindex.plan_made().live
    if old not in {version.name for version in reindex.index.versions()}:
        return 0
    swept = one_round(reindex, skip=newer).total
    time.sleep(IN_FLIGHT if under_way else 0)
    while part := one_round(reindex, skip=newer).total:
        swept += part
    return swept


def _side_tables(reindex: Reindex) -> None:
    """What the rebuild learned belongs beside the articles from now on, and not before readers have them."""
    store, layout, index = reindex.store, reindex.layout, reindex.index
    index.collection("stories").put(store.read_records(layout.stories, Record))
    if reindex.plan_made().batches:
        put_entities(index, store.read_records(layout.entities, Record))
        index.collection("pages").put(store.read_records(layout.superseded, Record))
    if reindex.choices.rebuild_from == "raw":
        put_memory(index, store.read_records(layout.memory, Record))
        settle_rejects(reindex.night)


def _record(reindex: Reindex, done: Swapped) -> None:
    plan = reindex.plan_made()
    journal(reindex).done(Switch(id=reindex.layout.run, left=plan.live, entered=done.version, at=done.at))
    reindex.index.collection("runs").put(
        [
            {
                "id": f"reindex-{plan.name}",
                "type": "reindex",
                "run": plan.name,
                "started_at": plan.started_at,
                "finished_at": done.at,
                "version": done.version,
                "left": done.left,
                "articles": plan.articles,
            }
        ]
    )


def clean_up(reindex: Reindex) -> list[str]:
    """Drop what is not to be kept, then say that all is done. Only ever after the swap."""
    store, layout, index = reindex.store, reindex.layout, reindex.index
    if not store.exists(layout.swapped):
        raise NotVerified(f"the reindex {layout.run} has not swapped yet: nothing is cleaned up")
    if reindex.finished:
        return []
    plan, own = reindex.plan_made(), reindex.version()
    claim.check(index, layout.run)
    live = live_version(index)
    if live == own:
        sweep(reindex, under_way=False)
    others = sorted((v.name for v in index.versions() if v.name not in {live, own}), reverse=True)
    others.sort(key=lambda name: name != plan.live)  # the one for rollback is the first to be kept
    dropped = others[reindex.choices.keep :]
    for name in dropped:
        index.drop_version(name)
    claim.release(index, layout.run)
    store.write_bytes(
        layout.finished, msgspec.json.encode({"run": plan.name, "finished_at": now(), "dropped": dropped})
    )
    return dropped
