"""The middle of a reindex: articles through the stages, with the ids that live on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from etl.article import Article, Record, Reject
from etl.pipeline.cleaning import now
from etl.pipeline.parallel import chunked
from etl.reindex import baseline
from etl.reindex.lineage import Heirs, Lineage

if TYPE_CHECKING:
    from etl.reindex.reindex import Reindex

LOOKUP = 500


class Vanished(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A rebuilt article that the new version does not hold.

    Attributes:
        reason: Short and stable, as that of a reject; `moved`: the same page has another id now; `taken-down`.
        error: The same for a person.
        now: The id that its page has in the new version, if it has one.
        refused: A stage refused its page.
    """

    id: str
    key: str | None = None
    reason: str
    error: str = ""
    now: str | None = None
    refused: bool = False


class Appeared(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An article that the live version does not hold."""

    id: str
    key: str | None = None


class Ready(msgspec.Struct, kw_only=True):
    """What the rebuild came to: articles ready to be filled in, and how they compare with what was there."""

    articles: int
    rejects: int
    vanished: int
    appeared: int
    stories_merged: int
    stories_split: int


def bare(article: Article) -> Article:
    """An archived article as cleaning left it: without what deduplication and enrichment added."""
    return msgspec.structs.replace(
        article,
        duplicate_of=None,
        duplicate_kind=None,
        similarity=None,
        story_id=None,
        keys=[],
        event_dates=[],
        entities=[],
        people=[],
        organizations=[],
        places=[],
        spellings=[],
        quotes=[],
    )


def archived(reindex: Reindex, batch: str) -> Iterator[Article]:
    """The live documents of a batch of ids; one that went meanwhile is left out, and caught up with as deleted."""
    live = reindex.plan_made().live
    for chunk in chunked(reindex.store.read_records(reindex.layout.ids(batch), Record), LOOKUP):
        ids = [str(record["id"]) for record in chunk]
        found = reindex.index.get(ids, version=live)
        yield from (found[id_] for id_ in ids if id_ in found)


def make_ready(reindex: Reindex) -> Ready:
    """Give the rebuilt stories their lasting ids, and set down which articles appear and vanish."""
    store, layout, plan = reindex.store, reindex.layout, reindex.plan_made()
    with Lineage() as lineage:
        lineage.before(baseline.read(store, layout.baseline(0)))
        lineage.after(linked(reindex))
        heirs = lineage.heirs(reindex.index.collection("stories").get(lineage.fresh()))
        articles = 0
        for batch in plan.batches:
            part = store.read_records(layout.batch("linked", batch), Article)
            articles += store.write_records(layout.batch("ready", batch), (_renamed(a, heirs) for a in part))
        store.write_records(
            layout.renamed, ({"provisional": old, "id": new} for old, new in sorted(heirs.renamed.items()))
        )
        merged = store.write_records(layout.stories, _merges(reindex, heirs))
        split = store.write_records(
            layout.splits, ({"id": old, "into": parts} for old, parts in sorted(heirs.split.items()))
        )
        vanished = store.write_records(layout.vanished, _vanished(reindex, lineage))
        appeared = store.write_records(layout.appeared, (Appeared(id=i, key=k) for i, k in lineage.appeared()))
    ready = Ready(
        articles=articles,
        rejects=sum(1 for _ in reindex.rejects()),
        vanished=vanished,
        appeared=appeared,
        stories_merged=merged,
        stories_split=split,
    )
    store.write_bytes(layout.ready, msgspec.json.encode(ready))
    return ready


def linked(reindex: Reindex) -> Iterator[Article]:
    for batch in reindex.plan_made().batches:
        yield from reindex.store.read_records(reindex.layout.batch("linked", batch), Article)


def carried_updates(reindex: Reindex) -> dict[str, Record]:
    """What the rebuild changes on articles outside it: a copy of a rebuilt article, a story that it joined."""
    if not reindex.store.exists(reindex.layout.updates):
        return {}
    renamed = reindex.store.read_records(reindex.layout.renamed, Record)
    names = {str(record["provisional"]): str(record["id"]) for record in renamed}
    updates: dict[str, Record] = {}
    for record in reindex.store.read_records(reindex.layout.updates, Record):
        fields = {key: value for key, value in record.items() if key != "id"}
        if fields.get("story_id") in names:
            fields["story_id"] = names[fields["story_id"]]
        updates[str(record["id"])] = fields
    return updates


def _renamed(article: Article, heirs: Heirs) -> Article:
    if article.story_id is None:
        return article
    return msgspec.structs.replace(article, story_id=heirs.renamed[article.story_id])


def _merges(reindex: Reindex, heirs: Heirs) -> Iterator[Record]:
    """Records for the archive's collection `stories`: by deduplication, and those that the rebuild brought about."""
    at = now()
    decided = reindex.store.read_records(reindex.layout.merges, Record) if reindex.plan_made().batches else ()
    for record in decided:
        yield record | {"into": heirs.renamed.get(str(record["into"]), record["into"])}
    for old, into in sorted(heirs.merged.items()):
        yield {"id": old, "into": into, "at": at}


def _vanished(reindex: Reindex, lineage: Lineage) -> Iterator[Vanished]:
    gone = list(lineage.vanished())
    keys = {key for _, key, _ in gone if key}
    causes: dict[str, Reject] = {}
    for reject in reindex.rejects():
        if reject.ref is not None and reject.ref.key in keys:
            causes[reject.ref.key] = reject
    removals = reindex.index.collection("removals")
    for chunk in chunked(gone, LOOKUP):
        removed = removals.get([id_ for id_, _, _ in chunk])
        for id_, key, now_id in chunk:
            cause = causes.get(key) if key else None
            if id_ in removed:
                yield Vanished(id=id_, key=key, reason="taken-down", error="it was taken down on request")
            elif now_id is not None:
                yield Vanished(
                    id=id_, key=key, reason="moved", error=f"its page is now the article {now_id}", now=now_id
                )
            elif cause is not None:
                yield Vanished(id=id_, key=key, reason=cause.reason, error=cause.error, refused=True)
            else:
                error = "another page of the same address, with the same words, stands for it"
                yield Vanished(id=id_, key=key, reason="same-address", error=error)
