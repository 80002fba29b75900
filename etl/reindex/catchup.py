"""What came in while the new version was being filled: new, changed and deleted documents of the live version.

A round compares the live version with what is known of it, document by document, writes down what is different,
applies that, and then the known state. A round that was interrupted is applied again, which changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import msgspec

from etl.article import Article
from etl.pipeline.parallel import chunked
from etl.reindex import baseline
from etl.reindex.baseline import Change, Entry

if TYPE_CHECKING:
    from etl.reindex.reindex import Reindex

LOOKUP = 500


class Round(msgspec.Struct, kw_only=True):
    """What one round did: documents of each kind."""

    new: int = 0
    changed: int = 0
    deleted: int = 0

    @property
    def total(self) -> int:
        return self.new + self.changed + self.deleted


def nothing(_ids: Sequence[str]) -> set[str]:
    """Before the swap, nobody else writes into the new version."""
    return set()


def rounds_done(reindex: Reindex) -> int:
    number = 0
    while reindex.store.exists(reindex.layout.round_done(number + 1)):
        number += 1
    return number


def one_round(reindex: Reindex, *, skip: Callable[[Sequence[str]], set[str]] = nothing) -> Round:
    """Bring over what is different now in the version that was live when the plan was made.

    `skip` says which of some ids are to be left alone.
    """
    store, layout, index = reindex.store, reindex.layout, reindex.index
    live = reindex.plan_made().live
    known = rounds_done(reindex)
    number = known + 1
    if not store.exists(layout.changes(number)):
        index.refresh(version=live)
        different = baseline.changes(baseline.read(store, layout.baseline(known)), index.fingerprints(version=live))
        first = next(different, None)
        if first is None:
            return Round()
        store.write_records(layout.changes(number), _with(first, different))
    done = Round()
    store.write_records(layout.entries(number), _applied(reindex, live, number, done, skip))
    index.refresh(version=reindex.version())
    entries = store.read_records(layout.entries(number), Entry)
    gone = (c.id for c in store.read_records(layout.changes(number), Change) if c.kind == "deleted")
    store.write_records(
        layout.baseline(number), baseline.renewed(baseline.read(store, layout.baseline(known)), entries, gone)
    )
    store.write_bytes(layout.round_done(number), msgspec.json.encode(done))
    return done


def _with(first: Change, rest: Iterator[Change]) -> Iterator[Change]:
    yield first
    yield from rest


def _applied(
    reindex: Reindex, live: str, number: int, done: Round, skip: Callable[[Sequence[str]], set[str]]
) -> Iterator[Entry]:
    """Write the changes into the new version; yields what is known of each document from now on."""
    removals = reindex.index.collection("removals")
    for chunk in chunked(reindex.store.read_records(reindex.layout.changes(number), Change), LOOKUP):
        ids = [change.id for change in chunk]
        now = reindex.index.get(ids, version=live)
        removed = removals.get(ids)
        there = {id_: article for id_, article in now.items() if id_ not in removed}
        skipped = skip(ids)
        wanted = [change for change in chunk if change.id not in skipped]
        _write(reindex, wanted, there)
        _delete(reindex, wanted, there)
        for change in chunk:
            setattr(done, change.kind, getattr(done, change.kind) + 1)
            article = now.get(change.id)
            if change.kind != "deleted":
                # With the fingerprint that was compared, not a newer one: whatever changed since is found again.
                yield (
                    baseline.entry(article, change.fingerprint or "")
                    if article is not None
                    else Entry(id=change.id, fingerprint=change.fingerprint or "", content="")
                )


def _write(reindex: Reindex, chunk: Sequence[Change], there: dict[str, Article]) -> None:
    version = reindex.version()
    same_text = [
        change.id
        for change in chunk
        if change.before is not None
        and change.id in there
        and change.before.content == baseline.content(there[change.id])
    ]
    rebuilt = reindex.index.get(same_text, version=version)
    articles: list[Article] = []
    for change in chunk:
        article = there.get(change.id)
        if article is None:
            continue
        if change.id in rebuilt:  # its page is the same: the rebuilt text stays, the newer decisions count
            decisions = {field: getattr(article, field) for field in baseline.DECISIONS}
            articles.append(msgspec.structs.replace(rebuilt[change.id], **decisions))
        elif change.id in same_text and reindex.is_gone(change.id):
            continue  # the rebuild left it out for a reason, and nothing new is known of it
        else:
            articles.append(article)
    if articles:
        written = reindex.index.write(reindex.references().mend(articles), into=version)
        reindex.refused_late(articles, written.rejects)


def _delete(reindex: Reindex, chunk: Sequence[Change], there: dict[str, Article]) -> None:
    """Take out what is gone from the live version, and what a page was under another id before it changed."""
    gone = [change.id for change in chunk if change.id not in there]
    moved = reindex.moved()
    gone += [moved[change.id] for change in chunk if change.id in moved and _page_changed(change, there)]
    if gone:
        reindex.index.delete(gone, into=reindex.version())


def _page_changed(change: Change, there: dict[str, Article]) -> bool:
    article = there.get(change.id)
    return article is None or change.before is None or change.before.content != baseline.content(article)
